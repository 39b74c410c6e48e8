"""The cells of a file, column by column: numbers as they are, words as places in a list, the odd ones by row."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.numbers import is_missing, plain_number, plain_numbers
from tui_nn.data.table import FloatArray
from tui_nn.data.text_lines import at_line

CELLS_AT_ONCE = 65_536
"""Cells that are converted together: enough to be fast, too few to be felt in memory."""

Row = tuple[int, list[str]]
"""The line of the file on which a row begins, and its cells."""


@dataclass(slots=True)
class RawColumn:
    """One column before anybody has decided what it holds."""

    values: FloatArray
    """(rows,): the numbers, NaN for odd cells; or places in `words`."""

    words: tuple[str, ...] | None
    """Every text of the column once, in the order of their first rows; None while it is read as numbers."""

    odd: dict[int, str]
    """Of numbers: the text of each cell that is none, by its row."""


@dataclass(slots=True)
class Cells:
    """All cells of a file."""

    columns: list[RawColumn]
    lines: npt.NDArray[np.int64]
    """The line on which each row begins."""


@dataclass(slots=True)
class _Growing:
    """What has been read so far."""

    width: int
    decimal_comma: bool
    words: dict[int, dict[str, int]]
    odd: dict[int, dict[int, str]] = field(default_factory=dict)
    blocks: list[FloatArray] = field(default_factory=list)
    rows: int = 0

    def add(self, cells: list[list[str]]) -> None:
        """Convert some rows."""
        flat = None if self.words else plain_numbers(list(chain.from_iterable(cells)), decimal_comma=self.decimal_comma)
        if flat is not None:
            block = np.frombuffer(flat).reshape(-1, self.width)
        else:
            block = np.empty((len(cells), self.width))
            for index, column in enumerate(zip(*cells, strict=True)):
                block[:, index] = self._converted(index, column)
        self.blocks.append(block)
        self.rows += len(cells)

    def _converted(self, index: int, column: Sequence[str]) -> Sequence[float]:
        if index not in self.words:
            numbers = plain_numbers(column, decimal_comma=self.decimal_comma)
            if numbers is not None:
                return numbers
            singly = [plain_number(cell, decimal_comma=self.decimal_comma) for cell in column]
            missing = sum(map(is_missing, column))
            odd = singly.count(None)
            # Later blocks cannot turn numbers into words: the cells that were numbers are no longer texts.
            if self.rows or 2 * odd - missing <= len(column):
                kept = self.odd.setdefault(index, {})
                kept.update((self.rows + row, column[row]) for row, value in enumerate(singly) if value is None)
                return [np.nan if value is None else value for value in singly]
            self.words[index] = {}
        places = self.words[index]
        return [places.setdefault(cell.strip(), len(places)) for cell in column]


def read_cells(
    rows: Iterable[Row], names: Sequence[str], file_name: str, word_columns: Collection[int], *, decimal_comma: bool
) -> Cells:
    """Read all rows, those columns as words from the first row on, the others as numbers where most cells are.

    Raises:
        DataError: a row has too many or too few cells.
    """
    growing = _Growing(len(names), decimal_comma, {index: {} for index in word_columns})
    lines = array("q")
    cells: list[list[str]] = []
    rows_at_once = max(1, CELLS_AT_ONCE // len(names))
    for line, row in rows:
        if len(row) != len(names):
            raise DataError(
                f"{at_line(file_name, line)} has {_cells(len(row))} where the header names {len(names)} columns; "
                "give every row one cell for each column"
            )
        cells.append(row)
        lines.append(line)
        if len(cells) == rows_at_once:
            growing.add(cells)
            cells = []
    if cells:
        growing.add(cells)
    return Cells(list(_columns(growing)), np.array(lines, dtype=np.int64))


def _columns(growing: _Growing) -> Iterator[RawColumn]:
    for index in range(growing.width):
        parts = [block[:, index] for block in growing.blocks]
        values = np.concatenate(parts) if parts else np.empty(0)
        values.setflags(write=False)
        words = growing.words.get(index)
        yield RawColumn(values, None if words is None else tuple(words), growing.odd.get(index, {}))


def rows_of(lines: Iterator[str], delimiter: str, lines_before: int, file_name: str) -> Iterator[Row]:
    """Take lines apart: each row that is not blank, with the line of the file on which it begins.

    Raises:
        DataError: the quotation marks of a row are wrong.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = lines_before + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            fault = f"the row that begins here cannot be taken apart ({printable(str(error))})"
            raise DataError(f"{at_line(file_name, line)}: {fault}; check its quotation marks") from error
        if row is None:
            return
        if len(row) > 1 or (row and row[0].strip()):
            yield line, row


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
