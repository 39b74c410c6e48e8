"""What each cell of a map looks like and says, and where it stands in the room that there is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import IntArray
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_measures import goodness, measured
from tui_nn.experiments.map_question import axis_number
from tui_nn.experiments.trainability_map import STRIDES
from tui_nn.ui.drawing.sequential_looks import NOTHING, UNKNOWN, look_of

Place = tuple[int, int]
"""Column and row of a cell, rows counted upward."""

LOGARITHMIC = 1.3
"""Where values rise by factors that differ by less, from the first to the last, they are even in their logarithm."""


@dataclass(frozen=True)
class MapGrid:
    """Which cells are seen, and where each stands; the sizes of all are the same."""

    left: int
    top: int
    first_column: int
    first_row: int
    """Of those that are seen: a map may be larger than the room."""

    columns: int
    rows: int
    width: int
    """Of a cell."""

    halves: int
    """Half lines that a cell is high."""

    @property
    def height(self) -> int:
        """Lines of the whole field."""
        return -(-self.rows * self.halves // 2)

    def column_of(self, column: int) -> int:
        """Return the left edge of a column of cells on the canvas."""
        return self.left + (column - self.first_column) * self.width

    def lines_of(self, row: int) -> range:
        """Return the lines of the canvas that are wholly those of a row; of very low ones the line they are on."""
        first = (self.rows - 1 - (row - self.first_row)) * self.halves
        whole = range(-(-first // 2), (first + self.halves) // 2)
        lines = whole or range(first // 2, first // 2 + 1)
        return range(self.top + lines.start, self.top + lines.stop)

    def middle_of(self, row: int) -> int:
        """Return the line of a row on which its cells are written."""
        lines = self.lines_of(row)
        return lines[(len(lines) - 1) // 2]

    def place_at(self, column: int, line: int) -> Place | None:
        """Return the cell at a place of the canvas; None beside the field."""
        across, down = (column - self.left) // self.width, 2 * (line - self.top) // self.halves
        if column < self.left or line < self.top or across >= self.columns or down >= self.rows:
            return None
        return self.first_column + across, self.first_row + self.rows - 1 - down


def map_grid(left: int, top: int, width: int, height: int, size: Place, cursor: Place, *, halves: bool) -> MapGrid:
    """Return where the cells of a map stand.

    Args:
        left: first column of the room for them.
        top: first line of it.
        width: its columns.
        height: its lines.
        size: columns and rows of the map.
        cursor: a cell that has to be seen.
        halves: whether a cell may end in the middle of a line.
    """
    room = 2 * height if halves else height
    columns, rows = min(size[0], width), min(size[1], room)
    deep = room // rows * (1 if halves else 2)
    first_column, first_row = (
        min(max(at - shown // 2, 0), all_ - shown)
        for at, shown, all_ in zip(cursor, (columns, rows), size, strict=True)
    )
    return MapGrid(left, top, first_column, first_row, columns, rows, width // columns, deep)


def looks_of(event: MapEvent, measure: str) -> IntArray:
    """Return the look of each cell, (rows, columns), lowest row first; coarse cells stand in for finer ones."""
    columns, rows = len(event.x_values), len(event.y_values)
    shares = goodness([measured(cell.tally, measure) for cell in event.cells], measure)
    known = [
        (NOTHING if math.isnan(share) else look_of(share)) if cell.tally.trials else UNKNOWN
        for cell, share in zip(event.cells, shares, strict=True)
    ]
    looks = np.array(known, dtype=np.int64).reshape(rows, columns)
    for row, column in np.argwhere(looks == UNKNOWN).tolist():
        for stride in reversed(STRIDES):
            index = (row - row % stride) * columns + column - column % stride
            if known[index] != UNKNOWN:
                share = shares[index]
                looks[row, column] = NOTHING if math.isnan(share) else look_of(share, pale=True)
                break
    return looks


def cell_number(event: MapEvent, index: int, measure: str, room: int) -> str:
    """Return what a cell says in so many characters: a dot where nothing is known, a dash where there is no value."""
    tally = event.cells[index].tally
    if not tally.trials:
        return "·"
    value = measured(tally, measure)
    text = measure_text(value, measure)
    return text if len(text) <= room else ""


def measure_text(value: float, measure: str) -> str:
    """Return a rate in per cent, iterations or an error in the two digits that matter on a map."""
    if math.isnan(value):
        return "–"
    if measure == "rate":
        return f"{100 * value:.0f}"
    if measure == "iterations":
        for size, unit in ((1_000_000, "M"), (1_000, "k")):
            if value >= 10 * size:
                return f"{value / size:.0f}{unit}"
            if value >= size:
                return f"{value / size:.1f}{unit}"
        return f"{value:.0f}"
    rounded = float(f"{value:.2g}")
    if 0.01 <= rounded < 10_000:
        return f"{rounded:g}".removeprefix("0")
    mantissa, _, power = f"{value:.0e}".partition("e")
    return f"{mantissa}e{int(power)}" if value else "0"


def place_of(values: Sequence[object], wanted: object) -> int | None:
    """Return which of an axis' values is nearest to another: of numbers within the range, of names the same."""
    if wanted in values:
        return values.index(wanted)
    numbers = [axis_number(value) for value in values]
    number = axis_number(wanted)
    known: list[float] = [each for each in numbers if each is not None]
    if number is None or len(known) < len(numbers) or known != sorted(known):
        return None
    if not known[0] <= number <= known[-1]:
        return None
    if known[0] > 0 and known[1] / known[0] < LOGARITHMIC * known[-1] / known[-2]:
        number, known = math.log(number), [math.log(each) for each in known]
    return round(float(np.interp(number, known, range(len(known)))))
