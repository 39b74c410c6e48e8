"""What stays while a curve grows, axes, grid and lines, drawn once; and the rows of a plot, as far as they stay."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from textual.strip import Strip

from tui_nn.ui.plots.ansi_strips import ansi_segments, ansi_to_strips, join_blanks
from tui_nn.ui.plots.figure import AXIS_HEIGHT, AxesLook, axes_to_ansi
from tui_nn.ui.plots.plot_layout import canvas_columns
from tui_nn.ui.plots.underlay import merged, underlay

if TYPE_CHECKING:
    from rich.segment import Segment

    from tui_nn.ui.plots.figure import LabelledLine, Rgb, UprightLine


class Backdrop:
    """Puts curves before axes, grid and lines; a row that looks as it did is the same strip as it was."""

    def __init__(self, look: AxesLook, grid: Rgb, line: LabelledLine | None, upright: tuple[UprightLine, ...]) -> None:
        """Draw all that stands around and behind the curves."""
        self.columns = canvas_columns(look.width, look.y_ticks)
        self.rows = look.height - AXIS_HEIGHT
        self._left = look.width - self.columns
        self._width = look.width
        axes = ansi_to_strips(axes_to_ansi(look))[: look.height]
        self._labels: list[list[Segment]] = [list(strip.crop(0, self._left)) for strip in axes[: self.rows]]
        self._behind = underlay(look, grid, line, upright, self.rows, self.columns)
        self._newest: dict[int, tuple[str, Strip]] = {}
        self.below = [join_blanks(strip).adjust_cell_length(look.width) for strip in axes[self.rows :]]
        """The rows under the canvas."""

    def before(self, curves: str) -> list[Strip]:
        """Return the rows of the canvas, and the axis left of it, with curves as plotext has drawn them."""
        return [self._row(place, line) for place, line in enumerate(curves.split("\n")[: self.rows])]

    def _row(self, place: int, line: str) -> Strip:
        known = self._newest.get(place)
        if known is not None and known[0] == line:
            return known[1]
        drawn, _ = ansi_segments(line)
        strip = merged([*self._labels[place], *drawn], self._behind[place], self._left).adjust_cell_length(self._width)
        self._newest[place] = (line, strip)
        return strip


@lru_cache(maxsize=16)
def backdrop(look: AxesLook, grid: Rgb, line: LabelledLine | None, upright: tuple[UprightLine, ...]) -> Backdrop:
    """Return what stands around and behind curves, the same where it looks the same."""
    return Backdrop(look, grid, line, upright)
