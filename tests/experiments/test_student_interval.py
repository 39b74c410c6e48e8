"""Student's intervals of a mean."""

from __future__ import annotations

import math

import pytest

from tui_nn.experiments.student_interval import mean_interval, t_quantile


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.7062047361747), (4, 2.7764451051977987), (30, 2.0422724563012373)])
def test_the_quantiles_are_those_of_the_tables(freedom: int, t: float) -> None:
    assert t_quantile(freedom) == pytest.approx(t, rel=1e-13)


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 10, 399])
def test_the_quantiles_are_scipys(freedom: int) -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy, the oracle of these quantiles, is not installed")
    assert t_quantile(freedom, 0.9) == pytest.approx(stats.t.ppf(0.95, freedom), rel=1e-12)


def test_an_interval_by_hand_and_its_correction() -> None:
    # Mean 2, s = 1, n = 3: t of two degrees of freedom is 4.302653.
    low, high = mean_interval([1.0, 2.0, 3.0])
    assert (low, high) == pytest.approx((2 - 4.302652729 / math.sqrt(3), 2 + 4.302652729 / math.sqrt(3)), rel=1e-9)
    low, _ = mean_interval([1.0, 2.0, 3.0], test_to_training=1 / 4)
    assert low == pytest.approx(2 - 4.302652729 * math.sqrt(1 / 3 + 1 / 4), rel=1e-9)


def test_one_value_tells_nothing_of_its_spread() -> None:
    assert all(map(math.isnan, mean_interval([1.0])))
