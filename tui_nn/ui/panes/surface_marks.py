"""What stands on a surface: the rows as marks, and the crosshair."""

from __future__ import annotations

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import IntArray
from tui_nn.engine.surface import BoolArray
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.field_looks import mark_colour
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.drawing.plot_frame import PlotFrame
from tui_nn.ui.drawing.row_marks import CHOSEN_MARK, mark_of
from tui_nn.ui.panes.surface_scenes import Look
from tui_nn.ui.plots.figure import Rgb

ARM = 4, 2
"""Cells of the crosshair to either side, and upward and downward."""


def put_rows(
    canvas: Canvas,
    frame: PlotFrame,
    seen: dict[tuple[int, int], int],
    rows: Dataset,
    wrong: BoolArray | None,
    look: Look,
    palette: Palette,
) -> None:
    """Put the rows that are seen on a field: those that are wrong on cells of their own colour, to stand out."""
    colours, which = row_colours(rows, look, palette)
    for (column, line), row in seen.items():
        place, mark = (frame.left + column, frame.top + line), mark_of(row, rows.parts, wrong)
        if wrong is not None and wrong[row]:
            # Without colours what is wrong must not be paler than the rest.
            ink = palette.foreground if palette.depth == "none" else palette.error
            canvas.put(*place, mark, ink, palette.background, bold=True)
        else:
            canvas.put(*place, mark, colours[int(which[row])])


def row_colours(rows: Dataset, look: Look, palette: Palette) -> tuple[list[Rgb], IntArray]:
    """Return the colours of marks, and which of them, (rows,), each row has by its target."""
    if look.output is None:
        return [mark_colour(palette, palette.class_colour(index)) for index in range(rows.outputs)], rows.true_classes
    colours = [mark_colour(palette, colour) for colour in palette.scale]
    targets = rows.targets[:, look.output]
    # A class is one end of the colours or the other, wherever the loss has its threshold.
    return colours, np.where(targets >= 0.5, 2 * STEPS, 0) if look.decided else look.scale.steps(targets, STEPS)


def put_chosen(canvas: Canvas, frame: PlotFrame, cell: IntArray, palette: Palette) -> None:
    """Put the mark of the row that is looked at into its cell, (2,); nowhere when that is -1."""
    column, line = cell.tolist()
    if column >= 0:
        place = frame.left + column, frame.top + line
        canvas.put(*place, CHOSEN_MARK, palette.accent, palette.background, bold=True)


def put_crosshair(canvas: Canvas, frame: PlotFrame, place: tuple[float, float], palette: Palette) -> None:
    """Put a crosshair at a place in fractions of the field."""
    column, row = frame.cell_of(place)
    colour = mark_colour(palette, palette.foreground)
    for across in range(-ARM[0], ARM[0] + 1):
        for down in range(-ARM[1], ARM[1] + 1):
            x, y = column + across, row + down
            if (across == 0 or down == 0) and 0 <= x < frame.width and 0 <= y < frame.height:
                character = "─" if across else "│" if down else "┼"
                canvas.put(frame.left + x, frame.top + y, character, colour, bold=True)
