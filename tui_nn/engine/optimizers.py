"""Optimizers as formulas: each turns a gradient into a change of the parameters, with its memory kept outside of it.

Like the activations, they are run by NumPy on arrays and by the compiled kernel on lanes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui_nn.config.run import TrainingConfig
from tui_nn.engine.arrays import BLOCK, FloatArray

Rows = tuple[FloatArray, ...]
Settings = tuple[float, ...]


@dataclass(frozen=True)
class Optimizer:
    """A rule without state of its own, so that a run can be copied, stored and gone on with to the bit."""

    name: str

    memory_rows: int
    """How many vectors as long as the parameters the rule remembers."""

    settings: Callable[[TrainingConfig], Settings]
    """What the formula needs of the options."""

    formula: Callable[[FloatArray, FloatArray, Rows, Settings], tuple[FloatArray, Rows]]
    """`formula(parameter, gradient, memory, settings)` returns the parameter and the memory after one update."""

    def step(self, parameters: FloatArray, gradient: FloatArray, memory: FloatArray, config: TrainingConfig) -> None:
        """Do one update: change `parameters` (n,) and `memory` (memory_rows, n) in place."""
        settings = self.settings(config)
        if parameters.size <= BLOCK:
            parameters[...], memory[...] = self.formula(parameters, gradient, tuple(memory), settings)
            return
        for start in range(0, parameters.size, BLOCK):
            block = slice(start, start + BLOCK)
            rows = tuple(memory[:, block])
            parameters[block], memory[:, block] = self.formula(parameters[block], gradient[block], rows, settings)


def gradient_descent(
    parameter: FloatArray, gradient: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of gradient descent with momentum.

    change(t) = rate * gradient + momentum * change(t - 1); parameter(t) = parameter(t - 1) - change(t).

    The rule of part 5 of the tutorial; with momentum 0 it is the rule of part 4. The rate is inside the remembered
    change (Rumelhart, Hinton & Williams 1986), so a new rate does not rescale what is already under way.
    """
    change = settings[1] * memory[0] + settings[0] * gradient
    return parameter - change, (change,)


OPTIMIZERS = {
    optimizer.name: optimizer
    for optimizer in (Optimizer("sgd", 1, lambda config: (config.learning_rate, config.momentum), gradient_descent),)
}
