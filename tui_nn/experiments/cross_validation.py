"""Cross-validation: the same run on many divisions of its rows, judged each time on rows that it has not seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.config.run import RunConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.folds import FoldedRows, FoldPlan
from tui_nn.data.splitting import TEST
from tui_nn.data.table import Table
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.engine.input_importance import permutation_importance, shuffles
from tui_nn.engine.judgement import SMALLER_IS_BETTER, judge
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.experiments.fold_events import Fold, FoldsEvent, Summary, inputs_of, ranked, summaries_of
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_trials import Batch, Result, Trial, run_trials, start_trials
from tui_nn.experiments.pool import Outcome
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal

MEASURES = {"classes": "accuracy", "bits": "rows right", "numbers": "RMSE"}
"""The score by which inputs are told to be worth something, unless another is chosen, by task."""

MEASURE_NAMES = (
    "accuracy", "balanced accuracy", "F1", "MCC", "AUC", "average precision", "log-loss", "Brier score",
    "rows right", "bits right", "RMSE", "MAE", "R2",
)  # fmt: skip

SHUFFLES = 5
MOST_SHUFFLES = 100

MOST_COLUMNS = 300
"""Of which it is told what they are worth: each is a pass over the rows for each shuffle."""

SHUFFLED_ROWS = 5_000
"""Of the rows kept apart, at most, spread evenly: enough for three digits, and the folds need not wait."""

OF_ONE_ROW = frozenset(
    {"accuracy", "log-loss", "Brier score", "rows right", "bits right", "smallest margin", "RMSE", "MAE"}
)
"""Scores whose mean over single rows says something; the others compare rows with each other."""

BYTES_AT_ONCE = 2**29
"""Of the folds' own copies of the rows: each has scales of its own, and a million rows five times over is much."""

FOLDS_AT_ONCE = 64
"""That are prepared before any is trained; nobody is listened to meanwhile."""


@dataclass(frozen=True)
class CrossValidationJob(KeptJob):
    """A job for the engine process: the run's configuration on each division of its rows, to its own stop rules."""

    run_config: RunConfig
    folds: int | None = 5
    """None leaves one row out at a time."""

    repeats: int = 1
    holdout: float | None = None
    """A share to hold out, so many times as it is repeated, in place of folds."""

    importance: int = 0
    """Shuffles of each input and fold, by which it is told what the inputs are worth; 0 for not at all."""

    measure: str = "auto"
    """The score that inputs are judged by."""

    present: Network | None = None
    """A network of the run as it is, of which it is told beside the folds' what its inputs are worth."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        self.plan  # noqa: B018  checks folds, repeats and share
        if not 0 <= self.importance <= MOST_SHUFFLES:
            raise ConfigError(f"give from 0 to {MOST_SHUFFLES} shuffles")
        parse_measure(self.measure)

    @property
    def plan(self) -> FoldPlan:
        """How rows are kept apart."""
        return FoldPlan(self.folds, self.repeats, self.holdout)

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train on each division and tell how good the networks are; raises as `train` and `load_data` do."""
        dataset = rows_of(self.run_config, self.table)
        rows = FoldedRows.of(dataset, self.run_config.data, self.plan)
        course = _Course(self, dataset, rows)
        fingerprint = fingerprint_of(
            "validate", self.run_config, [dataset], data=asdict(self.run_config.data), plan=asdict(self.plan),
            importance=self.importance, measure=course.measure,
        )  # fmt: skip
        with self.open_journal(fingerprint) as journal:
            for chosen in course.portions():
                trials = [course.trial(number) for number in chosen]
                batches = run_trials(
                    trials, course.goal, control, executor=executor, journal=journal, completed=course.completed
                )
                for first, batch in enumerate(batches):
                    yield course.told(batch, known=not first)
                    if batch.stopped:
                        return
                course.begin_next()


def parse_measure(text: str) -> str:
    """Read the name of a score in small or capital letters, or auto; raises ConfigError."""
    found = {name.lower(): name for name in ("auto", *MEASURE_NAMES)}.get(text.strip().lower())
    if found is None:
        raise ConfigError(f"there is no score {quoted(text)}; give auto or one of {', '.join(MEASURE_NAMES)}")
    return found


class _Course:
    """A cross-validation under way."""

    def __init__(self, job: CrossValidationJob, dataset: Dataset, rows: FoldedRows) -> None:
        self._job, self._dataset, self._rows = job, dataset, rows
        training = job.run_config.training
        self._threshold = LOSSES[training.loss].threshold
        self.goal = SuccessGoal("error", training.min_error)  # the run's own, so that nothing else ends it
        self.measure = MEASURES[dataset.task] if job.measure == "auto" else job.measure
        self._folds: dict[int, Fold] = {}
        self._told: dict[int, Fold] = {}
        """The same without what single shuffles cost, which is told summed up: events have to stay light."""

        self._first: dict[int, int] = {}
        """The number of each repeat's first fold."""

        for number, (repeat, _) in enumerate(rows.parts):
            self._first.setdefault(repeat, number)
        self._places: dict[str, int] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._seconds = self._seconds_before = 0.0
        self._known = 0
        names = dataset.shown_input_names
        if job.importance and len(names) > MOST_COLUMNS:
            raise ConfigError(
                f"what {len(names):,} inputs are worth would take too long; at most {MOST_COLUMNS} are told"
            )
        self._names = tuple(printable(name, 60) for name in names)
        self._require_measure()
        self._present = self._present_inputs() if job.importance else ()

    def portions(self) -> Iterator[range]:
        """Yield the numbers of folds whose rows are in memory at once."""
        total = len(self._rows.parts)
        size = max(1, self._dataset.inputs.nbytes + self._dataset.targets.nbytes)
        at_once = max(1, min(FOLDS_AT_ONCE, BYTES_AT_ONCE // size))
        for first in range(0, total, at_once):
            yield range(first, min(first + at_once, total))

    def trial(self, number: int) -> Trial:
        """Return one fold's network to train; raises as `start_trials` does."""
        repeat, _ = self._rows.parts[number]
        dataset, run = self._rows.dataset(number), self._job.run_config
        (trial,) = start_trials(run, dataset, self.goal, (run.network.seed + repeat,), f"{number} ")
        self._places[trial.key] = number
        assert dataset.test is not None
        self._sizes[trial.key] = dataset.training.samples, dataset.test.samples
        return trial

    def completed(self, trial: Trial, outcome: Outcome, result: Result) -> Result:
        """Add the scores of the rows kept apart, and what the inputs are worth there."""
        if math.isnan(result.error):
            return result
        rows = trial.dataset.test
        assert rows is not None
        outputs = outcome.network.predict(rows.inputs)
        judgement = judge(rows, outputs, trial.dataset.training, self._threshold)
        told = (each for each in judgement.scores if rows.samples > 1 or each.name in OF_ONE_ROW)
        scores = tuple((score.name, *score.shares) for score in told)
        found: tuple[tuple[float, ...], ...] = ()
        if self._job.importance:
            found = self._importances(rows, trial.dataset.training, outcome.network)
        return replace(result, scores=scores, importances=found)

    def told(self, batch: Batch, *, known: bool) -> FoldsEvent:
        """Take in what has ended and return how all stands; what is `known` comes from the journal."""
        for result in batch.results:
            number = self._places[result.key]
            self._folds[number] = fold = self._fold(number, result)
            self._told[number] = replace(fold, importances=())
        self._known += len(batch.results) if known else 0
        self._seconds = self._seconds_before + batch.seconds
        ordered = sorted(self._folds)
        folds = tuple(self._told[number] for number in ordered)
        total = len(self._rows.parts)
        return FoldsEvent(
            goal=self.goal.text,
            goal_words=self.goal.words,
            done=len(folds),
            total=total,
            seconds=self._seconds,
            paused=batch.paused,
            stopped=batch.stopped,
            finished=batch.stopped or len(folds) == total,
            fresh=len(folds) - self._known,
            method=self._job.plan.words,
            stratified=self._rows.stratified,
            left_out=self._rows.left_out,
            measure=self.measure if self._job.importance else "",
            folds=folds,
            summaries=summaries_of(folds),
            inputs=inputs_of([self._folds[number] for number in ordered], self._names),
            present_inputs=self._present,
            present_rows=_kept_apart(self._dataset)[1] if self._present else "",
        )

    def begin_next(self) -> None:
        """Go on with the next portion."""
        self._seconds_before = self._seconds

    def _fold(self, number: int, result: Result) -> Fold:
        repeat, _ = self._rows.parts[number]
        training, test = self._sizes[result.key]
        return Fold(
            repeat, number - self._first[repeat], training, test, result.seed, result.iterations, result.stop_reason,
            math.isnan(result.error), result.scores, result.importances,
        )  # fmt: skip

    def _importances(self, rows: Dataset, training: Dataset, network: Network) -> tuple[tuple[float, ...], ...]:
        """What each column is worth: (columns, repeats)."""
        shown = _spread(rows, SHUFFLED_ROWS)
        sign = 1.0 if self.measure in SMALLER_IS_BETTER else -1.0

        def loss(outputs: FloatArray) -> float:
            scores = judge(shown, outputs, training, self._threshold).scores
            return sign * next((score.shares[0] for score in scores if score.name == self.measure), math.nan)

        orders = shuffles(shown.samples, self._job.importance, self._job.run_config.data.split_seed)
        with np.errstate(invalid="ignore"):
            found = permutation_importance(shown, network.predict, loss, orders)
        return tuple(tuple(row) for row in found.tolist())

    def _present_inputs(self) -> tuple[Summary, ...]:
        network, (rows, _) = self._job.present, _kept_apart(self._dataset)
        if network is None or network.layer_sizes[0] != rows.features or network.layer_sizes[-1] != rows.outputs:
            return ()
        found = self._importances(rows, self._dataset.training, network)
        return ranked([Summary.of(name, values, 0.0) for name, values in zip(self._names, found, strict=True)])

    def _require_measure(self) -> None:
        if not self._job.importance:
            return
        if any(np.count_nonzero(parts == TEST) < 2 for _, parts in self._rows.parts):
            raise ConfigError("a row that is kept apart alone cannot be shuffled; give fewer folds, or no shuffles")
        rows = self._dataset.head(2)
        names: list[Any] = [score.name for score in judge(rows, rows.targets, rows, self._threshold).scores]
        if self.measure not in names:
            known = [name for name in names if name in MEASURE_NAMES]
            raise ConfigError(f"these rows have no {self.measure}; give one of {', '.join(known)}")


def _kept_apart(dataset: Dataset) -> tuple[Dataset, str]:
    """The rows that a network is judged on, and what they are called."""
    if dataset.test is not None:
        return dataset.test, "test rows"
    if dataset.validation is not None:
        return dataset.validation, "validation rows"
    return dataset.training, "training rows, for none are kept apart"


def _spread(rows: Dataset, most: int) -> Dataset:
    """Return at most so many rows, spread evenly."""
    if rows.samples <= most:
        return rows
    places = np.linspace(0, rows.samples - 1, most).astype(np.int64)
    table_rows = None if rows.table_rows is None else rows.table_rows[places]
    return replace(rows, inputs=rows.inputs[places], targets=rows.targets[places], parts=None, table_rows=table_rows)
