"""A table as its owner wrote it: columns of numbers, of 0 and 1, of categories and of other text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data.columns import unknown_column
from tui_nn.data.dates import text_of_days
from tui_nn.data.splitting import PartArray

FloatArray = npt.NDArray[np.float64]
ByteArray = npt.NDArray[np.uint8]
ColumnKind = Literal["number", "binary", "category", "text", "date"]

NO_AND_YES = frozenset(
    {("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("off", "on"), ("negative", "positive")}
)
"""Pairs of words, in small letters, whose order people know."""

DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, eq=False)
class Column:
    """The cells of one column, as numbers.

    Raises:
        DataError: the values are no flat array, or one of them stands for no category.
    """

    name: str
    kind: ColumnKind
    values: FloatArray
    """(rows,), read-only, NaN where a cell is missing; of words places in `categories`, of dates days since 1970."""

    categories: tuple[str, ...] = ()
    """Every word of the column once; empty for numbers and for 0 and 1."""

    def __post_init__(self) -> None:
        values = self.values
        # A read-only array that nobody else can write to is kept: a million rows need not be there twice.
        if (
            type(values) is not np.ndarray
            or values.dtype != np.float64
            or values.flags.writeable
            or values.base is not None
        ):
            values = np.array(values, dtype=np.float64, order="C", copy=True)
            values.setflags(write=False)
        if values.ndim != 1:
            raise DataError(f"column {quoted(self.name)} must be flat, not of the shape {values.shape}")
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "categories", tuple(self.categories))
        if self.in_words and not self._fits_categories():
            raise DataError(f"column {quoted(self.name)} has a value that is none of its categories")

    @property
    def rows(self) -> int:
        """How many cells there are."""
        return len(self.values)

    @property
    def in_words(self) -> bool:
        """Whether the values stand for words."""
        return self.kind in ("category", "text")

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Which cells have no value: (rows,)."""
        return np.isnan(self.values)

    def text(self, row: int) -> str:
        """Return a cell as its owner would write it; nothing where it is missing."""
        return self.text_of(self.value(row))

    def value(self, row: int) -> float:
        """Return what stands in one cell."""
        return float(self.values[row])

    def with_values(self, values: npt.NDArray[np.float64 | np.uint8]) -> Column:
        """Return a column of the same kind with other values (rows,)."""
        return Column(self.name, self.kind, np.asarray(values, dtype=np.float64), self.categories)

    def text_of(self, value: float) -> str:
        """Return any value of this column as its owner would write it."""
        if np.isnan(value):
            return ""
        if self.in_words:
            return self.categories[int(value)]
        return (text_of_days(value) if self.kind == "date" else None) or number_text(value)

    def _fits_categories(self) -> bool:
        present = self.values[~np.isnan(self.values)]
        whole = (present == np.floor(present)) & (present >= 0) & (present < len(self.categories))
        return bool(whole.all())

    def __reduce__(self) -> tuple[type[Column], tuple[object, ...]]:
        # An array forgets in a pickle that it is read-only; going through the constructor restores that.
        return type(self), (self.name, self.kind, self.values, self.categories)


class ByteColumn(Column):
    """Whole numbers from 0 to 255, a byte each: the pixels of 60,000 pictures take 47 MB instead of 376.

    `values` is made anew each time it is asked for.
    """

    def __init__(self, name: str, numbers: ByteArray) -> None:
        """Keep numbers (rows,) that nobody else writes to."""
        for field, value in (("name", name), ("numbers", numbers), ("categories", ())):
            object.__setattr__(self, field, value)
        kind = "binary" if len(numbers) and int(numbers.max()) <= 1 else "number"
        object.__setattr__(self, "kind", kind)

    numbers: ByteArray
    """What is kept: (rows,)."""

    @property
    def values(self) -> FloatArray:
        """The numbers as any column has them: (rows,)."""
        return self.numbers.astype(np.float64)

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """None of them is: (rows,)."""
        return np.zeros(len(self.numbers), dtype=np.bool_)

    @property
    def rows(self) -> int:
        """How many cells there are."""
        return len(self.numbers)

    def value(self, row: int) -> float:
        """Return what stands in one cell."""
        return float(self.numbers[row])

    def __reduce__(self) -> tuple[type[ByteColumn], tuple[object, ...]]:
        return type(self), (self.name, self.numbers)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length under different names, and which of them are to be learnt.

    Raises:
        DataError: there are no columns, they differ in length, a name stands there twice, or a target is no column.
    """

    name: str
    columns: tuple[Column, ...]
    targets: tuple[str, ...]
    description: str = ""
    remarks: tuple[str, ...] = ()
    """What was recognised or decided while it was read, one short line each."""

    parts: PartArray | None = None
    """What its owner keeps each row for, 0 training, 1 validation, 2 test: (rows,); None when it is not said."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "targets", tuple(self.targets))
        object.__setattr__(self, "remarks", tuple(self.remarks))
        if not self.columns:
            raise DataError(f"{quoted(self.name)} has no columns; it needs an input and a target")
        if len({column.rows for column in self.columns}) > 1:
            raise DataError(f"{quoted(self.name)}: its columns differ in length; each needs a cell for every row")
        if self.parts is not None and self.parts.shape != (self.rows,):
            raise DataError(f"{quoted(self.name)}: each of its rows needs a part")
        if len(self._positions) < len(self.columns):
            raise DataError(f"{quoted(self.name)}: two columns share a name; give each its own")
        for target in self.targets:
            self.column(target)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.columns[0].rows

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that go in: neither a target nor text."""
        return tuple(column for column in self.columns if column.name not in self.targets and column.kind != "text")

    @property
    def target_columns(self) -> tuple[Column, ...]:
        """The columns to learn, in the order of `targets`."""
        return tuple(self.column(name) for name in self.targets)

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises:
            DataError: there is no such column.
        """
        if name not in self._positions:
            raise unknown_column(name, self.names, quoted(self.name))
        return self.columns[self._positions[name]]

    def cell_text(self, row: int, column: str | int) -> str:
        """Return a cell as its owner would write it, such as 21.5 or setosa; nothing where it is missing."""
        found = self.columns[column] if isinstance(column, int) else self.column(column)
        return found.text(row)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {column.name: index for index, column in enumerate(self.columns)}

    def __reduce__(self) -> tuple[type[Table], tuple[object, ...]]:
        fields = (self.name, self.columns, self.targets, self.description, self.remarks, self.parts)
        return type(self), fields


def number_column(name: str, values: npt.ArrayLike) -> Column:
    """Return a column of numbers; its kind is binary when it holds 0 and 1 alone."""
    numbers = np.asarray(values, dtype=np.float64)
    present = numbers[~np.isnan(numbers)]
    binary = len(present) > 0 and bool(((present == 0) | (present == 1)).all())
    return Column(name, "binary" if binary else "number", numbers)


def number_text(value: float) -> str:
    """Write a number in the fewest digits that mean the same float64: 21.5, 3, 1e+30."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e16:
        return "-0" if number == 0 and str(number).startswith("-") else str(int(number))
    return repr(number)


def sorted_categories(words: Iterable[str]) -> tuple[str, ...]:
    """Return words in the order people expect: numbers by value, no before yes, 'plot 2' before 'plot 10'."""
    ordered = sorted(words, key=_natural)
    if len(ordered) == 2 and (ordered[1].lower(), ordered[0].lower()) in NO_AND_YES:
        ordered.reverse()
    return tuple(ordered)


def _natural(word: str) -> tuple[int, float, list[tuple[int, int, str]], str]:
    try:
        value = float(word)
    except ValueError:
        value = np.nan
    if not np.isnan(value):
        return 0, value, [], word
    parts = [
        (0, int(part[:300]), part) if part.isascii() and part.isdigit() else (1, 0, part.lower())
        for part in DIGITS.split(word)
        if part
    ]
    return 1, 0.0, parts, word
