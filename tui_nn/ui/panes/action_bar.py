"""The footer: the keys that matter now; what makes no sense is greyed and says why when pressed."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.ui.actions import ACTIONS, Action, key_text
from tui_nn.ui.messages import ActionAsked, FieldLeft
from tui_nn.ui.session import Session


class ActionBar(Widget):
    """Keys and what they do, as many as fit; each can be clicked."""

    DEFAULT_CSS = """
    ActionBar {
        height: 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
    }
    """

    greyed: reactive[frozenset[str]] = reactive(frozenset())
    """The actions that make no sense now."""

    training: reactive[bool] = reactive(default=False)
    """Whether the train key pauses."""

    in_field: reactive[bool] = reactive(default=False)
    """Whether a text field has the focus, and letters are text."""

    in_table: reactive[bool] = reactive(default=False)
    """Whether the table has the focus: then its own keys come right after the first."""

    loads: reactive[bool] = reactive(default=False)
    """Whether data are being loaded for long, which can be stopped."""

    def show(self, session: Session) -> None:
        """Show what can be done in a session."""
        self.loads = session.loading is not None and session.why_not_stop_loading() is None
        self.training = session.phase == "training"
        self.greyed = frozenset(action.name for action in ACTIONS if action.why_not(session) is not None)

    def render(self) -> Content:
        """Draw the entries that fit."""
        parts = [Content.styled(" esc ", "bold $text-accent"), Content(f"{self._escape} ")] if self._escape else []
        for action, _start, _end in self._entries():
            style = "dim" if action.name in self.greyed else ""
            parts.append(Content.styled(f" {key_text(self._key(action))} ", f"bold {style or '$text-accent'}".strip()))
            parts.append(Content.styled(f"{self._label(action)} ", style))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        if event.x < self._escape_width:
            self.post_message(FieldLeft() if self.in_field else ActionAsked("stop_loading"))
        for action, start, end in self._entries():
            if start <= event.x < end:
                self.post_message(ActionAsked(action.name))

    def _entries(self) -> list[tuple[Action, int, int]]:
        """The actions that fit, in their order, each with its first cell and the one behind its last."""
        width = self.size.width - self._escape_width
        candidates = [
            action for action in ACTIONS if self._rank(action) < 9 and (not self.in_field or action.key_in_field)
        ]
        kept: set[str] = set()
        for action in sorted(candidates, key=self._rank):
            width -= self._width(action)
            if width < 0:
                break
            kept.add(action.name)
        entries, start = [], self._escape_width
        for action in candidates:
            if action.name in kept:
                entries.append((action, start, start + self._width(action)))
                start += self._width(action)
        return entries

    @property
    def _escape(self) -> str:
        """What the escape key does now."""
        return "Leave field" if self.in_field else "Stop loading" if self.loads else ""

    @property
    def _escape_width(self) -> int:
        return len(f" esc {self._escape} ") if self._escape else 0

    def _rank(self, action: Action) -> int:
        return action.rank_in_table if self.in_table and action.rank_in_table else action.rank

    def _key(self, action: Action) -> str:
        return (action.key_in_field if self.in_field else None) or action.keys[0]

    def _label(self, action: Action) -> str:
        return "Pause" if action.name == "train" and self.training else action.label

    def _width(self, action: Action) -> int:
        return cell_len(key_text(self._key(action))) + len(self._label(action)) + 3
