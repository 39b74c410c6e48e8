"""Text lines: exactly as wide as asked, whatever characters there are, and readable on any colour."""

from __future__ import annotations

from rich.cells import cell_len

from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.drawing.text_lines import Part, filled, ink_on, narrow_text

GREY = (128, 128, 128)
PALETTE = Palette(
    depth="true", dark=True, background=(0, 0, 0), foreground=(255, 255, 255), muted=GREY, grid=GREY, accent=GREY,
    primary=GREY, warning=GREY, error=GREY, success=GREY,
)  # fmt: skip


def test_lines_are_filled_and_cut_to_the_place() -> None:
    lines = [[Part("漢字"), Part("ab", bold=True)], [Part("a" * 20)]]
    assert [strip.text for strip in filled(lines, 6, 3, PALETTE)] == ["漢字ab", "aaaaaa", "      "]
    assert [cell_len(strip.text) for strip in filled(lines, 3, 1, PALETTE)] == [3]


def test_a_canvas_gets_characters_of_one_cell_alone() -> None:
    assert narrow_text("漢a\x1b", 5) == "□a␛"
    assert narrow_text("e\u0301x", 5) == "ex"
    assert narrow_text("virginica", 5) == "virg…"
    assert narrow_text("virginica", 0) == ""


def test_ink_is_read_on_its_colour() -> None:
    assert ink_on((244, 147, 62)) == ink_on((74, 163, 255)) == (0, 0, 0)
    assert ink_on((10, 102, 204)) == ink_on((30, 30, 30)) == (255, 255, 255)
