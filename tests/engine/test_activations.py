"""Activation functions against exact arithmetic: values and slopes at every magnitude, and no warning on the way."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.engine.activations import ACTIVATIONS, SELU_ALPHA, SELU_SCALE, SOFTMAX, layer_activation
from tui_nn.engine.arrays import BLOCK, FloatArray

# 700 digits: exp(5e-324) is told from 1, and exp(-1e308 squared) becomes a plain 0 instead of an exception.
EXACT = decimal.Context(prec=700, traps=[])
Exact = Callable[[float], float]


def power(x: Decimal) -> Decimal:
    return EXACT.exp(x)


def quotient(above: Decimal, below: Decimal) -> float:
    """Return above / below, 0 where both have left the numbers: nothing here tends to anything else then."""
    value = EXACT.divide(above, below)
    return 0.0 if value.is_nan() else float(value)


def product(*factors: float) -> float:
    value = Fraction(1)
    for factor in factors:
        value *= Fraction(factor)
    return float(value)


def square(x: Decimal) -> Decimal:
    return EXACT.multiply(x, x)


def logistic(x: float) -> float:
    return quotient(Decimal(1), EXACT.add(1, power(-Decimal(x))))


def logistic_slope(x: float) -> float:
    e = power(-abs(Decimal(x)))
    return quotient(e, square(EXACT.add(1, e)))


def hyperbolic_tangent(x: float) -> float:
    e = power(EXACT.multiply(-2, abs(Decimal(x))))
    return math.copysign(quotient(EXACT.subtract(1, e), EXACT.add(1, e)), x)


def hyperbolic_tangent_slope(x: float) -> float:
    e = power(EXACT.multiply(-2, abs(Decimal(x))))
    return quotient(EXACT.multiply(4, e), square(EXACT.add(1, e)))


def bell(x: float) -> float:
    return float(power(-square(Decimal(x))))


def bell_slope(x: float) -> float:
    return float(EXACT.multiply(EXACT.multiply(-2, Decimal(x)), power(-square(Decimal(x)))))


def exponential_linear(alpha: float, scale: float = 1.0) -> tuple[Exact, Exact]:
    def below(x: float) -> float:
        with decimal.localcontext(EXACT):
            return float(Decimal(scale) * Decimal(alpha) * (Decimal(x).exp() - 1))

    def slope(x: float) -> float:
        return scale if x > 0 else float(EXACT.multiply(Decimal(scale) * Decimal(alpha), power(Decimal(x))))

    return lambda x: scale * x if x > 0 else below(x), slope


def log_of_one_plus_power(x: float) -> float:
    if x > 1e3:
        return x
    return float(EXACT.ln(EXACT.add(1, power(Decimal(x)))))


def self_gated(beta: float) -> tuple[Exact, Exact]:
    def value(x: float) -> float:
        return quotient(Decimal(x), EXACT.add(1, power(EXACT.multiply(-Decimal(beta), Decimal(x)))))

    def slope(x: float) -> float:
        z = EXACT.multiply(Decimal(beta), Decimal(x))
        e = power(-abs(z))
        own = EXACT.divide(Decimal(1) if z >= 0 else e, EXACT.add(1, e))
        return float(EXACT.add(own, EXACT.multiply(z, EXACT.divide(e, square(EXACT.add(1, e))))))

    return value, slope


def normal_share(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def mish(x: float) -> float:
    if x > 1e3:
        return x
    with decimal.localcontext(EXACT):  # tanh(ln(1 + e)) is a fraction of squares
        e = Decimal(x).exp()
        return float(Decimal(x) * (e * e + 2 * e) / (e * e + 2 * e + 2))


def mish_slope(x: float) -> float:
    if abs(x) > 1e3:
        return 1.0 if x > 0 else 0.0
    with decimal.localcontext(EXACT):
        e = Decimal(x).exp()
        t = (e * e + 2 * e) / (e * e + 2 * e + 2)
        return float(t + Decimal(x) * (1 - t * t) * e / (1 + e))


def piece(x: float, low: Fraction, high: Fraction) -> float:
    return float(min(max((Fraction(x) - low) / (high - low), Fraction(0)), Fraction(1)))


EXACT_FORMULAS: dict[str, tuple[Exact, Exact]] = {
    "sigmoid": (logistic, logistic_slope),
    "tanh": (hyperbolic_tangent, hyperbolic_tangent_slope),
    "relu": (lambda x: max(0.0, x), lambda x: 1.0 if x > 0 else 0.0),
    "linear": (lambda x: x, lambda x: 1.0),
    "gaussian": (bell, bell_slope),
    "hard_sigmoid": (lambda x: piece(x, Fraction(-3), Fraction(3)), lambda x: 1 / 6 if abs(x) < 3 else 0.0),
    "hard_tanh": (lambda x: min(max(x, -1.0), 1.0), lambda x: 1.0 if abs(x) < 1 else 0.0),
    "leaky_relu": (lambda x: x if x > 0 else product(0.01, x), lambda x: 1.0 if x > 0 else 0.01),
    "leaky_relu(0.2)": (lambda x: x if x > 0 else product(0.2, x), lambda x: 1.0 if x > 0 else 0.2),
    "leaky_relu(-2)": (lambda x: x if x > 0 else product(-2.0, max(x, -8e307)), lambda x: 1.0 if x > 0 else -2.0),
    "elu": exponential_linear(1.0),
    "elu(0.5)": exponential_linear(0.5),
    "elu(3)": exponential_linear(3.0),
    "selu": exponential_linear(SELU_ALPHA, SELU_SCALE),
    "softplus": (log_of_one_plus_power, logistic),
    "softsign": (
        lambda x: float(Fraction(x) / (1 + abs(Fraction(x)))),
        lambda x: float(1 / (1 + abs(Fraction(x))) ** 2),
    ),
    "swish": self_gated(1.0),
    "swish(2)": self_gated(2.0),
    "swish(-0.5)": self_gated(-0.5),
    "swish(0)": self_gated(0.0),
    "gelu": (
        lambda x: x * normal_share(x),
        lambda x: normal_share(x) + x * math.exp(-0.5 * min(abs(x), 1e3) ** 2) / math.sqrt(2 * math.pi),
    ),
    "mish": (mish, mish_slope),
    "sine": (math.sin, math.cos),
    "ramp": (lambda x: piece(x, Fraction(-1), Fraction(1)), lambda x: 0.5 if abs(x) < 1 else 0.0),
    "ramp(-2,3)": (lambda x: piece(x, Fraction(-2), Fraction(3)), lambda x: 0.2 if -2 < x < 3 else 0.0),
    "step": (lambda x: 0.0 if x < 0 else 1.0, lambda x: 0.0),
}
"""Value and slope of each activation, some with other parameters than the usual; softmax has tests of its own."""

SMALLEST, LARGEST = 5e-324, 1.7976931348623157e308
MAGNITUDES = (
    *(0.0, SMALLEST, 1e-310, 2.2250738585072014e-308, 1e-200, 1e-20, 1e-8, 0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0),
    # Where 1 - f vanishes, where exp(-x^2) and exp(-x) leave the normal numbers, and where exp(x) overflows.
    *(36.0, 37.0, 41.0, 26.0, 27.3, 354.9, 708.3, 709.78, 709.79, 745.2, 1e3, 1e10, 1e154, 1e155, 1e200, 1e308),
    LARGEST,
)
EXTREMES = tuple(sign * magnitude for magnitude in MAGNITUDES for sign in (1.0, -1.0))
INFINITIES = {
    "sigmoid": (1.0, 0.0),
    "tanh": (1.0, -1.0),
    "relu": (math.inf, 0.0),
    "gaussian": (0.0, 0.0),
    "hard_sigmoid": (1.0, 0.0),
    "hard_tanh": (1.0, -1.0),
    "elu(0.5)": (math.inf, -0.5),
    "softplus": (math.inf, 0.0),
    "ramp": (1.0, 0.0),
    "step": (1.0, 0.0),
}
NEVER_FALLING = {"gaussian", "leaky_relu(-2)", "swish", "swish(2)", "swish(-0.5)", "gelu", "mish", "sine"}

every_activation = pytest.mark.parametrize("text", EXACT_FORMULAS)


@pytest.fixture(autouse=True)
def only_overflow_and_underflow_are_arithmetic() -> Iterator[None]:
    # What the functions are promised; anything invalid, and any division by zero, raises.
    with np.errstate(all="raise", over="ignore", under="ignore"):
        yield


def apply(text: str, *values: float) -> list[float]:
    out = np.full((1, len(values)), np.nan)
    layer_activation(text).apply(np.array([values]), out)
    return [float(value) for value in out[0]]


def slopes(text: str, *values: float) -> list[float]:
    pre_activations = np.array([values])
    activations, out = np.empty_like(pre_activations), np.full_like(pre_activations, np.nan)
    layer_activation(text).apply(pre_activations, activations)
    layer_activation(text).derivative(pre_activations, activations, out)
    return [float(value) for value in out[0]]


def allowed_error(text: str, x: float, exact: float) -> float:
    last_places = 2.0 * math.ulp(exact)
    if text == "gaussian" and exact:
        return last_places + exact * x * x * 2.0**-52  # x^2 is rounded before exp multiplies its error
    if text == "sigmoid":
        return last_places + 2.3e-308  # below the normal numbers it is 0 a little early, where exp overflows
    if text.startswith("swish"):
        return 2 * last_places + 1.7e-305  # the same, times x
    if text == "mish":
        return 2 * last_places + 4e-321  # the smallest number, times x
    if text == "gelu":
        return 2 * last_places + 3e-16 * min(abs(x), 10.0)  # far below 0, 1 + erf has lost its digits
    if text == "hard_sigmoid":
        return last_places + 1.2e-16  # x / 6 + 1/2 is near 0 at -3
    return last_places if text in ("tanh", "relu", "linear", "sine") else 2 * last_places


def test_an_invalid_operation_would_be_noticed_here() -> None:
    with pytest.raises(FloatingPointError):
        np.subtract(np.inf, np.inf)


def test_the_names_that_can_be_chosen_are_the_activations_that_there_are() -> None:
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES
    assert all(activation.name == name for name, activation in ACTIVATIONS.items())


def test_every_activation_is_tested_against_exact_arithmetic() -> None:
    assert {text.partition("(")[0] for text in EXACT_FORMULAS} == set(ACTIVATIONS) - {SOFTMAX}


@every_activation
def test_values_are_right_at_every_magnitude(text: str) -> None:
    for x in EXTREMES:
        exact = EXACT_FORMULAS[text][0](x)

        if math.isfinite(exact) and not (text == "leaky_relu(-2)" and x < -8e307):
            assert abs(apply(text, x)[0] - exact) <= allowed_error(text, x, exact), x
        else:
            assert apply(text, x)[0] == (-2.0 * x if text == "leaky_relu(-2)" else exact), x


@every_activation
@settings(deadline=None, max_examples=60)
@given(x=st.floats(-800, 800) | st.floats(-8e307, 8e307))
def test_values_are_right_everywhere(text: str, x: float) -> None:
    exact = EXACT_FORMULAS[text][0](x)

    assert abs(apply(text, x)[0] - exact) <= allowed_error(text, x, exact)


@pytest.mark.parametrize("text", INFINITIES)
def test_infinite_pre_activations_give_the_limits(text: str) -> None:
    assert tuple(apply(text, math.inf, -math.inf)) == INFINITIES[text]


@every_activation
def test_slopes_are_right_at_every_magnitude(text: str) -> None:
    for x in (*EXTREMES, -2.0, -0.3, -1e-3, 1e-3, 0.25, 0.7, 1.5, 2.5, 4.0, -4.0, -1.5, -2.5):
        exact = EXACT_FORMULAS[text][1](x)

        # 1 - f loses digits where f is near 1: the rounding of f, 1.1e-16, is what is left of them.
        # Swish and mish multiply it by x besides, as long as it is not 0.
        digits_lost = 5e-15 if text.startswith(("swish", "mish")) else 5e-16
        assert slopes(text, x)[0] == pytest.approx(exact, rel=4e-16, abs=digits_lost), x


@every_activation
@settings(deadline=None, max_examples=60)
@given(x=st.floats(-50, 50) | st.floats(allow_nan=False, allow_infinity=False))
def test_slopes_stay_finite_and_between_their_limits_everywhere(text: str, x: float) -> None:
    slope = slopes(text, x)[0]

    assert abs(slope) <= layer_activation(text).steepest * (1 + 1e-14)
    assert slope >= 0 or text in NEVER_FALLING


@every_activation
def test_the_steepest_slope_is_reached_and_not_exceeded(text: str) -> None:
    points = np.linspace(-40, 40, 80_001)
    steepest = max(abs(slope) for slope in slopes(text, *points))

    if text == "step":
        assert steepest == 0.0, "nothing is divided by it: a step cannot be trained"
    else:
        assert steepest == pytest.approx(layer_activation(text).steepest, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "kink", "slope"),
    [
        ("relu", 0.0, 0.0),
        ("leaky_relu(0.2)", 0.0, 0.2),
        ("elu(0.5)", 0.0, 0.5),
        ("selu", 0.0, SELU_SCALE * SELU_ALPHA),
        ("hard_sigmoid", 3.0, 0.0),
        ("hard_sigmoid", -3.0, 0.0),
        ("hard_tanh", 1.0, 0.0),
        ("hard_tanh", -1.0, 0.0),
        ("ramp(-2,3)", -2.0, 0.0),
        ("ramp(-2,3)", 3.0, 0.0),
        ("step", 0.0, 0.0),
    ],
)
def test_the_slope_at_a_kink_is_that_of_one_side(text: str, kink: float, slope: float) -> None:
    assert slopes(text, kink) == [slope]


def test_minus_zero_is_zero_to_relu() -> None:
    assert slopes("relu", 0.0, -0.0) == [0.0, 0.0]


def test_a_ramp_as_wide_as_the_numbers_goes_from_zero_to_one() -> None:
    assert apply("ramp(-8e307,8e307)", -1e308, -8e307, 0.0, 8e307, LARGEST) == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_a_sigmoid_unit_far_from_zero_has_no_slope_left() -> None:
    # Not a fault but the reason why a saturated network learns nothing; see the saturated share of an event.
    assert slopes("sigmoid", 37.0, 1e308, -1e308) == [0.0, 0.0, 0.0]


def test_the_selu_constants_keep_mean_zero_and_variance_one() -> None:
    # Integrated over the normal distribution, as the paper derives them.
    x = np.linspace(-12, 12, 240_001)
    density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) * (x[1] - x[0])
    y = ACTIVATIONS["selu"].value(x)

    assert float((y * density).sum()) == pytest.approx(0.0, abs=1e-8)
    assert float((y * y * density).sum()) == pytest.approx(1.0, abs=1e-8)


@every_activation
def test_arrays_of_any_shape_are_written_and_the_inputs_kept(text: str) -> None:
    pre_activations = np.linspace(-2, 2, 24).reshape(2, 3, 4)
    before = pre_activations.copy()
    out, slope = np.full((2, 3, 4), np.nan), np.full((2, 3, 4), np.nan)
    layer_activation(text).apply(pre_activations, out)
    kept = out.copy()
    layer_activation(text).derivative(pre_activations, out, slope)

    np.testing.assert_array_equal(pre_activations, before)
    np.testing.assert_array_equal(out, kept)
    assert out.ravel().tolist() == apply(text, *before.ravel())
    assert slope.ravel().tolist() == slopes(text, *before.ravel())


def test_parameters_stand_in_parentheses_and_the_usual_ones_need_not() -> None:
    assert layer_activation("leaky_relu").parameters == (0.01,)
    assert layer_activation("ramp(-2,3)").parameters == (-2.0, 3.0)
    assert layer_activation("tanh").parameters == ()
    assert apply("swish", 1.5) == apply("swish(1)", 1.5) != apply("swish(2)", 1.5)


# Softmax: columns are samples.


def softmax(*rows: tuple[float, ...]) -> tuple[FloatArray, FloatArray]:
    """Return the outputs for rows of pre-activations, and what has become of those; (samples, units)."""
    pre_activations = np.array(rows).T.copy()
    out = np.full_like(pre_activations, np.nan)
    layer_activation(SOFTMAX).apply(pre_activations, out)
    return out.T, pre_activations.T


def test_softmax_makes_shares_that_add_up_to_one_in_each_row() -> None:
    rows = np.random.default_rng(0).normal(scale=20, size=(50, 7))
    outputs, _ = softmax(*map(tuple, rows.tolist()))

    np.testing.assert_allclose(outputs.sum(axis=1), 1.0, rtol=1e-14)
    np.testing.assert_array_equal(outputs.argmax(axis=1), rows.argmax(axis=1))


def test_softmax_is_worked_by_hand() -> None:
    outputs, logarithms = softmax((0.0, math.log(2), math.log(5)), (3.0, 3.0, 3.0))

    np.testing.assert_allclose(outputs, [[1 / 8, 2 / 8, 5 / 8], [1 / 3, 1 / 3, 1 / 3]], rtol=4e-16)
    np.testing.assert_allclose(logarithms, np.log([[1 / 8, 2 / 8, 5 / 8], [1 / 3, 1 / 3, 1 / 3]]), rtol=4e-16)


def test_softmax_knows_differences_alone() -> None:
    np.testing.assert_array_equal(softmax((1.0, 2.0, 4.0))[0], softmax((1025.0, 1026.0, 1028.0))[0])


def test_softmax_does_not_overflow_at_any_magnitude() -> None:
    outputs, logarithms = softmax((1e308, 0.0), (-1e308, 0.0), (LARGEST, -LARGEST), (1e308, 1e308), (-1e308, -1e308))

    assert outputs.tolist() == [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.5, 0.5]]
    assert logarithms[:2].tolist() == [[0.0, -1e308], [-1e308, 0.0]]


def test_a_softmax_of_the_logarithms_it_left_is_the_same_again() -> None:
    rows = np.random.default_rng(1).normal(scale=30, size=(40, 5))
    outputs, logarithms = softmax(*map(tuple, rows.tolist()))
    again, logarithms_again = softmax(*map(tuple, logarithms.tolist()))

    np.testing.assert_allclose(again, outputs, rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(logarithms_again, logarithms, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("text", [*ACTIVATIONS, "ramp(-2,3)"])
def test_a_large_layer_is_worked_on_in_blocks_to_the_same_bits(text: str) -> None:
    columns = np.random.default_rng(2).normal(size=(3, BLOCK))
    whole, logarithms, slope = np.empty_like(columns), columns.copy(), np.empty_like(columns)
    layer_activation(text).apply(logarithms, whole)
    layer_activation(text).derivative(logarithms, whole, slope)
    for start in (0, BLOCK // 2):
        part = columns[:, start : start + 8].copy()
        out, part_slope = np.empty_like(part), np.empty_like(part)
        layer_activation(text).apply(part, out)
        layer_activation(text).derivative(part, out, part_slope)

        np.testing.assert_allclose(out, whole[:, start : start + 8], rtol=1e-15)
        np.testing.assert_allclose(part_slope, slope[:, start : start + 8], rtol=1e-15, atol=1e-16)
