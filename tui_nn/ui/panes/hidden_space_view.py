"""What a layer says about all rows, seen along two axes: which layer and units are chosen, and where each row lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.network import Network
from tui_nn.engine.projection import Projection, linear_share, project
from tui_nn.ui.session import Session

STEPS = 8
"""An axis ends at multiples of a round number so small that about so many fit in: it does not follow every change."""


@dataclass(frozen=True)
class Axis:
    """What stands along an axis, and where it ends."""

    name: str
    low: float
    high: float
    share: str = ""
    """Of the variance, where it is a component."""


@dataclass(frozen=True, eq=False)
class LayerView:
    """One layer, as it is seen."""

    network: Network
    rows: Dataset
    index: int
    """0 for the inputs, then the layers after them."""

    values: FloatArray
    """(samples, units)"""

    pair: tuple[int, int]
    projected: bool
    share: float
    """Of the variance that the projection shows."""

    axes: tuple[Axis, Axis]
    places: FloatArray
    """(samples, 2): fractions of the picture, to the right and up."""

    linear: float | None
    """How far a linear rule gets with this layer; None where that takes too long to find."""

    linear_of_inputs: float | None

    @property
    def name(self) -> str:
        """The layer's name."""
        return layer_name(self.index, len(self.network.layer_sizes))

    @property
    def lines_name(self) -> str:
        """The name of the layer whose lines are seen among the inputs, which draw none themselves."""
        return layer_name(max(1, self.index), len(self.network.layer_sizes))

    @property
    def kind(self) -> str:
        """How many units of which kind it has."""
        units = self.values.shape[1]
        if self.index == 0:
            return f"{units} columns" if units > 1 else "1 column"
        return f"{units} {self.network.activations[self.index - 1]} unit{'s' if units > 1 else ''}"

    @property
    def what(self) -> str:
        """Which values are seen."""
        if self.values.shape[1] == 1:
            return "its unit" if self.index else "its column"
        return f"{'units' if self.index else 'columns'} {self.pair[0] + 1} and {self.pair[1] + 1}"

    @property
    def heading(self) -> str:
        """Layer and view in a few words."""
        seen = "PCA" if self.projected else self.what
        return f"{self.name}: {self.kind}, {seen}" if self.values.shape[1] > 1 else f"{self.name}: {self.kind}"

    def separation_short(self) -> str:
        """How well a line parts the rows, for the border."""
        assert self.linear is not None
        here, inputs = self.linear, self.linear_of_inputs
        beside = "" if self.index == 0 or inputs is None else f" (inputs {inputs:.0%})"
        verb = "linear R²" if self.rows.task == "numbers" else "a line parts"
        return f"{verb} {here:.0%}{beside}"

    def separation_text(self) -> str:
        """How well a line parts the rows, in a sentence."""
        if self.linear is None:
            return "It has too many units to say how well a line parts the rows."
        beside = (
            "" if self.linear_of_inputs is None or not self.index else f", {self.linear_of_inputs:.0%} in the inputs"
        )
        if self.rows.task == "numbers":
            return f"A linear rule explains {self.linear:.0%} of the targets' variance here{beside}."
        return f"A line separates the classes for {self.linear:.0%} of the rows here{beside}."


class SpaceViews:
    """Which layer and which units are looked at; everything is found once for each state of the network."""

    def __init__(self) -> None:
        self.index: int | None = None
        """The chosen layer, None for the last hidden one."""

        self.projected: bool | None = None
        """Whether units are projected, None for when there are more than two."""

        self.pair = (0, 1)
        self.bright = 0
        """The unit whose line is drawn over the others."""

        self._layers = 0
        self._values: tuple[object, object, list[FloatArray]] | None = None
        self._found: tuple[tuple[object, ...], LayerView] | None = None
        self._like: tuple[object, FloatArray] | None = None
        self._inputs_linear: tuple[object, float | None] | None = None

    def choose_layer(self, by: int) -> None:
        """Choose a later or an earlier layer; units are counted anew."""
        if self._layers:
            self.index = max(0, min(self._layers - 1, self._shown_index() + by))
            self.pair, self.projected, self.bright = (0, 1), None, 0

    def look(self, session: Session | None) -> LayerView | None:
        """Return what is to be seen; None before there is anything, or while rows and network do not fit."""
        if session is None or session.started is None or session.shown is None:
            return None
        rows, network = session.started.rows, session.shown.network
        if (rows.features, rows.outputs) != (network.layer_sizes[0], network.layer_sizes[-1]):
            return None
        if self._layers != len(network.layer_sizes):
            self._layers = len(network.layer_sizes)
            self.index, self.projected, self.pair = None, None, (0, 1)
        choice = (self.index, self.projected, self.pair)
        found = self._found
        if found is None or found[0] != choice or found[1].network is not network or found[1].rows is not rows:
            found = self._found = (choice, self._view(session, network, rows))
        return found[1]

    def _shown_index(self) -> int:
        return max(0, self._layers - 2) if self.index is None else self.index

    def _view(self, session: Session, network: Network, rows: Dataset) -> LayerView:
        index = self._shown_index()
        shares = ["", ""]
        values = self._layer_values(session, network, rows)[index]
        units = values.shape[1]
        pair = (min(self.pair[0], units - 1), min(self.pair[1], units - 1))
        projected = units > 1 and (units > 2 if self.projected is None else self.projected)
        if projected:
            projection = self._project(values, (index, network.layer_sizes, rows.samples))
            seen, share = projection.points, projection.share
            names, shares = ["comp 1", "comp 2"], [f"{one:.0%}" for one in projection.shares]
        elif units == 1:
            seen = np.column_stack((values[:, 0], -np.arange(len(values), dtype=np.float64)))
            share, names = 1.0, ["unit 1" if index else "column 1", "row"]
        else:
            seen, share = values[:, pair], 1.0
            names = [f"unit {pair[0] + 1}", f"unit {pair[1] + 1}"]
            if index == 0:
                names = [narrow(rows.input_names[column]) for column in pair]
        seen = np.clip(np.nan_to_num(seen), -1e300, 1e300)
        ends_of = [axis_ends(seen[:, axis]) for axis in (0, 1)]
        axes = (Axis(names[0], *ends_of[0], shares[0]), Axis(names[1], *ends_of[1], shares[1]))
        if units == 1:
            axes = (axes[0], Axis("row", float(len(values)), 1.0))
            ends = (1.0 - len(values) - 0.5, 0.5)
        else:
            ends = (axes[1].low, axes[1].high)
        places = np.column_stack((_fractions(seen[:, 0], axes[0].low, axes[0].high), _fractions(seen[:, 1], *ends)))
        inputs_linear = self._linear_of_inputs(rows)
        linear = inputs_linear if index == 0 else linear_share(values, rows)
        return LayerView(network, rows, index, values, pair, projected, share, axes, places, linear, inputs_linear)

    def _layer_values(self, session: Session, network: Network, rows: Dataset) -> list[FloatArray]:
        """The inputs and what every layer says, each (samples, units)."""
        if self._values is None or self._values[0] is not session.shown or self._values[1] is not rows:
            self._values = (session.shown, rows, [rows.inputs, *layer_outputs(network, rows.inputs)])
        return self._values[2]

    def _project(self, values: FloatArray, about: object) -> Projection:
        like = self._like[1] if self._like is not None and self._like[0] == about else None
        projection = project(values, like)
        self._like = (about, projection.components)
        return projection

    def _linear_of_inputs(self, rows: Dataset) -> float | None:
        if self._inputs_linear is None or self._inputs_linear[0] is not rows:
            self._inputs_linear = (rows, linear_share(rows.inputs, rows))
        return self._inputs_linear[1]


def layer_name(index: int, layers: int) -> str:
    """Return what a layer is called; 0 is the inputs."""
    return "inputs" if index == 0 else "outputs" if index == layers - 1 else f"hidden {index}"


def narrow(text: str, limit: int = 16) -> str:
    """Return a foreign text of characters one cell wide: a canvas has no others."""
    return "".join(character if cell_len(character) == 1 else "?" for character in printable(text, limit))


def next_pair(pair: tuple[int, int], by: int, units: int) -> tuple[int, int]:
    """Return the next or the last of the pairs (0, 1), (0, 2) ... (1, 2) ... of so many units."""
    if units < 2:
        return (0, 0)
    low, high = min(pair), max(pair)
    # Pairs before those whose smaller unit is `low`, and then those before `high`.
    count = units * (units - 1) // 2
    place = (low * (2 * units - low - 1) // 2 + max(0, high - low - 1) + by) % count
    low = 0
    while place >= units - 1 - low:
        place -= units - 1 - low
        low += 1
    return (low, low + 1 + place)


def axis_ends(values: FloatArray) -> tuple[float, float]:
    """Return round numbers around finite values, (samples,), of magnitude 1e300 at most, that change seldom."""
    low, high = float(values.min()), float(values.max())
    span = high - low
    if not span > 1e-9 * max(abs(low), abs(high), 1e-280):
        around = max(abs(low), 1e-6)
        return low - around, high + around
    power = 10.0 ** math.floor(math.log10(span / STEPS))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * STEPS >= span * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _fractions(values: FloatArray, low: float, high: float) -> FloatArray:
    with np.errstate(all="ignore"):
        shares = (values / 2 - low / 2) / (high / 2 - low / 2)
    return np.clip(np.nan_to_num(shares, nan=0.5), 0.0, 1.0)
