"""The lab's menu: every experiment with its key and its sentence; key, Enter and mouse choose the same."""

from __future__ import annotations

from tests.ui.laboratory import SMALL, Laboratory, opened
from tui_nn.experiments.catalog import EXPERIMENTS
from tui_nn.ui.actions import action_named
from tui_nn.ui.screens.lab_menu_screen import LabMenuScreen


async def chosen(laboratory: Laboratory, *keys: str) -> list[str | None]:
    """What the menu answers to these keys."""
    answers: list[str | None] = []
    laboratory.app.push_screen(LabMenuScreen(laboratory.session), answers.append)
    await laboratory.pause()
    await laboratory.press(*keys)
    return answers


async def test_it_lists_every_experiment_with_its_key_in_a_small_window() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("X")
        assert isinstance(laboratory.app.screen, LabMenuScreen)
        text = laboratory.text.lower()
        for name, answers in EXPERIMENTS.items():
            action = action_named(name)
            assert f"  {action.keys[0].lower()}  {action.label.lower()}" in text
            assert f"{answers}." in text


async def test_the_key_and_enter_choose_the_same() -> None:
    async with opened(size=SMALL) as laboratory:
        for place, name in enumerate(EXPERIMENTS):
            assert await chosen(laboratory, action_named(name).keys[0]) == [name]
            assert await chosen(laboratory, *["down"] * place, "enter") == [name]


async def test_a_click_chooses_and_escape_does_not() -> None:
    async with opened(size=SMALL) as laboratory:
        assert await chosen(laboratory, "escape") == [None]
        answers = await chosen(laboratory)
        line = next(y for y, text in enumerate(laboratory.lines) if action_named("gates").label in text)
        await laboratory.pilot.click(offset=(20, line))
        assert answers == ["gates"]


async def test_what_is_chosen_opens() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("X", "L")
        assert "Lab: success rate" in laboratory.text
