"""Rows as points: which marks they get, and which is nearest to a cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.drawing.scatter import Ink, Points, nearest_point, put_points
from tui_nn.ui.panes.row_inks import row_inks, row_kinds

GREY = (128, 128, 128)
PALETTE = Palette("true", *(True, (0, 0, 0)), *[GREY] * 8)
INKS = [Ink((255, 0, 0), "a", "one"), Ink((0, 0, 255), "b", "other")]


def drawn(places: list[list[float]], kinds: list[int], palette: Palette = PALETTE, *, ordered: bool = False) -> Canvas:
    canvas = Canvas(4, 2, GREY, (0, 0, 0))
    trained = np.arange(len(kinds)) != 1
    points = Points(np.array(places), np.array(kinds), trained, INKS, ordered, None)
    put_points(canvas, (0, 0), (4, 2), points, palette)
    return canvas


def texts(canvas: Canvas) -> list[str]:
    return [strip.text for strip in canvas.strips()]


def test_few_points_are_dots_and_circles_for_rows_that_are_not_learned_from() -> None:
    assert texts(drawn([[0.0, 1.0], [1.0, 0.0]], [0, 1])) == ["●   ", "   ○"]


def test_without_colours_each_has_the_letter_of_its_kind() -> None:
    assert texts(drawn([[0.0, 1.0], [1.0, 0.0]], [0, 1], replace(PALETTE, depth="none"))) == ["a   ", "   b"]


def test_many_points_are_half_blocks_in_the_colour_of_most_of_them() -> None:
    canvas = drawn([[0.0, 1.0], [0.3, 0.0], [0.0, 0.6], [0.0, 0.6], [0.0, 0.6]], [0, 0, 0, 1, 1])
    first = next(iter(canvas.strips()[0]))

    assert texts(canvas) == ["▀   ", " ▄  "]
    assert first.style is not None
    assert first.style.color is not None
    assert first.style.bgcolor is not None
    assert (first.style.color.triplet, first.style.bgcolor.triplet) == ((255, 0, 0), (0, 0, 255))


def test_steps_of_a_scale_that_share_a_cell_are_drawn_as_their_mean() -> None:
    letters = replace(PALETTE, depth="none")

    assert texts(drawn([[0.0, 1.0]] * 3, [0, 1, 1], letters, ordered=True))[0] == "b   "
    assert texts(drawn([[0.0, 1.0]] * 3, [0, 0, 1], letters, ordered=True))[0] == "a   "


def test_a_cell_is_twice_as_high_as_wide_when_distances_are_measured() -> None:
    # From the cell at column 2, row 2 of 8 by 4: one point is two columns away, the other one row and a bit.
    places = np.array([[4.5 / 8, 1 - 2.5 / 4], [2.5 / 8, 1 - 3.6 / 4]])

    assert nearest_point(places, 2, 2, 8, 4) == 0


@pytest.mark.parametrize(
    ("targets", "kinds", "names"),
    [
        ([[0], [1], [1]], [0, 1, 1], ["0", "1"]),
        ([[0, 1], [1, 0], [1, 1]], [1, 2, 3], ["00", "01", "10", "11"]),
        ([[1, 0, 1, 0], [0, 1, 1, 1], [0, 0, 0, 0]], [1, 0, 0], ["0", "1"]),
        ([[-2.0], [0.0], [6.0]], [0, 2, 8], ["-2", "6"]),
    ],
)
def test_the_kind_of_a_row_is_what_it_should_become(
    targets: list[list[float]], kinds: list[int], names: list[str]
) -> None:
    rows = Dataset.from_arrays([[0.0], [1.0], [2.0]], targets)

    assert row_kinds(rows).tolist() == kinds
    assert [ink.name for ink in row_inks(rows, PALETTE) if ink.name] == names


def test_two_classes_have_the_colours_of_outputs_near_0_and_near_1() -> None:
    palette = replace(PALETTE, depth="true")
    inks = row_inks(load_dataset("moons"), palette)

    assert [ink.colour for ink in inks] == [palette.negative, palette.positive]
    assert len({ink.letter for ink in inks}) == 2
