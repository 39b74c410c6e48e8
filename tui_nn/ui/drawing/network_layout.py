"""Where the units of a network stand: layers from left to right, in cells; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tui_nn.ui.drawing.network_places import NUMBER_WIDTH, LayerPlace, Wanted

THIN_WIDTH = 2
"""Cells of a unit without its number."""

TARGET_WIDTH = 7
"""Cells of a target beside its output."""

NAMED_TARGET_WIDTH = 14
"""Cells of a target that has its name above it, at least."""

MOST_NAMED_TARGETS = 4
"""Outputs that have the word target beside them: with more it is read once, at the top."""

SMALLEST_GAP = 3
"""Cells between two layers, for their edges."""

LARGEST_GAP = 30
LARGEST_SLOT, SLOT_OF_A_MAP = 9, 2
"""Rows for a unit, at most, and for one with a larger map so many more than that: units farther apart are no longer
seen as one layer."""

ROWS_OF_AN_INPUT = 5
"""Of its map, at most: it only rises from one side to the other."""

SMALLEST_MAP_ABOVE = 3
"""Rows of a map that has its number below it, at least."""

SMALLEST_PICTURE = 64
"""Inputs that can be the points of a square picture."""


@dataclass(frozen=True, eq=False)
class NetworkLayout:
    """Where all layers stand."""

    wanted: Wanted
    layers: tuple[LayerPlace, ...]
    input_names: int
    """Cells for the names of the inputs; 0 leaves them out."""

    target_names: int

    @property
    def names_targets(self) -> bool:
        """Whether each target stands below its name, with the word before it."""
        last = self.layers[-1]
        return last.high >= 4 and not last.below and bool(self.target_names) and last.count <= MOST_NAMED_TARGETS

    def unit_at(self, column: int, row: int) -> tuple[int, int] | None:
        """Return layer and unit that stand on a cell; of two in one cell the upper one."""
        for place in self.layers:
            here = (place.lefts <= column) & (column < place.lefts + place.unit_width)
            here &= (place.halves <= 2 * row + 1) & (2 * row < place.halves + place.high)
            found = np.flatnonzero(here)
            if len(found):
                return place.layer, place.first + int(found[0])
        return None

    def moved(self, layer: int, unit: int, right: int, down: int) -> tuple[int, int]:
        """Return the layer and unit one step away from one in sight; the same where there is none."""
        place, units = self.layers[layer], self.wanted.layer_sizes[layer]
        if place.across:
            inside = 0 <= unit % place.in_line + right < place.in_line
            step = right if inside else 0
            other = unit + step + down * place.in_line
        else:
            step = right * place.in_line if place.strip and 0 <= unit + right * place.in_line < units else 0
            other = unit + step + down
        if right and not step:
            return self._beside(layer, unit, right)
        return layer, other if 0 <= other < units else unit

    def _beside(self, layer: int, unit: int, step: int) -> tuple[int, int]:
        """The unit of the next layer that is nearest in height; of several, the nearest at all."""
        if not 0 <= layer + step < len(self.layers):
            return layer, unit
        place, other = self.layers[layer], self.layers[layer + step]
        shown = min(max(unit - place.first, 0), place.count - 1)
        distances = np.abs(other.ends - place.ends[shown]) * 1000 + other.lefts * step
        return layer + step, other.first + int(np.argmin(distances))


@dataclass(frozen=True)
class _Level:
    """How much is shown; each level shows less than the one before."""

    names: int
    map_rows: int
    numbers: bool
    gap: int
    below: bool = False


_LEVELS = (
    *(_Level(names=20, map_rows=rows, numbers=True, gap=2 * rows) for rows in (12, 10, 8)),
    _Level(names=20, map_rows=7, numbers=True, gap=12),
    _Level(names=14, map_rows=7, numbers=True, gap=9),
    _Level(names=10, map_rows=5, numbers=True, gap=8),
    _Level(names=14, map_rows=7, numbers=True, gap=9, below=True),
    _Level(names=10, map_rows=7, numbers=True, gap=8, below=True),
    _Level(names=8, map_rows=5, numbers=True, gap=6, below=True),
    _Level(names=8, map_rows=4, numbers=True, gap=5, below=True),
    _Level(names=8, map_rows=3, numbers=True, gap=7),
    _Level(names=8, map_rows=0, numbers=True, gap=6),
    _Level(names=5, map_rows=0, numbers=True, gap=4),
    _Level(names=0, map_rows=0, numbers=True, gap=SMALLEST_GAP),
    _Level(names=0, map_rows=0, numbers=False, gap=SMALLEST_GAP),
)


@lru_cache(maxsize=32)
def layout_of(wanted: Wanted) -> NetworkLayout:
    """Place layers with as much of their numbers, maps and names as there is room for.

    Where not even thin layers fit side by side, those around the focus are in sight.
    """
    gaps = len(wanted.layer_sizes) - 1
    for level in _LEVELS:
        places = [_layer(wanted, level, layer) for layer in range(gaps + 1)]
        before, after, names = _ends(wanted, level, places[-1])
        room = wanted.width - before - after - sum(place.width for place in places)
        if room >= level.gap * gaps:
            break
    gap = min(max(room // gaps, SMALLEST_GAP), LARGEST_GAP)
    spare = room - gap * gaps
    at = before + (spare // 2 if spare > 0 else 0)
    lefts = []
    for place in places:
        lefts.append(at)
        at += place.width + gap
    shift = 0
    if spare < 0:
        focus = min(wanted.focus[0], gaps)
        middle = lefts[focus] + places[focus].width // 2
        shift = min(max(middle - wanted.width // 2, 0), -spare)
    placed = tuple(
        replace(place, left=left - shift, lefts=place.lefts + left - shift)
        for place, left in zip(places, lefts, strict=True)
    )
    return NetworkLayout(wanted, placed, min(names, wanted.input_names), min(names, wanted.target_names))


def _ends(wanted: Wanted, level: _Level, last: LayerPlace) -> tuple[int, int, int]:
    """Cells before the first layer and after the last one, and those of a name."""
    names, inputs, targets = level.names, wanted.input_names, wanted.target_names
    before = min(names, inputs) + 1 if names and inputs else 0
    after = max(NAMED_TARGET_WIDTH, TARGET_WIDTH + min(names, targets) + 1) if names and targets else TARGET_WIDTH
    after = after if level.numbers and not last.below else 0
    return before, after, names


def _layer(wanted: Wanted, level: _Level, layer: int) -> LayerPlace:
    """Place a layer as if it were the leftmost thing."""
    units = wanted.layer_sizes[layer]
    slot = wanted.height // units
    if not slot:
        return _strip(wanted, layer)
    is_last = layer == len(wanted.layer_sizes) - 1
    under = (4 if is_last else 2) if level.below else 0  # number and bias, of outputs name and target too
    most = min(level.map_rows, ROWS_OF_AN_INPUT) if layer == 0 else level.map_rows
    rows = min(slot - under, most) if wanted.maps else 0
    below = level.below and rows >= SMALLEST_MAP_ABOVE
    if level.below and not below:
        under, rows = 0, 0
    rows = rows if rows >= (2 if wanted.half_blocks else 3) else 0
    slot = min(slot, max(LARGEST_SLOT, rows + under + SLOT_OF_A_MAP))
    map_width = max(6, 2 * rows - 1) if rows else 0
    # Without a colour behind it, a number must not touch the edges that begin after it.
    number_width = NUMBER_WIDTH + (not wanted.half_blocks)
    width = map_width + (number_width if level.numbers else THIN_WIDTH * (not rows))
    if below:
        width = max(map_width, number_width)
    taken = rows + under if rows else min(slot, 2 if level.numbers else 1)
    top = (wanted.height - (slot * (units - 1) + taken)) // 2
    halves = 2 * (top + slot * np.arange(units))
    return LayerPlace(
        layer=layer,
        left=0,
        width=width,
        first=0,
        unit_width=width,
        high=2 * taken,
        map_width=map_width,
        map_height=2 * rows - 1 if rows else 0,  # a half row stays free: maps must not run together
        numbers=level.numbers,
        below=below,
        strip=False,
        across=False,
        in_line=units,
        lefts=np.zeros(units, dtype=np.int64),
        halves=halves,
        ends=2 * halves + (2 * rows - 1 if rows else 1),
    )


def _strip(wanted: Wanted, layer: int) -> LayerPlace:
    """Fold a layer that has more units than there are rows."""
    units, high = wanted.layer_sizes[layer], 1 if wanted.half_blocks else 2
    most = max(4, wanted.width // 4)
    side = math.isqrt(units)
    if layer == 0 and units >= SMALLEST_PICTURE and side * side == units:
        for size in (2, 1) if wanted.half_blocks else (2,):
            if side * size <= min(2 * wanted.height, wanted.width * 2 // 5):
                return _folded(wanted, layer, 0, units, side, size, size, across=True)
    in_line = 2 * wanted.height // high
    folds = -(-units // in_line)
    shown, first = units, 0
    if folds <= most:
        in_line = -(-units // folds)  # folds of one height
    else:
        shown = in_line * most
        first = wanted.focus[1] // shown * shown if wanted.focus[0] == layer else 0
    unit_width = 2 if 2 * folds <= most else 1
    return _folded(wanted, layer, first, min(shown, units - first), in_line, unit_width, high, across=False)


def _folded(
    wanted: Wanted, layer: int, first: int, shown: int, in_line: int, unit_width: int, high: int, *, across: bool
) -> LayerPlace:
    line, place = np.divmod(np.arange(shown), in_line)
    columns, rows = (place, line) if across else (line, place)
    top = (wanted.height - -(-high * (int(rows.max()) + 1) // 2)) // 2
    halves = 2 * top + high * rows
    return LayerPlace(
        layer=layer,
        left=0,
        width=unit_width * (int(columns.max()) + 1),
        first=first,
        unit_width=unit_width,
        high=high,
        map_width=0,
        map_height=0,
        numbers=False,
        below=False,
        strip=True,
        across=across,
        in_line=in_line,
        lefts=unit_width * columns,
        halves=halves,
        ends=2 * halves + high - 1,
    )
