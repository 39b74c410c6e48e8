"""Behind the curves: grid and lines, and nothing where plotext has drawn."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_nn.ui.plots.axes import Tick
from tui_nn.ui.plots.figure import AxesLook, LabelledLine, UprightLine
from tui_nn.ui.plots.underlay import merged, underlay

from .samples import DARK, RED

AXES = AxesLook(5, 5, DARK.background, DARK.foreground, x_ticks=(), y_ticks=(Tick(0.0, "0"),))


def test_lines_and_their_labels_lie_over_the_grid() -> None:
    cells = underlay(AXES, DARK.grid, LabelledLine(1.0, "╌", RED, "日a", 0.0), [UprightLine(1.0, "│", RED)], 3, 4)
    assert ["".join(cell[0] if cell else " " for cell in row) for row in cells] == ["?a╌│", "   │", "···│"]


def test_only_blank_cells_of_the_canvas_are_filled() -> None:
    axis, ink = Style(color="white", bgcolor="black"), Style(color="red", bgcolor="black")
    row = merged(Strip([Segment(" 1┤ ◆ ", axis)]), [("x", ink)] * 3, 3)
    assert row.text == " 1┤x◆x"
    assert row.cell_length == 6
    assert [(segment.text, segment.style) for segment in row] == [(" 1┤", axis), ("x", ink), ("◆", axis), ("x", ink)]
