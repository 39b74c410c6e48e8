"""The frame around a field: ticks and names of its axes, and where the field stands."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui_nn.config.plain_text import printable
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.plots.axes import Tick, window_axis

LABEL_WIDTH = 6
"""Cells of the longest tick of the vertical axis that is written out."""

NARROWEST, LOWEST = 24, 7
"""From this size on there is room for axes."""

NAMED_HEIGHT = 9
"""From this height on there is a line above the field, for the vertical axis and the legend."""


@dataclass(frozen=True)
class PlotFrame:
    """Where a field of cells stands in a pane."""

    left: int
    top: int
    width: int
    height: int
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()

    def cell_of(self, fractions: tuple[float, float]) -> tuple[int, int]:
        """Return column and row in the field, from its upper left, of a place in fractions of it, y upward."""
        column, row = int(fractions[0] * self.width), int((1.0 - fractions[1]) * self.height)
        return min(max(column, 0), self.width - 1), min(max(row, 0), self.height - 1)

    def centre_of(self, column: int, row: int) -> tuple[float, float]:
        """Return the place of the middle of a cell, in fractions of the field, y upward."""
        column, row = min(max(column, 0), self.width - 1), min(max(row, 0), self.height - 1)
        return (column + 0.5) / self.width, 1.0 - (row + 0.5) / self.height


def plot_frame(width: int, height: int, x_range: tuple[float, float], y_range: tuple[float, float]) -> PlotFrame:
    """Return the frame for a pane of that size; without axes where there is no room for them."""
    if width < NARROWEST or height < LOWEST:
        return PlotFrame(0, 0, width, height)
    top = 1 if height >= NAMED_HEIGHT else 0
    rows = height - top - 1
    y_ticks = window_axis(*y_range, max(2, min(7, rows // 3))).ticks
    left = max((len(tick.label) for tick in y_ticks), default=0)
    if left > LABEL_WIDTH:
        y_ticks, left = (), 0
    left += bool(left)
    columns = width - left
    x_ticks = window_axis(*x_range, max(2, min(9, columns // 10))).ticks
    return PlotFrame(left, top, columns, rows, x_ticks, y_ticks)


def put_frame(canvas: Canvas, frame: PlotFrame, x_name: str, y_name: str, palette: Palette) -> int:
    """Put ticks and names around a field; return the first column above it that is free for a legend."""
    if not frame.x_ticks:
        return canvas.width
    for tick in frame.y_ticks:
        row = frame.cell_of((0.0, tick.position))[1]
        canvas.put(0, frame.top + row, tick.label.rjust(frame.left - 1), palette.muted)
    line = frame.top + frame.height
    name = one_cell_text(x_name, frame.width // 3) + " →"
    last = canvas.width - len(name)
    canvas.put(last, line, name, palette.foreground)
    free = 0
    for tick in frame.x_ticks:
        start = frame.left + frame.cell_of((tick.position, 0.0))[0] - len(tick.label) // 2
        start = max(start, 0)
        if start >= free and start + len(tick.label) < last:
            canvas.put(start, line, tick.label, palette.muted)
            free = start + len(tick.label) + 1
    if not frame.top:
        return canvas.width
    name = "↑ " + one_cell_text(y_name, frame.width // 3)
    canvas.put(0, 0, name, palette.foreground)
    return len(name) + 2


def one_cell_text(text: str, limit: int) -> str:
    """Return a foreign text of at most so many characters, each one cell wide: a canvas has no others."""
    shown = "".join(one if cell_len(one) == 1 else "?" for one in printable(text, max(limit, 1) * 2))
    return shown if len(shown) <= limit else shown[: max(0, limit - 1)] + "…"[:limit]
