"""Which panes stand where: sane for every window that a terminal can have."""

from __future__ import annotations

from typing import get_args

import pytest

from tui_nn.ui.layout import (
    PANE_NAMES,
    SMALLEST_HEIGHT,
    SMALLEST_TABLE,
    SMALLEST_WIDTH,
    TABLE_FRAME,
    Arrangement,
    PaneName,
    arrangement_for,
    table_height,
    visible_panes,
)

SIZES = [(width, height) for width in range(301) for height in range(121)]


@pytest.mark.parametrize(
    ("width", "height", "arrangement"),
    [
        (0, 0, "tiny"),
        (39, 50, "tiny"),
        (200, 11, "tiny"),
        (40, 12, "single"),
        (60, 16, "single"),
        (79, 19, "single"),
        (80, 24, "columns"),
        (79, 23, "columns"),
        (200, 35, "columns"),
        (99, 60, "columns"),
        (120, 40, "full"),
        (1000, 500, "full"),
    ],
)
def test_arrangements_of_common_windows(width: int, height: int, arrangement: Arrangement) -> None:
    assert arrangement_for(width, height) == arrangement


def test_only_a_window_below_the_smallest_is_too_small() -> None:
    for width, height in SIZES:
        too_small = width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT
        assert (arrangement_for(width, height) == "tiny") == too_small


def test_a_larger_window_never_shows_fewer_panes() -> None:
    panes = {
        arrangement: len(visible_panes(arrangement, "error", "setup", maximised=False))
        for arrangement in get_args(Arrangement)
    }
    for width, height in SIZES:
        here = panes[arrangement_for(width, height)]
        assert panes[arrangement_for(width + 1, height)] >= here
        assert panes[arrangement_for(width, height + 1)] >= here


@pytest.mark.parametrize("maximised", [False, True])
@pytest.mark.parametrize("front", PANE_NAMES)
@pytest.mark.parametrize("left", ["setup", "log"])
def test_the_pane_in_front_is_always_shown(front: PaneName, left: PaneName, maximised: bool) -> None:
    # The screen keeps `left` to the one of Setup and log that was in front last.
    left = front if front in ("setup", "log") else left
    for arrangement in {arrangement_for(width, height) for width, height in SIZES}:
        shown = visible_panes(arrangement, front, left, maximised)
        if arrangement == "tiny":
            assert shown == set()
            continue
        assert front in shown
        assert shown <= set(PANE_NAMES)
        assert len(shown) == (1 if maximised or arrangement == "single" else {"columns": 3, "full": 4}[arrangement])
        if len(shown) > 1:
            assert {"error", "table"} <= shown


def test_a_truth_table_is_shown_whole_and_a_large_one_leaves_room_for_the_plot() -> None:
    assert table_height(4, 30) == 4 + TABLE_FRAME
    assert table_height(1000, 30) == 12
    assert table_height(0, 30) == TABLE_FRAME


def test_a_table_is_never_higher_than_it_needs_nor_lower_than_a_truth_table() -> None:
    for rows in (0, 1, 2, 4, 8, 16, 1000):
        for height in range(121):
            lines = table_height(rows, height)
            needed = rows + TABLE_FRAME
            assert min(needed, SMALLEST_TABLE) <= lines <= needed
            assert lines <= max(height * 2 // 5, SMALLEST_TABLE)
