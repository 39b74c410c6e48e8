"""Editing the table: what is under the cursor becomes another table, with which the session goes on at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui_nn.config.errors import DataError, UserError, counted
from tui_nn.config.plain_text import quoted
from tui_nn.data.editing import (
    to_csv,
    truth_table,
    with_cell,
    with_row_added,
    with_row_copied,
    without_rows,
)
from tui_nn.data.table import Table
from tui_nn.ui.actions import action_named, key_text
from tui_nn.ui.panes.table_pane import TablePane
from tui_nn.ui.session import Notice, Session
from tui_nn.ui.standing import MOST_EDITED_ROWS

if TYPE_CHECKING:
    from tui_nn.ui.app import TuiNnApp

LONGEST_NAME = 60
"""Characters of the data's name in the name of a file that is suggested."""

MOST_TARGETS = 4
"""Whose names a message repeats."""

FLIPPED = {"0": "1", "1": "0"}

MOVES = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
"""By which the next cell is reached, in rows and cells."""


class TableEditor:
    """What the keys of the table do."""

    def __init__(self, app: TuiNnApp) -> None:
        self._app = app

    @property
    def _session(self) -> Session:
        return self._app.session

    @property
    def _pane(self) -> TablePane:
        return self._app.main_screen.table_pane

    # Cells

    def edit_cell(self) -> None:
        """Open the cell under the cursor."""
        from tui_nn.ui.screens.cell_screen import CellScreen

        self._go_to_table()
        table, cell = self._session.rows, self._pane.cell
        if table is None or cell is None:
            return
        row = self._pane.table_row
        self._pane.go_to(*self._pane.cursor)  # into sight

        def go_on(move: str | None) -> None:
            if move is not None:
                self._forget_message()
                self._pane.go_to_table_row(row)
                self._pane.action_move(*MOVES["down" if move == "enter" else move])
            self._app.show_session()
            if move in MOVES and self._session.why_not_edit() is None:
                self.edit_cell()

        column = table.column(cell.name)
        what = "target" if cell.target else "input"
        words = column.categories if column.in_words else ()
        title = f"Row {row + 1:,}, {what} {quoted(cell.name, 40)}"
        take = self._taker(row, cell.name)
        self._app.push_screen(CellScreen(title, column.text(row), words, take), go_on)

    def flip_cell(self) -> None:
        """Turn the 0 under the cursor into a 1, or a 1 into a 0."""
        if not self._in_front("flip_cell"):
            return
        table, cell = self._session.rows, self._pane.cell
        if table is None or cell is None:
            return
        row = self._pane.table_row
        text = table.cell_text(row, cell.name)
        if text in FLIPPED:
            self._change(lambda old: with_cell(old, row, cell.name, FLIPPED[text]))
        else:
            self._say(f"Only 0 and 1 can be flipped; Enter changes {quoted(text, 20)}")

    def _taker(self, row: int, column: str) -> Callable[[str], str | None]:
        asked: set[str] = set()

        def take(text: str) -> str | None:
            """Put a text into the cell; returns what is wrong with it."""
            table = self._session.rows
            reason = self._session.why_not_edit()
            if table is None or reason is not None:
                return reason
            word = text.strip()
            missing_allowed = self._session.run.data.missing != "refuse"
            try:
                if row < table.rows and word == table.cell_text(row, column).strip():
                    return None  # as it was: nothing to undo
                if word and word not in asked and _is_new_word(table, column, word):
                    asked.add(word)
                    anew = ", with a new start" if len(table.column(column).categories) > 1 else ""
                    return f"{quoted(word, 40)} is a new word in this column: Enter once more takes it{anew}"
                self._session.edit(with_cell(table, row, column, text, missing_allowed=missing_allowed))
            except UserError as error:
                return str(error)
            return None

        return take

    # Rows

    def add_row(self) -> None:
        """Add a row below the cursor, and go there."""
        if self._in_front("add_row") and self._has_room():
            row = self._pane.table_row
            self._change(lambda table: with_row_added(table, row), go_to=row + 1)

    def copy_row(self) -> None:
        """Copy the row under the cursor, and go to the copy."""
        if self._in_front("copy_row") and self._has_room():
            row = self._pane.table_row
            self._change(lambda table: with_row_copied(table, row), go_to=row + 1)

    def delete_row(self) -> None:
        """Take out the row under the cursor."""
        if self._in_front("delete_row"):
            row = self._pane.table_row
            self._change(lambda table: without_rows(table, [row]), go_to=row)

    def _change(self, changed: Callable[[Table], Table], go_to: int | None = None) -> None:
        table = self._session.rows
        if table is None:
            return
        try:
            self._session.edit(changed(table))
        except UserError as error:
            self._say(str(error))
            return
        self._forget_message()
        self._app.show_session()
        if go_to is not None:
            self._pane.go_to_table_row(go_to)

    def _has_room(self) -> bool:
        table = self._session.rows
        if table is not None and table.rows >= MOST_EDITED_ROWS:
            self._say(f"The table is full: {MOST_EDITED_ROWS:,} rows can be edited here")
            return False
        return True

    # Whole tables

    def save(self) -> None:
        """Ask where to write the rows."""
        from tui_nn.ui.screens.save_screen import SaveScreen

        table = self._session.rows
        if table is None:
            return
        content = to_csv(table).encode()
        opening = opening_hint(table)

        def saved(path: Path | None) -> None:
            if path is not None:
                text = f"{counted(table.rows, 'row')} written to {quoted(str(path), 200)}{opening}"
                self._app.main_screen.log_pane.tell(text)
                self._say(text, "information")

        suggested = Path(file_name(self._session.data_name))
        self._app.push_screen(SaveScreen(f"{counted(table.rows, 'row')} as CSV", suggested, content), saved)

    def begin_truth_table(self) -> None:
        """Ask how many inputs and outputs a new truth table has."""
        from tui_nn.ui.screens.truth_table_screen import TruthTableScreen

        def chosen(counts: tuple[int, int] | None) -> None:
            if counts is None:
                return
            try:
                self._session.begin_table(truth_table(*counts))
            except DataError as error:
                self._say(str(error))
            self._app.main_screen.go_to("table")
            self._app.show_session()

        self._app.push_screen(TruthTableScreen(), chosen)

    # Where the person is

    def _in_front(self, name: str) -> bool:
        """Whether the cursor is seen; if not, show it first: nobody wants to lose a row that is out of sight."""
        if self._pane.has_focus:
            return True
        self._go_to_table()
        action = action_named(name)
        self._say(f"Here is the table's cursor: press {key_text(action.keys[0])} again to act on it", "information")
        return False

    def _go_to_table(self) -> None:
        if not self._pane.has_focus:
            self._app.main_screen.go_to("table")
            self._app.show_session()

    def _forget_message(self) -> None:
        """What was said about the rows before is no longer true."""
        self._app.main_screen.message_line.notice = None

    def _say(self, text: str, severity: str = "warning") -> None:
        self._app.main_screen.say(Notice(text, "information" if severity == "information" else "warning"))


def _is_new_word(table: Table, column: str, word: str) -> bool:
    """Whether it would be another category, which a network of the same size cannot tell from the others."""
    found = table.column(column)
    return found.kind == "category" and word not in found.categories


def file_name(data_name: str) -> str:
    """Suggest the name of a file for data of that name: letters and digits of it, and .csv."""
    stem = re.sub(r"\.(csv|tsv|txt|tab|dat)$", "", data_name.strip(), flags=re.IGNORECASE)
    kept = re.sub(r"[^\w.-]+", "-", stem).strip("-._")[:LONGEST_NAME]
    return f"{kept or 'table'}.csv"


def opening_hint(table: Table) -> str:
    """Say how the file is opened where its last column is not what is learned."""
    if table.targets == table.names[-1:]:
        return ""
    if not all(re.fullmatch(r"[\w. -]{1,40}", name) for name in table.targets) or len(table.targets) > MOST_TARGETS:
        return "; choose its targets when you open it"
    names = ",".join(table.targets)
    return "; open it with --targets " + (f'"{names}"' if " " in names else names)
