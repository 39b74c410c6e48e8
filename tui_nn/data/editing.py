"""Changing a table: every function returns a new one and leaves the given one as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import replace
from string import ascii_lowercase

import numpy as np

from tui_nn.config.errors import DataError, counted
from tui_nn.config.plain_text import quoted
from tui_nn.data.dataset import Dataset
from tui_nn.data.dates import read_dates
from tui_nn.data.numbers import cell_fault, plain_number
from tui_nn.data.table import Column, FloatArray, Table, number_column, number_text, sorted_categories

MOST_TRUTH_TABLE_INPUTS = 10
MOST_TRUTH_TABLE_OUTPUTS = 26

FORMULA = re.compile("'*(\\s*[=+\\-@]|[\t\r])")
"""The beginning of a text that a spreadsheet takes for a formula; further signs ' keep a second saving apart."""


def with_cell(table: Table, row: int, column_name: str, text: str, *, missing_allowed: bool = False) -> Table:
    """Return the table with another value in one cell, read by the kind of its column.

    A word that is not among a column's categories becomes one; a column is binary while it is all 0 and 1.

    Raises:
        DataError: there is no such cell, it needs a number, or it is empty where every cell needs a value.
    """
    _check_row(table, row)
    column = table.column(column_name)
    typed = text.strip()
    place = f"row {row + 1}, column {quoted(column_name)}"
    if not typed:
        if not missing_allowed:
            raise DataError(f"{place}: the cell needs a value; type one, or choose what to do about missing values")
        return _exchanged(table, _changed(column, row, np.nan))
    if column.in_words:
        return _exchanged(table, _with_word(column, row, typed))
    if column.kind == "date":
        dates = read_dates([typed])
        if dates is None or dates.ambiguous:
            raise DataError(f"{place}: {quoted(typed)} is no date; type one such as 2024-03-01")
        return _exchanged(table, _changed(column, row, dates.days[0]))
    number = plain_number(typed)
    if number is None:
        raise DataError(f"{place}: {_typing_fault(typed)}")
    return _exchanged(table, _changed(column, row, number))


def with_row_added(table: Table, after: int) -> Table:
    """Return the table with a row of zeros and first categories after a row; -1 puts it before all others.

    Raises:
        DataError: there is no such row.
    """
    if after != -1:
        _check_row(table, after)
    columns = (_with_value_at(column, after + 1, np.nan if column.kind == "text" else 0.0) for column in table.columns)
    return _longer(table, tuple(columns), after)


def with_row_copied(table: Table, row: int) -> Table:
    """Return the table with a copy of a row after it.

    Raises:
        DataError: there is no such row.
    """
    _check_row(table, row)
    columns = (_with_value_at(column, row + 1, column.value(row)) for column in table.columns)
    return _longer(table, tuple(columns), row)


def without_rows(table: Table, rows: Collection[int]) -> Table:
    """Return the table without some rows.

    Raises:
        DataError: there is no such row, or none would be left.
    """
    for row in rows:
        _check_row(table, row)
    if len(set(rows)) == table.rows:
        raise DataError("the last row cannot be taken out; a table needs at least one")
    return replace(
        table,
        columns=tuple(column.with_values(np.delete(column.values, list(rows))) for column in table.columns),
        parts=None if table.parts is None else np.delete(table.parts, list(rows)),
    )


def truth_table(input_count: int, output_count: int) -> Table:
    """Return all combinations of 0 and 1 in the order in which they count up, every output 0.

    Raises:
        DataError: there would be no columns, or too many.
    """
    if not 1 <= input_count <= MOST_TRUTH_TABLE_INPUTS:
        raise DataError(f"a truth table has from 1 to {MOST_TRUTH_TABLE_INPUTS} inputs, not {input_count}")
    rows = np.arange(1 << input_count)
    inputs = [((rows >> place) & 1).astype(np.float64) for place in reversed(range(input_count))]
    return _zeros("truth table", inputs, output_count, len(rows))


def empty_table(input_count: int, output_count: int) -> Table:
    """Return a table of one row that holds nothing but zeros.

    Raises:
        DataError: there would be no columns, or too many.
    """
    if not 1 <= input_count <= len(ascii_lowercase):
        raise DataError(f"a new table has from 1 to {len(ascii_lowercase)} inputs, not {input_count}")
    return _zeros("new table", [np.zeros(1)] * input_count, output_count, 1)


def to_csv(table: Table) -> str:
    """Write the table as CSV that `read_table` reads back.

    A word or a name that a spreadsheet would take for a formula gets the sign ' before it; numbers stay as they are.
    """
    text = io.StringIO()
    # Up to Python 3.12 csv quotes only line ends that are in its own, so this one holds both.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_guarded, table.names))
    columns = [_texts(column) for column in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue()


def table_of(dataset: Dataset) -> Table:
    """Return the table of a data set: its own, or one of its inputs and targets as they are."""
    if dataset.table is not None:
        return dataset.table
    names = (*dataset.input_names, *dataset.target_names)
    numbers = np.hstack((dataset.inputs, dataset.targets))
    columns = tuple(number_column(name, numbers[:, index]) for index, name in enumerate(names))
    return Table(dataset.name, columns, dataset.target_names, dataset.description)


def _check_row(table: Table, row: int) -> None:
    if not 0 <= row < table.rows:
        raise DataError(f"{quoted(table.name)} has no row {row + 1}; it has {counted(table.rows, 'row')}")


def _longer(table: Table, columns: tuple[Column, ...], after: int) -> Table:
    """The table with a row more, which is for what the row before it is for."""
    parts = table.parts
    if parts is not None:
        parts = np.insert(parts, after + 1, parts[max(after, 0)])
    return replace(table, columns=columns, parts=parts)


def _exchanged(table: Table, changed: Column) -> Table:
    columns = (changed if column.name == changed.name else column for column in table.columns)
    return replace(table, columns=tuple(columns))


def _changed(column: Column, row: int, value: float) -> Column:
    values = column.values.copy()
    values[row] = value
    if column.in_words or column.kind == "date":
        return column.with_values(values)
    found = number_column(column.name, values)
    # Without a single value there is nothing to tell the kind by.
    return found if not np.isnan(values).all() else column.with_values(values)


def _with_word(column: Column, row: int, word: str) -> Column:
    if word in column.categories:
        return _changed(column, row, float(column.categories.index(word)))
    if column.kind == "text":
        categories: tuple[str, ...] = (*column.categories, word)
        values = column.values.copy()
    else:
        categories = sorted_categories((*column.categories, word))
        moved = np.array([categories.index(old) for old in column.categories], dtype=np.float64)
        known = ~column.missing
        values = np.full(len(column.values), np.nan)
        values[known] = moved[column.values[known].astype(np.int64)]
    values[row] = categories.index(word)
    return Column(column.name, column.kind, values, categories)


def _with_value_at(column: Column, row: int, value: float) -> Column:
    values = np.insert(column.values, row, value)
    if not column.in_words:
        return column.with_values(values)
    # The first category is 0; a column without any has nothing but missing cells.
    return column.with_values(np.where(values < len(column.categories), values, np.nan))


def _zeros(name: str, inputs: list[FloatArray], output_count: int, rows: int) -> Table:
    if not 1 <= output_count <= MOST_TRUTH_TABLE_OUTPUTS:
        raise DataError(f"a new table has from 1 to {MOST_TRUTH_TABLE_OUTPUTS} outputs, not {output_count}")
    targets = ("result",) if output_count == 1 else tuple(f"result {n}" for n in range(1, output_count + 1))
    columns = [number_column(letter, values) for letter, values in zip(ascii_lowercase, inputs, strict=False)]
    columns += [number_column(target, np.zeros(rows)) for target in targets]
    return Table(name, tuple(columns), targets)


def _typing_fault(typed: str) -> str:
    fault = (cell_fault(typed) or "").partition(";")[0]
    return f"{fault}; type a number such as 0.5"


def _guarded(word: str) -> str:
    return "'" + word if FORMULA.match(word) and plain_number(word) is None else word


def _texts(column: Column) -> list[str]:
    if column.kind == "date":
        return list(map(column.text_of, column.values.tolist()))
    if not column.in_words:
        return ["" if value != value else number_text(value) for value in column.values.tolist()]
    words = [_guarded(word) for word in column.categories]
    return ["" if value != value else words[int(value)] for value in column.values.tolist()]
