"""How well a remedy does: its networks from many starts, counted and ranked against the others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from statistics import median

import numpy as np

from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.table import Table
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.experiments.changes import Values
from tui_nn.experiments.doctor_goal import Goal, goal_of
from tui_nn.experiments.journal import rows_digest
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.pool import Outcome, Share
from tui_nn.experiments.remedies import ANOTHER_START, Remedy
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.wilson import wilson_interval

MOST_WORK = 300_000_000
"""Iterations x parameters x rows of one network: some seconds with the compiled kernel."""

FEWEST_ITERATIONS = 200

MOST_OF_SECOND_ORDER = 1000
"""Iterations of one network by a method of second order, which take some tenths of a second at least."""


@dataclass(frozen=True)
class TriedRemedy:
    """How a remedy did."""

    remedy: Remedy
    starts: int
    successes: int
    median_iterations: float
    """To success, of those that came to it; NaN where none did."""

    seed: int | None
    """Of the first start that came to success, which comes to it again; of a jog, the one that `jogged` takes."""

    present: bool = False
    """Whether this is the present setting from other starts."""

    @property
    def values(self) -> Values:
        """What to change in the run to have this success: the remedy, with the seed that came to it."""
        if self.seed is None or self.remedy.jog:
            return self.remedy.values
        return (*self.remedy.values, (("network", "seed"), self.seed))

    @property
    def rate(self) -> float:
        """Share of the starts that came to success; NaN before the first."""
        return self.successes / self.starts if self.starts else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % Wilson interval."""
        return wilson_interval(self.successes, self.starts)


def ranked(trials: Iterable[TriedRemedy]) -> tuple[TriedRemedy, ...]:
    """Sort trials by what is certain of their success rate, then by how few iterations they take; the best first."""
    return tuple(sorted(trials, key=_rank))


def _rank(trial: TriedRemedy) -> tuple[float, float]:
    iterations = trial.median_iterations
    return -trial.interval[0], iterations if math.isfinite(iterations) else math.inf


@dataclass(frozen=True, eq=False)
class Patient:
    """The run that is to be helped."""

    run: RunConfig
    network: Network
    dataset: Dataset
    goal: Goal
    table: Table | None = None

    @property
    def iterations(self) -> int:
        """The limit of each trial: the run's own, unless so many would take too long."""
        work = parameter_count(self.network.layer_sizes) * self.dataset.training.samples
        limit = min(self.run.training.max_iterations, max(FEWEST_ITERATIONS, MOST_WORK // work))
        return min(limit, MOST_OF_SECOND_ORDER) if self.run.training.optimizer in SECOND_ORDER_NAMES else limit


class Treatment:
    """A remedy, or without one the present setting, and what became of its networks."""

    def __init__(self, patient: Patient, remedy: Remedy | None) -> None:
        self._remedy = remedy or ANOTHER_START
        self._present = remedy is None
        self._patient = patient
        self._run = self._remedy.applied(patient.run)
        self._dataset = patient.dataset
        if self._run.data != patient.run.data:
            self._dataset = rows_of(self._run, patient.table)
        rows = self._dataset.training
        self._goal = patient.goal.for_other_errors(goal_of(rows, self._run.training))
        limit = min(self._run.training.max_iterations, patient.iterations)
        self._config = _config_for(self._run.training, self._goal, limit)
        self._key = self._remedy.flags
        if self._remedy.jog:
            self._key = f"jog {self._remedy.jog} of {sha256(patient.network.parameters.tobytes()).hexdigest()}"
        elif self._dataset is not patient.dataset:
            self._key += f" on {rows_digest(self._dataset).hex()}"
        self._successes: dict[int, int] = {}
        self.starts = 0
        """Whose outcomes are known."""

    def key(self, start: int) -> str:
        """Name a start among all of the patient's, whatever else is tried."""
        return f"{self._key}:{start}"

    def share(self, index: int, starts: Sequence[int]) -> Share:
        """Return the networks of some starts, ready to be trained; their outcomes count up from an index."""
        networks = tuple(map(self._start, starts))
        return Share(index, networks, (self._config,) * len(starts), self._dataset)

    def result(self, start: int, outcome: Outcome) -> Result:
        """Judge what became of a start."""
        return Result(
            key=self.key(start),
            seed=start if self._remedy.jog else self._seed(start),
            success=self._goal.reached(outcome.error, outcome.network, self._dataset, self._config),
            iterations=outcome.iterations,
            error=outcome.error if math.isfinite(outcome.error) else math.nan,
            stop_reason=str(outcome.stop_reason),
        )

    def add(self, start: int, result: Result) -> None:
        """Count a start."""
        self.starts += 1
        if result.success:
            self._successes[start] = result.iterations

    @property
    def trial(self) -> TriedRemedy:
        """What is known so far."""
        first = min(self._successes, default=None)
        seed = first if first is None or self._remedy.jog else self._seed(first)
        middle = float(median(self._successes.values())) if self._successes else math.nan
        return TriedRemedy(self._remedy, self.starts, len(self._successes), middle, seed, self._present)

    def _seed(self, index: int) -> int:
        """The seed of a start: those after the present one, so that the failed start itself is not tried again."""
        return self._run.network.seed + 1 + index

    def _start(self, index: int) -> Network:
        if self._remedy.jog:
            return jogged(self._patient.network, self._remedy.jog, index)
        chosen = replace(self._run.network, seed=self._seed(index))
        return Network.from_config(chosen, self._dataset.features, self._dataset.outputs, self._dataset.name)


def jogged(network: Network, share: float, seed: int) -> Network:
    """Return a copy with each parameter moved by a normal number of this share of their root mean square."""
    moved = network.copy()
    largest = float(np.abs(moved.parameters).max())
    size = largest * float(np.sqrt(np.mean((moved.parameters / largest) ** 2))) if largest > 0 else 1.0
    moved.parameters += share * size * np.random.default_rng(seed).normal(size=moved.parameters.size)
    return moved


def _config_for(config: TrainingConfig, goal: Goal, iterations: int) -> TrainingConfig:
    """Return a configuration that ends at success or at the limit, and by no other rule.

    Where rows kept apart decide, the run ends by its own rules: those are what is to be judged.
    """
    if math.isfinite(goal.apart):
        return replace(config, max_iterations=iterations)
    return replace(
        config,
        min_error=goal.error,
        max_iterations=iterations,
        min_accuracy=0.0,
        patience=0,
        keep_best=False,
        max_seconds=0.0,
        min_gradient_norm=0.0,
    )
