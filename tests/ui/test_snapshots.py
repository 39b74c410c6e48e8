"""What the screen looks like, as somebody has seen and approved it; `make snapshots` draws it anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.laboratory import LARGE, SMALL, Laboratory
from tests.ui.scripted_engine import ScriptedEngine
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.app import TuiNnApp

Compare = Callable[..., bool]
Act = Callable[[Laboratory], Awaitable[None]]

HUGE = (200, 60)
LESSON = RunConfig(name="Lesson 1", training=TrainingConfig(max_iterations=20_000))
PLANT = "temperature,pressure,flow,yield,ok\n21.5,1.2,0.31,0.52,1\n23,1.1,0.28,0.47,0\n19.75,1.35,0.4,0.61,1\n"


async def nothing(_laboratory: Laboratory) -> None:
    """Leave the app as it opens."""


async def train_to_the_end(laboratory: Laboratory) -> None:
    await laboratory.press("t")
    await laboratory.settle()


async def train_a_little(laboratory: Laboratory) -> None:
    await laboratory.train_to(5000)
    await laboratory.press("t")
    await laboratory.settle()


def drawn_alike(snap_compare: Compare, run: RunConfig | None, size: tuple[int, int], act: Act, *keys: str) -> bool:
    """Open the app, do something, press keys and compare the screen with the one that was approved."""
    engine = ScriptedEngine()
    app = TuiNnApp(run, engine)

    async def before(pilot: Pilot[int]) -> None:
        laboratory = Laboratory(app, engine, pilot)
        await laboratory.settle()
        await act(laboratory)
        for key in keys:
            await laboratory.press(key)

    return snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_network_at_its_start(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, None, size, nothing)


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_finished_run(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, LESSON, size, train_to_the_end)


def test_a_finished_run_in_the_light_theme(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, LESSON, LARGE, train_to_the_end, "d")


def test_a_finished_run_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert drawn_alike(snap_compare, LESSON, SMALL, train_to_the_end)


def test_a_linear_axis(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, LESSON, SMALL, train_to_the_end, "l")


def test_a_wrong_value(snap_compare: Compare) -> None:
    async def type_it(laboratory: Laboratory) -> None:
        await laboratory.type("training", "momentum", "1.5")

    assert drawn_alike(snap_compare, None, SMALL, type_it)


def test_a_value_that_waits_for_enter(snap_compare: Compare) -> None:
    async def type_it(laboratory: Laboratory) -> None:
        await train_a_little(laboratory)
        await laboratory.type("network", "layers", "2,3,1")

    assert drawn_alike(snap_compare, None, SMALL, type_it)


def test_the_question_about_a_new_start(snap_compare: Compare) -> None:
    async def type_it(laboratory: Laboratory) -> None:
        await train_a_little(laboratory)
        await laboratory.type("network", "layers", "2,3,1")

    assert drawn_alike(snap_compare, None, SMALL, type_it, "enter")


def test_an_error_that_takes_several_lines(snap_compare: Compare) -> None:
    async def choose_it(laboratory: Laboratory) -> None:
        await laboratory.type(
            "data", "source", "/a/directory/that/nobody/has/made/with-a-file-that-nobody-has-written.csv"
        )
        await laboratory.press("enter")
        await laboratory.settle()

    assert drawn_alike(snap_compare, None, SMALL, choose_it)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_help(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, None, size, nothing, "f1")


@pytest.mark.parametrize("pane", ["setup", "error", "log", "table"])
def test_one_pane_at_a_time(snap_compare: Compare, pane: str) -> None:
    async def show_it(laboratory: Laboratory) -> None:
        await train_to_the_end(laboratory)
        while laboratory.app.main_screen.front != pane:
            await laboratory.press("right_square_bracket")

    assert drawn_alike(snap_compare, LESSON, (60, 16), show_it)


def test_a_window_that_is_too_small(snap_compare: Compare) -> None:
    assert drawn_alike(snap_compare, None, (30, 8), nothing)


def test_a_file_with_three_inputs_and_two_outputs(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plant.csv").write_text(PLANT)
    monkeypatch.chdir(tmp_path)  # a path of its own would differ from run to run
    run = RunConfig(
        data=DataConfig("plant.csv", targets=("yield", "ok")),
        network=NetworkConfig(hidden=(4,), activations=("tanh", "sigmoid")),
        # A rate at which the run is calm: at 0.2 it is chaotic, and the last digit of a processor decides the picture.
        training=TrainingConfig(learning_rate=0.02, max_iterations=2000, log_every=500),
    )
    assert drawn_alike(snap_compare, run, LARGE, train_to_the_end)


# Classes, files and what belongs to them

IRIS = find_preset("iris").run().with_values({("training", "max_iterations"): 20, ("training", "patience"): 0})


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_classes_by_name_on_rows_for_three_purposes(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, IRIS, size, train_to_the_end)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_scores_beside_their_baselines(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert drawn_alike(snap_compare, IRIS, size, train_to_the_end, "m")


def test_columns_of_a_file_that_was_refused(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plants.csv").write_text("size;color;kind\n1,5;red;a\n2,5;blue;b\n;red;a\n3,5;green;b\n0,5;red;a\n")
    monkeypatch.chdir(tmp_path)

    async def open_columns(laboratory: Laboratory) -> None:
        await laboratory.press("C")
        await laboratory.app.workers.wait_for_complete(
            [worker for worker in laboratory.app.workers if worker.group != "engine"]
        )
        await laboratory.pause()

    assert drawn_alike(snap_compare, RunConfig(data=DataConfig("plants.csv")), SMALL, open_columns)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_an_activation_and_its_derivative_while_one_chooses(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def type_it(laboratory: Laboratory) -> None:
        await laboratory.type("network", "activations", "swish,sigmoid")
        await laboratory.press("home")

    assert drawn_alike(snap_compare, None, size, type_it)


def test_a_cell_while_it_is_changed(snap_compare: Compare) -> None:
    async def edit_it(laboratory: Laboratory) -> None:
        laboratory.app.main_screen.go_to("table")
        await laboratory.press("down", "right", "right", "enter")

    assert drawn_alike(snap_compare, None, SMALL, edit_it)
