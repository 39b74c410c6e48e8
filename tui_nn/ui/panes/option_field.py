"""A field for one option: it checks itself as it is typed, and says beside it what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from tui_nn.config.options import Option, OptionError
from tui_nn.ui.messages import FieldLeft, ValuesChosen
from tui_nn.ui.nudge import nudged
from tui_nn.ui.plain_text import plain
from tui_nn.ui.session import Values

LONGEST_VALUE = 2000
"""Characters that a field takes: more than any value has, and little enough to check at every key."""

ToValues = Callable[[object], Values]
Verify = Callable[[Values], str | None]
Said = Callable[[Values], str]


def _nothing(_values: Values) -> str:
    return ""


class OptionInput(Input):
    """The text of the field; up and down move to the next value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "nudge(True)", "Next value", show=False),
        Binding("down", "nudge(False)", "Value before", show=False),
        Binding("escape", "leave", "Leave field", show=False),
    ]

    def __init__(self, option: Option, text: str, names: Sequence[str], placeholder: str) -> None:
        super().__init__(
            value=text,
            placeholder=placeholder,
            compact=True,
            max_length=LONGEST_VALUE,
            suggester=SuggestFromList(names, case_sensitive=False) if names else None,
        )
        self._option = option
        self._names = names

    def action_nudge(self, up: bool) -> None:
        """Put the next value, or the one before, into the field."""
        cursor = self.cursor_position
        self.value = nudged(self._option.kind, self.value, cursor, up, self._names)
        self.cursor_position = min(cursor, len(self.value))

    def action_leave(self) -> None:
        """Put back the value in force and leave."""
        self.query_ancestor(OptionField).restore()
        self.post_message(FieldLeft())


class OptionField(Vertical):
    """Label, text, and below it what is wrong or has to be done."""

    DEFAULT_CSS = """
    OptionField {
        height: auto;
        color: $foreground;
        OptionInput { margin-left: 18; color: $foreground; background: $surface; }
        OptionInput:focus { background: $boost; }
        .option-field--message { display: none; height: auto; padding: 0 0 0 1; }
        &.-idle { color: $foreground-muted; }
        &.-pending { color: $text-warning; .option-field--message { display: block; } }
        &.-wrong { color: $text-error; .option-field--message { display: block; } }
    }
    """

    def __init__(
        self,
        option: Option,
        to_values: ToValues,
        verify: Verify,
        names: Sequence[str] = (),
        *,
        text: str = "",
        placeholder: str = "",
        said: Said = _nothing,
    ) -> None:
        """Make a field.

        Args:
            option: what is chosen here.
            to_values: turns the value that was read into the values to change.
            verify: says what speaks against those values, beyond the option's own check.
            names: values to suggest.
            text: what is in force.
            placeholder: what stands for no text at all.
            said: says what else those values change.
        """
        super().__init__()
        self.option = option
        self.text_in_force = text
        """What stands here when nothing is being changed."""

        self.tooltip = option.help
        self._to_values = to_values
        self._verify = verify
        self._said = said
        self._input = OptionInput(option, text, names, placeholder)
        self._message = Static(classes="option-field--message", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the text; the message comes when there is one."""
        yield self._input

    def render(self) -> Content:
        """Draw the label beside the text, without a widget of its own: a form has fifty of them."""
        return Content(self.option.label)

    @property
    def input(self) -> Input:
        """The text field itself."""
        return self._input

    @property
    def pending_values(self) -> Values | None:
        """The values that the text asks for, when it is right and not in force."""
        values, problem = self._read()
        return values if problem is None else None

    @property
    def busy(self) -> bool:
        """Whether a person is here, or has left something that is not in force."""
        return self._input.has_focus or self._input.value != self.text_in_force

    def show(self, text: str) -> None:
        """Show the value that is in force; what the person is typing stays."""
        untouched = self._input.value == self.text_in_force
        self.text_in_force = text
        if untouched or not self._input.has_focus:
            self._input.value = text
        self._judge()

    def restore(self) -> None:
        """Put back the value in force."""
        self._input.value = self.text_in_force

    @on(Input.Changed)
    def judge(self, event: Input.Changed) -> None:
        """Check what was typed."""
        event.stop()
        self._judge()

    @on(Input.Submitted)
    def choose(self, event: Input.Submitted) -> None:
        """Ask for the value, if it is right, and leave the field."""
        event.stop()
        values = self._judge()
        if values is not None:
            self.post_message(ValuesChosen(values, at_once=True))
        if not self.has_class("-wrong"):
            self.post_message(FieldLeft())

    @on(Input.Blurred)
    def leave(self, event: Input.Blurred) -> None:
        """Ask for the value when the person goes on to another field."""
        event.stop()
        values = self._judge()
        if values is not None:
            self.post_message(ValuesChosen(values, at_once=False))

    def on_click(self, event: events.Click) -> None:
        """Let a click on the label go to the text."""
        event.stop()
        self._input.focus()

    def _judge(self) -> Values | None:
        """Show what is to say about the text; returns the values that it asks for, if it is right and new."""
        values, problem = self._read()
        pending = values is not None
        self.set_class(problem is not None, "-wrong")
        self.set_class(problem is None and pending, "-pending")
        if problem is not None:
            self._say(Content.assemble("✗ ", plain(problem, 300)))
        elif values is not None:
            live, more = "takes effect" if self.option.live else "makes a new start", self._said(values)
            self._say(Content(f"↵ Enter {live}" + (f"; {more}" if more else "")))
        return values if problem is None else None

    def _say(self, message: Content) -> None:
        self._message.update(message)
        if not self._message.is_attached and self.is_attached:
            self.mount(self._message)

    def _read(self) -> tuple[Values | None, str | None]:
        text = self._input.value
        if text == self.text_in_force:
            return None, None
        try:
            values = self._to_values(self.option.parse(text))
        except OptionError as error:
            return None, error.reason
        return values, self._verify(values)
