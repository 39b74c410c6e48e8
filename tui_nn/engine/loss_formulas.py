"""The formulas of losses: of outputs and targets, the error that is shown and the gradient that is followed.

Like the activations, they are run by NumPy on arrays and by the compiled kernel on lanes. Sizes are taken by
np.maximum(x, -x) where the complex step is to pass, which |x| stops.
"""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray

LOG_2 = float(np.log(2.0))
SMALLEST = 1e-37
"""Stands for 0 where a logarithm or a quotient is taken; in single precision, too, it is more than 0."""

FLAT = 36.0
"""Below minus this, log(1 + exp(x)) is exp(x) to the last digit."""


def squared_error(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return (output - target)^2.

    As `sse` this is the tutorial's convention, kept so that its numbers come out: the error shown is the sum of squares
    over all rows and outputs *without* the half, while the update follows the gradient of *half* of it, output -
    target, summed (not averaged) over the rows of the batch. As `mse` it is the mean over rows and outputs, and the
    update follows the gradient of exactly that, as with PyTorch's MSELoss.
    """
    difference = output - target
    return difference * difference


def half_squared_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return output - target, the derivative of half the squared error."""
    return output - target


def squared_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return 2 (output - target)."""
    return 2.0 * (output - target)


def absolute_error(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return |output - target|."""
    return np.abs(output - target)


def absolute_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return the sign of output - target, and 0 where they are equal."""
    difference = output - target
    return np.where(difference > 0.0, 1.0, np.where(difference < 0.0, -1.0, 0.0))


def huber_error(output: FloatArray, target: FloatArray, delta: float) -> FloatArray:
    """Return d^2 / 2 for |d| < delta, else delta (|d| - delta / 2), d = output - target (Huber 1964)."""
    size = np.abs(output - target)
    near = np.minimum(size, delta)
    return near * (size - 0.5 * near)


def huber_error_gradient(output: FloatArray, target: FloatArray, delta: float) -> FloatArray:
    """Return output - target, bounded by delta on both sides."""
    return np.minimum(np.maximum(output - target, -delta), delta)


def log_cosh(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return log(cosh(d)), d = output - target: nearly d^2 / 2 up to 1 and |d| - log 2 beyond (Saleh & Saleh 2022).

    Up to 1 as -log(1 - tanh^2 d) / 2, which keeps its digits near 0.
    """
    difference = output - target
    size = np.maximum(difference, -difference)
    slope = np.tanh(np.minimum(size, 1.0))
    return np.where(size < 1.0, -0.5 * np.log1p(-slope * slope), size + np.log1p(np.exp(-2.0 * size)) - LOG_2)


def log_cosh_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return tanh(output - target)."""
    return np.tanh(output - target)


def binary_crossentropy(x: FloatArray, target: FloatArray) -> FloatArray:
    """Return -t log(s) - (1 - t) log(1 - s) with s = sigmoid(x), written as max(x, 0) - t x + log(1 + exp(-|x|))."""
    return np.maximum(x, 0.0) - target * x + np.log1p(np.exp(-np.abs(x)))


def binary_crossentropy_gradient(x: FloatArray, target: FloatArray) -> FloatArray:
    """Return sigmoid(x) - t, the derivative by the pre-activation x."""
    return 1.0 / (1.0 + np.exp(-x)) - target


def categorical_crossentropy(logarithm: FloatArray, target: FloatArray) -> FloatArray:
    """Return -t log(p), p being the softmax, of which the logarithm is given; 0 for t = 0, even where p is 0."""
    return np.where(target > 0.0, -target * logarithm, 0.0)


def categorical_crossentropy_gradient(logarithm: FloatArray, target: FloatArray) -> FloatArray:
    """Return p - t, the derivative by the pre-activation when a row's targets add up to 1."""
    return np.exp(logarithm) - target


def binary_focal(x: FloatArray, target: FloatArray, gamma: float) -> FloatArray:
    """Return -t (1 - s)^gamma log(s) - (1 - t) s^gamma log(1 - s) with s = sigmoid(x) (Lin et al. 2017).

    Cross-entropy in which rows that are right already count less; with gamma 0 it is cross-entropy. The paper's alpha
    is what class weights do. Powers are taken by logarithms: -log(1 - s) = max(x, 0) + log(1 + exp(-|x|)).
    """
    rest = np.log1p(np.exp(-np.maximum(x, -x)))
    yes, no = np.maximum(-x, 0.0) + rest, np.maximum(x, 0.0) + rest
    found: FloatArray = target * np.exp(-gamma * no) * yes + (1.0 - target) * np.exp(-gamma * yes) * no
    return found


def binary_focal_gradient(x: FloatArray, target: FloatArray, gamma: float) -> FloatArray:
    """Return its derivative by x.

    -t (1 - s)^gamma (1 - s - gamma s log(s)) + (1 - t) s^gamma (s - gamma (1 - s) log(1 - s)).
    """
    rest = np.log1p(np.exp(-np.maximum(x, -x)))
    yes, no = np.maximum(-x, 0.0) + rest, np.maximum(x, 0.0) + rest
    share, other = np.exp(-yes), np.exp(-no)
    of_yes = np.exp(-gamma * no) * (other + gamma * share * yes)
    of_no = np.exp(-gamma * yes) * (share + gamma * other * no)
    found: FloatArray = (1.0 - target) * of_no - target * of_yes
    return found


def categorical_focal(logarithm: FloatArray, target: FloatArray, gamma: float) -> FloatArray:
    """Return -t (1 - p)^gamma log(p), p being the softmax, of which the logarithm is given (Lin et al. 2017)."""
    other = np.maximum(-np.expm1(logarithm), SMALLEST)
    return np.where(target > 0.0, -target * np.exp(gamma * np.log(other)) * logarithm, 0.0)


def categorical_focal_gradient(logarithm: FloatArray, target: FloatArray, gamma: float) -> FloatArray:
    """Return its derivative by the logarithm: t (1 - p)^gamma (gamma p log(p) / (1 - p) - 1)."""
    other = np.maximum(-np.expm1(logarithm), SMALLEST)
    slope = gamma * np.exp(logarithm) * logarithm / other - 1.0
    return np.where(target > 0.0, target * np.exp(gamma * np.log(other)) * slope, 0.0)


def hinge(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return max(0, 1 - s o) with s = 1 for a target above 0, else -1 (Cortes & Vapnik 1995)."""
    return np.maximum(1.0 - np.where(target > 0.0, output, -output), 0.0)


def hinge_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return -s where s o < 1, else 0."""
    sign = np.where(target > 0.0, 1.0, -1.0)
    return np.where(sign * output < 1.0, -sign, 0.0)


def squared_hinge(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return max(0, 1 - s o)^2 with s = 1 for a target above 0, else -1 (Lee & Lin 2013)."""
    missing = np.maximum(1.0 - np.where(target > 0.0, output, -output), 0.0)
    return missing * missing


def squared_hinge_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return -2 s max(0, 1 - s o)."""
    sign = np.where(target > 0.0, 1.0, -1.0)
    return -2.0 * sign * np.maximum(1.0 - sign * output, 0.0)


def softplus_and_logarithm(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return m = log(1 + exp(x)) and log(m), which far below 0 is x itself, though m has become 0."""
    size = np.maximum(x, -x)
    mean = np.maximum(x, 0.0) + np.log1p(np.exp(-size))
    return mean, np.where(x < -FLAT, x, np.log(np.maximum(mean, SMALLEST)))


def poisson(x: FloatArray, target: FloatArray) -> FloatArray:
    """Return m - t - t log(m / t), the mean m being softplus(x): for counts, whose spread is the root of their mean.

    It is the logarithm of Poisson's probability without what a network cannot change, and half the deviance
    (Nelder & Wedderburn 1972): PyTorch's PoissonNLLLoss and t log(t) - t, so that 0 is the least that it can be.
    """
    mean, logarithm = softplus_and_logarithm(x)
    counted = np.where(target > 0.0, target, 1.0)
    return np.where(target > 0.0, mean - target - target * (logarithm - np.log(counted)), mean)


def poisson_gradient(x: FloatArray, target: FloatArray) -> FloatArray:
    """Return sigmoid(x) (1 - t / m) with m = softplus(x), the derivative by the pre-activation x."""
    mean, _ = softplus_and_logarithm(x)
    slope = 1.0 / (1.0 + np.exp(-x))
    return slope - target * np.where(x < -FLAT, 1.0, slope / np.maximum(mean, SMALLEST))
