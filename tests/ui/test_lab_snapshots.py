"""What the lab looks like, as somebody has seen and approved it: each experiment at its end, with a time of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory
from tests.ui.map_stage import RUN as MAP_RUN
from tests.ui.map_stage import show_finished_map
from tests.ui.test_snapshots import HUGE, Compare, drawn_alike, nothing
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.lab_events import LabEvent, TableEvent
from tui_nn.ui.screens.experiment_screen import ExperimentScreen

SECONDS, SECONDS_PER_ITERATION = 2.5, 2e-7

RUN = RunConfig(
    network=NetworkConfig(hidden=(2,), activations=("tanh", "sigmoid"), scale=1.0, seed=0),
    training=TrainingConfig(learning_rate=0.5, max_iterations=1000),
)

EXPERIMENTS: dict[str, tuple[str, Mapping[str, str]]] = {
    "success": ("L", {"starts": "24"}),
    "gates": ("G", {"hidden": "0,3", "starts": "2", "iterations": "300"}),
    "race": ("R", {"starts": "8"}),
    "smallest": ("A", {"starts": "60", "bar": "0.5", "most_units": "4", "most_layers": "1"}),
    "rate": ("Q", {"rates": "13", "starts": "3"}),
}
"""The key of each, and what is asked so that it is over soon."""


def at_its_end(name: str) -> Callable[[Laboratory], Awaitable[None]]:
    key, asked = EXPERIMENTS[name]

    async def show(laboratory: Laboratory) -> None:
        await laboratory.press(key)
        screen = laboratory.app.screen
        assert isinstance(screen, ExperimentScreen)
        screen.asked.put(asked)
        screen.ask()
        await laboratory.settle()
        event = laboratory.session.experiment
        assert isinstance(event, LabEvent)
        assert event.finished
        event = replace(event, seconds=SECONDS)
        if isinstance(event, TableEvent):
            rows = tuple(replace(row, seconds_per_iteration=SECONDS_PER_ITERATION) for row in event.rows)
            event = replace(event, rows=rows)
        laboratory.session.experiment = event
        screen.show(laboratory.session)
        await laboratory.pause()

    return show


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_experiments(snap_compare: Compare, name: str, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, RUN, size, at_its_end(name))


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE], ids=["80x24", "120x40", "200x60"])
def test_the_map(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def show(laboratory: Laboratory) -> None:
        await show_finished_map(laboratory)

    assert drawn_alike(snap_compare, MAP_RUN, size, show)


def test_the_map_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def show(laboratory: Laboratory) -> None:
        await show_finished_map(laboratory)

    assert drawn_alike(snap_compare, MAP_RUN, LARGE, show)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_the_menu(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, RUN, size, nothing, "X")
