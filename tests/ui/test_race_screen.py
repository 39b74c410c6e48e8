"""The race on the screen: its numbers are the experiment's, who is named takes part, and any of them opens as a run."""

from __future__ import annotations

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.ui.panes.race_curves import ranked
from tui_nn.ui.screens import race_screen
from tui_nn.ui.screens.race_screen import RaceScreen, variants_of

RUN = RunConfig(
    network=NetworkConfig(hidden=(2,), activations=("tanh", "sigmoid"), scale=1.0, seed=0),
    training=TrainingConfig(learning_rate=0.5, max_iterations=1000),
)

PLOT_ENDS = ("median error", "iteration")


@pytest.fixture(autouse=True)
def _few_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race_screen, "STARTS", 10)


def found(laboratory: Laboratory) -> TableEvent:
    assert isinstance(laboratory.session.experiment, TableEvent)
    return laboratory.session.experiment


def table(laboratory: Laboratory) -> list[str]:
    """The lines of the table, the best first."""
    lines = laboratory.lines
    head = next(y for y, line in enumerate(lines) if "9 of 10 in" in line)
    return lines[head + 1 : head + 1 + len(found(laboratory).rows)]


async def test_its_numbers_are_the_experiments_ranked_and_each_has_its_letter() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("R")
        await laboratory.settle()
        rows = found(laboratory).rows
        assert [row.name for row in rows] == ["present", "momentum", "adam", "rprop"]
        for line, place in zip(table(laboratory), ranked(rows), strict=True):
            row = rows[place]
            assert f"{'ABCD'[place]} " in line
            assert row.name in line
            assert f"{row.tally.rate:.1%}" in line
            assert row.tally.successes == 0 or f"{row.tally.median_iterations:,.0f}" in line
            assert ("★" in line) == (place == 0)
        begin, end = (next(y for y, line in enumerate(laboratory.lines) if f" {word} " in line) for word in PLOT_ENDS)
        plot = "".join(laboratory.lines[begin + 1 : end])
        assert all(plot.count(letter) >= 2 for letter in "ABCD")


async def test_a_variant_opens_as_the_run_that_raced() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("R", "e", *"optimizer=adam", "space", *"hidden=3", "tab", "tab", "tab", *"300", "enter")
        await laboratory.settle()
        assert len(found(laboratory).rows) == 2
        place = ranked(found(laboratory).rows).index(1)
        await laboratory.press("up", "up", *["down"] * place, "enter")
        await laboratory.settle()
        run = laboratory.session.run
        assert (run.training.optimizer, run.network.hidden, run.training.max_iterations) == ("adam", (3,), 300)


async def test_keys_change_axes_and_words_tell_who_leads() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("R")
        await laboratory.settle()
        assert "iteration" in laboratory.text
        logarithmic = laboratory.text
        await laboratory.press("l")
        assert laboratory.text != logarithmic
        await laboratory.press("i")
        assert "seconds of training" in laboratory.text
        await laboratory.press("v")
        assert "From the same starts" in laboratory.text
        event = found(laboratory)
        reading = RaceScreen(laboratory.session).reading(event)
        assert f"{event.rows[2].name}: {event.rows[2].tally.rate:.0%} of 10 starts" in reading


async def test_what_cannot_race_is_said_in_the_questions_line() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("R", "e", *"adan", "enter")
        assert "who races: 'adan' is not known" in laboratory.text
        await laboratory.press("escape")
        assert race_screen.RACERS in laboratory.text
        assert isinstance(laboratory.app.screen, RaceScreen)


def test_who_is_the_same_as_the_present_configuration_does_not_race_twice() -> None:
    assert [variant.name for variant in variants_of("sgd, momentum; adam", RUN)] == ["present", "momentum", "adam"]
    with pytest.raises(ConfigError, match="nobody races against"):
        variants_of("sgd", RUN)
    with pytest.raises(ConfigError, match="is no option with its value"):
        variants_of("hidden=4 adam", RUN)
