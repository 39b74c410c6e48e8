"""One door to all data: a built-in name, the path of a person's own file, or standard input."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ColumnError, DataError, did_you_mean
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data import standard_input
from tui_nn.data.columns import split_columns, unknown_column
from tui_nn.data.dataset import Dataset
from tui_nn.data.date_columns import with_date_parts
from tui_nn.data.editing import table_of
from tui_nn.data.files import read_all_columns, read_table
from tui_nn.data.gates import FAMILIES, GATES
from tui_nn.data.preparation import prepare
from tui_nn.data.samples import SAMPLES, read_sample
from tui_nn.data.shapes import BLOB_COUNTS, BLOBS_PREFIX, SHAPES
from tui_nn.data.table import Column, FloatArray, Table, number_column

BuiltinKind = Literal["truth table", "shape", "sample"]

ROWS_KEY = 3
"""Keeps the random numbers of generated rows apart from those of start weights, batches and parts of the same seed."""


@dataclass(frozen=True, slots=True)
class BuiltinDataset:
    """What a list says about a built-in data set, known without building it."""

    name: str
    inputs: int
    targets: int
    """Numbers to learn: one for each class where there are more than two."""

    rows: int
    """Of a shape, unless another number is asked for."""

    description: str
    kind: BuiltinKind = "truth table"
    source: str = ""
    """Of a sample: who measured it and where it is from."""

    licence: str = ""


def builtin_datasets() -> tuple[BuiltinDataset, ...]:
    """Describe every built-in data set, in the order in which a list shows them."""
    gates = [
        BuiltinDataset(gate.name, len(gate.input_names), len(gate.target_names), gate.rows, gate.description)
        for gate in GATES.values()
    ]
    shapes = [
        BuiltinDataset(
            shape.name,
            len(shape.input_names),
            _width(shape.class_names),
            shape.default_rows,
            shape.description,
            "shape",
        )
        for shape in SHAPES.values()
    ]
    samples = [
        BuiltinDataset(
            sample.name,
            sample.inputs,
            _width(sample.class_names),
            sample.rows,
            sample.description,
            "sample",
            sample.source,
            sample.licence,
        )
        for sample in SAMPLES.values()
    ]
    return (*gates, *shapes, *samples)


def is_builtin(name: str) -> bool:
    """Say whether a built-in data set has this name, in small or capital letters."""
    return any(name.lower() in known for known in (GATES, SHAPES, SAMPLES))


def load_dataset(name_or_path: str | os.PathLike[str], targets: Sequence[str] = ()) -> Dataset:
    """Load a built-in data set by its name, or read a CSV or TSV file.

    A built-in name wins over a file of that name; './xor' and a `Path` always mean the file, and '~' at the beginning
    of a text is the home directory. The columns named in `targets`, in that order, become the targets, and all others
    the inputs; without them a file's last column is the target, and a built-in data set is as it is.

    Raises:
        DataError: there is no such data, it is not a table, or it has no such columns.
    """
    config = DataConfig(targets=(targets,) if isinstance(targets, str) else tuple(targets))
    return _prepared(_table(name_or_path, config), config)


def load_data(config: DataConfig) -> Dataset:
    """Load what the options name and prepare it as they say; options that mean nothing for it are not used.

    Raises:
        DataError: there is no such data, it is not a table, or it cannot be prepared so.
    """
    dataset = _prepared(load_table(config), config)
    return replace(dataset, name=config.label) if config.label else dataset


def load_table(config: DataConfig) -> Table:
    """Load what the options name as its owner wrote it, before anything is encoded or scaled.

    Cells without a value are refused unless `config.missing` says what to do about them; then they stay empty here.

    Raises:
        DataError: there is no such data, it is not a table, or it has no such columns.
    """
    return _table(config.source, config)


def load_columns(config: DataConfig) -> Table:
    """Load every column of what the options name, without asking what is to be learnt.

    Cells without a value stay empty, and a column with a cell that is no number is one of words.

    Raises:
        DataError: there are no such data, or they are no table.
    """
    if is_builtin(config.source):
        return replace(_builtin_table(config.source.lower(), config), targets=())
    if config.source != standard_input.SOURCE and not _is_path(config.source):
        raise _unknown(config.source)
    path = config.source if config.source == standard_input.SOURCE else os.path.expanduser(config.source)  # noqa: PTH111
    table, _ = read_all_columns(path, config)
    columns, remarks = with_date_parts(table.columns, (), config.dates)
    return replace(table, columns=columns, remarks=(*table.remarks, *remarks))


def _prepared(table: Table, config: DataConfig) -> Dataset:
    try:
        return prepare(table, config)
    except MemoryError as error:
        raise DataError(f"{quoted(table.name)} needs more memory than there is; use fewer rows or columns") from error


def _table(source: str | os.PathLike[str], config: DataConfig) -> Table:
    if not isinstance(source, str):
        return read_table(source, config)
    if is_builtin(source):
        return _rearranged(_builtin_table(source.lower(), config), config)
    if source == standard_input.SOURCE:
        return read_table(source, config)
    if _is_path(source):
        # Path's own method would raise for a file that is called '~name'.
        return read_table(os.path.expanduser(source), config)  # noqa: PTH111
    raise _unknown(source)


def _builtin_table(name: str, config: DataConfig) -> Table:
    if name in GATES:
        return table_of(GATES[name].dataset())
    if name in SHAPES:
        shape = SHAPES[name]
        generator = np.random.default_rng(np.random.SeedSequence(config.seed, spawn_key=(ROWS_KEY,)))
        inputs, targets = shape.make(config.samples or shape.default_rows, config.noise, generator)
        named = (name, shape.description, shape.target_name, shape.class_names)
        return _table_from(*named, shape.input_names, inputs, targets)
    sample = SAMPLES[name]
    input_names, inputs, targets = read_sample(name)
    return _table_from(name, sample.description, sample.target_name, sample.class_names, input_names, inputs, targets)


def _table_from(
    name: str,
    description: str,
    target_name: str,
    class_names: tuple[str, ...],
    input_names: tuple[str, ...],
    inputs: FloatArray,
    targets: FloatArray,
) -> Table:
    columns = [number_column(input_name, inputs[:, index]) for index, input_name in enumerate(input_names)]
    if class_names:
        columns.append(Column(target_name, "category", targets, class_names))
    else:
        columns.append(number_column(target_name, targets))
    return Table(name, tuple(columns), (target_name,), description)


def _rearranged(table: Table, config: DataConfig) -> Table:
    """The same columns without those that are ignored, divided into inputs and targets in another way."""
    for name in config.ignored:
        if name not in table.names:
            raise unknown_column(name, table.names, quoted(table.name))
        if name in (config.targets or table.targets):
            raise ColumnError(
                f"{quoted(table.name)}: {quoted(name)} is left out and cannot be a target; choose another"
            )
    columns = tuple(column for column in table.columns if column.name not in config.ignored)
    names = tuple(column.name for column in columns)
    _, chosen = split_columns(names, config.targets or table.targets, quoted(table.name))
    return replace(table, columns=columns, targets=tuple(names[index] for index in chosen))


def _width(class_names: tuple[str, ...]) -> int:
    return len(class_names) if len(class_names) > 2 else 1


def _is_path(name: str) -> bool:
    return os.sep in name or bool(Path(name).suffix) or os.path.lexists(name)


def _unknown(name: str) -> DataError:
    families = [(family.prefix, family.limits) for family in FAMILIES]
    families.append((BLOBS_PREFIX, f"every N from {BLOB_COUNTS[0]} to {BLOB_COUNTS[-1]}"))
    for prefix, limits in families:
        if name.lower().startswith(prefix):
            return DataError(f"there is no {quoted(name)}: {prefix}-N is built in for {limits}")
    hint = did_you_mean(printable(name, QUOTE_LIMIT), (*GATES, *SHAPES, *SAMPLES)) or ";"
    return DataError(
        f"there is no built-in data set and no file {quoted(name)}{hint} 'tui-nn datasets' lists what is built in"
    )
