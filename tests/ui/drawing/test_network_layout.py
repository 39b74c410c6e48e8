"""Where units stand, how layers fold, which edges are drawn, and what they look like."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.ui.drawing.network_drawing import short_number
from tui_nn.ui.drawing.network_edges import Selection, curves_between, edge_field, strongest_edges
from tui_nn.ui.drawing.network_layout import SMALLEST_GAP, NetworkLayout, layout_of
from tui_nn.ui.drawing.network_places import Wanted


def cells_of(layout: NetworkLayout, layer: int) -> set[tuple[int, int]]:
    """Cells at the left and half rows at the top of all units in sight."""
    place = layout.layers[layer]
    return set(zip(place.lefts.tolist(), place.halves.tolist(), strict=True))


@pytest.mark.parametrize("size", [(34, 8), (58, 18), (78, 22), (108, 34), (158, 48)])
@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 16, 16, 1), (64, 32, 10), (784, 64, 10), (2000, 3)])
@pytest.mark.parametrize("half_blocks", [True, False])
def test_every_unit_in_sight_has_a_place_of_its_own(
    sizes: tuple[int, ...], size: tuple[int, int], half_blocks: bool
) -> None:
    layout = layout_of(Wanted(sizes, *size, input_names=9, target_names=5, maps=sizes[0] == 2, half_blocks=half_blocks))
    for layer, place in enumerate(layout.layers):
        assert len(cells_of(layout, layer)) == place.count <= sizes[layer]
        assert place.halves.min() >= 0
        assert place.halves.max() + place.high <= 2 * size[1]
        assert (place.lefts >= place.left).all()
        assert (place.lefts + place.unit_width <= place.right).all()
        assert (place.ends < 4 * size[1]).all()
    for place, after in zip(layout.layers, layout.layers[1:], strict=False):
        assert after.left - place.right >= SMALLEST_GAP
    assert layout.layers[0].left >= 0
    assert layout.layers[-1].right <= size[0]


def test_layers_fold_at_80x24() -> None:
    digits = layout_of(Wanted((64, 32, 10), 80, 24)).layers
    assert [place.strip for place in digits] == [True, True, False]
    assert [place.count for place in digits] == [64, 32, 10]
    assert digits[0].across  # eight points by eight, each a whole cell high and two wide
    assert (digits[0].width, digits[0].unit_width, digits[0].high) == (16, 2, 2)
    pictures = layout_of(Wanted((784, 64, 10), 80, 24)).layers
    assert [place.count for place in pictures] == [784, 64, 10]
    assert (pictures[0].width, pictures[0].high) == (28, 1)
    assert layout_of(Wanted((784, 64, 10), 60, 24)).layers[0].width == 15  # folds of 56 points where it is too wide
    assert pictures[1].in_line == 32  # two folds of the same height


def test_a_layer_of_thousands_shows_the_window_around_the_focus() -> None:
    layout = layout_of(Wanted((5000, 2), 80, 24, focus=(0, 4999)))
    place = layout.layers[0]
    assert 0 < place.first <= 4999 < place.first + place.count


def test_maps_stand_where_units_have_two_rows() -> None:
    few = layout_of(Wanted((2, 8, 1), 108, 32, maps=True)).layers
    assert [place.map_height for place in few] == [9, 7, 19]
    assert few[1].halves[1] - few[1].halves[0] >= few[1].map_height + 1
    many = layout_of(Wanted((2, 32, 1), 108, 32, maps=True)).layers
    assert [bool(place.map_width) for place in many] == [True, False, True]


def test_in_a_narrow_pane_numbers_stand_below_the_maps() -> None:
    layout = layout_of(Wanted((2, 3, 1), 39, 21, input_names=1, target_names=6, maps=True))
    for place in layout.layers:
        assert place.below
        assert place.map_height >= 7
        below_the_map = place.halves + place.map_height
        assert (2 * place.number_rows >= below_the_map).all()
        assert (2 * (place.number_rows + 2) <= place.halves + place.high).all()
        assert place.left <= place.map_left < place.map_left + place.map_width <= place.right
    assert not any(place.below for place in layout_of(Wanted((2, 3, 1), 120, 36, maps=True)).layers)


def test_where_not_all_layers_fit_the_focus_is_in_sight() -> None:
    sizes = (2, *[4] * 20, 1)
    for layer in (0, 10, 21):
        place = layout_of(Wanted(sizes, 40, 12, focus=(layer, 0))).layers[layer]
        assert 0 <= place.left < place.right <= 40
    first, second, *_ = layout_of(Wanted(sizes, 40, 12)).layers
    assert second.left - first.right == SMALLEST_GAP


def test_names_are_left_out_before_numbers() -> None:
    wide, narrow = (layout_of(Wanted((2, 3, 1), width, 12, 10, 10)) for width in (80, 32))
    assert (wide.input_names, wide.target_names) == (10, 10)
    assert narrow.input_names == 0
    assert all(place.numbers for place in narrow.layers)


def test_a_unit_is_found_by_its_cells() -> None:
    for sizes in ((2, 3, 1), (64, 32, 10)):
        layout = layout_of(Wanted(sizes, 80, 24))
        for place in layout.layers:
            # Of two units in one cell the upper one is found.
            for unit in range(0, place.count, 2 if place.high == 1 else 1):
                cell = int(place.lefts[unit]), int(place.halves[unit]) // 2
                assert layout.unit_at(*cell) == (place.layer, unit)
    assert layout_of(Wanted((2, 3, 1), 80, 24)).unit_at(79, 23) is None


def test_steps_between_boxes() -> None:
    layout = layout_of(Wanted((2, 3, 1), 60, 12))
    assert layout.moved(1, 0, 0, 1) == (1, 1)
    assert layout.moved(1, 2, 0, 1) == (1, 2)
    assert layout.moved(1, 2, -1, 0) == (0, 1)
    assert layout.moved(1, 0, 1, 0) == (2, 0)
    assert layout.moved(2, 0, 1, 0) == (2, 0)


def test_steps_in_folds_and_pictures() -> None:
    layout = layout_of(Wanted((64, 100, 10), 80, 24))
    assert layout.moved(0, 9, 1, 0) == (0, 10)
    assert layout.moved(0, 9, 0, 1) == (0, 17)
    assert layout.moved(0, 15, 1, 0)[0] == 1
    in_line = layout.layers[1].in_line
    assert layout.moved(1, 3, 1, 0) == (1, 3 + in_line)
    assert layout.moved(1, 3, -1, 0)[0] == 0
    assert layout.moved(1, 99, 1, 0)[0] == 2


def test_the_strongest_edges_into_each_unit_come_last_and_keep_their_sign() -> None:
    weights = np.array([[0.5, -4.0, 1.0, 9.0], [2.0, 0.1, -0.2, 9.0]])
    every = strongest_edges(weights, most=6, weakest=0.0)
    assert [*zip(every.ends.tolist(), every.starts.tolist(), strict=True)][-3:] == [(0, 2), (1, 0), (0, 1)]
    assert every.shares.tolist() == [0.025, -0.05, 0.125, 0.25, 0.5, -1.0]
    one_each = strongest_edges(weights, most=2, weakest=0.0)
    assert [*zip(one_each.ends.tolist(), one_each.starts.tolist(), strict=True)] == [(1, 0), (0, 1)]
    assert len(strongest_edges(weights, most=6, weakest=0.2).ends) == 3
    assert len(strongest_edges(np.zeros((2, 3)), 9, 0.1).ends) == 0


def test_edges_of_the_chosen_unit_are_drawn_before_others() -> None:
    weights = np.random.default_rng(0).normal(size=(8, 9))
    into = strongest_edges(weights, 10, 0.0, layer=1, selection=Selection(1, 3))
    assert (into.ends == 3).sum() == 8
    out = strongest_edges(weights, 10, 0.0, layer=1, selection=Selection(0, 5))
    assert (out.starts == 5).sum() == 8
    weights[2, 4] = 0.0
    edge = strongest_edges(weights, 10, 0.04, layer=1, selection=Selection(1, 2, 4))
    assert ((edge.ends == 2) & (edge.starts == 4)).any()


def test_an_edge_is_a_line_of_dots_from_end_to_end() -> None:
    curves = curves_between(np.array([1]), np.array([9]), 4)
    codes, owners = edge_field(curves, (4, 3), np.array([0.3]), np.array([0.5]), dashed=False)
    assert owners.tolist() == np.zeros((3, 4)).tolist()
    assert codes[0, 0] & 0x02  # second dot from the top, at the left
    assert codes[2, 3] & 0x10  # tenth dot, at the right
    assert ((codes != ord(" ")).sum(axis=0) >= 1).all()


def test_a_stronger_edge_hides_a_weak_one_where_they_cross() -> None:
    curves = curves_between(np.array([0, 11]), np.array([11, 0]), 8)
    codes, owners = edge_field(curves, (8, 3), np.array([0.1, -0.9]), np.array([0.2, 0.9]), dashed=False)
    assert set(owners[codes != ord(" ")].tolist()) == {0, 1}
    assert owners[1, 3:5].tolist() == [1, 1]
    alone, _ = edge_field(
        curves_between(np.array([11]), np.array([0]), 8), (8, 3), np.array([-0.9]), np.array([0.9]), dashed=False
    )
    assert codes[1, 3:5].tolist() == alone[1, 3:5].tolist()  # no dot of the other one in its cells


def test_negative_edges_are_dashed_where_colours_do_not_tell() -> None:
    curves = curves_between(np.array([1, 9]), np.array([1, 9]), 12)
    codes, _ = edge_field(curves, (12, 3), np.array([0.5, -0.5]), np.ones(2), dashed=True)
    assert (codes[0] != ord(" ")).all()
    assert 3 <= (codes[2] == ord(" ")).sum() <= 8


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((0.0, "0"), (0.931, "0.93"), (-3.409, "-3.41"), (0.0123, ".012"), (-0.0123, "-.012"), (12.34, "12.3")),
        *((-123.4, "-123"), (12345.0, "1e4"), (-1.2e300, "-e300"), (1e-5, "1e-5"), (-1e-12, "0")),
        *((np.nan, "nan"), (np.inf, "∞"), (-np.inf, "-∞"), (9.999, "10.0"), (0.0999, "0.10"), (9999.7, "1e4")),
    ],
)
def test_a_number_has_at_most_five_characters(value: float, text: str) -> None:
    assert short_number(value) == text
    assert len(text) <= 5
