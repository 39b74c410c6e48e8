"""The smallest network that works: what is drawn is what was found, and any network tried opens as a run."""

from __future__ import annotations

import math

import pytest

from tests.ui.laboratory import SMALL, Laboratory, opened
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.lab_events import LabRow, SmallestEvent
from tui_nn.experiments.tally import Tally
from tui_nn.ui.drawing.interval_bar import interval_bar, place_of, scale_line
from tui_nn.ui.screens import smallest_screen
from tui_nn.ui.screens.smallest_screen import SmallestScreen, hidden_of, rate_text

RUN = RunConfig(
    network=NetworkConfig(layers=(2, 3, 1), activations=("tanh", "sigmoid"), scale=1.0, seed=0),
    training=TrainingConfig(learning_rate=0.5, max_iterations=1000),
)


@pytest.fixture(autouse=True)
def _a_low_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallest_screen, "BAR", 0.2)
    monkeypatch.setattr(smallest_screen, "STARTS", 16)


def found(laboratory: Laboratory) -> SmallestEvent:
    assert isinstance(laboratory.session.experiment, SmallestEvent)
    return laboratory.session.experiment


async def test_its_numbers_are_the_experiments_and_the_one_found_is_told_in_words() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("A")
        assert isinstance(laboratory.app.screen, SmallestScreen)
        await laboratory.settle()
        event = found(laboratory)
        assert event.found == (2,)
        assert "The smallest network that works is 2-2-1, 9 parameters" in laboratory.text
        for row in event.rows:
            line = next(line for line in laboratory.lines if f" {row.name} " in line and "%" in line[20:60])
            assert f"{row.tally.trials:>8}{row.tally.rate:>9.1%}" in line
            assert ("✓" in line) == (row.name == "2-2-1")
            assert ("▶" in line) == (row is event.rows[-1])
            assert interval_bar(row.tally.rate, row.tally.low, row.tally.high, 28, 0.2) in line
        await laboratory.press("v")
        assert rate_text(event.rows[-1]).split(" (")[0] in " ".join(laboratory.text.split())


async def test_a_network_that_was_given_up_opens_as_a_run() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("A")
        await laboratory.settle()
        names = [row.name for row in found(laboratory).rows]
        await laboratory.press("up", "up", "down", "enter")
        await laboratory.settle()
        network = laboratory.session.run.network
        assert "-".join(map(str, (2, *network.hidden, 1))) == names[-2]
        assert network.layers is None
        assert network.activations == ("tanh",) * len(network.hidden) + ("sigmoid",)
        assert network.seed == 0


async def test_what_cannot_be_is_said_in_the_questions_line() -> None:
    async with opened(RUN, SMALL) as laboratory:
        await laboratory.press("A", "e", "tab")
        await laboratory.press(*"0.9", "enter")
        assert "even 16 successes in 16 starts show no more than" in laboratory.text
        await laboratory.press(*"8", "enter")
        assert "bar: 0.98 cannot" not in laboratory.text
        await laboratory.press(*"x", "enter")
        assert "bar: '0.98x'" in laboratory.text


def test_a_bar_shows_rate_interval_and_what_is_asked() -> None:
    assert interval_bar(0.5, 0.2, 0.8, 11, 0.9) == "  ├──●──┤┃ "
    assert interval_bar(0.5, 0.2, 0.8, 11, 0.7) == "  ├──●─╂┤  "
    assert interval_bar(math.nan, 0.0, 1.0, 11, 0.9) == "         ┃ "
    assert interval_bar(1.0, 0.9, 1.0, 3) == "   "
    assert scale_line(41, 0.9).index("▼") == place_of(0.9, 41)
    assert len(scale_line(41, 0.9)) == 41


def test_hidden_layers_are_read_from_a_name() -> None:
    rows = [LabRow(name, (("parameters", 3),), Tally.of(()), complete=False) for name in ("2-1", "2-4-3-1")]
    assert [hidden_of(row) for row in rows] == [(), (4, 3)]
