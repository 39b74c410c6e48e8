"""Setup: everything that a person may choose, as a form."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui_nn.config.options import Option
from tui_nn.config.run import find_option
from tui_nn.data.catalog import builtin_datasets
from tui_nn.engine.memory import BYTES_PER_NUMBER, parameter_count, size_text
from tui_nn.ui.panes.option_field import OptionField, Verify
from tui_nn.ui.session import Session, Values

FORM: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Data", (("data", "source"), ("data", "targets"))),
    ("Network", (("network", "layers"), ("network", "activations"), ("network", "scale"), ("network", "seed"))),
    (
        "Training",
        (
            ("training", "learning_rate"),
            ("training", "momentum"),
            ("training", "batch_size"),
            ("training", "seed"),
            ("training", "max_iterations"),
            ("training", "min_error"),
            ("training", "log_every"),
            ("training", "kernel"),
            ("training", "precision"),
        ),
    ),
)
"""The fields, in their order. An option with a single choice is none yet, and has no field."""

MOST_ACTIVATIONS_SHOWN = 8
"""Layers whose activations are written out; of a deeper network with one activation only that one."""


class SetupPane(VerticalScroll):
    """The form."""

    BORDER_TITLE = "Setup"
    HELP = """\
What is learned, by what network, and how. Every field checks what you type and says beside it what is wrong.

- **Enter** takes the value and leaves the field, **Tab** goes on to the next, **Esc** puts the old value back.
- **Up** and **down** try the next value: 0.1, 0.2, 0.5, 1 ... for numbers, the next name for data and activations.
- Learning rate, momentum, batch size, limits and log interval act on the running network. Data, layers, activations and
  start weights need a new start; the network you leave stays within reach of **u** (undo).
"""

    DEFAULT_CSS = """
    SetupPane {
        border: round $foreground-muted;
        border-title-color: $foreground;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        &:focus-within { border: round $accent; }
        &:focus { border: round $accent; }
        .setup-pane--section { height: 1; color: $text-primary; text-style: bold; }
        .setup-pane--facts { height: auto; color: $foreground-muted; }
    }
    """

    can_focus = True

    def __init__(self, verify: Verify) -> None:
        """Make the form; `verify` says what speaks against values beyond what each option checks."""
        super().__init__(id="setup")
        self._verify = verify
        self._facts = Static(classes="setup-pane--facts", markup=False)
        self._shown: object = None
        self.activations: tuple[str, ...] = ()
        """Of the network in force, one for each layer."""

    def compose(self) -> ComposeResult:
        """Lay out the fields under their headings."""
        for title, places in FORM:
            yield Static(title, classes="setup-pane--section")
            for place in places:
                option = find_option(*place)
                names = [dataset.name for dataset in builtin_datasets()] if place == ("data", "source") else []
                yield OptionField(option, self._reader(option), self._verify, names)
        yield self._facts

    def show(self, session: Session) -> None:
        """Show the values in force."""
        if (session.run, session.started) == self._shown:
            return
        self._shown = (session.run, session.started)
        if session.started is not None:
            self.activations = session.started.activations
        for field in self.query(OptionField):
            field.show(self._text(session, field.option))
        self._facts.update(_facts(session))

    @property
    def first_field(self) -> OptionField:
        """The first field."""
        return self.query(OptionField).first()

    def _text(self, session: Session, option: Option) -> str:
        started = session.started
        value = session.run.value(option)
        if started is not None and option.key == "layers":
            value = started.layer_sizes
        elif started is not None and option.key == "activations" and len(started.activations) <= MOST_ACTIVATIONS_SHOWN:
            value = started.activations
        return option.kind.format(value)

    def _reader(self, option: Option) -> Callable[[object], Values]:
        if option.key == "layers":
            return self._layer_values
        if option.key == "activations":
            return _activation_values
        return lambda value: {(option.section, option.key): value}

    def _layer_values(self, value: object) -> Values:
        """Layers as typed; with another number of layers, the list of activations is made to fit."""
        values: dict[tuple[str, str], object] = {("network", "layers"): value}
        if isinstance(value, tuple) and len(set(self.activations)) > 1:
            *hidden, output = self.activations
            wanted = len(value) - 2
            hidden = (hidden + [hidden[-1] if hidden else output] * wanted)[:wanted]
            values["network", "activations"] = (*hidden, output)
        return values


def _activation_values(value: object) -> Values:
    """A list of equal names is kept as one name, so that it fits any number of layers."""
    same = isinstance(value, tuple) and len(set(value)) == 1
    return {("network", "activations"): value[:1] if same and isinstance(value, tuple) else value}


def _facts(session: Session) -> str:
    started = session.started
    if started is None:
        return ""
    parameters = parameter_count(started.layer_sizes)
    return f"{parameters:,} parameters, {size_text(parameters * BYTES_PER_NUMBER)}; {started.samples:,} rows"
