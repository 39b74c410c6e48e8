"""One picture alone in a window, showing the session of a desk: what is drawn, and what its keys do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tests.ui.desk import Desk
from tui_nn.ui.panes.picture import Picture


class StageApp(App[None]):
    """Keeps what the picture asks for."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture
        self.asked: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.picture


@dataclass
class Stage:
    """A picture that can be seen."""

    desk: Desk
    picture: Picture
    pilot: Pilot[None]

    def show(self) -> None:
        """Show where the session stands."""
        self.picture.show(self.desk.session)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, the border included."""
        return [strip.text for strip in self.pilot.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@asynccontextmanager
async def on_stage(picture: Picture, desk: Desk, size: tuple[int, int] = (60, 20)) -> AsyncIterator[Stage]:
    """Show a picture in a window of that size, with the focus."""
    async with StageApp(picture).run_test(size=size) as pilot:
        stage = Stage(desk, picture, pilot)
        picture.focus()
        stage.show()
        await pilot.pause()
        yield stage
