"""Strips show what Rich would show, cell for cell."""

from __future__ import annotations

import numpy as np
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from tui_nn.ui.plots.ansi_strips import ansi_segments, ansi_to_strips, join_blanks
from tui_nn.ui.plots.axes import Tick
from tui_nn.ui.plots.figure import AxesLook, Curve, axes_to_ansi, curves_to_ansi

from .samples import DARK

PLOTEXT_LIKE = (
    "\x1b[0m\x1b[38;2;200;200;200m\x1b[48;2;10;10;10m 10┤\x1b[0m\x1b[38;2;80;80;80m\x1b[48;2;10;10;10m···\x1b[0m"
    "\x1b[48;2;10;10;10m  \x1b[0m\x1b[38;2;255;0;0m\x1b[48;2;10;10;10m⣠⠄\x1b[0m\n\x1b[0m\x1b[48;2;1;2;3m   \x1b[0m\n"
)


def _cells(segments: list[Segment]) -> list[tuple[str, Style]]:
    return [(character, segment.style or Style()) for segment in segments for character in segment.text]


def _as_rich_shows_it(ansi: str) -> list[list[tuple[str, Style]]]:
    console = Console(width=1000, color_system="truecolor")
    lines = Text.from_ansi(ansi).split("\n", allow_blank=True)
    return [_cells(list(line.render(console))) for line in lines]


@pytest.mark.parametrize(
    "ansi",
    [
        "",
        "plain",
        "two\nlines\n",
        PLOTEXT_LIKE,
        "\x1b[1;31mbold red\x1b[32m green\x1b[mnone\x1b[4munder\nkept\x1b[0m gone",
        "\x1b[38;5;208mindexed\x1b[0;7mreset inside\x1b[48;5;17m\x1b[39mmixed",
        "\x1b[31m\x1b[0m",
    ],
)
def test_every_cell_is_as_rich_reads_it(ansi: str) -> None:
    assert [_cells(list(strip)) for strip in ansi_to_strips(ansi)] == _as_rich_shows_it(ansi)


def test_every_cell_of_a_real_plot_is_as_rich_reads_it() -> None:
    ink = ((200, 200, 200), DARK.background)
    axes = axes_to_ansi(AxesLook(40, 9, DARK.background, ink[0], (Tick(0.5, "half"),), (Tick(0.0, "   0"),)))
    x = np.linspace(0.0, 1.0, 60)
    curves = curves_to_ansi([Curve(x, x**2, "braille", (255, 0, 0)), Curve(x, 1 - x, "x", ink[0])], 35, 7, ink[1])
    for drawn in (axes, curves):
        assert [_cells(list(strip)) for strip in ansi_to_strips(drawn)] == _as_rich_shows_it(drawn)


def test_each_line_of_a_real_plot_can_be_read_by_itself() -> None:
    x = np.linspace(0.0, 1.0, 60)
    curves = curves_to_ansi([Curve(x, x**2, "braille", (255, 0, 0))], 35, 7, DARK.background)
    alone = [ansi_segments(line)[0] for line in curves.split("\n")]
    assert alone == [list(strip) for strip in ansi_to_strips(curves)]


def test_joined_blanks_keep_every_character_and_every_visible_color() -> None:
    for strip in ansi_to_strips(PLOTEXT_LIKE):
        joined = join_blanks(strip)
        assert joined.text == strip.text
        for (character, before), (_, after) in zip(_cells(list(strip)), _cells(list(joined)), strict=True):
            assert before.bgcolor == after.bgcolor
            assert character == " " or before.color == after.color
    assert len(list(join_blanks(ansi_to_strips(PLOTEXT_LIKE)[0]))) == 3


def test_blanks_on_another_background_stay_apart() -> None:
    red, blue = Style(bgcolor="red"), Style(bgcolor="blue")
    strip = Strip([Segment("a", red), Segment(" ", blue), Segment(" ", red)])
    assert list(join_blanks(strip)) == list(strip)
