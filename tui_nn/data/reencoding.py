"""Rows of another table as the inputs of a network that was trained on one: by the names of the columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data.encoding import ColumnCode, Encoding, with_extra_inputs
from tui_nn.data.table import Column, FloatArray, Table

BoolArray = npt.NDArray[np.bool_]


def inputs_of(table: Table, encoding: Encoding) -> tuple[FloatArray, BoolArray, tuple[str, ...]]:
    """Return the rows of a table as a network with that encoding takes them.

    Columns are found by their names, in any order; those that the network does not know are left out of account.

    Returns:
        The inputs (rows, features), with zeros in rows that cannot be shown; which rows can, (rows,); and remarks on
        words that the network never saw.

    Raises:
        DataError: a column is missing, or holds words where the network has learnt numbers.
    """
    whole = np.ones(table.rows, dtype=np.bool_)
    encoded, remarks = [], []
    for code in encoding.inputs:
        column = table.column(code.name)
        values, strangers = _values(column, code, table.name)
        if strangers:
            more = f" and {len(strangers) - 1:,} more words" if len(strangers) > 1 else ""
            remarks.append(
                f"column {quoted(code.name)}: {quoted(strangers[0])}{more} never stood in the rows that were learnt"
            )
        known = np.isfinite(values)
        whole &= known
        encoded.append(code.encoded(np.where(known, values, 0.0)))
    numbers, _ = with_extra_inputs(np.hstack(encoded), encoding.inputs, encoding.extra_inputs)
    whole &= np.isfinite(numbers).all(axis=1)
    return np.where(whole[:, np.newaxis], numbers, 0.0), whole, tuple(remarks)


def _values(column: Column, code: ColumnCode, name: str) -> tuple[FloatArray, list[str]]:
    """Return the values (rows,) as the code counts them, NaN where there is none; and words that it does not know."""
    if code.kind != "category":
        if column.in_words:
            raise DataError(_words_for_numbers(column, name))
        return column.values, []
    places = {word: float(place) for place, word in enumerate(code.categories)}
    if column.in_words:
        words = list(column.categories)
        of_word = np.array([places.get(word, np.nan) for word in words] or [np.nan])
        numbers = np.nan_to_num(column.values, nan=0.0).astype(np.int64)
        return np.where(column.missing, np.nan, of_word[numbers]), [word for word in words if word not in places]
    # Classes that are called 1, 2, 3 are recognised as numbers where nobody says that they are words.
    texts = {float(value): column.text_of(float(value)) for value in np.unique(column.values[~column.missing])}
    values = np.array(
        [places.get(texts[value], np.nan) if value in texts else np.nan for value in column.values.tolist()]
    )
    return values, [text for text in texts.values() if text not in places]


def _words_for_numbers(column: Column, name: str) -> str:
    row = int(np.flatnonzero(~column.missing)[0]) if not column.missing.all() else 0
    word = printable(column.text(row), QUOTE_LIMIT)
    return (
        f"{quoted(name)}, row {row + 1:,}: column {quoted(column.name)} holds {quoted(word)}, "
        "and the network has learnt numbers there; correct the cell"
    )
