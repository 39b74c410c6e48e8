"""Learning-rate range test: the error after a few iterations with each of many rates, and the rate to begin with.

Smith (2017, Cyclical learning rates for training neural networks) lets the rate of one run grow and watches the error.
Small networks train fast enough for something more exact: here each rate has runs of its own, from the same starts, so
that no rate is judged by what another one has left behind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import SECOND_ORDER_NAMES
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import LabRow, RateRangeEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal

MOST_OF_IT = 0.9
"""Of the deepest fall: a rate with that much is nearly as good, and the smaller of two is the safer."""

DIGITS = 3
"""Of a rate: what can be typed again."""

FEWEST_RATES, MOST_RATES = 3, 400


@dataclass(frozen=True)
class RateRangeJob(KeptJob):
    """A job for the engine process: the same starts with one learning rate after the other."""

    run_config: RunConfig
    low: float = 1e-4
    high: float = 100.0
    rates: int = 31
    """How many, evenly spread over the logarithm."""

    starts: int = 8
    iterations: int = 100
    """That each network is trained."""

    goal: SuccessGoal = SuccessGoal("error", 1e-12)
    """At which a network is done before."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        if not 0 < self.low < self.high < math.inf:
            raise ConfigError("the rates must rise from above 0, as from 0.0001 to 100")
        if not FEWEST_RATES <= self.rates <= MOST_RATES:
            raise ConfigError(f"give from {FEWEST_RATES} to {MOST_RATES} rates")
        if self.starts < 1 or self.iterations < 1:
            raise ConfigError("starts and iterations must be 1 or more")
        if self.run_config.training.optimizer in SECOND_ORDER_NAMES:
            raise ConfigError(
                f"{self.run_config.training.optimizer} chooses its steps itself and has no learning rate; "
                "choose another optimizer to test rates"
            )

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train all starts with each rate and tell how each stands; raises as `train` and `load_data` do."""
        run = replace(self.run_config, training=replace(self.run_config.training, max_iterations=self.iterations))
        dataset = rows_of(run, self.table)
        seeds = range(run.network.seed, run.network.seed + self.starts)
        rates = spread(self.low, self.high, self.rates)
        groups = []
        for rate in rates:
            config = run.with_values({("training", "learning_rate"): rate})
            trials = start_trials(config, dataset, self.goal, seeds, f"{rate:g} ")
            groups.append(Group(f"{rate:g}", {"learning_rate": rate}, trials))
        fingerprint = fingerprint_of("rate", run, [dataset], goal=self.goal.text)
        marks = (1, self.iterations)
        with self.open_journal(fingerprint) as journal:
            for standing in run_groups(
                groups, self.goal, control, executor=executor, journal=journal, marks=marks, in_turn=True
            ):
                errors = tuple(map(_error, standing.rows))
                complete = all(row.complete for row in standing.rows)
                yield RateRangeEvent(
                    **standing.told(self.goal),
                    rows=standing.rows,
                    marks=marks,
                    rates=rates,
                    errors=errors,
                    iterations=self.iterations,
                    suggestion=suggested(rates, errors, _start(standing.rows)) if complete else None,
                )


def spread(low: float, high: float, count: int) -> tuple[float, ...]:
    """Return rates evenly spread over the logarithm, each once, rounded to what can be typed again."""
    rounded = (float(f"{rate:.{DIGITS}g}") for rate in np.geomspace(low, high, count))
    return tuple(dict.fromkeys(rounded))


def suggested(rates: Sequence[float], errors: Sequence[float], start: float) -> float | None:
    """Return the smallest rate with nine tenths of the deepest fall; None where no error fell.

    Falls are factors, log(start / error), where all errors are above 0, and differences elsewhere.

    Args:
        rates: from the lowest to the highest.
        errors: with each of them; infinite where it diverged.
        start: the error at the start.
    """
    finite = [error for error in (*errors, start) if math.isfinite(error)]
    with np.errstate(divide="ignore"):
        scale = np.log if min(finite, default=0.0) > 0 else np.asarray
        falls = scale(start) - scale(errors)
    deepest = np.max(falls, initial=0.0, where=np.isfinite(falls))
    if not deepest > 0:
        return None
    return next(rate for rate, fall in zip(rates, falls, strict=True) if fall >= MOST_OF_IT * deepest)


def _error(row: LabRow) -> float:
    return row.curve[-1] if row.curve else math.nan


def _start(rows: Sequence[LabRow]) -> float:
    """The median error after one iteration with the lowest rate, which has hardly moved."""
    return rows[0].curve[0] if rows[0].curve else math.nan
