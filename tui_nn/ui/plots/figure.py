"""The one module that calls plotext: a picture already measured in fractions becomes ANSI text.

plotext draws through one global figure, so this is called from the screen's thread only. It aborts the whole process on
a NaN, looks at the size of the terminal whenever its size is cleared, and hides what its axes have no room for. So all
numbers given to it lie between 0 and 1, all sizes are explicit, and ranges, ticks and labels are decided before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_nn.ui.plots.axes import Tick
    from tui_nn.ui.plots.thinning import FloatArray

Rgb = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

AXIS_WIDTH = 1
AXIS_HEIGHT = 2
"""The columns and rows plotext puts around the canvas, besides the labels on the left: a line, and below it labels."""

KNOWN_PLOTEXT = "6.1."
"""The version whose curves are filled without its help."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Points in fractions of the canvas, (0, 0) at the lower left, joined by a line in the given kind of mark."""

    x: FloatArray
    y: FloatArray
    mark: str
    color: Rgb


@dataclass(frozen=True)
class LabelledLine:
    """A horizontal line at a fraction of the canvas, with a text in it that begins at a fraction of the width."""

    y: float
    mark: str
    color: Rgb
    label: str
    label_x: float


@dataclass(frozen=True)
class UprightLine:
    """A vertical line at a fraction of the canvas."""

    x: float
    mark: str
    color: Rgb


@dataclass(frozen=True)
class AxesLook:
    """What stands around the curves: it changes far more rarely than they do, and is drawn only then."""

    width: int
    height: int
    background: Rgb
    foreground: Rgb
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True, eq=False)
class Picture:
    """All that is drawn: axes and curves by plotext, grid, lines and marks by `underlay`."""

    axes: AxesLook
    grid: Rgb
    line: LabelledLine | None
    upright: tuple[UprightLine, ...]
    marks: Sequence[Curve]
    curves: Sequence[Curve]
    """A later one lies over an earlier one, and marks over all of them."""


def axes_to_ansi(axes: AxesLook) -> str:
    """Draw a left and a lower axis around an empty canvas; return its rows, each ended by a newline."""
    _bare_figure.cache_clear()  # there is but one figure, which is made another one here
    figure = _emptied_figure(axes.background)
    figure.plot_size(axes.width, axes.height)
    ink = (axes.foreground, axes.background)
    figure.axes(active=False, axis=("x", "y"), side=1)
    figure.axes(active=True, axis=("x", "y"), side=0, pixel=ink)
    for name, ticks in (("x", axes.x_ticks), ("y", axes.y_ticks)):
        ruler = figure.ruler(name)
        ruler.pixel(ink)
        ruler.lim(0.0, 1.0)
        ruler.ticks([tick.position for tick in ticks], [tick.label for tick in ticks])
    ansi: str = figure.build().string()
    return ansi


def curves_to_ansi(curves: Sequence[Curve], columns: int, rows: int, background: Rgb) -> str:
    """Draw the curves alone, on a canvas of so many cells; return its rows, each ended by a newline."""
    figure = _bare_figure(background)
    figure.clear.data()
    figure.plot_size(columns, rows)
    for curve in curves:
        _draw_joined(figure, curve.x.tolist(), curve.y.tolist(), curve.mark, (curve.color, background))
    ansi: str = figure.build().string()
    return ansi


@cache
def _plotext() -> Any:  # noqa: ANN401  plotext ships no types
    """Import plotext when the first curve is drawn, which is after the first frame: it takes a sixth of the start."""
    import plotext

    return plotext


@lru_cache(maxsize=1)
def _bare_figure(background: Rgb) -> Any:  # noqa: ANN401  plotext ships no types
    """Return the figure as a canvas without axes; to set it up takes longer than to draw a curve."""
    figure = _emptied_figure(background)
    figure.axes(active=False)
    for name in ("x", "y"):
        figure.ruler(name).lim(0.0, 1.0)
        figure.ruler(name).ticks([], [])
    return figure


def _emptied_figure(background: Rgb) -> Any:  # noqa: ANN401  plotext ships no types
    plotext = _plotext()
    figure = plotext.figure
    # Not clear() itself: it asks the terminal for its size.
    figure.clear.data()
    figure.clear.settings()
    figure.clear.pixels()
    figure.clear.styles()
    plotext.terminal.limit(width=False, height=False)
    figure.canvas(background)
    return figure


def _draw_joined(figure: Any, x: list[float], y: list[float], mark: str, ink: tuple[Rgb, Rgb]) -> None:  # noqa: ANN401
    marker = _plotext().marker(mark, pixel=ink)
    signal_class = _signal_class()
    if signal_class is None:
        figure.draw(figure.signal(x, y, marker=marker).lines())
        return
    signal = signal_class(len(x))
    signal._append_points(x, y, [marker] * len(x))._set_marker(marker)._set_xside(0)._set_yside(0)
    figure._signals._add(signal.lines())


@cache
def _signal_class() -> Any | None:  # noqa: ANN401  plotext ships no types
    """Return plotext's own class of curves where it is the known one, and None where it must be asked in its words.

    plotext copies the marker of a curve for each of its points, and looks at the colour of each to choose others for
    later curves: three of four milliseconds of a plot, for nothing, since all have one marker and a colour of ours.
    """
    if not _plotext().__version__.startswith(KNOWN_PLOTEXT):
        return None
    from plotext._signal.signal import signal_class

    return signal_class
