"""The success rate on the screen: its numbers are the experiment's, any start opens as a run, and closing ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.laboratory import LARGE, Laboratory, opened
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.preparation import prepare
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.screens import success_screen
from tui_nn.ui.screens.success_screen import SuccessScreen, goal_for

RUN = RunConfig(
    network=NetworkConfig(hidden=(2,), activations=("tanh", "sigmoid"), scale=1.0, seed=0),
    training=TrainingConfig(learning_rate=0.5, max_iterations=2000),
)


@pytest.fixture(autouse=True)
def _few_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(success_screen, "STARTS", 12)


def lab(laboratory: Laboratory) -> SuccessScreen:
    assert isinstance(laboratory.app.screen, SuccessScreen)
    return laboratory.app.screen


def found(laboratory: Laboratory) -> SuccessEvent:
    assert isinstance(laboratory.session.experiment, SuccessEvent)
    return laboratory.session.experiment


async def test_its_numbers_are_the_experiments_and_a_failed_start_opens_as_a_run() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("L")
        assert laboratory.session.experiment_runs
        await laboratory.settle()
        event = found(laboratory)
        assert event.finished
        assert event.done == 12
        assert 0 < event.tally.successes < 12
        assert f"{event.tally.rate:.1%} of 12 starts succeed" in laboratory.text
        await laboratory.press("f", "down", "enter")
        await laboratory.settle()
        result = [result for result in event.results if not result.success][1]
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.run.network.seed == result.seed
        network = Network.create((2, 2, 1), ("tanh", "sigmoid"), scale=1.0, seed=result.seed)
        started = laboratory.session.started
        assert started is not None
        assert fit(network, started.rows, RUN.training).error == result.error


async def test_the_network_waits_and_goes_on_where_it_was() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("L")
        assert laboratory.is_in("paused")
        await laboratory.settle()
        await laboratory.press("escape")
        assert laboratory.session.iteration >= 500
        before = laboratory.session.iteration
        await laboratory.press("t")
        await laboratory.settle()
        assert laboratory.stand == ("finished", 2000)
        assert before < 2000


async def test_closing_ends_it_and_what_was_found_stays() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("L", "escape")
        await laboratory.settle()
        assert not laboratory.session.experiment_runs
        assert lab_closed(laboratory)


def lab_closed(laboratory: Laboratory) -> bool:
    return laboratory.app.screen is laboratory.app.main_screen


def test_what_counts_as_success_follows_the_task() -> None:
    assert goal_for("bits") == SuccessGoal()
    assert goal_for("classes") == SuccessGoal("accuracy", 0.95)


async def test_success_and_starts_are_chosen_and_what_is_wrong_with_them_is_said() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("L")
        await laboratory.settle()
        fields = lab(laboratory).asked
        await laboratory.press("e")
        fields.put({"success": "every time"})
        await laboratory.press("enter")
        assert "is no measure of success" in laboratory.text
        assert found(laboratory).done == 12
        fields.put({"success": "bits", "starts": "5"})
        await laboratory.press("enter")
        await laboratory.settle()
        assert found(laboratory).goal == "bits"
        assert found(laboratory).done == 5


async def test_a_field_that_is_left_says_again_what_is_in_force() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("L", "e")
        fields = lab(laboratory).asked
        fields.put({"starts": "77"})
        await laboratory.press("escape")
        assert fields.values["starts"] == "12"
        assert isinstance(laboratory.app.screen, SuccessScreen)


async def test_rows_that_were_edited_are_those_that_are_tried() -> None:
    async with opened(RUN, LARGE) as laboratory:
        rows = laboratory.session.rows
        assert rows is not None
        targets = rows.columns[-1]
        flipped = replace(rows, columns=(*rows.columns[:-1], replace(targets, values=1.0 - targets.values)))
        laboratory.session.edit(flipped)
        await laboratory.settle()
        await laboratory.press("L")
        await laboratory.settle()
        edited = found(laboratory)
        goal = SuccessGoal().training(RUN.training)
        alone = fit(Network.create((2, 2, 1), ("tanh", "sigmoid"), scale=1.0, seed=0), prepare(flipped, RUN.data), goal)
        assert edited.results[0].error == alone.error
