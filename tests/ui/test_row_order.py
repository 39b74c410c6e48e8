"""Row order: what is shown of the rows, in which order, and where a text stands in them."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.ui.panes.row_order import (
    RowChoice,
    ShownRows,
    choice_text,
    chosen_rows,
    column_keys,
    next_match,
    possible_kept,
)

ROWS = Dataset(
    name="four",
    inputs=np.array([[3.0], [1.0], [2.0], [1.0]]),
    targets=np.array([[0.0], [1.0], [0.0], [1.0]]),
    input_names=("x",),
    target_names=("y",),
    parts=np.array([0, 0, 1, 2], dtype=np.int8),
)
ERRORS = np.array([0.5, 0.1, np.nan, 0.5])
RIGHT = np.array([True, False, False, True])
TEXTS = (["a", "10"], ["B", "11"], ["b", "20"])


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (RowChoice(), [0, 1, 2, 3]),
        (RowChoice("worst"), [2, 0, 3, 1]),
        (RowChoice("best"), [1, 0, 3, 2]),
        (RowChoice("rising", 0), [1, 3, 2, 0]),
        (RowChoice("falling", 0), [0, 2, 1, 3]),
        (RowChoice("falling", 1), [1, 3, 0, 2]),
        (RowChoice(kept="wrong"), [1, 2]),
        (RowChoice("worst", kept="wrong"), [2, 1]),
        (RowChoice(kept="training"), [0, 1]),
        (RowChoice("best", kept="test"), [3]),
    ],
)
def test_rows_are_sorted_and_kept(choice: RowChoice, expected: list[int]) -> None:
    assert chosen_rows(choice, ROWS, ERRORS, RIGHT).tolist() == expected


def test_a_row_may_stay_though_it_is_right_now() -> None:
    assert chosen_rows(RowChoice("worst", kept="wrong"), ROWS, ERRORS, RIGHT, stays=0).tolist() == [2, 0, 1]
    assert chosen_rows(RowChoice(kept="wrong"), ROWS, ERRORS, np.ones(4, dtype=bool), stays=0).tolist() == []


def test_without_a_network_rows_are_as_they_are() -> None:
    assert chosen_rows(RowChoice("worst", kept="wrong"), ROWS, None, None).tolist() == [0, 1, 2, 3]


def test_only_what_some_rows_are_can_be_kept() -> None:
    assert possible_kept(ROWS, RIGHT) == ["all", "wrong", "training", "validation", "test"]
    assert possible_kept(ROWS, np.ones(4, dtype=bool)) == ["all", "training", "validation", "test"]
    assert possible_kept(Dataset.from_arrays([[1.0]], [2.0]), None) == ["all"]


def test_columns_are_sorted_in_the_units_of_the_file_and_words_by_the_alphabet() -> None:
    iris = load_data(DataConfig("iris", scaling="standard"))
    names = iris.shown_input_names
    assert iris.encoding is not None
    first = iris.encoding.inputs[0].scale.unscaled(iris.inputs[:, 0])
    np.testing.assert_array_equal(column_keys(iris, 0), first)
    words = [iris.shown_target(row)[0] for row in range(iris.samples)]
    order = np.argsort(column_keys(iris, len(names)), kind="stable")
    assert [words[row] for row in order] == sorted(words)


def test_places_lead_to_rows_and_back() -> None:
    shown = ShownRows()
    assert (shown.place_of(0), shown.row_at(3)) == (None, 0)
    shown.take(RowChoice("worst"), ROWS, np.array([2, 0]))
    assert [shown.place_of(row) for row in (-1, 0, 1, 2, 9)] == [None, 1, None, 0, None]
    assert [shown.row_at(place) for place in (-5, 0, 1, 7)] == [2, 2, 0, 0]


def test_the_next_match_goes_around_in_the_order_that_is_seen() -> None:
    def find(sought: str, start: tuple[int, int], step: int) -> tuple[int, int] | None:
        return next_match(lambda row: TEXTS[row], [2, 0, 1], sought, start, step)

    assert find("B", (0, 0), 1) == (2, 0)
    assert find("b", (0, 1), 1) == (1, 0)
    assert find("b", (2, 1), 1) == (2, 0)
    assert find("b", (0, -1), -1) == (1, 0)
    assert find("1", (1, 1), 1) == (0, 1)
    assert find("1", (1, 0), -1) == (1, 1)
    assert find("nothing", (0, 0), 1) is None


def test_the_border_says_what_is_shown() -> None:
    assert choice_text(RowChoice(), "", 4, 4) == ""
    assert choice_text(RowChoice("worst", kept="wrong"), "", 7, 500) == "worst first · wrong only · 7 of 500 rows"
    assert choice_text(RowChoice("rising", 1), "price", 4, 4) == "by price ↑"
    assert choice_text(RowChoice(kept="test"), "", 1_000, 2_000) == "test only · 1,000 of 2,000 rows"
