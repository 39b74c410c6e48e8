"""Loss functions: the error that is shown and the gradient that is followed, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray


@dataclass(frozen=True)
class Loss:
    """A function of outputs and targets."""

    name: str

    value_and_gradient: Callable[[FloatArray, FloatArray, FloatArray], float]
    """`value_and_gradient(outputs, targets, gradient)` returns the error and writes what the update follows.

    All three arrays have the shape (outputs, samples).
    """


def sum_of_squares(outputs: FloatArray, targets: FloatArray, gradient: FloatArray) -> float:
    """Return E = sum (output - target)^2 and write the gradient of E / 2.

    This is the tutorial's convention, kept so that its numbers come out: the error shown is the sum of squares over all
    rows and outputs *without* the half, while the update follows the gradient of *half* of it, output - target, summed
    (not averaged) over the rows of the batch.
    """
    np.subtract(outputs, targets, out=gradient)
    return float(np.vdot(gradient, gradient))


LOSSES = {loss.name: loss for loss in (Loss("sse", sum_of_squares),)}
