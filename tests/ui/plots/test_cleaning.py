"""The part of a curve that is in sight is cut where it crosses the edges."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.ui.plots.cleaning import within

X, Y = np.array([0.0, 10.0, 20.0]), np.array([1.0, 100.0, 1.0])


@pytest.mark.parametrize(
    ("lower", "upper", "x", "y"),
    [
        (0, 20, [0, 10, 20], [1, 100, 1]),
        (5, 15, [5, 10, 15], [50.5, 100, 50.5]),
        (2, 4, [2, 4], [20.8, 40.6]),
        (10, 30, [10, 20], [100, 1]),
        (21, 30, [], []),
    ],
)
def test_the_part_between_two_positions(lower: float, upper: float, x: list[float], y: list[float]) -> None:
    cut_x, cut_y = within(X, Y, lower, upper, logarithmic=False)
    assert cut_x.tolist() == x
    assert cut_y.tolist() == pytest.approx(y)


def test_on_a_logarithmic_axis_it_is_straight_between_logarithms() -> None:
    assert within(X, Y, 5, 8, logarithmic=True)[1].tolist() == pytest.approx([10, 10**1.6])
    assert within(X, np.array([0.0, 1.0, 1.0]), 5, 10, logarithmic=True)[1].tolist() == [0.5, 1]


def test_the_largest_numbers_do_not_overflow() -> None:
    most = np.finfo(np.float64).max
    cut_x, cut_y = within(np.array([-most, most]), np.array([-most, most]), 0, 1, logarithmic=False)
    assert np.isfinite(cut_x).all()
    assert np.isfinite(cut_y).all()
