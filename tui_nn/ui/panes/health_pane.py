"""Health: whether every layer learns at a healthy pace, or is flat, dead, too slow or too fast."""

from __future__ import annotations

import time
from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.config.errors import DataError
from tui_nn.data.dataset import Dataset
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.state import TrainingState
from tui_nn.engine.vitals import HEALTHY_RATIO, LayerVitals, Pace, Vitals, vitals
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.log_curves import LogCurve, put_log_curves
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.panes.health_detail import put_detail
from tui_nn.ui.panes.health_table import KINDS, Shown, columns_for, put_heading, put_layer
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.vitals_record import VitalsRecord, states_to_chart
from tui_nn.ui.session import Session

FEWEST_ROWS, MOST_PRODUCTS = 50, 4_000_000
"""Rows that are looked at: as many as take a few milliseconds, by rows times parameters, but never fewer than 50."""

SECONDS_A_DRAWING = 0.005
"""What may be spent on the past in one drawing; the curve fills in from drawing to drawing."""

SECONDS_TO_NEXT = 0.1
"""Until the next drawing, when nothing else is new."""

DETAIL_HEIGHT = 4
"""The rows below the table from which on the chosen layer is shown large."""

BORDER_ENDS = 4
"""Cells of the lower border that no text may take."""

MOST_CURVES = 6
"""Layers whose curves are told apart."""


class HealthPane(Picture):
    """A line for each layer, the chosen one large; or their curves over the iterations."""

    BORDER_TITLE = "Health"
    HELP = """\
How every layer is doing, on the training rows.

- **update / weights**: how much the next update changes the layer, as a share of its weights:
  *‖next weights − weights‖ / ‖weights‖*. Healthy is about **0.001** (Karpathy's rule of thumb; the band from 1e-4 to
  1e-2 is marked). *Too slow*: raise the learning rate, or wait ten times as long. *Too fast*: the weights jump about;
  lower the rate before the run diverges. *Still*: nothing is learned any more, which is fine only at the end.
  Optimizers of second order measure an update before they do it: shown is the last one, and none is too fast.
- **gradient**: the length of the slope of the error by the layer's weights, *‖∂E/∂W‖*. When that of the first layer is
  a hundred times smaller than that of the last, gradients *vanish* on their way back: take tanh or relu instead of
  sigmoid, fewer layers, or other start weights (xavier, he). When it grows without end, they *explode*: clip them.
- **sat.** counts **saturated** units: for every row their activation is so flat (a slope under 1 % of the steepest)
  that they learn nothing. Smaller start weights or scaled inputs help.
- **dead** units say exactly 0 to every row and pass nothing back: relus that were pushed below zero. A smaller
  learning rate, leaky_relu or another start brings them to life.
- The **histogram** shows how weights, activations or gradients are spread. Activations that stand at both ends only
  are saturated; weights in one thin bar have hardly learned.

Keys: **↑ ↓** layer · **g** weights, activations or gradients · **o** over the iterations, and back. A click chooses a
layer.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("g", "other_kind", show=False),
        Binding("o", "over_time", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="health")
        self.kind: Shown = "weights"
        self.over_time = False
        self.chosen_layer = 0
        """The chosen one, counted from 0 after the inputs."""

        self._record = VitalsRecord()
        self._found: tuple[object, Vitals] | None = None
        self._rows: tuple[object, Dataset, int] | None = None
        self._first_line = 0
        """The layer on the first line of the table."""

        self._waits = False

    def sources(self, session: Session) -> tuple[object, ...]:
        """Return what the picture is made of."""
        return (session.started, session.shown, session.run.training)

    def draw_lines(self) -> list[Strip]:
        """Draw the table, or the curves."""
        found = self._look()
        if found is None:
            self.tell("")
            return self.blank_lines()
        palette = self.palette
        canvas = Canvas(*self.size, palette.foreground, palette.background)
        self.chosen_layer = min(self.chosen_layer, len(found.layers) - 1)
        if self.over_time:
            self._draw_curves(canvas, palette)
        else:
            self._draw_table(canvas, found, palette)
        return canvas.strips()

    def reading(self) -> str:
        """Say how every layer is doing."""
        found = self._look()
        if found is None:
            return "There is no network yet."
        paces = "; ".join(
            f"of {self._layer_name(index)} {layer.update_ratio:.1g} of its weights, {_verdict(layer.pace)}"
            for index, layer in enumerate(found.layers)
        )
        hidden = found.layers[:-1]
        units, saturated, dead = (
            sum(counts)
            for counts in (
                [layer.units for layer in hidden],
                [layer.saturated for layer in hidden],
                [layer.dead for layer in hidden],
            )
        )
        many = f"{len(found.layers)} layers" if hidden else "1 layer"
        if found.layers[0].is_measured:
            said = f"The last update changed {paces}"
        else:
            said = f"The next update {paces} (healthy is about {HEALTHY_RATIO:g})"
        return f"{many}. {said}. {saturated} of {units} hidden units are saturated, {dead} of them dead."

    def action_choose(self, by: int) -> None:
        """Choose a layer further up or down."""
        if self._found is not None:
            self.chosen_layer = max(0, min(len(self._found[1].layers) - 1, self.chosen_layer + by))
            self.redraw()

    def action_other_kind(self) -> None:
        """Show the histograms of something else."""
        self.kind = KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)]
        self.redraw()

    def action_over_time(self) -> None:
        """Show the curves, or the table again."""
        self.over_time = not self.over_time
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose the layer that was clicked."""
        place = event.get_content_offset(self)
        if place is not None and self._found is not None and not self.over_time and place.y >= 1:
            line = place.y - 1 + self._first_line
            if line < len(self._found[1].layers) and place.y <= self._table_rows(len(self._found[1].layers)):
                self.chosen_layer = line
                self.redraw()

    # What is looked at

    def _look(self) -> Vitals | None:
        """Return the vitals of what is shown, found once."""
        session = self.session
        if session is None or session.shown is None or session.started is None:
            return None
        rows, network = session.started.rows, session.shown.network
        if (rows.features, rows.outputs) != (network.layer_sizes[0], network.layer_sizes[-1]):
            return None
        key = (session.shown.state, rows, session.run.training)
        if self._found is not None and _same(self._found[0], key):
            return self._found[1]
        self._record.about(session, rows)
        found = self._look_at(session.shown.state)
        self._record.keep(session.shown.state, found)
        self._found = (key, found)
        return found

    def _look_at(self, state: TrainingState) -> Vitals:
        session = self.session
        assert session is not None
        rows, samples = self._training_rows(session, parameter_count(state.network.layer_sizes))
        return vitals(state, rows, session.run.training, samples)

    def _training_rows(self, session: Session, parameters: int) -> tuple[Dataset, int]:
        """Return the rows to look at, and how many training rows there are of all, as far as those tell."""
        assert session.started is not None
        key = (session.started, parameters)
        if self._rows is None or not _same(self._rows[0], key):
            seen = session.started.rows
            try:
                training = seen.training
            except DataError:  # rows that are all kept apart are better than none
                training = seen
            samples = round(session.started.samples * training.samples / seen.samples)
            most = max(FEWEST_ROWS, MOST_PRODUCTS // max(1, parameters))
            self._rows = (key, training.head(most), max(1, samples))
        return self._rows[1], self._rows[2]

    def _layer_name(self, index: int) -> str:
        last = self._found is not None and index == len(self._found[1].layers) - 1
        return "outputs" if last else f"hidden {index + 1}"

    # The table

    def _table_rows(self, layers: int) -> int:
        """How many layers are listed: all where there is room, else those around the chosen one."""
        return max(0, min(layers, self.size.height - 1))

    def _draw_table(self, canvas: Canvas, found: Vitals, palette: Palette) -> None:
        layers = found.layers
        room = self._table_rows(len(layers))
        self._first_line = max(0, min(self.chosen_layer - room // 2, len(layers) - room))
        columns = columns_for(canvas.width)
        put_heading(canvas, columns, self.kind, palette)
        for line in range(room):
            index = self._first_line + line
            chosen = index == self.chosen_layer
            put_layer(
                canvas, line + 1, columns, self._layer_name(index), layers[index], self.kind, palette, chosen=chosen
            )
        if canvas.height - 1 - room >= DETAIL_HEIGHT:
            top = room + 2 if canvas.height - room > 6 else room + 1
            name = self._layer_name(self.chosen_layer)
            put_detail(canvas, top, name, layers[self.chosen_layer], self.kind, palette)
        keys = ("↑↓ layer · g other · o over time", "g other · o over time", "o over time")
        forms = [f"{self.kind} · {key}" for key in keys]
        self.tell(next((form for form in forms if len(form) <= canvas.width - BORDER_ENDS), self.kind))

    # The curves

    def _draw_curves(self, canvas: Canvas, palette: Palette) -> None:
        assert self.session is not None
        self.tell(f"{self.kind} · o table" if canvas.width < 50 else "o table · dashed: the healthy 1e-3")
        until = time.perf_counter() + SECONDS_A_DRAWING
        whole = self._record.find(states_to_chart(self.session), self._look_at, lambda: time.perf_counter() < until)
        if not whole and not self._waits:
            self._waits = True
            self.set_timer(SECONDS_TO_NEXT, self._draw_more)
        past = self._record.curve()
        iterations = np.array([found.iteration for found in past], dtype=np.float64)
        layers = len(past[0].layers)
        chosen = sorted({round(place) for place in np.linspace(0, layers - 1, min(layers, MOST_CURVES)).tolist()})
        marks = "123456"
        place = 0
        for number, index in enumerate(chosen):
            text = f"{marks[number]} {self._layer_name(index)}"
            canvas.put(place, 0, text, palette.class_colour(number), bold=index == self.chosen_layer)
            place += len(text) + 2
        # The chosen layer's curve is drawn over the others.
        order = sorted(range(len(chosen)), key=lambda number: chosen[number] != self.chosen_layer)
        both = canvas.height >= 14
        height = (canvas.height - 1) // 2 if both else canvas.height - 1
        for top, what, level in ((1, "update / weights", HEALTHY_RATIO), (1 + height, "gradient", None)):
            if top > 1 and not both:
                break
            curves = [
                LogCurve(
                    iterations,
                    np.array([_of(found.layers[chosen[number]], ratio=level is not None) for found in past]),
                    palette.class_colour(number),
                    marks[number],
                )
                for number in order
            ]
            put_log_curves(canvas, top, height, curves, level, palette)
            canvas.put(canvas.width - len(what), top, what, palette.muted)

    def _draw_more(self) -> None:
        self._waits = False
        if self.over_time:
            self.redraw()


def _of(layer: LayerVitals, *, ratio: bool) -> float:
    return layer.update_ratio if ratio else layer.gradient_norm


def _verdict(word: Pace) -> str:
    return "not a number" if word == "broken" else word


def _same(one: object, other: object) -> bool:
    """Whether two keys hold the same objects."""
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    return len(one) == len(other) and all(
        a is b or (isinstance(a, int) and a == b) for a, b in zip(one, other, strict=True)
    )
