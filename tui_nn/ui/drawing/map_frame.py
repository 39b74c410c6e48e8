"""What stands around a map: names and values of its axes, and what its colours mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_measures import ends_of, measured
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.map_cells import MapGrid, Place, measure_text
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.drawing.plot_frame import one_cell_text
from tui_nn.ui.drawing.sequential_looks import look_of, sequential_colours, sequential_shades
from tui_nn.ui.plots.figure import Rgb

LABEL_ROOM = 10
"""Cells of the longest value of the vertical axis that is written out; longer ones are cut."""

NAME_ROOM = 22
BAR_WIDTH = 9

SHORT_WORDS = {"rate": "% succeed", "iterations": "iterations", "error": "error"}


def put_axes(canvas: Canvas, grid: MapGrid, event: MapEvent, cursor: Place, palette: Palette) -> None:
    """Put the values beside and below the cells, as many as there is room for, those of the cursor always."""
    x_labels, y_labels = tick_labels(event.x_values), tick_labels(event.y_values)
    taken: set[int] = set()
    rows = range(grid.first_row, grid.first_row + grid.rows)
    for row in sorted(rows, key=lambda row: row != cursor[1]):
        line = grid.middle_of(row)
        if line not in taken:
            taken.add(line)
            _put_label(canvas, 0, line, y_labels[row].rjust(grid.left - 1), palette, chosen=row == cursor[1])
    line = grid.top + grid.height
    free = [True] * canvas.width
    columns = range(grid.first_column, grid.first_column + grid.columns)
    stride = _stride(grid, x_labels, canvas.width)
    wanted = [cursor[0], *(column for column in columns if (column - columns[0]) % stride == 0)]
    for column in dict.fromkeys(wanted):
        label = x_labels[column]
        start = _start(grid, column, label, canvas.width)
        around = range(max(start - 1, 0), min(start + len(label) + 1, canvas.width))
        if all(free[place] for place in around):
            for place in range(start, min(start + len(label), canvas.width)):
                free[place] = False
            _put_label(canvas, start, line, label, palette, chosen=column == cursor[0])


def tick_labels(names: Sequence[str]) -> list[str]:
    """Return the values of an axis in as few digits as tell them apart; what is no number as it is, cut if long."""
    try:
        numbers = [float(name) for name in names]
    except ValueError:
        return [one_cell_text(name, LABEL_ROOM) for name in names]
    for digits in range(2, 16):
        labels = [f"{float(f'{number:.{digits}g}'):.15g}" for number in numbers]
        if len(set(labels)) == len(labels):
            break
    return [one_cell_text(label, LABEL_ROOM) for label in labels]


def _put_label(canvas: Canvas, column: int, line: int, label: str, palette: Palette, *, chosen: bool) -> None:
    canvas.put(column, line, label, palette.accent if chosen else palette.muted, bold=chosen)


def _start(grid: MapGrid, column: int, label: str, width: int) -> int:
    start = grid.column_of(column) + (grid.width - len(label)) // 2
    return max(0, min(start, width - len(label)))


def _stride(grid: MapGrid, labels: Sequence[str], width: int) -> int:
    """Return the smallest step from column to column at which no labels touch."""
    columns = range(grid.first_column, grid.first_column + grid.columns)
    for stride in range(1, grid.columns):
        end = -1
        for column in columns[::stride]:
            start = _start(grid, column, labels[column], width)
            if start <= end:
                break
            end = start + len(labels[column])
        else:
            return stride
    return grid.columns


def put_top_line(canvas: Canvas, event: MapEvent, measure: str, palette: Palette, present_mark: str) -> None:
    """Put the names of the axes to the left and the legend to the right, as far as there is room."""
    names = f"↑ {one_cell_text(event.y_name, NAME_ROOM)}  → {one_cell_text(event.x_name, NAME_ROOM)}"
    canvas.put(0, 0, names, palette.foreground)
    room = canvas.width - len(names) - 2
    legend = _legend(event, measure, palette)
    length = sum(len(text) for text, _, _ in legend)
    present = f"  {present_mark} your run" if present_mark else ""
    if length + len(present) > room:
        present = ""
    if length > room:
        return
    column = canvas.width - length - len(present)
    for text, colour, back in legend:
        canvas.put(column, 0, text, colour, back)
        column += len(text)
    canvas.put(column, 0, present, palette.foreground)


def _legend(event: MapEvent, measure: str, palette: Palette) -> list[tuple[str, Rgb | None, Rgb | None]]:
    """The name of what is shown, and a bar from the worst to the best."""
    worst, best = ends_of([measured(cell.tally, measure) for cell in event.cells], measure)
    name = f"{SHORT_WORDS[measure]}: "
    if math.isnan(worst):
        return [(f"{name}none yet", palette.foreground, None)]
    looks = [look_of(step / (BAR_WIDTH - 1)) for step in range(BAR_WIDTH)]
    if palette.depth in ("256", "true"):
        colours = sequential_colours(palette)
        bar: list[tuple[str, Rgb | None, Rgb | None]] = [(" ", None, colours[look]) for look in looks]
    else:
        shades = sequential_shades(palette)
        bar = [(*shades[look], None) for look in looks]
    low, high = measure_text(worst, measure), measure_text(best, measure)
    return [(f"{name}{low} ", palette.foreground, None), *bar, (f" {high}", palette.foreground, None)]
