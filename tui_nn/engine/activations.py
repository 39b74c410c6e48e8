"""Activation functions and their derivatives as formulas: NumPy runs them on arrays, the compiled kernel on lanes.

A formula uses operators and the few functions of NumPy that `engine.kernels.lanes` knows too, and no `if`: that is all
it takes for the mathematics to stand here once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray, in_blocks


@dataclass(frozen=True)
class Activation:
    """A function f and its derivative, elementwise on arrays of any shape.

    Overflow is part of the arithmetic here (exp of a large number is infinity, and 1 / infinity is the right 0), so
    callers run it under `np.errstate(over="ignore", under="ignore")`.
    """

    name: str

    value: Callable[[FloatArray], FloatArray]
    """`value(x)` is f(x)."""

    slope: Callable[[FloatArray, FloatArray], FloatArray]
    """`slope(x, y)` is f'(x), given y = f(x) too, from which many derivatives follow with less work."""

    steepest: float
    """The largest value of |f'|: the measure for how flat a unit has become."""

    def apply(self, pre_activations: FloatArray, out: FloatArray) -> None:
        """Write f(pre_activations) into `out`, of the same shape."""
        in_blocks(self.value, (pre_activations,), out)

    def derivative(self, pre_activations: FloatArray, activations: FloatArray, out: FloatArray) -> None:
        """Write f'(pre_activations) into `out`, of the same shape."""
        in_blocks(self.slope, (pre_activations, activations), out)


def sigmoid(x: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-x)), as in the tutorial."""
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_slope(_x: FloatArray, y: FloatArray) -> FloatArray:
    """Return f(x) (1 - f(x))."""
    return y * (1.0 - y)


def tanh(x: FloatArray) -> FloatArray:
    """Return the hyperbolic tangent of x."""
    return np.tanh(x)


def tanh_slope(_x: FloatArray, y: FloatArray) -> FloatArray:
    """Return 1 - f(x)^2."""
    return 1.0 - y * y


def relu(x: FloatArray) -> FloatArray:
    """Return max(0, x)."""
    return np.maximum(x, 0.0)


def relu_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 1 for x > 0, else 0; at the kink itself the subgradient 0 is taken."""
    return np.where(x > 0.0, 1.0, 0.0)


def linear(x: FloatArray) -> FloatArray:
    """Return x."""
    return x


def linear_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 1."""
    return np.ones_like(x)


def gaussian(x: FloatArray) -> FloatArray:
    """Return exp(-x^2), the tutorial series' bell curve."""
    return np.exp(-x * x)


def gaussian_slope(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return -2 x exp(-x^2); beyond 40 the bell is 0, and bounding x there keeps infinity from spoiling it."""
    return -2.0 * np.minimum(np.maximum(x, -40.0), 40.0) * y


_STEEPEST_GAUSSIAN = float(np.sqrt(2.0) * np.exp(-0.5))  # |f'| at x = 1 / sqrt(2), where f'' is 0

ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", sigmoid, sigmoid_slope, steepest=0.25),
        Activation("tanh", tanh, tanh_slope, steepest=1.0),
        Activation("relu", relu, relu_slope, steepest=1.0),
        Activation("linear", linear, linear_slope, steepest=1.0),
        Activation("gaussian", gaussian, gaussian_slope, steepest=_STEEPEST_GAUSSIAN),
    )
}
