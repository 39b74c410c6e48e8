"""Loads the data of a command with a line that says how far it is, and ends with one line on ctrl+c."""

from __future__ import annotations

import os
import signal
import threading
import time
from types import FrameType

from tui_nn.cli.live_line import LiveLine
from tui_nn.cli.main import EXIT_INTERRUPTED
from tui_nn.cli.output import complain
from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.progress import heard_by
from tui_nn.ui.formatting import duration_text

FIRST_SECONDS, SECONDS = 0.5, 0.1
"""Until the line is drawn for the first time, and between two times."""

BAR_WIDTH = 20


class LoadingLine:
    """Says how far the loading is, where there is a terminal and it takes a while."""

    def __init__(self) -> None:
        self._line = LiveLine()
        self._due = time.monotonic() + FIRST_SECONDS
        self._what = ""
        self._began = time.monotonic()

    def hear(self, what: str, done: int, of: int) -> None:
        """Draw the line, at most ten times a second."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._began = what, now
        if now < self._due or not of:
            return
        self._due = now + SECONDS
        share = min(1.0, done / of)
        left = f", {duration_text((now - self._began) / share * (1 - share))} left" if share > 0 else ""
        self._line.draw(f"[{'#' * round(BAR_WIDTH * share):-<{BAR_WIDTH}}] {share:4.0%}  {what} the data{left}")

    def clear(self) -> None:
        """Take the line away."""
        self._line.clear()


def load_shown(config: DataConfig) -> Dataset:
    """Load data as `load_data` does, and say how far it is; raises DataError."""
    line = LoadingLine()

    def leave(_number: int, _frame: FrameType | None) -> None:
        # At once, wherever a library happens to be.
        line.clear()
        complain("tui-nn: stopped while the data were being loaded")
        os._exit(EXIT_INTERRUPTED)

    before = signal.getsignal(signal.SIGINT)
    mine = before not in (signal.SIG_IGN, None) and threading.current_thread() is threading.main_thread()
    if mine:
        signal.signal(signal.SIGINT, leave)
    try:
        with heard_by(line.hear):
            return load_data(config)
    finally:
        line.clear()
        if mine:
            signal.signal(signal.SIGINT, before)
