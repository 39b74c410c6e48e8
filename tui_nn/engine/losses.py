"""Loss functions as formulas: the error that is shown and the gradient that is followed, side by side.

Like the activations, they are run by NumPy on arrays and by the compiled kernel on lanes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray, in_blocks

Formula = Callable[..., FloatArray]


def _no_settings(_config: TrainingConfig) -> tuple[float, ...]:
    return ()


def _of_every_output(rows: int, outputs: int) -> float:
    return 1.0 / (rows * outputs)


def _of_every_row(rows: int, _outputs: int) -> float:
    return 1.0 / rows


def _sum(_rows: int, _outputs: int) -> float:
    return 1.0


@dataclass(frozen=True)
class Loss:
    """A function of outputs and targets, added over all rows and outputs and multiplied by its share."""

    name: str

    value: Formula
    """`value(output, target, *settings)` is what one output of one row adds to the error, before the share."""

    gradient: Formula
    """`gradient(output, target, *settings)` is what the update follows, before the share."""

    share: Callable[[int, int], float] = _of_every_output
    """`share(rows, outputs)` makes a sum the mean that the loss is: over rows and outputs, or over rows."""

    settings: Callable[[TrainingConfig], tuple[float, ...]] = _no_settings
    """What the formulas need of the options."""

    output_activation: str | None = None
    """The one activation of the output layer that it is made for; None for any that can be trained.

    Such a loss takes the pre-activations (of softmax: the logarithms) in place of the outputs, and its gradient is by
    them: sigmoid and cross-entropy together neither overflow nor flatten, which one after the other they do.
    """

    threshold: float = 0.5
    """From which output on a row belongs to the class 1."""


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


def hinge(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return max(0, 1 - s o) with s = 1 for a target above 0, else -1 (Cortes & Vapnik 1995)."""
    return np.maximum(1.0 - np.where(target > 0.0, output, -output), 0.0)


def hinge_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return -s where s o < 1, else 0."""
    sign = np.where(target > 0.0, 1.0, -1.0)
    return np.where(sign * output < 1.0, -sign, 0.0)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("sse", squared_error, half_squared_error_gradient, _sum),
        Loss("mse", squared_error, squared_error_gradient),
        Loss("mae", absolute_error, absolute_error_gradient),
        Loss("huber", huber_error, huber_error_gradient, settings=lambda config: (config.huber_delta,)),
        Loss(
            "binary_crossentropy",
            binary_crossentropy,
            binary_crossentropy_gradient,
            output_activation="sigmoid",
        ),
        Loss(
            "categorical_crossentropy",
            categorical_crossentropy,
            categorical_crossentropy_gradient,
            _of_every_row,
            output_activation="softmax",
        ),
        Loss("hinge", hinge, hinge_gradient, threshold=0.0),
    )
}


@dataclass(frozen=True)
class ChosenLoss:
    """A loss with its settings, for networks with so many outputs."""

    loss: Loss
    settings: tuple[float, ...]

    def gradient(self, outputs: FloatArray, targets: FloatArray, out: FloatArray, rows: int) -> None:
        """Write what the update follows; all three arrays are (outputs, samples), a part of a batch of `rows`."""
        in_blocks(self.loss.gradient, (outputs, targets), out, self.settings)
        share = self.loss.share(rows, len(outputs))
        if share != 1.0:
            np.multiply(out, share, out=out)

    def error(self, outputs: FloatArray, targets: FloatArray, rows: int) -> float:
        """Return what these samples, (outputs, samples), add to the error over `rows` rows."""
        total = float(np.add.reduce(self.loss.value(outputs, targets, *self.settings), axis=None))
        return total * self.loss.share(rows, len(outputs))


def chosen_loss(config: TrainingConfig) -> ChosenLoss:
    """Return the loss that the options name."""
    loss = LOSSES[config.loss]
    return ChosenLoss(loss, loss.settings(config))
