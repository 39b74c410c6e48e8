"""Curves on a logarithmic axis: where the decades are."""

from __future__ import annotations

import numpy as np

from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.log_curves import LogCurve, put_log_curves
from tui_nn.ui.drawing.palette import Palette

GREY = (128, 128, 128)
PALETTE = Palette("none", *(True, (0, 0, 0)), *[GREY] * 8)


def drawn(values: list[float], level: float | None = None) -> list[str]:
    canvas = Canvas(16, 6, GREY, (0, 0, 0))
    iterations = np.linspace(0.0, 100.0, len(values))
    put_log_curves(canvas, 0, 6, [LogCurve(iterations, np.array(values), GREY, "x")], level, PALETTE)
    return [strip.text for strip in canvas.strips()]


def test_a_straight_line_of_logarithms_goes_from_corner_to_corner() -> None:
    lines = drawn([1.0, 1e-4])

    assert lines[0][6] == lines[4][15] == "x"
    assert [line.count("x") > 0 for line in lines] == [True] * 5 + [False]
    assert lines[0].startswith("    1 x")
    assert lines[4].startswith(" 1e-4 ·")
    assert lines[5].split() == ["0", "100"]


def test_a_level_is_a_line_across_and_nothing_that_is_not_finite_is_drawn() -> None:
    lines = drawn([np.nan, np.inf], level=1e-3)

    assert sum("╌" in line for line in lines) == 1
    assert not any("x" in line for line in lines)


def test_zero_stands_on_the_lower_edge() -> None:
    assert "x" in drawn([1.0, 0.0])[4]
