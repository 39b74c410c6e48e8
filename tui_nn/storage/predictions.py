"""What a model says for the rows of a table: columns beside those that are there, or objects for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_nn.data.columns import column_names
from tui_nn.data.encoding import ColumnCode, slices_of
from tui_nn.data.reencoding import inputs_of
from tui_nn.data.table import Column, ColumnKind, FloatArray, Table
from tui_nn.storage.model_files import Model


@dataclass(frozen=True, eq=False)
class Predictions:
    """A table with what a model says for its rows."""

    table: Table
    """The columns that were there, then for each target what is predicted and, of classes, the share of each."""

    whole: npt.NDArray[np.bool_]
    """Which rows could be predicted, (rows,); the others lack a value, and have none predicted."""

    remarks: tuple[str, ...]
    predicted: tuple[str, ...]
    """Names of the columns that were added."""

    def row_object(self, row: int) -> dict[str, Any]:
        """Return what is predicted for a row, as JSON tells it."""
        told: dict[str, Any] = {}
        for name in self.predicted:
            column = self.table.column(name)
            value = column.value(row)
            told[name] = None if np.isnan(value) else column.text(row) if column.in_words else value
        return told


def predict(model: Model, table: Table) -> Predictions:
    """Ask a model about every row of a table; raises DataError when the table lacks what the model needs."""
    inputs, whole, remarks = inputs_of(table, model.encoding)
    outputs = model.network.predict(inputs)
    whole = whole & np.isfinite(outputs).all(axis=1)
    columns = [
        column
        for code, place in zip(model.encoding.targets, slices_of(model.encoding.targets), strict=True)
        for column in _columns(code, outputs[:, place], model.threshold, whole)
    ]
    names = column_names([*table.names, *(column.name for column in columns)])[len(table.names) :]
    added = tuple(
        Column(name, each.kind, each.values, each.categories) for name, each in zip(names, columns, strict=True)
    )
    missing = int((~whole).sum())
    if missing:
        remarks = (*remarks, f"{missing:,} of {table.rows:,} rows lack a value and have no prediction")
    wider = Table(table.name, (*table.columns, *added), ())
    return Predictions(wider, whole, remarks, tuple(names))


def _columns(code: ColumnCode, outputs: FloatArray, threshold: float, whole: npt.NDArray[np.bool_]) -> list[Column]:
    """What is predicted for one target: a number, or a class and the share of each."""

    def column(name: str, values: FloatArray, categories: tuple[str, ...] = ()) -> Column:
        kind: ColumnKind = "category" if categories else "date" if code.kind == "date" else "number"
        return Column(name, kind, np.where(whole, values, np.nan), categories)

    finite = np.where(whole[:, np.newaxis], outputs, 0.0)
    if code.kind == "binary":
        ones = (finite[:, 0] >= threshold).astype(np.float64)
        return [column(f"predicted {code.name}", ones), column(f"output {code.name}", finite[:, 0])]
    found = [column(f"predicted {code.name}", code.decoded(finite, threshold), code.categories)]
    shares = code.probabilities(finite) if threshold == 0.5 and code.kind == "category" else None
    if shares is not None:
        found += [column(f"share {word}", shares[:, place]) for place, word in enumerate(code.categories)]
    return found
