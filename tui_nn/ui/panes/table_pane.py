"""Table: what goes in, what comes out, what should come out, and which rows are right."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui_nn.config.plain_text import printable
from tui_nn.ui.messages import ActionAsked
from tui_nn.ui.panes.chosen_rows import ChosenRows
from tui_nn.ui.panes.row_order import (
    BY_COLUMN,
    BY_ERROR,
    next_match,
    possible_kept,
)
from tui_nn.ui.panes.table_lines import HEADER_LINES as HEADER_LINES
from tui_nn.ui.panes.table_lines import SOUGHT_LIMIT

MOST_SEARCHED = 40_000
"""Cells that one search looks at: more would hold up the keys."""


class TablePane(ChosenRows, can_focus=True):
    """Rows drawn on demand: a thousand cost as much as the few that are seen."""

    BORDER_TITLE = "Table"
    HELP = """\
A row for each sample: the **inputs** that go in, the **output** of the network as it is now, the **target** that should
come out, and the **difference** output − target, all in the units of your file. With the tutorial's loss the error is
the sum of the squares of all differences. For classes the output is the class that the network chooses and its share.

**✓** marks a row that is right: every 0 and 1 on its side of one half, or the class that it should be; **✗** marks a
wrong one. **part** says what a row is for: to train, to validate (when to stop), to test (how good the result is).

Of a large data set every row can be looked at here; counting, sorting and choosing rows, and all other pictures, have
the first 1,000.

The table is an editor, and the network goes on with the new rows at once. The arrow keys move over inputs and targets,
**Enter** changes a cell: Enter takes what you typed, **up**, **down** and **Tab** take it and go on with the next cell,
**Esc** leaves the cell as it was. **u** (undo) brings back the rows and the network that was trained on them.

The row under the cursor is the one that the other pictures look at, and the cursor goes where another picture chooses a
row. **o** sorts: as they are, worst first (by what each row adds to the error), best first. **O** sorts by the column
under the cursor: rising, falling, as they are. **g** keeps all rows, the wrong ones, or those of one part. While it
trains, rows stay where they are; they are sorted and chosen anew when training pauses or ends, and when you press the
key. **/** or **f** finds a text in inputs and targets as they are written; **j** is the next match, **k** the one
before.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "move_pages(-1)", show=False),
        Binding("pagedown", "move_pages(1)", show=False),
        Binding("home,ctrl+home", "go_to_row(0)", show=False),
        Binding("end,ctrl+end", "go_to_row(-1)", show=False),
        Binding("enter", "ask('edit_cell')", show=False),
        Binding("o", "sort_by_error", show=False),
        Binding("O", "sort_by_column", show=False),
        Binding("g", "keep_others", show=False),
        Binding("slash,f", "search", show=False),
        Binding("j", "next_match(1)", show=False),
        Binding("k", "next_match(-1)", show=False),
    ]

    # Which rows are shown

    def action_sort_by_error(self) -> None:
        """Sort by error: worst first, best first, as they are."""
        before = self._shown_rows.choice
        at = BY_ERROR.index(before.sort) if before.sort in BY_ERROR else 0
        self._choose(replace(before, sort=BY_ERROR[(at + 1) % len(BY_ERROR)]))

    def action_sort_by_column(self) -> None:
        """Sort by the column under the cursor: rising, falling, as they are."""
        before, cell = self._shown_rows.choice, self._cursor.cell
        same = before.sort in BY_COLUMN and before.sort != "given" and before.column == cell
        at = BY_COLUMN.index(before.sort) if same else -1
        self._choose(replace(before, sort=BY_COLUMN[(at + 1) % len(BY_COLUMN)], column=cell))

    def action_keep_others(self) -> None:
        """Show all rows, those that are wrong, or those of a part."""
        if self._rows is None:
            return
        possible, now = possible_kept(self._rows, self._right), self._shown_rows.choice.kept
        at = possible.index(now) if now in possible else 0
        self._choose(replace(self._shown_rows.choice, kept=possible[(at + 1) % len(possible)]))
        if now == "all" and self._right is not None and self._right.all():
            self._say("no row is wrong")

    def action_search(self) -> None:
        """Ask for a text to find."""
        from tui_nn.ui.screens.search_screen import SearchScreen

        def found(text: str | None) -> None:
            if text is not None:
                self._sought = text
                self._go_to_match(self._cursor.cell, 1)

        self.app.push_screen(SearchScreen(self._sought), found)

    def action_next_match(self, step: int) -> None:
        """Go to the next match, or with -1 to the one before."""
        if self._sought:
            self._go_to_match(self._cursor.cell + step, step)
        else:
            self.action_search()

    def _go_to_match(self, cell: int, step: int) -> None:
        if self._columns is None:
            return
        place = self._shown_rows.place_of(self._cursor.row) or 0
        order = self._shown_rows.order
        most = MOST_SEARCHED // max(1, len(self._columns.cells))
        match = next_match(self._cell_texts, order, self._sought, (place, cell), step, most)
        if match is not None:
            self.go_to(*match)
        else:
            among = "" if self._shown_rows.choice.kept == "all" else " among these rows"
            among = f" in the next {most:,} rows" if len(order) > most else among
            self._say(f"'{printable(self._sought, SOUGHT_LIMIT)}' is not found{among}")

    def _cell_texts(self, row: int) -> list[str]:
        if row not in self._texts and self._columns is not None:
            if len(self._texts) > MOST_SEARCHED:
                self._texts.clear()
            self._texts[row] = self._columns.texts(row)
        return self._texts[row]

    # The cursor

    def action_move(self, rows: int, cells: int) -> None:
        """Move the cursor."""
        place = (self._shown_rows.place_of(self._cursor.row) or 0) + rows
        self.go_to(self._shown_rows.row_at(place), self._cursor.cell + cells)

    def action_move_pages(self, pages: int) -> None:
        """Move the cursor by the rows in sight."""
        self.action_move(pages * max(1, self._rows_in_sight - 1), 0)

    def action_go_to_row(self, row: int) -> None:
        """Go to the first row, or with -1 to the last."""
        self.go_to(self._shown_rows.row_at(row % max(1, len(self._shown_rows.order))), self._cursor.cell)

    def action_ask(self, name: str) -> None:
        """Ask for an action."""
        self.post_message(ActionAsked(name))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click was; a second one changes the cell."""
        offset = event.get_content_offset(self)
        if offset is None or self._columns is None or offset.y < HEADER_LINES:
            return
        scrolled = offset.x >= self._fixed_width
        x = offset.x + (self.scroll_offset.x if scrolled else 0)
        place = offset.y - HEADER_LINES + self.scroll_offset.y
        if place >= len(self._shown_rows.order):
            return
        hit = next((i for i, cell in enumerate(self._columns.cells) if 0 <= x - cell.start < cell.width), None)
        self.go_to(self._shown_rows.row_at(place), self._cursor.cell if hit is None else hit)
        if event.chain == 2 and hit is not None:
            self.action_ask("edit_cell")

    def on_focus(self) -> None:
        """Show the cursor where it is: a click, too, brings the focus, and nothing may move under it."""
        self.redraw()

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self._tell()
        if self.has_focus:
            self._bring_into_sight()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.redraw()
