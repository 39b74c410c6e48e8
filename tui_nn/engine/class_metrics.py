"""How well the classes that a network chose, and its probabilities of them, agree with the true ones.

Where scikit-learn has a score of the same name, it is the same number. No rows give no score (nan). An output that is
not finite neither raises nor warns: it is a wrong answer, and has no rank among others (nan).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.ranking import ranking_scores

LEAST_PROBABILITY = float(np.finfo(np.float64).eps)
"""A class is never taken to be less likely than this, so that one sure mistake does not make the log loss infinite."""

UNANSWERED = -1
"""Chosen for a row that has no answer: no class, and so always wrong."""


@dataclass(frozen=True, eq=False)
class ClassTable:
    """Each class by itself: (classes,) each."""

    precision: FloatArray
    """Hits / chosen: of the rows that were said to be of the class, the share that is; 0 where none was."""

    recall: FloatArray
    """Hits / true: of the rows of the class, the share that was found; 0 where there is none."""

    f1: FloatArray
    """2 hits / (true + chosen); 0 where the class is neither true nor chosen."""

    support: IntArray
    """How many rows are of the class."""

    auc: FloatArray
    """The area under the ROC curve of this class against all others; NaN where it cannot be told."""


@dataclass(frozen=True, eq=False)
class ClassificationScores:
    """How often the class that a network chose is the true one; nan where there are no rows."""

    accuracy: float
    """The share of rows whose chosen class is the true one."""

    balanced_accuracy: float
    """The mean recall of the classes that occur among the true ones: each counts the same, however rare."""

    f1: float
    """2 hits / (true + chosen): of class 1 where there are two classes, else the mean over the classes that occur."""

    log_loss: float | None
    """The mean of -log p of the true class; None without probabilities, nan where one is not finite."""

    confusion: IntArray
    """(classes, classes): rows of each true class (down) by chosen class (across), without the unanswered."""

    mcc: float
    """Matthews' correlation of chosen and true classes, -1 to 1, for any number of classes (Gorodkin 2004)."""

    auc: float | None
    """Of class 1 where there are two classes, else the mean of each class against all others; None unasked."""

    average_precision: float | None
    """The area under precision over recall, likewise."""

    brier: float | None
    """The mean square of probability - truth of class 1 for two classes, else summed over them; None without."""

    table: ClassTable


def classification_scores(
    chosen: IntArray,
    true: IntArray,
    classes: int,
    probabilities: FloatArray | None = None,
    decisions: FloatArray | None = None,
) -> ClassificationScores:
    """Compare chosen with true classes, by the definitions in scikit-learn's user guide, "Metrics and scoring".

    With t rows of a class, c rows that were said to be, and h hits (both): recall = h / t and F1 = 2 h / (t + c); with
    n rows, MCC = (n sum h - sum t c) / sqrt((n^2 - sum t^2) (n^2 - sum c^2)), 0 where that is 0 / 0.

    Args:
        chosen: (rows,), from 0 to classes - 1, or `UNANSWERED`.
        true: (rows,), from 0 to classes - 1.
        classes: How many there are, whether or not they occur.
        probabilities: (rows, classes); a row that holds a number that is not finite counts as unanswered.
        decisions: (rows, classes), larger where a class is the more likely; the probabilities unless given.
    """
    if probabilities is not None:
        # argmax takes nan for the largest, so what it chose in such a row may be the true class by chance.
        chosen = np.where(np.isfinite(probabilities).all(axis=1), chosen, UNANSWERED)
    answered = chosen != UNANSWERED
    cells = np.bincount(true[answered] * classes + chosen[answered], minlength=classes * classes)
    confusion: IntArray = cells.reshape(classes, classes).astype(np.int64)
    confusion.setflags(write=False)

    log_loss = None if probabilities is None else _log_loss(probabilities, true)
    brier = None if probabilities is None else _brier(probabilities, true)
    hits = np.diagonal(confusion)
    rows_true = np.bincount(true, minlength=classes)  # not the sum over the columns: unanswered rows count here
    rows_chosen = confusion.sum(axis=0)
    recall, f1 = hits / np.maximum(rows_true, 1), 2 * hits / np.maximum(rows_true + rows_chosen, 1)
    decisions = probabilities if decisions is None else decisions
    areas, precisions = _rankings(decisions, true, classes)
    table = ClassTable(hits / np.maximum(rows_chosen, 1), recall, f1, rows_true, areas)
    known = bool(len(true))
    return ClassificationScores(
        accuracy=float(hits.sum() / len(true)) if known else np.nan,
        balanced_accuracy=float(recall[rows_true > 0].mean()) if known else np.nan,
        f1=_over_classes(f1, rows_true + rows_chosen > 0) if known else np.nan,
        log_loss=log_loss,
        confusion=confusion,
        mcc=_mcc(hits, rows_true, rows_chosen) if known else np.nan,
        auc=None if decisions is None else _over_classes(areas, ~np.isnan(areas)),
        average_precision=None if decisions is None else _over_classes(precisions, rows_true > 0),
        brier=brier,
        table=table,
    )


def majority_baseline(training_true: IntArray, true: IntArray, classes: int) -> ClassificationScores:
    """Score the answer that needs no inputs: always the training rows' most frequent class, the first of equals.

    Its probabilities are the training rows' class shares, as scikit-learn's `DummyClassifier("prior")` has it.

    Args:
        training_true: (training rows,), from 0 to classes - 1; where there are none, no row can be scored.
        true: (rows,), from 0 to classes - 1.
        classes: How many there are, whether or not they occur.
    """
    if not len(training_true):
        return classification_scores(true[:0], true[:0], classes, np.empty((0, classes)))
    counts = np.bincount(training_true, minlength=classes)
    shares: FloatArray = counts / len(training_true)
    chosen = np.full(len(true), counts.argmax())
    return classification_scores(chosen, true, classes, np.broadcast_to(shares, (len(true), classes)))


def _log_loss(probabilities: FloatArray, true: IntArray) -> float:
    if not len(true) or not np.isfinite(probabilities).all():
        return np.nan
    of_true = probabilities[np.arange(len(true)), true]
    return float(-np.log(np.clip(of_true, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)).mean())


@np.errstate(all="ignore")
def _brier(probabilities: FloatArray, true: IntArray) -> float:
    if not len(true) or not np.isfinite(probabilities).all():
        return np.nan
    if probabilities.shape[1] == 2:
        missed = probabilities[:, 1] - true
        return float((missed * missed).mean())
    missed = probabilities.copy()
    missed[np.arange(len(true)), true] -= 1
    return float((missed * missed).sum(axis=1).mean())


def _mcc(hits: IntArray, rows_true: IntArray, rows_chosen: IntArray) -> float:
    rows = int(rows_true.sum())
    unanswered = rows - int(rows_chosen.sum())  # a class of its own, which is never true
    together = rows * int(hits.sum()) - int((rows_true * rows_chosen).sum())
    of_true = rows * rows - int((rows_true * rows_true).sum())
    of_chosen = rows * rows - int((rows_chosen * rows_chosen).sum()) - unanswered * unanswered
    spread = math.sqrt(of_true * of_chosen)
    return together / spread if spread else 0.0


def _rankings(decisions: FloatArray | None, true: IntArray, classes: int) -> tuple[FloatArray, FloatArray]:
    """AUC and average precision of each class against all others, (classes,) each."""
    if decisions is None:
        return np.full(classes, np.nan), np.full(classes, np.nan)
    if classes == 2:  # each is ranked as well as the other, and sorting a million rows takes a while
        area, precision = ranking_scores(decisions[:, 1], true == 1)
        return np.array([area, area]), np.array([np.nan, precision])
    found = np.array([ranking_scores(decisions[:, each], true == each) for each in range(classes)])
    return found[:, 0], found[:, 1]


def _over_classes(of_each: FloatArray, counted: npt.NDArray[np.bool_]) -> float:
    """Class 1 of two classes, else the mean over those that count."""
    if len(of_each) == 2:
        return float(of_each[1])
    return float(of_each[counted].mean()) if counted.any() else np.nan
