"""A person's own table, from whatever file it is in: read into a table or refused with one clear line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import cast, get_args

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ColumnError, DataError, counted, did_you_mean
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data.columns import split_columns, unknown_column
from tui_nn.data.content import Content
from tui_nn.data.date_columns import with_date_parts
from tui_nn.data.formats import opened
from tui_nn.data.recognition import Recognised, recognised
from tui_nn.data.table import Column, ColumnKind, Table
from tui_nn.data.text_lines import at_line

DATES_LEFT_OUT = "holds dates and is left out; --dates days, or the kind date, makes numbers of them"
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


class _Reader:
    """Reads one file: once, and again when a column turns out to hold words only after it was taken for numbers."""

    def __init__(self, source: str | os.PathLike[str], config: DataConfig, targets: list[str]) -> None:
        self._file = opened(source, config)
        self.name = self._file.name
        self._config = config
        self._targets = targets

    def table(self) -> Table:
        content = self._read(frozenset())
        if content.too_narrow:
            raise DataError(content.too_narrow)
        found = self._recognise(content)
        again = [name for name, column in zip(content.names, found, strict=True) if _reads_again(column)]
        if again:
            content = self._read(frozenset(again))
            found = self._recognise(content)
        self._refuse_faults(content, found)
        columns = tuple(each.column for each in found if each.column is not None)
        columns, left_out = self._without_empty(content, columns, found)
        dated = frozenset(name for name, each in zip(content.names, found, strict=True) if each.dates)
        targets = self._chosen_targets(content, columns, dated)
        self._refuse_missing(content, found, columns)
        count = sum(int(column.missing.sum()) for column in columns if column.kind != "text")
        columns, of_dates = with_date_parts(columns, targets, self._config.dates)
        remarks = [*content.remarks, *left_out, *of_dates]
        if any(each.guards_taken_off for each in found):
            remarks.append("the sign ' before = + - @ taken off")
        if count:
            remarks.append(f"{counted(count, 'cell')} without a value")
        return Table(self.name, columns, targets, remarks=tuple(remarks), parts=content.parts)

    def all_columns(self) -> tuple[Table, dict[str, str]]:
        """Recognise every column, those with a wrong cell as text."""
        content = self._read(frozenset())
        found = self._recognise(content)
        faults = {
            name: f"{content.unit} {content.cells.lines[each.fault[0]]}: {each.fault[1]}"
            for name, each in zip(content.names, found, strict=True)
            if each.fault is not None
        }
        again = {name for name, each in zip(content.names, found, strict=True) if each.column is None}
        if again:
            content = self._read(frozenset(again))
            content.kinds.update(dict.fromkeys(faults, "text"))
            found = self._recognise(content)
        columns = tuple(each.column for each in found if each.column is not None)
        return Table(self.name, columns, (), remarks=tuple(content.remarks)), faults

    def _read(self, words: frozenset[str]) -> Content:
        """Read the file, those columns as words; what is wanted is checked as soon as the names are known."""

        def wanted(names: tuple[str, ...]) -> frozenset[str]:
            kinds = self._wanted_kinds(names)
            if len(names) != 1:  # one alone is refused for that, where something is to be learned
                self._check_targets(names, kinds)
            return words | {name for name, kind in kinds.items() if kind in ("category", "text", "date")}

        content = self._file.read(wanted)
        content.kinds.update(self._wanted_kinds(content.names))
        return content

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

    def _recognise(self, content: Content) -> list[Recognised]:
        return [
            recognised(raw, name, content.kinds.get(name), self._config, decimal_comma=content.decimal_comma)
            for raw, name in zip(content.cells.columns, content.names, strict=True)
        ]

    def _refuse_faults(self, content: Content, found: list[Recognised]) -> None:
        faults = [(each.fault[0], index, each.fault[1]) for index, each in enumerate(found) if each.fault is not None]
        if faults:
            row, index, fault = min(faults)
            place = f"{at_line(self.name, int(content.cells.lines[row]), content.unit)}, column {index + 1}"
            raise ColumnError(f"{place} ({quoted(content.names[index])}): {fault}")

    def _without_empty(
        self, content: Content, columns: tuple[Column, ...], found: list[Recognised]
    ) -> tuple[tuple[Column, ...], list[str]]:
        """Make text of columns without any value; where missing values are refused, only of those without a name."""
        kept: list[Column] = []
        remarks: list[str] = []
        for column, each in zip(columns, found, strict=True):
            empty = each.missing_count == column.rows
            if column.kind == "text":
                ignored = column.name in self._config.ignored
                what = "is ignored" if ignored else DATES_LEFT_OUT if each.dates else "holds text and is left out"
                remarks.append(f"column {quoted(column.name)} {what}")
            elif empty and (self._config.missing != "refuse" or column.name in content.unnamed):
                remarks.append(f"column {quoted(column.name)} is empty and is left out")
                kept.append(Column(column.name, "text", column.values))
                continue
            kept.append(column)
        return tuple(kept), remarks

    def _chosen_targets(self, content: Content, columns: tuple[Column, ...], dated: frozenset[str]) -> tuple[str, ...]:
        for column in columns:
            if column.kind == "text" and column.name in self._targets:
                words = "dates" if column.name in dated else counted(len(column.categories), "different text")
                raise ColumnError(
                    f"{quoted(self.name)}: the target {quoted(column.name)} holds {words}; "
                    f"choose another target, or {_other_kind(column.name, dated)}"
                )
        usable = [column.name for column in columns if column.kind != "text"]
        if not usable:
            raise self._nothing_left()
        wanted = self._targets or [name for name in content.targets if name in usable]
        texts = [column.name for column in columns if column.kind == "text"]
        if texts and set(usable) <= set(wanted or usable[-1:]):
            raise ColumnError(
                f"{quoted(self.name)}: no column is left as an input, since {quoted(texts[0])} holds "
                f"{'dates' if texts[0] in dated else 'text'}; "
                f"choose other targets, or {_other_kind(texts[0], dated)}"
            )
        _, chosen = split_columns(usable, wanted, quoted(self.name))
        return tuple(usable[index] for index in chosen)

    def _refuse_missing(self, content: Content, found: list[Recognised], columns: tuple[Column, ...]) -> None:
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
            f"{content.unit} {content.cells.lines[row]}, column {index + 1} ({quoted(content.names[index])})"
            for row, index, _ in places
        ]
        more = f"; {count:,} cells in all have none, the next at {' and '.join(where[1:])}" if count > 1 else ""
        raise ColumnError(f"{quoted(self.name)}, {where[0]}: {fault}{more}; {MISSING_CHOICES}, or fill it in")


def _other_kind(name: str, dated: frozenset[str]) -> str:
    """How a column that holds text or dates can be used."""
    return f"--kinds {printable(name, QUOTE_LIMIT)}={'date' if name in dated else 'category'}"


def _reads_again(column: Recognised) -> bool:
    return column.column is None and column.fault is None
