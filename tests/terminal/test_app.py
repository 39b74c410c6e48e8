"""The app itself in a real terminal: what a person sees from the first key to the last, and what is left behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.terminal.pseudo_terminal import Terminal
from tests.terminal.test_endings import ends
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.ui.formatting import error_text, output_text

ENDLESS = ("--max-iterations", "1000000000", "--min-error", "0")


class Open(Protocol):
    """Opens the app and waits until it is up."""

    def __call__(self, *arguments: str, module: str = "tui_nn", ready: str = "ready") -> Terminal: ...


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as terminals:

        def opened(*arguments: str, module: str = "tui_nn", ready: str = "ready") -> Terminal:
            command = (sys.executable, "-m", module, *arguments)
            terminal = Terminal(*command, size=(110, 40), environment={"XDG_STATE_HOME": str(tmp_path)})
            terminals.enter_context(terminal)
            if ready:
                terminal.wait_for(ready)
            return terminal

        yield opened


def engine_of(terminal: Terminal) -> int:
    """The engine process among the app's children; the other one is multiprocessing's resource tracker."""
    return next(child for child in terminal.children() if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())


def test_the_main_job_open_train_and_see_it_learn_to_the_end(open_app: Open) -> None:
    terminal = open_app("--max-iterations", "20000")

    terminal.send(b"t")

    terminal.wait_for("limit reached")
    dataset = load_dataset("xor")
    result = fit(Network.create((2, 2, 1)), dataset, TrainingConfig(max_iterations=20_000))
    terminal.wait_for(f"error {error_text(result.error)}")
    terminal.wait_for("iteration 20,000")
    for output in result.network.predict(dataset.inputs)[:, 0]:
        terminal.wait_for(output_text(output))
    terminal.wait_for("4 right of 4 rows")

    terminal.send(b"\x11")
    assert ends(terminal) == 0


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)]
)
def test_a_signal_in_the_middle_of_training_leaves_nothing_behind(open_app: Open, number: int, status: int) -> None:
    terminal = open_app(*ENDLESS, "--kernel", "numpy")  # it starts sooner; how it ends is not the kernel's doing
    terminal.send(b"t")
    terminal.wait_for("training")

    os.kill(terminal.process.pid, number)

    assert ends(terminal) == status


def test_quitting_in_the_middle_of_training_leaves_nothing_behind(open_app: Open) -> None:
    terminal = open_app(*ENDLESS)
    terminal.send(b"t")
    terminal.wait_for("training")

    terminal.send(b"\x11")

    assert ends(terminal) == 0


def test_an_error_in_the_app_ends_the_engine_too(open_app: Open, tmp_path: Path) -> None:
    terminal = open_app(module="tests.terminal.crashing_app")
    terminal.send(b"t")
    terminal.wait_for("training")

    terminal.send(b"x")

    assert ends(terminal) == 1
    assert "deliberate crash" in next(tmp_path.glob("tui-nn/crash-*.txt")).read_text()


def test_an_engine_that_is_killed_is_replaced_and_training_goes_on(open_app: Open) -> None:
    terminal = open_app(*ENDLESS)
    terminal.send(b"t")
    terminal.wait_for("training")
    killed = engine_of(terminal)

    os.kill(killed, signal.SIGKILL)

    # The notice itself goes as soon as the run has gone on; the log keeps it.
    terminal.wait_for("SIGKILL")
    terminal.send(b"t")
    terminal.wait_for("paused")
    assert engine_of(terminal) != killed
    terminal.send(b"\x11")
    assert ends(terminal) == 0


def test_a_name_that_was_mistyped_is_said_before_a_screen_opens(open_app: Open) -> None:
    terminal = open_app("xro", ready="")

    assert terminal.wait_for_end() == 2
    assert "did you mean 'xor'" in terminal.text
    assert b"\x1b[?1049h" not in terminal.written


def test_a_file_that_cannot_be_used_is_said_in_the_app_which_goes_on(open_app: Open, tmp_path: Path) -> None:
    path = tmp_path / "[red]rows.csv"
    path.write_text("a,b\n1,2\n2,3\n3,4\n4,\x1b]0;title\x07\n")

    terminal = open_app(str(path))

    terminal.wait_for("'[red]rows.csv', line 5, column 2 ('b')")
    assert b"\x1b]0;title" not in terminal.written
    terminal.send(b"s")
    terminal.wait_for("iteration 1 ")
