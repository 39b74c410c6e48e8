"""Help: every key, and what the panes mean, read from where they are declared."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from tui_nn.config.run import find_option
from tui_nn.ui.actions import ACTIONS, Action, key_text
from tui_nn.ui.panes.error_pane import ErrorPane
from tui_nn.ui.panes.form import FORM
from tui_nn.ui.panes.log_pane import LogPane
from tui_nn.ui.panes.preset_choice import PRESET
from tui_nn.ui.panes.setup_pane import SetupPane
from tui_nn.ui.panes.table_pane import TablePane

INTRODUCTION = """\
Press **t** and watch the network learn. A letter works when no field has the focus; inside a field its variant with
ctrl does, and **Esc** leaves the field.
"""


class HelpScreen(ModalScreen[None]):
    """A page to scroll."""

    CSS_PATH = "help_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,question_mark,q", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = "esc closes"
            yield Markdown(help_text(), open_links=False)


def help_text() -> str:
    """Return the whole help as Markdown."""
    parts = [INTRODUCTION]
    for group, actions in groupby(ACTIONS, lambda action: action.group):
        parts.append("\n".join([f"## Keys: {group.lower()}", "", *map(_key_line, actions)]))
    for pane in (SetupPane, ErrorPane, LogPane, TablePane):
        parts.append(f"## {pane.BORDER_TITLE}\n\n{pane.HELP}")
        if pane is SetupPane:
            fields = [PRESET, *(find_option(*place) for _, places in FORM for place in places)]
            parts.append("\n".join(f"- **{option.label}**: {option.help}" for option in fields))
    return "\n\n".join(parts)


def _key_line(action: Action) -> str:
    keys = " ".join(f"`{key_text(key)}`" for key in action.keys)
    return f"- {keys} **{action.label}**: {action.help}"
