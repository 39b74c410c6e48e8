"""How well a remedy does: its networks from many starts, counted and ranked against the others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.experiments.doctor_goal import Goal, goal_of
from tui_nn.experiments.pool import Outcome, Share
from tui_nn.experiments.remedies import ANOTHER_START, Remedy, Values
from tui_nn.experiments.wilson import wilson_interval

MOST_WORK = 300_000_000
"""Iterations x parameters x rows of one network: some seconds with the compiled kernel."""

FEWEST_ITERATIONS = 200


@dataclass(frozen=True)
class Trial:
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


def ranked(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """Sort trials by what is certain of their success rate, then by how few iterations they take; the best first."""
    return tuple(sorted(trials, key=_rank))


def _rank(trial: Trial) -> tuple[float, float]:
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
        return min(self.run.training.max_iterations, max(FEWEST_ITERATIONS, MOST_WORK // work))


class Treatment:
    """A remedy, or without one the present setting, and what became of its networks."""

    def __init__(self, patient: Patient, remedy: Remedy | None) -> None:
        self._remedy = remedy or ANOTHER_START
        self._present = remedy is None
        self._patient = patient
        self._run = self._remedy.applied(patient.run)
        self._dataset = patient.dataset
        if self._run.data != patient.run.data:
            table = patient.table
            self._dataset = load_data(self._run.data) if table is None else prepare(table, self._run.data)
        rows = self._dataset.training
        self._goal = patient.goal.for_other_errors(goal_of(rows, self._run.training))
        limit = min(self._run.training.max_iterations, patient.iterations)
        self._config = _config_for(self._run.training, self._goal, limit)
        self._starts = 0
        self._successes: dict[int, int] = {}
        self.begun = 0
        """Starts that have been handed out."""

    def share(self, first: int, count: int) -> Share:
        """Return the networks of some starts, ready to be trained."""
        networks = tuple(self._start(index) for index in range(first, first + count))
        return Share(first, networks, (self._config,) * count, self._dataset)

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count what became of networks."""
        for outcome in outcomes:
            self._starts += 1
            if self._goal.reached(outcome.error, outcome.network, self._dataset, self._config):
                self._successes[outcome.index] = outcome.iterations

    @property
    def trial(self) -> Trial:
        """What is known so far."""
        first = min(self._successes, default=None)
        seed = first if first is None or self._remedy.jog else self._seed(first)
        middle = float(median(self._successes.values())) if self._successes else math.nan
        return Trial(self._remedy, self._starts, len(self._successes), middle, seed, self._present)

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
