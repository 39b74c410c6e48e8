"""Panes: a list of all of them, to choose which ones the layout shows."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui_nn.ui.layout import LAYOUTS, PANE_NAMES, PaneName
from tui_nn.ui.screens.main_screen import MainScreen

TITLES: dict[PaneName, str] = {
    "setup": "Setup: data, network and training",
    "error": "Error: curves of the error",
    "log": "Log: iteration and error, line by line",
    "table": "Table: inputs, outputs and targets",
    "network": "Network: units and weights",
    "surface": "Surface: the output over the plane of inputs",
    "hidden": "Hidden space: what a layer makes of the rows",
    "health": "Health: gradients, updates and flat units",
    "judgement": "Judgement: which rows are right, and which are not",
    "rate": "Learning rate",
}
SHOWN, HIDDEN = "✓", " "


class PanesScreen(ModalScreen[None]):
    """Space shows or hides the pane under the cursor, at once."""

    DEFAULT_CSS = """
    PanesScreen {
        align: center middle;
        Vertical { width: 60; height: auto; max-height: 100%; border: round $accent; background: $surface; }
        OptionList { height: auto; max-height: 1fr; border: none; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f3,q", "dismiss", "Close"),
        Binding("space", "toggle_chosen", "Show or hide"),
    ]

    def __init__(self, main_screen: MainScreen) -> None:
        super().__init__()
        self._main_screen = main_screen

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical() as box:
            box.border_title = f"Panes of the layout {LAYOUTS[self._main_screen.layout_name].title}"
            box.border_subtitle = "space shows or hides · esc closes"
            yield OptionList(*(Option(self._prompt(name), name) for name in PANE_NAMES))

    def action_toggle_chosen(self) -> None:
        """Show or hide the pane under the cursor."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def toggle_pane(self, message: OptionList.OptionSelected) -> None:
        """Show or hide a pane; hiding one may bring back another."""
        self._main_screen.toggle_pane(PANE_NAMES[message.option_index])
        for index, name in enumerate(PANE_NAMES):
            message.option_list.replace_option_prompt_at_index(index, self._prompt(name))

    def _prompt(self, name: PaneName) -> str:
        return f"{SHOWN if name in self._main_screen.shown_panes else HIDDEN} {TITLES[name]}"
