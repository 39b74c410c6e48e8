"""What formulas come to, and that their derivatives fit their differences."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.expression import FUNCTIONS, OPERATORS
from tui_nn.config.formula import parse_formula
from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.formula_values import VALUES, checked_slope, evaluated

POINTS = np.array([-2.3, -0.7, 0.4, 1.9])


def worth(text: str, x: FloatArray = POINTS) -> FloatArray:
    return evaluated(parse_formula(text, ("x",)), {"x": x})


def slope_of(text: str, x: FloatArray = POINTS) -> FloatArray:
    return evaluated(checked_slope(text, ("x",), "x"), {"x": x})


def test_every_name_has_a_value() -> None:
    assert set(VALUES) == {*OPERATORS, *FUNCTIONS}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("=1/(1+exp(-x))", "sigmoid"),
        ("=sigmoid(x)", "sigmoid"),
        ("=tanh(x)", "tanh"),
        ("=max(x,0)", "relu"),
        ("=relu(x)", "relu"),
        ("=exp(-x^2)", "gaussian"),
        ("=log(1+exp(x))", "softplus"),
        ("=x/(1+abs(x))", "softsign"),
        ("=where(x > 0, x, exp(x) - 1)", "elu"),
        ("=sin(x)", "sine"),
    ],
)
def test_a_formula_is_worth_what_the_activation_of_that_formula_is(text: str, name: str) -> None:
    known = ACTIVATIONS[name]
    parameters = (1.0,) if name == "elu" else ()
    value = known.value(POINTS, *parameters)
    np.testing.assert_allclose(worth(text), value, rtol=1e-14)
    np.testing.assert_allclose(slope_of(text), known.slope(POINTS, value, *parameters), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        *(f"={name}(x)" for name, function in FUNCTIONS.items() if len(function.partials) == 1 and name != "sign"),
        "=min(x,x*x)", "=max(sin(x),x/3)", "=x^3-x/(2+x^2)", "=2^x", "=(x*x+1)^x", "=-x^2", "=x-2*x", "=sqrt(x*x+1)",
        "=where(x<0.3,x*x,log(x))", "=where(x>=0,sqrt(x),0-x)",
    ],
)  # fmt: skip
def test_derivatives_fit_central_differences(text: str) -> None:
    x = POINTS if "log" not in text and "sqrt" not in text else np.abs(POINTS)
    step = 1e-6
    differences = (worth(text, x + step) - worth(text, x - step)) / (2 * step)
    np.testing.assert_allclose(slope_of(text, x), differences, rtol=2e-8, atol=2e-8)


def test_a_choice_does_not_look_at_what_it_leaves_out() -> None:
    np.testing.assert_array_equal(slope_of("=where(x>0,sqrt(x),x)", np.array([-4.0, 4.0])), [1.0, 0.25])


def test_each_variable_has_its_own_derivative() -> None:
    slope = checked_slope("=(output-target)^2", ("output", "target"), "output")
    values = {"output": np.array([0.25, 2.0]), "target": np.array([1.0, 0.5])}
    np.testing.assert_allclose(evaluated(slope, values), [-1.5, 3.0])


@pytest.mark.parametrize(
    ("text", "reason"), [("=3", "same for every x"), ("=sign(x)", "same for every x"), ("=log(-1-x^2)", "no value")]
)
def test_what_nothing_can_be_learned_through_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        checked_slope(text, ("x",), "x")


def test_overflow_is_infinity_and_no_warning() -> None:
    np.testing.assert_array_equal(worth("=exp(x)*exp(x)", np.array([-1e4, 1e4])), [0.0, np.inf])
    assert np.isnan(worth("=log(x)", np.array([-1.0])))[0]
