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
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.panes.preset_choice import PRESET
from tui_nn.ui.panes.setup_pane import SetupPane
from tui_nn.ui.panes.table_pane import TablePane

INTRODUCTION = """\
Press **t** and watch the network learn. A letter works when no field has the focus; inside a field its variant with
ctrl does, and **Esc** leaves the field.
"""


class HelpScreen(ModalScreen[None]):
    """A page for the pane in front, one for the keys, and one for every other pane: a page is there at once."""

    CSS_PATH = "help_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q", "dismiss", "Close"),
        Binding("right_square_bracket,right,f7", "turn(1)", "Next page"),
        Binding("left_square_bracket,left,shift+f7", "turn(-1)", "Page before"),
    ]

    def __init__(self, front: PaneName = "error") -> None:
        """Make the pages, which begin with the pane that the person is in."""
        super().__init__()
        self._pages = pages(front)
        self._place = 0
        self._page = Markdown(self._pages[0][1], open_links=False)

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help") as box:
            box.border_subtitle = "] next page · esc closes"
            yield self._page

    def on_mount(self) -> None:
        """Name the page."""
        self._name_page()

    def action_turn(self, step: int) -> None:
        """Turn to another page."""
        self._place = (self._place + step) % len(self._pages)
        self._page.update(self._pages[self._place][1])
        self._name_page()
        self.query_one("#help").scroll_home(animate=False)

    def _name_page(self) -> None:
        title = f"Help: {self._pages[self._place][0]} ({self._place + 1} of {len(self._pages)})"
        self.query_one("#help").border_title = title


def pages(front: PaneName = "error") -> list[tuple[str, str]]:
    """Return title and Markdown of every page: the pane in front, the keys, and the other panes."""
    others = [name for name in PANE_NAMES if name != front]
    return [_pane_page(front), ("Keys", keys_help()), *map(_pane_page, others)]


def help_text(front: PaneName = "error") -> str:
    """Return the whole help as Markdown."""
    return "\n\n".join(f"## {title}\n\n{text}" for title, text in pages(front))


def keys_help() -> str:
    """Return what every key does."""
    parts = [INTRODUCTION]
    for group, actions in groupby(ACTIONS, lambda action: action.group):
        parts.append("\n".join([f"## {group}", "", *map(_key_line, actions)]))
    return "\n\n".join(parts)


def _pane_page(name: PaneName) -> tuple[str, str]:
    return str(_pane_class(name).BORDER_TITLE), pane_help(name)


def _pane_class(name: PaneName) -> type[SetupPane | LogPane | TablePane | Picture]:
    match name:
        case "setup":
            return SetupPane
        case "log":
            return LogPane
        case "table":
            return TablePane
        case _:
            return picture_class(name)


def pane_help(name: PaneName) -> str:
    """Return what a pane shows, and what can be done in it."""
    text = _pane_class(name).HELP
    if name == "setup":
        fields = [PRESET, *(find_option(*place) for _, places in FORM for place in places)]
        text += "\n" + "\n".join(f"- **{option.label}**: {option.help}" for option in fields)
    return text


def _key_line(action: Action) -> str:
    keys = " ".join(f"`{key_text(key)}`" for key in action.keys)
    return f"- {keys} **{action.label}**: {action.help}"
