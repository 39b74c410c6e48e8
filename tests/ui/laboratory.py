"""The app with a scripted engine under Textual's pilot: what a person sees and does, and what the engine does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.scripted_engine import ScriptedEngine
from tui_nn.config.run import RunConfig
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.panes.option_field import OptionField
from tui_nn.ui.screens.new_start_screen import NewStartScreen
from tui_nn.ui.session import Phase, Session

SMALL, LARGE = (80, 24), (120, 40)


@dataclass
class Laboratory:
    """An app that is open."""

    app: TuiNnApp
    engine: ScriptedEngine
    pilot: Pilot[int]

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def stand(self) -> tuple[Phase, int]:
        """Phase and iteration."""
        return self.session.phase, self.session.iteration

    def is_in(self, phase: Phase) -> bool:
        return self.session.phase == phase

    def asks(self) -> bool:
        """Whether the question about a new start is on the screen; if nothing is, the main screen has to be."""
        asks = isinstance(self.app.screen, NewStartScreen)
        assert asks or self.app.screen is self.app.main_screen
        return asks

    @property
    def message(self) -> str:
        """What the line above the keys says, but for hints."""
        notice = self.app.main_screen.message_line.notice
        return notice.text if notice else ""

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def field(self, section: str, key: str) -> OptionField:
        """The field of an option."""
        fields = self.app.main_screen.query(OptionField)
        return next(field for field in fields if (field.option.section, field.option.key) == (section, key))

    async def look(self) -> None:
        """Let the app look at what the engine has told."""
        self.app.look()
        await self.pause()

    async def settle(self) -> None:
        """Let the engine go on until it waits or has ended, and look."""
        await self.pause()
        self.engine.run_to_end()
        await self.look()

    async def press(self, *keys: str) -> None:
        """Press keys, and let everything that they set off come to its end."""
        await self.pilot.press(*keys)
        await self.pause()

    async def pause(self) -> None:
        """Let every message reach whom it is for; one may set off another."""
        for _ in range(2):
            await self.pilot.pause()

    async def pause_until(self, condition: Callable[[], bool]) -> None:
        """Pause until something has come that comes in its own time, but not for ever."""
        for _ in range(100):
            if condition():
                return
            await self.pilot.pause()
        raise AssertionError("it did not come")

    async def palette_answers(self) -> None:
        """Let the workers end that look for names as they are typed."""
        await self.app.workers.wait_for_complete([worker for worker in self.app.workers if worker.group != "engine"])
        await self.pause()

    async def train_to(self, iteration: int) -> None:
        """Train so far, and look."""
        if self.session.phase != "training":
            self.app.session.toggle_training()
        self.engine.run_until(iteration)
        await self.look()

    async def type(self, section: str, key: str, text: str) -> OptionField:
        """Put a text into a field, as if it had been typed."""
        field = self.field(section, key)
        field.input.focus()
        await self.pause()
        field.input.value = text
        await self.pause()
        return field


def message_of(field: OptionField) -> str:
    """What a field says below its text."""
    return str(field.query_one(".option-field--message", Static).content) if wrong(field) or pending(field) else ""


def wrong(field: OptionField) -> bool:
    return field.has_class("-wrong")


def pending(field: OptionField) -> bool:
    return field.has_class("-pending")


@asynccontextmanager
async def opened(
    run: RunConfig | None = None, size: tuple[int, int] = LARGE, *, settled: bool = True
) -> AsyncIterator[Laboratory]:
    """Open the app in a window of that size, with a network at its start weights."""
    engine = ScriptedEngine()
    app = TuiNnApp(run, engine)
    async with app.run_test(size=size) as pilot:
        laboratory = Laboratory(app, engine, pilot)
        if settled:
            await laboratory.pause_until(lambda: bool(engine.jobs))
            await laboratory.settle()
        yield laboratory
