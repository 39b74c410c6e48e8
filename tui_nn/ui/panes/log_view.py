"""Lines of text that come at the end: bounded, scrolled by keys and wheel, following the end unless scrolled up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, TypeVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.ui.panes.drawn_lines import DrawnLines

MOST_LINES = 5000
WHEEL_LINES = 3


Item = TypeVar("Item")


class LogView(DrawnLines, Generic[Item], can_focus=True):
    """Textual's own log lays out the screen anew for every line, which costs three times the bytes of this one.

    An item becomes text only when it is drawn: thousands may come between two looks, and a screenful is seen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_lines(-1)", show=False),
        Binding("down", "scroll_lines(1)", show=False),
        Binding("pageup", "scroll_pages(-1)", show=False),
        Binding("pagedown", "scroll_pages(1)", show=False),
        Binding("home", "go_to_top", show=False),
        Binding("end", "go_to_end", show=False),
    ]

    def __init__(self, text_of: Callable[[Item], str]) -> None:
        """Make a view; `text_of` turns an item into a line that is printable."""
        super().__init__()
        self._items: list[Item] = []
        self._text_of = text_of
        self.following = True
        """Whether the newest line is kept in sight."""

        self._top = 0

    @property
    def lines(self) -> list[str]:
        """The text of every line that is kept."""
        return [self._text_of(item) for item in self._items]

    @property
    def top(self) -> int:
        """The first line in sight."""
        end = max(0, len(self._items) - self.size.height)
        return end if self.following else min(self._top, end)

    def append(self, items: Iterable[Item]) -> None:
        """Add lines; what the person has scrolled to stays in sight."""
        top = self.top
        self._items.extend(items)
        gone = max(0, len(self._items) - MOST_LINES)
        del self._items[:gone]
        self._top = max(0, top - gone)
        self.redraw()

    def draw_lines(self) -> list[Strip]:
        """Return the lines in sight."""
        width, height = self.size
        style = self.rich_style
        shown = [self._text_of(item) for item in self._items[self.top : self.top + height]]
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
        self._go_to(len(self._items))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up by the wheel."""
        event.stop()
        self._go_to(self.top - WHEEL_LINES)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down by the wheel."""
        event.stop()
        self._go_to(self.top + WHEEL_LINES)

    def _go_to(self, top: int) -> None:
        end = max(0, len(self._items) - self.size.height)
        self._top = min(max(0, top), end)
        self.following = self._top == end
        self.redraw()
