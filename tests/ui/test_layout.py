"""Which panes stand where: sane for every window that a terminal can have, every layout and every change."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_nn.ui.layout import (
    ARRANGEMENTS,
    LAYOUT_NAMES,
    LAYOUTS,
    PANE_NAMES,
    SMALLEST_HEIGHT,
    SMALLEST_WIDTH,
    UNCHANGED,
    Arrangement,
    Changes,
    LayoutName,
    PaneName,
    arrangement_for,
    cycle_of,
    panes_in,
    tree_of,
)
from tui_nn.ui.placement import SMALLEST_TABLE, TABLE_FRAME, places, table_height

SIZES = [(width, height) for width in range(301) for height in range(121)]
USUAL: dict[Arrangement, tuple[int, int]] = {
    "single": (60, 16),
    "columns": (80, 21),
    "full": (120, 37),
    "wide": (200, 57),
}

PANES = st.sampled_from(PANE_NAMES)
CHANGES = st.builds(
    Changes,
    hidden=st.frozensets(PANES, max_size=4),
    added=st.lists(PANES, max_size=3, unique=True).map(tuple),
    growth=st.dictionaries(st.tuples(PANES, st.booleans()), st.sampled_from([0.125, 0.8, 1.25, 8.0]), max_size=4),
)


def shown(layout: LayoutName, arrangement: Arrangement, front: PaneName | None = None) -> tuple[PaneName, ...]:
    return tuple(panes_in(tree_of(layout, arrangement, front or LAYOUTS[layout].front, "setup")))


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
        (159, 60, "full"),
        (200, 44, "full"),
        (200, 60, "wide"),
        (1000, 500, "wide"),
    ],
)
def test_arrangements_of_common_windows(width: int, height: int, arrangement: Arrangement) -> None:
    assert arrangement_for(width, height) == arrangement


def test_only_a_window_below_the_smallest_is_too_small() -> None:
    for width, height in SIZES:
        too_small = width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT
        assert (arrangement_for(width, height) == "tiny") == too_small


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_a_larger_window_never_shows_fewer_panes(layout: LayoutName) -> None:
    counts = [len(shown(layout, arrangement)) for arrangement in ARRANGEMENTS]
    assert counts == sorted(counts)
    assert counts[:2] == [0, 1]


def test_a_small_window_shows_the_two_most_telling_panes_of_a_layout() -> None:
    assert shown("surface", "columns") == ("surface", "error")
    assert shown("network", "columns") == ("network", "table")
    assert shown("numbers", "columns") == ("table", "judgement")
    assert shown("projector", "columns") == ("network", "surface")
    assert shown("overview", "columns") == ("setup", "error", "table")  # Setup and log share a place beside them


def test_the_widest_layout_shows_every_pane_there_is() -> None:
    assert set(shown("everything", "wide")) == set(PANE_NAMES)


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize("arrangement", ARRANGEMENTS[1:])
@pytest.mark.parametrize("front", PANE_NAMES)
def test_the_pane_in_front_is_always_shown(layout: LayoutName, arrangement: Arrangement, front: PaneName) -> None:
    # The screen keeps `left` to the one of Setup and log that was in front last.
    left: PaneName = "log" if front == "log" else "setup"
    panes = tuple(panes_in(tree_of(layout, arrangement, front, left)))
    assert front in panes
    assert len(set(panes)) == len(panes)
    assert tuple(panes_in(tree_of(layout, arrangement, front, left, maximised=True))) == (front,)


@given(st.sampled_from(LAYOUT_NAMES), st.sampled_from(ARRANGEMENTS[1:]), PANES, CHANGES, st.integers(0, 30))
@example("overview", "columns", "setup", Changes(growth={("table", False): 8.0}), 0)
def test_panes_fill_the_window_without_gap_and_overlap(
    layout: LayoutName, arrangement: Arrangement, front: PaneName, changes: Changes, rows: int
) -> None:
    width, height = USUAL[arrangement]
    tree = tree_of(layout, arrangement, front, "setup", changes)
    found = places(tree, width, height, rows, changes)
    assert front in found
    covered = [[0] * width for _ in range(height)]
    for place in found.values():
        assert place.width >= 1
        assert place.height >= 1
        for y in range(place.y, place.y + place.height):
            for x in range(place.x, place.x + place.width):
                covered[y][x] += 1
    assert {cell for line in covered for cell in line} == {1}


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_no_pane_of_a_usual_window_is_too_small_to_be_read(layout: LayoutName) -> None:
    for arrangement, (width, height) in USUAL.items():
        front = LAYOUTS[layout].front
        for place in places(tree_of(layout, arrangement, front, "setup"), width, height, rows=500).values():
            assert place.width >= 30
            assert place.height >= 8


def test_a_pane_that_is_hidden_gives_its_room_to_its_neighbour_and_comes_back() -> None:
    hidden = UNCHANGED.toggled("table", shown=True)
    tree = tree_of("overview", "columns", "error", "setup", hidden)
    assert tuple(panes_in(tree)) == ("setup", "error")
    assert places(tree, 80, 21, 4)["error"].height == 21
    assert hidden.toggled("table", shown=False) == UNCHANGED
    assert "table" not in cycle_of("overview", "full", hidden)


def test_a_pane_that_is_added_stands_at_the_right() -> None:
    added = UNCHANGED.toggled("health", shown=False)
    found = places(tree_of("overview", "full", "error", "setup", added), 150, 37, 4)
    assert found["health"].x > found["network"].x
    assert added.toggled("health", shown=True) == UNCHANGED


def test_a_pane_is_made_wider_and_higher() -> None:
    def error_in(changes: Changes) -> tuple[int, int]:
        place = places(tree_of("surface", "full", "surface", "setup", changes), 120, 37, 4, changes)["error"]
        return place.width, place.height

    width, height = error_in(UNCHANGED)
    wider = UNCHANGED.grown("error", across=True, larger=True)
    higher = UNCHANGED.grown("error", across=False, larger=True)
    assert error_in(wider)[0] > width
    assert error_in(wider)[1] == height
    assert error_in(higher)[0] == width
    assert error_in(higher)[1] > height
    for _ in range(50):
        wider = wider.grown("error", across=True, larger=True)
    assert error_in(wider)[0] < 110


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_every_pane_in_sight_is_visited(layout: LayoutName) -> None:
    for arrangement in ("full", "wide"):
        assert cycle_of(layout, arrangement) == shown(layout, arrangement)
    assert set(shown(layout, "columns")) <= set(cycle_of(layout, "columns")) | {"surface"}


def test_a_layout_without_any_pane_shows_the_one_in_front() -> None:
    nothing = Changes(hidden=frozenset(PANE_NAMES))
    assert tree_of("overview", "full", "error", "setup", nothing) == "error"
    assert cycle_of("overview", "full", nothing) == ("error",)


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
