"""Histograms in block characters: as high as the counts."""

from __future__ import annotations

import numpy as np

from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.plots.histogram import block_line, merged, put_bars

INK = (255, 255, 255)


def test_bins_are_merged_to_as_many_columns_as_there_are() -> None:
    assert merged(np.array([1, 2, 3, 4, 5]), 3).tolist() == [3, 7, 5]
    assert merged(np.array([1, 2]), 9).tolist() == [1, 2]


def test_a_line_has_eight_levels_and_shows_what_is_there_at_all() -> None:
    assert block_line(np.array([0, 1, 50, 100, 800]), 5) == " ▁▁▁█"
    assert block_line(np.array([1, 1, 2, 2]), 2) == "▄█"
    assert block_line(np.array([0, 0]), 4) == "    "


def test_bars_fill_the_place() -> None:
    canvas = Canvas(5, 3, INK, (0, 0, 0))
    put_bars(canvas, (0, 0), (5, 3), np.array([3, 2]), lambda _at: INK)

    assert [strip.text for strip in canvas.strips()] == ["██   ", "█████", "█████"]
