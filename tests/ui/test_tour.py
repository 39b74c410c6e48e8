"""The tour: it waits for the person's own keys at every step, and can be left at any."""

from __future__ import annotations

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.engine.events import Remark
from tui_nn.engine.training import COMPILED
from tui_nn.ui.tour import STEPS


def step(laboratory: Laboratory) -> int:
    """The number of the step that is said; 0 without a tour."""
    text = laboratory.app.main_screen.tour_bar.text
    return int(text.partition("/")[0]) if text else 0


async def learn(laboratory: Laboratory) -> None:
    await laboratory.press("t")
    await laboratory.settle()


async def test_it_leads_from_the_first_step_to_the_last_by_the_keys_that_it_names() -> None:
    async with opened() as laboratory:
        await laboratory.press("T")
        assert step(laboratory) == 1
        await laboratory.press("right_square_bracket")
        assert step(laboratory) == 1  # it waits
        await laboratory.press("s")
        await laboratory.settle()
        assert step(laboratory) == 2
        await learn(laboratory)
        assert step(laboratory) == 3
        assert f"After {laboratory.session.iteration:,} iterations" in laboratory.app.main_screen.tour_bar.text
        await laboratory.press("comma", "comma")
        assert step(laboratory) == 4
        await laboratory.press("greater_than_sign")
        assert step(laboratory) == 5
        await laboratory.press("3")
        assert step(laboratory) == 6
        await laboratory.press("2")
        assert step(laboratory) == 7
        await laboratory.press("n")
        await laboratory.settle()
        assert step(laboratory) == 8
        await learn(laboratory)
        assert step(laboratory) == len(STEPS) == 9
        await laboratory.press("T")
        assert step(laboratory) == 0


async def test_it_can_be_left_with_escape_at_any_step() -> None:
    async with opened(size=SMALL) as laboratory:
        for keys in ((), ("s",)):
            await laboratory.press("T", *keys)
            await laboratory.settle()
            assert step(laboratory)
            await laboratory.press("escape")
            assert step(laboratory) == 0
        assert not laboratory.app.main_screen.tour_bar.display


async def test_whoever_has_something_else_open_gets_xor_and_keeps_the_network() -> None:
    async with opened(RunConfig(data=DataConfig("and"))) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("T")
        await laboratory.settle()
        assert laboratory.session.data_name == "xor"
        assert laboratory.session.iteration == 0
        assert step(laboratory) == 1
        await laboratory.press("escape", "u")
        await laboratory.settle()
        assert laboratory.session.data_name == "and"
        assert laboratory.session.iteration >= 500


async def test_it_is_offered_until_somebody_takes_it_or_trains_without_it() -> None:
    async with opened(size=LARGE) as laboratory:
        assert "T leads you through" in laboratory.text
        assert not laboratory.app.memory.toured
        laboratory.engine.say(laboratory.engine.job_number, Remark(COMPILED))
        await laboratory.look()
        assert "T leads you through" in laboratory.text
        assert COMPILED in laboratory.text  # in the log
        await laboratory.press("s")
        await laboratory.settle()
        assert laboratory.app.memory.toured
        await laboratory.press("r")
        await laboratory.settle()
        assert "T leads you through" not in laboratory.text
