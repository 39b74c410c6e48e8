"""The doctor as a job: says at once what is wrong with a run, then tries what could help from many starts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from tui_nn.config.run import RunConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.engine.recording import Moment
from tui_nn.engine.state import TrainingState
from tui_nn.experiments.doctor_goal import Goal, baseline_error, goal_of, rows_apart
from tui_nn.experiments.doctor_trials import Patient
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.findings import findings
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.remedies import JOGGED, Remedy, remedies
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.ward import Treated, Trials, Ward

__all__ = ["Diagnosed", "DoctorJob", "Treated", "Trials"]

NEAR_BEST = 1.1
"""Times the lowest error of rows kept apart: as good as that."""


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
class DoctorJob(KeptJob):
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
        dataset = rows_of(run, self.table)
        found = findings(self.state, dataset, run.training, self.moments)
        goal = goal_of(dataset.training, run.training)
        if found[0].name is Illness.OUT_OF_REACH:
            # It has learned; what is asked for is the target error itself.
            goal = replace(goal, error=run.training.min_error, right_rows=False, strict=True)
        elif found[0].name is Illness.OVERFITTING:
            goal = replace(goal, apart=self._best_apart(dataset))
        elif found[0].name is Illness.RARE_CLASS:
            goal = replace(goal, every_class=True)
        elif found[0].name is Illness.OUTLIERS:
            goal = replace(goal, typical=True)
        patient = Patient(run, self.state.network, dataset, goal, self.table)
        chosen = remedies(run, dataset, found) if self.wanted is None else self.wanted
        if self.wanted is None and self.state.is_finite() and not math.isfinite(goal.apart):
            chosen = (JOGGED, *chosen)
        asked: list[object] = [goal.error, goal.right_rows, goal.strict, goal.apart, patient.iterations]
        asked += [name for name in ("every_class", "typical") if getattr(goal, name)]
        with self.open_journal(fingerprint_of("doctor", run, [dataset], goal=asked)) as journal:
            yield Diagnosed(found, goal, patient.iterations, chosen)
            yield from Ward(patient, chosen, self.starts, control, executor=executor, journal=journal).events()

    def _best_apart(self, dataset: Dataset) -> float:
        """Return the error of the rows kept apart that is as good as the best that the run has come by."""
        rows = rows_apart(dataset)
        if rows is None:
            return math.nan
        name = "validation_error" if dataset.validation is not None else "test_error"
        past = [getattr(moment, name) for moment in self.moments if math.isfinite(getattr(moment, name))]
        return NEAR_BEST * min(past, default=baseline_error(rows, self.run_config.training))
