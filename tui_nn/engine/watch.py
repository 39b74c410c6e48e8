"""What a run watches beside the kernel's own limits: its best error, how long it has not improved, plateaus."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray, read_only
from tui_nn.engine.schedules import Plateau


@dataclass(frozen=True)
class Best:
    """The parameters that had the lowest error so far."""

    error: float
    iteration: int
    parameters: FloatArray
    """(parameters,), read-only."""


@dataclass(frozen=True)
class Watched:
    """What is remembered from iteration to iteration; frozen, so that a state can be copied and gone back to."""

    best: Best | None = None
    """Kept when asked for."""

    improved_error: float = math.inf
    """The last error that was low enough to count as an improvement."""

    improved_iteration: int = 0
    plateau: Plateau = Plateau()
    """What a rate that falls on plateaus remembers."""

    def with_best(self, error: float, iteration: int, parameters: FloatArray) -> Watched:
        """Return what is remembered after these parameters have been looked at."""
        if self.best is not None and not error < self.best.error:
            return self
        return replace(self, best=Best(error, iteration, read_only(parameters)))


@dataclass(frozen=True)
class Sight:
    """What was seen in a row of errors, up to the first that changes the run's course."""

    watched: Watched
    errors: int
    """How many were looked at: all, or up to and with the one that changed the course."""

    out_of_patience: bool = False


def needs_every_error(config: TrainingConfig) -> bool:
    """Whether each error has to be looked at by itself."""
    return config.patience > 0 or config.schedule == "plateau"


def look_at(
    watched: Watched, iteration: int, errors: Sequence[float], config: TrainingConfig, iterations: int = 1
) -> Sight:
    """Look at the errors of the iterations after `iteration`, each of which came after so many iterations.

    The course changes where patience is exhausted, and where a plateau lets the learning rate fall.
    """
    if not needs_every_error(config):
        return Sight(watched, len(errors))
    improved_error, improved_iteration, plateau = watched.improved_error, watched.improved_iteration, watched.plateau
    falls_on_plateaus = config.schedule == "plateau"
    seen, out_of_patience, fallen = 0, False, False
    for error in errors:
        seen += 1
        iteration += iterations
        if error < improved_error - config.min_improvement or improved_error == math.inf:
            improved_error, improved_iteration = error, iteration
        out_of_patience = 0 < config.patience <= iteration - improved_iteration
        if falls_on_plateaus:
            after = plateau.after(error, iterations, config)
            plateau, fallen = after, after.factor != plateau.factor
        if out_of_patience or fallen:
            break
    remembered = replace(watched, improved_error=improved_error, improved_iteration=improved_iteration, plateau=plateau)
    return Sight(remembered, seen, out_of_patience)
