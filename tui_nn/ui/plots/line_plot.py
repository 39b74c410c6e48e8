"""The face of the plots: series in, strips out, whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from tui_nn.config.plain_text import printable
from tui_nn.ui.plots.ansi_strips import ansi_to_strips, join_blanks
from tui_nn.ui.plots.axes import Axis, linear_axis, logarithmic_axis
from tui_nn.ui.plots.captions import LegendEntry, blank_rows, caption_above, caption_below
from tui_nn.ui.plots.cleaning import drawable
from tui_nn.ui.plots.figure import AXIS_HEIGHT, AXIS_WIDTH, Curve, LabelledLine, Picture, Rgb, picture_to_ansi
from tui_nn.ui.plots.label_placement import free_column
from tui_nn.ui.plots.thinning import FloatArray, thin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from tui_nn.ui.plots.axes import Tick

SMALLEST_WIDTH, SMALLEST_HEIGHT = 16, 5
"""Below this nothing readable fits, and the place stays blank."""

CAPTIONED_HEIGHT = 8
"""From this height on, a row above and a row below the plot name its axes and curves."""

LABEL_WIDTH = 4
"""Labels of the vertical axis are padded to this, so that the plot does not jump when "0.1" becomes "0.01"."""

CURVE_MARKS = (("braille", "⠒⠒"), ("hd", "▀▄"), ("x", "xx"), ("o", "oo"), ("+", "++"), ("*", "**"))
"""How the first, second ... curve is drawn, as plotext calls it, and a sample: without colour they differ too."""

POINT_MARK = "•"
"""A curve of one point: a single dot of a braille character would be overlooked."""

LINE_MARK = "╌"

DASHES_BESIDE_LABEL = 3
"""A line needs room for so much of itself beside its label; without it, or where the label would hide a curve, the
label stands above the plot."""

ROWS_PER_TICK, COLUMNS_PER_TICK, MOST_TICKS = 2, 8, 11
"""How densely an axis is labelled."""


@dataclass(frozen=True, eq=False)
class Series:
    """One curve: y over x, equally long; values that cannot be drawn are left out."""

    x: FloatArray
    y: FloatArray
    color: Rgb
    name: str

    def __post_init__(self) -> None:
        if self.x.ndim != 1 or self.x.shape != self.y.shape:
            raise ValueError(f"x and y must be equally long vectors, not {self.x.shape} and {self.y.shape}")


@dataclass(frozen=True)
class HorizontalLine:
    """A value to compare the curves with, drawn as a dashed line across the plot, such as the target error."""

    value: float
    color: Rgb
    label: str


@dataclass(frozen=True)
class PlotStyle:
    """The colours that do not belong to a curve."""

    background: Rgb
    foreground: Rgb
    grid: Rgb


@dataclass(frozen=True)
class LinePlot:
    """What a plot shows: its curves, the names of its axes, and the value they are compared with."""

    series: tuple[Series, ...]
    x_label: str
    y_label: str
    log_y: bool = False
    horizontal_line: HorizontalLine | None = None


def draw_line_plot(plot: LinePlot, width: int, height: int, style: PlotStyle) -> list[Strip]:
    """Draw a plot; return exactly `height` strips of exactly `width` cells each, the same for the same arguments.

    Values that are not finite are left out and the curve goes on over them. On a logarithmic axis negative values are
    left out as well, and zero is drawn on the lower edge, whose label is then "0": an error that has become exactly
    zero is the end of a curve, not a gap in it.

    Call it from the screen's thread only: plotext has one figure for the whole process.
    """
    if width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT:
        return blank_rows(max(0, height), max(0, width), style.background)
    captioned = height >= CAPTIONED_HEIGHT
    picture = _picture(plot, width, height - 2 * captioned, style)
    drawn = ansi_to_strips(picture_to_ansi(picture))
    rows = [join_blanks(row).adjust_cell_length(width) for row in drawn[: picture.height]]
    if not captioned:
        return rows
    above = caption_above(plot.y_label, _legend(plot, picture), width, style.foreground, style.background)
    indent = width - _canvas_columns(width, picture.y_ticks)
    below = caption_below(plot.x_label, indent, width, style.foreground, style.background)
    return [above, *rows, below]


def _picture(plot: LinePlot, width: int, height: int, style: PlotStyle) -> Picture:
    """Measure everything in fractions of the canvas, which is what the axes leave of the place."""
    points = [drawable(series.x, series.y, positive=plot.log_y) for series in plot.series]
    line = plot.horizontal_line
    if line is not None and not (math.isfinite(line.value) and (line.value > 0 or not plot.log_y)):
        line = None
    rows = height - AXIS_HEIGHT
    y_axis = _y_axis([y for _, y in points], line, plot.log_y, _most_ticks(rows, ROWS_PER_TICK))
    label_width = max(LABEL_WIDTH, *(len(tick.label) for tick in y_axis.ticks))
    y_ticks = [replace(tick, label=tick.label.rjust(label_width)) for tick in y_axis.ticks]
    columns = _canvas_columns(width, y_ticks)
    x_axis = _x_axis([x for x, _ in points], _most_ticks(columns, COLUMNS_PER_TICK))
    curves = []
    for index, (series, (x, y)) in enumerate(zip(plot.series, points, strict=True)):
        thinned = thin(x_axis.project(x), y_axis.project(y), 0.0, 1.0, columns)
        curves.append(Curve(*thinned, POINT_MARK if len(x) == 1 else _mark(index)[0], series.color))
    return Picture(
        width=width,
        height=height,
        background=style.background,
        foreground=style.foreground,
        grid=style.grid,
        x_ticks=x_axis.ticks,
        y_ticks=y_ticks,
        line=_labelled_line(line, y_axis, curves, rows, columns) if line else None,
        curves=curves[::-1],  # the first is the one a plot is about, so it is drawn last, over the others
    )


def _legend(plot: LinePlot, picture: Picture) -> list[LegendEntry]:
    """Name what is not named in the plot itself; a curve that is alone needs no name."""
    legend = [LegendEntry(_mark(index)[1], series.color, series.name) for index, series in enumerate(plot.series)]
    if len(legend) == 1:
        legend = []
    line = plot.horizontal_line
    if line and line.label and picture.line and not picture.line.label:
        legend.append(LegendEntry(2 * LINE_MARK, line.color, line.label))
    return legend


def _x_axis(values: Sequence[FloatArray], most_ticks: int) -> Axis:
    together = np.concatenate((*values, [0.0]))
    lowest, highest = float(together.min()), float(together.max())
    return linear_axis(lowest, highest, most_ticks, whole=bool(np.all(together == np.floor(together))))


def _y_axis(values: Sequence[FloatArray], line: HorizontalLine | None, logarithmic: bool, most_ticks: int) -> Axis:
    together = np.concatenate(values) if values else np.empty(0)
    bounds = [line.value] if line else []
    if not logarithmic:
        bounds += [float(together.min()), float(together.max())] if len(together) else [0.0, 1.0]
        return linear_axis(min(bounds), max(bounds), most_ticks)
    positive = together[together > 0]
    bounds += [float(positive.min()), float(positive.max())] if len(positive) else [1.0]
    return logarithmic_axis(min(bounds), max(bounds), most_ticks, zero=bool(np.any(together == 0)))


def _labelled_line(
    line: HorizontalLine, y_axis: Axis, curves: Sequence[Curve], rows: int, columns: int
) -> LabelledLine:
    y = float(y_axis.project(np.array([line.value]))[0])
    label = f" {printable(line.label)} "
    column = None
    if line.label and cell_len(label) <= columns - DASHES_BESIDE_LABEL:
        column = free_column([(curve.x, curve.y) for curve in curves], y, rows, columns, cell_len(label))
    if column is None:
        return LabelledLine(y, LINE_MARK, line.color, "", 0.0)
    return LabelledLine(y, LINE_MARK, line.color, label, column / (columns - 1))


def _canvas_columns(width: int, y_ticks: Sequence[Tick]) -> int:
    return width - AXIS_WIDTH - max(len(tick.label) for tick in y_ticks)


def _most_ticks(cells: int, cells_per_tick: int) -> int:
    return max(2, min(MOST_TICKS, cells // cells_per_tick))


def _mark(index: int) -> tuple[str, str]:
    return CURVE_MARKS[index % len(CURVE_MARKS)]
