"""What to look for in the table: one line."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_nn.ui.panes.plain_input import PlainInput

LONGEST_TEXT = 200
HINT = "Enter goes to the next cell that holds it, Esc leaves; then j is the next one and k the one before"


class SearchScreen(ModalScreen[str]):
    """Asks for a text; answers None when nothing is looked for."""

    CSS_PATH = "line_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave")]

    def __init__(self, text: str) -> None:
        """Make the question, with the text that was looked for last."""
        super().__init__()
        self._input = PlainInput(text, compact=True, max_length=LONGEST_TEXT, select_on_focus=True)

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        with Vertical(id="line") as box:
            box.border_title = "Find in inputs and targets"
            yield self._input
            yield Static(HINT, classes="line-screen--hint", markup=False)

    @on(Input.Submitted)
    def look_for_it(self) -> None:
        """Answer what was typed."""
        self.dismiss(self._input.value.strip() or None)
