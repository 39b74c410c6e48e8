"""What a network says all over a plane: fine pixels from a coarser grid, in steps of a scale, and where it decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.network import Network
from tui_nn.engine.plane import Plane

BoolArray = npt.NDArray[np.bool_]

_Neighbours = tuple[IntArray, IntArray, FloatArray]

MOST_POINTS = 3_000
"""Of the grid on which the network is asked: what lies between them is told from four neighbours."""

LARGEST = 1e100
"""Outputs beyond are drawn as this: an infinite one has no neighbours."""


@dataclass(frozen=True)
class OutputScale:
    """Where the outputs of a network lie: the ends and the middle of a scale of colours."""

    low: float
    middle: float
    high: float

    def steps(self, values: FloatArray, steps: int) -> IntArray:
        """Return which of 2 steps + 1 colours belongs to values, shaped as these; `steps` is that of the middle."""
        below, above = self.middle - self.low, self.high - self.middle
        away = (values - self.middle) / np.where(values < self.middle, below, above)
        # What is below the middle at all is not of its colour.
        rounded = np.where(away < 0, np.floor(away * steps), np.ceil(away * steps))
        return np.clip(rounded, -steps, steps).astype(np.int64) + steps


def output_scale(dataset: Dataset, output: int, activation: str, threshold: float) -> OutputScale:
    """Return the scale of an output: 0 to 1, -1 to 1 for a loss that parts the classes at 0, or the targets' range.

    Args:
        dataset: the rows with the targets.
        output: which output.
        activation: of the output layer.
        threshold: of the loss, which is the middle where something is decided.
    """
    decided = dataset.task != "numbers"
    if decided and threshold == 0.0:
        return OutputScale(-1.0, 0.0, 1.0)
    if decided or activation in ("sigmoid", "softmax"):
        return OutputScale(0.0, 0.5, 1.0)
    targets = dataset.targets[:, output]
    low, high = np.clip((targets.min(), targets.max()), -LARGEST, LARGEST).tolist()
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        size = 0.5 * max(abs(high), 1.0)
        low, high = low - size, high + size
    return OutputScale(low, (low + high) / 2, high)


def finite_outputs(outputs: FloatArray, instead: float) -> FloatArray:
    """Return outputs of any shape within ±LARGEST; what is not a number becomes `instead`."""
    return np.clip(np.nan_to_num(outputs, nan=instead, posinf=LARGEST, neginf=-LARGEST), -LARGEST, LARGEST)


@dataclass(frozen=True, eq=False)
class PixelGrid:
    """Pixels of a plane, some of which the network is asked at; made once for a plane and a size."""

    plane: Plane
    width: int
    height: int
    most_points: int = MOST_POINTS

    @cached_property
    def columns(self) -> IntArray:
        """Which columns of pixels the network is asked at, the outermost among them."""
        return _chosen(self.width, self._share)

    @cached_property
    def rows(self) -> IntArray:
        """Which rows of pixels, counted from the top."""
        return _chosen(self.height, self._share)

    @property
    def _share(self) -> float:
        return min(1.0, math.sqrt(self.most_points / max(1, self.width * self.height)))

    @cached_property
    def inputs(self) -> FloatArray:
        """What goes into the network: (points, features), row by row from the top."""
        pixels = np.arange(self.width * self.height).reshape(self.height, self.width)
        return self.plane.inputs(self.width, self.height)[pixels[np.ix_(self.rows, self.columns)].ravel()]

    @cached_property
    def _neighbours(self) -> tuple[_Neighbours, _Neighbours]:
        return _neighbours(self.rows, self.height), _neighbours(self.columns, self.width)

    def outputs(self, network: Network, workspace: Workspace) -> FloatArray:
        """Return what the network says at the chosen pixels: (outputs, chosen rows, chosen columns).

        Args:
            network: takes the inputs of the plane.
            workspace: of `workspace_for`; what is returned is a view into it.
        """
        with np.errstate(all="ignore"):
            forward(network.weights, workspace)
        return workspace.outputs.reshape(-1, len(self.rows), len(self.columns))

    def workspace_for(self, network: Network) -> Workspace:
        """Return room for a pass of a network over this grid, the inputs filled in."""
        workspace = Workspace(network.layer_sizes, network.activations, len(self.inputs))
        workspace.inputs[...] = self.inputs.T
        return workspace

    def pixels(self, values: FloatArray) -> FloatArray:
        """Return all pixels, (height, width), for finite values at the chosen ones: bilinear between these."""
        # Not as matrix products: BLAS would wait for a second core, which training needs.
        (above, below, down), (left, right, across) = self._neighbours
        lines = values[above] * (1.0 - down[:, np.newaxis]) + values[below] * down[:, np.newaxis]
        return np.asarray(lines[:, left] * (1.0 - across) + lines[:, right] * across)


def _chosen(pixels: int, share: float) -> IntArray:
    count = max(min(2, pixels), int(pixels * share))
    return np.unique(np.round(np.linspace(0, pixels - 1, count)).astype(np.int64))


def _neighbours(chosen: IntArray, pixels: int) -> _Neighbours:
    """The places in `chosen` before and after each pixel, and how much of the second it takes, 0 to 1."""
    place = np.interp(np.arange(pixels), chosen, np.arange(len(chosen)))
    before = np.minimum(place.astype(np.int64), max(0, len(chosen) - 2))
    return before, np.minimum(before + 1, len(chosen) - 1), place - before


def winners(outputs: FloatArray, span: float) -> tuple[IntArray, FloatArray]:
    """Return the largest of outputs (outputs, ...) and its lead over the second, as a share of `span`, 0 to 1."""
    best = outputs.argmax(axis=0)
    two = np.partition(outputs, -2, axis=0)[-2:]
    return best, np.clip((two[1] - two[0]) / span, 0.0, 1.0)


def borders(regions: BoolArray | IntArray) -> BoolArray:
    """Say of each pixel (height, width) whether one beside or below it belongs to another region."""
    found = np.zeros(regions.shape, dtype=np.bool_)
    found[:, :-1] |= regions[:, :-1] != regions[:, 1:]
    found[:-1] |= regions[:-1] != regions[1:]
    return found
