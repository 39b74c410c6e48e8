"""Activation functions and their derivatives as formulas: NumPy runs them on arrays, the compiled kernel on lanes.

A formula uses operators and the few functions of NumPy that `engine.kernels.lanes` knows too, and no `if`: that is all
it takes for the mathematics to stand here once. What an activation is called, and which parameters it takes, stands in
`config.activation_names`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tui_nn.config.activation_names import FORMULA_VARIABLES, split_activation
from tui_nn.config.formula import is_formula, parse_formula
from tui_nn.engine.arrays import FloatArray, in_blocks
from tui_nn.engine.error_function import erf
from tui_nn.engine.formula_values import LOOKED_AT, Program, checked_slope

Formula = Callable[..., FloatArray]


@dataclass(frozen=True)
class Activation:
    """A function f and its derivative, elementwise on arrays of any shape.

    Overflow is part of the arithmetic here (exp of a large number is infinity, and 1 / infinity is the right 0), so
    callers run it under `np.errstate(over="ignore", under="ignore")`.
    """

    name: str

    value: Formula
    """`value(x, *parameters)` is f(x)."""

    slope: Formula
    """`slope(x, y, *parameters)` is f'(x), given y = f(x) too, from which many derivatives follow with less work."""

    steepest: Callable[..., float]
    """`steepest(*parameters)` is the largest value of |f'|: the measure for how flat a unit has become."""

    why_not_trained: str | None = None
    """Why no error can be led back through it, in words that follow its name; None where it can."""


def _steepest(value: float) -> Callable[..., float]:
    return lambda *_parameters: value


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
    """Return 1 for x > 0, else 0; at the kink itself the subgradient 0 is taken, as PyTorch does."""
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


def hard_sigmoid(x: FloatArray) -> FloatArray:
    """Return x / 6 + 1/2 between 0 and 1, as PyTorch."""
    return np.minimum(np.maximum(x / 6.0 + 0.5, 0.0), 1.0)


def hard_sigmoid_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 1/6 for |x| < 3, else 0."""
    return np.where(np.abs(x) < 3.0, 1.0 / 6.0, 0.0)


def hard_tanh(x: FloatArray) -> FloatArray:
    """Return x between -1 and 1."""
    return np.minimum(np.maximum(x, -1.0), 1.0)


def hard_tanh_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 1 for |x| < 1, else 0."""
    return np.where(np.abs(x) < 1.0, 1.0, 0.0)


def leaky_relu(x: FloatArray, slope: float) -> FloatArray:
    """Return x for x > 0, else slope * x (Maas, Hannun & Ng 2013)."""
    return np.where(x > 0.0, x, slope * x)


def leaky_relu_slope(x: FloatArray, _y: FloatArray, slope: float) -> FloatArray:
    """Return 1 for x > 0, else the slope."""
    return np.where(x > 0.0, 1.0, slope)


def elu(x: FloatArray, alpha: float) -> FloatArray:
    """Return x for x > 0, else alpha (exp(x) - 1) (Clevert, Unterthiner & Hochreiter 2016)."""
    return np.where(x > 0.0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def elu_slope(x: FloatArray, _y: FloatArray, alpha: float) -> FloatArray:
    """Return 1 for x > 0, else alpha exp(x)."""
    return np.where(x > 0.0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


SELU_ALPHA, SELU_SCALE = 1.6732632423543772848, 1.0507009873554804934
"""The constants with which mean 0 and variance 1 are a fixed point (Klambauer et al. 2017)."""


def selu(x: FloatArray) -> FloatArray:
    """Return scale * elu(x) with the two constants of Klambauer, Unterthiner, Mayr & Hochreiter 2017."""
    return SELU_SCALE * np.where(x > 0.0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0.0)))


def selu_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return scale * elu'(x)."""
    return SELU_SCALE * np.where(x > 0.0, 1.0, SELU_ALPHA * np.exp(np.minimum(x, 0.0)))


def softplus(x: FloatArray) -> FloatArray:
    """Return log(1 + exp(x)), written as max(x, 0) + log(1 + exp(-|x|)) so that nothing overflows."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def softplus_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return sigmoid(x)."""
    return 1.0 / (1.0 + np.exp(-x))


def softsign(x: FloatArray) -> FloatArray:
    """Return x / (1 + |x|)."""
    return x / (1.0 + np.abs(x))


def softsign_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 1 / (1 + |x|)^2."""
    share = 1.0 / (1.0 + np.abs(x))
    return share * share


def swish(x: FloatArray, beta: float) -> FloatArray:
    """Return x sigmoid(beta x) (Ramachandran, Zoph & Le 2017; with beta 1 the SiLU)."""
    return x / (1.0 + np.exp(-beta * x))


def swish_slope(x: FloatArray, y: FloatArray, beta: float) -> FloatArray:
    """Return s + beta (y (1 - s)) with s = sigmoid(beta x): 1 - s is 0 before beta y can be infinite."""
    share = 1.0 / (1.0 + np.exp(-beta * x))
    return share + beta * (y * (1.0 - share))


_ROOT_HALF = 0.70710678118654752440
_DENSITY_AT_0 = 0.39894228040143267794  # 1 / sqrt(2 pi)


def gelu(x: FloatArray) -> FloatArray:
    """Return x P(x), P being the normal distribution's (1 + erf(x / sqrt 2)) / 2 (Hendrycks & Gimpel 2016)."""
    return x * (0.5 + 0.5 * erf(_ROOT_HALF * x))


def gelu_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return P(x) + x p(x), p being the normal density; beyond 40 it is 0, and bounding x avoids 0 * infinity."""
    near = np.minimum(np.maximum(x, -40.0), 40.0)
    return 0.5 + 0.5 * erf(_ROOT_HALF * x) + near * (_DENSITY_AT_0 * np.exp(-0.5 * near * near))


def mish(x: FloatArray) -> FloatArray:
    """Return x tanh(softplus(x)) (Misra 2019)."""
    y: FloatArray = x * np.tanh(np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))))
    return y


def mish_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return t + x (1 - t^2) sigmoid(x) with t = tanh(softplus(x)); beyond 40 the second part is 0."""
    near = np.minimum(np.maximum(x, -40.0), 40.0)
    t: FloatArray = np.tanh(np.maximum(near, 0.0) + np.log1p(np.exp(-np.abs(near))))
    slope: FloatArray = t + near * (1.0 - t * t) / (1.0 + np.exp(-near))
    return slope


def sine(x: FloatArray) -> FloatArray:
    """Return sin(x)."""
    return np.sin(x)


def sine_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return cos(x)."""
    return np.cos(x)


def ramp(x: FloatArray, low: float, high: float) -> FloatArray:
    """Return 0 below T1, 1 above T2 and (x - T1) / (T2 - T1) between, as in part 2 of the tutorial's series."""
    return np.minimum(np.maximum((x - low) / (high - low), 0.0), 1.0)


def ramp_slope(x: FloatArray, _y: FloatArray, low: float, high: float) -> FloatArray:
    """Return 1 / (T2 - T1) between the thresholds, else 0; the series printed 1, which is its slope only by chance."""
    return np.where(x > low, np.where(x < high, 1.0 / (high - low), 0.0), 0.0)


def step(x: FloatArray) -> FloatArray:
    """Return 0 for x < 0, else 1 (Heaviside's function)."""
    return np.where(x < 0.0, 0.0, 1.0)


def step_slope(x: FloatArray, _y: FloatArray) -> FloatArray:
    """Return 0, which is why nothing can be learned through it."""
    return 0.0 * np.ones_like(x)


STEP_IS_FLAT = "is flat everywhere, so no error can be led back through it; use sigmoid or tanh, its smooth relatives"


# Softmax couples the units of a layer; these three formulas are all that it is made of. The logarithm takes the place
# of the pre-activation, for from it the cross-entropy follows without ever taking the logarithm of 0.


def softmax_term(x: FloatArray, largest: FloatArray) -> FloatArray:
    """Return exp(x - largest): with the largest pre-activation of the layer, nothing overflows."""
    return np.exp(x - largest)


def log_softmax(x: FloatArray, largest: FloatArray, total: FloatArray) -> FloatArray:
    """Return x - largest - log(total of all terms), the logarithm of the softmax."""
    return x - largest - np.log(total)


def softmax(logarithm: FloatArray) -> FloatArray:
    """Return the softmax, exp(x_i) / sum of exp(x_j) over the layer, from its logarithm."""
    return np.exp(logarithm)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("sigmoid", sigmoid, sigmoid_slope, _steepest(0.25)),
        Activation("tanh", tanh, tanh_slope, _steepest(1.0)),
        Activation("relu", relu, relu_slope, _steepest(1.0)),
        Activation("linear", linear, linear_slope, _steepest(1.0)),
        Activation("gaussian", gaussian, gaussian_slope, _steepest(float(np.sqrt(2.0) * np.exp(-0.5)))),
        Activation("hard_sigmoid", hard_sigmoid, hard_sigmoid_slope, _steepest(1.0 / 6.0)),
        Activation("hard_tanh", hard_tanh, hard_tanh_slope, _steepest(1.0)),
        Activation("leaky_relu", leaky_relu, leaky_relu_slope, lambda slope: max(1.0, abs(slope))),
        Activation("elu", elu, elu_slope, lambda alpha: max(1.0, alpha)),
        Activation("selu", selu, selu_slope, _steepest(SELU_SCALE * SELU_ALPHA)),
        Activation("softplus", softplus, softplus_slope, _steepest(1.0)),
        Activation("softsign", softsign, softsign_slope, _steepest(1.0)),
        Activation("swish", swish, swish_slope, lambda beta: 1.0998393201288672 if beta else 0.5),
        Activation("gelu", gelu, gelu_slope, _steepest(1.128904145185155)),
        Activation("mish", mish, mish_slope, _steepest(1.088498161251728)),
        Activation("sine", sine, sine_slope, _steepest(1.0)),
        Activation("ramp", ramp, ramp_slope, lambda low, high: 1.0 / (high - low)),
        Activation("step", step, step_slope, _steepest(1.0), STEP_IS_FLAT),
        Activation("softmax", softmax, linear_slope, _steepest(1.0)),
    )
}

SOFTMAX = "softmax"


@dataclass(frozen=True)
class LayerActivation:
    """An activation with its parameters, as a layer has it."""

    activation: Activation
    parameters: tuple[float, ...]

    @property
    def steepest(self) -> float:
        """The largest value of |f'|."""
        return self.activation.steepest(*self.parameters)

    def apply(self, pre_activations: FloatArray, out: FloatArray) -> None:
        """Write f(pre_activations) into `out`; both are (units, samples), or any shape for all but softmax.

        Softmax also turns `pre_activations` into the logarithms of what it writes, which changes no further softmax.
        """
        if self.activation.name == SOFTMAX:
            largest = np.maximum.reduce(pre_activations, axis=0)
            total = np.add.reduce(softmax_term(pre_activations, largest), axis=0)
            pre_activations[...] = log_softmax(pre_activations, largest, total)
        in_blocks(self.activation.value, (pre_activations,), out, self.parameters)

    def derivative(self, pre_activations: FloatArray, activations: FloatArray, out: FloatArray) -> None:
        """Write f'(pre_activations) into `out`, of the same shape."""
        in_blocks(self.activation.slope, (pre_activations, activations), out, self.parameters)


@lru_cache(maxsize=256)
def layer_activation(text: str) -> LayerActivation:
    """Return the activation of that name, with its parameters in parentheses where they are not the usual ones.

    A formula is an activation, too; raises ValueError for one through which nothing can be learned.
    """
    name, parameters = split_activation(text)
    if is_formula(name):
        return LayerActivation(_formula_activation(name), ())
    return LayerActivation(ACTIVATIONS[name], parameters)


def _formula_activation(text: str) -> Activation:
    value = Program(parse_formula(text, FORMULA_VARIABLES))
    slope = Program(checked_slope(text, FORMULA_VARIABLES, "x"))
    slopes = np.abs(slope(x=LOOKED_AT))
    steepest = float(np.max(slopes, initial=0.0, where=np.isfinite(slopes)))
    return Activation(text, lambda x: value(x=x), lambda x, _y: slope(x=x), _steepest(steepest or 1.0))


def layers_fault(activations: Sequence[str], outputs: int) -> str | None:
    """Say why a network cannot have these activations, one for each layer after the inputs, or None."""
    names = [split_activation(text)[0] for text in activations]
    for name in filter(is_formula, names):
        try:
            layer_activation(name)
        except ValueError as error:
            return f"the activation {name}: {error}"
    if SOFTMAX in names[:-1]:
        return "softmax is for the last layer alone: it makes shares of the outputs; use another activation before it"
    if names[-1] == SOFTMAX and outputs < 2:
        return "softmax needs at least 2 outputs, for the only one would always be 1; use sigmoid"
    return None
