"""How well numbers put the rows of a class before all others, whatever threshold is drawn between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray


def ranking_scores(values: FloatArray, positive: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the area under the ROC curve (AUC) and the average precision of some rows' values.

    AUC is the chance that a row of the class has a larger value than another row, ties counting one half (Hanley &
    McNeil 1982). Average precision is the sum over thresholds of (R_n - R_(n-1)) P_n with recall R and precision P.
    Rows of equal values come at once; both are scikit-learn's `roc_auc_score` and `average_precision_score`.

    Args:
        values: (rows,), larger where the class is the more likely.
        positive: (rows,), whether the row is of the class.

    Returns:
        NaN for the AUC unless there are rows of the class and others, and for both without rows of the class or where
        a value is not finite.
    """
    rows, of_class = len(values), int(np.count_nonzero(positive))
    if not of_class or not np.isfinite(values).all():
        return np.nan, np.nan
    if (values == values[0]).all():  # as a baseline's are
        return (0.5 if of_class < rows else np.nan), of_class / rows
    order = np.argsort(values)[::-1]
    ends = np.append(np.flatnonzero(np.diff(values[order])), rows - 1)
    said = ends + 1
    hits = np.cumsum(positive[order])[ends]
    more_hits = np.diff(hits, prepend=0)
    more_others = np.diff(said, prepend=0) - more_hits
    others = rows - of_class
    # Whole numbers: pairs in the right order count 2, ties 1.
    pairs = int((more_others * (2 * hits - more_hits)).sum())
    area = pairs / (2 * of_class * others) if others else np.nan
    return area, float((more_hits / of_class * (hits / said)).sum())
