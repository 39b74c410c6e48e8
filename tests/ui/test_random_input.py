"""Keys, clicks, windows and an engine that dies, in any order: nothing raises, and the app stays alive."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size
from textual.keys import _character_to_key

from tests.ui.laboratory import Laboratory, opened
from tui_nn.ui.actions import ACTIONS
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.screens import save_screen

EVENTS = 100
KEYS = [
    *(key for action in ACTIONS if action.name != "suspend_process" for key in action.keys if key != "f1"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "enter", "escape"),
    *("backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+a", "space", "y", "q"),
]
CHARACTERS = "0123456789.,-+e xortanh漢é[]/@=\\"
SIZES = [(80, 24), (120, 40), (60, 16), (40, 12), (79, 19), (20, 5), (100, 36)]


def press(laboratory: Laboratory, dice: random.Random) -> None:
    key = dice.choice(KEYS)
    laboratory.app.post_message(events.Key(key, key if len(key) == 1 else None))


def type_something(laboratory: Laboratory, dice: random.Random) -> None:
    for character in dice.choices(CHARACTERS, k=3):
        laboratory.app.post_message(events.Key(_character_to_key(character), character))


def go_to_a_field(laboratory: Laboratory, dice: random.Random) -> None:
    laboratory.app.post_message(events.Key("e", "e"))
    for _ in range(dice.randrange(14)):
        laboratory.app.post_message(events.Key("tab", None))


def click(laboratory: Laboratory, dice: random.Random) -> None:
    width, height = laboratory.app.size
    x, y = dice.randrange(max(1, width)), dice.choice([dice.randrange(max(1, height)), max(0, height - 1)])
    for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
        laboratory.app.post_message(mouse(kind, x, y))


def turn_the_wheel(laboratory: Laboratory, dice: random.Random) -> None:
    width, height = laboratory.app.size
    kind = dice.choice([events.MouseScrollDown, events.MouseScrollUp])
    laboratory.app.post_message(mouse(kind, dice.randrange(max(1, width)), dice.randrange(max(1, height))))


def mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False)


def resize(laboratory: Laboratory, dice: random.Random) -> None:
    size = Size(*dice.choice(SIZES))
    laboratory.app.post_message(events.Resize(size, size))


def let_the_engine_go_on(laboratory: Laboratory, dice: random.Random) -> None:
    laboratory.engine.advance(dice.randrange(1, 5))
    laboratory.app.look()


def kill_the_engine(laboratory: Laboratory, dice: random.Random) -> None:
    if laboratory.engine.alive:
        laboratory.engine.die()
    if dice.random() < 0.8:
        laboratory.engine.be_replaced()


async def stay(_app: TuiNnApp) -> None:
    """Take the place of quitting."""


DOINGS: list[Callable[[Laboratory, random.Random], None]] = [
    *[press] * 10,
    *[let_the_engine_go_on] * 5,
    *[click] * 4,
    type_something,
    go_to_a_field,
    turn_the_wheel,
    resize,
    kill_the_engine,
]


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_pressed_and_clicked_the_app_lives(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(TuiNnApp, "action_quit", stay)
    monkeypatch.setattr(save_screen, "write_atomically", lambda path, content: None)
    monkeypatch.chdir(tmp_path)
    dice = random.Random(seed)
    async with opened() as laboratory:
        for number in range(EVENTS):
            dice.choice(DOINGS)(laboratory, dice)
            # A second click beside a palette that is closing makes Textual close the screen below it, too.
            if number % 3 == 0 or laboratory.app.screen is not laboratory.app.main_screen:
                await laboratory.pilot.pause()
        await laboratory.pause()

        assert laboratory.app.is_running
        assert not laboratory.engine.closed
        laboratory.app.post_message(events.Resize(Size(120, 40), Size(120, 40)))
        while len(laboratory.app.screen_stack) > 2:
            await laboratory.press("escape")
        assert laboratory.app.screen is laboratory.app.main_screen
        await laboratory.press("escape")
        assert len(laboratory.lines) == 40
        assert "tui-nn" in laboratory.lines[0]
        assert "Quit" in laboratory.lines[-1]
