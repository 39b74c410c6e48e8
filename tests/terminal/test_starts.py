"""Where the app cannot be shown one line says so at once; where it can be shown awkwardly, it is."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from .pseudo_terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Start


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"streams": {"stdin": subprocess.DEVNULL}}, "no terminal on standard input;"),
        ({"streams": {"stderr": subprocess.PIPE}}, "no terminal on standard error;"),
        (
            {"streams": {"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE}},
            "no terminal on standard input and standard error;",
        ),
        ({"environment": {"TERM": "dumb"}}, "TERM is 'dumb'"),
    ],
)
def test_refusal(start: Start, options: dict[str, Any], reason: str) -> None:
    terminal = start(ready=False, size=(250, 24), **options)

    assert terminal.wait_for_end() == 2
    errors = terminal.process.stderr
    line = terminal.written.decode() if errors is None else errors.read().decode()
    assert line.startswith(f"tui-nn: {reason}")
    assert line.rstrip().endswith("use: tui-nn train DATA (see tui-nn train --help)")
    assert line.count("\n") == 1


def test_refusal_loads_no_framework() -> None:
    code = """
import sys
from tui_nn.ui.terminal import refusal
refusal()
print({"textual", "rich", "asyncio", "numpy"} & set(sys.modules))
"""

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "set()\n"


def test_standard_output_is_a_pipe(start: Start) -> None:
    terminal = start(streams={"stdout": subprocess.PIPE})

    terminal.send(b"q")

    assert terminal.wait_for_end() == 0


def test_standard_output_is_closed(start: Start) -> None:
    terminal = start(prelude="exec >&-")

    terminal.send(b"p")
    terminal.wait_for("<from a thread>")
    terminal.send(b"q")

    assert terminal.wait_for_end() == 0


def test_terminal_that_another_program_made_non_blocking(start: Start) -> None:
    terminal = start()
    terminal.stop_waiting()

    for width in range(100, 140):
        terminal.resize(width, 50)
        time.sleep(0.01)  # meanwhile nobody reads what is painted
    terminal.wait_for("SIZE 139x50")
    terminal.send(b"q")

    assert terminal.wait_for_end() == 0


def test_start_in_the_background(tmp_path: Path) -> None:
    script = f"set -m; {sys.executable} -m tests.terminal.guarded_app & read line; fg >/dev/null"

    with Terminal("sh", "-c", script, environment={"XDG_STATE_HOME": str(tmp_path)}) as terminal:
        terminal.wait_for_stop()
        terminal.send(b"\n")
        terminal.wait_for("READY")
        terminal.send(b"a")
        terminal.wait_for("ANSWER 1")
        terminal.send(b"q")

        assert terminal.wait_for_end() == 0
        assert terminal.modes_left() == []
        assert terminal.settings_left() == []


def test_size_is_the_terminals_and_not_the_environments(start: Start) -> None:
    terminal = start(size=(100, 30), environment={"COLUMNS": "33", "LINES": "11"})

    terminal.wait_for("SIZE 100x30")
    terminal.resize(120, 40)
    terminal.wait_for("SIZE 120x40")
