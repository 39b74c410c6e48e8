"""The rows a network learns from: inputs and targets under their names, checked once and read-only ever after."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted

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
        return replace(self, inputs=self.inputs[:rows], targets=self.targets[:rows])

    def __reduce__(self) -> tuple[type[Dataset], tuple[object, ...]]:
        # An array forgets in a pickle that it is read-only; going through the constructor restores that.
        fields = (self.name, self.inputs, self.targets, self.input_names, self.target_names, self.description)
        return type(self), fields

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
    own = np.array(table, order="C", copy=True, subok=False)
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
