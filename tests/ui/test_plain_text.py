"""Text from outside reaches a widget as what it says, never as markup, control sequences or without end."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tui_nn.ui.plain_text import plain

HOSTILE = [
    "[@click=app.bell]press[/]",
    "[/nope]",
    "x[/]",
    "\\[x]",
    "[nan]",
    "[a=b]",
    "[b]bold",
    "[link=https://example.org]x[/link]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_stays_what_it_says(text: str) -> None:
    assert plain(text).plain == text
    assert plain(text).spans == []


@pytest.mark.parametrize("text", ["\x1b[2J", "\x1b]52;c;eA==\x07", "a\nb", "a\x9bb", "\u202eabc", "a\u200bb", "\ud800"])
def test_nothing_invisible_is_left(text: str) -> None:
    assert plain(text).plain.isprintable()
    plain(text).plain.encode()


def test_length_is_limited() -> None:
    assert plain("x" * 1000, limit=10).plain == "x" * 10 + "…"
    assert plain("x" * 1_000_000).cell_length == 201


class HostileApp(App[None]):
    """Shows hostile text in the widgets that would parse it."""

    def compose(self) -> ComposeResult:
        yield from (Static(plain(text)) for text in HOSTILE)


async def test_widgets_show_it_and_live() -> None:
    async with HostileApp().run_test(size=(200, 40)) as pilot:
        await pilot.pause()
        shown = pilot.app.export_screenshot()

    for text in ("[/nope]", "[nan]", "[b]bold", "x[/]"):
        assert text in shown
