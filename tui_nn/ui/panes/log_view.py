"""Lines of text that come at the end: bounded, scrolled by keys and wheel, following the end unless scrolled up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.ui.panes.drawn_lines import DrawnLines

MOST_LINES = 5000
WHEEL_LINES = 3


class LogView(DrawnLines, can_focus=True):
    """Textual's own log lays out the screen anew for every line, which costs three times the bytes of this one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_lines(-1)", show=False),
        Binding("down", "scroll_lines(1)", show=False),
        Binding("pageup", "scroll_pages(-1)", show=False),
        Binding("pagedown", "scroll_pages(1)", show=False),
        Binding("home", "go_to_top", show=False),
        Binding("end", "go_to_end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.following = True
        """Whether the newest line is kept in sight."""

        self._top = 0

    @property
    def top(self) -> int:
        """The first line in sight."""
        end = max(0, len(self.lines) - self.size.height)
        return end if self.following else min(self._top, end)

    def append(self, texts: Iterable[str]) -> None:
        """Add printable lines; what the person has scrolled to stays in sight."""
        top = self.top
        self.lines.extend(texts)
        gone = max(0, len(self.lines) - MOST_LINES)
        del self.lines[:gone]
        self._top = max(0, top - gone)
        self.redraw()

    def draw_lines(self) -> list[Strip]:
        """Return the lines in sight."""
        width, height = self.size
        style = self.rich_style
        shown = self.lines[self.top : self.top + height]
        shown += [""] * (height - len(shown))
        return [Strip([Segment(set_cell_size(line, width), style)], width) for line in shown]

    def action_scroll_lines(self, lines: int) -> None:
        """Go up or down."""
        self._go_to(self.top + lines)

    def action_scroll_pages(self, pages: int) -> None:
        """Go up or down by what is in sight."""
        self._go_to(self.top + pages * max(1, self.size.height - 1))

    def action_go_to_top(self) -> None:
        """Go to the oldest line."""
        self._go_to(0)

    def action_go_to_end(self) -> None:
        """Follow the end again."""
        self._go_to(len(self.lines))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up by the wheel."""
        event.stop()
        self._go_to(self.top - WHEEL_LINES)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down by the wheel."""
        event.stop()
        self._go_to(self.top + WHEEL_LINES)

    def _go_to(self, top: int) -> None:
        end = max(0, len(self.lines) - self.size.height)
        self._top = min(max(0, top), end)
        self.following = self._top == end
        self.redraw()
