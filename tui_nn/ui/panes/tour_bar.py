"""Tour: what to look at and what to press next, above the line of messages, while the tour is taken."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

LEAVE = " (T or Esc leaves the tour)"


class TourBar(Widget):
    """A few lines, or none."""

    DEFAULT_CSS = """
    TourBar {
        height: auto;
        max-height: 6;
        display: none;
        padding: 0 1;
        background: $primary 30%;
        color: $foreground;
    }
    """

    text: reactive[str] = reactive("", layout=True)
    """What is said; nothing while there is no tour."""

    def watch_text(self, text: str) -> None:
        """Take no line where there is nothing to say."""
        self.display = bool(text)

    def render(self) -> Content:
        """Return the words, and how to leave."""
        return Content.assemble(self.text, (LEAVE, "$foreground-muted"))
