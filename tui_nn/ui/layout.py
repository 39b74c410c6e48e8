"""Which panes stand where, decided by the window's size alone."""

from __future__ import annotations

from typing import Literal, get_args

PaneName = Literal["setup", "error", "log", "table"]
PANE_NAMES: tuple[PaneName, ...] = get_args(PaneName)

Arrangement = Literal["tiny", "single", "columns", "full"]
"""tiny: too small for anything but a word about it. single: one pane at a time. columns: error plot over
table, and beside them either Setup or the log. full: all four panes at once."""

ARRANGEMENTS: tuple[Arrangement, ...] = get_args(Arrangement)

SMALLEST_WIDTH, SMALLEST_HEIGHT = 40, 12

TABLE_FRAME, SMALLEST_TABLE = 5, 9
"""Lines of a table beside its rows (border, headings, a scroll bar); lines for a truth table of four rows."""


def arrangement_for(width: int, height: int) -> Arrangement:
    """Return the arrangement for a window of so many cells."""
    if width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT:
        return "tiny"
    if width < 76 or height < 20:
        return "single"
    if width < 100 or height < 36:
        return "columns"
    return "full"


def visible_panes(arrangement: Arrangement, front: PaneName, left: PaneName, maximised: bool) -> set[PaneName]:
    """Return the panes that are shown.

    Args:
        arrangement: as `arrangement_for` returned it.
        front: the pane that the person works in.
        left: the one of Setup and log that was in front last; in two columns they share a place.
        maximised: whether the pane in front has the whole window.
    """
    if arrangement == "tiny":
        return set()
    if arrangement == "single" or maximised:
        return {front}
    return {left, "error", "table"} if arrangement == "columns" else set(PANE_NAMES)


def table_height(rows: int, height: int) -> int:
    """Return the lines for a table of so many rows in a column of so many: what it needs, or two fifths."""
    needed = rows + TABLE_FRAME
    return max(min(needed, height * 2 // 5), min(needed, SMALLEST_TABLE))
