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
from tui_nn.ui.layout import PANE_NAMES, PaneName
from tui_nn.ui.panes.form import FORM
from tui_nn.ui.panes.log_pane import LogPane
from tui_nn.ui.panes.new_picture import picture_class
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

    def __init__(self, front: PaneName = "error") -> None:
        """Make the page, which begins with the pane that the person is in."""
        super().__init__()
        self._front: PaneName = front

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = "esc closes"
            yield Markdown(help_text(self._front), open_links=False)


def help_text(front: PaneName = "error") -> str:
    """Return the whole help as Markdown: the pane in front, every key, and all other panes."""
    parts = [pane_help(front), "# Keys", INTRODUCTION]
    for group, actions in groupby(ACTIONS, lambda action: action.group):
        parts.append("\n".join([f"## Keys: {group.lower()}", "", *map(_key_line, actions)]))
    parts += ["# The other panes", *(pane_help(name) for name in PANE_NAMES if name != front)]
    return "\n\n".join(parts)


def pane_help(name: PaneName) -> str:
    """Return what a pane shows, and what can be done in it."""
    own: dict[PaneName, type[SetupPane | LogPane | TablePane]] = {
        "setup": SetupPane, "log": LogPane, "table": TablePane,
    }  # fmt: skip
    pane = own[name] if name in own else picture_class(name)
    text = f"## {pane.BORDER_TITLE}\n\n{pane.HELP}"
    if name == "setup":
        fields = [PRESET, *(find_option(*place) for _, places in FORM for place in places)]
        text += "\n" + "\n".join(f"- **{option.label}**: {option.help}" for option in fields)
    return text


def _key_line(action: Action) -> str:
    keys = " ".join(f"`{key_text(key)}`" for key in action.keys)
    return f"- {keys} **{action.label}**: {action.help}"
