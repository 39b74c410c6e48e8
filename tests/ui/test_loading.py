"""Large data on the screen: how far the loading is, a key that stops it, and every row in the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.ui.desk import SOURCE, Desk
from tests.ui.laboratory import LARGE, opened
from tests.ui.test_table_pane import rows_of
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.data.progress import PREPARING, READING
from tui_nn.engine import jobs, shared_folder
from tui_nn.engine.control import Stop
from tui_nn.engine.events import Loading
from tui_nn.ui.formatting import output_text
from tui_nn.ui.panes.message_line import loading_text

ROWS = 2_500


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunConfig:
    """A run on so many rows that the engine shows them on a file."""
    (tmp_path / "rows").mkdir()
    monkeypatch.setattr(shared_folder, "_folder", tmp_path / "rows")
    monkeypatch.setattr(jobs, "_load_once", jobs._load_once.__wrapped__)
    inputs = np.random.default_rng(0).normal(size=(ROWS, 2))
    lines = [f"{a:.4f},{b:.4f},{int(a > b)}" for a, b in inputs.tolist()]
    (tmp_path / "large.csv").write_text("a,b,y\n" + "\n".join(lines) + "\n")
    return RunConfig(
        data=DataConfig(source=str(tmp_path / "large.csv"), scaling="standard"), network=NetworkConfig(hidden=(3,))
    )


def loading(desk: Desk, share: float) -> None:
    desk.engine.say(desk.engine.job_number, Loading(READING, share, 5.0))
    desk.look()


def test_how_far_the_loading_is_is_said_in_words_and_a_bar() -> None:
    assert (
        loading_text(Loading(READING, 0.5, 12.0)) == "Reading the data ██████████░░░░░░░░░░ 50%, 12 s left; esc stops"
    )
    assert loading_text(Loading(PREPARING, 0.0)) == "Preparing the data ░░░░░░░░░░░░░░░░░░░░ 0%; esc stops"


def test_stopping_takes_up_the_run_before_and_its_network() -> None:
    desk = Desk()
    desk.session.begin()
    desk.settle()
    desk.train_to(500)
    snapshot = desk.session.snapshot
    desk.session.change({SOURCE: "half-adder"})
    loading(desk, 0.3)
    assert desk.session.loading == Loading(READING, 0.3, 5.0)
    desk.session.stop_loading()
    assert desk.stand == ("paused", snapshot.iteration if snapshot else -1)
    assert desk.session.run == RunConfig()
    assert desk.session.loading is None
    assert desk.texts()[-1] == "Loading half-adder is stopped"
    assert desk.engine.told[-1] == Stop()
    desk.settle()
    desk.train_to(desk.session.iteration + 500)


def test_stopping_the_first_loading_opens_what_tui_nn_opens_with() -> None:
    desk = Desk(RunConfig(data=DataConfig("half-adder")))
    desk.session.begin()
    loading(desk, 0.3)
    desk.session.stop_loading()
    desk.settle()
    assert desk.stand == ("ready", 0)
    assert desk.session.run.data == DataConfig()
    assert desk.session.why_not_stop_loading() == "Nothing is being loaded"


async def test_a_key_stops_what_is_being_loaded_and_a_bar_says_how_far_it_is() -> None:
    async with opened(size=LARGE) as laboratory:
        await laboratory.train_to(500)
        laboratory.session.change({SOURCE: "half-adder"})
        laboratory.engine.say(laboratory.engine.job_number, Loading(READING, 0.3, 5.0))
        laboratory.app.look()
        await laboratory.pilot.pause()
        assert "30%, 5.0 s left" in str(laboratory.app.main_screen.message_line.render())
        assert "Stop loading" in str(laboratory.app.main_screen.action_bar.render())
        await laboratory.press("escape")
        assert laboratory.session.phase == "paused"
        assert laboratory.session.data_name == "xor"
        assert "Stop loading" not in str(laboratory.app.main_screen.action_bar.render())


async def test_every_row_of_a_large_file_is_in_the_table(large: RunConfig) -> None:
    async with opened(large, size=LARGE) as laboratory:
        pane, session = laboratory.app.main_screen.table_pane, laboratory.session
        pane.focus()
        await laboratory.press("end")
        assert pane.cursor.row == ROWS - 1
        assert session.row < 1_000  # the other pictures have the first rows alone
        whole, shown = session.all_rows, session.shown
        assert whole is not None
        assert shown is not None
        outputs = shown.network.predict(whole.inputs[-1:])
        last = rows_of(laboratory)[-1]
        assert last.split()[:3] == [f"{ROWS:,}", *whole.shown_inputs(ROWS - 1)]
        assert output_text(outputs[0, 0]) in last
        assert ("✓" in last) == (round(outputs[0, 0]) == whole.targets[-1, 0])
        await laboratory.press("home", "down")
        assert (pane.cursor.row, session.row) == (1, 1)


async def test_sorting_a_large_file_sorts_the_first_rows_and_says_so(large: RunConfig) -> None:
    async with opened(large, size=LARGE) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        pane.focus()
        await laboratory.press("end", "O")
        assert len(pane.order) == 1_000
        assert "the first 1,000 alone" in str(pane.border_subtitle)
        assert pane.cursor.row < 1_000
        await laboratory.press("O", "O")
        assert len(pane.order) == ROWS


async def test_a_search_looks_as_far_as_keys_can_wait(large: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.ui.panes.table_pane.MOST_SEARCHED", 300)
    async with opened(large, size=LARGE) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        pane.focus()
        pane._sought = "no such text"
        await laboratory.press("j")
        assert "in the next 100 rows" in str(pane.border_subtitle)


def test_rows_that_are_not_at_hand_are_not_saved_as_if_they_were_all(large: RunConfig) -> None:
    desk = Desk(large)
    desk.session.begin()
    desk.settle()
    session = desk.session
    assert session.why_not_save_rows() is None
    assert session.rows is not None
    assert session.rows.rows == ROWS
    assert session.started is not None
    session.started = replace(session.started, whole=None)
    assert session.why_not_save_rows() == "The rows are not at hand any more; load the data again"
    session.started = replace(session.started, samples=200_000)
    assert session.why_not_save_rows() == "Tables of up to 100,000 rows can be written here; this one has 200,000"
