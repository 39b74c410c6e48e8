"""All rows of a large data set in one file that several processes look at, without a copy in any of them."""

from __future__ import annotations

import math
import mmap
import os
import tempfile
import weakref
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.data.table import ByteColumn, Column

ALIGNED = 64

Kind = TypeVar("Kind")


class Place(NamedTuple):
    """Where an array stands in the file."""

    offset: int
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class MappedRows:
    """A data set without its numbers, and where they are: small enough to be sent to another process."""

    path: str
    size: int
    first_row: Dataset
    """Everything else that is to be known of the data set."""

    arrays: tuple[tuple[str, Place], ...]
    """Of the data set: the name of each field that is an array."""

    columns: tuple[tuple[str, str, tuple[str, ...], Place], ...]
    """Of its table: name, kind, categories and numbers of each column."""

    def opened(self) -> Dataset | None:
        """Return the data set, with arrays that are windows on the file; None when the file is not there any more."""
        found = _open.get(self.path)
        if found is None and (found := _opened(self)) is not None:
            _open[self.path] = found
        return found


def written(dataset: Dataset, folder: Path) -> tuple[Dataset, MappedRows] | None:
    """Write the numbers of a data set to a file, which goes when the data set that is returned does.

    Returns:
        The same data set on the file, and what another process needs to open it; None when there is no room.
    """
    path = ""
    try:
        number, path = tempfile.mkstemp(".rows", dir=folder)
        with os.fdopen(number, "wb") as file:
            described = _write(dataset, file, path)
        mapped = described.opened()
    except OSError:
        mapped = None
    if mapped is None:
        with suppress(OSError):
            Path(path).unlink()
        return None
    weakref.finalize(mapped, _remove, path)
    return mapped, described


def _write(dataset: Dataset, file: BinaryIO, path: str) -> MappedRows:
    def placed(array: npt.NDArray[Any]) -> Place:
        file.write(bytes(-file.tell() % ALIGNED))
        place = Place(file.tell(), array.dtype.str, array.shape)
        file.write(np.ascontiguousarray(array).data.cast("B"))
        return place

    table = dataset.table
    names = [name for name in ("inputs", "targets", "parts", "table_rows") if getattr(dataset, name) is not None]
    rows = dataset.table_rows
    if table is not None and rows is not None and len(rows) == table.rows:
        names.remove("table_rows")  # every row is where it was
    arrays = tuple((name, placed(getattr(dataset, name))) for name in names)
    columns = tuple(
        (column.name, column.kind, column.categories, placed(_numbers_of(column)))
        for column in (table.columns if table is not None else ())
    )
    file.flush()
    return MappedRows(path, file.tell(), without_other_rows(dataset.head(1)), arrays, columns)


def without_other_rows(dataset: Dataset) -> Dataset:
    """Return a data set whose table holds its own rows alone."""
    table, rows = dataset.table, dataset.table_rows
    if table is None or rows is None or len(rows) == table.rows:
        return dataset
    columns = tuple(_with_numbers(column, _numbers_of(column)[rows]) for column in table.columns)
    parts = None if table.parts is None else table.parts[rows]
    return replace(dataset, table=replace(table, columns=columns, parts=parts), table_rows=np.arange(len(rows)))


_open: weakref.WeakValueDictionary[str, Dataset] = weakref.WeakValueDictionary()
"""What is open, by its path, for as long as somebody holds it: asking again is then nothing."""


def _opened(rows: MappedRows) -> Dataset | None:
    try:
        with Path(rows.path).open("rb") as file:
            mapping = mmap.mmap(file.fileno(), rows.size, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: it is shorter than it should be
        return None

    def array(place: Place) -> npt.NDArray[Any]:
        return np.frombuffer(mapping, place.dtype, math.prod(place.shape), place.offset).reshape(place.shape)

    first = rows.first_row
    values = {field.name: getattr(first, field.name) for field in fields(first)}
    values |= {"parts": None, "table_rows": None}
    values |= {name: array(place) for name, place in rows.arrays}
    if first.table is not None:
        columns = tuple(_column(name, kind, words, array(place)) for name, kind, words, place in rows.columns)
        values["table"] = replace(first.table, columns=columns, parts=None)
    return _unchecked(Dataset, values)


def _remove(path: str) -> None:
    with suppress(OSError):
        Path(path).unlink()


def _numbers_of(column: Column) -> npt.NDArray[Any]:
    return column.numbers if isinstance(column, ByteColumn) else column.values


def _with_numbers(column: Column, numbers: npt.NDArray[Any]) -> Column:
    if isinstance(column, ByteColumn):
        return ByteColumn(column.name, numbers)
    return column.with_values(numbers)


def _column(name: str, kind: str, categories: tuple[str, ...], numbers: npt.NDArray[Any]) -> Column:
    if numbers.dtype == np.uint8:
        fields_of = {"name": name, "kind": kind, "categories": categories, "numbers": numbers}
        return _unchecked(ByteColumn, fields_of)
    return _unchecked(Column, {"name": name, "kind": kind, "values": numbers, "categories": categories})


def _unchecked(kind: type[Kind], values: dict[str, Any]) -> Kind:
    """Make an object of what was checked before it was written; checking it again would read and copy everything."""
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made
