"""Where the panes of a layout stand, to the cell: no gap, no overlap, and room for a border everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tui_nn.ui.layout import UNCHANGED, Changes, PaneName, Part, Split, Tree

TABLE_FRAME, SMALLEST_TABLE = 5, 9
"""Lines of a table beside its rows (border, headings, a scroll bar); lines for a truth table of four rows."""

SMALLEST_PANE = 3
"""Cells and lines that a pane always has: its border and one line."""


class Place(NamedTuple):
    """Where a pane stands, in cells from the upper left."""

    x: int
    y: int
    width: int
    height: int


def places(
    tree: Tree | None, width: int, height: int, rows: int, changes: Changes = UNCHANGED
) -> dict[PaneName, Place]:
    """Return where each pane of a tree stands in so many cells, without a gap and without an overlap.

    Args:
        tree: as `tree_of` returned it.
        width: cells across.
        height: cells down.
        rows: of the table, which is given no more lines than it needs where it stands below something.
        changes: what the person has changed about the layout.
    """
    found: dict[PaneName, Place] = {}
    if tree is not None:
        _place(tree, Place(0, 0, width, height), rows, changes, found)
    return found


def table_height(rows: int, height: int) -> int:
    """Return the lines for a table of so many rows in a column of so many: what it needs, or two fifths."""
    needed = rows + TABLE_FRAME
    return max(min(needed, height * 2 // 5), min(needed, SMALLEST_TABLE))


def _place(tree: Tree, place: Place, rows: int, changes: Changes, found: dict[PaneName, Place]) -> None:
    if not isinstance(tree, Split):
        found[tree] = place
        return
    room = place.width if tree.across else place.height
    start = place.x if tree.across else place.y
    for part, size in zip(tree.parts, _sizes(tree, room, rows, changes), strict=True):
        inner = Place(start, place.y, size, place.height) if tree.across else Place(place.x, start, place.width, size)
        _place(part.content, inner, rows, changes, found)
        start += size


def _sizes(split: Split, room: int, rows: int, changes: Changes) -> list[int]:
    """Divide the room: fixed sizes first, the rest by weight, and a pane is never less than its border and a line."""
    growth = [_growth(part, split.across, changes) for part in split.parts]
    smallest = min(SMALLEST_PANE, room // len(split.parts))
    sizes = [0] * len(split.parts)
    left, shares, waiting = room, [], len(split.parts)
    for index, part in enumerate(split.parts):
        fixed = table_height(rows, room) if part.fits and len(split.parts) > 1 else part.cells
        if fixed:
            waiting -= 1  # those before it that share the rest wait, too
            sizes[index] = max(smallest, min(round(fixed * growth[index]), left - smallest * waiting))
            left -= sizes[index]
        else:
            shares.append(index)
    total = sum(split.parts[index].weight * growth[index] for index in shares)
    for position, index in enumerate(shares):
        weight = split.parts[index].weight * growth[index]
        others = smallest * (len(shares) - position - 1)
        wanted = round(left * weight / total) if others else left
        sizes[index] = max(smallest, min(wanted, left - others))
        left -= sizes[index]
        total -= weight
    if left and not shares:
        sizes[-1] += left
    return sizes


def _growth(part: Part, across: bool, changes: Changes) -> float:
    factor = 1.0
    for pane in _directly_in(part.content, across):
        factor *= changes.growth.get((pane, across), 1.0)
    return factor


def _directly_in(content: Tree, across: bool) -> Iterator[PaneName]:
    """Yield the panes whose size in a direction this part decides, and no split within it."""
    if not isinstance(content, Split):
        yield content
    elif content.across != across:
        for part in content.parts:
            yield from _directly_in(part.content, across)
