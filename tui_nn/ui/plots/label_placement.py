"""Where a text in a horizontal line hides nothing of the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui_nn.ui.plots.thinning import FloatArray

SAMPLES_PER_COLUMN = 4


def free_column(
    curves: Iterable[tuple[FloatArray, FloatArray]], height: float, rows: int, columns: int, length: int
) -> int | None:
    """Return the leftmost column at which a text of `length` cells meets no cell of a curve; None if there is none.

    Args:
        curves: Points of each curve, x ascending, in fractions of the canvas.
        height: Where the text stands, as a fraction of the canvas from below.
        rows: Rows of the canvas.
        columns: Columns of the canvas, at least `length`.
        length: Cells the text needs.
    """
    taken = np.zeros(columns, dtype=np.int64)
    row = _cell(height, rows)
    for x, y in curves:
        if not len(x):
            continue
        samples = np.linspace(x[0], x[-1], SAMPLES_PER_COLUMN * columns)
        along = np.concatenate((samples, x))
        order = np.argsort(along, kind="stable")
        heights = _cell(np.concatenate((np.interp(samples, x, y), y))[order], rows)
        positions = _cell(along[order], columns)
        # A steep stretch passes through every row between its two ends.
        beside = np.append(heights[1:], heights[-1])
        crossing = (np.minimum(heights, beside) <= row) & (np.maximum(heights, beside) >= row)
        taken[positions[crossing]] = 1
    hidden = np.convolve(taken, np.ones(length, dtype=np.int64), mode="valid")
    column = int(hidden.argmin())
    return None if hidden[column] else column


def _cell(fraction: FloatArray | float, cells: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    # The two ends of a range lie in the middle of the first and of the last cell.
    return np.asarray(0.5 + np.asarray(fraction) * (cells - 1)).astype(np.int64)
