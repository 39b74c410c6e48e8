"""Expressions that formulas are made of, and how they are differentiated: rule by rule, and simplified a little.

What the functions come to stands in `engine.formula_values`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Number:
    """A number that stands in a formula."""

    value: float


@dataclass(frozen=True)
class Variable:
    """What a formula is a function of."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function or an operator with what it is applied to."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Variable | Call


def derivative(expression: Expression, variable: str) -> Expression:
    """Return d expression / d variable by the chain rule, simplified where that is obvious."""
    if isinstance(expression, Number):
        return Number(0.0)
    if isinstance(expression, Variable):
        return _number(expression.name == variable)
    partials = OPERATORS.get(expression.function) or FUNCTIONS[expression.function].partials
    total: Expression = Number(0.0)
    for argument, partial in zip(expression.arguments, partials, strict=True):
        inner = derivative(argument, variable)
        # What does not depend on the variable is not even looked at, for its slope may be endless.
        if inner != Number(0.0):
            total = call("add", total, _chained(expression, partial(*expression.arguments), inner))
    return total


class Function(NamedTuple):
    """What may be called by name: how it is differentiated, and what it does in a few words."""

    partials: tuple[Callable[..., Expression], ...]
    """One for each argument: the partial derivative, given all arguments."""

    help: str


def _number(value: float) -> Expression:
    return Number(float(value))


def call(function: str, *arguments: Expression) -> Expression:
    """Return a call; of sums, products and powers with 0 and 1, what they come to."""
    match function, arguments:
        case "add", (Number(0.0), other) | (other, Number(0.0)):
            return other
        case "subtract", (other, Number(0.0)):
            return other
        case "multiply", (Number(1.0), other) | (other, Number(1.0)):
            return other
        case "multiply", (Number(0.0), _) | (_, Number(0.0)):
            return Number(0.0)
        case "divide", (Number(0.0), _):
            return Number(0.0)
        case "divide", (other, Number(1.0)):
            return other
        case "power", (other, Number(1.0)):
            return other
        case "negative", (Number(value),):
            return Number(-value)
    return Call(function, arguments)


def _minus(a: Expression, b: Expression) -> Expression:
    return call("subtract", a, b)


def _times(*factors: Expression) -> Expression:
    product: Expression = Number(1.0)
    for factor in factors:
        product = call("multiply", product, factor)
    return product


def _over(a: Expression, b: Expression) -> Expression:
    return call("divide", a, b)


def _negative(a: Expression) -> Expression:
    return call("negative", a)


def _square(a: Expression) -> Expression:
    return call("multiply", a, a)


def _power_by_base(base: Expression, exponent: Expression) -> Expression:
    return _times(exponent, call("power", base, _minus(exponent, _number(1))))


def _power_by_exponent(base: Expression, exponent: Expression) -> Expression:
    return _times(call("power", base, exponent), call("log", base))


def _flat(*_arguments: Expression) -> Expression:
    return Number(0.0)


def _sigmoid_slope(x: Expression) -> Expression:
    y = call("sigmoid", x)
    return _times(y, _minus(_number(1), y))


OPERATORS: dict[str, tuple[Callable[..., Expression], ...]] = {
    "add": (lambda _a, _b: _number(1), lambda _a, _b: _number(1)),
    "subtract": (lambda _a, _b: _number(1), lambda _a, _b: _number(-1)),
    "multiply": (lambda _a, b: b, lambda a, _b: a),
    "divide": (lambda _a, b: _over(_number(1), b), lambda a, b: _negative(_over(a, _square(b)))),
    "power": (_power_by_base, _power_by_exponent),
    "negative": (lambda _a: _number(-1),),
    "<": (_flat, _flat),
    "<=": (_flat, _flat),
    ">": (_flat, _flat),
    ">=": (_flat, _flat),
}
"""The partial derivatives of what is written with signs."""

FUNCTIONS = {
    "exp": Function((lambda x: call("exp", x),), "e to the power of x"),
    "log": Function((lambda x: _over(_number(1), x),), "the natural logarithm"),
    "sqrt": Function((lambda x: _over(_number(0.5), call("sqrt", x)),), "the square root"),
    "abs": Function((lambda x: call("sign", x),), "x without its sign"),
    "sign": Function((_flat,), "-1, 0 or 1"),
    "sin": Function((lambda x: call("cos", x),), "the sine"),
    "cos": Function((lambda x: _negative(call("sin", x)),), "the cosine"),
    "tanh": Function((lambda x: _minus(_number(1), _square(call("tanh", x))),), "an S from -1 to 1"),
    "atan": Function((lambda x: _over(_number(1), call("add", _number(1), _square(x))),), "the arc tangent"),
    "sigmoid": Function((_sigmoid_slope,), "1 / (1 + exp(-x))"),
    "softplus": Function((lambda x: call("sigmoid", x),), "log(1 + exp(x))"),
    "relu": Function((lambda x: call("where", call(">", x, _number(0)), _number(1), _number(0)),), "max(0, x)"),
    "min": Function(
        (
            lambda a, b: call("where", call("<", a, b), _number(1), _number(0)),
            lambda a, b: call("where", call("<", a, b), _number(0), _number(1)),
        ),
        "the smaller of two",
    ),
    "max": Function(
        (
            lambda a, b: call("where", call(">", a, b), _number(1), _number(0)),
            lambda a, b: call("where", call(">", a, b), _number(0), _number(1)),
        ),
        "the larger of two",
    ),
    "where": Function(
        (
            _flat,
            lambda condition, _a, _b: call("where", condition, _number(1), _number(0)),
            lambda condition, _a, _b: call("where", condition, _number(0), _number(1)),
        ),
        "where(x < 0, a, b): a where the comparison holds, else b",
    ),
}
"""What may be called."""


def _chained(outer: Expression, slope: Expression, inner: Expression) -> Expression:
    """Return slope x inner; of a choice, the inner slope is chosen and not multiplied, for it may be endless beside."""
    if isinstance(outer, Call) and outer.function == "where" and isinstance(slope, Call):
        condition, first, _ = slope.arguments
        zero = Number(0.0)
        return call("where", condition, inner, zero) if first == Number(1.0) else call("where", condition, zero, inner)
    return _times(slope, inner)
