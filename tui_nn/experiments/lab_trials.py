"""Runs many trials under somebody's control: batches of results by time, pause, stop, and a journal."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

import numpy as np

from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.compatibility import optimizer_fault, require_trainable, rules_fault
from tui_nn.engine.control import Control, Pause, Resume, Stop
from tui_nn.engine.kernels.choice import chosen_kernel
from tui_nn.engine.losses import loss_named, options_of_loss
from tui_nn.engine.memory import require_memory
from tui_nn.engine.observation import Observer
from tui_nn.experiments.journal import Journal
from tui_nn.experiments.pool import STACK, Outcome, Share, Start, Wish, train_shares
from tui_nn.experiments.success_goal import SuccessGoal

EVENT_SECONDS = 0.1
"""From one event to the next."""


@dataclass(frozen=True)
class Trial:
    """One network to train from one start."""

    key: str
    """Names it in its experiment; the same key is the same trial, whatever is asked beside it."""

    chosen: NetworkConfig
    """All starts of a configuration may have the same one: the seed in it does not count."""

    config: TrainingConfig
    """With the goal among its stop rules."""

    dataset: Dataset
    seed: int
    """Of its start weights."""

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer."""
        return self.chosen.layer_sizes(self.dataset.features, self.dataset.outputs, self.dataset.name)

    @property
    def start(self) -> Start:
        """How its network is made, with its start weights."""
        return Start(self.chosen, self.dataset.features, self.dataset.outputs, self.dataset.name, self.seed)


@dataclass(frozen=True)
class Result:
    """What became of a trial, in a few numbers."""

    key: str
    seed: int
    success: bool
    iterations: int
    error: float
    """NaN for a run that diverged."""

    stop_reason: str
    margin: float = math.nan
    """For bits: how far the worst output is on its target's side of the threshold; NaN for others, and unasked."""

    curve: tuple[float, ...] = ()
    """Errors at the experiment's marks."""

    seconds: float = field(default=math.nan, compare=False)
    """That its training took; NaN for one from an older journal."""

    validation: float = math.nan
    """Error over the validation rows of the network as it ended; NaN where there are none, and for a diverged one."""

    scores: tuple[tuple[str, float, float], ...] = ()
    """On the rows kept apart, each with its name and the baseline's; where an experiment asks for them."""

    importances: tuple[tuple[float, ...], ...] = ()
    """(columns, repeats): how much worse it gets when a column is shuffled; where an experiment asks for it."""


@dataclass(frozen=True)
class Batch:
    """What has happened since the last one."""

    results: tuple[Result, ...]
    seconds: float
    """Spent, pauses not counted."""

    paused: bool = False
    stopped: bool = False
    """By a command: it is the last batch, and some trials have no result."""


def start_trials(
    run: RunConfig, dataset: Dataset, goal: SuccessGoal, seeds: Sequence[int], prefix: str = ""
) -> list[Trial]:
    """Return a trial for each start seed of one configuration.

    Raises:
        NetworkError: when the network does not fit the data, or memory would not suffice.
        ConfigError: when it cannot be trained so, or the goal cannot be judged on these data.
    """
    goal.require_for(dataset)
    config = goal.training(run.training)
    replace(run.network, seed=seeds[-1])  # checks the seeds, which count up
    trials = [Trial(f"{prefix}{seed}", run.network, config, dataset, seed) for seed in seeds]
    network = trials[0].start.network()
    require_memory(network.layer_sizes, dataset.samples, optimizer=config.optimizer)
    if fault := rules_fault(dataset, config) or optimizer_fault(network.layer_sizes, config):
        raise ConfigError(fault)
    require_trainable(network.activations, dataset.training, config)
    return trials


def run_trials(
    trials: Sequence[Trial],
    goal: SuccessGoal,
    control: Control,
    *,
    executor: Executor | None = None,
    journal: Journal | None = None,
    marks: Sequence[int] = (),
    margins: bool = False,
    completed: Callable[[Trial, Outcome, Result], Result] | None = None,
) -> Iterator[Batch]:
    """Train all trials and yield a batch ten times a second, the last when all are done or somebody said stop.

    What the journal already knows comes at once, in the first batch; what is new is written there before it is told.
    An experiment that asks for more than all do adds it to each result (`completed`).
    """
    known = journal.results if journal is not None else {}
    found = tuple(Result(**known[trial.key]) for trial in trials if trial.key in known)
    missing = [trial for trial in trials if trial.key not in known]
    clock = Clock()
    yield Batch(found, 0.0)
    wish = Wish()
    outcomes = train_shares(_shares(missing, tuple(marks)), executor, wish, EVENT_SECONDS)
    try:
        for ended in outcomes:
            results = tuple(_result(missing[outcome.index], outcome, goal, margins=margins) for outcome in ended)
            if completed is not None:
                results = tuple(
                    completed(missing[outcome.index], outcome, result)
                    for outcome, result in zip(ended, results, strict=True)
                )
            if journal is not None:
                journal.append(results)
            yield Batch(results, clock.seconds)
            for waits in obey(control, wish, clock):
                yield Batch((), clock.seconds, paused=waits, stopped=not waits)
                if not waits:
                    return
    finally:
        outcomes.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator


def leading(trials: Sequence[Trial], found: Mapping[str, Result]) -> list[Result]:
    """Return the results of the first trials, up to the first that has none.

    What is decided on the way is decided on these: trials that end early succeed more often than the others.
    """
    results = []
    for trial in trials:
        if trial.key not in found:
            break
        results.append(found[trial.key])
    return results


def obey(control: Control, wish: Wish, clock: Clock) -> Iterator[bool]:
    """Do what was said; yields True when it begins to wait, and False when it is to end."""
    commands = control.take()
    waiting = False
    while commands or waiting:
        command = commands.pop(0) if commands else control.wait()
        match command:
            case Stop():
                wish.give_up()
                yield False
                return
            case Pause() if not waiting:
                waiting = True
                wish.pause()
                clock.pause()
                yield True
            case Resume() if waiting:
                waiting = False
                wish.resume()
                clock.resume()


class Clock:
    """Counts the seconds, pauses left out."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._paused: float | None = None

    @property
    def seconds(self) -> float:
        """Spent so far."""
        return (self._paused if self._paused is not None else time.monotonic()) - self._started

    def pause(self) -> None:
        """Let it stand still."""
        self._paused = time.monotonic()

    def resume(self) -> None:
        """Let it go on."""
        if self._paused is not None:
            self._started += time.monotonic() - self._paused
            self._paused = None


def _shares(trials: Sequence[Trial], marks: tuple[int, ...]) -> Iterator[Share]:
    """Divide trials into shares; only neighbours that one kernel can train side by side go together."""
    first = 0
    for index in range(1, len(trials) + 1):
        if index < len(trials) and index - first < STACK and _kin(trials[index - 1], trials[index]):
            continue
        chosen = trials[first:index]
        if chosen:
            starts, configs = tuple(each.start for each in chosen), tuple(each.config for each in chosen)
            yield Share(first, starts, configs, chosen[0].dataset, marks)
        first = index


def _kin(trial: Trial, other: Trial) -> bool:
    """Whether one kernel can train both side by side; nearly always two starts of one configuration are asked."""
    same = trial.chosen is other.chosen and trial.config is other.config and trial.dataset is other.dataset
    return same or _kinship(trial) == _kinship(other)


def _kinship(trial: Trial) -> tuple[object, ...]:
    """What is the same in all networks of a share."""
    config, sizes = trial.config, trial.layer_sizes
    kernel = chosen_kernel(sizes, trial.dataset.training.samples, config, trial.chosen.activations)
    shape = (sizes, trial.chosen.activations, id(trial.dataset))
    return (*shape, kernel, options_of_loss(config), config.optimizer, config.precision)


def _result(trial: Trial, outcome: Outcome, goal: SuccessGoal, *, margins: bool) -> Result:
    finite = math.isfinite(outcome.error)
    return Result(
        key=trial.key,
        seed=trial.seed,
        success=goal.reached_by(outcome, trial.dataset, trial.config),
        iterations=outcome.iterations,
        error=outcome.error if finite else math.nan,
        stop_reason=str(outcome.stop_reason),
        margin=_margin(trial, outcome) if margins and finite else math.nan,
        curve=outcome.curve,
        seconds=outcome.seconds,
        validation=_validation(trial, outcome) if finite else math.nan,
    )


def _validation(trial: Trial, outcome: Outcome) -> float:
    rows = trial.dataset.validation
    return math.nan if rows is None else Observer(outcome.network, rows, trial.config).error(outcome.network)


def _margin(trial: Trial, outcome: Outcome) -> float:
    """Return min((output - threshold) * side) over training rows and outputs, side being +1 for a 1, -1 for a 0."""
    rows = trial.dataset.training
    if trial.dataset.task != "bits":
        return math.nan
    threshold = loss_named(trial.config.loss).threshold
    sides = np.where(rows.targets > threshold, 1.0, -1.0)
    return float(((outcome.network.predict(rows.inputs) - threshold) * sides).min())
