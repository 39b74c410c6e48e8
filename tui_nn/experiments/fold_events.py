"""What a cross-validation tells: each fold's scores, what they say together, and what the inputs are worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

from tui_nn.engine.judgement import SMALLER_IS_BETTER
from tui_nn.experiments.lab_events import LabEvent
from tui_nn.experiments.student_interval import mean_interval

INTERVAL_WORDS = (
    "95 % t interval of the mean, made wider because folds share rows and are not independent (Nadeau & Bengio 2003)"
)

SHORT_INTERVAL_WORDS = "95 % t intervals, widened: folds are not independent (Nadeau & Bengio)"

BOUNDS = {
    **dict.fromkeys(("accuracy", "balanced accuracy", "F1", "AUC", "average precision"), (0.0, 1.0)),
    **dict.fromkeys(("rows right", "bits right"), (0.0, 1.0)),
    **dict.fromkeys(SMALLER_IS_BETTER, (0.0, math.inf)),
    "MCC": (-1.0, 1.0),
    "R2": (-math.inf, 1.0),
}
"""Between which numbers each score lies."""


@dataclass(frozen=True)
class Fold:
    """One network, judged on rows that it has not learned from."""

    repeat: int
    number: int
    """In its repeat; both count from 0."""

    training_rows: int
    test_rows: int
    seed: int
    """Of its start weights."""

    iterations: int
    stop_reason: str
    diverged: bool
    scores: tuple[tuple[str, float, float], ...]
    """Each by its name, beside the baseline's; none for a network that diverged."""

    importances: tuple[tuple[float, ...], ...] = ()
    """(columns, repeats): how much worse the measure gets when a column is shuffled; events leave it out."""


@dataclass(frozen=True)
class Summary:
    """One number over all folds that have it."""

    name: str
    values: tuple[float, ...]
    """Of those folds; NaN is left out."""

    mean: float
    deviation: float
    """The standard deviation over the folds, with n - 1."""

    low: float
    high: float
    """The 95 % interval of the mean; NaN for a single fold."""

    baseline: float = math.nan
    """The mean of the baseline's scores on the same rows."""

    @classmethod
    def of(cls, name: str, values: Sequence[float], ratio: float, baseline: float = math.nan) -> Summary:
        """Sum up values, NaN left out; the ratio of test to training rows is 0 where values are independent."""
        found = tuple(value for value in values if not math.isnan(value))
        low, high = mean_interval(found, ratio)
        mean = fmean(found) if found else math.nan
        deviation = stdev(found) if len(found) > 1 else math.nan
        return cls(name, found, mean, deviation, low, high, baseline)

    @property
    def smaller_is_better(self) -> bool:
        """Whether less of it is better."""
        return self.name in SMALLER_IS_BETTER

    @property
    def beats_baseline(self) -> bool | None:
        """Whether the whole interval is better than the baseline; None where that is not known."""
        if math.isnan(self.baseline) or math.isnan(self.low):
            return None
        return self.high < self.baseline if self.smaller_is_better else self.low > self.baseline


@dataclass(frozen=True, kw_only=True)
class FoldsEvent(LabEvent):
    """A cross-validation as it stands."""

    method: str
    """How rows are kept apart, in words."""

    stratified: bool
    left_out: int
    """Rows that the run keeps for its test, which take no part."""

    measure: str
    """The score by which inputs are told to be worth something; empty where that is not asked."""

    folds: tuple[Fold, ...]
    """Those that have ended, in their order."""

    summaries: tuple[Summary, ...]
    """Of each score."""

    inputs: tuple[Summary, ...] = ()
    """What each column of the table is worth over the folds, the most first."""

    present_inputs: tuple[Summary, ...] = ()
    """What it is worth to a network that was given, over the shuffles."""

    present_rows: str = ""
    """On which rows that was measured."""

    @property
    def diverged(self) -> int:
        """How many networks have no scores."""
        return sum(fold.diverged for fold in self.folds)


def summaries_of(folds: Sequence[Fold]) -> tuple[Summary, ...]:
    """Sum up every score that a fold has."""
    told: dict[str, list[tuple[float, float]]] = {}
    for fold in folds:
        for name, value, baseline in fold.scores:
            told.setdefault(name, []).append((value, baseline))
    ratio = ratio_of(folds)
    found = []
    for name, pairs in told.items():
        baselines = [baseline for _, baseline in pairs if not math.isnan(baseline)]
        values = [value for value, _ in pairs]
        summary = Summary.of(name, values, ratio, fmean(baselines) if baselines else math.nan)
        least, most = BOUNDS.get(name, (-math.inf, math.inf))
        if not math.isnan(summary.low):  # no score goes further than it can
            summary = replace(summary, low=max(summary.low, least), high=min(summary.high, most))
        found.append(summary)
    return tuple(found)


def inputs_of(folds: Sequence[Fold], names: Sequence[str]) -> tuple[Summary, ...]:
    """Sum up what each column is worth, the mean over the shuffles of each fold; the most first."""
    told = [fold for fold in folds if fold.importances]
    if not told:
        return ()
    ratio = ratio_of(told)
    found = [
        Summary.of(name, [fmean(fold.importances[column]) for fold in told], ratio) for column, name in enumerate(names)
    ]
    return ranked(found)


def ranked(inputs: Sequence[Summary]) -> tuple[Summary, ...]:
    """Return inputs, the one that is worth most first."""
    return tuple(sorted(inputs, key=lambda each: -math.inf if math.isnan(each.mean) else each.mean, reverse=True))


def ratio_of(folds: Sequence[Fold]) -> float:
    """Return the mean ratio of the rows kept apart to those that are learned from."""
    return fmean(fold.test_rows / fold.training_rows for fold in folds) if folds else 0.0
