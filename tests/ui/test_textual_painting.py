"""Less is drawn and kept than by Textual itself, and the same comes to the terminal."""

from __future__ import annotations

import gc
import random

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.textual_painting import SparingCompositor, SparingScreen

SIZE = (40, 20)
STYLE = Style(color="red", bgcolor="black")


class Counted(DrawnLines):
    """Lines that count how often they are asked for."""

    DEFAULT_CSS = "Counted { border: round white; height: 8; width: 30; }"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def draw_lines(self) -> list[Strip]:
        return [Strip([Segment("x" * self.size.width, STYLE)]) for _ in range(self.size.height)]

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        return super().render_line(y)


class Page(SparingScreen[None]):
    """Two counted ones, and one that lies over both."""

    CSS = "#over { layer: over; offset: 5 4; width: 12; height: 7; background: blue; } Page { layers: under over; }"

    def compose(self) -> ComposeResult:
        yield Counted()
        yield Counted()
        yield Static("over", id="over")


class Stage(App[None]):
    """An app with such a page."""

    def get_default_screen(self) -> Page:
        return Page(id="_default")


async def test_only_what_is_new_is_asked_for() -> None:
    app = Stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.05)  # the first frame
        first, second = app.screen.query(Counted)
        first.asked.clear()
        second.asked.clear()
        first.refresh(Region(2, 3, 4, 1))
        await pilot.pause()
        assert (first.asked, second.asked) == ([3], [])


@pytest.mark.parametrize("name", ["border_title", "border_subtitle"])
async def test_a_text_in_the_border_asks_for_no_line_within(name: str) -> None:
    app = Stage()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.05)  # the first frame
        first = app.screen.query(Counted).first()
        first.asked.clear()
        setattr(first, name, "told in the border")
        await pilot.pause()
        assert first.asked == []
        painted = [strip.text for strip in app.screen._compositor.render_strips()]
        assert "told in the border" in painted[0 if name == "border_title" else 7]


async def test_what_is_sent_is_what_textual_would_send() -> None:
    app, console, dice = Stage(), Console(width=SIZE[0]), random.Random(1)
    async with app.run_test(size=SIZE):
        compositor = app.screen._compositor
        assert isinstance(compositor, SparingCompositor)
        for _ in range(50):
            places = [(dice.randrange(30), dice.randrange(16)) for _ in range(dice.randrange(1, 4))]
            new = {Region(x, y, dice.randrange(1, 11), dice.randrange(1, 5)) for x, y in places}
            compositor._dirty_regions = set(new)
            sparing = compositor.render_partial_update()
            compositor._dirty_regions = set(new)
            own = Compositor.render_partial_update(compositor)
            assert sparing is not None
            assert own is not None
            assert sparing.render_segments(console) == own.render_segments(console)


def test_a_divided_strip_goes_without_a_search_for_garbage() -> None:
    gc.collect()
    gc.disable()
    try:
        strip = Strip([Segment("abc", STYLE)])
        assert strip.divide([3]) == [strip]
        assert [part.text for part in strip.divide([1, 3])] == ["a", "bc"]
        del strip
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_widget_that_is_not_shown_yet_takes_texts() -> None:
    widget: Widget = Counted()
    widget.border_subtitle = "[b]early"
    assert widget.border_subtitle == "[b]early[/b]"
