"""Activation functions, each with its derivative; both write into an array that is already there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray

Apply = Callable[[FloatArray, FloatArray], object]
Derivative = Callable[[FloatArray, FloatArray, FloatArray], object]


@dataclass(frozen=True)
class Activation:
    """A function f and its derivative, elementwise on arrays of any shape.

    Overflow is part of the arithmetic here (exp of a large number is infinity, and 1 / infinity is the right 0), so
    callers run it under `np.errstate(over="ignore", under="ignore")`.
    """

    name: str

    apply: Apply
    """`apply(pre_activations, out)` writes f(pre_activations) into `out`."""

    derivative: Derivative
    """`derivative(pre_activations, activations, out)` writes f'(pre_activations) into `out`."""

    steepest: float
    """The largest value of |f'|: the measure for how flat a unit has become."""


def sigmoid(pre_activations: FloatArray, out: FloatArray) -> None:
    """Write f(x) = 1 / (1 + exp(-x)), as in the tutorial."""
    np.negative(pre_activations, out=out)
    np.exp(out, out=out)
    np.add(out, 1.0, out=out)
    np.reciprocal(out, out=out)


def sigmoid_derivative(_pre_activations: FloatArray, activations: FloatArray, out: FloatArray) -> None:
    """Write f'(x) = f(x) (1 - f(x))."""
    np.subtract(1.0, activations, out=out)
    np.multiply(out, activations, out=out)


def tanh(pre_activations: FloatArray, out: FloatArray) -> None:
    """Write the hyperbolic tangent of x."""
    np.tanh(pre_activations, out=out)


def tanh_derivative(_pre_activations: FloatArray, activations: FloatArray, out: FloatArray) -> None:
    """Write f'(x) = 1 - f(x)^2."""
    np.multiply(activations, activations, out=out)
    np.subtract(1.0, out, out=out)


def relu(pre_activations: FloatArray, out: FloatArray) -> None:
    """Write f(x) = max(0, x)."""
    np.maximum(pre_activations, 0.0, out=out)


def relu_derivative(pre_activations: FloatArray, _activations: FloatArray, out: FloatArray) -> None:
    """Write f'(x) = 1 for x > 0, else 0; at the kink itself the subgradient 0 is taken."""
    np.greater(pre_activations, 0.0, out=out)


def linear(pre_activations: FloatArray, out: FloatArray) -> None:
    """Write the identity."""
    np.copyto(out, pre_activations)


def linear_derivative(_pre_activations: FloatArray, _activations: FloatArray, out: FloatArray) -> None:
    """Write f'(x) = 1."""
    out.fill(1.0)


def gaussian(pre_activations: FloatArray, out: FloatArray) -> None:
    """Write f(x) = exp(-x^2), the tutorial series' bell curve."""
    np.multiply(pre_activations, pre_activations, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)


def gaussian_derivative(pre_activations: FloatArray, activations: FloatArray, out: FloatArray) -> None:
    """Write f'(x) = -2 x exp(-x^2)."""
    np.multiply(pre_activations, activations, out=out)
    np.multiply(out, -2.0, out=out)


_STEEPEST_GAUSSIAN = float(np.sqrt(2.0) * np.exp(-0.5))  # |f'| at x = 1 / sqrt(2), where f'' is 0

ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", sigmoid, sigmoid_derivative, steepest=0.25),
        Activation("tanh", tanh, tanh_derivative, steepest=1.0),
        Activation("relu", relu, relu_derivative, steepest=1.0),
        Activation("linear", linear, linear_derivative, steepest=1.0),
        Activation("gaussian", gaussian, gaussian_derivative, steepest=_STEEPEST_GAUSSIAN),
    )
}
