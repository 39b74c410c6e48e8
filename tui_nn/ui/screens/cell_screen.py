"""One cell of the table, to be typed anew in place of the message and the keys, so that every row stays in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from tui_nn.config.plain_text import printable
from tui_nn.ui.panes.plain_input import PlainInput
from tui_nn.ui.plain_text import plain

LONGEST_CELL = 2000
MOST_WORDS = 12
"""Categories that are named below the field."""

HINT = "Enter takes it, ↑ ↓ Tab take it and go on with the next cell, Esc leaves it"

Take = Callable[[str], str | None]


class CellScreen(ModalScreen[str]):
    """Asks for the text of a cell; answers how the person left it, enter, up, down, left or right; None with Esc."""

    CSS_PATH = "line_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave it"),
        Binding("up", "take('up')", show=False, priority=True),
        Binding("down", "take('down')", show=False, priority=True),
        Binding("tab", "take('right')", show=False, priority=True),
        Binding("shift+tab", "take('left')", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, words: Sequence[str], take: Take) -> None:
        """Make the field.

        Args:
            title: which cell it is.
            text: what stands there.
            words: the categories that stand in its column.
            take: puts a text into the cell and says what is wrong with it.
        """
        super().__init__()
        self._title = title
        self._words = words
        self._take = take
        suggester = SuggestFromList(words, case_sensitive=False) if words else None
        self._input = PlainInput(text, compact=True, max_length=LONGEST_CELL, suggester=suggester)
        self._hint = Static(HINT, classes="line-screen--hint", markup=False)
        self._given, self._shown = text, self._input.value
        self._message = Static(classes="line-screen--message", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the field, and below it what is wrong."""
        with Vertical(id="cell"):
            with Horizontal():
                yield Label(plain(f"{self._title}:", 80))
                yield self._input
            yield self._message
            if self._words:
                more = ", ..." if len(self._words) > MOST_WORDS else ""
                known = ", ".join(printable(word, 30) for word in self._words[:MOST_WORDS])
                yield Static(plain(f"So far: {known}{more}", 400), classes="line-screen--hint")
            yield self._hint

    @on(Input.Changed)
    def forget_fault(self) -> None:
        """What was wrong is being changed."""
        self._say("")

    @on(Input.Submitted)
    def submit(self) -> None:
        """Take the text."""
        self.action_take("enter")

    def action_take(self, how: str) -> None:
        """Take the text, and leave if it is right."""
        typed = self._input.value
        fault = self._take(self._given if typed == self._shown else typed)
        if fault is None:
            self.dismiss(how)
        else:
            self._say(fault)

    def _say(self, text: str) -> None:
        self._message.display, self._hint.display = bool(text), not text
        self._message.update(plain(f"✗ {text}", 300) if text else "")
