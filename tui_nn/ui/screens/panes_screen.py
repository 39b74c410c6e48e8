"""Panes: a list of all of them, to choose which ones the layout shows."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

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


class PanesScreen(ModalScreen[None]):
    """Space shows or hides the pane under the cursor, at once."""

    DEFAULT_CSS = """
    PanesScreen {
        align: center middle;
        Vertical { width: 60; height: auto; max-height: 100%; border: round $accent; background: $surface; }
        SelectionList { height: auto; max-height: 1fr; border: none; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f3,q", "dismiss", "Close")]

    def __init__(self, main_screen: MainScreen) -> None:
        super().__init__()
        self._main_screen = main_screen

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        shown = self._main_screen.shown_panes
        with Vertical() as box:
            box.border_title = f"Panes of the layout {LAYOUTS[self._main_screen.layout_name].title}"
            box.border_subtitle = "space shows or hides · esc closes"
            yield SelectionList[PaneName](*(Selection(TITLES[name], name, name in shown) for name in PANE_NAMES))

    @on(SelectionList.SelectedChanged)
    def follow_choice(self, message: SelectionList.SelectedChanged[PaneName]) -> None:
        """Show what was chosen and hide what was not."""
        chosen = set(message.selection_list.selected)
        for name in PANE_NAMES:
            if (name in chosen) != (name in self._main_screen.shown_panes):
                self._main_screen.toggle_pane(name)
