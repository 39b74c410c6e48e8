"""Rows that look as they did are not made again, and others are."""

from __future__ import annotations

import numpy as np

from tui_nn.ui.plots.line_plot import LinePlot, PlotStyle, Series, draw_line_plot

from .samples import DARK, RED


def _plot(points: int) -> LinePlot:
    x = np.arange(points, dtype=np.float64)
    return LinePlot((Series(x, 50 + 40 * np.sin(x), RED, "error"),), "iteration", "error", x_range=(0.0, 100.0))


def test_a_row_that_looks_as_it_did_is_the_same_strip() -> None:
    first, again = (draw_line_plot(_plot(60), 60, 20, DARK) for _ in range(2))
    assert all(one is other for one, other in zip(first[1:-1], again[1:-1], strict=True))


def test_a_curve_that_went_on_changes_rows() -> None:
    first, longer = (draw_line_plot(_plot(points), 60, 20, DARK) for points in (60, 70))
    assert [strip.text for strip in first] != [strip.text for strip in longer]
    assert longer == draw_line_plot(_plot(70), 60, 20, DARK)


def test_another_theme_changes_every_row() -> None:
    light = PlotStyle((255, 255, 255), (0, 0, 0), (200, 200, 200))
    dark, bright = (draw_line_plot(_plot(60), 60, 20, style) for style in (DARK, light))
    assert [strip.text for strip in dark] == [strip.text for strip in bright]
    assert not any(one == other for one, other in zip(dark, bright, strict=True))
