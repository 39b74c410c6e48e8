"""The cells of a file, column by column: numbers as they are, words as places in a list, the odd ones by row."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data.csv_rows import CsvRows, Row
from tui_nn.data.limits import NUMBER_LIMIT
from tui_nn.data.numbers import is_missing, plain_number, plain_numbers
from tui_nn.data.table import ByteArray, FloatArray
from tui_nn.data.text_lines import at_line

CELLS_AT_ONCE = 65_536
"""Cells that are converted together: enough to be fast, too few to be felt in memory."""


@dataclass(slots=True)
class RawColumn:
    """One column before anybody has decided what it holds."""

    values: FloatArray | ByteArray
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
    """The line on which each row begins; in a file without lines, the number of each row."""


@dataclass(slots=True)
class _Growing:
    """What has been read so far."""

    width: int
    decimal_comma: bool
    words: dict[int, dict[str, int]]
    file_name: str
    odd: dict[int, dict[int, str]] = field(default_factory=dict)
    blocks: list[FloatArray] = field(default_factory=list)
    rows: int = 0

    def add(self, cells: list[list[str]]) -> None:
        """Convert some rows."""
        if self.add_if_numbers(cells):
            return
        block = np.empty((len(cells), self.width))
        for index, column in enumerate(zip(*cells, strict=True)):
            block[:, index] = self._converted(index, column)
        self.add_numbers(block)

    def add_if_numbers(self, cells: list[list[str]]) -> bool:
        """Convert some rows, unless they hold anything but numbers."""
        flat = None if self.words else plain_numbers(list(chain.from_iterable(cells)), decimal_comma=self.decimal_comma)
        if flat is not None:
            self.add_numbers(np.frombuffer(flat).reshape(-1, self.width))
        return flat is not None

    def add_numbers(self, block: FloatArray) -> None:
        """Take rows that are converted already; raises DataError when there are too many."""
        if (self.rows + len(block)) * self.width > NUMBER_LIMIT:
            raise DataError(too_many_numbers(self.file_name))
        self.blocks.append(block)
        self.rows += len(block)

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
    rows: Iterable[Row],
    names: Sequence[str],
    file_name: str,
    word_columns: Collection[int],
    *,
    decimal_comma: bool,
    unit: str = "line",
    first_rows: Sequence[Row] = (),
) -> Cells:
    """Read all rows, those columns as words from the first row on, the others as numbers where most cells are.

    Args:
        rows: the rows; of `CsvRows` whole blocks are taken at once where they are numbers alone.
        names: of the columns.
        file_name: for messages.
        word_columns: the places of columns that are read as words.
        decimal_comma: whether a comma stands before decimals.
        unit: what a message counts.
        first_rows: rows that were looked at before, which come first.

    Raises:
        DataError: a row has too many or too few cells, or there are too many cells.
    """
    growing = _Growing(len(names), decimal_comma, {index: {} for index in word_columns}, file_name)
    lines = array("q")
    cells: list[list[str]] = []
    rows_at_once = max(1, CELLS_AT_ONCE // len(names))
    in_blocks = rows if isinstance(rows, CsvRows) and not decimal_comma else None
    for number, (line, row) in enumerate(chain(first_rows, rows), start=1):
        if len(row) != len(names):
            raise DataError(
                f"{at_line(file_name, line, unit)} has {_cells(len(row))} where the header names {len(names)} columns; "
                "give every row one cell for each column"
            )
        cells.append(row)
        lines.append(line)
        if len(cells) == rows_at_once:
            growing.add(cells)
            cells = []
        if in_blocks is None or not in_blocks.at_block or number < len(first_rows) or growing.words:
            continue
        if cells and not growing.add_if_numbers(cells):
            continue
        cells = []
        taken: list[FloatArray] = []
        while (found := in_blocks.take_numbers(len(names))) is not None:
            lines.extend(range(found[0], found[0] + len(found[1])))
            taken.append(found[1])
            # Many small arrays would leave the memory in pieces that nobody can use again.
            if sum(map(len, taken)) >= rows_at_once:
                growing.add_numbers(np.concatenate(taken))
                taken = []
        if taken:
            growing.add_numbers(np.concatenate(taken))
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


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def too_many_numbers(file_name: str) -> str:
    """Say that a file holds more than is read."""
    return f"{quoted(file_name)} holds more than {NUMBER_LIMIT >> 20:,} million numbers; keep fewer rows or columns"
