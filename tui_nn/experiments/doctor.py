"""The doctor as a job: says at once what is wrong with a run, then tries what could help from many starts."""

from __future__ import annotations

import math
import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table
from tui_nn.engine.control import Control, Pause, Resume, Stop
from tui_nn.engine.events import Event
from tui_nn.engine.recording import Moment
from tui_nn.engine.state import TrainingState
from tui_nn.experiments.doctor_goal import Goal, baseline_error, goal_of, rows_apart
from tui_nn.experiments.doctor_trials import Patient, Treatment, Trial, ranked
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.findings import findings
from tui_nn.experiments.pool import STACK, Outcome, Wish, train_share
from tui_nn.experiments.remedies import JOGGED, Remedy, remedies

LISTEN_SECONDS = 0.05
"""Between two looks at whether somebody wants the doctor to stop."""

TELL_SECONDS = 0.1
"""Between two events while trials go on."""

FINALISTS = 3
"""Remedies that get four times the starts in the last round."""

NEAR_BEST = 1.1
"""Times the lowest error of rows kept apart: as good as that."""

FIRST_SHARE, LAST_FACTOR = 3, 4


@dataclass(frozen=True)
class Diagnosed(Event):
    """What was found; told at once."""

    findings: tuple[Finding, ...]
    goal: Goal
    """What success means in the trials that follow, for the run's own loss and targets."""

    iterations: int
    """The limit of each trial."""

    remedies: tuple[Remedy, ...]
    """Those that are going to be tried."""


@dataclass(frozen=True)
class Trials(Event):
    """What the trials have shown so far."""

    ranked: tuple[Trial, ...]
    """All that have been tried, the best first; one of them is the present setting."""

    done: int
    """Networks that have been trained."""

    planned: int
    """Networks that are to be trained, as far as is known."""

    @property
    def present(self) -> Trial | None:
        """The present setting, from other starts."""
        return next((trial for trial in self.ranked if trial.present), None)


@dataclass(frozen=True)
class Treated(Trials):
    """All trials are done, or somebody wanted no more."""

    stopped: bool = False


@dataclass(frozen=True)
class DoctorJob:
    """Looks at a run and tries remedies beside its present setting; picklable, for the engine process."""

    run_config: RunConfig
    state: TrainingState
    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    starts: int = 24
    """For each remedy of the better half; all get a third of them at first, the best get four times as many."""

    moments: tuple[Moment, ...] = ()
    """Of the run's past, where it was recorded."""

    wanted: tuple[Remedy, ...] | None = None
    """What to try; what the findings call for unless given."""

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Yield Diagnosed, then Trials as they come, then Treated.

        Args:
            control: listened to all the time; Pause lets all networks wait, Stop ends them.
            executor: where to train; a thread for each core unless given.
        """
        run = self.run_config
        dataset = load_data(run.data) if self.table is None else prepare(self.table, run.data)
        found = findings(self.state, dataset, run.training, self.moments)
        goal = goal_of(dataset.training, run.training)
        if found[0].name is Illness.OUT_OF_REACH:
            # It has learned; what is asked for is the target error itself.
            goal = replace(goal, error=run.training.min_error, right_rows=False, strict=True)
        elif found[0].name is Illness.OVERFITTING:
            goal = replace(goal, apart=self._best_apart(dataset))
        patient = Patient(run, self.state.network, dataset, goal, self.table)
        chosen = remedies(run, dataset, found) if self.wanted is None else self.wanted
        if self.wanted is None and self.state.is_finite() and not math.isfinite(goal.apart):
            chosen = (JOGGED, *chosen)
        yield Diagnosed(found, goal, patient.iterations, chosen)
        yield from _Ward(patient, chosen, self.starts, control, executor).events()

    def _best_apart(self, dataset: Dataset) -> float:
        """Return the error of the rows kept apart that is as good as the best that the run has come by."""
        rows = rows_apart(dataset)
        if rows is None:
            return math.nan
        name = "validation_error" if dataset.validation is not None else "test_error"
        past = [getattr(moment, name) for moment in self.moments if math.isfinite(getattr(moment, name))]
        return NEAR_BEST * min(past, default=baseline_error(rows, self.run_config.training))


class _Ward:
    """The trials under way."""

    def __init__(
        self, patient: Patient, chosen: Sequence[Remedy], starts: int, control: Control, executor: Executor | None
    ) -> None:
        self.present = Treatment(patient, None)
        self.treatments = [self.present, *(Treatment(patient, remedy) for remedy in chosen)]
        self.starts = max(1, starts)
        self.control = control
        self.wish = Wish()
        self.own = ThreadPoolExecutor(os.cpu_count(), "tui-nn doctor") if executor is None else None
        self.executor = executor
        self.paused = self.stopped = False
        self.done = self.planned = 0

    def events(self) -> Iterator[Event]:
        """Try all of them a little, the better half more, and the best thoroughly."""
        try:
            first = max(1, self.starts // FIRST_SHARE)
            yield from self._round(self.treatments, first)
            yield from self._round(self._best((len(self.treatments) + 1) // 2), self.starts)
            yield from self._round(self._best(FINALISTS), LAST_FACTOR * self.starts)
            told = self._told()
            yield Treated(told.ranked, told.done, told.planned, stopped=self.stopped)
        finally:
            self.wish.give_up()
            if self.own is not None:
                self.own.shutdown()

    def _round(self, treatments: Sequence[Treatment], starts: int) -> Iterator[Event]:
        """Train networks until each of these treatments has had so many starts."""
        if self.stopped:
            return
        waiting = deque(
            (treatment, first, min(STACK, starts - first))
            for offset in range(0, starts, STACK)
            for treatment in treatments
            if (first := treatment.begun + offset) < starts
        )
        for treatment in treatments:
            self.planned += max(0, starts - treatment.begun)
            treatment.begun = max(starts, treatment.begun)
        under_way: dict[Future[list[Outcome]], Treatment] = {}
        told_at = time.perf_counter()
        while waiting or under_way:
            self._listen()
            if self.stopped:
                break
            while waiting and not self.paused and len(under_way) < 2 * (os.cpu_count() or 1):
                treatment, first, count = waiting.popleft()
                under_way[self._submit(treatment, first, count)] = treatment
            ended, _ = wait(under_way, LISTEN_SECONDS, FIRST_COMPLETED)
            if not under_way:
                time.sleep(LISTEN_SECONDS)
            for future in ended:
                outcomes = future.result()
                under_way.pop(future).add(outcomes)
                self.done += len(outcomes)
            if ended and time.perf_counter() - told_at >= TELL_SECONDS:
                told_at = time.perf_counter()
                yield self._told()
        if self.stopped:
            self.wish.give_up()
            for future in under_way:
                future.cancel()
        else:
            yield self._told()

    def _submit(self, treatment: Treatment, first: int, count: int) -> Future[list[Outcome]]:
        share = treatment.share(first, count)
        if self.own is not None:
            return self.own.submit(train_share, share, self.wish)
        assert self.executor is not None
        return self.executor.submit(train_share, share)

    def _listen(self) -> None:
        for command in self.control.take():
            match command:
                case Stop():
                    self.stopped = True
                case Pause():
                    self.paused = True
                    self.wish.pause()
                case Resume():
                    self.paused = False
                    self.wish.resume()

    def _best(self, count: int) -> list[Treatment]:
        """The best so far, and the present setting, for it is what all are compared with."""
        order = {trial.remedy: place for place, trial in enumerate(self._ranked())}
        others = sorted(self.treatments[1:], key=lambda treatment: order[treatment.trial.remedy])
        return [self.present, *others[:count]]

    def _ranked(self) -> tuple[Trial, ...]:
        return ranked([treatment.trial for treatment in self.treatments])

    def _told(self) -> Trials:
        return Trials(self._ranked(), self.done, self.planned)
