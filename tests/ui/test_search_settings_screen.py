"""The search on the screen: its numbers are the experiment's, any trial opens as a run, and it says what it lacks."""

from __future__ import annotations

import sys

import pytest
from textual.widgets import Input

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.run import RunConfig
from tui_nn.experiments.lab_events import SearchEvent
from tui_nn.experiments.search_words import value_text
from tui_nn.ui.panes.search_curve import ALL_SUCCEED, CHOSEN, SOME_FAIL
from tui_nn.ui.screens import search_settings_screen
from tui_nn.ui.screens.search_settings_screen import SearchSettingsScreen

pytest.importorskip("optuna")

RUN = RunConfig().with_values({("network", "scale"): 1.0, ("training", "max_iterations"): 150})


@pytest.fixture(autouse=True)
def _few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_settings_screen, "TRIALS", 16)
    monkeypatch.setattr(search_settings_screen, "SEEDS", 2)


def found(laboratory: Laboratory) -> SearchEvent:
    assert isinstance(laboratory.session.experiment, SearchEvent)
    return laboratory.session.experiment


def screen(laboratory: Laboratory) -> SearchSettingsScreen:
    assert isinstance(laboratory.app.screen, SearchSettingsScreen)
    return laboratory.app.screen


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_its_numbers_are_the_experiments(size: tuple[int, int]) -> None:
    async with opened(RUN, size) as laboratory:
        await laboratory.press("H")
        await laboratory.settle()
        event = found(laboratory)
        best = event.ranked[0]
        assert (event.finished, len(event.trials)) == (True, 16)
        text = laboratory.text
        assert f"Best of 16: {value_text(best.value)} (" in text
        assert "What mattered" in text
        key, share = event.importances[0]
        assert any(key.replace("_", " ") in line and f"{share:.0%}" in line for line in laboratory.lines)
        # The best of the list, with every option in sight, under the head of its column.
        row = next(line for line in laboratory.lines if f"›{best.number:>4} " in line and "100%" in line)
        assert all(str(value) in row for _, value in best.details)
        assert {ALL_SUCCEED, SOME_FAIL, CHOSEN} <= set(text)
        assert "done: 32 networks" in text


async def test_a_trial_opens_as_a_run_and_undo_takes_it_back() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("H")
        await laboratory.settle()
        third = found(laboratory).ranked[2]
        await laboratory.press("pagedown", "pageup", "down", "down", "enter")
        await laboratory.settle()
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.run == RUN.with_values(dict(third.values))
        assert laboratory.stand == ("ready", 0)


async def test_it_is_read_in_words() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("H")
        await laboratory.settle()
        await laboratory.press("v")
        words = " ".join(line.strip("│╭╰ ") for line in laboratory.lines)
        assert "The present configuration reaches" in words
        assert "What mattered: " in words
        assert found(laboratory).command[:30] in words


async def test_another_question_begins_another_search() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("H")
        await laboratory.settle()
        laboratory.app.screen.query_one("#asked-space", Input).value = "hidden=2..3; optimizer=rprop,adam"
        await laboratory.press("e", "enter")
        await laboratory.settle()
        assert {key for key, _ in found(laboratory).ranked[0].details} == {"hidden", "optimizer"}
        assert "Best of all 5 there are: " in laboratory.text
        # The present one lies outside, and is tried all the same.
        assert len(found(laboratory).trials) == 5


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("space", "hidden=", "no axis"),
        ("space", "[bold]x[/]=1..2", "no axis is called"),
        ("space", " ; ", "nothing to search over"),
        ("trials", "0", "trials: "),
        ("seeds", "many", "starts: "),
        ("measure", "speed", "give one of iterations, error, validation"),
    ],
)
async def test_what_cannot_be_searched_is_said_in_place(field: str, text: str, message: str) -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("H")
        await laboratory.settle()
        before = found(laboratory)
        laboratory.app.screen.query_one(f"#asked-{field}", Input).value = text
        await laboratory.press("e", "enter")
        await laboratory.settle()
        assert message in laboratory.text
        assert found(laboratory) is before


async def test_without_optuna_one_line_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("H")
        assert 'optuna is not installed; pip install "tui-nn[search]"' in laboratory.text
        assert not laboratory.session.experiment_runs
        await laboratory.press("escape")
        assert laboratory.app.screen is laboratory.app.main_screen
