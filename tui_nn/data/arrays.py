"""Arrays of inputs and targets as the columns of a table: flat ones, tables, pictures; rows of several parts in one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError, counted
from tui_nn.config.plain_text import quoted
from tui_nn.data.cells import Cells, RawColumn
from tui_nn.data.columns import column_names
from tui_nn.data.content import Content, Wanted, check_width, column_of_numbers, column_of_words, narrow_fault
from tui_nn.data.dates import SECONDS_A_DAY, text_of_days
from tui_nn.data.limits import CELL_LENGTH_LIMIT, COLUMN_LIMIT
from tui_nn.data.splitting import TRAINING
from tui_nn.data.table import ColumnKind
from tui_nn.data.text_lines import NO_TEXT

Array = npt.NDArray[np.generic]

MOST_CLASSES = 20
"""Whole numbers 0, 1 ... of a target that are taken for so many classes at most."""

MOST_ODD_VALUES = 1_000_000
"""Of one column: each is remembered with its row until it is known what becomes of it."""

PART_WORDS = ("for training", "for validation", "for testing")


@dataclass(frozen=True)
class ArrayPair:
    """Rows for one purpose."""

    inputs: Array | None
    """(rows,), (rows, features) or (rows, height, width); None when there are columns."""

    targets: Array | None
    """(rows,) or (rows, outputs); None when the last column is to be learnt."""

    columns: tuple[tuple[str, Array], ...] = ()
    """Flat arrays under their names."""

    part: int = TRAINING


def content_of_arrays(
    name: str,
    pairs: Sequence[ArrayPair],
    wanted: Wanted,
    target_name: str = "",
    remark: str = "",
    *,
    classes: bool = False,
) -> Content:
    """Return the columns of arrays; those of all pairs stand below each other.

    Args:
        name: what a message calls the file.
        pairs: the rows for training, and those kept for other purposes.
        wanted: is told the names of the columns.
        target_name: what a flat array of targets is called.
        remark: how they were found.
        classes: whether the targets are classes, whatever numbers stand for them.

    Raises:
        DataError: the arrays do not fit each other.
    """
    blocks = [_columns(name, pair, target_name) for pair in pairs]
    first = blocks[0]
    for block in blocks[1:]:
        if [column for column, _ in block] != [column for column, _ in first]:
            raise DataError(
                f"{quoted(name)}: the rows {PART_WORDS[pairs[0].part]} have {counted(len(first), 'column')}, others "
                f"{len(block)}; all need the same inputs and targets"
            )
    rows = [len(block[0][1]) for block in blocks]
    if not sum(rows):
        raise DataError(f"{quoted(name)} holds no rows; save some")
    check_width([column for column, _ in first], quoted(name))
    names = column_names([column for column, _ in first])
    as_words = wanted(names)
    raw: list[RawColumn] = []
    kinds: dict[str, ColumnKind] = {}
    targets = _target_count(pairs[0])
    for index, column in enumerate(names):
        parts = [block[index][1] for block in blocks]
        values = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if index >= len(names) - targets and (classes or _are_classes(values)):
            kinds[column] = "category"
        raw.append(_raw(name, values, in_words=column in as_words or column in kinds))
    remarks = [remark] if remark else [_arrays_remark(pairs)]
    if not classes:
        remarks += [f"{quoted(column)} holds whole numbers that are taken for classes" for column in kinds]
    parts_of_rows = None
    if len(pairs) > 1:
        parts_of_rows = np.repeat(np.array([pair.part for pair in pairs], dtype=np.int8), rows)
        parts_of_rows.setflags(write=False)
        remarks.append(", ".join(f"{count:,} rows {PART_WORDS[p.part]}" for count, p in zip(rows, pairs, strict=True)))
    cells = Cells(raw, np.arange(1, sum(rows) + 1))
    return Content(
        names, cells, remarks, unit="row", targets=names[len(names) - targets :] if targets else (), kinds=kinds,
        parts=parts_of_rows, too_narrow=narrow_fault([column for column, _ in first], quoted(name)),
    )  # fmt: skip


def _columns(name: str, pair: ArrayPair, target_name: str) -> list[tuple[str, Array]]:
    """The columns of a pair with their names."""
    if pair.inputs is None:
        return list(pair.columns)
    inputs = _flattened(name, pair.inputs, "inputs" if pair.targets is not None else "the table")
    pictures = pair.inputs.ndim >= 3
    if pair.targets is None:
        return [("", column) for column in inputs]
    if len(pair.inputs) != len(pair.targets):
        raise DataError(
            f"{quoted(name)}: {counted(len(pair.inputs), 'row')} of inputs do not fit "
            f"{len(pair.targets):,} of targets; each row needs both"
        )
    targets = _flattened(name, pair.targets, "targets")
    if pictures:
        height, width = pair.inputs.shape[1:3]
        more = "" if pair.inputs.ndim == 3 else "n"
        names = [f"r{row}c{column}" for row in range(height) for column in range(width)]
        if more or len(names) != len(inputs):
            names = [f"pixel {number}" for number in range(1, len(inputs) + 1)]
    else:
        names = [f"input {number}" for number in range(1, len(inputs) + 1)]
    target = target_name or "target"
    target_names = [target] if len(targets) == 1 else [f"{target} {number}" for number in range(1, len(targets) + 1)]
    return list(zip([*names, *target_names], [*inputs, *targets], strict=True))


def _flattened(name: str, array: Array, what: str) -> Array:
    """An array as its columns: (columns, rows)."""
    if array.ndim == 0:
        raise DataError(f"{quoted(name)}: {what} are a single value; a table has rows and columns")
    width = int(np.prod(array.shape[1:], dtype=np.int64))
    if width > COLUMN_LIMIT:
        raise DataError(f"{quoted(name)}: {width:,} columns are more than {COLUMN_LIMIT:,}; keep only those you need")
    if width == 0:
        raise DataError(f"{quoted(name)}: {what} have no columns; at least one is needed")
    columns: Array = np.ascontiguousarray(array.reshape(len(array), width).T)
    return columns


def _target_count(pair: ArrayPair) -> int:
    if pair.inputs is None or pair.targets is None:
        return 0
    return int(np.prod(pair.targets.shape[1:], dtype=np.int64))


def _are_classes(values: Array) -> bool:
    """Whether a target holds whole numbers 0, 1 ... without a gap, at least three."""
    if values.dtype.kind not in "iu" or not len(values) or int(values.min()) != 0:
        return False
    largest = int(values.max())
    return 2 <= largest < MOST_CLASSES and len(np.unique(values)) == largest + 1


def _raw(name: str, values: Array, *, in_words: bool) -> RawColumn:
    kind = values.dtype.kind
    if kind == "u" and values.dtype.itemsize == 1 and not in_words:
        pixels = np.array(values, dtype=np.uint8)
        pixels.setflags(write=False)
        return RawColumn(pixels, None, {})
    if kind in "biuf":
        if kind == "f" and values.size - int(np.isfinite(values).sum()) > MOST_ODD_VALUES:
            raise DataError(f"{quoted(name)} holds hardly anything but NaN and infinity; save numbers")
        with np.errstate(over="ignore"):  # a long double beyond float64 turns infinite here, and is told as that
            return column_of_numbers(values.astype(np.float64), in_words=in_words, missing="nan")
    if kind == "M":
        return column_of_words(list(_dates_as_words(values)))
    return column_of_words(_words(name, values))


def _dates_as_words(values: Array) -> list[str]:
    with np.errstate(invalid="ignore"):
        seconds = values.astype("datetime64[ms]").astype(np.float64) / 1000
    seconds[np.isnat(values)] = np.nan
    return ["" if value != value else text_of_days(value / SECONDS_A_DAY) or str(value) for value in seconds.tolist()]


def _words(name: str, values: Array) -> list[str]:
    if values.dtype.itemsize > 4 * CELL_LENGTH_LIMIT:
        raise DataError(f"{quoted(name)}: a text is longer than {CELL_LENGTH_LIMIT:,} characters")
    if values.dtype.kind == "U" and values.dtype.itemsize:
        native = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("=")))
        # Python makes texts of what are no characters, and its own methods fail on them.
        if int(native.view(np.uint32).max(initial=0)) > sys.maxunicode:
            raise DataError(f"{quoted(name)}: a text holds what are no characters; save it again")
    words = []
    for value in values.tolist():
        word = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        if NO_TEXT.search(word):
            raise DataError(f"{quoted(name)}: a text holds a NUL or half a character, which no text holds; take it out")
        words.append(word)
    return words


def _arrays_remark(pairs: Sequence[ArrayPair]) -> str:
    if pairs[0].inputs is None:
        return "NumPy, an array for each column"
    return "NumPy, arrays of inputs and targets" if pairs[0].targets is not None else "NumPy, one table"
