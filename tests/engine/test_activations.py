"""Activation functions against exact arithmetic: values at every magnitude, slopes, and no warning on the way."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.run import ACTIVATION_NAMES
from tui_nn.engine.activations import ACTIVATIONS

# 700 digits: exp(5e-324) is told from 1, and exp(-1e308 squared) becomes a plain 0 instead of an exception.
EXACT = decimal.Context(prec=700, traps=[])


def exact_sigmoid(x: float) -> float:
    return float(EXACT.divide(1, EXACT.add(1, EXACT.exp(-Decimal(x)))))


def exact_tanh(x: float) -> float:
    squared = EXACT.exp(EXACT.multiply(2, Decimal(x)))
    if squared.is_infinite():
        return 1.0
    return float(EXACT.divide(EXACT.subtract(squared, 1), EXACT.add(squared, 1)))


def exact_gaussian(x: float) -> float:
    return float(EXACT.exp(-EXACT.multiply(Decimal(x), Decimal(x))))


EXACT_VALUES: dict[str, Callable[[float], float]] = {
    "sigmoid": exact_sigmoid,
    "tanh": exact_tanh,
    "relu": lambda x: max(0.0, x),
    "linear": lambda x: x,
    "gaussian": exact_gaussian,
}

EXACT_SLOPES: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
    "tanh": lambda x: 1 / math.cosh(x) ** 2,
    "relu": lambda x: 1.0 if x > 0 else 0.0,
    "linear": lambda x: 1.0,
    "gaussian": lambda x: -2 * x * math.exp(-x * x),
}

SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
MAGNITUDES = (
    *(0.0, SMALLEST, 1e-310, 2.2250738585072014e-308, 1e-200, 1e-20, 1e-8, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0),
    # Where 1 - f vanishes, where exp(-x^2) and exp(-x) leave the normal numbers, and where exp(x) overflows.
    *(36.0, 37.0, 26.0, 27.3, 708.3, 709.78, 709.79, 745.2, 1e3, 1e10, 1e154, 1e155, 1e200, 1e308, LARGEST),
)
EXTREMES = tuple(sign * magnitude for magnitude in MAGNITUDES for sign in (1.0, -1.0))
INFINITIES = {"sigmoid": (1.0, 0.0), "tanh": (1.0, -1.0), "relu": (math.inf, 0.0), "gaussian": (0.0, 0.0)}

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


@pytest.fixture(autouse=True)
def only_overflow_and_underflow_are_arithmetic() -> Iterator[None]:
    # What the functions are promised; anything invalid, and any division by zero, raises.
    with np.errstate(all="raise", over="ignore", under="ignore"):
        yield


def apply(name: str, *values: float) -> list[float]:
    out = np.full((1, len(values)), np.nan)
    ACTIVATIONS[name].apply(np.array([values]), out)
    return [float(value) for value in out[0]]


def slopes(name: str, *values: float) -> list[float]:
    pre_activations = np.array([values])
    activations, out = np.empty_like(pre_activations), np.full_like(pre_activations, np.nan)
    ACTIVATIONS[name].apply(pre_activations, activations)
    ACTIVATIONS[name].derivative(pre_activations, activations, out)
    return [float(value) for value in out[0]]


def allowed_error(name: str, x: float, exact: float) -> float:
    last_places = 2.0 * math.ulp(exact)
    if name == "gaussian" and exact:
        return last_places + exact * x * x * 2.0**-52  # x^2 is rounded before exp multiplies its error
    if name == "sigmoid":
        return last_places + 2.3e-308  # below the normal numbers it is 0 a little early, where exp overflows
    return last_places


def test_an_invalid_operation_would_be_noticed_here() -> None:
    with pytest.raises(FloatingPointError):
        np.subtract(np.inf, np.inf)


def test_the_names_that_can_be_chosen_are_the_activations_that_there_are() -> None:
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES
    assert all(activation.name == name for name, activation in ACTIVATIONS.items())


def test_every_activation_is_tested_against_exact_arithmetic() -> None:
    assert set(EXACT_VALUES) == set(EXACT_SLOPES) == set(ACTIVATIONS)


@every_activation
@pytest.mark.parametrize("x", EXTREMES)
def test_values_are_right_at_every_magnitude(name: str, x: float) -> None:
    exact = EXACT_VALUES[name](x)

    assert abs(apply(name, x)[0] - exact) <= allowed_error(name, x, exact)


@every_activation
@settings(deadline=None, max_examples=150)
@given(x=st.floats(-800, 800) | st.floats(allow_nan=False, allow_infinity=False))
def test_values_are_right_everywhere(name: str, x: float) -> None:
    exact = EXACT_VALUES[name](x)

    assert abs(apply(name, x)[0] - exact) <= allowed_error(name, x, exact)


@pytest.mark.parametrize("name", INFINITIES)
def test_infinite_pre_activations_give_the_limits(name: str) -> None:
    assert tuple(apply(name, math.inf, -math.inf)) == INFINITIES[name]


@every_activation
@pytest.mark.parametrize("x", [-5.0, -2.0, -1.0, -0.3, -1e-3, 1e-3, 0.25, 0.7, 1.0, 2.0, 4.0])
def test_slopes_are_right_at_ordinary_points(name: str, x: float) -> None:
    # 1 - f loses digits where f is near 1: the rounding of f, 1.1e-16, is what is left of them.
    assert slopes(name, x)[0] == pytest.approx(EXACT_SLOPES[name](x), rel=1e-13, abs=3e-16)


@every_activation
@pytest.mark.parametrize("x", EXTREMES)
def test_slopes_stay_finite_and_between_their_limits_at_every_magnitude(name: str, x: float) -> None:
    slope = slopes(name, x)[0]

    assert abs(slope) <= ACTIVATIONS[name].steepest * (1 + 1e-15)
    assert slope >= 0 or name == "gaussian"


@every_activation
def test_the_steepest_slope_is_reached_and_not_exceeded(name: str) -> None:
    points = np.linspace(-4, 4, 8001)
    steepest = max(abs(slope) for slope in slopes(name, *points))

    assert steepest == pytest.approx(ACTIVATIONS[name].steepest, rel=1e-6)


def test_the_slope_of_relu_at_its_kink_is_zero() -> None:
    assert slopes("relu", 0.0, -0.0) == [0.0, 0.0]


def test_a_sigmoid_unit_far_from_zero_has_no_slope_left() -> None:
    # Not a fault but the reason why a saturated network learns nothing; see the saturated share of an event.
    assert slopes("sigmoid", 37.0, 1e308, -1e308) == [0.0, 0.0, 0.0]


@every_activation
def test_arrays_of_any_shape_are_written_and_the_inputs_kept(name: str) -> None:
    pre_activations = np.linspace(-2, 2, 24).reshape(2, 3, 4)
    before = pre_activations.copy()
    out, slope = np.full((2, 3, 4), np.nan), np.full((2, 3, 4), np.nan)
    ACTIVATIONS[name].apply(pre_activations, out)
    kept = out.copy()
    ACTIVATIONS[name].derivative(pre_activations, out, slope)

    np.testing.assert_array_equal(pre_activations, before)
    np.testing.assert_array_equal(out, kept)
    assert out.ravel().tolist() == apply(name, *before.ravel())
    assert slope.ravel().tolist() == slopes(name, *before.ravel())
