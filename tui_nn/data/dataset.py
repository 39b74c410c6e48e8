"""The rows a network learns from: inputs and targets under their names, checked once and read-only ever after."""

from __future__ import annotations

import mmap
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.encoding import ColumnCode, Encoding, IntArray, slices_of
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION, PartArray
from tui_nn.data.table import Table

Task = Literal["bits", "classes", "numbers"]

NUMBER_LENGTH = 12
"""Characters of a number up to which it is shown as it stands in its table."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A table of samples; its arrays are copies of its own, contiguous and read-only.

    Two data sets are equal only when they are the same object, so that one can be a key and no comparison is ambiguous.

    Raises:
        DataError: an array is not a table of finite numbers, is empty, or does not fit the other or its names.
    """

    name: str
    """A built-in name or the base name of a file; text from outside, so a screen has to make it harmless."""

    inputs: FloatArray
    """What goes in: (samples, features)."""

    targets: FloatArray
    """What should come out: (samples, outputs); a flat array is taken as one column."""

    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    description: str = ""

    parts: PartArray | None = None
    """What each sample is for, 0 training, 1 validation, 2 test: (samples,); None when all are for training."""

    table: Table | None = None
    """Where the samples come from, as their owner wrote them."""

    encoding: Encoding | None = None
    """How the columns of the table became inputs and targets."""

    table_rows: IntArray | None = None
    """Which row of the table each sample is: (samples,); None when they are the same."""

    whole_shares: tuple[float, ...] | None = None
    """The `class_shares` of the data set that this is a part of; None when it is the whole."""

    def __post_init__(self) -> None:
        inputs = _own_table(self.inputs, "inputs", flat_is_one_column=False)
        targets = _own_table(self.targets, "targets", flat_is_one_column=True)
        if len(inputs) != len(targets):
            raise DataError(f"inputs have {len(inputs)} rows, targets {len(targets)}; each sample needs a row in both")
        # The class is frozen for everybody else; here its fields are put into their final form.
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "targets", targets)
        object.__setattr__(self, "input_names", _checked_names(self.input_names, inputs, "input"))
        object.__setattr__(self, "target_names", _checked_names(self.target_names, targets, "target"))
        object.__setattr__(self, "parts", _own_flat(self.parts, np.int8, len(inputs)))
        object.__setattr__(self, "table_rows", _own_flat(self.table_rows, np.int64, len(inputs)))

    @classmethod
    def from_arrays(
        cls,
        inputs: npt.ArrayLike,
        targets: npt.ArrayLike,
        name: str = "arrays",
        *,
        input_names: tuple[str, ...] | None = None,
        target_names: tuple[str, ...] | None = None,
        description: str = "",
    ) -> Dataset:
        """Build a data set from anything NumPy takes for an array, with names such as 'input 1' where none are given.

        Args:
            inputs: (samples, features).
            targets: (samples, outputs), or (samples,) for one output.
            name: what the data set is called.
            input_names: a name for each feature.
            target_names: a name for each output.
            description: one line for a person.

        Raises:
            DataError: an array is not a table of finite numbers, is empty, or does not fit the other or its names.
        """
        input_table = _as_table(inputs, "inputs", flat_is_one_column=False)
        target_table = _as_table(targets, "targets", flat_is_one_column=True)
        return cls(
            name=name,
            inputs=input_table,
            targets=target_table,
            input_names=_numbered("input", input_table) if input_names is None else input_names,
            target_names=_numbered("target", target_table) if target_names is None else target_names,
            description=description,
        )

    @property
    def samples(self) -> int:
        """How many rows there are."""
        return len(self.inputs)

    @property
    def features(self) -> int:
        """How many numbers go in for each sample."""
        return int(self.inputs.shape[1])

    @property
    def outputs(self) -> int:
        """How many numbers should come out for each sample."""
        return int(self.targets.shape[1])

    @property
    def binary_targets(self) -> tuple[bool, ...]:
        """Whether each target column holds nothing but 0 and 1, one answer an output."""
        return tuple(((self.targets == 0) | (self.targets == 1)).all(axis=0).tolist())

    def head(self, rows: int) -> Dataset:
        """Return a data set of the first rows, or this one when it has no more."""
        if rows >= self.samples:
            return self
        return self._chosen(slice(rows), self.parts)

    @cached_property
    def training(self) -> Dataset:
        """The samples to learn from; this data set itself when none are kept apart."""
        if self.parts is None:
            return self
        chosen = self._part(TRAINING)
        if chosen is None:
            raise DataError(f"{quoted(self.name)} has no row to learn from; keep fewer for validation and test")
        return chosen

    @cached_property
    def validation(self) -> Dataset | None:
        """The samples by which it is judged when to stop; None when there are none."""
        return self._part(VALIDATION)

    @cached_property
    def test(self) -> Dataset | None:
        """The samples by which the result is judged; None when there are none."""
        return self._part(TEST)

    def _part(self, part: int) -> Dataset | None:
        if self.parts is None:
            return None
        rows = np.flatnonzero(self.parts == part)
        if not len(rows):
            return None
        first, last = int(rows[0]), int(rows[-1])
        # Rows that follow each other are a window on the same arrays: pictures need not be there twice.
        return self._chosen(slice(first, last + 1) if last - first + 1 == len(rows) else rows, None)

    def _chosen(self, rows: IntArray | slice, parts: PartArray | None) -> Dataset:
        table_rows = np.arange(self.samples) if self.table_rows is None else self.table_rows
        return replace(
            self,
            inputs=self.inputs[rows],
            targets=self.targets[rows],
            parts=None if parts is None else parts[rows],
            table_rows=None if self.table is None else table_rows[rows],
            whole_shares=tuple(self.class_shares.tolist()),
        )

    @cached_property
    def class_shares(self) -> FloatArray:
        """How much of the training rows has each target, (outputs,): the mean, where -1 counts as 0.

        A part of a data set says what the whole does, so that classes weigh the same in all of them.
        """
        if self.whole_shares is not None:
            return np.array(self.whole_shares)
        targets = self.targets
        if self.parts is not None and (self.parts == TRAINING).any():
            targets = targets[self.parts == TRAINING]
        shares: FloatArray = np.clip(targets, 0.0, 1.0).mean(axis=0)
        return shares

    @property
    def task(self) -> Task:
        """What is learnt: bits, every target 0 or 1; classes, one target with names for them; otherwise numbers."""
        if self._classes is not None:
            return "classes"
        named = self.encoding is not None and any(code.kind == "category" for code in self.encoding.targets)
        return "bits" if all(self.binary_targets) and not named else "numbers"

    @property
    def class_names(self) -> tuple[str, ...]:
        """The name of each class; empty when the task is another."""
        return () if self._classes is None else self._classes.categories

    @cached_property
    def true_classes(self) -> IntArray:
        """The class of each sample: (samples,).

        Raises:
            DataError: the targets are no classes.
        """
        return self.chosen_classes(self.targets)

    def chosen_classes(self, outputs: FloatArray, threshold: float = 0.5) -> IntArray:
        """The class that outputs (rows, outputs) speak for: (rows,); the largest, or by the threshold of two.

        Raises:
            DataError: the targets are no classes.
        """
        return self._class_code().chosen(outputs, threshold)

    def class_probabilities(self, outputs: FloatArray) -> FloatArray | None:
        """The share of each class (rows, classes) in outputs (rows, outputs); None when they are not all from 0 to 1.

        Raises:
            DataError: the targets are no classes.
        """
        return self._class_code().probabilities(outputs)

    @property
    def shown_input_names(self) -> tuple[str, ...]:
        """The names of the columns that go in, as their owner wrote them."""
        return self.input_names if self.encoding is None else tuple(code.name for code in self.encoding.inputs)

    @property
    def shown_target_names(self) -> tuple[str, ...]:
        """The names of the columns to learn, as their owner wrote them."""
        return self.target_names if self.encoding is None else tuple(code.name for code in self.encoding.targets)

    def shown_inputs(self, row: int) -> tuple[str, ...]:
        """The inputs of a sample as their owner wrote them, in the file's units and words."""
        return self._shown(row, self.inputs, self.encoding.inputs if self.encoding else None)

    def shown_target(self, row: int) -> tuple[str, ...]:
        """The targets of a sample as their owner wrote them."""
        return self._shown(row, self.targets, self.encoding.targets if self.encoding else None)

    def shown_outputs(self, outputs_row: FloatArray, threshold: float = 0.5) -> tuple[str, ...]:
        """What a network says, (outputs,), in the file's units, or as a class with its share: 21.4983, setosa 97%."""
        if self.encoding is None:
            return tuple(f"{value:.6g}" for value in outputs_row.tolist())
        codes = self.encoding.targets
        places = slices_of(codes)
        return tuple(code.output_text(outputs_row[place], threshold) for code, place in zip(codes, places, strict=True))

    def unscaled_outputs(self, outputs: FloatArray) -> FloatArray:
        """Outputs (rows, outputs) with numbers in the file's units; classes stay as they are."""
        if self.encoding is None:
            return outputs
        codes = self.encoding.targets
        parts = [code.scale.unscaled(outputs[:, place]) for code, place in zip(codes, slices_of(codes), strict=True)]
        return np.hstack(parts)

    @cached_property
    def unscaled_targets(self) -> FloatArray:
        """The targets (samples, outputs) with numbers in the file's units."""
        return self.unscaled_outputs(self.targets)

    @property
    def _classes(self) -> ColumnCode | None:
        targets = self.encoding.targets if self.encoding is not None else ()
        return targets[0] if len(targets) == 1 and targets[0].kind == "category" else None

    def _class_code(self) -> ColumnCode:
        if self._classes is None:
            raise DataError(f"the targets of {quoted(self.name)} are no classes")
        return self._classes

    def _shown(self, row: int, numbers: FloatArray, codes: tuple[ColumnCode, ...] | None) -> tuple[str, ...]:
        if codes is None:
            return tuple(f"{value:.6g}" for value in numbers[row].tolist())
        texts = []
        for code, place in zip(codes, slices_of(codes), strict=True):
            cell = self._table_cell(code.name, row)
            # A cell that was filled in shows what it was filled with.
            texts.append(cell or code.value_text(numbers[row, place]))
        return tuple(texts)

    def _table_cell(self, name: str, row: int) -> str:
        if self.table is None:
            return ""
        column = self.table.column(name)
        place = row if self.table_rows is None else int(self.table_rows[row])
        text = column.text(place)
        # Generated numbers have more digits than anybody reads.
        short = column.in_words or column.kind == "date" or len(text) <= NUMBER_LENGTH
        return text if short else f"{column.value(place):.6g}"

    def __reduce__(self) -> tuple[type[Dataset], tuple[object, ...]]:
        # An array forgets in a pickle that it is read-only; going through the constructor restores that.
        fields = (self.name, self.inputs, self.targets, self.input_names, self.target_names, self.description)
        return type(self), (*fields, self.parts, self.table, self.encoding, self.table_rows, self.whole_shares)

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, samples={self.samples}, features={self.features}, outputs={self.outputs})"


def _as_table(values: npt.ArrayLike, what: str, *, flat_is_one_column: bool) -> FloatArray:
    """Anything NumPy takes for an array as a table (rows, columns) of float64; not a copy where none is needed."""
    try:
        array = np.asarray(values)
    except (ValueError, TypeError) as error:
        raise DataError(f"{what} cannot be read as a table of numbers: {printable(str(error))}") from error
    if array.dtype.kind not in "biuf":
        raise DataError(f"{what} must hold numbers only, not values of type {array.dtype}")
    if array.ndim == 1 and flat_is_one_column:
        array = array.reshape(-1, 1)
    if array.ndim != 2:
        raise DataError(f"{what} must have two dimensions, rows and columns, not the shape {array.shape}")
    with np.errstate(over="ignore"):  # a long double beyond float64 turns infinite here, and is refused as that
        return array.astype(np.float64, copy=False)


def _own_table(values: npt.ArrayLike, what: str, *, flat_is_one_column: bool) -> FloatArray:
    """A checked, contiguous, read-only copy (rows, columns)."""
    table = _as_table(values, what, flat_is_one_column=flat_is_one_column)
    if table.shape[0] == 0:
        raise DataError(f"{what} have no rows; at least one sample is needed")
    if table.shape[1] == 0:
        raise DataError(f"{what} have no columns; at least one is needed")
    finite = np.isfinite(table)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        value = table[row, column]
        raise DataError(f"{what}, row {row + 1}, column {column + 1}: {value} is not a finite number")
    if table is values and _is_own(table):
        return table
    own = np.array(table, order="C", copy=True, subok=False)
    own.setflags(write=False)
    return own


def _is_own(table: FloatArray) -> bool:
    """Whether nobody can write to an array or to what it is a window on, so that it need not be copied."""
    owner = table.base if isinstance(table.base, np.ndarray) else table
    return (
        type(table) is type(owner) is np.ndarray
        and table.flags.c_contiguous
        and not (table.flags.writeable or owner.flags.writeable)
        and (owner.base is None or (isinstance(owner.base, memoryview) and isinstance(owner.base.obj, mmap.mmap)))
    )


def _own_flat(values: npt.ArrayLike | None, kind: type[np.int8 | np.int64], rows: int) -> npt.NDArray[Any] | None:
    """A read-only copy (rows,)."""
    if values is None:
        return None
    own = np.array(values, dtype=kind, copy=True)
    if own.shape != (rows,):
        raise DataError(f"parts and rows need one number for each of the {rows} samples, not the shape {own.shape}")
    own.setflags(write=False)
    return own


def _checked_names(names: tuple[str, ...], table: FloatArray, what: str) -> tuple[str, ...]:
    if isinstance(names, str):
        raise DataError(f"{what} names must be a sequence of names, not the one text {quoted(names)}")
    kept = tuple(names)
    if len(kept) != table.shape[1]:
        raise DataError(f"{len(kept)} {what} names do not fit {table.shape[1]} {what} columns; each needs one")
    return kept


def _numbered(what: str, table: FloatArray) -> tuple[str, ...]:
    return tuple(f"{what} {number}" for number in range(1, table.shape[1] + 1))
