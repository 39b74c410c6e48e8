"""Ctrl+c and polite kills, from the first import to the last word."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .command import ENDLESS, PATIENCE, PROGRAM, TUTORIAL, Outcome, plain_environment, run_program

INTERRUPT_WHEN_IMPORTED = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPT_AT"]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
"""

INTERRUPT_AT_THE_END = """
import atexit, os, signal
atexit.register(os.kill, os.getpid(), signal.SIGINT)
"""


@contextmanager
def training(*words: str, before_start: Callable[[], object] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A run that has begun: its first line has been read."""
    with subprocess.Popen(
        [PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=plain_environment(), preexec_fn=before_start,
    ) as program:  # fmt: skip
        try:
            assert program.stdout is not None
            assert select.select([program.stdout], [], [], PATIENCE)[0], "prints nothing"
            program.stdout.readline()
            yield program
        finally:
            program.kill()


def end_of(program: subprocess.Popen[bytes]) -> Outcome:
    output, errors = program.communicate(timeout=PATIENCE)
    return Outcome(program.returncode, output.decode(), errors.decode())


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["INT", "TERM", "HUP"],
)
def test_a_signal_ends_the_run_in_order(number: signal.Signals, status: int) -> None:
    with training(*ENDLESS, "--log-every", "100") as program:
        program.send_signal(number)
        done = end_of(program)

    assert done.status == status
    assert done.errors == ""
    assert done.output.endswith("\n")
    assert done.lines[-7].startswith("Input (a b)")  # the table that was reached
    assert done.lines[-1].startswith("Stopped by you at iteration ")


def test_a_signal_ends_the_objects_in_order() -> None:
    with training(*ENDLESS, "--json") as program:
        program.send_signal(signal.SIGINT)
        done = end_of(program)

    assert done.status == 130
    assert done.objects[-1]["event"] == "finished"
    assert done.objects[-1]["stop_reason"] == "stopped"
    assert done.errors == ""


def test_a_hang_up_that_nohup_ignores_does_not_stop_the_run() -> None:
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does for what it runs in the background

    words = ("train", *TUTORIAL, "--max-iterations", "30000")
    with training(*words, before_start=ignore) as program:
        program.send_signal(signal.SIGHUP)
        program.send_signal(signal.SIGINT)
        done = end_of(program)

    assert done.status == 0
    assert done.lines[-1].startswith("Stopped at the limit of 30,000 iterations")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process does is read from /proc")
def test_a_second_signal_ends_a_run_that_cannot_say_its_last_words() -> None:
    with training(*ENDLESS, "--log-every", "1") as program:
        assert program.stdout is not None
        for _ in range(20):  # a run that trains is never asleep for so long: it waits for its reader
            wait_until(lambda: _state(program.pid) == "S", program)
        program.send_signal(signal.SIGINT)
        wait_until(lambda: not _catches(program.pid, signal.SIGTERM), program)  # the first one has been heeded
        assert program.poll() is None
        program.send_signal(signal.SIGINT)

        assert program.wait(PATIENCE) == 130
        assert program.stderr is not None
        assert program.stderr.read() == b""


@pytest.mark.parametrize(
    "module",
    ["difflib", "argparse", "numpy.random", "tui_nn.engine.training"],
)
def test_an_interruption_while_modules_are_imported_leaves_no_traceback(module: str, tmp_path: Path) -> None:
    at_its_start = when_python_starts(INTERRUPT_WHEN_IMPORTED, tmp_path)
    done = run_program(*ENDLESS, environment={**at_its_start, "INTERRUPT_AT": module})

    assert (done.status, done.output, done.errors) == (130, "", "")


def test_an_interruption_while_python_ends_leaves_no_traceback(tmp_path: Path) -> None:
    done = run_program("--version", environment=when_python_starts(INTERRUPT_AT_THE_END, tmp_path))

    assert (done.status, done.errors) == (130, "")
    assert done.output.startswith("tui-nn ")


def when_python_starts(code: str, folder: Path) -> dict[str, str]:
    """The environment in which every Python begins with this code."""
    (folder / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


def wait_until(holds: Callable[[], bool], program: subprocess.Popen[bytes]) -> None:
    for _ in range(round(PATIENCE / 0.01)):
        select.select([], [], [], 0.01)
        if holds():
            return
        assert program.poll() is None, "has ended"
    pytest.fail("waited in vain")


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler of its own for a signal."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:"))
    return bool(caught >> (number - 1) & 1)
