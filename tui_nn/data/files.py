"""A person's own table: a CSV or TSV file or standard input, read into a table or refused with one clear line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import cast, get_args

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ColumnError, DataError, counted, did_you_mean
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data import dialect, standard_input
from tui_nn.data.cells import Cells, Row, read_cells, rows_of
from tui_nn.data.columns import column_names, split_columns, unknown_column
from tui_nn.data.recognition import Recognised, recognised, without_guard
from tui_nn.data.table import Column, ColumnKind, Table
from tui_nn.data.text_lines import TextLines, at_line, lines_of_bytes, open_lines

COLUMN_LIMIT = 10_000
"""Columns of one table; a wider one is nothing that this laboratory could show or train."""

ROWS_LOOKED_AT = 1_000
"""Rows by which header and decimal comma are recognised."""

MISSING_CHOICES = "choose --missing drop, mean, median or category"


def read_table(
    source: str | os.PathLike[str], config: DataConfig | None = None, targets: Sequence[str] | None = None
) -> Table:
    """Read a table from a file, or from standard input when `source` is '-'.

    How it is written and what its columns hold is recognised unless `config` says it. The last column that is not left
    out is the target unless `targets`, or else `config`, names others in the order wanted.

    Raises:
        DataError: the file cannot be read, or is not such a table; the message names file, line and column.
    """
    chosen = config or DataConfig()
    wanted = chosen.targets if targets is None else targets
    reader = _Reader(source, chosen, [wanted] if isinstance(wanted, str) else list(wanted))
    try:
        return reader.table()
    except MemoryError as error:
        raise DataError(f"{quoted(reader.name)} needs more memory than there is; use fewer rows or columns") from error


def read_all_columns(source: str | os.PathLike[str], config: DataConfig) -> tuple[Table, dict[str, str]]:
    """Read a file for a look at its columns: a wrong cell makes its column text, and there is no target.

    Returns:
        The table, and for each column with a wrong cell the line of the first one and what is wrong with it.

    Raises:
        DataError: the file cannot be read, or is no table.
    """
    reader = _Reader(source, replace(config, missing="drop", ignored=(), targets=()), [])
    try:
        return reader.all_columns()
    except MemoryError as error:
        raise DataError(f"{quoted(reader.name)} needs more memory than there is; use fewer rows or columns") from error


@dataclass(slots=True)
class _Content:
    """What one look through a file finds."""

    names: tuple[str, ...]
    wanted_kinds: dict[str, ColumnKind]
    cells: Cells
    decimal_comma: bool
    remarks: list[str]


class _Reader:
    """Reads one file: once, and again when a column turns out to hold words only after it was taken for numbers."""

    def __init__(self, source: str | os.PathLike[str], config: DataConfig, targets: list[str]) -> None:
        self._path = None if source == standard_input.SOURCE else Path(source)
        self.name = standard_input.NAME if self._path is None else self._path.name
        self._config = config
        self._targets = targets

    def table(self) -> Table:
        content = self._read(frozenset())
        found = self._recognise(content)
        again = [name for name, column in zip(content.names, found, strict=True) if _reads_again(column)]
        if again:
            content = self._read(frozenset(again))
            found = self._recognise(content)
        self._refuse_faults(content, found)
        columns = tuple(each.column for each in found if each.column is not None)
        columns, left_out = self._without_empty(columns, found)
        targets = self._chosen_targets(columns)
        self._refuse_missing(content, found, columns)
        count = sum(int(column.missing.sum()) for column in columns if column.kind != "text")
        remarks = [*content.remarks, *left_out]
        if any(each.guards_taken_off for each in found):
            remarks.append("the sign ' before = + - @ taken off")
        if count:
            remarks.append(f"{counted(count, 'cell')} without a value")
        return Table(self.name, columns, targets, remarks=tuple(remarks))

    def all_columns(self) -> tuple[Table, dict[str, str]]:
        """Recognise every column, those with a wrong cell as text."""
        content = self._read(frozenset())
        found = self._recognise(content)
        faults = {
            name: f"line {content.cells.lines[each.fault[0]]}: {each.fault[1]}"
            for name, each in zip(content.names, found, strict=True)
            if each.fault is not None
        }
        again = {name for name, each in zip(content.names, found, strict=True) if each.column is None}
        if again:
            content = self._read(frozenset(again))
            content.wanted_kinds.update(dict.fromkeys(faults, "text"))
            found = self._recognise(content)
        columns = tuple(each.column for each in found if each.column is not None)
        return Table(self.name, columns, (), remarks=tuple(content.remarks)), faults

    def _read(self, words: frozenset[str]) -> _Content:
        with self._opened() as lines:
            first = dialect.FirstLines(lines)
            delimiter = dialect.DELIMITERS.get(self._config.delimiter) or dialect.delimiter_of(
                first.logical, self._path.suffix if self._path else ""
            )
            taken = first.all_lines()
            if delimiter == " ":
                taken = dialect.without_runs_of_blanks(taken)
            rows = rows_of(taken, delimiter, first.blank, self.name)
            return self._read_rows(rows, delimiter, lines.encoding, words)

    def _opened(self) -> AbstractContextManager[TextLines]:
        if self._path is None:
            return lines_of_bytes(standard_input.standard_input(), self.name)
        return open_lines(self._path)

    def _read_rows(self, rows: Iterator[Row], delimiter: str, encoding: str, words: frozenset[str]) -> _Content:
        line, first = next(rows, (0, []))
        if not first:
            raise DataError(
                f"{quoted(self.name)} is empty; it needs a line of column names and rows of numbers below it"
            )
        place = at_line(self.name, line)
        _check_width(first, place)
        decimal_comma = self._config.decimal == "comma"
        looked_at: list[Row] = []
        if self._config.decimal == "auto" and delimiter != ",":
            looked_at = list(islice(rows, ROWS_LOOKED_AT))
            decimal_comma = dialect.has_decimal_comma([(line, first), *looked_at], delimiter, self.name)
        any_number = any(dialect.is_number(cell, decimal_comma=decimal_comma) for cell in first)
        header = self._config.header != "no"
        if self._config.header == "yes" and any_number and dialect.only_numbers(first, decimal_comma=decimal_comma):
            raise DataError(
                f"{place} holds only numbers where column names should be; "
                "add a line of names above it, or choose --header no"
            )
        if self._config.header == "auto" and any_number:
            looked_at = looked_at or list(islice(rows, ROWS_LOOKED_AT))
            header = dialect.has_header(first, [row for _, row in looked_at], decimal_comma=decimal_comma)
        names = column_names([without_guard(cell.strip()) for cell in first] if header else [""] * len(first))
        kinds = self._wanted_kinds(names)
        self._check_targets(names, kinds)
        as_words = {
            index for index, name in enumerate(names) if name in words or kinds.get(name) in ("category", "text")
        }
        all_rows = chain(looked_at if header else [(line, first), *looked_at], rows)
        cells = read_cells(all_rows, names, self.name, as_words, decimal_comma=decimal_comma)
        if not len(cells.lines):
            raise DataError(f"{quoted(self.name)} has a header but no rows; add rows of numbers below it")
        remarks = dialect.remarks_of(
            delimiter, encoding, decimal_comma=decimal_comma, header=header, columns=len(names)
        )
        renamed = [
            f"another column {quoted(cell.strip())} is called {quoted(name)}"
            for name, cell in zip(names, first, strict=True)
            if header and cell.strip() and without_guard(cell.strip()) != name
        ]
        named = {name for name, cell in zip(names, first, strict=True) if header and cell.strip()}
        self._unnamed = set(names) - named
        return _Content(names, kinds, cells, decimal_comma, [*remarks, *renamed[:3]])

    def _wanted_kinds(self, names: tuple[str, ...]) -> dict[str, ColumnKind]:
        """The kinds that somebody has chosen; an ignored column is text, kept as it is and not used."""
        wanted: dict[str, ColumnKind] = {}
        for chosen in self._config.kinds:
            name, sign, kind = chosen.rpartition("=")
            name, kind = name.strip(), kind.strip().lower()
            if not sign:
                raise ColumnError(f"{quoted(chosen)} names no kind; write it as in zip=category")
            if name not in names:
                raise unknown_column(name, names, quoted(self.name))
            if kind not in get_args(ColumnKind):
                hint = did_you_mean(kind, get_args(ColumnKind)) or ";"
                raise ColumnError(
                    f"there is no kind {quoted(kind)}{hint} a column is one of {', '.join(get_args(ColumnKind))}"
                )
            if wanted.get(name, kind) != kind:
                raise ColumnError(f"the column {quoted(name)} is given two kinds; name it once")
            wanted[name] = cast("ColumnKind", kind)
        for name in self._config.ignored:
            if name not in names:
                raise unknown_column(name, names, quoted(self.name))
            wanted[name] = "text"
        return wanted

    def _check_targets(self, names: tuple[str, ...], kinds: dict[str, ColumnKind]) -> None:
        for target in self._targets:
            if kinds.get(target) == "text":
                raise ColumnError(
                    f"{quoted(self.name)}: {quoted(target)} is left out and cannot be a target; choose another"
                )
        usable = [name for name in names if kinds.get(name) != "text"]
        if self._targets:
            # All names, so that a wrong one is answered with all there are.
            split_columns(names, self._targets, quoted(self.name))
        if not usable:
            raise self._nothing_left()
        split_columns(usable, self._targets, quoted(self.name))

    def _nothing_left(self) -> DataError:
        return ColumnError(f"{quoted(self.name)}: every column is left out; keep an input and a target")

    def _recognise(self, content: _Content) -> list[Recognised]:
        return [
            recognised(raw, name, content.wanted_kinds.get(name), decimal_comma=content.decimal_comma)
            for raw, name in zip(content.cells.columns, content.names, strict=True)
        ]

    def _refuse_faults(self, content: _Content, found: list[Recognised]) -> None:
        faults = [(each.fault[0], index, each.fault[1]) for index, each in enumerate(found) if each.fault is not None]
        if faults:
            row, index, fault = min(faults)
            place = f"{at_line(self.name, int(content.cells.lines[row]))}, column {index + 1}"
            raise ColumnError(f"{place} ({quoted(content.names[index])}): {fault}")

    def _without_empty(
        self, columns: tuple[Column, ...], found: list[Recognised]
    ) -> tuple[tuple[Column, ...], list[str]]:
        """Make text of columns without any value; where missing values are refused, only of those without a name."""
        kept: list[Column] = []
        remarks: list[str] = []
        for column, each in zip(columns, found, strict=True):
            empty = each.missing_count == len(column.values)
            if column.kind == "text":
                ignored = column.name in self._config.ignored
                remarks.append(
                    f"column {quoted(column.name)} " + ("is ignored" if ignored else "holds text and is left out")
                )
            elif empty and (self._config.missing != "refuse" or column.name in self._unnamed):
                remarks.append(f"column {quoted(column.name)} is empty and is left out")
                kept.append(Column(column.name, "text", column.values))
                continue
            kept.append(column)
        return tuple(kept), remarks

    def _chosen_targets(self, columns: tuple[Column, ...]) -> tuple[str, ...]:
        for column in columns:
            if column.kind == "text" and column.name in self._targets:
                words = counted(len(column.categories), "different text")
                raise ColumnError(
                    f"{quoted(self.name)}: the target {quoted(column.name)} holds {words}; "
                    f"choose another target, or --kinds {printable(column.name, QUOTE_LIMIT)}=category"
                )
        usable = [column.name for column in columns if column.kind != "text"]
        if not usable:
            raise self._nothing_left()
        texts = [column.name for column in columns if column.kind == "text"]
        if texts and set(usable) <= set(self._targets or usable[-1:]):
            raise ColumnError(
                f"{quoted(self.name)}: no column is left as an input, since {quoted(texts[0])} holds text; "
                f"choose other targets, or --kinds {printable(texts[0], QUOTE_LIMIT)}=category"
            )
        _, chosen = split_columns(usable, self._targets, quoted(self.name))
        return tuple(usable[index] for index in chosen)

    def _refuse_missing(self, content: _Content, found: list[Recognised], columns: tuple[Column, ...]) -> None:
        if self._config.missing != "refuse":
            return
        used = [(index, each) for index, each in enumerate(found) if columns[index].kind != "text"]
        count = sum(each.missing_count for _, each in used)
        if not count:
            return
        places = sorted((row, index, cell) for index, each in used for row, cell in each.missing)[:3]
        cell = places[0][2]
        fault = "the cell is empty" if not cell.strip() else f"{quoted(cell)} is no value"
        where = [
            f"line {content.cells.lines[row]}, column {index + 1} ({quoted(content.names[index])})"
            for row, index, _ in places
        ]
        more = f"; {count:,} cells in all have none, the next at {' and '.join(where[1:])}" if count > 1 else ""
        raise ColumnError(f"{quoted(self.name)}, {where[0]}: {fault}{more}; {MISSING_CHOICES}, or fill it in")


def _reads_again(column: Recognised) -> bool:
    return column.column is None and column.fault is None


def _check_width(first: list[str], place: str) -> None:
    if len(first) == 1:
        raise DataError(
            f"{place}: only one column, {quoted(first[0])}; a table needs an input and a target, "
            "separated by a comma, a tab or a semicolon"
        )
    if len(first) > COLUMN_LIMIT:
        raise DataError(f"{place}: {len(first):,} columns are more than {COLUMN_LIMIT:,}; keep only those you need")
