"""While data are loaded for long a terminal says how far it is, and ctrl+c ends it with one line."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from tui_nn.cli import loading_line
from tui_nn.cli.loading_line import LoadingLine
from tui_nn.data.progress import PREPARING, READING

from ..terminal.pseudo_terminal import Terminal

SLOW = """
import signal
from tui_nn.cli import loading_line, main
from tui_nn.data.progress import READING, report

def load_data(config):
    report(READING, 1, 4)
    report(READING, 2, 4)
    signal.pause()

loading_line.FIRST_SECONDS = 0
loading_line.load_data = load_data
raise SystemExit(main.main(["train", "xor"]))
"""


class Screen(StringIO):
    """A terminal, as far as the line looks."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0


def test_ctrl_c_ends_the_loading_with_one_line() -> None:
    with Terminal(sys.executable, "-c", SLOW) as terminal:
        terminal.wait_for("reading the data")
        assert "25%  reading the data, " in terminal.text
        terminal.send(b"\x03")
        assert terminal.wait_for_end() == 130
        assert terminal.text.strip() == "tui-nn: stopped while the data were being loaded"


def test_what_is_loaded_soon_is_not_worth_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    LoadingLine().hear(READING, 1, 2)
    assert screen.getvalue() == ""


def test_nothing_is_drawn_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    monkeypatch.setattr(loading_line, "FIRST_SECONDS", 0.0)
    line = LoadingLine()
    line.hear(PREPARING, 1, 2)
    line.clear()
    assert pipe.getvalue() == ""
