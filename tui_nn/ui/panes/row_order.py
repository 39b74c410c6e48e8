"""Which rows a table shows and in which order, and where a text stands in them; pure, and the table only draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import slices_of
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.row_errors import worst_first

Sort = Literal["given", "worst", "best", "rising", "falling"]
Kept = Literal["all", "wrong", "training", "validation", "test"]

BY_ERROR: tuple[Sort, ...] = ("given", "worst", "best")
BY_COLUMN: tuple[Sort, ...] = ("rising", "falling", "given")
PARTS: dict[Kept, int] = {"training": TRAINING, "validation": VALIDATION, "test": TEST}

SORT_TEXTS: dict[Sort, str] = {"worst": "worst first", "best": "best first", "rising": "↑", "falling": "↓"}
KEPT_TEXTS: dict[Kept, str] = {kept: f"{kept} only" for kept in ("wrong", "training", "validation", "test")}


@dataclass(frozen=True)
class RowChoice:
    """What a person wants to see of the rows."""

    sort: Sort = "given"
    column: int = 0
    """By which they are sorted when that is rising or falling: first the inputs, then the targets."""

    kept: Kept = "all"

    @property
    def is_all_as_given(self) -> bool:
        """Whether it is every row in its own order."""
        return self.sort == "given" and self.kept == "all"

    @property
    def follows_network(self) -> bool:
        """Whether it depends on what the network says."""
        return self.sort in ("worst", "best") or self.kept == "wrong"


class ShownRows:
    """The rows that are shown, in their order, until they are taken anew."""

    def __init__(self) -> None:
        self.choice = RowChoice()
        self.order: IntArray = np.arange(0)
        """(rows shown,): indices into the data set."""

        self._places: IntArray = np.arange(0)

    def take(self, choice: RowChoice, rows: Dataset, order: IntArray) -> None:
        """Show these rows in this order."""
        self.choice, self.order = choice, order
        self._places = np.full(rows.samples, -1)
        self._places[order] = np.arange(len(order))

    def place_of(self, row: int) -> int | None:
        """Where a row of the data set stands; None where it is not shown."""
        place = int(self._places[row]) if 0 <= row < len(self._places) else -1
        return place if place >= 0 else None

    def row_at(self, place: int) -> int:
        """Which row stands at a place, or at the nearest there is."""
        return int(self.order[max(0, min(place, len(self.order) - 1))]) if len(self.order) else 0


def chosen_rows(
    choice: RowChoice,
    rows: Dataset,
    errors: FloatArray | None,
    right: npt.NDArray[np.bool_] | None,
    stays: int | None = None,
) -> IntArray:
    """Return the rows that are shown, in their order, as indices into the data set; rows that are equal keep theirs.

    Args:
        choice: what is wanted.
        rows: the data set.
        errors: (samples,) of each row; None when they are not known, and then rows are not sorted by them.
        right: (samples,) whether each row is right; None when rows are near or far, and then all are kept.
        stays: a row that is shown with the others, also when it is none of them.
    """
    order: IntArray = np.arange(rows.samples)
    if choice.sort == "worst" and errors is not None:
        order = worst_first(errors)
    elif choice.sort == "best" and errors is not None:
        order = np.argsort(np.nan_to_num(errors, nan=np.inf), kind="stable")
    elif choice.sort in ("rising", "falling"):
        keys = column_keys(rows, choice.column)
        order = np.argsort(keys if choice.sort == "rising" else -keys, kind="stable")
    if choice.kept == "all":
        return order
    kept = np.ones(rows.samples, dtype=bool)
    if choice.kept == "wrong" and right is not None:
        kept = ~right
    elif choice.kept in PARTS and rows.parts is not None:
        kept = rows.parts == PARTS[choice.kept]
    if stays is not None and kept.any():
        kept[stays] = True
    return order[kept[order]]


def possible_kept(rows: Dataset, right: npt.NDArray[np.bool_] | None) -> list[Kept]:
    """Return what can be kept of these rows: everything, and all that some rows, but not all, are."""
    found: list[Kept] = ["all"]
    if right is not None and not right.all():
        found.append("wrong")
    if rows.parts is not None:
        found += [name for name, part in PARTS.items() if (rows.parts == part).any()]
    return found


def column_keys(rows: Dataset, column: int) -> FloatArray:
    """Return numbers, (samples,), by which a column is sorted: its values, or the places of its words in the alphabet.

    Args:
        rows: the data set.
        column: of the inputs as their owner wrote them, followed by the targets.
    """
    if rows.encoding is None:
        return np.hstack((rows.inputs, rows.targets))[:, column]
    codes, numbers = rows.encoding.inputs, rows.inputs
    if column >= len(codes):
        column, codes, numbers = column - len(codes), rows.encoding.targets, rows.targets
    code = codes[column]
    values = code.decoded(numbers[:, slices_of(codes)[column]])
    if code.kind != "category":
        return values
    alphabet = sorted(range(len(code.categories)), key=lambda place: code.categories[place].casefold())
    places = np.empty(len(alphabet))
    places[alphabet] = np.arange(len(alphabet))
    found: FloatArray = places[values.astype(np.int64)]
    return found


def next_match(
    texts: Callable[[int], Sequence[str]],
    order: Sequence[int] | IntArray,
    sought: str,
    start: tuple[int, int],
    step: int,
    most: int | None = None,
) -> tuple[int, int] | None:
    """Return the row and the cell of the next text that holds what is sought, whatever its case; once around.

    Args:
        texts: returns the cells of a row.
        order: the rows, as they are shown.
        sought: not empty.
        start: a place in the order and a cell: what stands there itself comes first.
        step: 1 forward, -1 backward.
        most: rows that are looked at; all of them unless given.
    """
    word = sought.casefold()
    place, first = start
    for moved in range(min(len(order), most or len(order)) + 1):
        row = int(order[(place + step * moved) % len(order)])
        cells = [cell for cell, text in enumerate(texts(row)) if word in text.casefold()]
        if moved == 0:
            cells = [cell for cell in cells if (cell - first) * step >= 0]
        if cells:
            return row, cells[0] if step > 0 else cells[-1]
    return None


def choice_text(choice: RowChoice, column_name: str, shown: int, of: int) -> str:
    """Say what is shown: worst first · wrong only · 7 of 500 rows; nothing when it is every row in its own order."""
    said = []
    if choice.sort in ("rising", "falling"):
        said.append(f"by {column_name} {SORT_TEXTS[choice.sort]}")
    elif choice.sort != "given":
        said.append(SORT_TEXTS[choice.sort])
    if choice.kept != "all":
        said += [KEPT_TEXTS[choice.kept], f"{shown:,} of {of:,} rows"]
    return " · ".join(said)
