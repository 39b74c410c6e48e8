"""Reading: what the pictures show, in words, for a screen reader, for copying, and where colours cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_nn.ui.plain_text import plain

LONGEST_READING = 2000


class ReadingScreen(ModalScreen[None]):
    """A page of text."""

    DEFAULT_CSS = """
    ReadingScreen {
        align: center middle;
        #reading {
            width: 90%; max-width: 100; height: auto; max-height: 100%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        Static { width: 1fr; height: auto; margin: 0 0 1 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v,q", "dismiss", "Close")]

    def __init__(self, readings: Sequence[tuple[str, str]]) -> None:
        """Make the page of the titles of pictures and what each of them shows."""
        super().__init__()
        self._readings = readings

    def compose(self) -> ComposeResult:
        """Lay out a paragraph for each picture."""
        with VerticalScroll(id="reading") as page:
            page.border_title = "What the pictures show"
            page.border_subtitle = "esc closes"
            for title, reading in self._readings:
                yield Static(plain(f"{title}: {reading}", LONGEST_READING), markup=False)
