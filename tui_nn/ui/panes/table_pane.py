"""Table: what goes in, what comes out, what should come out, and which rows are right."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import LOSSES
from tui_nn.ui.messages import ActionAsked
from tui_nn.ui.panes.drawn_lines import ScrolledLines
from tui_nn.ui.panes.table_columns import GAP, PART_NAMES, Cell, Columns, columns_for
from tui_nn.ui.session import Session

HEADER_LINES = 2
BORDER_ENDS = 4
"""Cells of the border that a text in it leaves free."""

RIGHT, WRONG, UNJUDGED = "✓", "✗", " "


class Place(NamedTuple):
    """Where the cursor is."""

    row: int
    cell: int
    """Which of the cells that can be changed: first the inputs, then the targets."""


class TablePane(ScrolledLines, can_focus=True):
    """Rows drawn on demand: a thousand cost as much as the few that are seen."""

    BORDER_TITLE = "Table"
    HELP = """\
A row for each sample: the **inputs** that go in, the **output** of the network as it is now, the **target** that should
come out, and the **difference** output − target, all in the units of your file. With the tutorial's loss the error is
the sum of the squares of all differences. For classes the output is the class that the network chooses and its share.

**✓** marks a row that is right: every 0 and 1 on its side of one half, or the class that it should be; **✗** marks a
wrong one. **part** says what a row is for: to train, to validate (when to stop), to test (how good the result is). Of a
large data set the first 1,000 rows are shown.

The table is an editor, and the network goes on with the new rows at once. The arrow keys move over inputs and targets,
**Enter** changes a cell: Enter takes what you typed, **up**, **down** and **Tab** take it and go on with the next cell,
**Esc** leaves the cell as it was. **u** (undo) brings back the rows and the network that was trained on them.
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
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table-pane--heading",
        "table-pane--plain",
        "table-pane--muted",
        "table-pane--right",
        "table-pane--wrong",
        "table-pane--cursor",
    }

    DEFAULT_CSS = """
    TablePane {
        border: round $foreground-muted;
        border-title-color: $foreground;
        border-subtitle-color: $foreground-muted;
        scrollbar-size: 1 1;
        &:focus { border: round $accent; }
        .table-pane--heading { color: $text-primary; text-style: bold; }
        .table-pane--muted { color: $foreground-muted; }
        .table-pane--right { color: $text-success; text-style: bold; }
        .table-pane--wrong { color: $text-error; text-style: bold; }
        .table-pane--cursor { text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="table")
        self._rows: Dataset | None = None
        self._samples = 0
        self._columns: Columns | None = None
        self._inputs: dict[int, str] = {}
        """The inputs of the rows that were drawn: writing those of a wide table takes long, and they stay."""

        self._outputs: FloatArray = np.empty((0, 0))
        self._threshold = 0.5
        self._right: npt.NDArray[np.bool_] | None = None
        self._cursor = Place(0, 0)

    @property
    def row_count(self) -> int:
        """Rows that can be shown."""
        return self._rows.samples if self._rows else 0

    @property
    def cursor(self) -> Place:
        """Where the cursor is, whether it is seen or not."""
        return self._cursor

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
        started, snapshot = session.started, session.snapshot
        if started is None:
            return
        new_rows = started.rows is not self._rows
        if new_rows:
            self._show_rows(started.rows, started.samples)
        threshold = LOSSES[session.run.training.loss].threshold
        new_outputs = snapshot is not None and snapshot.outputs is not self._outputs
        if snapshot is not None and (new_rows or new_outputs or threshold != self._threshold):
            self._outputs, self._threshold = snapshot.outputs, threshold
            fits = self._outputs.shape == started.rows.targets.shape
            self._right = rows_right(started.rows, self._outputs, threshold) if fits else None
            self._tell_how_many_are_right()
            self.redraw()
        elif new_rows:
            self.redraw()

    def _show_rows(self, rows: Dataset, samples: int) -> None:
        before = self._columns.cells if self._columns else ()
        self._rows, self._samples = rows, samples
        self._columns = columns_for(rows, samples)
        self._outputs, self._right = np.empty((0, 0)), None
        self._inputs.clear()
        more = samples > rows.samples
        self.virtual_size = Size(self._columns.width, HEADER_LINES + rows.samples + more)
        if [cell.name for cell in before] == [cell.name for cell in self._columns.cells]:
            self._cursor = Place(min(self._cursor.row, rows.samples - 1), self._cursor.cell)
        else:  # other data, not the same ones edited
            self._cursor = Place(0, 0)
            self.scroll_home(animate=False)

    # The cursor

    def go_to_table_row(self, table_row: int) -> None:
        """Put the cursor on a row as it is counted in the person's table, or on the next that is shown."""
        rows = self._rows
        if rows is not None:
            row = table_row if rows.table_rows is None else int(np.searchsorted(rows.table_rows, table_row))
            self.go_to(row, self._cursor.cell)

    def go_to(self, row: int, cell: int) -> None:
        """Put the cursor on a cell, or the nearest there is, and bring it into sight."""
        if self._columns is None:
            return
        row = max(0, min(row, self.row_count - 1))
        self._cursor = Place(row, max(0, min(cell, len(self._columns.cells) - 1)))
        self._bring_into_sight()
        self.redraw()

    def action_move(self, rows: int, cells: int) -> None:
        """Move the cursor."""
        self.go_to(self._cursor.row + rows, self._cursor.cell + cells)

    def action_move_pages(self, pages: int) -> None:
        """Move the cursor by the rows in sight."""
        self.action_move(pages * max(1, self._rows_in_sight - 1), 0)

    def action_go_to_row(self, row: int) -> None:
        """Go to the first row, or with -1 to the last."""
        self.go_to(row % max(1, self.row_count), self._cursor.cell)

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
        row = offset.y - HEADER_LINES + self.scroll_offset.y
        if row >= self.row_count:
            return
        hit = next((i for i, cell in enumerate(self._columns.cells) if 0 <= x - cell.start < cell.width), None)
        self.go_to(row, self._cursor.cell if hit is None else hit)
        if event.chain == 2 and hit is not None:
            self.action_ask("edit_cell")

    def on_focus(self) -> None:
        """Show the cursor where it is: a click, too, brings the focus, and nothing may move under it."""
        self.redraw()

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in sight."""
        if self._rows is not None:
            self._tell_how_many_are_right()
        if self.has_focus:
            self._bring_into_sight()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.redraw()

    @property
    def _rows_in_sight(self) -> int:
        return max(1, self.scrollable_content_region.height - HEADER_LINES)

    def _bring_into_sight(self) -> None:
        columns, width = self._columns, self.scrollable_content_region.width
        if columns is None or not width:
            return
        row, cell = self._cursor
        x, y = self.scroll_offset
        last = row == self.row_count - 1
        y = min(max(y, row + last + 1 - self._rows_in_sight), row)
        start, end = columns.cells[cell].start, columns.cells[cell].start + columns.cells[cell].width
        if cell == len(columns.cells) - 1:
            end = columns.width  # with what lies beside it
        x = min(max(x, end + len(GAP) - width), max(0, start - len(GAP) - self._fixed_width if cell else 0))
        self.scroll_to(x, y, animate=False, immediate=True)

    # Drawing

    def draw_line(self, y: int) -> Strip:
        """Return the heading or the row that stands on a line of the window."""
        scroll_x, scroll_y = self.scroll_offset
        width = self.size.width
        if self._columns is None or self._rows is None:
            return Strip.blank(width, self.rich_style)
        if y < HEADER_LINES:
            strip = Strip([Segment(self._columns.headings[y], self.get_component_rich_style("table-pane--heading"))])
        else:
            row = scroll_y + y - HEADER_LINES
            strip = Strip(self._row_segments(self._rows, self._columns, row))
            if row == self._cursor.row and self.has_focus:
                strip = self._with_cursor(strip, self._columns.cells[self._cursor.cell])
        fixed = self._fixed_width
        if scroll_x and fixed:
            strip = Strip.join([strip.crop(0, fixed), strip.crop(fixed + scroll_x)])
            return strip.crop_extend(0, width, self.rich_style)
        return strip.crop_extend(scroll_x, scroll_x + width, self.rich_style)

    @property
    def _fixed_width(self) -> int:
        """Cells at the left that do not scroll; none where that would leave too little for the others."""
        fixed = self._columns.fixed_width if self._columns else 0
        return fixed if fixed * 2 <= self.size.width else 0

    def _with_cursor(self, strip: Strip, cell: Cell) -> Strip:
        end = cell.start + cell.width
        marked = Segment(strip.crop(cell.start, end).text, self.get_component_rich_style("table-pane--cursor"))
        return Strip.join([strip.crop(0, cell.start), Strip([marked]), strip.crop(end)])

    def _tell_how_many_are_right(self) -> None:
        assert self._rows is not None
        text = _how_many_are_right(self._rows, self._samples, self._right, self.size.width - BORDER_ENDS)
        if self.border_subtitle != text:  # setting it draws the whole pane
            self.border_subtitle = text

    def _row_segments(self, rows: Dataset, columns: Columns, row: int) -> list[Segment]:
        plain, muted = (self.get_component_rich_style(f"table-pane--{name}") for name in ("plain", "muted"))
        if row >= rows.samples:
            more = self._samples - rows.samples
            return [Segment(f"… {more:,} more rows" if row == rows.samples and more else "", muted)]
        if row not in self._inputs:
            self._inputs[row] = columns.inputs(row)
        segments = [Segment(columns.before_inputs(row), muted), Segment(self._inputs[row], plain)]
        known = row < len(self._outputs) and self._outputs.shape[1] == rows.outputs
        judged = "plain" if self._right is None or not known else "right" if self._right[row] else "wrong"
        verdict = self.get_component_rich_style(f"table-pane--{judged}")
        for group, target in zip(columns.groups, columns.targets(row), strict=True):
            output = difference = ""
            if known:
                numbers = self._outputs[row, group.place]
                output = group.output_text(numbers, self._threshold)
                difference = "" if group.in_words else group.difference(numbers, rows.targets[row, group.place])
            said, coloured = group.parts(output, target, difference)
            segments += [Segment(said, plain), Segment(coloured + GAP, verdict)]
        sign = {"right": RIGHT, "wrong": WRONG, "plain": UNJUDGED}[judged]
        return [*segments, Segment(sign, verdict)]


def _how_many_are_right(rows: Dataset, samples: int, right: npt.NDArray[np.bool_] | None, width: int) -> str:
    """Count the rows, and those that are right, of each part when there are several; shares where counts are long."""
    of = f"first {rows.samples:,} of {samples:,} rows" if samples > rows.samples else f"{rows.samples:,} rows"
    if rows.parts is None:
        return of if right is None else f"{int(right.sum()):,} right of {of}"
    parts = {name: rows.parts == part for part, name in PART_NAMES.items() if (rows.parts == part).any()}
    more = f" · {of}" if samples > rows.samples else ""
    if right is None:
        return " ".join(f"{name} {here.sum()}" for name, here in parts.items()) + f" rows{more}"
    text = f"{RIGHT} " + " ".join(f"{name} {right[here].sum()}/{here.sum()}" for name, here in parts.items()) + more
    if len(text) > width:  # 100 % are all of them, not nearly all
        shares = " ".join(f"{name} {int(100 * right[here].mean())}%" for name, here in parts.items())
        return f"{RIGHT} {shares}{more}"
    return text
