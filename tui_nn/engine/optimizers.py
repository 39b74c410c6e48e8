"""Optimizers: each turns a gradient into a change of the parameters, with what it remembers kept outside of it."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.engine.arrays import FloatArray


class Optimizer(Protocol):
    """A rule without state of its own, so that a run can be copied, stored and gone on with to the bit."""

    @property
    def name(self) -> str:
        """The name in options and files."""

    @property
    def memory_rows(self) -> int:
        """How many vectors as long as the parameters the rule remembers."""

    def step(self, parameters: FloatArray, gradient: FloatArray, memory: FloatArray, config: TrainingConfig) -> None:
        """Change `parameters` (n,) and `memory` (memory_rows, n) in place; `gradient` (n,) may be overwritten."""


class GradientDescent:
    """Gradient descent with momentum.

    change(t) = rate * gradient + momentum * change(t - 1); parameters(t) = parameters(t - 1) - change(t).

    The rule of part 5 of the tutorial; with momentum 0 it is the rule of part 4. The rate is inside the remembered
    change (Rumelhart, Hinton & Williams 1986), so a new rate does not rescale what is already under way.
    """

    name = "sgd"
    memory_rows = 1

    def step(self, parameters: FloatArray, gradient: FloatArray, memory: FloatArray, config: TrainingConfig) -> None:
        """Do one update."""
        change = memory[0]
        if config.momentum:
            np.multiply(change, config.momentum, out=change)
            np.multiply(gradient, config.learning_rate, out=gradient)
            np.add(change, gradient, out=change)
        else:
            np.multiply(gradient, config.learning_rate, out=change)
        np.subtract(parameters, change, out=parameters)


OPTIMIZERS: dict[str, Optimizer] = {optimizer.name: optimizer for optimizer in (GradientDescent(),)}
