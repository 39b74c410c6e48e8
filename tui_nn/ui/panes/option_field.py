"""A field for one option: it checks itself as it is typed, and says beside it what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from tui_nn.config.options import Option, OptionError
from tui_nn.ui.messages import FieldLeft, ValuesChosen
from tui_nn.ui.nudge import nudged
from tui_nn.ui.plain_text import plain
from tui_nn.ui.session import Values

LONGEST_VALUE = 2000
"""Characters that a field takes: more than any value has, and little enough to check at every key."""

ToValues = Callable[[object], Values]
Verify = Callable[[Values], str | None]


class OptionInput(Input):
    """The text of the field; up and down move to the next value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "nudge(True)", "Next value", show=False),
        Binding("down", "nudge(False)", "Value before", show=False),
        Binding("escape", "leave", "Leave field", show=False),
    ]

    def __init__(self, option: Option, names: Sequence[str]) -> None:
        super().__init__(
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
        & > Horizontal { height: 1; }
        Label { width: 15; color: $foreground; text-wrap: nowrap; }
        OptionInput { width: 1fr; background: $surface; }
        OptionInput:focus { background: $boost; }
        .option-field--message { display: none; height: auto; padding: 0 0 0 1; }
        &.-pending { .option-field--message { display: block; color: $text-warning; } Label { color: $text-warning; } }
        &.-wrong { .option-field--message { display: block; color: $text-error; } Label { color: $text-error; } }
    }
    """

    def __init__(self, option: Option, to_values: ToValues, verify: Verify, names: Sequence[str] = ()) -> None:
        """Make a field.

        Args:
            option: what is chosen here.
            to_values: turns the value that was read into the values to change.
            verify: says what speaks against those values, beyond the option's own check.
            names: values to suggest.
        """
        super().__init__()
        self.option = option
        self.text_in_force = ""
        """What stands here when nothing is being changed."""

        self._to_values = to_values
        self._verify = verify
        self._input = OptionInput(option, names)
        self._message = Static(classes="option-field--message", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out label, text and message."""
        with Horizontal():
            label = Label(self.option.label)
            label.tooltip = self.option.help
            yield label
            yield self._input
        yield self._message

    @property
    def input(self) -> Input:
        """The text field itself."""
        return self._input

    @property
    def pending_values(self) -> Values | None:
        """The values that the text asks for, when it is right and not in force."""
        values, problem = self._read()
        return values if problem is None else None

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
            self._message.update(Content.assemble("✗ ", plain(problem, 300)))
        elif pending:
            live = "takes effect" if self.option.live else "makes a new start"
            self._message.update(f"↵ Enter {live}")
        return values if problem is None else None

    def _read(self) -> tuple[Values | None, str | None]:
        text = self._input.value
        if text == self.text_in_force:
            return None, None
        try:
            values = self._to_values(self.option.parse(text))
        except OptionError as error:
            return None, error.reason
        return values, self._verify(values)
