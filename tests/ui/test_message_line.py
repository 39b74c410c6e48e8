"""The line above the keys: what just happened, until there is news; then what to do next."""

from __future__ import annotations

from tests.ui.laboratory import SMALL, opened
from tui_nn.ui.panes.message_line import HINTS, LONGEST_MESSAGE, MessageLine
from tui_nn.ui.session import Notice


async def test_it_says_what_to_do_next_in_every_phase() -> None:
    line = MessageLine()
    for phase, hint in HINTS.items():
        line.set_reactive(MessageLine.phase, phase)
        assert str(line.render()) == hint


async def test_no_rate_is_offered_where_the_optimizer_has_none() -> None:
    line = MessageLine()
    line.set_reactive(MessageLine.chooses_steps, value=True)
    for phase, hint in HINTS.items():
        line.set_reactive(MessageLine.phase, phase)
        assert "rate" not in str(line.render()), phase
        assert (str(line.render()) == hint) is (phase != "training")


async def test_what_was_said_goes_when_the_run_has_gone_on() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("u")
        assert laboratory.message
        await laboratory.train_to(500)
        assert laboratory.message == ""
        assert HINTS["training"] in laboratory.text


async def test_an_error_stays_until_the_person_trains_again() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.type("data", "source", "no such data")
        await laboratory.press("enter")
        await laboratory.settle()
        assert "no such data" in laboratory.message
        assert "✗ there is no built-in data set" in laboratory.text
        await laboratory.settle()
        assert "no such data" in laboratory.message
        await laboratory.train_to(500)
        assert laboratory.message == ""


async def test_a_long_complaint_takes_four_lines_and_leaves_the_keys() -> None:
    async with opened(size=SMALL) as laboratory:
        laboratory.app.main_screen.say(Notice("word " * 200, "error"))
        await laboratory.pause()

        assert laboratory.app.main_screen.message_line.size.height == 4
        assert laboratory.lines[-1].startswith(" t Train ")
        assert len(str(laboratory.app.main_screen.message_line.render())) <= LONGEST_MESSAGE + 3
