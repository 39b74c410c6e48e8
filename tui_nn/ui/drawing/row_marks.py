"""Rows of the data as marks: one for each part, others for rows that are wrong, and one for the row looked at."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from tui_nn.data.splitting import PartArray

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
RowsShown = Literal["all", "wrong", "none"]

RIGHT_MARKS = ("●", "◇", "○")
"""Of rows for training, validation and test: told apart without colour, too."""

WRONG_MARKS = ("◉", "◈", "◎")
"""Of rows that the network gets wrong, in the same order."""

CHOSEN_MARK = "★"
"""Of the row that is looked at."""

PART_NAMES = ("training", "validation", "test")


def mark_of(row: int, parts: PartArray | None, wrong: BoolArray | None) -> str:
    """Return the mark of a row."""
    part = 0 if parts is None else int(parts[row])
    return (WRONG_MARKS if wrong is not None and wrong[row] else RIGHT_MARKS)[part]


def rows_in_cells(cells: IntArray, wrong: BoolArray | None, shown: RowsShown) -> dict[tuple[int, int], int]:
    """Return which row is seen in each cell that holds some, (column, row of cells): a wrong one, where there is one.

    Args:
        cells: (rows, 2), column and row of the cell of each row; -1 for one that lies nowhere.
        wrong: (rows,); None where rows are near or far, not right or wrong.
        shown: which rows are to be seen.
    """
    if shown == "none" or (shown == "wrong" and wrong is None):
        return {}
    inside = cells.min(axis=1) >= 0
    if shown == "wrong" and wrong is not None:
        inside = inside & wrong
    rows = np.flatnonzero(inside)[::-1]  # the first of several is seen: what comes later covers what was there
    if wrong is not None:
        rows = np.concatenate((rows[~wrong[rows]], rows[wrong[rows]]))
    return dict(zip(map(tuple, cells[rows].tolist()), rows.tolist(), strict=True))
