"""How the columns of a table became numbers for a network, and how those are read again as their owner's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from tui_nn.data.dates import text_of_days
from tui_nn.data.extra_inputs import add_extra_inputs
from tui_nn.data.scaling import UNSCALED, Scale
from tui_nn.data.table import ColumnKind, FloatArray

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ColumnCode:
    """One column of a table as one or several columns of numbers."""

    name: str
    kind: ColumnKind
    categories: tuple[str, ...] = ()
    scale: Scale = UNSCALED
    """Of a column of numbers or dates."""

    @property
    def width(self) -> int:
        """How many numbers it becomes: one for each category, but a single 0 or 1 for two."""
        return len(self.categories) if self.kind == "category" and len(self.categories) > 2 else 1

    @property
    def names(self) -> tuple[str, ...]:
        """What the numbers are called: the column's own name, or color=red for whether the category is red."""
        if self.kind != "category":
            return (self.name,)
        shown = self.categories if self.width > 1 else self.categories[-1:]
        return tuple(f"{self.name}={category}" for category in shown)

    def encoded(self, values: FloatArray) -> FloatArray:
        """Turn values (rows,) without NaN into (rows, width)."""
        if self.width > 1:
            return np.equal(values[:, np.newaxis], np.arange(self.width)).astype(np.float64)
        return self.scale.scaled(values)[:, np.newaxis]

    def decoded(self, numbers: FloatArray, threshold: float = 0.5) -> FloatArray:
        """Turn (rows, width) into values (rows,) in the file's units, or places of categories."""
        if self.kind == "category":
            return self.chosen(numbers, threshold).astype(np.float64)
        return self.scale.unscaled(numbers[:, 0])

    def chosen(self, numbers: FloatArray, threshold: float = 0.5) -> IntArray:
        """The category that (rows, width) speak for: the largest, or by the threshold when there are two."""
        if self.width > 1:
            return np.asarray(np.argmax(numbers, axis=1), dtype=np.int64)
        return np.asarray(numbers[:, 0] >= threshold, dtype=np.int64)

    def probabilities(self, numbers: FloatArray) -> FloatArray | None:
        """The share of each category (rows, categories); nothing when the numbers are not all from 0 to 1."""
        if self.kind != "category" or not ((numbers >= 0) & (numbers <= 1)).all():
            return None
        return numbers if self.width > 1 else np.hstack((1 - numbers, numbers))

    def output_text(self, numbers: FloatArray, threshold: float = 0.5) -> str:
        """Write what a network says about this column, numbers (width,), as its owner would: 21.5, or setosa 97%."""
        row = numbers[np.newaxis, :]
        if self.kind != "category":
            return self._number_text(float(self.decoded(row)[0]))
        place = int(self.chosen(row, threshold)[0])
        # Where another threshold parts the classes, outputs are no shares, whatever numbers they happen to be.
        shares = self.probabilities(row) if threshold == 0.5 else None
        return self.categories[place] + ("" if shares is None else f" {shares[0, place]:.0%}")

    def value_text(self, numbers: FloatArray) -> str:
        """Write a given value, numbers (width,), in the file's units or as its category."""
        value = float(self.decoded(numbers[np.newaxis, :])[0])
        return self.categories[int(value)] if self.kind == "category" else self._number_text(value)

    def _number_text(self, value: float) -> str:
        return (text_of_days(value) if self.kind == "date" else None) or f"{value:.6g}"


@dataclass(frozen=True, slots=True)
class Encoding:
    """Every column of a table that is used, in the order of the numbers it became."""

    inputs: tuple[ColumnCode, ...]
    targets: tuple[ColumnCode, ...]
    extra_inputs: tuple[str, ...] = ()
    """Kinds of further inputs that were made of the numbers among the inputs and stand after them."""


def slices_of(codes: Sequence[ColumnCode]) -> list[slice]:
    """Where the numbers of each column stand."""
    return [slice(start, end) for start, end in pairwise(accumulate((code.width for code in codes), initial=0))]


def extra_input_sources(codes: Sequence[ColumnCode]) -> list[int]:
    """Where the numbers stand that extra inputs are made of: those of columns of numbers and of 0 and 1."""
    return [place.start for code, place in zip(codes, slices_of(codes), strict=True) if code.kind != "category"]


def with_extra_inputs(
    numbers: FloatArray, codes: Sequence[ColumnCode], kinds: Sequence[str]
) -> tuple[FloatArray, tuple[str, ...]]:
    """Append the extra inputs of some kinds to encoded columns (rows, sum of the widths), and name all that go in.

    Raises:
        DataError: there would be too many columns, or a number becomes too large.
    """
    names = tuple(name for code in codes for name in code.names)
    sources = extra_input_sources(codes)
    if not kinds or not sources:
        return numbers, names
    enlarged, more_names = add_extra_inputs(numbers[:, sources], tuple(names[index] for index in sources), kinds)
    return np.hstack((numbers, enlarged[:, len(sources) :])), names + more_names[len(sources) :]
