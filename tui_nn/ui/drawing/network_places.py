"""What is to be placed of a network, and where the units of one layer stand: what a layout is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import IntArray

NUMBER_WIDTH = 6
"""Cells of a unit's number: a mark and five characters."""


@dataclass(frozen=True)
class Wanted:
    """What is to be placed, and the room for it."""

    layer_sizes: tuple[int, ...]
    width: int
    height: int
    input_names: int = 0
    """Cells of the longest name of an input."""

    target_names: int = 0
    maps: bool = False
    """Whether units that have room for it show their map."""

    half_blocks: bool = True
    """Whether a cell can show two units, one above the other."""

    focus: tuple[int, int] = (0, 0)
    """Layer and unit that have to be in sight."""


@dataclass(frozen=True, eq=False)
class LayerPlace:
    """Where the units of a layer stand; rows are counted in halves, as in `Canvas.put_half_blocks`."""

    layer: int
    left: int
    width: int
    first: int
    """The first unit in sight: a layer with very many shows a window of them."""

    unit_width: int
    high: int
    """Half rows that a unit takes."""

    map_width: int
    """Cells of a map; 0 where there is none."""

    map_height: int
    """Half rows of a map."""

    numbers: bool
    below: bool
    """Whether numbers stand below the maps, not beside them."""

    strip: bool
    """Whether units are thin cells, one below the other, that fold into several columns."""

    across: bool
    """Whether units follow each other from left to right, as the points of a picture do."""

    in_line: int
    """Units from one fold to the next."""

    lefts: IntArray = field(repr=False)
    """(units in sight,): the cell at which each begins."""

    halves: IntArray = field(repr=False)
    """(units in sight,): the half row at which each begins."""

    ends: IntArray = field(repr=False)
    """(units in sight,): the row of dots, four to a cell, at which its edges end."""

    @property
    def count(self) -> int:
        """Units in sight."""
        return len(self.halves)

    def shows(self, units: IntArray) -> npt.NDArray[np.bool_]:
        """Say of each unit whether it is in sight."""
        return (units >= self.first) & (units < self.first + self.count)

    @property
    def number_rows(self) -> IntArray:
        """(units in sight,): the row of each unit's number; below it stands the bias, where there is room."""
        return self.halves // 2 + ((self.map_height + 1) // 2 if self.below else max(0, self.map_height - 2) // 4)

    @property
    def map_left(self) -> int:
        """The cell at which maps begin."""
        return self.left + (self.width - self.map_width) // 2 if self.below else self.left

    @property
    def number_left(self) -> int:
        """The cell at which numbers begin."""
        return self.left + ((self.width - NUMBER_WIDTH) // 2 if self.below else self.map_width)

    @property
    def right(self) -> int:
        """The cell after the last one."""
        return self.left + self.width
