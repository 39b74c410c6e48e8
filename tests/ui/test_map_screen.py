"""The map on the screen: its numbers are the experiment's, cells open as runs, a closer look and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.run import RunConfig
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments import lab_trials
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.drawing.map_cells import MapGrid
from tui_nn.ui.panes.map_field import MapField
from tui_nn.ui.panes.map_words import cell_words, row_at
from tui_nn.ui.screens import map_screen
from tui_nn.ui.screens.map_screen import MapScreen

RUN = RunConfig().with_values(
    {
        ("network", "activations"): ("tanh", "sigmoid"),
        ("network", "scale"): 1.0,
        ("network", "seed"): 0,
        ("training", "learning_rate"): 0.5,
    }
)


@pytest.fixture(autouse=True)
def _small_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_screen, "CELLS", "5x4")
    monkeypatch.setattr(map_screen, "SEEDS", 4)
    monkeypatch.setattr(map_screen, "ITERATIONS", 600)


def lab(laboratory: Laboratory) -> MapScreen:
    assert isinstance(laboratory.app.screen, MapScreen)
    return laboratory.app.screen


def found(laboratory: Laboratory) -> MapEvent:
    event = lab(laboratory).map_event
    assert event is not None
    return event


def field(laboratory: Laboratory) -> MapField:
    return lab(laboratory).query_one(MapField)


def grid(laboratory: Laboratory) -> MapGrid:
    found = field(laboratory).grid
    assert found is not None
    return found


def said(laboratory: Laboratory) -> str:
    """What stands on the screen, without what its lines cost."""
    return " ".join(" ".join(laboratory.text.replace("│", " ").split()).split())


def cell_with_both(event: MapEvent) -> tuple[int, int]:
    """A cell where the first start succeeds and another fails."""
    columns = len(event.x_values)
    index = next(index for index, cell in enumerate(event.cells) if cell.failed_seed not in (None, 0))
    return index % columns, index // columns


async def go_to(laboratory: Laboratory, place: tuple[int, int]) -> None:
    column, row = field(laboratory).cursor
    across, up = place[0] - column, place[1] - row
    await laboratory.press(*["right" if across > 0 else "left"] * abs(across), *["up" if up > 0 else "down"] * abs(up))
    assert field(laboratory).cursor == place


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_cell_says_the_numbers_of_the_experiment(size: tuple[int, int]) -> None:
    async with opened(RUN, size) as laboratory:
        await laboratory.press("M")
        await laboratory.settle()
        event = found(laboratory)
        assert (event.finished, event.done, len(event.cells)) == (True, 80, 20)
        assert event is laboratory.session.experiment
        for place in (cell_with_both(event), (0, 0), (4, 3)):
            await go_to(laboratory, place)
            tally = row_at(event, place).tally
            text = said(laboratory)
            assert f"{100 * tally.rate:.0f} % of 4 starts succeed" in text
            assert f"learning_rate {event.x_values[place[0]]}, scale {event.y_values[place[1]]}:" in text
            assert cell_words(event, place, 100)[:60] in text
        rates = [f"{100 * row_at(event, (column, 0)).tally.rate:.0f}" for column in range(5)]
        lowest = laboratory.lines[field(laboratory).content_region.y + grid(laboratory).middle_of(0)]
        assert [word for word in lowest.replace("▀", " ").split() if word.isdigit()] == rates


@pytest.mark.parametrize("failed", [False, True])
async def test_a_cell_opens_as_the_run_that_was_tried(*, failed: bool) -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("M")
        await laboratory.settle()
        event = found(laboratory)
        place = cell_with_both(event)
        row = row_at(event, place)
        await go_to(laboratory, place)
        await laboratory.press("f" if failed else "enter")
        await laboratory.settle()
        run, session = laboratory.session.run, laboratory.session
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.stand == ("ready", 0)
        assert run.network.seed == (row.failed_seed if failed else 0)
        assert f"{run.training.learning_rate:.4g}" == event.x_values[place[0]]
        assert f"{run.network.scale:.4g}" == event.y_values[place[1]]

        network = Network.create((2, 2, 1), ("tanh", "sigmoid"), scale=run.network.scale, seed=run.network.seed)
        assert session.started is not None
        tried = RUN.with_values({("training", "learning_rate"): run.training.learning_rate})
        tried = tried.with_values({("training", "max_iterations"): 600})
        alone = fit(network, session.started.rows, SuccessGoal().training(tried.training))
        await laboratory.press("t")
        await laboratory.settle()
        assert session.snapshot is not None
        assert (session.iteration, session.snapshot.error) == (alone.iterations, alone.error)
        assert (alone.error > 0.01) is failed

        await laboratory.press("u")
        await laboratory.settle()
        assert (session.run, session.iteration) == (RUN, 500)


async def test_a_closer_look_holds_a_third_of_each_range_and_the_way_back_costs_nothing() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("M")
        await laboratory.settle()
        whole = found(laboratory)
        await go_to(laboratory, (2, 1))
        await laboratory.press("plus")
        await laboratory.settle()
        closer = found(laboratory)
        low, high = float(closer.x_values[0]), float(closer.x_values[-1])
        assert len(closer.x_values) == 5
        assert low < float(whole.x_values[2]) < high
        assert high / low == pytest.approx(10_000 ** (1 / 3), rel=0.01)
        assert f"learning_rate=log:{low:.4g}..{high:.4g}" in laboratory.text
        begun = laboratory.engine.job_number
        await laboratory.press("minus")
        assert found(laboratory) is whole
        assert field(laboratory).cursor == (2, 1)
        assert laboratory.engine.job_number == begun
        assert "learning_rate=log:0.01..100" in laboratory.text
        await laboratory.settle()
        assert found(laboratory) is whole
        await laboratory.press("minus")
        assert "This is the first map" in laboratory.text


async def begin_a_map(laboratory: Laboratory) -> MapEvent:
    """Let it be trained as far as to its first results."""
    await laboratory.press("M")
    while not laboratory.session.experiment or not found(laboratory).done:
        laboratory.engine.advance()
        await laboratory.look()
    assert found(laboratory).done < found(laboratory).total
    return found(laboratory)


async def test_a_map_that_was_left_unfinished_is_shown_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_trials, "EVENT_SECONDS", 0.0)
    async with opened(RUN, LARGE) as laboratory:
        laboratory.app.memory.journals = tmp_path
        part = await begin_a_map(laboratory)
        await laboratory.press("z")
        await laboratory.settle()
        await laboratory.press("minus")
        assert found(laboratory) is part
        await laboratory.settle()
        whole = found(laboratory)
        assert (whole.finished, whole.done) == (True, 80)
        assert whole.fresh == 80 - part.done
        assert whole.x_values == part.x_values


async def test_named_values_are_not_divided_and_what_could_act_at_once_is_opened_at_a_start() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("M")
        lab(laboratory).asked.put({"x": "learning_rate=0.1,1", "y": "momentum=0,0.9"})
        lab(laboratory).ask()
        await laboratory.settle()
        event = found(laboratory)
        await laboratory.press("plus")
        assert "nothing finer" in laboratory.text
        assert found(laboratory) is event
        await laboratory.press("up", "enter")
        await laboratory.settle()
        assert laboratory.stand == ("ready", 0)
        assert laboratory.session.run.training.momentum == 0.9


REFUSED = [
    ({"x": "learning_rte=1..2"}, "did you mean 'learning_rate'"),
    ({"y": "beta1=0..0.9"}, "beta1 changes nothing here"),
    ({"y": "learning_rate=1,2"}, "both axes are learning_rate"),
    ({"y": "activation=tanh,tanh+tanh+tanh"}, "3 activations given for 2 layers"),
    ({"cells": "5"}, "is no size; give two numbers from 2 to 40"),
    ({"seeds": "100000"}, "2,000,000 networks, above 200,000; give fewer"),
    ({"success": "[red]"}, "'[red]' is no measure of success"),
]


async def test_what_cannot_be_asked_is_told_in_a_line_and_nothing_is_lost() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("M")
        await laboratory.settle()
        screen, event, begun = lab(laboratory), found(laboratory), laboratory.engine.job_number
        in_force = screen.asked.values
        for asked, reason in REFUSED:
            await laboratory.press("e")
            screen.asked.put(asked)
            await laboratory.press("enter")
            assert reason in said(laboratory)
            assert screen.asked.values == {**in_force, **asked}
            assert found(laboratory) is event
            assert laboratory.engine.job_number == begun
            await laboratory.press("escape")
            assert screen.asked.values == in_force


async def test_it_stops_at_once_and_what_was_found_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_trials, "EVENT_SECONDS", 0.0)
    async with opened(RUN, LARGE) as laboratory:
        before = await begin_a_map(laboratory)
        await laboratory.press("x")
        await laboratory.settle()
        event = found(laboratory)
        assert event.stopped
        assert before.done <= event.done < event.total
        assert not laboratory.session.experiment_runs
        assert "stopped: " in laboratory.text


async def test_colours_mean_what_is_chosen_reading_says_it_and_the_mouse_opens_a_cell() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("M")
        await laboratory.settle()
        assert "% succeed: 0" in laboratory.text
        await laboratory.press("o")
        assert "iterations: " in laboratory.text
        await laboratory.press("o")
        assert "error: " in laboratory.text
        await laboratory.press("left", "v")
        text = said(laboratory)
        assert "Of 20 cells (learning_rate from 0.01 to 100 across, scale from 0.01 to 10 up)" in text
        assert "The cell that is looked at is learning_rate 0.1, scale 1: " in text
        assert "the present configuration lies in that of learning_rate=1 scale=1" in text
        await laboratory.press("escape")
        offset = (grid(laboratory).column_of(3) + 1, grid(laboratory).middle_of(2))
        await laboratory.pilot.click(MapField, offset=offset)
        await laboratory.pause()
        assert field(laboratory).cursor == (3, 2)
        await laboratory.pilot.click(MapField, offset=offset, times=2)
        await laboratory.settle()
        assert laboratory.app.screen is laboratory.app.main_screen
        assert laboratory.session.run.training.learning_rate == 10
