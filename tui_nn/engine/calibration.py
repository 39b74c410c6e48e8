"""Whether probabilities keep their word: of what is said to be likely by 70 %, do 70 % come true?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray

BINS = 10
PROBABILITIES = frozenset({"sigmoid", "softmax"})
"""Activations whose outputs are meant as probabilities."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Probabilities in bins of equal width from 0 to 1, each beside what came true."""

    counts: IntArray
    """(bins,): how many probabilities fell into each."""

    predicted: FloatArray
    """(bins,): their mean; nan where there are none."""

    observed: FloatArray
    """(bins,): the share of them that came true; nan where there are none."""

    expected_calibration_error: float
    """The sum over bins of count / all * |observed - predicted|; nan without probabilities."""


def reliability(probabilities: FloatArray, came_true: npt.NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Compare probabilities with what came true: a reliability diagram and its expected calibration error (ECE).

    Bin m of M holds those in ((m - 1) / M, m / M], and 0 belongs to the first; ECE = sum of |B_m| / n times
    |acc(B_m) - conf(B_m)| (Guo, Pleiss, Sun & Weinberger 2017, On Calibration of Modern Neural Networks).

    Args:
        probabilities: (samples,), from 0 to 1; others are left out.
        came_true: (samples,), whether it was so.
        bins: M.
    """
    kept = (probabilities >= 0) & (probabilities <= 1)
    said, was = probabilities[kept], came_true[kept].astype(np.float64)
    places = np.clip(np.ceil(said * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins).astype(np.int64)
    sums = (np.bincount(places, weights=values, minlength=bins) for values in (said, was))
    predicted, observed = (np.where(counts > 0, total / np.maximum(counts, 1), np.nan) for total in sums)
    gaps = np.abs(np.nan_to_num(observed) - np.nan_to_num(predicted))
    error = float((counts * gaps).sum() / len(said)) if len(said) else np.nan
    return Reliability(counts, predicted, observed, error)


def said_and_true(
    rows: Dataset, outputs: FloatArray, activation: str
) -> tuple[FloatArray, npt.NDArray[np.bool_]] | None:
    """Return the probabilities that outputs are, (samples,), and whether each came true; None when they are none.

    Of more than two classes it is the probability of the one that is chosen, and whether that is the true one (Guo et
    al. 2017); of two classes and of bits it is the probability of a 1, and whether the target is 1.

    Args:
        rows: whose targets say what is true.
        outputs: (rows, outputs).
        activation: of the output layer.
    """
    if activation not in PROBABILITIES or rows.task == "numbers":
        return None
    if rows.task == "bits" or rows.outputs == 1:
        return outputs.ravel(), rows.targets.ravel() >= 0.5
    return outputs.max(axis=1), rows.chosen_classes(outputs) == rows.true_classes
