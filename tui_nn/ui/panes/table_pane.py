"""Table: what goes in, what comes out, what should come out, and which rows are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.metrics import right_rows
from tui_nn.ui.formatting import difference_text, given_text, output_text
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.session import Session

HEADER_LINES = 2
NAME_LIMIT = 70
"""Cells of a column's name: a longer one would push the outputs out of any window."""

OUTPUT_WIDTH, DIFFERENCE_WIDTH = 9, 10
MEASURED_ROWS = 200
"""Rows that are looked at to find how wide a column of inputs must be."""

MOST_UNNUMBERED_ROWS = 16
"""A truth table of four inputs needs no numbers for its rows: the inputs count."""

GAP = "  "
RIGHT, WRONG, UNJUDGED = "✓", "✗", " "


@dataclass(frozen=True)
class Columns:
    """How wide everything is, and the headings; made once for a data set."""

    number_width: int
    input_widths: tuple[int, ...]
    target_widths: tuple[int, ...]
    headings: tuple[str, str]

    @property
    def width(self) -> int:
        """Cells of a whole line."""
        return cell_len(self.headings[1])


def columns_for(rows: Dataset, samples: int) -> Columns:
    """Measure the columns of a data set."""
    number_width = len(f"{samples:,}") + len(GAP) if samples > MOST_UNNUMBERED_ROWS else 0
    names = [printable(name, NAME_LIMIT) for name in rows.input_names]
    measured = rows.head(MEASURED_ROWS)
    input_widths = tuple(
        max(cell_len(name), *(len(given_text(value)) for value in measured.inputs[:, index]))
        for index, name in enumerate(names)
    )
    target_widths = tuple(
        max(len("target"), *(len(given_text(value)) for value in measured.targets[:, index]))
        for index in range(rows.outputs)
    )
    inputs = GAP.join(name + " " * (width - cell_len(name)) for name, width in zip(names, input_widths, strict=True))
    groups = [_group("output", "target", "difference", width) for width in target_widths]
    above = [
        set_cell_size(printable(name, NAME_LIMIT), cell_len(group))
        for name, group in zip(rows.target_names, groups, strict=True)
    ]
    left = f"{'#' if number_width else '':<{number_width}}{inputs}"
    title = "inputs" if cell_len(inputs) >= len("inputs") else "in"
    first = GAP.join([set_cell_size(" " * number_width + title, cell_len(left)), *above])
    second = GAP.join([left, *groups])
    return Columns(number_width, input_widths, target_widths, (f" {first}{GAP} ", f" {second}{GAP} "))


# ScrollView comes first: Textual takes style sheets from the first base alone, and its own makes the pane scroll.
class TablePane(ScrollView, DrawnLines, can_focus=True):
    """Rows drawn on demand: a thousand cost as much as the few that are seen."""

    BORDER_TITLE = "Table"
    HELP = """\
A row for each sample: the **inputs** that go in, the **output** of the network as it is now, the **target** that should
come out, and the **difference** output − target. The error is the sum of the squares of all differences.

Where targets are 0 and 1, **✓** marks a row whose outputs are on the right side of one half and **✗** a wrong one. Of a
large data set the first 1,000 rows are shown.
"""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table-pane--heading",
        "table-pane--plain",
        "table-pane--muted",
        "table-pane--right",
        "table-pane--wrong",
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
    }
    """

    def __init__(self) -> None:
        super().__init__(id="table")
        self._rows: Dataset | None = None
        self._samples = 0
        self._columns: Columns | None = None
        self._outputs: FloatArray = np.empty((0, 0))
        self._right: npt.NDArray[np.bool_] | None = None

    @property
    def row_count(self) -> int:
        """Rows that can be shown."""
        return self._rows.samples if self._rows else 0

    def show(self, session: Session) -> None:
        """Show a session's rows and the outputs of its network."""
        started, snapshot = session.started, session.snapshot
        if started is None:
            return
        if started.rows is not self._rows:
            self._rows, self._samples = started.rows, started.samples
            self._columns = columns_for(started.rows, started.samples)
            self._outputs = np.empty((0, 0))
            more = self._samples > self._rows.samples
            self.virtual_size = Size(self._columns.width, HEADER_LINES + self._rows.samples + more)
            self.scroll_home(animate=False)
            self.redraw()
        if snapshot is not None and snapshot.outputs is not self._outputs:
            self._outputs = snapshot.outputs
            self._right = right_rows(self._outputs, self._rows.targets)
            self._tell_how_many_are_right()
            self.redraw()

    def draw_lines(self) -> list[Strip]:
        """Return the headings, which stay at the top, and the rows in sight."""
        return [self._draw_line(y) for y in range(self.size.height)]

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw what came into sight."""
        super().watch_scroll_x(old_value, new_value)
        self.redraw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self.redraw()

    def _draw_line(self, y: int) -> Strip:
        scroll_x, scroll_y = self.scroll_offset
        width = self.size.width
        if self._columns is None or self._rows is None:
            return Strip.blank(width, self.rich_style)
        if y < HEADER_LINES:
            segments = [Segment(self._columns.headings[y], self.get_component_rich_style("table-pane--heading"))]
        else:
            segments = self._row_segments(scroll_y + y - HEADER_LINES)
        return Strip(segments).crop_extend(scroll_x, scroll_x + width, self.rich_style)

    def _tell_how_many_are_right(self) -> None:
        assert self._rows is not None
        shown = self._rows.samples
        of = f"first {shown:,} of {self._samples:,} rows" if self._samples > shown else f"{shown:,} rows"
        right = "" if self._right is None else f"{int(self._right.sum()):,} right of "
        if self.border_subtitle != f"{right}{of}":  # setting it draws the whole pane
            self.border_subtitle = f"{right}{of}"

    def _row_segments(self, row: int) -> list[Segment]:
        rows, columns = self._rows, self._columns
        assert rows is not None
        assert columns is not None
        plain, muted = (self.get_component_rich_style(f"table-pane--{name}") for name in ("plain", "muted"))
        if row >= rows.samples:
            more = self._samples - rows.samples
            return [Segment(f"… {more:,} more rows" if row == rows.samples and more else "", muted)]
        inputs = GAP.join(
            f"{given_text(value):<{width}}" for value, width in zip(rows.inputs[row], columns.input_widths, strict=True)
        )
        segments = [Segment(_row_number(row, columns.number_width), muted), Segment(f"{inputs}{GAP}", plain)]
        known = row < len(self._outputs)
        judged = "plain" if self._right is None or not known else "right" if self._right[row] else "wrong"
        verdict = self.get_component_rich_style(f"table-pane--{judged}")
        for index, width in enumerate(columns.target_widths):
            target = rows.targets[row, index]
            output = self._outputs[row, index] if known else np.nan
            group = _group(
                output_text(output, OUTPUT_WIDTH) if known else "",
                given_text(target),
                difference_text(output - target) if known else "",
                width,
            )
            split = OUTPUT_WIDTH + len(GAP) + width + len(GAP)
            segments += [Segment(group[:split], plain), Segment(group[split:] + GAP, verdict)]
        sign = {"right": RIGHT, "wrong": WRONG, "plain": UNJUDGED}[judged]
        return [*segments, Segment(sign, verdict)]


def _row_number(row: int, width: int) -> str:
    return f" {row + 1:>{width - len(GAP)},}{GAP}" if width else " "


def _group(output: str, target: str, difference: str, target_width: int) -> str:
    """The three columns of one output."""
    return f"{output:<{OUTPUT_WIDTH}}{GAP}{target:<{target_width}}{GAP}{difference:<{DIFFERENCE_WIDTH}}"
