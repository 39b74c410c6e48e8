"""A growing curve changes few cells."""

from __future__ import annotations

import itertools

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui_nn.ui.plots.line_plot import draw_line_plot
from tui_nn.ui.plots.redraw import changed_regions

from .samples import DARK, error_plot, series, xor_run


def _strip(text: str, color: str = "red") -> Strip:
    return Strip([Segment(text, Style(color=color))])


@pytest.mark.parametrize(
    ("before", "after", "regions"),
    [
        ("same", "same", []),
        ("abcdef", "abXdYf", [Region(2, 0, 3, 1)]),
        ("abc", "abd", [Region(2, 0, 1, 1)]),
        ("日本", "日語", [Region(0, 0, 4, 1)]),
    ],
)
def test_the_changed_stretch_of_a_row(before: str, after: str, regions: list[Region]) -> None:
    assert changed_regions([_strip(before)], [_strip(after)]) == regions


def test_a_color_is_a_change_and_another_cut_into_segments_is_none() -> None:
    assert changed_regions([_strip("ab")], [_strip("ab", "blue")]) == [Region(0, 0, 2, 1)]
    style = Style(color="red")
    assert changed_regions([_strip("ab")], [Strip([Segment("a", style), Segment("b", style)])]) == []


@pytest.mark.parametrize("log_y", [True, False])
def test_between_two_moves_of_the_axis_only_the_tip_of_the_curve_changes(log_y: bool) -> None:
    run = xor_run()
    frames = []
    for points in range(3300, 4000, 40):  # iterations 80,000 to 97,000: the axis ends at 100,000 all the time
        plot = error_plot(series(run.x[:points], run.y[:points]), log_y=log_y)
        frames.append(draw_line_plot(plot, 100, 30, DARK))
    for before, after in itertools.pairwise(frames):
        assert sum(region.area for region in changed_regions(before, after)) <= 10
