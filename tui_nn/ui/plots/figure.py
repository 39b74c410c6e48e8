"""The one module that calls plotext: a picture already measured in fractions becomes ANSI text.

plotext draws through one global figure, so this is called from the screen's thread only. It aborts the whole process on
a NaN, looks at the size of the terminal whenever its size is cleared, and hides what its axes have no room for. So all
numbers given to it lie between 0 and 1, all sizes are explicit, and ranges, ticks and labels are decided before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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


@dataclass(frozen=True, eq=False)
class Picture:
    """All that is drawn: axes and curves by plotext, grid, lines and marks by `underlay`."""

    width: int
    height: int
    background: Rgb
    foreground: Rgb
    grid: Rgb
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    line: LabelledLine | None
    upright: Sequence[UprightLine]
    marks: Sequence[Curve]
    curves: Sequence[Curve]
    """A later one lies over an earlier one, and marks over all of them."""


def picture_to_ansi(picture: Picture) -> str:
    """Draw the curves, a left and a lower axis; return its rows, each with its colours and ended by a newline."""
    figure = _plotext().figure
    _clear()
    _plotext().terminal.limit(width=False, height=False)
    figure.plot_size(picture.width, picture.height)
    figure.canvas(picture.background)
    ink = (picture.foreground, picture.background)
    figure.axes(active=False, axis=("x", "y"), side=1)
    figure.axes(active=True, axis=("x", "y"), side=0, pixel=ink)
    for name, ticks in (("x", picture.x_ticks), ("y", picture.y_ticks)):
        ruler = figure.ruler(name)
        ruler.pixel(ink)
        ruler.lim(0.0, 1.0)
        ruler.ticks([tick.position for tick in ticks], [tick.label for tick in ticks])
    for curve in picture.curves:
        _draw_joined(curve.x.tolist(), curve.y.tolist(), curve.mark, (curve.color, picture.background))
    ansi: str = figure.build().string()
    return ansi


@cache
def _plotext() -> Any:  # noqa: ANN401  plotext ships no types
    """Import plotext when the first curve is drawn, which is after the first frame: it takes a sixth of the start."""
    import plotext

    return plotext


def _clear() -> None:
    # Not clear() itself: it asks the terminal for its size. And before plot_size, which clearing would undo.
    clear = _plotext().figure.clear
    clear.data()
    clear.settings()
    clear.pixels()
    clear.styles()


def _draw_joined(x: list[float], y: list[float], mark: str, ink: tuple[Rgb, Rgb]) -> None:
    signal = _plotext().figure.signal(x, y, marker=_plotext().marker(mark, pixel=ink))
    _plotext().figure.draw(signal.lines())
