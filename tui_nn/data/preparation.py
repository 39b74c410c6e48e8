"""From a person's table to numbers for a network: missing cells, parts, categories and scales.

Everything that is measured, a mean, a scale, is measured on the training rows alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ColumnError, DataError, counted
from tui_nn.config.plain_text import quoted
from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import ColumnCode, Encoding, extra_input_sources, slices_of, with_extra_inputs
from tui_nn.data.limits import COLUMN_LIMIT
from tui_nn.data.progress import PREPARING, report
from tui_nn.data.scaling import Scale, fitted, same_quartiles, typical
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION, PartArray, split_rows
from tui_nn.data.table import Column, FloatArray, Table

MOST_CONSTANTS_NAMED = 3
CELL_LIMIT = 500_000_000
"""Numbers of the inputs: 4 GB, more than a small network has any use for."""

BoolArray = npt.NDArray[np.bool_]


def prepare(table: Table, config: DataConfig) -> Dataset:
    """Turn a table into a data set as the options say; its `table` has further remarks on what was done.

    Categories become one 0 or 1 for each, a single one for two; numbers are scaled; extra inputs are made of the
    columns of numbers and of 0 and 1, after scaling.

    Raises:
        DataError: values are missing and refused, no row or column is left, or there are too many categories.
    """
    return _Preparation(table, config).dataset()


def classes_of(targets: tuple[Column, ...]) -> npt.NDArray[np.int64] | None:
    """Return the class of each row, (rows,), by which rows are parted evenly; None unless one target has classes."""
    if len(targets) != 1 or targets[0].kind not in ("category", "binary"):
        return None
    return targets[0].values.astype(np.int64)


class _Preparation:
    """One pass over a table, collecting remarks."""

    def __init__(self, table: Table, config: DataConfig) -> None:
        self._table = table
        self._config = config
        self._name = quoted(table.name)
        self._remarks: list[str] = []
        self._constant: list[str] = []
        """Columns with one value in all training rows."""

        self._step = self._steps = 0
        """How many times a column was gone through, and how many times there will be."""

    def dataset(self) -> Dataset:
        inputs, targets = self._table.inputs, self._table.target_columns
        self._check_columns(inputs, targets)
        rows = self._kept_rows(inputs, targets)
        inputs = tuple(_rows_of(column, rows) for column in inputs)
        targets = tuple(_rows_of(column, rows) for column in targets)
        parts = self._parts(targets, rows)
        training: BoolArray = np.ones(len(rows), dtype=np.bool_) if parts is None else parts == 0
        self._steps = 3 * len(inputs)
        inputs = tuple(self._filled(self._counted(column), training) for column in inputs)
        input_codes = tuple(self._code(self._counted(column), training, self._config.scaling) for column in inputs)
        target_codes = tuple(self._code(column, training, self._config.target_scaling) for column in targets)
        self._say_what_is_constant(training)
        input_numbers = self._encoded(inputs, input_codes, rows)
        if self._config.extra_inputs and not extra_input_sources(input_codes):
            self._remarks.append("no extra inputs: no input is a number")
        input_numbers, input_names = with_extra_inputs(input_numbers, input_codes, self._config.extra_inputs)
        target_numbers = self._encoded(targets, target_codes, rows)
        for numbers in (input_numbers, target_numbers):
            numbers.setflags(write=False)
        return Dataset(
            name=self._table.name,
            inputs=input_numbers,
            targets=target_numbers,
            input_names=input_names,
            target_names=tuple(name for code in target_codes for name in code.names),
            description=self._table.description,
            parts=parts,
            table=replace(self._table, remarks=self._table.remarks + tuple(self._remarks)),
            encoding=Encoding(input_codes, target_codes, self._config.extra_inputs),
            table_rows=rows,
        )

    def _counted(self, column: Column) -> Column:
        """The column, whose turn it is: so far the preparation is."""
        self._step += 1
        report(PREPARING, self._step, max(self._step, self._steps))
        return column

    def _check_columns(self, inputs: tuple[Column, ...], targets: tuple[Column, ...]) -> None:
        if not targets:
            raise ColumnError(f"{self._name} has no target; choose a column to learn")
        if not inputs:
            raise ColumnError(
                f"{self._name}: no column is left as an input; choose fewer targets or ignore fewer columns"
            )
        for column in targets:
            if column.kind == "text":
                raise ColumnError(
                    f"{self._name}: the target {quoted(column.name)} holds text; choose another target or another kind"
                )

    def _kept_rows(self, inputs: tuple[Column, ...], targets: tuple[Column, ...]) -> npt.NDArray[np.int64]:
        """The rows of the table that are used: (rows kept,)."""
        if self._config.missing == "refuse":
            self._refuse_missing((*inputs, *targets))
        without_target = _any_missing(targets, self._table.rows)
        dropped = without_target
        if without_target.any():
            self._remarks.append(f"{counted(int(without_target.sum()), 'row')} without a target left out")
        if self._config.missing == "drop":
            incomplete = _any_missing(inputs, self._table.rows) & ~without_target
            dropped = without_target | incomplete
            if incomplete.any():
                self._remarks.append(f"{counted(int(incomplete.sum()), 'row')} with missing cells dropped")
        rows = np.flatnonzero(~dropped)
        if not len(rows):
            raise DataError(f"{self._name}: no row is left, each has a missing cell; fill some in, or fill in means")
        return rows

    def _refuse_missing(self, columns: tuple[Column, ...]) -> None:
        holes = [(int(row), column.name) for column in columns for row in np.flatnonzero(column.missing)[:3]]
        if not holes:
            return
        count = sum(int(column.missing.sum()) for column in columns)
        where = [f"row {row + 1}, column {quoted(name)}" for row, name in sorted(holes)[:3]]
        more = f"; {count:,} cells in all have none, the next at {' and '.join(where[1:])}" if count > 1 else ""
        raise ColumnError(
            f"{self._name}, {where[0]}: the cell has no value{more}; "
            "choose --missing drop, mean, median or category, or fill it in"
        )

    def _parts(self, targets: tuple[Column, ...], kept: npt.NDArray[np.int64]) -> PartArray | None:
        rows = len(kept)
        classes = classes_of(targets)
        shares = self._config.validation_share, self._config.test_share
        if self._table.parts is not None:
            if not self._config.test_share:
                return self._given_parts(self._table.parts[kept], classes)
            self._remarks.append("the rows for testing are drawn anew, not those that the file keeps for it")
        parts = split_rows(rows, *shares, self._config.split_seed, classes)
        for part, share, what in zip((VALIDATION, TEST), shares, ("validation", "test"), strict=True):
            if share and parts is not None and not (parts == part).any():
                self._remarks.append(f"too few rows for a {what} part")
        return parts

    def _given_parts(self, parts: PartArray, classes: npt.NDArray[np.int64] | None) -> PartArray:
        """The parts that the file names; rows for validation are drawn among those for training."""
        training = np.flatnonzero(parts == TRAINING)
        if not len(training):
            raise DataError(f"{self._name}: no row for training is left; fill in the missing cells")
        if self._config.validation_share:
            of_training = None if classes is None else classes[training]
            drawn = split_rows(len(training), self._config.validation_share, 0.0, self._config.split_seed, of_training)
            if drawn is not None:
                parts = parts.copy()
                parts[training[drawn == VALIDATION]] = VALIDATION
        return parts

    def _filled(self, column: Column, training: BoolArray) -> Column:
        """The column with something in every cell."""
        missing = column.missing
        if not missing.any():
            return column
        count, name = counted(int(missing.sum()), "missing cell"), quoted(column.name)
        if column.kind == "category":
            word = "missing"
            while word in column.categories:
                word = f"({word})"
            self._remarks.append(f"{count} of {name} made a category of their own, {quoted(word)}")
            values = np.where(missing, len(column.categories), column.values)
            return Column(column.name, "category", values, (*column.categories, word))
        known = column.values[training & ~missing]
        how = "median" if self._config.missing == "median" else "mean"
        if len(known):
            filling = typical(known, how)
            shown = column.text_of(filling) if column.kind == "date" else f"{filling:.6g}"
            self._remarks.append(f"{count} of {name} filled with the {how} of the training rows, {shown}")
        else:
            filling = 0.0
            self._remarks.append(f"{count} of {name} filled with 0: no training row has a value")
        return Column(column.name, column.kind, np.where(missing, filling, column.values))

    def _code(self, column: Column, training: BoolArray, how: str) -> ColumnCode:
        known = column.values[training]
        target = column.name in self._table.targets
        if target and column.kind == "category" and len(column.categories) < 2:
            raise ColumnError(
                f"{self._name}: the target {quoted(column.name)} has only one class, {quoted(column.categories[0])}; "
                "a network needs two to tell apart"
            )
        if known.min() == known.max() and column.kind != "binary":
            self._constant.append(column.name)
        if column.kind not in ("number", "date"):
            return ColumnCode(column.name, column.kind, column.categories)
        scale = fitted(known, how)
        if how == "robust" and known.min() != known.max() and same_quartiles(known):
            self._remarks.append(f"half of column {quoted(column.name)} is the same number: it is moved, not stretched")
        if column.kind == "date" and how == "none":
            scale = Scale(offset=float(known.min()))  # days since the first
        return ColumnCode(column.name, column.kind, scale=scale)

    def _say_what_is_constant(self, training: BoolArray) -> None:
        where = "" if training.all() else " in the training rows"
        if len(self._constant) > MOST_CONSTANTS_NAMED:
            first = quoted(self._constant[0])
            self._remarks.append(f"{len(self._constant):,} columns are constant{where}, {first} among them")
            return
        self._remarks += [f"column {quoted(name)} is constant{where}" for name in self._constant]

    def _encoded(
        self, columns: tuple[Column, ...], codes: tuple[ColumnCode, ...], rows: npt.NDArray[np.int64]
    ) -> FloatArray:
        """All columns as numbers: (rows, sum of the widths)."""
        width = sum(code.width for code in codes)
        if width > COLUMN_LIMIT or width * len(rows) > CELL_LIMIT:
            widest = max(codes, key=lambda code: code.width)
            raise DataError(
                f"{self._name} would become {width:,} columns of {counted(len(rows), 'row')}, most of them from the "
                f"{counted(widest.width, 'category').replace('categorys', 'categories')} of {quoted(widest.name)}; "
                "ignore such a column"
            )
        numbers = np.empty((len(rows), width))
        for column, code, place in zip(columns, codes, slices_of(codes), strict=True):
            part = code.encoded(self._counted(column).values)
            finite = np.isfinite(part[:, 0])
            if not finite.all():
                row = int(rows[np.argmin(finite)]) + 1
                raise DataError(
                    f"{self._name}, row {row}, column {quoted(column.name)}: too far from the training rows to be "
                    "scaled by them; correct it or choose another scaling"
                )
            numbers[:, place] = part
        return numbers


def _rows_of(column: Column, rows: npt.NDArray[np.int64]) -> Column:
    if len(rows) == len(column.values):
        return column
    return Column(column.name, column.kind, column.values[rows], column.categories)


def _any_missing(columns: tuple[Column, ...], rows: int) -> BoolArray:
    found = np.zeros(rows, dtype=np.bool_)
    for column in columns:
        found |= column.missing
    return found
