"""What an experiment is asked: a few fields, taken together with Enter, and one line for what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Label, Static

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Kind
from tui_nn.ui.panes.plain_input import PlainInput
from tui_nn.ui.plain_text import plain

LONGEST_MESSAGE = 400

Value = TypeVar("Value")


@dataclass(frozen=True)
class Asked:
    """One field of a question."""

    name: str
    label: str
    text: str
    """What stands there unless somebody types something else."""

    help: str
    """One line, shown while it has the focus: what may be typed."""

    width: int = 12
    """Cells for what is typed; 0 for all that is left."""


def read(kind: Kind[Value | None], label: str, text: str) -> Value:
    """Read what stands in a field, of a kind that has no word for none; raises ConfigError with the field's label."""
    try:
        value = kind.parse(text)
    except ValueError as error:
        raise ConfigError(f"{label}: {error}") from None
    assert value is not None
    return value


class Question(Vertical):
    """Fields in lines; `e` goes to the first of them, Enter takes all, Escape leaves them."""

    class Answered(Message):
        """Fact: somebody pressed Enter in a field."""

    class Left(Message):
        """Fact: somebody pressed Escape in a field, whose text is taken back to what was in force."""

    DEFAULT_CSS = """
    Question {
        height: auto;
        & > Horizontal { height: 1; }
        Label { width: auto; padding: 0 1 0 0; color: $foreground-muted; }
        PlainInput { width: 12; height: 1; border: none; padding: 0; margin: 0 2 0 0; background: $boost; }
        PlainInput:focus { border: none; background: $primary-muted; }
        .question--line { height: auto; max-height: 2; color: $foreground-muted; }
        .question--line.-wrong { color: $text-error; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back to the picture", show=False)]

    def __init__(self, lines: Sequence[Sequence[Asked]]) -> None:
        super().__init__(id="question")
        self._lines = lines
        self._inputs = {asked.name: _input(asked) for line in lines for asked in line}
        self._in_force = self.values
        self._line = Static(classes="question--line", markup=False)
        self._line.display = False

    def compose(self) -> ComposeResult:
        """Lay out the lines of fields and the one for words about them."""
        for line in self._lines:
            with Horizontal():
                for asked in line:
                    yield Label(asked.label, markup=False)
                    yield self._inputs[asked.name]
        yield self._line

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        return {name: field.value.strip() for name, field in self._inputs.items()}

    def put(self, values: Mapping[str, str]) -> None:
        """Write into fields, as if somebody had typed it."""
        for name, text in values.items():
            self._inputs[name].value = text

    def take(self) -> None:
        """What stands there is in force."""
        self._in_force = self.values
        self._line.display = False

    def refuse(self, message: str) -> None:
        """Say what is wrong; what was typed stays."""
        self._say(message, wrong=True)

    def focus_first(self) -> None:
        """Go to the first field."""
        next(iter(self._inputs.values())).focus()

    @on(DescendantFocus)
    def _explain(self, event: DescendantFocus) -> None:
        for line in self._lines:
            for asked in line:
                if self._inputs[asked.name] is event.widget:
                    self._say(asked.help)

    @on(PlainInput.Submitted)
    def _answer(self, event: PlainInput.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered())

    def action_leave(self) -> None:
        """Take back what is not in force."""
        self.put(self._in_force)
        self._line.display = False
        self.post_message(self.Left())

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._line.display = True
        self._line.set_class(wrong, "-wrong")
        self._line.update(plain(text, LONGEST_MESSAGE))


def _input(asked: Asked) -> PlainInput:
    field = PlainInput(asked.text, id=f"asked-{asked.name}", select_on_focus=True)
    field.styles.width = asked.width or "1fr"
    return field
