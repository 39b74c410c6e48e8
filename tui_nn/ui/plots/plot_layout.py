"""Where everything in a plot stands: which points are in sight, the axes around them, and the room for the canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tui_nn.ui.plots.axes import Axis, fitted_axis, linear_axis, logarithmic_axis, window_axis
from tui_nn.ui.plots.cleaning import drawable, within
from tui_nn.ui.plots.figure import AXIS_HEIGHT, AXIS_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_nn.ui.plots.axes import Tick
    from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot
    from tui_nn.ui.plots.thinning import FloatArray

LABEL_WIDTH = 4
"""Labels of the vertical axis are padded to this, so that the plot does not jump when "0.1" becomes "0.01"."""

ROWS_PER_TICK, COLUMNS_PER_TICK, MOST_TICKS = 2, 8, 11
"""How densely an axis is labelled."""


@dataclass(frozen=True, eq=False)
class Layout:
    """What has been measured before anything is drawn."""

    points: Sequence[tuple[FloatArray, FloatArray]]
    """Of each curve, those in sight."""

    line: HorizontalLine | None
    x_axis: Axis
    y_axis: Axis
    y_ticks: Sequence[Tick]
    rows: int
    columns: int


def layout_of(plot: LinePlot, width: int, height: int) -> Layout:
    """Measure a plot that is drawn in so many cells, captions not among them."""
    points = [drawable(series.x, series.y, positive=plot.log_y) for series in plot.series]
    window = plot.x_range
    if window is not None and not (np.isfinite(window).all() and window[0] < window[1]):
        window = None
    whole = all(bool(np.all(x == np.floor(x))) for x, _ in points)
    if window is not None:
        points = [within(x, y, *window, logarithmic=plot.log_y) for x, y in points]
    line = plot.horizontal_line
    if line is not None and not (math.isfinite(line.value) and (line.value > 0 or not plot.log_y)):
        line = None
    rows = height - AXIS_HEIGHT
    most_ticks = _most_ticks(rows, ROWS_PER_TICK)
    y_axis = None if window is None else _y_axis_in_sight([y for _, y in points], line, plot.log_y, most_ticks)
    if y_axis is not None and line is not None and not holds(y_axis, line.value):
        line = None
    y_axis = y_axis or _y_axis([y for _, y in points], line, plot.log_y, most_ticks)
    label_width = max(LABEL_WIDTH, *(len(tick.label) for tick in y_axis.ticks))
    y_ticks = [replace(tick, label=tick.label.rjust(label_width)) for tick in y_axis.ticks]
    columns = canvas_columns(width, y_ticks)
    most_ticks = _most_ticks(columns, COLUMNS_PER_TICK)
    if plot.log_x:
        x_axis = _logarithmic_x_axis([x for x, _ in points], most_ticks)
    elif window is None:
        x_axis = _x_axis([x for x, _ in points], most_ticks, whole=whole)
    else:
        x_axis = window_axis(*window, most_ticks, whole=whole)
    return Layout(points, line, x_axis, y_axis, y_ticks, rows, columns)


def _x_axis(values: Sequence[FloatArray], most_ticks: int, *, whole: bool) -> Axis:
    together = np.concatenate((*values, [0.0]))
    return linear_axis(float(together.min()), float(together.max()), most_ticks, whole=whole)


def _logarithmic_x_axis(values: Sequence[FloatArray], most_ticks: int) -> Axis:
    together = np.concatenate(values) if values else np.empty(0)
    if not len(together):
        return logarithmic_axis(1.0, 1.0, most_ticks)
    return fitted_axis(float(together.min()), float(together.max()), most_ticks, logarithmic=True)


def _y_axis(values: Sequence[FloatArray], line: HorizontalLine | None, logarithmic: bool, most_ticks: int) -> Axis:
    together = np.concatenate(values) if values else np.empty(0)
    bounds = [line.value] if line else []
    if not logarithmic:
        bounds += [float(together.min()), float(together.max())] if len(together) else [0.0, 1.0]
        return linear_axis(min(bounds), max(bounds), most_ticks)
    positive = together[together > 0]
    bounds += [float(positive.min()), float(positive.max())] if len(positive) else [1.0]
    return logarithmic_axis(min(bounds), max(bounds), most_ticks, zero=bool(np.any(together == 0)))


def _y_axis_in_sight(
    values: Sequence[FloatArray], line: HorizontalLine | None, logarithmic: bool, most_ticks: int
) -> Axis | None:
    """Return an axis that fits the curves in sight, or else the line; None where it is that of all."""
    together = np.concatenate(values) if values else np.empty(0)
    if not len(together):
        return None if line is None else _y_axis([np.array([line.value])], None, logarithmic, most_ticks)
    if logarithmic and not np.all(together > 0):
        return None
    return fitted_axis(float(together.min()), float(together.max()), most_ticks, logarithmic=logarithmic)


def holds(axis: Axis, value: float) -> bool:
    """Whether a value has a place on an axis."""
    if not math.isfinite(value) or (axis.logarithmic and value <= 0):
        return False
    place = math.log10(value) if axis.logarithmic else value
    return axis.lower <= place <= axis.upper


def canvas_columns(width: int, y_ticks: Sequence[Tick]) -> int:
    """Return how many columns the vertical axis leaves."""
    return width - AXIS_WIDTH - max(len(tick.label) for tick in y_ticks)


def _most_ticks(cells: int, cells_per_tick: int) -> int:
    return max(2, min(MOST_TICKS, cells // cells_per_tick))
