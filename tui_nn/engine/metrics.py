"""How near outputs come to targets, and how many bits of them are right.

Where scikit-learn has a score of the same name, it is the same number. No rows give no score (nan). An output that is
not finite neither raises nor warns: nan is a wrong answer, and how far it is from its target is nan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray

THRESHOLD = 0.5
"""Between the targets 0 and 1: an output on the target's side is right."""


@dataclass(frozen=True)
class RegressionScores:
    """How near outputs come to targets; nan where there are no rows or a number is not finite."""

    rmse: float
    """The root of the mean square of output - target over all rows and outputs."""

    mae: float
    """The mean of |output - target| over all rows and outputs."""

    r2: float
    """1 - squares left / squares about the mean, averaged over the outputs; nan for fewer than two rows."""


@dataclass(frozen=True)
class TruthTableScores:
    """How much of a truth table a network has right."""

    bits_right: int
    bits: int
    rows_right: int
    rows: int

    smallest_margin: float
    """The smallest distance of an output to the threshold, below 0 on the wrong side; nan without bits or for a nan."""


def right_rows(outputs: FloatArray, targets: FloatArray, threshold: float = THRESHOLD) -> npt.NDArray[np.bool_] | None:
    """Say for each row whether every output is on its target's side of the threshold.

    Args:
        outputs: (rows, outputs).
        targets: (rows, outputs).
        threshold: The least output that counts as a 1.

    Returns:
        (rows,), or None when a target is neither 0 nor 1: a number is near or far, not right or wrong.
    """
    if not _are_bits(targets):
        return None
    right: npt.NDArray[np.bool_] = np.all(_right_bits(outputs, targets, threshold), axis=1)
    return right


def truth_table_scores(outputs: FloatArray, targets: FloatArray, threshold: float = THRESHOLD) -> TruthTableScores:
    """Count right bits and rows and find the smallest margin: output - threshold for a 1, threshold - output for a 0.

    Args:
        outputs: (rows, outputs).
        targets: (rows, outputs), each 0 or 1.
        threshold: The least output that counts as a 1.

    Raises:
        ValueError: A target is neither 0 nor 1.
    """
    if not _are_bits(targets):
        raise ValueError("a truth table's targets are 0 or 1")
    right = _right_bits(outputs, targets, threshold)
    margins = np.where(targets == 1, outputs - threshold, threshold - outputs)
    return TruthTableScores(
        bits_right=int(np.count_nonzero(right)),
        bits=right.size,
        rows_right=int(np.count_nonzero(right.all(axis=1))),
        rows=len(right),
        smallest_margin=float(margins.min()) if margins.size else np.nan,
    )


@np.errstate(all="ignore")
def regression_scores(outputs: FloatArray, targets: FloatArray) -> RegressionScores:
    """Measure how far outputs are from targets, by the definitions in scikit-learn's user guide, "Metrics and scoring".

    R2 = 1 - sum (output - target)^2 / sum (target - mean target)^2; for a constant target 1 if it is hit, else 0.

    Args:
        outputs: (rows, outputs).
        targets: (rows, outputs).
    """
    if not targets.size or not (np.isfinite(outputs).all() and np.isfinite(targets).all()):
        return RegressionScores(np.nan, np.nan, np.nan)
    differences = outputs - targets
    squares = differences * differences
    return RegressionScores(
        rmse=float(np.sqrt(squares.mean())),
        mae=float(np.abs(differences).mean()),
        r2=_r2(squares.sum(axis=0), targets) if len(targets) > 1 else np.nan,
    )


@np.errstate(all="ignore")
def mean_baseline(training_targets: FloatArray, targets: FloatArray) -> RegressionScores:
    """Score the answer that needs no inputs: always the mean of the training targets.

    It is scikit-learn's `DummyRegressor("mean")`.

    Args:
        training_targets: (training rows, outputs); where there are none, no row can be scored.
        targets: (rows, outputs).
    """
    if not len(training_targets):
        return regression_scores(targets[:0], targets[:0])
    return regression_scores(np.broadcast_to(_means(training_targets), targets.shape), targets)


def _are_bits(targets: FloatArray) -> bool:
    return bool(((targets == 0) | (targets == 1)).all())


def _right_bits(outputs: FloatArray, targets: FloatArray, threshold: float) -> npt.NDArray[np.bool_]:
    one = targets == 1
    right: npt.NDArray[np.bool_] = (one & (outputs >= threshold)) | (~one & (outputs < threshold))
    return right


def _r2(squares_left: FloatArray, targets: FloatArray) -> float:
    about_mean = targets - _means(targets)
    squares = (about_mean * about_mean).sum(axis=0)
    of_constant = np.where(squares_left == 0, 1.0, 0.0)
    return float(np.where(squares == 0, of_constant, 1 - squares_left / squares).mean())


def _means(rows: FloatArray) -> FloatArray:
    # Taken from the first row on, since the plain mean of three 0.1 is not 0.1 and a constant would seem to vary.
    means: FloatArray = rows[0] + (rows - rows[0]).mean(axis=0)
    return means
