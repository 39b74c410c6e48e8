"""Cells of a map: where they stand, what they look like before and after they are known, and what they say."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.map_question import untrained_map
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.drawing.map_cells import looks_of, map_grid, measure_text, place_of
from tui_nn.ui.drawing.map_frame import tick_labels
from tui_nn.ui.drawing.sequential_looks import LEVELS, NOTHING, UNKNOWN, look_of


def map_with(rates: dict[tuple[int, int], float]) -> MapEvent:
    """A map of 6 x 5 cells of which some are known."""
    empty = untrained_map(parse_axis("momentum=0..0.5", 6), parse_axis("hidden=1..5", 5), SuccessGoal(), 4)
    cells = list(empty.cells)
    for (column, row), rate in rates.items():
        index = row * 6 + column
        cells[index] = replace(cells[index], tally=replace(cells[index].tally, trials=4, rate=rate))
    return replace(empty, cells=tuple(cells))


def test_a_coarse_cell_stands_in_for_its_neighbours_until_they_are_known() -> None:
    looks = looks_of(map_with({(0, 0): 1.0, (4, 0): 0.0, (2, 2): 0.5, (5, 1): 1.0}), "rate")
    assert looks[0, 0] == look_of(1.0) == LEVELS - 1
    assert looks[1, 1] == looks[3, 1] == look_of(1.0, pale=True)
    assert looks[2, 3] == looks[3, 3] == look_of(0.5, pale=True)
    assert looks[1, 4] == look_of(0.0, pale=True)
    assert looks[1, 5] == look_of(1.0)
    assert looks[4, 0] == UNKNOWN


def test_where_none_succeeds_there_are_no_iterations() -> None:
    assert looks_of(map_with({(0, 0): 0.0}), "iterations")[0, 0] == NOTHING


@pytest.mark.parametrize("halves", [True, False])
@pytest.mark.parametrize("size", [(12, 10), (60, 60), (2, 2)])
@pytest.mark.parametrize("room", [(16, 2), (68, 15), (110, 31)])
def test_cells_fill_the_room_without_leaving_it_and_each_is_found_where_it_stands(
    room: tuple[int, int], size: tuple[int, int], *, halves: bool
) -> None:
    cursor = (size[0] - 1, 0)
    grid = map_grid(7, 1, *room, size, cursor, halves=halves)
    assert grid.columns * grid.width <= room[0] < (grid.columns + 1) * (grid.width + 1)
    assert grid.height <= room[1]
    columns = range(grid.first_column, grid.first_column + grid.columns)
    rows = range(grid.first_row, grid.first_row + grid.rows)
    assert cursor[0] in columns
    assert cursor[1] in rows
    for column in columns:
        for row in rows:
            found = grid.place_at(grid.column_of(column), grid.middle_of(row))
            assert found is not None
            assert found[0] == column
            assert found[1] == row or grid.halves == 1
    assert grid.place_at(6, 1) is None
    assert grid.place_at(7, 1 + grid.height) is None


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (0.84, "rate", "84"),
        (950.0, "iterations", "950"),
        (1234.0, "iterations", "1.2k"),
        (54_321.0, "iterations", "54k"),
        (0.996, "error", "1"),
        (0.5, "error", ".5"),
        (0.0151, "error", ".015"),
        (0.0042, "error", "4e-3"),
        (3.2e-12, "error", "3e-12"),
        (0.0, "error", "0"),
        (math.nan, "error", "–"),
    ],
)
def test_a_cell_says_the_two_digits_that_matter(value: float, measure: str, text: str) -> None:
    assert measure_text(value, measure) == text


@pytest.mark.parametrize(
    ("axis", "value", "place"),
    [
        ("learning_rate=log:0.01..100", 0.5, 2),
        ("learning_rate=log:0.01..100", 500.0, None),
        ("learning_rate=40..100", 30.0, None),
        ("momentum=0..0.8", 0.5, 2),
        ("hidden=1..9", (4,), 2),
        ("hidden=1..9", (4, 4), None),
        ("optimizer=sgd,adam", "adam", 1),
        ("optimizer=sgd,adam", "rprop", None),
        ("batch_size=1..9", None, None),
    ],
)
def test_the_present_run_lies_on_the_nearest_cell_if_on_any(axis: str, value: object, place: int | None) -> None:
    assert place_of(parse_axis(axis, 5).values, value) == place


def test_ticks_have_as_few_digits_as_tell_them_apart() -> None:
    assert tick_labels(("0.01", "0.1233", "43.29", "1e-05")) == ["0.01", "0.12", "43", "1e-05"]
    assert tick_labels(("0.4641", "0.4642")) == ["0.4641", "0.4642"]
    assert tick_labels(("tanh+sigmoid+tanh", "relu")) == ["tanh+sigm…", "relu"]
