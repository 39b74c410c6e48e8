"""The question before a trained network is left for another one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui_nn.ui.plain_text import plain


class NewStartScreen(ModalScreen[bool]):
    """Asks whether to start anew; answers True or False."""

    CSS_PATH = "new_start_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "Keep the network"),
        Binding("y", "answer(True)", "Start anew"),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, what: str, iteration: int, keep: str = "Keep the network") -> None:
        """Make the question.

        Args:
            what: what was changed, as in "Layers".
            iteration: how far the present network is trained.
            keep: what the other answer does.
        """
        super().__init__()
        self._what = what
        self._iteration = iteration
        self._keep = keep

    def compose(self) -> ComposeResult:
        """Lay out question and answers."""
        with Vertical(id="question"):
            yield Static(plain(f"{self._what} can only change with a new start.", 200))
            yield Static(
                f"The network of iteration {self._iteration:,} stays within reach: u (undo) brings it back.",
                markup=False,
            )
            with Horizontal():
                yield Button("Start anew (Enter)", variant="primary", id="yes")
                yield Button(f"{self._keep} (Esc)", id="no")

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Answer by button."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)
