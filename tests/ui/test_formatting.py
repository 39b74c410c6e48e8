"""Numbers and times as people read them, in the room they have."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.ui.formatting import (
    difference_text,
    duration_text,
    error_text,
    given_text,
    layers_text,
    output_text,
    speed_text,
    value_text,
)
from tui_nn.ui.panes.table_columns import DIFFERENCE_WIDTH, OUTPUT_WIDTH

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
QUICK = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (0.0, "0.000000"),
        (1.0000543, "1.000054"),
        (1e-4, "0.000100"),
        (9.9e-5, "9.900e-05"),
        (1e-300, "1.000e-300"),
        (3e12, "3.000e+12"),
        (math.nan, "not finite"),
        (math.inf, "not finite"),
    ],
)
def test_an_error_has_six_decimals_or_a_power_of_ten(error: float, text: str) -> None:
    assert error_text(error) == text


@given(st.floats(0, 1e300))
@QUICK
def test_an_error_fits_the_log(error: float) -> None:
    assert len(error_text(error)) <= 10
    assert float(error_text(error)) == pytest.approx(error, rel=1e-2, abs=1e-300)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.0, "-1"),
        (1234567.0, "1234567"),
        (1e7, "1e+07"),
        (0.5, "0.500000"),
        (123.456789, "123.457"),
        (1e-7, "1e-07"),
    ],
)
def test_values_are_whole_or_have_six_digits(value: float, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.500000"),
        (-0.25, "-0.250000"),
        (12345.678, "12345.678"),
        (123456.78, "123456.78"),
        (1e6, "1.000e+06"),
        (-1e9, "-1.00e+09"),
        (-1.5e200, "-1.5e+200"),
        (math.nan, "not finite"),
        (-math.inf, "not finite"),
    ],
)
def test_outputs_keep_to_their_column(value: float, text: str) -> None:
    assert output_text(value) == text


@given(NUMBERS)
@QUICK
def test_an_output_and_its_difference_fit_the_table(value: float) -> None:
    assert len(output_text(value, OUTPUT_WIDTH)) <= OUTPUT_WIDTH
    assert len(difference_text(value)) <= DIFFERENCE_WIDTH
    assert difference_text(value)[0] in "+-"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "+0.000000"),
        (0.25, "+0.250000"),
        (-0.25, "-0.250000"),
        (1e-9, "+1.000e-09"),
        (-1234.5, "-1234.5000"),
        (-12345.0, "-12345.000"),
        (1e12, "+1.000e+12"),
        (1e200, "+1.00e+200"),
    ],
)
def test_differences_always_have_a_sign(value: float, text: str) -> None:
    assert difference_text(value) == text


@pytest.mark.parametrize(
    ("speed", "text"),
    [
        (0.0, "–"),
        (-1.0, "–"),
        (math.nan, "–"),
        (math.inf, "–"),
        (0.25, "0.25/s"),
        (12.34, "12.3/s"),
        (999.4, "999/s"),
        (999.6, "1k/s"),
        (98_234.0, "98.2k/s"),
        (125_000.0, "125k/s"),
        (999_600.0, "1M/s"),
        (5_310_000.0, "5.31M/s"),
        (123_456_789.0, "123M/s"),
    ],
)
def test_speeds_have_the_three_digits_that_mean_something(speed: float, text: str) -> None:
    assert speed_text(speed) == text


@given(st.floats(1e-3, 1e9))
@QUICK
def test_a_speed_fits_the_log(speed: float) -> None:
    assert len(speed_text(speed)) <= 9
    assert "e" not in speed_text(speed)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (9.94, "9.9 s"),
        (10.0, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (61.0, "1 min 1 s"),
        (3599.6, "1 h 0 min"),
        (7325.0, "2 h 2 min"),
    ],
)
def test_durations_have_the_two_units_that_matter(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_layers_leave_out_the_middle_of_a_long_list() -> None:
    assert layers_text((2, 2, 1)) == "2-2-1"
    assert layers_text((784, 128, 64, 10)) == "784-128-64-10"
    assert layers_text((2,) * 100) == "2-…-2 (100 layers)"
    assert len(layers_text((10**18, *(5,) * 500, 10**18))) < 60


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (-3, "-3"),
        (21.5, "21.5"),
        (0.31, "0.31"),
        (1 / 3, "0.333333"),
        (1e-9, "1e-09"),
        (2.5e9, "2.5e+09"),
    ],
)
def test_what_was_given_is_written_as_it_was(value: float, text: str) -> None:
    assert given_text(value) == text
