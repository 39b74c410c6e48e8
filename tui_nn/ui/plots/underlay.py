"""What stands behind the curves, grid and straight lines in the cells that plotext left blank, and marks over them.

plotext makes a Python object for every cell of a line, and prepares half a millisecond for each thing that it draws.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui_nn.ui.plots.figure import AxesLook, LabelledLine, Picture, Rgb, UprightLine

Cell = tuple[str, Style]
Cells = list[list[Cell | None]]
"""Row after row from the top; None where nothing stands."""

GRID_MARK = "·"


def underlay(
    look: AxesLook, grid: Rgb, line: LabelledLine | None, upright: Sequence[UprightLine], rows: int, columns: int
) -> Cells:
    """Return the cells of grid and lines, the grid lowest."""
    cells: Cells = [[None] * columns for _ in range(rows)]
    dot = (GRID_MARK, cell_style(grid, look.background))
    for tick in look.y_ticks:
        cells[_row(tick.position, rows)] = [dot] * columns
    for tick in look.x_ticks:
        if tick.position > 0:
            column = _place(tick.position, columns)
            for row in cells:
                row[column] = dot
    if line is not None:
        style = cell_style(line.color, look.background)
        row = cells[_row(line.y, rows)]
        row[:] = [(line.mark, style)] * columns
        start = _place(line.label_x, columns)
        # A cell has one character: of a wide one a curve could hide a half.
        label = [character if cell_len(character) == 1 else "?" for character in line.label][: columns - start]
        row[start : start + len(label)] = [(character, style) for character in label]
    for stroke in upright:
        column, cell = _place(stroke.x, columns), (stroke.mark, cell_style(stroke.color, look.background))
        for row in cells:
            row[column] = cell
    return cells


def merged(drawn: Iterable[Segment], behind: Sequence[Cell | None], left: int) -> Strip:
    """Return a row with what stands behind in its blank cells, in as few segments as can be told apart.

    Blanks take the style of what stands before them: their colour is not seen, and costs an escape sequence.

    Args:
        drawn: the row as plotext drew it.
        behind: for each cell of the canvas.
        left: the column at which the canvas begins.
    """
    segments: list[Segment] = []
    text: list[str] = []
    style: Style | None = None
    column = -left
    for segment in drawn:
        own = segment.style
        for character in segment.text:
            ink = own
            if character == " " and column >= 0 and (found := behind[column]) is not None:
                character, ink = found
            column += 1
            if character != " " and ink is not style and ink != style and style is not None:
                segments.append(Segment("".join(text), style))
                text, style = [], ink
            elif style is None:
                style = ink
            text.append(character)
    segments.append(Segment("".join(text), style))
    return Strip(segments, left + column)  # all its characters are one cell wide


def with_marks(rows: list[Strip], picture: Picture, columns: int) -> list[Strip]:
    """Return the rows of the canvas with the marks of a picture put over what is there."""
    marked = list(rows)
    for mark in picture.marks:
        row = _row(float(mark.y[0]), len(rows))
        strip = marked[row]
        at = strip.cell_length - columns + _place(float(mark.x[0]), columns)
        cell = Segment(mark.mark, cell_style(mark.color, picture.axes.background))
        marked[row] = Strip.join([strip.crop(0, at), Strip([cell]), strip.crop(at + 1)])
    return marked


@lru_cache(maxsize=256)
def cell_style(colour: Rgb, background: Rgb) -> Style:
    """Return the style of a cell."""
    return Style(color=Color.from_rgb(*colour), bgcolor=Color.from_rgb(*background))


def _row(fraction: float, rows: int) -> int:
    return rows - 1 - _place(fraction, rows)


def _place(fraction: float, cells: int) -> int:
    return min(cells - 1, int(0.5 + fraction * (cells - 1)))
