"""The lab's menu: every experiment with its key and what it answers."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_nn.experiments.catalog import EXPERIMENTS
from tui_nn.ui.actions import action_named, key_text
from tui_nn.ui.session import Session

INDENT = 5


class LabMenuScreen(ModalScreen[str]):
    """Answers the name of an experiment, which is also that of its action; None when none is wanted."""

    DEFAULT_CSS = """
    LabMenuScreen {
        align: center middle;
        Vertical { width: 84; max-width: 100%; height: auto; max-height: 100%; border: round $accent; }
        Vertical, OptionList { background: $surface; }
        OptionList, OptionList:focus { height: auto; max-height: 1fr; border: none; padding: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,X", "dismiss(None)", "Close"),
        *(Binding(",".join(action_named(name).keys), f"choose('{name}')", name, show=False) for name in EXPERIMENTS),
    ]

    def __init__(self, session: Session) -> None:
        """Make the menu.

        Args:
            session: whose run will be experimented with.
        """
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = "Lab: what do you want to know?"
            box.border_subtitle = "↑↓ enter, or its key · esc closes"
            yield OptionList(*(Option(prompt_of(name), name) for name in EXPERIMENTS))

    @on(OptionList.OptionSelected)
    def answer(self, message: OptionList.OptionSelected) -> None:
        """Answer the experiment under the cursor."""
        self.dismiss(message.option_id)

    def action_choose(self, name: str) -> None:
        """Answer the experiment whose key was pressed."""
        self.dismiss(name)


def prompt_of(name: str) -> Content:
    """Return two lines: the key and what the experiment is called, and what it answers."""
    action, answers = action_named(name), EXPERIMENTS[name]
    return Content.assemble(
        "  ",
        (key_text(action.keys[0]), "bold underline"),
        "  ",
        (f"{action.label}\n", "bold"),
        f"{'':{INDENT}}{answers[0].upper()}{answers[1:]}.",
    )
