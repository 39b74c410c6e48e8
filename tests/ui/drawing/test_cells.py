"""Canvas: what is put where, what covers what, and what lies beyond an edge."""

from __future__ import annotations

import numpy as np

from tui_nn.ui.drawing.cells import Canvas

INK, PAPER, RED, BLUE = (200, 200, 200), (0, 0, 0), (255, 0, 0), (0, 0, 255)


def canvas() -> Canvas:
    return Canvas(4, 2, INK, PAPER)


def texts(drawn: Canvas) -> list[str]:
    return [strip.text for strip in drawn.strips()]


def test_a_text_covers_what_was_there_and_is_cut_at_the_edges() -> None:
    drawn = canvas()
    drawn.put(0, 0, "abcd")
    drawn.put(2, 0, "xyz")
    drawn.put(-1, 1, "uv")
    drawn.put(0, 2, "below")
    assert texts(drawn) == ["abxy", "v   "]


def test_cells_of_one_style_are_one_segment() -> None:
    drawn = canvas()
    drawn.put(1, 0, "ab", RED)
    assert [segment.text for segment in drawn.strips()[0]] == [" ", "ab", " "]


def test_half_blocks_show_two_colours_in_a_cell() -> None:
    drawn = canvas()
    drawn.put_half_blocks(-1, 1, np.array([[0, 0, 1], [1, 1, 0]]), (RED, BLUE))
    [first, second, _] = drawn.strips()[1]
    assert (first.text, second.text) == ("▀", "▀")
    colours = [(s.style.color.triplet, s.style.bgcolor.triplet) for s in (first, second)]  # type: ignore[union-attr]  # all have
    assert colours == [(RED, BLUE), (BLUE, RED)]


def test_a_character_on_a_field_keeps_the_field_behind_it() -> None:
    drawn = canvas()
    drawn.put_half_blocks(0, 0, np.array([[0], [1]]), (RED, BLUE))
    drawn.put(0, 0, "o")
    style = drawn.strips()[0]._segments[0].style
    assert style is not None
    assert style.bgcolor is not None
    assert style.bgcolor.triplet == BLUE


def test_shades_are_characters() -> None:
    drawn = canvas()
    drawn.put_shades(1, 0, np.array([[0, 1], [1, 5]]) % 2, ((" ", None), ("▓", RED)))
    assert texts(drawn) == ["  ▓ ", " ▓▓ "]
