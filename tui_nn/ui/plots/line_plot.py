"""The face of the plots: series in, strips out, whatever the numbers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich.cells import cell_len

from tui_nn.config.plain_text import printable
from tui_nn.ui.plots.axes import Axis
from tui_nn.ui.plots.backdrop import backdrop
from tui_nn.ui.plots.captions import LegendEntry, blank_rows, caption_above, caption_below
from tui_nn.ui.plots.figure import AxesLook, Curve, LabelledLine, Picture, Rgb, UprightLine, curves_to_ansi
from tui_nn.ui.plots.label_placement import free_column
from tui_nn.ui.plots.plot_layout import holds, layout_of
from tui_nn.ui.plots.thinning import FloatArray, thin
from tui_nn.ui.plots.underlay import with_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip


SMALLEST_WIDTH, SMALLEST_HEIGHT = 16, 5
"""Below this nothing readable fits, and the place stays blank."""

CAPTIONED_HEIGHT = 8
"""From this height on, a row above and a row below the plot name its axes and curves."""

CURVE_MARKS = (("braille", "⠒⠒"), ("hd", "▀▄"), ("x", "xx"), ("o", "oo"), ("+", "++"), ("*", "**"))
"""How the first, second ... curve is drawn without colour, as plotext calls it, and a sample; with it, all are fine."""

VERTICAL_MARKS = ("┊", "│")
"""Of a line across the plot from top to bottom, dashed or solid."""

POINT_MARK = "•"
"""A curve of one point: a single dot of a braille character would be overlooked."""

LINE_MARK = "╌"

DASHES_BESIDE_LABEL = 3
"""A line needs room for so much of itself beside its label; without it, or where the label would hide a curve, the
label stands above the plot."""


@dataclass(frozen=True, eq=False)
class Series:
    """One curve: y over x, equally long; values that cannot be drawn are left out."""

    x: FloatArray
    y: FloatArray
    color: Rgb
    name: str
    """Without one it is not in the legend."""

    mark: str | None = None
    """The character that it is drawn with; None for the next of `CURVE_MARKS`."""

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
class VerticalLine:
    """A place on the horizontal axis, drawn as a line from top to bottom, such as that of a cursor."""

    x: float
    color: Rgb
    name: str = ""
    """In the legend, where there is one."""

    solid: bool = False


@dataclass(frozen=True)
class PointMark:
    """One point of a plot that is marked, such as the lowest."""

    x: float
    y: float
    mark: str
    color: Rgb
    name: str = ""
    """In the legend, where there is one."""


@dataclass(frozen=True)
class PlotStyle:
    """The colours that do not belong to a curve."""

    background: Rgb
    foreground: Rgb
    grid: Rgb

    without_colour: bool = False
    """Whether colours cannot be told apart, so that curves have to differ in their marks."""


@dataclass(frozen=True)
class LinePlot:
    """What a plot shows: its curves, the names of its axes, and the value they are compared with."""

    series: tuple[Series, ...]
    x_label: str
    y_label: str
    log_y: bool = False
    log_x: bool = False
    """Whether equal widths are equal factors; every x is then above 0, and all are in sight."""

    horizontal_line: HorizontalLine | None = None
    vertical_lines: tuple[VerticalLine, ...] = ()
    marks: tuple[PointMark, ...] = ()
    x_range: tuple[float, float] | None = None
    """What is in sight, and then the vertical axis fits what is; None for all, from zero on."""


@dataclass(frozen=True)
class Frame:
    """Where in a drawing its canvas is, and which range of the horizontal axis it shows."""

    left: int
    """Column of its left edge."""

    columns: int
    lower: float
    upper: float

    def value_at(self, column: int) -> float:
        """Return what the horizontal axis says at a column of the drawing, or at the nearer end."""
        share = min(1.0, max(0.0, (column - self.left) / max(1, self.columns - 1)))
        return self.lower * (1 - share) + self.upper * share

    @property
    def step(self) -> float:
        """What lies between two columns."""
        return (self.upper - self.lower) / max(1, self.columns - 1)


def plot_frame(plot: LinePlot, width: int, height: int) -> Frame | None:
    """Return where a drawing of this size has its canvas; None where nothing fits."""
    if width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT:
        return None
    layout = layout_of(plot, width, height - 2 * (height >= CAPTIONED_HEIGHT))
    return Frame(width - layout.columns, layout.columns, layout.x_axis.lower, layout.x_axis.upper)


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
    around = backdrop(picture.axes, picture.grid, picture.line, picture.upright)
    columns = around.columns
    drawn = around.before(curves_to_ansi(picture.curves, columns, around.rows, style.background))
    rows = [*with_marks(drawn, picture, columns), *around.below]
    if not captioned:
        return rows
    above = caption_above(plot.y_label, _legend(plot, picture, style), width, style.foreground, style.background)
    below = caption_below(plot.x_label, width - columns, width, style.foreground, style.background)
    return [above, *rows, below]


def _picture(plot: LinePlot, width: int, height: int, style: PlotStyle) -> Picture:
    """Measure everything in fractions of the canvas, which is what the axes leave of the place."""
    layout = layout_of(plot, width, height)
    x_axis, y_axis = layout.x_axis, layout.y_axis
    curves = []
    for index, (series, (x, y)) in enumerate(zip(plot.series, layout.points, strict=True)):
        thinned = thin(x_axis.project(x), y_axis.project(y), 0.0, 1.0, layout.columns)
        mark = POINT_MARK if len(x) == 1 else series.mark or _mark(index, style)[0]
        curves.append(Curve(*thinned, mark, series.color))
    upright = tuple(
        UprightLine(float(x_axis.project(np.array([line.x]))[0]), _upright_mark(line), line.color)
        for line in plot.vertical_lines
        if holds(x_axis, line.x)
    )
    marks = [
        Curve(x_axis.project(np.array([mark.x])), y_axis.project(np.array([mark.y])), mark.mark, mark.color)
        for mark in plot.marks
        if holds(x_axis, mark.x) and holds(y_axis, mark.y)
    ]
    labelled = None
    if layout.line:
        labelled = _labelled_line(layout.line, y_axis, curves, layout.rows, layout.columns)
    return Picture(
        axes=AxesLook(width, height, style.background, style.foreground, x_axis.ticks, tuple(layout.y_ticks)),
        grid=style.grid,
        line=labelled,
        upright=upright,
        marks=marks,
        curves=curves[::-1],  # the first is the one a plot is about, so it is drawn last, over the others
    )


def _legend(plot: LinePlot, picture: Picture, style: PlotStyle) -> list[LegendEntry]:
    """Name what is not named in the plot itself; a curve that is alone needs no name."""
    legend = [
        LegendEntry(2 * series.mark if series.mark else _mark(index, style)[1], series.color, series.name)
        for index, series in enumerate(plot.series)
        if series.name
    ]
    if len(legend) == 1:
        legend = []
    legend += [LegendEntry(mark.mark, mark.color, mark.name) for mark in plot.marks if mark.name]
    legend += [LegendEntry(_upright_mark(line), line.color, line.name) for line in plot.vertical_lines if line.name]
    line = plot.horizontal_line
    if line and line.label and picture.line and not picture.line.label:
        legend.append(LegendEntry(2 * LINE_MARK, line.color, line.label))
    return legend


def _upright_mark(line: VerticalLine) -> str:
    return VERTICAL_MARKS[line.solid]


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


def _mark(index: int, style: PlotStyle) -> tuple[str, str]:
    return CURVE_MARKS[index % len(CURVE_MARKS) if style.without_colour else 0]
