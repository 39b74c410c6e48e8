"""How many rows there are and how many of them are right, in the words of the table's border."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.ui.panes.table_columns import PART_NAMES, RIGHT


def how_many_are_right(rows: Dataset, samples: int, right: npt.NDArray[np.bool_] | None, width: int) -> str:
    """Count the rows, and those that are right, of each part when there are several; shares where counts are long."""
    of = f"first {rows.samples:,} of {samples:,} rows" if samples > rows.samples else f"{rows.samples:,} rows"
    if rows.parts is None:
        return of if right is None else f"{int(right.sum()):,} right of {of}"
    parts = {name: rows.parts == part for part, name in PART_NAMES.items() if (rows.parts == part).any()}
    more = f" · {of}" if samples > rows.samples else ""
    if right is None:
        return " ".join(f"{name} {here.sum()}" for name, here in parts.items()) + f" rows{more}"
    text = f"{RIGHT} " + " ".join(f"{name} {right[here].sum()}/{here.sum()}" for name, here in parts.items()) + more
    if len(text) > width:  # 100 % are all of them, not nearly all
        shares = " ".join(f"{name} {int(100 * right[here].mean())}%" for name, here in parts.items())
        return f"{RIGHT} {shares}{more}"
    return text
