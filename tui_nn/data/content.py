"""What one look through a file finds, whatever the way it is written: names, cells not yet recognised, remarks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import numpy as np

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data import dialect
from tui_nn.data.cells import Cells, RawColumn, read_cells
from tui_nn.data.columns import column_names
from tui_nn.data.csv_rows import Row
from tui_nn.data.limits import COLUMN_LIMIT
from tui_nn.data.recognition import without_guard
from tui_nn.data.splitting import PartArray
from tui_nn.data.table import ColumnKind, FloatArray, number_text
from tui_nn.data.text_lines import at_line

ROWS_LOOKED_AT = 1_000
"""Rows by which header and decimal comma are recognised."""

Wanted = Callable[[tuple[str, ...]], Collection[str]]
"""Told the names of the columns before any cell is read, it refuses wrong wishes and names those to read as words."""


@dataclass(slots=True)
class Content:
    """What one look through a file finds."""

    names: tuple[str, ...]
    cells: Cells
    remarks: list[str] = field(default_factory=list)
    unnamed: frozenset[str] = frozenset()
    """Columns that were given a name here."""

    decimal_comma: bool = False
    unit: str = "line"
    """What `cells.lines` counts."""

    too_narrow: str = ""
    """Why nothing can be learned from it, where it has one column; that may be shown to a network all the same."""

    targets: tuple[str, ...] = ()
    """The columns that the file itself says are to be learnt; empty where it does not say."""

    kinds: dict[str, ColumnKind] = field(default_factory=dict)
    """What the file itself says of its columns."""

    parts: PartArray | None = None
    """Which rows the file keeps to judge by: (rows,)."""


class TableFile(Protocol):
    """Something to read a table from, as often as needed."""

    name: str
    """What a message calls it."""

    def read(self, wanted: Wanted) -> Content:
        """Read everything; raises DataError."""


def content_of_rows(
    rows: Iterator[Row], name: str, config: DataConfig, wanted: Wanted, *, delimiter: str, unit: str = "line"
) -> Content:
    """Read rows of cells in words, of which the first may hold the names of the columns.

    Raises:
        DataError: the rows are no table, or what is wanted of its columns cannot be.
    """
    line, first = next(rows, (0, []))
    if not first:
        raise DataError(f"{quoted(name)} is empty; it needs a line of column names and rows of numbers below it")
    place = at_line(name, line, unit)
    check_width(first, place)
    decimal_comma = config.decimal == "comma"
    looked_at: list[Row] = []
    if config.decimal == "auto" and delimiter != ",":
        looked_at = list(islice(rows, ROWS_LOOKED_AT))
        decimal_comma = dialect.has_decimal_comma([(line, first), *looked_at], delimiter, name)
    any_number = any(dialect.is_number(cell, decimal_comma=decimal_comma) for cell in first)
    header = config.header != "no"
    if config.header == "yes" and any_number and dialect.only_numbers(first, decimal_comma=decimal_comma):
        raise DataError(
            f"{place} holds only numbers where column names should be; "
            "add a line of names above it, or choose --header no"
        )
    if config.header == "auto" and any_number:
        looked_at = looked_at or list(islice(rows, ROWS_LOOKED_AT))
        header = dialect.has_header(first, [row for _, row in looked_at], decimal_comma=decimal_comma)
    names = column_names([without_guard(cell.strip()) for cell in first] if header else [""] * len(first))
    as_words = positions(names, wanted(names))
    before = looked_at if header else [(line, first), *looked_at]
    cells = read_cells(rows, names, name, as_words, decimal_comma=decimal_comma, unit=unit, first_rows=before)
    if not len(cells.lines):
        raise DataError(f"{quoted(name)} has a header but no rows; add rows of numbers below it")
    remarks = list(dialect.remarks_of(delimiter, decimal_comma=decimal_comma, header=header, columns=len(names)))
    renamed = [
        f"another column {quoted(cell.strip())} is called {quoted(given)}"
        for given, cell in zip(names, first, strict=True)
        if header and cell.strip() and without_guard(cell.strip()) != given
    ]
    unnamed = frozenset(given for given, cell in zip(names, first, strict=True) if not (header and cell.strip()))
    narrow = narrow_fault(first, place)
    return Content(names, cells, [*remarks, *renamed[:3]], unnamed, decimal_comma, unit, narrow)


def narrow_fault(first: Sequence[str], place: str) -> str:
    """Say why nothing can be learned from a table with this first row, where it has one cell alone."""
    if len(first) > 1:
        return ""
    return (
        f"{place}: only one column, {quoted(first[0])}; a table needs an input and a target, "
        "separated by a comma, a tab or a semicolon"
    )


def check_width(first: Sequence[str], place: str) -> None:
    """Refuse a table whose first row is too wide; raises DataError."""
    if len(first) > COLUMN_LIMIT:
        raise DataError(f"{place}: {len(first):,} columns are more than {COLUMN_LIMIT:,}; keep only those you need")


def positions(names: tuple[str, ...], chosen: Collection[str]) -> set[int]:
    """Where in `names` the chosen ones stand."""
    return {index for index, name in enumerate(names) if name in chosen}


def column_of_numbers(values: FloatArray, *, in_words: bool, missing: str = "") -> RawColumn:
    """Return numbers (rows,) as a column to be recognised, in words where a category is wanted; NaN is a missing cell.

    What is not finite otherwise is told as an odd cell, as a CSV file's `inf` is; `missing` is what stands for NaN.
    """
    values = np.array(values, dtype=np.float64)
    finite = np.isfinite(values)
    odd = {int(row): missing if np.isnan(values[row]) else str(values[row]) for row in np.flatnonzero(~finite)}
    if not in_words:
        values[~finite] = np.nan
        values.setflags(write=False)
        return RawColumn(values, None, odd)
    different, places = np.unique(values, return_inverse=True)
    words = ["" if np.isnan(value) else number_text(value) if np.isfinite(value) else str(value) for value in different]
    return RawColumn(places.reshape(-1).astype(np.float64), tuple(words), {})


def column_of_words(words: list[str]) -> RawColumn:
    """Return texts as a column to be recognised."""
    different: dict[str, int] = {}
    places = [different.setdefault(word.strip(), len(different)) for word in words]
    return RawColumn(np.array(places, dtype=np.float64), tuple(different), {})
