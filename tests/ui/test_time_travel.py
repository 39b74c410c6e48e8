"""Time on the screen: every picture shows the moment, the film plays, a click on the bar goes there."""

from __future__ import annotations

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui import time_actions

RUN = RunConfig(training=TrainingConfig(max_iterations=1000))


async def learn(laboratory: Laboratory) -> None:
    await laboratory.press("t")
    await laboratory.settle()


def shown(laboratory: Laboratory) -> int:
    snapshot = laboratory.session.shown
    assert snapshot is not None
    return snapshot.iteration


async def test_header_bar_and_table_show_the_moment() -> None:
    async with opened(RUN) as laboratory:
        await learn(laboratory)
        assert not laboratory.app.main_screen.time_bar.display
        await laboratory.press("less_than_sign")
        snapshot = laboratory.session.shown
        assert snapshot is not None
        assert snapshot.iteration == 0
        assert "◀ iteration 0 of 1,000" in laboratory.text
        assert f"{snapshot.outputs[0, 0]:.6f}" in laboratory.text
        assert "◀ past" in laboratory.lines[0]
        assert "iteration 0" in laboratory.lines[0]
        await laboratory.press("full_stop")
        assert shown(laboratory) == 1
        await laboratory.press("greater_than_sign")
        assert shown(laboratory) == 1000
        assert not laboratory.app.main_screen.time_bar.display


async def test_there_is_no_past_before_the_first_iteration() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("comma")
        assert "There is no past yet" in laboratory.message
        await laboratory.press("full_stop")
        assert "This is the present" in laboratory.message


@pytest.fixture(autouse=True)
def _film_goes_on_when_the_test_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_actions, "FRAMES_A_SECOND", 0.001)


async def test_the_film_goes_from_the_start_to_the_present() -> None:
    async with opened(RUN) as laboratory:
        await learn(laboratory)
        await laboratory.press("p")
        assert laboratory.app.film_plays
        seen = [shown(laboratory)]
        while laboratory.app.film_plays:
            laboratory.app.show_next_frame()
            seen.append(shown(laboratory))
        assert seen[-1] == 1000
        assert seen == sorted(seen)
        assert len(seen) >= len(laboratory.session.recording.moments)


async def test_the_film_stops_at_a_key_and_where_training_goes_on() -> None:
    async with opened(RUN) as laboratory:
        await learn(laboratory)
        await laboratory.press("p")
        laboratory.app.show_next_frame()
        await laboratory.press("p")
        assert not laboratory.app.film_plays
        at = shown(laboratory)
        await laboratory.press("p")
        assert shown(laboratory) >= at
        await laboratory.press("t")
        assert laboratory.is_in("training")
        laboratory.app.show_next_frame()
        assert not laboratory.app.film_plays
        await laboratory.settle()
        assert laboratory.stand == ("finished", 1000)


async def test_a_click_on_the_bar_goes_there() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await learn(laboratory)
        await laboratory.press("comma")
        bar = laboratory.app.main_screen.time_bar
        start, length = bar._line()
        await laboratory.pilot.click(bar, offset=(start, 0))
        await laboratory.pause()
        assert shown(laboratory) == 0
        await laboratory.pilot.click(bar, offset=(start + length - 1, 0))
        await laboratory.pause()
        assert shown(laboratory) == laboratory.session.recording.moments[-1].iteration
        await laboratory.pilot.click(bar, offset=(0, 0))  # on the words
        await laboratory.pause()


async def test_going_on_from_a_moment_is_said_and_can_be_undone() -> None:
    async with opened(RUN) as laboratory:
        await learn(laboratory)
        await laboratory.press("less_than_sign", "full_stop", "s")
        await laboratory.settle()
        assert laboratory.stand == ("paused", 2)
        assert "◀" not in laboratory.text
        await laboratory.press("u")
        await laboratory.settle()
        assert laboratory.stand == ("finished", 1000)
