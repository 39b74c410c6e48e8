"""The list of panes: what it ticks is what is shown, and a tick shows or hides at once."""

from __future__ import annotations

from tests.ui.laboratory import LARGE, opened


async def test_panes_are_shown_and_hidden_at_once() -> None:
    async with opened(size=LARGE) as laboratory:
        screen = laboratory.app.main_screen
        await laboratory.press("f3")
        assert "✓ Table" in laboratory.text
        assert "✓ Health" not in laboratory.text
        await laboratory.press("down", "down", "down", "space")
        assert "table" not in screen.shown_panes
        assert "✓ Table" not in laboratory.text
        for _ in range(4):
            await laboratory.press("down")
        await laboratory.press("enter")
        assert "health" in screen.shown_panes
        assert "✓ Health" in laboratory.text
        await laboratory.press("escape", "f9")
        assert screen.shown_panes == ("setup", "log", "error", "network", "table")


async def test_the_pane_in_front_is_hidden_and_made_larger_by_keys() -> None:
    async with opened(size=LARGE) as laboratory:
        screen = laboratory.app.main_screen
        width = screen.error_pane.outer_size.width
        await laboratory.press("right_parenthesis")
        assert screen.error_pane.outer_size.width > width
        await laboratory.press("left_parenthesis", "left_parenthesis")
        assert screen.error_pane.outer_size.width < width
        height = screen.error_pane.outer_size.height
        await laboratory.press("left_curly_bracket")
        assert screen.error_pane.outer_size.height <= height
        await laboratory.press("f4")
        assert "error" not in screen.shown_panes
        assert laboratory.app.focused is not None
