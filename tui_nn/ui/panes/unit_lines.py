"""The lines that the units of a layer draw among the inputs, where their sums are zero."""

from __future__ import annotations

from string import ascii_uppercase

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.contours import layer_pre_activations, sign_changes
from tui_nn.engine.network import Network
from tui_nn.engine.plane import Plane, plane_of
from tui_nn.ui.drawing.braille import DOTS_ACROSS, DOTS_DOWN, braille, braille_masks
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.drawing.scatter import is_coloured

MOST_DOTS = 300_000
"""Dots times units that are looked at: of a wide layer, only so many units are drawn as take a few milliseconds."""

MUTED = 0.25
"""How far lines are blended with the background, so that the bright one stands out."""


class UnitLines:
    """Keeps the plane and the grid of a data set."""

    def __init__(self) -> None:
        self._plane: tuple[Dataset, Plane | None] | None = None
        self._grid: tuple[tuple[int, int], FloatArray] | None = None

    def plane(self, rows: Dataset) -> Plane | None:
        """Return the plane of the two input columns; None where there are not exactly two."""
        if self._plane is None or self._plane[0] is not rows:
            self._plane = (rows, plane_of(rows) if len(rows.shown_input_names) == 2 else None)
            self._grid = None
        return self._plane[1]

    def units_drawn(self, units: int, bright: int, size: tuple[int, int]) -> range:
        """Return the units whose lines are drawn: all, or as many as there is time for, the bright one among them."""
        count = max(1, min(units, MOST_DOTS // max(1, DOTS_ACROSS * DOTS_DOWN * size[0] * size[1])))
        first = bright // count * count
        return range(first, min(units, first + count))

    def marks(
        self, network: Network, rows: Dataset, layer: int, drawn: range, size: tuple[int, int], *, dotted: bool
    ) -> npt.NDArray[np.bool_]:
        """Return where units of a layer change sign: (units, height, width), or as many dots as cells have.

        Args:
            network: the network.
            rows: data that have a plane.
            layer: counted from 0 after the inputs.
            drawn: which of its units.
            size: width and height of the place in cells.
            dotted: whether dots are asked for.
        """
        width, height = size
        plane = self.plane(rows)
        assert plane is not None
        if self._grid is None or self._grid[0] != size:
            self._grid = (size, plane.inputs(width, height))
        sums = layer_pre_activations(network, self._grid[1], layer)[:, drawn.start : drawn.stop]
        field = sums.reshape(height, width, len(drawn))
        return sign_changes(field, DOTS_ACROSS, DOTS_DOWN) if dotted else sign_changes(field)


def put_unit_lines(
    canvas: Canvas,
    corner: tuple[int, int],
    marks: npt.NDArray[np.bool_],
    drawn: range,
    bright: int,
    palette: Palette,
    first_colour: int = 0,
) -> None:
    """Put lines on a canvas, in a colour or a capital letter for each unit, the bright one over the others.

    Args:
        canvas: receives them.
        corner: column and row of the upper left cell.
        marks: as `UnitLines.marks` found them; dots where there are colours.
        drawn: which units they are of.
        bright: the unit whose line is bright.
        palette: the colours.
        first_colour: which colour of classes is that of the first unit; those before it are the points'.
    """
    coloured = is_coloured(palette)
    masks = braille_masks(marks) if coloured else marks.view(np.uint8)
    shown = np.zeros(masks.shape[1:], dtype=np.uint8)
    owner = np.zeros(masks.shape[1:], dtype=np.int64)
    for unit in (*(unit for unit in drawn if unit != bright), bright):
        mask = masks[unit - drawn.start]
        owner[mask > 0], shown[mask > 0] = unit, mask[mask > 0]
    colours = {unit: blended(palette.class_colour(first_colour + unit), palette.background, MUTED) for unit in drawn}
    colours[bright] = palette.foreground
    rows, columns = np.nonzero(shown)
    units, found = owner[rows, columns].tolist(), shown[rows, columns].tolist()
    for column, row, unit, mask in zip(columns.tolist(), rows.tolist(), units, found, strict=True):
        character = braille(mask) if coloured else ascii_uppercase[unit % len(ascii_uppercase)]
        canvas.put(corner[0] + column, corner[1] + row, character, colours[unit], bold=unit == bright)
