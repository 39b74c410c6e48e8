"""Lines of styled text that scroll under lines that stay: a list or a matrix of any size, drawn where it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.ui.panes.drawn_lines import ScrolledLines

LineStyle = Literal["plain", "heading", "muted", "right", "wrong"]
Line = Sequence[tuple[str, LineStyle]]
"""Texts that are printable already, each with its style."""


class StyledLines(ScrolledLines, can_focus=True, inherit_bindings=False):
    """Draws lines on demand: ten thousand cost as much as the few that are seen."""

    class Clicked(Message):
        """Fact: a line was clicked."""

        def __init__(self, lines: StyledLines, line: int) -> None:
            super().__init__()
            self.lines, self.line = lines, line

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "styled-lines--plain",
        "styled-lines--heading",
        "styled-lines--muted",
        "styled-lines--right",
        "styled-lines--wrong",
        "styled-lines--cursor",
    }
    DEFAULT_CSS = """
    StyledLines {
        scrollbar-size: 1 1;
        .styled-lines--heading { color: $text-primary; text-style: bold; }
        .styled-lines--muted { color: $foreground-muted; }
        .styled-lines--right { color: $text-success; text-style: bold; }
        .styled-lines--wrong { color: $text-error; text-style: bold; }
        .styled-lines--cursor { background: $boost; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+left", "scroll_left", show=False),
        Binding("shift+right", "scroll_right", show=False),
        Binding("shift+up", "scroll_up", show=False),
        Binding("shift+down", "scroll_down", show=False),
    ]

    def __init__(self, id: str) -> None:  # noqa: A002  as Textual calls it
        super().__init__(id=id)
        self._head: Sequence[Line] = ()
        self._count = 0
        self._line_at: Callable[[int], Line] = _no_line
        self._cursor: int | None = None

    def show_lines(
        self,
        head: Sequence[Line],
        count: int,
        line_at: Callable[[int], Line],
        width: int,
        cursor: int | None = None,
    ) -> None:
        """Show other lines.

        Args:
            head: lines that stay at the top.
            count: how many lines scroll under them.
            line_at: returns one of these; called for those in sight alone.
            width: cells of the widest line.
            cursor: the line that is marked.
        """
        self._head, self._count, self._line_at, self._cursor = head, count, line_at, cursor
        size = Size(width, len(head) + count)
        if size != self.virtual_size:
            self.virtual_size = size
        self.redraw()

    def bring_into_sight(self, line: int) -> None:
        """Scroll as little as is needed to see a line."""
        room = max(1, self.scrollable_content_region.height - len(self._head))
        first = self.scroll_offset.y
        if not first <= line < first + room:
            self.scroll_to(y=line if line < first else line - room + 1, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Say which line it was."""
        line = event.y - len(self._head) + self.scroll_offset.y
        if event.y >= len(self._head) and 0 <= line < self._count:
            self.post_message(self.Clicked(self, line))

    def draw_line(self, y: int) -> Strip:
        """Return the heading or the row that stands on a line of the window."""
        scroll_x, scroll_y = self.scroll_offset
        line: Line = ()
        index = scroll_y + y - len(self._head)
        if y < len(self._head):
            line = self._head[y]
        elif index < self._count:
            line = self._line_at(index)
        marked = y >= len(self._head) and index == self._cursor
        base = self.get_component_rich_style("styled-lines--cursor") if marked else self.rich_style
        segments = [
            Segment(text, self.get_component_rich_style(f"styled-lines--{style}") + _background_of(base))
            for text, style in line
        ]
        return Strip(segments).crop_extend(scroll_x, scroll_x + self.size.width, base)


def fitted_text(text: str, width: int) -> str:
    """Return a foreign text in exactly so many cells, cut with a sign where it is longer."""
    shown = printable(text, max(width, 1) * 2)
    if cell_len(shown) > width:
        return set_cell_size(shown, max(0, width - 1)) + "…"[:width]
    return set_cell_size(shown, width)


def text_width(texts: Sequence[str], most: int) -> int:
    """Return the cells of the longest of some foreign texts, at most `most`."""
    return min(most, max((cell_len(printable(text, most)) for text in texts), default=0))


def _background_of(style: Style) -> Style:
    return Style(bgcolor=style.bgcolor)


def _no_line(_index: int) -> Line:
    return ()
