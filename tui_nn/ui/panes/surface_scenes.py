"""What the surface pane draws between its axes: a plane of colours, or the curve over a single input."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import Workspace
from tui_nn.engine.network import Network
from tui_nn.engine.plane import Line, Plane
from tui_nn.engine.surface import BoolArray, OutputScale, PixelGrid, borders, finite_outputs, winners
from tui_nn.ui.drawing.braille import DOTS_ACROSS, DOTS_DOWN, put_dots
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.field_looks import (
    CLASS_STEPS,
    class_field_colours,
    class_field_shades,
    field_colours,
    field_shades,
)
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.drawing.plot_frame import PlotFrame, plot_frame


@dataclass(frozen=True)
class Look:
    """How outputs are looked at."""

    output: int | None
    """Which one; None for the class that wins."""

    scale: OutputScale
    discrete: bool
    """Whether only the decision is shown, not how far the output is from it."""

    decided: bool
    """Whether the middle of the scale parts right from wrong."""


class Scene(Protocol):
    """Made once for some rows, columns and a size, and drawn for one network after the other."""

    rows: Dataset
    frame: PlotFrame
    x_name: str
    y_name: str

    def put_field(self, canvas: Canvas, network: Network, look: Look, palette: Palette, marked: IntArray, /) -> None:
        """Draw what the network says; `marked` are the cells, (cells, 2), on which marks will stand."""

    def coordinates(self, fractions: tuple[float, float]) -> tuple[tuple[str, float], ...]:
        """Return the names and values of the columns at a place in fractions of the field."""

    def inputs_at(self, fractions: tuple[float, float]) -> FloatArray:
        """Return what goes into the network there: (1, features)."""

    def row_places(self) -> FloatArray:
        """Return where the rows lie in fractions of the field: (rows, 2)."""


@dataclass
class PlaneScene:
    """Two columns, and the output as a colour."""

    plane: Plane
    rows: Dataset
    frame: PlotFrame
    in_colours: bool
    grid: PixelGrid = dataclasses.field(init=False)
    _workspace: Workspace | None = None
    _shape: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        self.x_name, self.y_name = self.plane.names
        self.grid = PixelGrid(self.plane, self.frame.width, self.frame.height * (2 if self.in_colours else 1))

    def put_field(self, canvas: Canvas, network: Network, look: Look, palette: Palette, marked: IntArray, /) -> None:
        """Draw colours in half blocks and the line where the decision changes, or characters for the same."""
        frame = self.frame
        indices, contour, classes = self.field(network, look)
        if not self.in_colours:
            shades = class_field_shades(palette, classes) if classes else field_shades(palette)
            canvas.put_shades(frame.left, frame.top, indices, shades)
            return
        colours = class_field_colours(palette, classes) if classes else field_colours(palette)
        # A mark would not be seen on the line.
        contour[2 * marked[:, 1], marked[:, 0]] = contour[2 * marked[:, 1] + 1, marked[:, 0]] = False
        indices[contour] = len(colours) - 1
        canvas.put_half_blocks(frame.left, frame.top, indices, colours)

    def outputs(self, network: Network) -> FloatArray:
        """Return what the network says at the chosen pixels of the grid: (outputs, rows, columns)."""
        shape = network.layer_sizes, network.activations
        if self._workspace is None or self._shape != shape:
            self._workspace, self._shape = self.grid.workspace_for(network), shape
        return self.grid.outputs(network, self._workspace)

    def field(self, network: Network, look: Look) -> tuple[IntArray, BoolArray, int]:
        """Return the colour of each pixel, those on the contour, and how many classes there are; 0 for one output."""
        outputs = self.outputs(network)
        middle = look.scale.middle
        if look.output is not None:
            values = self.grid.pixels(finite_outputs(outputs[look.output], middle))
            above = values >= middle
            contour = borders(above) if look.decided else np.zeros_like(above)
            if look.discrete:
                return np.where(above, 2 * STEPS, 0), contour, 0
            return look.scale.steps(values, STEPS), contour, 0
        every = np.stack([self.grid.pixels(finite_outputs(one, middle)) for one in outputs])
        best, lead = winners(every, look.scale.high - look.scale.low)
        steps = np.minimum((lead * CLASS_STEPS).astype(np.int64), CLASS_STEPS - 1)
        if look.discrete:
            steps[...] = CLASS_STEPS - 1
        return best * CLASS_STEPS + steps, borders(best), len(outputs)

    def coordinates(self, fractions: tuple[float, float]) -> tuple[tuple[str, float], ...]:
        """Return both columns' names and values."""
        return tuple(zip(self.plane.names, self.plane.point(fractions), strict=True))

    def inputs_at(self, fractions: tuple[float, float]) -> FloatArray:
        """Return what goes into the network there: (1, features)."""
        return self.plane.inputs_at(np.array([self.plane.point(fractions)]))

    def row_places(self) -> FloatArray:
        """Return where the rows lie."""
        return self.plane.places(self.rows)


@dataclass
class LineScene:
    """One column along the horizontal axis, and the output along the vertical one."""

    line: Line
    rows: Dataset
    frame: PlotFrame
    output: int
    y_range: tuple[float, float]
    """Of the outputs as the network makes them."""

    y_name: str

    def __post_init__(self) -> None:
        self.x_name = self.line.name

    def put_field(self, canvas: Canvas, network: Network, look: Look, palette: Palette, _marked: IntArray, /) -> None:
        """Draw the curve in dots, and a dashed line at the threshold."""
        frame = self.frame
        across, down = frame.width * DOTS_ACROSS, frame.height * DOTS_DOWN
        if look.decided:
            row = frame.cell_of((0.0, self._up(np.array([look.scale.middle]))[0]))[1]
            canvas.put(frame.left, frame.top + row, "╌" * frame.width, palette.muted)
        outputs = network.predict(self.line.inputs(self.line.points(across)))[:, self.output]
        heights = (1.0 - self._up(finite_outputs(outputs, look.scale.middle))) * down
        y = np.floor(np.clip(heights, -1, down)).astype(np.int64)
        # Steep parts are filled from the height before, so that the curve hangs together.
        before = np.concatenate((y[:1], y[:-1]))
        lower, upper = np.minimum(y, before), np.maximum(y, before)
        dots = np.arange(down)[:, np.newaxis]
        filled = (dots == y) | ((dots > lower) & (dots < upper))
        dots_y, dots_x = np.nonzero(filled)
        put_dots(canvas, (frame.left, frame.top), (frame.width, frame.height), dots_x, dots_y, palette.foreground)

    def _up(self, outputs: FloatArray) -> FloatArray:
        low, high = self.y_range
        return np.asarray((outputs - low) / (high - low))

    def coordinates(self, fractions: tuple[float, float]) -> tuple[tuple[str, float], ...]:
        """Return the column's name and value."""
        low, high = self.line.x_range
        return ((self.line.name, low + (high - low) * fractions[0]),)

    def inputs_at(self, fractions: tuple[float, float]) -> FloatArray:
        """Return what goes into the network there: (1, features)."""
        return self.line.inputs(np.array([self.coordinates(fractions)[0][1]]))

    def row_places(self) -> FloatArray:
        """Return where the rows lie: their input, and their target as the height."""
        low, high = self.line.x_range
        along = (self.line.values(self.rows) - low) / (high - low)
        return np.column_stack((along, self._up(self.rows.targets[:, self.output])))


def plane_scene(plane: Plane, rows: Dataset, size: tuple[int, int], in_colours: bool) -> PlaneScene:
    """Return the scene of a plane for a pane of this size."""
    return PlaneScene(plane, rows, plot_frame(*size, plane.x_range, plane.y_range), in_colours)


def line_scene(line: Line, rows: Dataset, size: tuple[int, int], output: int, scale: OutputScale) -> LineScene:
    """Return the scene of a line for a pane of this size."""
    margin = 0.1 * (scale.high - scale.low)
    y_range = scale.low - margin, scale.high + margin
    ends = np.zeros((2, rows.outputs))
    ends[:, output] = y_range
    low, high = rows.unscaled_outputs(ends)[:, output].tolist()
    frame = plot_frame(*size, line.x_range, (low, high))
    return LineScene(line, rows, frame, output, y_range, rows.target_names[output])


def row_cells(places: FloatArray, frame: PlotFrame) -> IntArray:
    """Return the cell of each row in the field, (rows, 2), column and row; -1 for one that lies outside."""
    outside: BoolArray = np.any((places < 0) | (places > 1), axis=1)
    kept = np.where(outside[:, np.newaxis], 0.0, places)
    columns = np.minimum((kept[:, 0] * frame.width).astype(np.int64), frame.width - 1)
    rows = np.minimum(((1.0 - kept[:, 1]) * frame.height).astype(np.int64), frame.height - 1)
    cells = np.column_stack((columns, rows))
    cells[outside] = -1
    return cells
