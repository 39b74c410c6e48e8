"""The footer: as many keys as fit, each of them a button, greyed where it makes no sense."""

from __future__ import annotations

from tests.ui.laboratory import SMALL, Laboratory, opened
from tui_nn.ui.actions import ACTIONS


def footer(laboratory: Laboratory) -> str:
    return laboratory.lines[-1]


async def click(laboratory: Laboratory, label: str) -> None:
    bar = laboratory.app.main_screen.action_bar
    await laboratory.pilot.click(bar, offset=(footer(laboratory).index(label) + 1, 0))
    await laboratory.pause()


async def test_it_shows_whole_entries_and_the_most_needed_at_any_width() -> None:
    async with opened() as laboratory:
        bar = laboratory.app.main_screen.action_bar
        for width in (40, 60, 80, 120, 200):
            await laboratory.pilot.resize_terminal(width, 24)
            await laboratory.pause()
            line = footer(laboratory)
            assert len(line) == width
            for label in ("Train", "Step") if width < 60 else ("Train", "Step", "Help", "Quit"):
                assert f" {label} " in line
            entries = bar._entries()
            assert all(end <= width for _, _, end in entries)
            assert [start for _, start, _ in entries[1:]] == [end for _, _, end in entries[:-1]]
        await laboratory.pilot.resize_terminal(240, 24)
        await laboratory.pause()
        entries = bar._entries()
        assert {action.name for action, _, _ in entries} == {action.name for action in ACTIONS if action.rank < 9}


async def test_a_click_does_what_the_entry_says() -> None:
    async with opened(size=SMALL) as laboratory:
        await click(laboratory, "Step")
        await laboratory.settle()
        assert laboratory.stand == ("paused", 1)
        await click(laboratory, "Train")
        laboratory.engine.advance(2)
        await laboratory.look()
        assert laboratory.is_in("training")
        assert " Pause " in footer(laboratory)
        await click(laboratory, "Pause")
        assert laboratory.is_in("paused")
        await click(laboratory, "Help")
        assert laboratory.app.screen is not laboratory.app.main_screen


async def test_a_click_on_what_makes_no_sense_says_why() -> None:
    async with opened(size=SMALL) as laboratory:
        await click(laboratory, "Reset")
        assert "start weights" in laboratory.message
        await click(laboratory, "Undo")
        assert "undo" in laboratory.message
        assert len(laboratory.engine.jobs) == 1
        await laboratory.pilot.click(laboratory.app.main_screen.action_bar, offset=(79, 0))  # beside everything
        assert len(laboratory.engine.jobs) == 1


async def test_in_a_field_it_shows_the_keys_that_work_there() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("e")
        line = footer(laboratory)
        assert line.startswith(" esc Leave field  ^t Train ")
        assert " Undo " not in line  # has no key that a field leaves alone
        await laboratory.press("escape")
        assert footer(laboratory).startswith(" t Train ")

        await laboratory.press("e")
        await click(laboratory, "Leave")
        assert footer(laboratory).startswith(" t Train ")


async def test_what_is_greyed_follows_the_session() -> None:
    async with opened(size=SMALL) as laboratory:
        bar = laboratory.app.main_screen.action_bar
        past = {action.name for action in ACTIONS if action.group == "Time"}
        assert bar.greyed == {"reset", "undo", "redo", "stop_loading"} | past
        await laboratory.train_to(500)
        assert bar.greyed == {"step", "step_ten", "undo", "redo", "look_forward", "look_at_present", "stop_loading"}
        await laboratory.press("n")
        assert {"train", "step", "new_start"} <= bar.greyed  # loading
        await laboratory.settle()
        assert bar.greyed == {"reset", "redo", "stop_loading"} | past
