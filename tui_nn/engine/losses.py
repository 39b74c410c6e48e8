"""Loss functions as formulas: the error that is shown and the gradient that is followed, side by side.

Like the activations, they are run by NumPy on arrays and by the compiled kernel on lanes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray, in_blocks


@dataclass(frozen=True)
class Loss:
    """A function of outputs and targets: a sum over all rows and outputs."""

    name: str

    value: Callable[[FloatArray, FloatArray], FloatArray]
    """`value(output, target)` is what one output of one row adds to the error."""

    gradient: Callable[[FloatArray, FloatArray], FloatArray]
    """`gradient(output, target)` is what the update follows."""

    def value_and_gradient(self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray) -> float:
        """Return the error and write what the update follows; all three arrays are (outputs, samples)."""
        in_blocks(self.gradient, (outputs, targets), gradient)
        return self.error(outputs, targets)

    def error(self, outputs: FloatArray, targets: FloatArray) -> float:
        """Return the error, a sum over arrays (outputs, samples)."""
        return float(np.add.reduce(self.value(outputs, targets), axis=None))


def squared_error(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return (output - target)^2.

    This is the tutorial's convention, kept so that its numbers come out: the error shown is the sum of squares over all
    rows and outputs *without* the half, while the update follows the gradient of *half* of it, output - target, summed
    (not averaged) over the rows of the batch.
    """
    difference = output - target
    return difference * difference


def half_squared_error_gradient(output: FloatArray, target: FloatArray) -> FloatArray:
    """Return output - target, the derivative of half the squared error."""
    return output - target


LOSSES = {loss.name: loss for loss in (Loss("sse", squared_error, half_squared_error_gradient),)}
