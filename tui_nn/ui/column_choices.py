"""What each column of the data is for: found in a table, changed by a person, written back as options; no widget."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

import numpy as np

from tui_nn.config.data_config import COLUMN_KIND_NAMES, DataConfig
from tui_nn.config.errors import DataError
from tui_nn.data.catalog import builtin_datasets, is_builtin, load_table
from tui_nn.data.files import read_all_columns
from tui_nn.data.table import Column, ColumnKind, Table, number_text

Role = Literal["input", "target", "ignored"]
ROLES: tuple[Role, ...] = get_args(Role)

EXAMPLES, ROWS_LOOKED_AT = 3, 1000


@dataclass(frozen=True)
class FoundColumn:
    """A column as it was found."""

    name: str
    kind: ColumnKind
    missing: int
    examples: tuple[str, ...]
    fault: str = ""
    """Why it cannot be what its cells look like; it stands here as text."""


@dataclass(frozen=True)
class FoundColumns:
    """All columns of some data, and what was recognised."""

    name: str
    rows: int
    columns: tuple[FoundColumn, ...]
    default_targets: tuple[str, ...]
    """Of built-in data, and of files that say it; another file has its last column that is used."""

    remarks: tuple[str, ...]
    builtin: str = ""
    """What kind of built-in data these are; their columns are what they are."""


@dataclass(frozen=True)
class ColumnChoice:
    """What a person has made of a column."""

    role: Role
    kind: ColumnKind

    @property
    def used(self) -> bool:
        """Whether it goes in or is learned."""
        return self.role == "target" or (self.role == "input" and self.kind != "text")


def find_columns(config: DataConfig) -> FoundColumns:
    """Look at all columns of the data, whatever has been chosen about them; this reads the whole file.

    Raises:
        DataError: there are no such data, or they are no table.
    """
    faults: dict[str, str] = {}
    # Dates alone, without the columns that are made of them.
    dates = ("days",) if config.dates else ()
    every = replace(config, missing="drop", ignored=(), targets=(), dates=dates)
    if is_builtin(config.source):
        table = load_table(every)
    else:
        table, faults = _file_columns(every)
    return FoundColumns(
        table.name,
        table.rows,
        tuple(_found(column, faults.get(column.name, "")) for column in table.columns),
        table.targets,
        table.remarks,
        next((known.kind for known in builtin_datasets() if known.name == config.source.lower()), "")
        or ("truth table" if is_builtin(config.source) else ""),
    )


def _file_columns(config: DataConfig) -> tuple[Table, dict[str, str]]:
    """The table of a file; where it is refused, its columns with those that are wrong as text, and what is wrong."""
    try:
        return load_table(config), {}
    except DataError as error:
        if not os.path.lexists(os.path.expanduser(config.source)):  # noqa: PTH111  as in the catalogue
            raise
        for kinds in (config.kinds, ()):
            try:
                return read_all_columns(os.path.expanduser(config.source), replace(config, kinds=kinds))  # noqa: PTH111
            except DataError:
                continue
        raise error from None


def _found(column: Column, fault: str) -> FoundColumn:
    if column.in_words:
        examples = column.categories[:EXAMPLES]
    else:
        values = column.values[:ROWS_LOOKED_AT]
        known = values[~np.isnan(values)].tolist()
        written = column.text_of if column.kind == "date" else _example
        examples = tuple(map(written, list(dict.fromkeys(known))[:EXAMPLES]))
    return FoundColumn(column.name, column.kind, int(column.missing.sum()), examples, fault)


def _example(value: float) -> str:
    text = number_text(value)
    return text if len(text) <= 10 else f"{value:.6g}"


def present_choices(found: FoundColumns, config: DataConfig) -> list[ColumnChoice]:
    """Return what is chosen now about each column."""
    kinds = [_chosen_kind(column, config) for column in found.columns]
    targets = effective_targets(found, config.targets, config.ignored, kinds)
    return [
        ColumnChoice(
            "ignored" if column.name in config.ignored else "target" if column.name in targets else "input", kind
        )
        for column, kind in zip(found.columns, kinds, strict=True)
    ]


def effective_targets(
    found: FoundColumns, targets: Sequence[str], ignored: Sequence[str], kinds: Sequence[ColumnKind]
) -> tuple[str, ...]:
    """Return the columns that are learned when these are named: without any, the file's own, or the last one used."""
    if targets:
        return tuple(targets)
    if found.builtin:
        return found.default_targets
    usable = [
        column.name
        for column, kind in zip(found.columns, kinds, strict=True)
        if column.name not in ignored and kind != "text"
    ]
    several = found.default_targets if len(found.default_targets) > 1 else ()
    return tuple(name for name in several if name in usable) or tuple(usable[-1:])


def config_with(found: FoundColumns, choices: Sequence[ColumnChoice], config: DataConfig) -> DataConfig:
    """Return the options that say what was chosen; what is as it was stays as it was written.

    Raises:
        DataError: no column would be learned, or none go in.
    """
    present = present_choices(found, config)
    names = [column.name for column in found.columns]
    ignored = tuple(name for name, choice in zip(names, choices, strict=True) if choice.role == "ignored")
    targets = tuple(name for name, choice in zip(names, choices, strict=True) if choice.role == "target")
    if not targets:
        raise DataError("no column is a target; make the one to learn a target (space)")
    if not any(choice.used and choice.role == "input" for choice in choices):
        raise DataError("no column goes in; make at least one an input (space) that is no text (k)")
    if set(ignored) == set(config.ignored):
        ignored = config.ignored
    kinds = config.kinds
    if not found.builtin:
        stated = [
            f"{column.name}={choice.kind}"
            for column, choice, before in zip(found.columns, choices, present, strict=True)
            if choice.role != "ignored"
            and (column.fault or choice.kind != before.kind or _stated_kind(column.name, config))
        ]
        if set(stated) != set(config.kinds):
            kinds = tuple(stated)
    as_before = set(targets) == set(effective_targets(found, config.targets, config.ignored, _kinds(present)))
    implied = set(targets) == set(effective_targets(found, config.targets, ignored, _kinds(choices)))
    return replace(config, targets=config.targets if as_before and implied else targets, ignored=ignored, kinds=kinds)


def next_kind(kind: ColumnKind) -> ColumnKind:
    """Return the kind after this one."""
    return cast("ColumnKind", after(kind, COLUMN_KIND_NAMES))


def after(value: str, values: Sequence[str]) -> str:
    """Return the value after this one, the first after the last."""
    return values[(values.index(value) + 1) % len(values)]


def missing_cells(found: FoundColumns, choices: Sequence[ColumnChoice]) -> int:
    """Count the missing cells of the columns that are used."""
    return sum(column.missing for column, choice in zip(found.columns, choices, strict=True) if choice.used)


def _kinds(choices: Sequence[ColumnChoice]) -> list[ColumnKind]:
    return [choice.kind for choice in choices]


def _chosen_kind(column: FoundColumn, config: DataConfig) -> ColumnKind:
    return column.kind if column.fault else _stated_kind(column.name, config) or column.kind


def _stated_kind(name: str, config: DataConfig) -> ColumnKind | None:
    """The kind that the options name for a column."""
    for stated in config.kinds:
        stated_name, _, kind = stated.rpartition("=")
        if stated_name.strip() == name and kind.strip().lower() in COLUMN_KIND_NAMES:
            return cast("ColumnKind", kind.strip().lower())
    return None
