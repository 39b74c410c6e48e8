"""Axes end at round numbers, carry labels people can read, and rarely move."""

from __future__ import annotations

import math
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_nn.ui.plots.axes import Axis, fitted_axis, linear_axis, logarithmic_axis, stable_upper_limit, window_axis
from tui_nn.ui.plots.number_labels import number_label

positive = st.floats(5e-324, sys.float_info.max)
finite = st.floats(allow_nan=False, allow_infinity=False)


def _labels(axis: Axis) -> list[str]:
    return [tick.label for tick in axis.ticks]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("0", "0"),
        ("-0.0", "0"),
        ("0.25", "0.25"),
        ("0.50", "0.5"),
        ("0.01", "0.01"),
        ("0.001", "1e-3"),
        ("-0.00025", "-2.5e-4"),
        ("1", "1"),
        ("-20", "-20"),
        ("5000", "5000"),
        ("10000", "10k"),
        ("40E3", "40k"),
        ("1500000", "1.5M"),
        ("2E9", "2G"),
        ("1E12", "1T"),
        ("500E12", "500T"),
        ("1E15", "1e15"),
        ("2.5E300", "2.5e300"),
    ],
)
def test_number_label(value: str, label: str) -> None:
    assert number_label(Decimal(value)) == label


@pytest.mark.parametrize(
    ("largest", "limit"),
    [
        (1, 1),
        (1.0000001, 1.2),
        (1.3, 1.5),
        (1.6, 2),
        (2.1, 2.5),
        (3, 3),
        (3.5, 4),
        (4.5, 5),
        (5.5, 6),
        (7, 8),
        (9, 10),
        (97_000, 100_000),
        (1e12, 1e12),
        (0.11, 0.12),
        (1e308, 1e308),
        (1.7e308, sys.float_info.max),
        (5e-324, 5e-324),
        (0, 1),
        (-3, 1),
        (math.inf, 1),
        (math.nan, 1),
    ],
)
def test_stable_upper_limit(largest: float, limit: float) -> None:
    assert stable_upper_limit(largest) == limit


@given(positive)
def test_a_stable_limit_is_near_and_does_not_move_by_itself(largest: float) -> None:
    limit = stable_upper_limit(largest)
    assert largest <= limit
    assert limit <= largest * 1.3334 or limit < 1e-300  # the very smallest numbers have no digits left
    assert stable_upper_limit(limit) == limit


def test_a_run_that_grows_tenfold_moves_its_axis_ten_times() -> None:
    assert len({stable_upper_limit(iteration) for iteration in range(10_001, 100_001)}) == 10


@pytest.mark.parametrize(
    ("lowest", "highest", "most_ticks", "labels"),
    [
        (0, 100_000, 6, ["0", "20k", "40k", "60k", "80k", "100k"]),
        (0, 1_400_000, 4, ["0", "500k", "1M", "1.5M"]),
        (0.3, 1.07, 5, ["0", "0.5", "1"]),
        (0, 0.004, 5, ["0", "0.001", "0.002", "0.003", "0.004"]),
        (0, 0.0004, 5, ["0", "1e-4", "2e-4", "3e-4", "4e-4"]),
        (-1, 1, 5, ["-1", "-0.5", "0", "0.5", "1"]),
        (-7, -2, 5, ["-8", "-6", "-4", "-2", "0"]),
        (0, 0, 3, ["0", "0.5", "1"]),
        (0, 1e12, 3, ["0", "500G", "1T"]),
    ],
)
def test_linear_labels(lowest: float, highest: float, most_ticks: int, labels: list[str]) -> None:
    assert _labels(linear_axis(lowest, highest, most_ticks)) == labels


def test_whole_numbers_have_no_ticks_between_them() -> None:
    assert _labels(linear_axis(0, 3, 11, whole=True)) == ["0", "1", "2", "3"]
    assert _labels(linear_axis(0, 0, 11, whole=True)) == ["0", "1"]


@pytest.mark.parametrize(
    ("lowest", "highest", "most_ticks", "labels"),
    [
        (1e-5, 1.0, 6, ["1e-5", "1e-4", "1e-3", "0.01", "0.1", "1"]),
        (3e-4, 1.02, 6, ["1e-4", "1e-3", "0.01", "0.1", "1"]),
        (1e-5, 1.0, 3, ["1e-4", "0.01", "1"]),
        (1e-300, 1.0, 5, ["1e-300", "1e-200", "1e-100", "1"]),
        (0.2, 0.9, 5, ["0.1", "0.2", "0.5", "1"]),
        (0.2, 0.9, 3, ["0.1", "1"]),
        (0.5, 0.5, 5, ["0.1", "0.2", "0.5"]),
        (1.0, 1.0, 5, ["0.1", "0.2", "0.5", "1"]),
        (3, 4e6, 9, ["1", "10", "100", "1000", "10k", "100k", "1M"]),
    ],
)
def test_logarithmic_labels(lowest: float, highest: float, most_ticks: int, labels: list[str]) -> None:
    assert _labels(logarithmic_axis(lowest, highest, most_ticks)) == labels


def test_zero_on_a_logarithmic_axis_has_a_place_of_its_own_below_the_smallest_power() -> None:
    axis = logarithmic_axis(1e-3, 1.0, 5, zero=True)
    assert _labels(axis) == ["0", "1e-3", "0.01", "0.1", "1"]
    zero, smallest = axis.project(np.array([0.0, 1e-3]))
    assert zero == 0.0
    assert smallest > 0.2


@given(st.lists(finite, min_size=1, max_size=20), st.integers(2, 11))
@example([-sys.float_info.max, sys.float_info.max], 2)
@example([5e-324], 3)
def test_linear_axes_hold_any_data(values: list[float], most_ticks: int) -> None:
    axis = linear_axis(min(values), max(values), most_ticks)
    _check(axis, sorted(values), most_ticks)


@given(st.lists(positive, min_size=1, max_size=20), st.integers(2, 11), st.booleans())
@example(values=[5e-324, sys.float_info.max], most_ticks=2, zero=True)
def test_logarithmic_axes_hold_any_data(values: list[float], most_ticks: int, zero: bool) -> None:
    axis = logarithmic_axis(min(values), max(values), most_ticks, zero=zero)
    _check(axis, [0.0] * zero + sorted(values), most_ticks)


def _check(axis: Axis, ascending: list[float], most_ticks: int) -> None:
    places = axis.project(np.array(ascending))
    assert np.all((places >= 0) & (places <= 1))
    assert np.all(np.diff(places) >= 0)
    positions = [tick.position for tick in axis.ticks]
    assert 1 <= len(positions) <= most_ticks + 1
    assert positions == sorted(set(positions))
    assert all(0 <= position <= 1 + 1e-12 for position in positions)
    assert len(set(_labels(axis))) == len(positions)


# Of a part that is looked at more closely


@pytest.mark.parametrize(
    ("lower", "upper", "most_ticks", "labels"),
    [
        (2300, 2450, 6, ["2300", "2350", "2400", "2450"]),
        (97_250, 98_750, 4, ["97.5k", "98k", "98.5k"]),
        (0.113, 0.129, 5, ["0.115", "0.12", "0.125"]),
        (-1, 1, 3, ["-1", "0", "1"]),
    ],
)
def test_a_window_has_exactly_its_ends_and_round_ticks(
    lower: float, upper: float, most_ticks: int, labels: list[str]
) -> None:
    axis = window_axis(lower, upper, most_ticks)
    assert (axis.lower, axis.upper) == (lower, upper)
    assert _labels(axis) == labels


def test_a_window_of_whole_numbers_has_no_ticks_between_them() -> None:
    assert _labels(window_axis(7, 9, 11, whole=True)) == ["7", "8", "9"]


@pytest.mark.parametrize(
    ("lowest", "highest", "logarithmic", "labels"),
    [
        (0.112, 0.129, False, ["0.11", "0.115", "0.12", "0.125", "0.13"]),
        (0.0031, 0.0034, True, ["3.1e-3", "3.2e-3", "3.3e-3", "3.4e-3"]),
        (0.003, 0.04, True, ["2e-3", "5e-3", "0.01", "0.02", "0.05"]),
        (1e-7, 1.0, True, ["1e-6", "1e-4", "0.01", "1"]),
    ],
)
def test_a_fitted_axis_need_not_hold_zero(lowest: float, highest: float, logarithmic: bool, labels: list[str]) -> None:
    axis = fitted_axis(lowest, highest, 6, logarithmic=logarithmic)
    assert _labels(axis) == labels
    assert axis.logarithmic == logarithmic
    first, last = axis.project(np.array([lowest, highest]))
    assert first < 0.25
    assert last > 0.75


@given(st.lists(finite, min_size=1, max_size=20), st.integers(2, 11))
@example([-sys.float_info.max, sys.float_info.max], 2)
@example([sys.float_info.max], 5)
@example([5e-324, 0.0], 3)
@example([1.0, 1.0 + 2**-52], 3)
def test_fitted_and_window_axes_hold_any_data(values: list[float], most_ticks: int) -> None:
    for axis in (
        fitted_axis(min(values), max(values), most_ticks),
        window_axis(min(values), max(values), most_ticks),
    ):
        _check(axis, sorted(values), most_ticks + 1)


@given(st.lists(positive, min_size=1, max_size=20), st.integers(2, 11))
@example([5e-324, sys.float_info.max], 2)
@example([5e-324], 2)
def test_fitted_logarithmic_axes_hold_any_data(values: list[float], most_ticks: int) -> None:
    _check(fitted_axis(min(values), max(values), most_ticks, logarithmic=True), sorted(values), most_ticks + 1)
