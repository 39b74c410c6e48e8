"""Every action is declared once: what the keys do, the palette offers, the help says and the footer shows."""

from __future__ import annotations

import pytest

from tests.ui.desk import ready
from tests.ui.laboratory import SMALL, opened, pending, wrong
from tui_nn.ui.actions import ACTIONS, Action, action_named, bindings, key_text, works_in_field
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.screens.help_screen import help_text


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_can_be_done_and_is_explained(action: Action) -> None:
    assert callable(getattr(TuiNnApp, f"action_{action.name}"))
    assert action.keys
    assert action.help.endswith(".")
    assert f"**{action.label}**: {action.help}" in help_text()
    for key in action.keys:
        assert f"`{key_text(key)}`" in help_text()


def test_no_key_has_two_meanings() -> None:
    keys = [key for action in ACTIONS for key in action.keys]

    assert len(keys) == len(set(keys))
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
    assert len({action.label for action in ACTIONS}) == len(ACTIONS)


def test_keys_with_ctrl_and_function_keys_come_before_a_field() -> None:
    for binding in bindings():
        assert binding.priority == works_in_field(binding.key)
    assert works_in_field("ctrl+t")
    assert works_in_field("f5")
    assert works_in_field("shift+f7")
    assert not any(map(works_in_field, ("f", "t", "S", "question_mark")))


def test_training_can_be_done_from_within_a_field() -> None:
    for name in ("train", "step", "reset", "new_start", "help", "quit", "command_palette"):
        assert action_named(name).key_in_field is not None


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_text(key) for key in ("ctrl+t", "f5", "right_square_bracket", "question_mark", "S")] == [
        "^t", "f5", "]", "?", "S",
    ]  # fmt: skip


def test_reasons_are_asked_of_the_session() -> None:
    session = ready().session
    greyed = {action.name for action in ACTIONS if action.why_not(session) is not None}

    assert {action.name for action in ACTIONS if action.group == "Time"} <= greyed  # there is no past yet
    assert {name for name in greyed if action_named(name).group != "Time"} == {"reset", "undo", "redo", "stop_loading"}


async def test_every_action_is_in_the_palette_and_says_there_why_it_makes_no_sense_now() -> None:
    async with opened(size=SMALL) as laboratory:
        commands = {
            command.title: command.help for command in laboratory.app.get_system_commands(laboratory.app.screen)
        }

    assert {action.label for action in ACTIONS if action.name != "command_palette"} <= set(commands)
    assert "Not now: Nothing to undo" in commands["Undo"]
    assert "Not now" not in commands["Train"]


async def test_an_action_that_makes_no_sense_says_why_when_its_key_is_pressed() -> None:
    async with opened(size=SMALL) as laboratory:
        for action in ACTIONS:
            reason = action.why_not(laboratory.session)
            if reason is not None and action.name != "stop_loading":  # its key means other things, too
                await laboratory.press(action.keys[0])
                assert laboratory.message == reason
        assert laboratory.engine.told == []
        assert len(laboratory.engine.jobs) == 1


async def test_keys_do_what_they_say() -> None:
    async with opened() as laboratory:
        app, session = laboratory.app, laboratory.session
        await laboratory.press("s")
        await laboratory.settle()
        await laboratory.press("S")
        await laboratory.settle()
        assert session.iteration == 11
        await laboratory.press("t")
        laboratory.engine.advance(2)
        await laboratory.look()
        assert laboratory.is_in("training")
        await laboratory.press("s")
        assert "pause it first" in laboratory.message
        await laboratory.press("f5")
        await laboratory.settle()
        assert laboratory.is_in("paused")
        reached = session.iteration
        await laboratory.press("n")
        await laboratory.settle()
        assert (session.iteration, session.run.network.seed) == (0, 4)
        await laboratory.press("u")
        await laboratory.settle()
        assert (session.iteration, session.run.network.seed) == (reached, 3)
        await laboratory.press("r")
        await laboratory.settle()
        assert session.iteration == 0
        await laboratory.press("d")
        assert not app.current_theme.dark
        await laboratory.press("d")
        assert app.current_theme.dark


async def test_a_letter_typed_in_a_field_is_text_and_keys_with_ctrl_still_act() -> None:
    async with opened() as laboratory:
        await laboratory.press("e")
        field = laboratory.field("", "preset")
        assert field.input.has_focus
        await laboratory.press("end", "t", "s", "r", "n", "u", "d", "z", "S", "question_mark", "right_square_bracket")
        assert field.input.value == "tutorialtsrnudzS?]"
        assert laboratory.engine.told == []
        assert laboratory.app.current_theme.dark

        await laboratory.press("escape")
        assert field.input.value == "tutorial"
        assert not field.input.has_focus
        assert not pending(field)
        assert not wrong(field)

        await laboratory.press("e", "ctrl+t")
        laboratory.engine.advance(3)
        await laboratory.look()
        assert laboratory.is_in("training")
        assert field.input.value == "tutorial"
        await laboratory.press("f5")
        assert laboratory.is_in("paused")


async def test_an_action_is_found_in_the_palette_by_its_name() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("ctrl+p")
        assert laboratory.app.screen is not laboratory.app.main_screen
        await laboratory.press(*"step 10")
        await laboratory.palette_answers()
        await laboratory.press("enter")
        await laboratory.settle()

        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.iteration == 10
