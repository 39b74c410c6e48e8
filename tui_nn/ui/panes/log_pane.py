"""Log: iteration and error as they come, and what happened in between."""

from __future__ import annotations

import math
import textwrap
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_nn.config.plain_text import printable
from tui_nn.config.training_config import FIRST_ORDER_NAMES
from tui_nn.data.table import Table
from tui_nn.engine.error_log import LogLines
from tui_nn.engine.events import Snapshot
from tui_nn.ui.formatting import error_text, layers_text, speed_text
from tui_nn.ui.panes.log_view import LogView
from tui_nn.ui.session import Session

WIDTHS = (8, 10, 10, 8)
"""Of iteration, error, change and speed; together what the pane has in a window of 80 columns."""


class LogLine(NamedTuple):
    """Numbers of one line."""

    iteration: int
    error: float
    change: float
    speed: float


class LogPane(Vertical):
    """The log under its headings; it follows its end unless the person has scrolled up."""

    BORDER_TITLE = "Log"
    HELP = """\
A line every **Log every** iterations (2,500 in the tutorial): the iteration, the error, how much it changed since the
line before, and how many iterations a second are done.

The log follows its end; scroll up with the arrow keys, PageUp or the wheel, and it stays where you are; **End** follows
again. It keeps its last 5,000 lines.
"""

    DEFAULT_CSS = """
    LogPane {
        border: round $foreground-muted;
        border-title-color: $foreground;
        &:focus-within { border: round $accent; }
        .log-pane--headings { height: 1; color: $text-primary; text-style: bold; text-wrap: nowrap; }
        LogView { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="log")
        self.view: LogView[str | LogLine] = LogView(log_text)
        self._lines_shown = 0
        self._run_shown: object = None
        self._options_shown: object = None
        self._table_shown: Table | None = None
        self._iteration_shown = 0
        self._rests = False
        """Whether this look is the one of two at which nothing is sent while training."""

    def compose(self) -> ComposeResult:
        """Lay out headings and lines."""
        yield Static(_columns("iter.", "error", "change", "speed"), classes="log-pane--headings", markup=False)
        yield self.view

    def show(self, session: Session) -> None:
        """Append what is new in a session's log."""
        snapshot, started = session.snapshot, session.started
        if snapshot is None or started is None:
            return
        if started is not self._run_shown and self._goes_on(session, snapshot):
            self._run_shown = started
            if session.table is not self._table_shown:
                self._table_shown = session.table
                self.tell(f"{session.data_name}: rows edited, {started.samples:,} now")
        if started is not self._run_shown:
            self._run_shown, self._lines_shown, self._table_shown = started, 0, session.table
            self._options_shown = (session.run.data, session.run.network)
            training = session.run.training
            pace = f"rate {training.learning_rate:g}" if training.optimizer in FIRST_ORDER_NAMES else training.optimizer
            pace += f", momentum {training.momentum:g}" if training.momentum else ""
            self.tell(
                f"{session.data_name} {layers_text(started.layer_sizes)}, seed {session.run.network.seed}, {pace}"
            )
        # A log that scrolls is sent whole. Nobody reads one that scrolls ten times a second, and a slow line suffers.
        self._rests = session.phase == "training" and not self._rests
        self._iteration_shown = snapshot.iteration
        if self._rests:
            return
        lines = snapshot.state.log.lines()
        if lines.total > self._lines_shown:
            self.view.append(new_lines(lines, lines.total - self._lines_shown))
            self._lines_shown = lines.total

    def _goes_on(self, session: Session, snapshot: Snapshot) -> bool:
        """Whether the run is the one that is shown, with rows that were edited or another engine process."""
        return (
            (session.run.data, session.run.network) == self._options_shown
            and snapshot.iteration >= self._iteration_shown > 0
            and snapshot.state.log.lines().total >= self._lines_shown
        )

    def tell(self, text: str) -> None:
        """Append something that is no line of numbers."""
        self.view.append(textwrap.wrap(f"— {printable(text, 500)}", sum(WIDTHS), subsequent_indent="  "))


def new_lines(lines: LogLines, new: int) -> list[str | LogLine]:
    """Return the newest lines; those that are no longer kept are counted, not passed over in silence."""
    kept = len(lines.iterations)
    gap: list[str | LogLine] = [f"… {new - kept:,} lines not shown"] if new > kept else []
    columns = (lines.iterations, lines.errors, lines.changes, lines.speeds)
    newest = zip(*(column[-new:].tolist() for column in columns), strict=True)
    return [*gap, *(LogLine(*values) for values in newest)]


def log_text(line: str | LogLine) -> str:
    """Return the text of a line."""
    if isinstance(line, str):
        return line
    return _columns(
        f"{line.iteration:,}",
        error_text(line.error),
        "–" if math.isnan(line.change) else f"{line.change:+.2e}",
        "–" if math.isnan(line.speed) else speed_text(line.speed),
    )


def _columns(*cells: str) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
