"""A table that is pasted where no field has the focus: kept in a file, looked at in a thread, opened as data."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from textual import events, work
from textual.worker import get_current_worker

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ColumnError, DataError
from tui_nn.config.options import options_of
from tui_nn.config.plain_text import printable
from tui_nn.data.catalog import load_table
from tui_nn.storage.pasted_tables import keep_pasted
from tui_nn.ui.memory import Memory
from tui_nn.ui.messages import ValuesChosen
from tui_nn.ui.screens.main_screen import MainScreen
from tui_nn.ui.session import Notice, Session
from tui_nn.ui.textual_workarounds import GuardedApp

LONGEST = 1 << 26
"""Characters: much more comes through no terminal within a minute."""

MESSAGE_LIMIT = 300

ABOUT_THE_FILE = frozenset(
    {"source", "targets", "label", "ignored", "kinds", "header", "delimiter", "decimal", "dates", "date_order"}
)
"""Options of the data that say what is in one file, and nothing about another."""


class PastingActions(GuardedApp):
    """The part of the app that takes pasted tables."""

    session: Session
    memory: Memory
    main_screen: MainScreen

    def on_paste(self, event: events.Paste) -> None:
        """Open what was pasted; a field that has the focus has taken it already, and other screens ask for none."""
        event.stop()
        if self.screen is not self.main_screen or not event.text.strip():
            return
        reason = self.session.why_not_new_start()
        if reason is None and len(event.text.strip().splitlines()) < 2 and event.text.strip()[0] not in "[{":
            reason = "One line is no table: paste several, or e to type a path into Data set"
        if reason is None and len(event.text) > LONGEST:
            reason = f"A pasted table may have {LONGEST:,} characters at most: save it to a file and open that"
        if reason is not None:
            self._say_about_pasting(reason)
            return
        self._open_pasted(event.text)

    @work(thread=True, exclusive=True, group="pasting")
    def _open_pasted(self, text: str) -> None:
        worker = get_current_worker()
        path: Path | None = None
        fault = ""
        try:
            path = keep_pasted(text, self.memory.pasted or Path(tempfile.mkdtemp(prefix="tui-nn-")), _now())
            load_table(DataConfig(str(path)))
        except ColumnError:
            pass  # other choices can mend that, and the screen of the columns offers them
        except DataError as error:
            fault = f"What was pasted is no table: {printable(str(error), MESSAGE_LIMIT)}"
        except OSError as error:
            fault = f"What was pasted cannot be kept: {printable(str(error), MESSAGE_LIMIT)}"
        if fault and path is not None:
            path.unlink(missing_ok=True)
        if not worker.is_cancelled and self.is_running:
            self.call_from_thread(self._take_pasted, path, fault)

    def _take_pasted(self, path: Path | None, fault: str) -> None:
        if fault or path is None:
            self._say_about_pasting(fault)
            return
        fresh = DataConfig(str(path))
        values = {
            (option.section, option.key): getattr(fresh, option.key)
            for option in options_of(DataConfig)
            if option.key in ABOUT_THE_FILE
        }
        self.post_message(ValuesChosen(values, at_once=True))

    def _say_about_pasting(self, text: str) -> None:
        self.main_screen.say(Notice(text, "warning"))


def _now() -> datetime:
    return datetime.now().astimezone()
