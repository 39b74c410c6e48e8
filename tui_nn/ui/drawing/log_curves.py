"""Curves over the iterations on a logarithmic axis, in cells: what plotext draws takes too long ten times a second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.ui.drawing.braille import DOTS_ACROSS, DOTS_DOWN, put_dots
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.plots.figure import Rgb

LABEL_WIDTH = 6
"""Of the decades at the left, "1e-12" and a space."""

FEWEST_ROWS, FEWEST_COLUMNS = 3, 8
"""Of the canvas of curves, below which nothing can be seen."""

SMALLEST, LARGEST = 1e-15, 1e15
"""Where the axis ends, whatever the numbers are."""


@dataclass(frozen=True, eq=False)
class LogCurve:
    """Values over iterations; what is 0 stands on the lower edge, what is not finite is left out."""

    iterations: FloatArray
    values: FloatArray
    colour: Rgb
    mark: str
    """One character that stands for the curve where colours do not."""


def put_log_curves(
    canvas: Canvas, top: int, height: int, curves: Sequence[LogCurve], level: float | None, palette: Palette
) -> None:
    """Put curves into some rows of a canvas, with decades at the left and the iterations along the last row.

    Args:
        canvas: receives them.
        top: the first row.
        height: the rows, the one of the iterations included.
        curves: those to draw; the first is drawn over the others.
        level: a value to compare with, drawn as a line across.
        palette: the colours.
    """
    rows, columns = height - 1, canvas.width - LABEL_WIDTH
    if rows < FEWEST_ROWS or columns < FEWEST_COLUMNS:
        return
    low, high = _decades(curves, level)
    last = max((float(curve.iterations.max(initial=0.0)) for curve in curves), default=0.0) or 1.0
    _put_axes(canvas, top, rows, (low, high), last, palette)
    if level is not None:
        row = top + _row(math.log10(level), (low, high), rows)
        canvas.put(LABEL_WIDTH, row, "╌" * columns, palette.foreground)
    for curve in reversed(curves):
        x, y = _dots(curve, (low, high), last, columns, rows)
        if palette.depth in ("256", "true"):
            put_dots(canvas, (LABEL_WIDTH, top), (columns, rows), x, y, curve.colour)
        else:
            for column, row in set(zip((x // DOTS_ACROSS).tolist(), (y // DOTS_DOWN).tolist(), strict=True)):
                canvas.put(LABEL_WIDTH + column, top + row, curve.mark, curve.colour)


def _decades(curves: Sequence[LogCurve], level: float | None) -> tuple[int, int]:
    """The powers of ten at the lower and the upper edge."""
    values = np.concatenate([curve.values for curve in curves] or [np.empty(0)])
    drawn = values[np.isfinite(values) & (values > 0)].clip(SMALLEST, LARGEST)
    bounds = [*([float(drawn.min()), float(drawn.max())] if len(drawn) else []), *([] if level is None else [level])]
    low = math.floor(math.log10(min(bounds, default=1.0)))
    return low, max(low + 1, math.ceil(math.log10(max(bounds, default=1.0))))


def _put_axes(canvas: Canvas, top: int, rows: int, decades: tuple[int, int], last: float, palette: Palette) -> None:
    every = max(1, -(-(decades[1] - decades[0]) // max(1, rows // 2)))
    for decade in range(decades[0], decades[1] + 1, every):
        row = top + _row(decade, decades, rows)
        label = f"1e{decade}" if decade else "1"
        canvas.put(0, row, label.rjust(LABEL_WIDTH - 1), palette.muted)
        canvas.put(LABEL_WIDTH, row, "·" * (canvas.width - LABEL_WIDTH), palette.grid)
    end = f"iteration {last:,.0f}"
    if len(end) > canvas.width - LABEL_WIDTH - 2:
        end = f"{last:,.0f}"
    canvas.put(LABEL_WIDTH, top + rows, "0", palette.muted)
    canvas.put(max(LABEL_WIDTH + 2, canvas.width - len(end)), top + rows, end, palette.muted)


def _row(decade: float, decades: tuple[int, int], rows: int) -> int:
    low, high = decades
    return round((high - decade) / (high - low) * (rows - 1))


def _dots(curve: LogCurve, decades: tuple[int, int], last: float, columns: int, rows: int) -> tuple[IntArray, IntArray]:
    """The dots of a line through the points of a curve, without gaps where it is steep."""
    nothing = np.empty(0, dtype=np.int64)
    known = np.isfinite(curve.values)
    if not known.any():
        return nothing, nothing
    x = curve.iterations[known] / last * (DOTS_ACROSS * columns - 1)
    low, high = decades
    logarithms = np.log10(curve.values[known].clip(10.0**low, 10.0**high))
    y = (high - logarithms) / (high - low) * (DOTS_DOWN * rows - 1)
    across = np.arange(math.floor(float(x[0])), math.floor(float(x[-1])) + 1)
    heights = np.interp(across, x, y).round().astype(np.int64)
    # Each column of dots reaches half-way to its neighbours.
    before = np.concatenate((heights[:1], (heights[:-1] + heights[1:]) // 2))
    lowest, highest = np.minimum(before, heights), np.maximum(before, heights)
    after = np.concatenate(((heights[:-1] + heights[1:]) // 2, heights[-1:]))
    lowest, highest = np.minimum(lowest, after), np.maximum(highest, after)
    lengths = highest - lowest + 1
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(across, lengths), np.repeat(lowest, lengths) + np.arange(int(lengths.sum())) - starts
