"""How the learning rate falls from iteration to iteration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray

Schedule = Callable[[FloatArray, TrainingConfig], FloatArray]

LEAST_IMPROVEMENT = 1e-4
"""Of its best error, by which an error must be lower to end a plateau: PyTorch's threshold."""


def constant(iterations: FloatArray, _config: TrainingConfig) -> FloatArray:
    """Return 1."""
    return np.ones_like(iterations)


def step(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return factor^floor(i / every), as PyTorch's StepLR."""
    return config.schedule_factor ** np.floor(iterations / config.schedule_every)


def exponential(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return factor^(i / every); with every = 1 this is PyTorch's ExponentialLR."""
    return config.schedule_factor ** (iterations / config.schedule_every)


def cosine(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return (1 + cos(pi i / max_iterations)) / 2 (Loshchilov & Hutter 2017), as PyTorch's CosineAnnealingLR."""
    return 0.5 * (1.0 + np.cos(np.pi * np.minimum(iterations / config.max_iterations, 1.0)))


SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "cosine": cosine,
    "plateau": constant,  # what it does depends on the errors: see `Plateau`
}


def learning_rates(config: TrainingConfig, iteration: int, count: int, factor: float = 1.0) -> FloatArray:
    """Return the rates of the next iterations, (count,), the first of which follows on `iteration` iterations.

    `factor` is that of a plateau.
    """
    if config.schedule in ("constant", "plateau"):
        return np.full(count, config.learning_rate * factor)
    iterations = np.arange(iteration, iteration + count, dtype=np.float64)
    return config.learning_rate * SCHEDULES[config.schedule](iterations, config)


@dataclass(frozen=True)
class Plateau:
    """What a rate that falls on plateaus remembers, as PyTorch's ReduceLROnPlateau."""

    best: float = math.inf
    bad: int = 0
    """Iterations since the best error."""

    factor: float = 1.0
    """What the learning rate is multiplied by."""

    def after(self, error: float, iterations: int, config: TrainingConfig) -> Plateau:
        """Return what is remembered after so many iterations more, of which the last had this error."""
        if error < self.best * (1.0 - LEAST_IMPROVEMENT):
            return Plateau(error, 0, self.factor)
        bad = self.bad + iterations
        if bad > config.schedule_every:
            return Plateau(self.best, 0, self.factor * config.schedule_factor)
        return Plateau(self.best, bad, self.factor)
