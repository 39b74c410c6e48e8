"""The app: panes and windows of every size, screens over it, and the same numbers as without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

import tui_nn
from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tests.ui.scripted_engine import STRETCH, ScriptedEngine
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.control import Pause, Resume
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.formatting import error_text, output_text
from tui_nn.ui.layout import PaneName, cycle_of
from tui_nn.ui.screens.help_screen import HelpScreen

OVERVIEW = cycle_of("overview", "full")


def shown(laboratory: Laboratory) -> set[PaneName]:
    """The panes that have a place on the screen."""
    body = laboratory.app.main_screen.query_one("#body")
    panes = laboratory.app.main_screen.panes()
    return {name for name, pane in panes.items() if body.display and pane.display and pane.region.area > 0}


def helps(laboratory: Laboratory) -> bool:
    """Whether the help is on the screen; if it is not, the main screen has to be."""
    helps = isinstance(laboratory.app.screen, HelpScreen)
    assert helps or laboratory.app.screen is laboratory.app.main_screen
    return helps


def in_front(laboratory: Laboratory) -> PaneName:
    """The pane that has the focus, which has to be the one that the screen takes for it."""
    screen = laboratory.app.main_screen
    focused = laboratory.app.focused
    assert focused is not None
    [name] = [name for name, pane in screen.panes().items() if pane is focused or pane in focused.ancestors]
    assert name == screen.front
    return name


@pytest.mark.parametrize(
    ("data", "activations"),
    [("xor", ("sigmoid",)), ("half-adder", ("tanh", "sigmoid"))],
)
async def test_a_finished_run_shows_the_numbers_that_fit_returns(data: str, activations: tuple[str, ...]) -> None:
    training = TrainingConfig(learning_rate=0.5, momentum=0.9, max_iterations=3 * STRETCH, batch_size=3)
    network_config = NetworkConfig(activations=activations, scale=0.5)
    run = RunConfig(data=DataConfig(data), network=network_config, training=training)
    dataset = tui_nn.load_dataset(data)
    network = tui_nn.Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
    result = tui_nn.fit(network, dataset, training)

    async with opened(run) as laboratory:
        await laboratory.press("t")
        await laboratory.settle()

        assert laboratory.stand == ("finished", result.iterations)
        assert laboratory.session.stop_reason == result.stop_reason == StopReason.MAX_ITERATIONS
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        assert snapshot.error == result.error
        assert snapshot.network.parameters.tobytes() == result.network.parameters.tobytes()
        assert f"error {error_text(result.error)}" in laboratory.lines[0]
        assert f"iteration {result.iterations:,}" in laboratory.lines[0]
        for output in result.network.predict(dataset.inputs).flat:
            assert output_text(output) in laboratory.text


# Panes


async def test_next_and_previous_go_through_all_panes_in_every_arrangement() -> None:
    async with opened() as laboratory:
        for size, panes in {(120, 40): 5, (80, 24): 3, (79, 23): 3, (40, 12): 1}.items():
            await laboratory.pilot.resize_terminal(*size)
            await laboratory.pause()
            visited = [in_front(laboratory)]
            for key in ("right_square_bracket", "f7", "right_square_bracket", "f7", "f7"):
                await laboratory.press(key)
                visited.append(in_front(laboratory))
                assert in_front(laboratory) in shown(laboratory)
                assert len(shown(laboratory)) == panes
            assert set(visited) == set(OVERVIEW)
            assert visited[-1] == visited[0]
            for key in ("left_square_bracket", "shift+f7"):
                await laboratory.press(key)
                visited.append(in_front(laboratory))
            assert visited[-2:] == visited[4:2:-1]


async def test_the_pane_in_front_takes_the_whole_window_and_gives_it_back() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("z")
        assert shown(laboratory) == {"error"}
        assert laboratory.app.main_screen.error_pane.outer_size.width == 80
        await laboratory.press("right_square_bracket")
        assert shown(laboratory) == {in_front(laboratory)} != {"error"}
        await laboratory.press("e")
        assert shown(laboratory) == {"setup"}
        assert laboratory.field("", "preset").input.has_focus
        await laboratory.press("f8")
        assert shown(laboratory) == {"setup", "error", "table"}


async def test_a_window_too_small_says_so_and_everything_comes_back() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.train_to(500)
        for size in ((20, 5), (39, 40), (200, 11), (1, 1), (5, 2)):
            await laboratory.pilot.resize_terminal(*size)
            await laboratory.pause()
            assert shown(laboratory) == set()
            assert len(laboratory.lines) == size[1]
            if size[0] >= 20:
                words = f"tui-nn needs a window of 40×12; this one is {size[0]}×{size[1]}"
                assert words in " ".join(laboratory.text.split())
        await laboratory.press("t")
        await laboratory.settle()
        assert laboratory.is_in("paused")
        await laboratory.pilot.resize_terminal(*SMALL)
        await laboratory.pause()
        assert shown(laboratory) == {"setup", "error", "table"}
        assert "‖ paused" in laboratory.lines[0]


async def test_windows_may_change_while_it_trains() -> None:
    async with opened() as laboratory:
        for number, size in enumerate([(80, 24), (60, 16), (300, 100), (20, 5), (79, 19), (40, 12), (1000, 20), LARGE]):
            await laboratory.pilot.resize_terminal(*size)
            await laboratory.train_to((number + 1) * STRETCH)
            lines = laboratory.lines
            assert len(lines) == size[1]
            assert {len(line) for line in lines} == {size[0]} or size == (20, 5)
            if size[0] >= 40 and size[1] >= 12:
                assert "▶ training" in lines[0]
        assert shown(laboratory) == set(OVERVIEW)
        assert "4,000" in laboratory.text


async def test_every_pane_shows_itself_and_not_its_neighbour() -> None:
    signs: dict[PaneName, str] = {
        "setup": "Data set",
        "log": "iter.",
        "error": "log scale",
        "table": "difference",
        "network": "2 sigmoid",
    }
    async with opened(size=(60, 16)) as laboratory:
        for name in signs:
            laboratory.app.main_screen.go_to(name)
            await laboratory.pause()
            assert [other for other, sign in signs.items() if sign in laboratory.text] == [name]


# Other screens


async def test_help_opens_scrolls_and_closes_and_training_goes_on_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("t")
        laboratory.engine.run_until(500)
        await laboratory.press("f1")
        assert helps(laboratory)
        assert "over the iterations" in laboratory.text  # what the pane in front shows
        before = laboratory.text
        await laboratory.press("pagedown")
        assert laboratory.text != before
        await laboratory.press("t", "n", "r")  # no keys of the screen behind it
        assert laboratory.is_in("training")
        laboratory.engine.run_until(1000)
        await laboratory.look()
        await laboratory.press("escape")
        assert not helps(laboratory)
        assert "1,000" in laboratory.lines[0]

        short = [("Help", "Short, and soon laid out")]
        monkeypatch.setattr("tui_nn.ui.screens.help_screen.pages", lambda _front: short)
        for opens, closes in (("question_mark", "q"), ("f1", "question_mark")):
            await laboratory.press(opens)
            assert helps(laboratory)
            await laboratory.press(closes)
            assert not helps(laboratory)


async def test_the_palette_opens_and_closes() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("ctrl+p")
        assert laboratory.app.screen is not laboratory.app.main_screen
        await laboratory.palette_answers()
        assert "Train" in laboratory.text
        await laboratory.press("escape")
        assert laboratory.app.screen is laboratory.app.main_screen


async def test_in_a_modal_the_keys_of_the_main_screen_do_nothing() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.train_to(500)
        await laboratory.type("network", "layers", "2,3,1")
        await laboratory.press("enter")
        assert laboratory.asks()
        await laboratory.press("ctrl+n", "ctrl+r", "f5", "z", "d")
        assert laboratory.asks()
        assert laboratory.is_in("training")
        assert len(laboratory.engine.jobs) == 1


# The engine behind it


async def test_an_engine_that_dies_is_said_once_and_training_goes_on() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(1000)
        laboratory.engine.die()
        laboratory.engine.be_replaced()
        await laboratory.look()
        assert "SIGKILL" in laboratory.message
        assert laboratory.is_in("training")
        laboratory.engine.run_until(1500)
        await laboratory.look()
        assert laboratory.message == ""
        assert sum("SIGKILL" in line for line in laboratory.app.main_screen.log_pane.view.lines) == 1


async def test_a_program_that_is_suspended_lets_its_engine_rest() -> None:
    async with opened(size=SMALL) as laboratory:
        for signal in (laboratory.app.app_suspend_signal, laboratory.app.app_resume_signal):
            signal.publish(laboratory.app)
            await laboratory.pause()
        assert laboratory.engine.told == []

        await laboratory.train_to(500)
        for signal in (laboratory.app.app_suspend_signal, laboratory.app.app_resume_signal):
            signal.publish(laboratory.app)
            await laboratory.pause()
        assert laboratory.engine.told == [Resume(), Pause(), Resume()]
        assert laboratory.is_in("training")

        laboratory.engine.die()
        laboratory.app.app_suspend_signal.publish(laboratory.app)
        await laboratory.pause()
        assert laboratory.app.is_running


async def test_keys_before_the_data_have_come_are_answered() -> None:
    async with opened(size=SMALL, settled=False) as laboratory:
        await laboratory.pause_until(lambda: "… loading" in laboratory.lines[0])
        for key in ("l", "z", "z", "right_square_bracket", "t", "s", "n", "r", "u", "U"):
            await laboratory.press(key)
        assert "still being loaded" in laboratory.message or laboratory.message == "Nothing to redo"
        await laboratory.settle()
        assert laboratory.stand == ("ready", 0)


async def test_the_engine_ends_with_the_app() -> None:
    async with opened(size=SMALL) as laboratory:
        await laboratory.press("ctrl+q")

    assert laboratory.engine.closed


async def test_a_first_file_that_cannot_be_read_is_said_and_there_is_something_to_do(tmp_path: Path) -> None:
    run = RunConfig(data=DataConfig(str(tmp_path / "missing.csv")))
    async with opened(run) as laboratory:
        await laboratory.settle()
        assert laboratory.stand == ("ready", 0)
        assert "missing.csv" in laboratory.message
        assert laboratory.field("data", "source").input.value == "xor"


def test_the_app_takes_the_run_it_is_given() -> None:
    run = RunConfig(name="mine")
    app = TuiNnApp(run, ScriptedEngine())

    assert app.session.run is run
