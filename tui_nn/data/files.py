"""A person's own table: a CSV or TSV file with a header line, read into a data set or refused with one clear line."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.columns import column_names, split_columns
from tui_nn.data.dataset import Dataset
from tui_nn.data.numbers import read_numbers
from tui_nn.data.text_lines import LINE_LIMIT, at_line, open_lines

COLUMN_LIMIT = 10_000
"""Columns of one table; a wider one is nothing that this laboratory could show or train."""

DELIMITERS = ",\t;"
"""What may stand between two cells; the first one wins when they are equally frequent."""

TAB_SUFFIXES = frozenset({".tsv", ".tab"})

QUOTED_TEXT = re.compile('"[^"]*"')


def read_table(path: str | os.PathLike[str], targets: Sequence[str] = ()) -> Dataset:
    """Read a CSV or TSV file with a header line and numeric columns.

    The cells are separated by commas, tabs or semicolons. The last column is the target unless `targets` names others,
    in the order wanted; the rest are the inputs: (rows, columns that are no target).

    Raises:
        DataError: the file cannot be read, or is not such a table; the message names file, line and column.
    """
    file = Path(path)
    try:
        with open_lines(file) as lines:
            return _read(lines, file, targets)
    except MemoryError as error:
        raise DataError(f"{quoted(file.name)} needs more memory than there is; use fewer rows or columns") from error


def _read(lines: Iterator[str], file: Path, targets: Sequence[str]) -> Dataset:
    blank, header_lines = _header_lines(lines)
    delimiter = _delimiter("".join(header_lines), file.suffix)
    rows = _rows(chain(header_lines, lines), delimiter, blank, file.name)
    header_line, header = next(rows, (0, []))
    if not header:
        raise DataError(f"{quoted(file.name)} is empty; it needs a line of column names and rows of numbers below it")
    _check_header(header, at_line(file.name, header_line))
    names = column_names(header)
    inputs, chosen = split_columns(names, targets, quoted(file.name))
    table = read_numbers(rows, names, file.name)
    if not len(table):
        raise DataError(f"{quoted(file.name)} has a header but no rows; add rows of numbers below it")
    return Dataset(
        name=file.name,
        # The usual split is a view: a data set makes its own copy, and a second one would only cost memory.
        inputs=table[:, :-1] if chosen == [len(names) - 1] else table[:, inputs],
        targets=table[:, chosen],
        input_names=tuple(names[index] for index in inputs),
        target_names=tuple(names[index] for index in chosen),
    )


def _header_lines(lines: Iterator[str]) -> tuple[int, list[str]]:
    """How many blank lines come first, and the physical lines of the header: several when a quoted name is broken."""
    blank = 0
    header: list[str] = []
    quotes = length = 0
    for line in lines:
        if not header and not line.strip():
            blank += 1
            continue
        header.append(line)
        quotes += line.count('"')
        length += len(line)
        if quotes % 2 == 0 or length > LINE_LIMIT:
            break
    return blank, header


def _delimiter(header: str, suffix: str) -> str:
    bare = QUOTED_TEXT.sub("", header)
    if suffix.lower() in TAB_SUFFIXES and "\t" in bare:
        return "\t"
    return max(DELIMITERS, key=bare.count)


def _rows(lines: Iterator[str], delimiter: str, lines_before: int, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the line of the file on which it begins."""
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


def _check_header(header: list[str], place: str) -> None:
    if len(header) == 1:
        raise DataError(
            f"{place}: only one column, {quoted(header[0])}; a table needs an input and a target, "
            "separated by a comma, a tab or a semicolon"
        )
    if len(header) > COLUMN_LIMIT:
        raise DataError(f"{place}: {len(header):,} columns are more than {COLUMN_LIMIT:,}; keep only those you need")
    named = [cell for cell in header if cell.strip()]
    if named and all(_is_number(cell) for cell in named):
        raise DataError(f"{place} holds only numbers where column names should be; add a line of names above it")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
