"""Help says what every field, pane and key is for, and every word of it can be scrolled to."""

from __future__ import annotations

from textual.containers import VerticalScroll

from tests.ui.laboratory import opened
from tui_nn.config.run import find_option
from tui_nn.ui.panes.form import FORM
from tui_nn.ui.screens.help_screen import help_text


def test_every_field_is_explained() -> None:
    for _, places in FORM:
        for place in places:
            option = find_option(*place)
            assert f"**{option.label}**: {option.help}" in help_text()


def test_every_pane_is_explained() -> None:
    for title in ("Setup", "Error", "Log", "Table", "Network", "Surface", "Hidden space", "Health", "Judgement"):
        assert f"## {title}\n" in help_text()


async def test_it_can_be_read_to_its_end_in_a_small_window() -> None:
    async with opened(size=(60, 16)) as laboratory:
        await laboratory.press("question_mark")
        page = laboratory.app.screen.query_one(VerticalScroll)
        read = ""
        for _ in range(3):  # the pane in front, the keys, and the first of the other panes
            while not page.is_vertical_scroll_end:
                read += laboratory.text
                await laboratory.pilot.press("pagedown")
            read += laboratory.text
            await laboratory.press("right_square_bracket")
        assert "Help: Error (1 of 11)" in read
        assert "smooth" in read
        assert "Palette" in read
        assert "Momentum" in read
        await laboratory.press("left", "left", "left", "left")
        assert "Learning rate (11 of 11)" in laboratory.text


async def test_it_begins_with_the_pane_that_one_is_in() -> None:
    async with opened() as laboratory:
        await laboratory.press("3", "f1")
        assert "Help: Network" in laboratory.text


async def test_its_key_opens_it_and_closes_it() -> None:
    async with opened() as laboratory:
        await laboratory.press("f1")
        assert laboratory.app.screen is not laboratory.app.main_screen
        await laboratory.press("f1")
        assert laboratory.app.screen is laboratory.app.main_screen
