"""The progress bar: a line on a terminal that is drawn over again, and nothing at all in a pipe."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

import tui_nn
from tui_nn.cli.reports import ProgressBar
from tui_nn.engine.events import Progress, Snapshot

from ..terminal.pseudo_terminal import Terminal
from .command import PROGRAM

LONG = ("train", "xor", "--max-iterations", "1000000000", "--min-error", "0", "--log-every", "1000000000")


class Screen(StringIO):
    """A terminal, as far as the bar looks."""

    def __init__(self, *, gone: bool = False) -> None:
        super().__init__()
        self.gone = gone

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError(25, "Inappropriate ioctl for device")

    def write(self, text: str) -> int:
        if self.gone:
            raise OSError(5, "Input/output error")
        return super().write(text)


@pytest.fixture
def snapshot() -> Snapshot:
    config = tui_nn.TrainingConfig(max_iterations=1000, min_error=0)
    events = tui_nn.train(tui_nn.Network.create((2, 2, 1)), tui_nn.load_dataset("xor"), config)
    return next(event for event in events if isinstance(event, Progress))


def test_the_bar_is_drawn_on_a_terminal_and_taken_away_at_the_end() -> None:
    with Terminal(PROGRAM, *LONG) as terminal:
        terminal.wait_for("M/s")
        during = terminal.text.splitlines()
        terminal.send(b"\x03")
        status = terminal.wait_for_end()
        after = terminal.text

    assert status == 130
    assert during[0].startswith("Iteration 0")
    assert during[1].startswith("[--------------------]   0%  error ")
    assert during[1].endswith(" left")
    assert "%" not in after
    assert "^C" not in after
    assert after.splitlines()[1].startswith("Input (a b)")
    assert after.rstrip().splitlines()[-1].startswith("Stopped by you at iteration ")
    assert terminal.modes_left() == []


def test_the_bar_stays_on_its_line_in_a_narrow_window() -> None:
    with Terminal(PROGRAM, *LONG, size=(40, 12)) as terminal:
        terminal.wait_for("%")
        lines = terminal.text.rstrip().splitlines()

    assert len(lines) == 2
    assert len(lines[1]) <= 39


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": None}])
def test_a_terminal_that_cannot_draw_gets_lines_only(environment: dict[str, str | None]) -> None:
    words = ("train", "xor", "--max-iterations", "3000", "--log-every", "1000")
    with Terminal(PROGRAM, *words, environment=environment) as terminal:
        assert terminal.wait_for_end() == 0

        assert b"\x1b" not in terminal.written
        assert b"%" not in terminal.written


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_a_terminal_that_has_gone_takes_the_bar_away_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, on_a_screen: Screen, snapshot: Snapshot
) -> None:
    on_a_screen.gone = True
    bar = ProgressBar(1000)
    bar.draw(snapshot)
    on_a_screen.gone = False
    bar.draw(snapshot)
    bar.clear()

    assert on_a_screen.getvalue() == ""
