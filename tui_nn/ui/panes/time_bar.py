"""Time: a line over the recorded past, there while a moment of it is shown; a click goes to any other."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.ui.session import Session

LINE, PASSED, HANDLE = "─", "━", "●"
KEYS = "  , . steps  < start  > now  p plays  t goes on from here "


@dataclass(frozen=True)
class Position:
    """Where in the past one is."""

    place: int
    moments: int
    iteration: int
    present: int
    """Iteration of the present."""


class TimeBar(Widget):
    """A scrubber of one line."""

    DEFAULT_CSS = """
    TimeBar {
        height: 1;
        display: none;
        background: $accent 25%;
        color: $foreground;
        text-wrap: nowrap;
    }
    """

    position: reactive[Position | None] = reactive(None)

    @dataclass
    class Moved(Message):
        """Request to show a moment, by its place in the recording."""

        place: int

    def show(self, session: Session) -> None:
        """Show where in its past a session is; nothing while it is in the present."""
        place = session.past.place(session.iteration)
        shown = session.shown
        if not session.looks_back or place is None or shown is None:
            self.position = None
        else:
            moments = len(session.recording.moments)
            self.position = Position(place, moments, shown.iteration, session.iteration)

    def watch_position(self, position: Position | None) -> None:
        """Take no line where there is nothing to show."""
        self.display = position is not None

    def render(self) -> Content:
        """Draw words, line and keys, as much as fits."""
        if self.position is None:
            return Content("")
        start, length = self._line()
        handle = self._column(self.position.place, length)
        line = PASSED * handle + HANDLE + LINE * (length - handle - 1)
        keys = KEYS if start + length + len(KEYS) <= self.size.width else ""
        return Content.assemble(self._words, (line, "bold"), (keys, "$foreground-muted"))

    def on_click(self, event: events.Click) -> None:
        """Go where the line was clicked."""
        self._go_to(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the button while it is held down."""
        if event.button:
            self._go_to(event.x)

    def _go_to(self, x: int) -> None:
        start, length = self._line()
        if self.position is not None and start <= x < start + length:
            share = (x - start) / max(1, length - 1)
            self.post_message(self.Moved(round(share * (self.position.moments - 1))))

    @property
    def _words(self) -> str:
        assert self.position is not None
        return f" ◀ iteration {self.position.iteration:,} of {self.position.present:,} "

    def _line(self) -> tuple[int, int]:
        """First cell and cells of the line."""
        start = len(self._words)
        room = self.size.width - start - 1
        return start, max(1, room - len(KEYS) if room - len(KEYS) >= 20 else room)

    def _column(self, place: int, length: int) -> int:
        assert self.position is not None
        return round(place / max(1, self.position.moments - 1) * (length - 1))
