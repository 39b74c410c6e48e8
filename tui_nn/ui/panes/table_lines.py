"""How a table of rows is drawn: headings, the rows in sight, the cursor, and what its border says."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.panes.drawn_lines import ScrolledLines
from tui_nn.ui.panes.far_rows import FarRows
from tui_nn.ui.panes.row_counts import how_many_are_right
from tui_nn.ui.panes.row_order import BY_COLUMN, ShownRows, choice_text
from tui_nn.ui.panes.table_columns import GAP, RIGHT, UNJUDGED, WRONG, Cell, Columns
from tui_nn.ui.plain_text import plain

HEADER_LINES = 2
BORDER_ENDS = 4
"""Cells of the border that a text in it leaves free."""

MOST_KEPT = 5_000
"""Rows whose inputs are kept as they were written."""

SOUGHT_LIMIT = 20
"""Characters of a name or of a text that is looked for in the border."""


class Place(NamedTuple):
    """Where the cursor is."""

    row: int
    cell: int
    """Which of the cells that can be changed: first the inputs, then the targets."""


class TableLines(ScrolledLines):
    """Rows drawn on demand: a thousand cost as much as the few that are seen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table-pane--heading",
        "table-pane--plain",
        "table-pane--muted",
        "table-pane--right",
        "table-pane--wrong",
        "table-pane--cursor",
    }

    DEFAULT_CSS = """
    TableLines {
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
        """(first rows, outputs): what the engine tells."""

        self._first: Dataset | None = None
        """Those rows; all of them, unless there are very many."""

        self._far = FarRows()
        self._right: npt.NDArray[np.bool_] | None = None
        self._cursor = Place(0, 0)
        self._shown_rows = ShownRows()
        self._word = ""
        """What happened last to the rows that are shown; it goes with the next move."""

        self._told = ""

    @property
    def row_count(self) -> int:
        """Rows that can be shown."""
        return self._rows.samples if self._rows else 0

    @property
    def cursor(self) -> Place:
        """Where the cursor is, whether it is seen or not."""
        return self._cursor

    @property
    def _rows_in_sight(self) -> int:
        return max(1, self.scrollable_content_region.height - HEADER_LINES)

    def _bring_into_sight(self) -> None:
        columns, width = self._columns, self.scrollable_content_region.width
        if columns is None or not width:
            return
        cell, place = self._cursor.cell, self._shown_rows.place_of(self._cursor.row) or 0
        x, y = self.scroll_offset
        last = place == len(self._shown_rows.order) - 1
        y = min(max(y, place + last + 1 - self._rows_in_sight), place)
        start, end = columns.cells[cell].start, columns.cells[cell].start + columns.cells[cell].width
        if cell == len(columns.cells) - 1:
            end = columns.width  # with what lies beside it
        x = min(max(x, end + len(GAP) - width), max(0, start - len(GAP) - self._fixed_width if cell else 0))
        self.scroll_to(x, y, animate=False, immediate=True)

    def _fit_size(self) -> None:
        if self._columns is not None:
            more = self._samples > self.row_count and self._shown_rows.choice.is_all_as_given
            self.virtual_size = Size(self._columns.width, HEADER_LINES + len(self._shown_rows.order) + more)

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
            place = scroll_y + y - HEADER_LINES
            strip = Strip(self._place_segments(self._rows, self._columns, place))
            if place == self._shown_rows.place_of(self._cursor.row) and self.has_focus:
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

    def _say(self, word: str) -> None:
        """Say what happened, until the next move."""
        self._word = word
        self._tell()

    def _tell(self) -> None:
        """Say in the border which rows are shown and how many are right."""
        if self._rows is None or self._first is None or self._columns is None:
            return
        choice, width = self._shown_rows.choice, self.size.width - BORDER_ENDS
        name = printable(self._columns.cells[choice.column].name, SOUGHT_LIMIT) if choice.sort in BY_COLUMN else ""
        said = [self._word, choice_text(choice, name, len(self._shown_rows.order), self._first.samples)]
        if not choice.is_all_as_given and self._samples > self._first.samples:
            said.append(f"the first {self._first.samples:,} alone")
        text = " · ".join(filter(None, said))
        if choice.kept == "all":
            room = width - len(text) - len(" · ") if text else width
            counts = how_many_are_right(self._first, self._samples, self._right, room)
            text = f"{text} · {counts}" if text else counts
        if self._told != text:  # setting it draws the whole pane
            self._told = text
            self.border_subtitle = plain(text)

    def _place_segments(self, rows: Dataset, columns: Columns, place: int) -> list[Segment]:
        if place < len(self._shown_rows.order):
            return self._row_segments(rows, columns, self._shown_rows.row_at(place))
        more = self._samples - rows.samples if self._shown_rows.choice.is_all_as_given else 0
        text = f"… {more:,} more rows" if place == rows.samples and more else ""
        return [Segment(text, self.get_component_rich_style("table-pane--muted"))]

    def _said(self, row: int, rows: Dataset) -> tuple[FloatArray | None, bool | None]:
        """What the network says about a row, (outputs,), and whether that is right."""
        if row >= len(self._outputs):
            return self._far.said(row) or (None, None)
        if self._outputs.shape[1] != rows.outputs:
            return None, None
        return self._outputs[row], None if self._right is None else bool(self._right[row])

    def _row_segments(self, rows: Dataset, columns: Columns, row: int) -> list[Segment]:
        plain_style, muted = (self.get_component_rich_style(f"table-pane--{name}") for name in ("plain", "muted"))
        if row not in self._inputs:
            if len(self._inputs) > MOST_KEPT:
                self._inputs.clear()
            self._inputs[row] = columns.inputs(row)
        segments = [Segment(columns.before_inputs(row), muted), Segment(self._inputs[row], plain_style)]
        outputs, right = self._said(row, rows)
        judged = "plain" if right is None else "right" if right else "wrong"
        verdict = self.get_component_rich_style(f"table-pane--{judged}")
        for group, target in zip(columns.groups, columns.targets(row), strict=True):
            output = difference = ""
            if outputs is not None:
                numbers = outputs[group.place]
                output = group.output_text(numbers, self._threshold)
                difference = "" if group.in_words else group.difference(numbers, rows.targets[row, group.place])
            said, coloured = group.parts(output, target, difference)
            segments += [Segment(said, plain_style), Segment(coloured + GAP, verdict)]
        sign = {"right": RIGHT, "wrong": WRONG, "plain": UNJUDGED}[judged]
        return [*segments, Segment(sign, verdict)]
