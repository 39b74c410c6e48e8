"""A table of which rows are chosen and sorted, with a cursor on the row that every picture looks at."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import loss_named
from tui_nn.engine.row_errors import row_errors
from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.row_order import (
    KEPT_TEXTS,
    RowChoice,
    chosen_rows,
)
from tui_nn.ui.panes.table_columns import Cell, columns_for
from tui_nn.ui.panes.table_lines import Place, TableLines
from tui_nn.ui.session import Session

NEVER = -1
MOST_ASKED = 64
"""Moves that are remembered until the session has made them."""


class ChosenRows(TableLines):
    """Follows a session: its rows, what the network says about them, and the row that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._texts: dict[int, list[str]] = {}
        """The cells of the rows that were searched."""

        self._taken_at = NEVER
        """The iteration whose outputs the rows were sorted and chosen by."""

        self._followed_row = 0
        """The row that the session had when it was shown last."""

        self._asked: deque[int] = deque(maxlen=MOST_ASKED)
        """Rows that the person moved to, which the session has not yet been seen to have."""

        self._sought = ""

    @property
    def order(self) -> list[int]:
        """The rows that are shown, in their order, counted from 0 as in the data set."""
        order: list[int] = self._shown_rows.order.tolist()
        return order

    @property
    def cell(self) -> Cell | None:
        """The column under the cursor; None before there are rows."""
        return self._columns.cells[self._cursor.cell] if self._columns else None

    @property
    def table_row(self) -> int:
        """The row under the cursor as it is counted in the person's table, from 0."""
        table_rows = self._rows.table_rows if self._rows else None
        return self._cursor.row if table_rows is None else int(table_rows[self._cursor.row])

    def show(self, session: Session) -> None:
        """Show a session's rows and the outputs of its network."""
        started, shown = session.started, session.shown
        if started is None:
            return
        self._session = session
        new_rows = started.rows is not self._first
        threshold = loss_named(session.run.training.loss).threshold
        new_outputs = shown is not None and (shown.outputs is not self._outputs or threshold != self._threshold)
        if new_rows:
            self._first = started.rows
            self._show_rows(session.all_rows or started.rows, started.samples, session.row)
        if shown is not None and (new_rows or new_outputs):
            self._outputs, self._threshold = shown.outputs, threshold
            fits = self._outputs.shape == started.rows.targets.shape
            self._right = rows_right(started.rows, self._outputs, threshold) if fits else None
            if self._rows is not None and self._rows is not started.rows:
                self._far.show(self._rows, shown.network, threshold, judged=self._right is not None)
        if self._is_order_old(session):
            self._take_rows(self._shown_rows.choice, stays=self._cursor.row)
            if self.has_focus:
                self._bring_into_sight()
        if new_rows or new_outputs:
            self._tell()
            self.redraw()
        self._follow(session.row)

    def _is_order_old(self, session: Session) -> bool:
        """Whether rows have to be taken anew: while it trains they stay, for nobody can read what jumps."""
        if session.shown is None or not self._shown_rows.choice.follows_network:
            return False
        # Nor do they jump while the past is played: it is the network as it stands that they were taken by.
        at_rest = session.phase != "training" and session.shown is session.snapshot
        rests = at_rest and session.shown.iteration != self._taken_at
        return self._taken_at == NEVER or rests

    def _show_rows(self, rows: Dataset, samples: int, row: int) -> None:
        before = self._columns.cells if self._columns else ()
        old, self._rows, self._samples = self._rows, rows, samples
        self._columns = columns_for(rows, samples)
        self._outputs, self._right = np.empty((0, 0)), None
        self._inputs.clear()
        self._texts.clear()
        if [cell.name for cell in before] == [cell.name for cell in self._columns.cells]:
            self._cursor = Place(min(self._cursor.row, rows.samples - 1), self._cursor.cell)
            if old is None or old.samples != rows.samples or not np.array_equal(_parts(old), _parts(rows)):
                self._taken_at = NEVER
                self._take_rows(self._shown_rows.choice, stays=self._cursor.row)
        else:  # other data, not the same ones edited
            self._cursor = Place(max(0, min(row, rows.samples - 1)), 0)
            self._asked.clear()
            self._followed_row, self._sought, self._word = row, "", ""
            self._take_rows(RowChoice())
            self.scroll_home(animate=False)
        self._fit_size()

    # Which rows are shown

    def _choose(self, choice: RowChoice) -> None:
        """Show other rows, or in another order, with the cursor on the same row, or on the first."""
        if self._rows is None:
            return
        self._word = ""
        self._take_rows(choice)
        place = self._shown_rows.place_of(self._cursor.row)
        # Whoever asks for the worst rows wants to see the worst.
        to_top = place is None or choice.sort in ("worst", "best")
        self.go_to(self._shown_rows.row_at(0) if to_top else self._cursor.row, self._cursor.cell)
        self._tell()

    def _take_rows(self, choice: RowChoice, stays: int | None = None) -> None:
        """Sort and choose the rows by what the network says now; where no row is left, all are shown."""
        if self._rows is None or self._first is None:
            return
        # Sorting and choosing take a look at every row: of very many rows, at the first ones.
        rows = self._rows if choice.is_all_as_given else self._first
        errors, session = None, self._session
        shown = session.shown if session is not None else None
        if session is not None and shown is not None and self._outputs is shown.outputs:
            sizes = shown.network.layer_sizes
            if self._outputs.shape == self._first.targets.shape and sizes[0] == self._first.features:
                self._taken_at = shown.iteration
                if choice.sort in ("worst", "best"):
                    errors = row_errors(shown.network, self._first, self._outputs, session.run.training)
        stays = None if stays is None or stays >= rows.samples else stays
        order = chosen_rows(choice, rows, errors, self._right, stays)
        if not len(order):
            self._word = f"no row is {choice.kept} any more"
            choice = replace(choice, kept="all")
            rows = self._rows if choice.is_all_as_given else self._first
            order = chosen_rows(choice, rows, errors, self._right)
        self._shown_rows.take(choice, rows, order)
        self._fit_size()
        self._tell()
        self.redraw()

    # The cursor

    def _follow(self, row: int) -> None:
        """Go to the row that another picture has chosen."""
        if row in self._asked:  # it is this pane's own, perhaps not the newest
            while self._asked.popleft() != row:
                pass
            self._followed_row = row
        elif row != self._followed_row:
            self._asked.clear()
            self._followed_row = row
            self._put_cursor(row, self._cursor.cell)

    @property
    def _first_count(self) -> int:
        return self._first.samples if self._first is not None else 0

    def go_to_table_row(self, table_row: int) -> None:
        """Put the cursor on a row as it is counted in the person's table, or on the next that is shown."""
        rows = self._rows
        if rows is not None:
            row = table_row if rows.table_rows is None else int(np.searchsorted(rows.table_rows, table_row))
            self.go_to(row, self._cursor.cell)

    def go_to(self, row: int, cell: int) -> None:
        """Put the cursor on a cell, or the nearest there is, as the person asked, and let every picture follow."""
        if self._columns is None:
            return
        self._put_cursor(row, cell)
        # The other pictures have the first rows alone: beyond them the cursor goes without them.
        if self._first is None or self._cursor.row >= self._first.samples:
            return
        if self._cursor.row != (self._asked[-1] if self._asked else self._followed_row):
            self._asked.append(self._cursor.row)
            self.post_message(RowChosen(self._cursor.row))

    def _put_cursor(self, row: int, cell: int) -> None:
        """Put the cursor on a cell and bring it into sight; the filter is left when it keeps the row out."""
        if self._columns is None:
            return
        row = max(0, min(row, self.row_count - 1))
        self._cursor = Place(row, max(0, min(cell, len(self._columns.cells) - 1)))
        said, self._word = self._word, ""
        if self._shown_rows.place_of(row) is None:
            choice = replace(self._shown_rows.choice, kept="all")
            kept = self._shown_rows.choice.kept
            self._take_rows(choice if row < self._first_count else RowChoice())
            self._word = f"row {row + 1:,} is not {KEPT_TEXTS.get(kept, kept).removesuffix(' only')}: all rows"
        if said or self._word:
            self._tell()
        self._bring_into_sight()
        self.redraw()


def _parts(rows: Dataset) -> npt.NDArray[np.int8]:
    return np.zeros(rows.samples, dtype=np.int8) if rows.parts is None else rows.parts
