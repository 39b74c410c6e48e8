"""How good a network is on some rows, in the scores of its task, each beside the score of the obvious baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.class_metrics import (
    UNANSWERED,
    ClassificationScores,
    ClassTable,
    classification_scores,
    majority_baseline,
)
from tui_nn.engine.metrics import (
    RegressionScores,
    mean_baseline,
    regression_scores,
    right_rows,
    truth_table_scores,
)

OF_ONE_BIT = frozenset({"F1", "MCC", "AUC"})
"""Scores of classes that the rows of a single bit have, too: they tell what a rare 1 hides from the rows right."""

SMALLER_IS_BETTER = frozenset({"log-loss", "Brier score", "RMSE", "MAE"})
"""Names of the scores of which less is better."""


@dataclass(frozen=True)
class Score:
    """One number about a network."""

    name: str
    value: float | None
    baseline: float | None = None
    """What the most frequent class, or the mean, of the training rows would score."""

    of: int | None = None
    """For a count: of how many."""

    @property
    def shares(self) -> tuple[float, float]:
        """The number and the baseline's, NaN where there is none; counts as shares, so that parts can be compared."""
        value, baseline = (math.nan if each is None else each / (self.of or 1) for each in (self.value, self.baseline))
        return value, baseline


@dataclass(frozen=True, eq=False)
class Judgement:
    """All that is to say about a network on some rows."""

    rows: int
    scores: tuple[Score, ...]
    class_names: tuple[str, ...] = ()
    confusion: IntArray | None = None
    """(classes, classes): rows of the true class, in columns of the chosen one."""

    class_table: ClassTable | None = None
    """Each class by itself."""


def rows_right(dataset: Dataset, outputs: FloatArray, threshold: float) -> npt.NDArray[np.bool_] | None:
    """Say for each row, (rows,), whether the outputs (rows, outputs) are right; None where they are near or far.

    A class is right when it is the one that is chosen; bits are right when each is on its side of the threshold.
    """
    if dataset.task == "classes":
        right: npt.NDArray[np.bool_] = dataset.chosen_classes(outputs, threshold) == dataset.true_classes
        return right & np.isfinite(outputs).all(axis=1)
    return right_rows(outputs, dataset.targets, threshold) if dataset.task == "bits" else None


def judge(dataset: Dataset, outputs: FloatArray, training: Dataset, threshold: float) -> Judgement:
    """Score outputs, (rows, outputs), against a data set's targets.

    Args:
        dataset: the rows that are judged.
        outputs: what the network says for them.
        training: the rows that the baseline has learned from.
        threshold: from which output on a row belongs to the class 1.
    """
    if dataset.task == "classes":
        return _judge_classes(dataset, outputs, training, threshold)
    if dataset.task == "bits":
        return _judge_bits(dataset, outputs, training, threshold)
    numbers = regression_scores(dataset.unscaled_outputs(outputs), dataset.unscaled_targets)
    mean = mean_baseline(training.unscaled_targets, dataset.unscaled_targets)
    return Judgement(dataset.samples, tuple(_regression(numbers, mean)))


def _judge_bits(dataset: Dataset, outputs: FloatArray, training: Dataset, threshold: float) -> Judgement:
    bits = truth_table_scores(outputs, dataset.targets, threshold)
    most = (training.targets.mean(axis=0) >= 0.5).astype(np.float64)
    baseline = truth_table_scores(np.broadcast_to(most, dataset.targets.shape), dataset.targets)
    scores = [
        Score("rows right", bits.rows_right, baseline.rows_right, of=bits.rows),
        Score("bits right", bits.bits_right, baseline.bits_right, of=bits.bits),
        Score("smallest margin", bits.smallest_margin),
    ]
    if dataset.outputs == 1:  # a single bit is a class without a name
        said = outputs[:, 0]
        chosen = np.where(np.isnan(said), UNANSWERED, said >= threshold)
        true, learned = (each.targets[:, 0].astype(np.int64) for each in (dataset, training))
        found = classification_scores(chosen, true, 2, decisions=np.hstack((-outputs, outputs)))
        majority = majority_baseline(learned, true, 2)
        scores += [score for score in _classification(found, majority) if score.name in OF_ONE_BIT]
    return Judgement(dataset.samples, tuple(scores))


def _judge_classes(dataset: Dataset, outputs: FloatArray, training: Dataset, threshold: float) -> Judgement:
    names = dataset.class_names
    probabilities = dataset.class_probabilities(outputs)
    if threshold != 0.5:  # such outputs are distances, whatever numbers they happen to be
        probabilities = None
    chosen = dataset.chosen_classes(outputs, threshold)
    true = dataset.true_classes
    decisions = outputs if outputs.shape[1] > 1 else np.hstack((-outputs, outputs))
    scores = classification_scores(chosen, true, len(names), probabilities, decisions)
    majority = majority_baseline(training.true_classes, true, len(names))
    named = tuple(_classification(scores, majority))
    return Judgement(dataset.samples, named, names, scores.confusion, scores.table)


def _classification(scores: ClassificationScores, baseline: ClassificationScores) -> list[Score]:
    named = [
        Score("accuracy", scores.accuracy, baseline.accuracy),
        Score("balanced accuracy", scores.balanced_accuracy, baseline.balanced_accuracy),
        Score("F1", scores.f1, baseline.f1),
        Score("MCC", scores.mcc, baseline.mcc),
        Score("AUC", scores.auc, baseline.auc),
        Score("average precision", scores.average_precision, baseline.average_precision),
    ]
    if scores.log_loss is not None:
        named += [
            Score("log-loss", scores.log_loss, baseline.log_loss),
            Score("Brier score", scores.brier, baseline.brier),
        ]
    return named


def _regression(scores: RegressionScores, baseline: RegressionScores) -> list[Score]:
    return [
        Score("RMSE", scores.rmse, baseline.rmse),
        Score("MAE", scores.mae, baseline.mae),
        Score("R2", scores.r2, baseline.r2),
    ]
