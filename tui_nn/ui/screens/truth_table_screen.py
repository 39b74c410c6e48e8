"""How large a new truth table is: a number of inputs and one of outputs."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from tui_nn.config.plain_text import quoted
from tui_nn.ui.panes.plain_input import PlainInput
from tui_nn.ui.plain_text import plain

MOST = 8
"""Inputs or outputs: 256 rows are as many as anybody types."""

HINT = "Enter makes the table, ↑ ↓ go from field to field, Esc leaves; u (undo) brings the present network back"


class TruthTableScreen(ModalScreen[tuple[int, int]]):
    """Asks for the number of inputs and outputs; answers both, or None."""

    CSS_PATH = "line_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave"),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._counts = {
            "inputs": PlainInput("2", compact=True, max_length=4, id="inputs"),
            "outputs": PlainInput("1", compact=True, max_length=4, id="outputs"),
        }
        self._message = Static(classes="line-screen--message", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out both fields."""
        with Vertical(id="line") as box:
            box.border_title = "New truth table"
            for name, field in self._counts.items():
                with Horizontal(classes="line-screen--count"):
                    yield Label(name.capitalize())
                    yield field
            yield self._message
            yield Static(HINT, classes="line-screen--hint", markup=False)

    @on(Input.Changed)
    def forget_fault(self) -> None:
        """What was wrong is being changed."""
        self._say("")

    @on(Input.Submitted)
    def make(self) -> None:
        """Answer, if both are right."""
        counts = []
        for name, field in self._counts.items():
            text = field.value.strip()
            if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
                self._say(f"{name}: type a number from 1 to {MOST}, not {quoted(text)}")
                field.focus()
                return
            counts.append(int(text))
        self.dismiss((counts[0], counts[1]))

    def _say(self, text: str) -> None:
        self._message.display = bool(text)
        self._message.update(plain(f"✗ {text}", 300) if text else "")
