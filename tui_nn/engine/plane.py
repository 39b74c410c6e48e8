"""A plane, or a line, through the inputs of some data: one or two columns vary, all others are held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.config.errors import DataError
from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import ColumnCode, slices_of, with_extra_inputs
from tui_nn.engine.arrays import FloatArray

MARGIN = 0.1
"""Of the range of the rows, on either side of them."""

BIT_RANGE = (-0.25, 1.25)
"""Of a column of 0 and 1."""


@dataclass(frozen=True, eq=False)
class HeldColumns:
    """One value for every column, as the network takes it; some columns take others at a time."""

    codes: tuple[ColumnCode, ...]
    extra_inputs: tuple[str, ...]
    numbers: FloatArray
    """(sum of the widths,): the encoded columns, extra inputs not among them."""

    def inputs(self, columns: Sequence[int], values: FloatArray) -> FloatArray:
        """Return what goes into the network, (points, features), for values (points, columns) in the file's units.

        Raises:
            DataError: an extra input becomes too large a number.
        """
        places = slices_of(self.codes)
        numbers = np.repeat(self.numbers[np.newaxis, :], len(values), axis=0)
        for column, given in zip(columns, values.T, strict=True):
            numbers[:, places[column]] = self.codes[column].scale.scaled(given)[:, np.newaxis]
        return with_extra_inputs(numbers, self.codes, self.extra_inputs)[0]

    def can_take(self, columns: Sequence[int], values: FloatArray) -> bool:
        """Say whether all that would go into the network for these values (points, columns) is finite."""
        try:
            return bool(np.isfinite(values).all() and np.isfinite(self.inputs(columns, values)).all())
        except DataError:
            return False


@dataclass(frozen=True, eq=False)
class Plane:
    """A rectangle in two columns of the data, in the file's units; all other columns are held."""

    columns: tuple[int, int]
    """Which of `Dataset.shown_input_names` go along x and y."""

    names: tuple[str, str]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    held: HeldColumns

    def inputs(self, width: int, height: int) -> FloatArray:
        """Return what goes in at the centres of a grid, (height * width, features), row by row from the top down."""
        x = _between(self.x_range, (np.arange(width) + 0.5) / width)
        y = _between(self.y_range, (np.arange(height)[::-1] + 0.5) / height)
        return self.inputs_at(np.column_stack((np.tile(x, height), np.repeat(y, width))))

    def inputs_at(self, points: FloatArray) -> FloatArray:
        """Return what goes in, (points, features), at points (points, 2) in the file's units."""
        return self.held.inputs(self.columns, points)

    def point(self, fractions: tuple[float, float]) -> tuple[float, float]:
        """Return x and y in the file's units of a place in fractions of the rectangle, y upward."""
        along, up = np.array(fractions)
        return float(_between(self.x_range, along)), float(_between(self.y_range, up))

    def places(self, dataset: Dataset) -> FloatArray:
        """Return where rows lie, (samples, 2), in fractions 0 to 1 of the rectangle, x to the right and y up."""
        along = _fractions(self.x_range, column_values(dataset, self.columns[0]))
        up = _fractions(self.y_range, column_values(dataset, self.columns[1]))
        return np.column_stack((along, up))


@dataclass(frozen=True, eq=False)
class Line:
    """A stretch of one column of the data, in the file's units; all other columns are held."""

    column: int
    """Which of `Dataset.shown_input_names` varies."""

    name: str
    x_range: tuple[float, float]
    held: HeldColumns

    def points(self, count: int) -> FloatArray:
        """Return so many values from one end to the other, (count,)."""
        return _between(self.x_range, np.linspace(0.0, 1.0, count))

    def inputs(self, points: FloatArray) -> FloatArray:
        """Return what goes in, (points, features), at values (points,) in the file's units."""
        return self.held.inputs((self.column,), points[:, np.newaxis])

    def values(self, dataset: Dataset) -> FloatArray:
        """Return where rows lie, (samples,), in the file's units."""
        return column_values(dataset, self.column)


def plane_columns(dataset: Dataset) -> tuple[int, ...]:
    """Return the columns, of `shown_input_names`, that can go along an axis: numbers, 0 and 1, and two categories."""
    return tuple(place for place, code in enumerate(_codes(dataset)) if code.width == 1)


def plane_of(dataset: Dataset, columns: tuple[int, int] = (0, 1), held: int | None = None) -> Plane | None:
    """Return the plane of two columns that holds all rows; None when no two columns can go along its axes.

    Args:
        dataset: the rows that it is to hold.
        columns: along x and y; the first that can be had, where one of these cannot.
        held: the row whose values the other columns keep; of all rows the median, or most frequent, unless given.
    """
    possible = plane_columns(dataset)
    if len(possible) < 2:
        return None
    x, y = columns if len({*columns} & {*possible}) == 2 else possible[:2]
    names = dataset.shown_input_names
    plane = Plane((x, y), (names[x], names[y]), _range(dataset, x), _range(dataset, y), _held(dataset, held))
    # Squares and products are largest, and scaled numbers farthest out, in the corners.
    corners = np.array([(one, other) for one in plane.x_range for other in plane.y_range])
    return plane if plane.held.can_take(plane.columns, corners) else None


def line_of(dataset: Dataset, column: int = 0, held: int | None = None) -> Line | None:
    """Return the line along one column; None when no column can go along an axis.

    Args:
        dataset: the rows that it is to hold.
        column: the one that varies; the first that can, where this cannot.
        held: as for `plane_of`.
    """
    possible = plane_columns(dataset)
    if not possible:
        return None
    column = column if column in possible else possible[0]
    line = Line(column, dataset.shown_input_names[column], _range(dataset, column), _held(dataset, held))
    return line if line.held.can_take((column,), np.array(line.x_range)[:, np.newaxis]) else None


def column_values(dataset: Dataset, column: int) -> FloatArray:
    """Return a column of width 1 in the file's units: (samples,)."""
    codes = _codes(dataset)
    place = slices_of(codes)[column].start
    return codes[column].scale.unscaled(dataset.inputs[:, place])


def _codes(dataset: Dataset) -> tuple[ColumnCode, ...]:
    if dataset.encoding is not None:
        return dataset.encoding.inputs
    return tuple(ColumnCode(name, "number") for name in dataset.input_names)


def _held(dataset: Dataset, row: int | None) -> HeldColumns:
    codes = _codes(dataset)
    width = sum(code.width for code in codes)
    extra_inputs = dataset.encoding.extra_inputs if dataset.encoding is not None else ()
    if row is not None:
        numbers = dataset.inputs[min(max(row, 0), dataset.samples - 1), :width]
    else:
        parts = [_typical(code, dataset.inputs[:, place]) for code, place in zip(codes, slices_of(codes), strict=True)]
        numbers = np.concatenate(parts)
    return HeldColumns(codes, extra_inputs, numbers)


def _typical(code: ColumnCode, numbers: FloatArray) -> FloatArray:
    """The median, or the most frequent value of 0 and 1 and of categories, (width,), of a column (rows, width)."""
    if code.width > 1:
        most_frequent = np.zeros(code.width)
        most_frequent[numbers.sum(axis=0).argmax()] = 1.0
        return most_frequent
    with np.errstate(over="ignore"):  # the mean of two in the middle; what is too large is found by `can_take`
        middle = np.median(numbers, axis=0)
    return np.asarray(middle if code.kind in ("number", "date") and not _are_bits(numbers) else (middle > 0.5) * 1.0)


def _are_bits(values: FloatArray) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _range(dataset: Dataset, column: int) -> tuple[float, float]:
    values = column_values(dataset, column)
    if _are_bits(values):
        return BIT_RANGE
    lowest, highest = float(values.min()), float(values.max())
    margin = (highest - lowest) * MARGIN or max(abs(lowest) * MARGIN, 0.5)
    lowest, highest = lowest - margin, highest + margin
    return (lowest, highest) if math.isfinite(highest - lowest) else (-math.inf, math.inf)


def _between(ends: tuple[float, float], share: FloatArray) -> FloatArray:
    return np.asarray(ends[0] * (1.0 - share) + ends[1] * share)


def _fractions(ends: tuple[float, float], values: FloatArray) -> FloatArray:
    return np.asarray((values - ends[0]) / (ends[1] - ends[0]))
