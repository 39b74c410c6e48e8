"""The cells of a table as numbers: whole rows at a time, and cell by cell only where something looks wrong."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data.dataset import FloatArray
from tui_nn.data.text_lines import at_line

CELLS_AT_ONCE = 65_536
"""Cells that are converted together: enough to be fast, too few to be felt in memory."""

COMMA_IN_NUMBER = re.compile(r"\s*[+-]?[0-9.]*,[0-9.,]*\s*")
"""A decimal comma or thousands separators: which of the two, nobody can tell."""


def read_numbers(rows: Iterable[tuple[int, list[str]]], names: Sequence[str], file_name: str) -> FloatArray:
    """Convert rows of cells, each with the line on which it begins, into a table (rows, columns).

    Raises:
        DataError: a row has too many or too few cells, or a cell is not a finite number in plain digits.
    """
    values = array("d")
    lines: list[int] = []
    cells: list[list[str]] = []
    rows_at_once = max(1, CELLS_AT_ONCE // len(names))
    for line, row in rows:
        if len(row) != len(names):
            # What stands above is looked at first, so that the first mistake of the file is the one that is named.
            _extend(values, cells, lines, names, file_name)
            raise DataError(
                f"{at_line(file_name, line)} has {_cells(len(row))} where the header names {len(names)} columns; "
                "give every row one cell for each column"
            )
        cells.append(row)
        lines.append(line)
        if len(cells) == rows_at_once:
            _extend(values, cells, lines, names, file_name)
    _extend(values, cells, lines, names, file_name)
    # An empty array has no memory that NumPy could look at.
    table = np.frombuffer(values) if values else np.empty(0)
    return table.reshape(-1, len(names))


def _extend(
    values: array[float], cells: list[list[str]], lines: list[int], names: Sequence[str], file_name: str
) -> None:
    """Convert some rows, append them to `values` and empty the two lists."""
    if not cells:
        return
    converted = _plain_numbers(cells)
    if converted is None:
        raise _first_fault(cells, lines, names, file_name)
    values.extend(converted)
    cells.clear()
    lines.clear()


def _plain_numbers(cells: list[list[str]]) -> array[float] | None:
    """All cells as numbers, row after row, or nothing when `cell_fault` has something to say about one of them."""
    try:
        numbers = array("d", map(float, chain.from_iterable(cells)))
    except ValueError:
        return None
    # float() also takes nan, 1_000 and the digits of other scripts.
    text = "".join(chain.from_iterable(cells))
    plain = text.isascii() and "_" not in text and np.isfinite(np.frombuffer(numbers)).all()
    return numbers if plain else None


def _first_fault(cells: list[list[str]], lines: list[int], names: Sequence[str], file_name: str) -> DataError:
    for line, row in zip(lines, cells, strict=True):
        for column, (cell, name) in enumerate(zip(row, names, strict=True), start=1):
            if fault := cell_fault(cell):
                return DataError(f"{at_line(file_name, line)}, column {column} ({quoted(name)}): {fault}")
    raise AssertionError("the quick look and the close look disagree about what a number is")


def cell_fault(cell: str) -> str | None:
    """Say what is wrong with a cell and what to do about it, or nothing when it is a number as it should be."""
    if not cell.strip():
        return "the cell is empty; fill it in or take the row out"
    try:
        number = float(cell)
    except ValueError:
        if COMMA_IN_NUMBER.fullmatch(cell):
            return f"{quoted(cell)} has a comma in it; write it with a decimal point and no thousands separators"
        return f"{quoted(cell)} is not a number; write a number, or take the row or the column out"
    if "_" in cell or not cell.isascii():
        return f"{quoted(cell)} is not a number in plain digits; write it with the digits 0 to 9 alone"
    if not math.isfinite(number):
        return f"{quoted(cell)} is not a finite number; write an ordinary number or take the row out"
    return None


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
