"""A long curve made short without losing a peak: at most two points for each column of the plot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def thin(x: FloatArray, y: FloatArray, lower: float, upper: float, columns: int) -> tuple[FloatArray, FloatArray]:
    """Keep the lowest and the highest point of each column, and the first and the last of all.

    A column is a range of x values, not of indices: recorded iterations are unevenly spaced, and a column whose
    borders stay where they are keeps its two points while the run goes on, so the drawn curve stays still.

    Args:
        x: Positions in ascending order, all finite.
        y: Values, all finite, as many as there are positions.
        lower: The x value at the left edge of the first column.
        upper: The x value at the right edge of the last column; above `lower`.
        columns: How many columns there are; at least one.

    Returns:
        The points that stay, in their order: at most `2 * columns + 2`.
    """
    if len(x) <= 2 * columns:
        return x, y
    fractions = (x - lower) / (upper - lower)
    buckets = np.clip((fractions * columns).astype(np.int64), 0, columns - 1)
    by_bucket_then_value = np.lexsort((y, buckets))
    starts = np.searchsorted(buckets, np.unique(buckets))
    ends = np.append(starts[1:], len(x)) - 1
    lowest, highest = by_bucket_then_value[starts], by_bucket_then_value[ends]
    keep = np.unique(np.concatenate((lowest, highest, [0, len(x) - 1])))
    return x[keep], y[keep]
