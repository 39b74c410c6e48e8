"""How the learning rate changes from iteration to iteration."""

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


def inverse_scaling(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return 1 / (i + 1)^power: scikit-learn's 'invscaling', by iterations where that counts rows.

    With a power between 1/2 and 1 the rates fall fast enough to settle and slowly enough to arrive (Robbins & Monro
    1951).
    """
    return (iterations + 1.0) ** -config.schedule_power


def cosine_restarts(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return (1 + cos(pi i / n)) / 2, i counted from the last restart and n being the iterations to the next.

    SGDR (Loshchilov & Hutter 2017), as PyTorch's CosineAnnealingWarmRestarts: the first n is `schedule_every`, and each
    is `schedule_growth` times the last.
    """
    first, growth = float(config.schedule_every), float(config.schedule_growth)
    if growth == 1.0:
        share: FloatArray = np.mod(iterations, first) / first
    else:
        starts, lengths = [0.0], [first]
        while starts[-1] + lengths[-1] <= iterations.max(initial=0.0):
            starts.append(starts[-1] + lengths[-1])
            lengths.append(lengths[-1] * growth)
        period = np.searchsorted(starts, iterations, side="right") - 1
        share = (iterations - np.array(starts)[period]) / np.array(lengths)[period]
    return 0.5 * (1.0 + np.cos(np.pi * share))


RISING_SHARE, FIRST_DIVISOR, LAST_DIVISOR = 0.3, 25.0, 1e4
"""Of the one cycle, as in PyTorch: how long it rises, from which part of the rate, and how far below that it ends."""


def one_cycle(iterations: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return what rises from 1/25 to 1 in 30 % of `max_iterations`, and falls to 4e-6 in the rest, along cosines.

    The 1cycle policy (Smith & Topin 2019), as PyTorch's OneCycleLR; the momentum stays as it is.
    """
    top = max(RISING_SHARE * config.max_iterations - 1.0, 0.0)
    end = max(config.max_iterations - 1.0, top + 1.0)
    low = 1.0 / FIRST_DIVISOR
    rise = 0.5 * (1.0 - np.cos(np.pi * np.minimum(iterations / max(top, 1.0), 1.0)))
    fall = 0.5 * (1.0 + np.cos(np.pi * np.clip((iterations - top) / (end - top), 0.0, 1.0)))
    lowest = low / LAST_DIVISOR
    return np.where(iterations < top, low + (1.0 - low) * rise, lowest + (1.0 - lowest) * fall)


SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "step": step,
    "exponential": exponential,
    "inverse_scaling": inverse_scaling,
    "cosine": cosine,
    "cosine_restarts": cosine_restarts,
    "one_cycle": one_cycle,
    "plateau": constant,  # what it does depends on the errors: see `Plateau`
}


def learning_rates(config: TrainingConfig, iteration: int, count: int, factor: float = 1.0) -> FloatArray:
    """Return the rates of the next iterations, (count,), the first of which follows on `iteration` iterations.

    `factor` is that of a plateau. While it warms up, the rate of iteration i, from 0 on, is (i + 1) / warm_up of what
    the schedule says (Goyal et al. 2017).
    """
    warm = iteration >= config.warm_up
    if warm and config.schedule in ("constant", "plateau"):
        return np.full(count, config.learning_rate * factor)
    iterations = np.arange(iteration, iteration + count, dtype=np.float64)
    rates = config.learning_rate * factor * SCHEDULES[config.schedule](iterations, config)
    return rates if warm else rates * np.minimum((iterations + 1.0) / config.warm_up, 1.0)


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
