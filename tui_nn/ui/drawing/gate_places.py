"""Where each gate of the atlas stands on its sheet, which is next to which, and truth tables as small drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Region

from tui_nn.data.gates import Gate

TILES_ACROSS = 4
"""The sixteen gates of two inputs count up: rows of tiles differ in the first two digits, columns in the others."""

TILES = TILES_ACROSS * TILES_ACROSS
LINES_ACROSS = 3
"""Columns of the list of all other gates."""

SQUARE_SIZES = ((16, 8), (8, 4), (4, 2), (4, 1))
"""Cells of a truth table's drawing, across and down, the larger first; the last one is of half blocks."""

TILE_HEIGHTS = (9, 5, 3, 2)
"""Lines of the tiles with these drawings."""

QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the bits of what is filled: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""

MOST_DRAWN = 16
"""Rows of a truth table that is drawn in one line."""


@dataclass(frozen=True)
class Sheet:
    """What stands where, in cells."""

    places: tuple[Region, ...]
    """Of each gate: tiles, then lines."""

    square: tuple[int, int]
    """Cells of the drawings in the tiles."""

    legend: int
    """Row of the line about columns."""

    reading: int
    """First row of the words about the chosen gate; as many rows as are left belong to them."""

    @property
    def large(self) -> bool:
        """Whether tiles have room for more than names and rates."""
        return self.square[1] >= 4


def sheet_of(width: int, height: int, gates: int) -> Sheet:
    """Return where everything stands: the largest tiles that leave a line for the reading; the smallest in any case."""
    lines = -(-max(0, gates - TILES) // LINES_ACROSS)
    for square, tile_height in zip(SQUARE_SIZES, TILE_HEIGHTS, strict=True):
        if 1 + TILES_ACROSS * tile_height + lines + 1 <= height and width >= TILES_ACROSS * (square[0] + 15):
            break
    tile_width = width // TILES_ACROSS
    places = []
    for index in range(min(gates, TILES)):
        down, across = divmod(index, TILES_ACROSS)
        places.append(Region(across * tile_width, 1 + down * tile_height, tile_width - 1, max(2, square[1])))
    top, line_width = 1 + TILES_ACROSS * tile_height, width // LINES_ACROSS
    for index in range(max(0, gates - TILES)):
        across, down = divmod(index, lines)
        places.append(Region(across * line_width, top + down, line_width, 1))
    return Sheet(tuple(places), square, 0, top + lines)


def neighbour(places: Sequence[Region], index: int, across: int, down: int) -> int:
    """Return the place that comes next in a direction, nearest to the straight line; the same where there is none."""

    def distance(place: Region) -> float:
        x, y = place.x - places[index].x, 3 * (place.y - places[index].y)
        ahead, aside = (x * across, abs(y)) if across else (y * down, abs(x))
        return ahead + 4 * aside if ahead > 0 else float("inf")

    found = min(range(len(places)), key=lambda other: distance(places[other]))
    return found if distance(places[found]) < float("inf") else index


def truth_rows(column: str) -> tuple[str, str]:
    """Return the digits of a target in two rows: where the first input is 0, and where it is 1."""
    half = len(column) // 2
    return column[:half], column[half:]


def truth_text(gate: Gate) -> str:
    """Return a truth table as a line of quarter blocks, filled for 1, target after target; "" where it is too long."""
    if gate.rows > MOST_DRAWN:
        return ""
    return " ".join(_quadrants(*truth_rows(column)) for column in gate.target_columns)


def _quadrants(upper: str, lower: str) -> str:
    bits = [[digit == "1" for digit in row] for row in (upper, lower)]
    return "".join(
        QUADRANTS[bits[0][left] + 2 * bits[0][left + 1] + 4 * bits[1][left] + 8 * bits[1][left + 1]]
        for left in range(0, len(upper), 2)
    )
