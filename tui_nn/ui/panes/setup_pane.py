"""Setup: everything that a person may choose, as a form of those fields that act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui_nn.config.list_kinds import CLASS_WEIGHT_WORDS
from tui_nn.config.options import Option
from tui_nn.config.presets import PRESETS
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.catalog import builtin_datasets
from tui_nn.engine.memory import BYTES_PER_NUMBER, parameter_count, size_text
from tui_nn.engine.second_order.sizes import iteration_cost
from tui_nn.ui.panes.activation_curve import ActivationCurve
from tui_nn.ui.panes.coupling import activation_values, layer_values, loss_values, said
from tui_nn.ui.panes.form import (
    ACTIVATIONS,
    CLASS_WEIGHTS,
    FORM,
    LAYERS,
    LOSS,
    OPTIMIZER,
    SOURCE,
    Place,
    acts,
    is_usual,
)
from tui_nn.ui.panes.function_curve import FunctionCurve
from tui_nn.ui.panes.loss_curve import LossCurve
from tui_nn.ui.panes.option_field import OptionField, Verify
from tui_nn.ui.panes.preset_choice import PRESET, preset_in_force, preset_values
from tui_nn.ui.plain_text import plain
from tui_nn.ui.session import Session, Values

PRESET_PLACE: Place = ("", "preset")

FIRST_FIELDS = 16
"""As many as the first frame of a small window shows; the others are made after it."""

MOST_ACTIVATIONS_SHOWN = 8
"""Layers whose activations are written out; of a deeper network with one activation only that one."""

LONGEST_FACTS = 120

PLACEHOLDERS: dict[Place, str] = {
    PRESET_PLACE: "none of them",
    ("data", "targets"): "the usual ones",
    ("data", "ignored"): "none",
    ("data", "kinds"): "as they look",
}
"""What stands in a field that is empty."""


class SetupPane(VerticalScroll):
    """The form."""

    BORDER_TITLE = "Setup"
    HELP = """\
What is learned, by what network, and how. Every field checks what you type and says below it what is wrong. A field is
there when it acts on this run, or when its value is not the usual one (then it is grey while it does not act):
choosing another data set, optimizer, loss or schedule brings other fields.

- **Enter** takes the value and leaves the field, **Tab** goes on to the next, **Esc** puts the old value back.
- **Up** and **down** try the next value: 0.1, 0.2, 0.5, 1 ... for numbers, the next name for data and activations.
- Rates, momentum, batch size, regularization, limits and log interval act on the running network. Data, layers,
  activations, start weights, loss, optimizer and schedule need a new start; the network you leave stays within reach of
  **u** (undo).
- **Layers** counts inputs and outputs too: 2,8,8,1 has two hidden layers, 2,1 has none. The parameters that a network
  would have are counted below while you type.
- While you choose an **activation**, its curve and its derivative are drawn below the field; in a list it is that of
  the layer under the cursor. Parameters stand in parentheses: leaky_relu(0.2).
- Optimizers of **second order** (levenberg_marquardt, lbfgs, bfgs, scaled_conjugate_gradient) converge in a handful of
  iterations, each of which costs more: what one costs for this network is said below the name.
- softmax goes with the losses categorical_crossentropy and categorical_focal, binary_crossentropy and binary_focal
  with sigmoid, and poisson with softplus: choose one, and the other follows.
- **Preset** sets everything at once; it shows a name as long as the run is exactly that preset.
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
        .setup-pane--facts { height: auto; color: $foreground-muted; padding: 0 0 0 1; }
    }
    """

    can_focus = True

    def __init__(self, verify: Verify) -> None:
        """Make the form; `verify` says what speaks against values beyond what each option checks."""
        super().__init__(id="setup")
        self._verify = verify
        self._facts = Static(classes="setup-pane--facts", markup=False)
        self._curves: dict[Place, FunctionCurve] = {ACTIVATIONS: ActivationCurve(), LOSS: LossCurve()}
        self._headings = {title: Static(title, classes="setup-pane--section") for title, _ in FORM}
        self._fields: dict[Place, OptionField] = {}
        self._session: Session | None = None
        self._run = RunConfig()
        self._shown: object = None
        self._order = _order(self._headings, self._facts, self._curves)

    def compose(self) -> ComposeResult:
        """Lay out the fields that the first frame shows."""
        for item in self._wanted(_visible_in(self._run)[:FIRST_FIELDS]):
            yield self._widget(item)

    def on_mount(self) -> None:
        """Follow how many units are typed."""
        self.watch(self._fields[LAYERS].input, "value", self._show_facts, init=False)

    def show(self, session: Session) -> None:
        """Show the values in force."""
        if (session.run, session.started, session.table is None) == self._shown:
            return
        self._shown = (session.run, session.started, session.table is None)
        self._session, self._run = session, session.run
        for field in self._fields.values():
            field.show(self._text(field.option))
        self._show_facts()
        # What the first frame shows stands already; the rest is made when this frame has been drawn.
        self.call_after_refresh(self._arrange)

    @property
    def first_field(self) -> OptionField:
        """The first field."""
        return self.query(OptionField).first()

    def on_descendant_focus(self) -> None:
        """Draw an activation or a loss below its field, and nowhere else."""
        self._place_curves()

    def on_descendant_blur(self) -> None:
        """A field that does not act and was only kept for the person in it may go."""
        self._place_curves()
        self.call_after_refresh(self._arrange)

    # Which fields there are

    def _arrange(self) -> None:
        """Make the fields that have come to act, and hide those that act no more; the one in use stays."""
        if not self.is_attached or self._session is None:
            return
        visible = [
            place
            for place in _places()
            if place in _visible_in(self._run) or (place in self._fields and self._fields[place].busy)
        ]
        wanted = self._wanted(visible)
        with self.app.batch_update():
            self._mount(wanted)
            for place, field in self._fields.items():
                field.display = place in visible
                field.set_class(place != PRESET_PLACE and not acts(field.option, self._run), "-idle")

    def _mount(self, wanted: Sequence[Place | Widget]) -> None:
        """Put what is missing in its place, neighbours together."""
        missing: list[Widget] = []
        for item in wanted:
            widget = self._widget(item)
            if widget.parent is None:
                missing.append(widget)
            elif missing:
                self.mount_all(missing, before=widget)
                missing = []
        if missing:
            self.mount_all(missing)

    def _wanted(self, visible: Sequence[Place]) -> list[Place | Widget]:
        """What stands in the form, in its order, when these fields do."""
        there: set[Place | Widget] = {*visible, self._facts}
        there |= {self._headings[title] for title, places in FORM if not there.isdisjoint(places)}
        there |= {curve for curve in self._curves.values() if curve.parent is not None}
        return [item for item in self._order if item in there]

    def _widget(self, item: Place | Widget) -> Widget:
        if isinstance(item, Widget):
            return item
        if item not in self._fields:
            self._fields[item] = self._make_field(item)
        return self._fields[item]

    def _make_field(self, place: Place) -> OptionField:
        option = PRESET if place == PRESET_PLACE else find_option(*place)
        names = {
            SOURCE: [dataset.name for dataset in builtin_datasets()],
            PRESET_PLACE: list(PRESETS),
            CLASS_WEIGHTS: CLASS_WEIGHT_WORDS,
        }.get(place, ())
        return OptionField(
            option,
            partial(self._values, place),
            self._verify,
            names,
            text=self._text(option) if self._session is not None else "",
            placeholder=PLACEHOLDERS.get(place, ""),
            said=partial(self._said, place),
        )

    # What they say

    def _text(self, option: Option) -> str:
        session = self._session
        assert session is not None
        if option is PRESET:
            return preset_in_force(session)
        started, value = session.started, session.run.value(option)
        if started is not None and option.key == "layers":
            value = started.layer_sizes
        elif started is not None and option.key == "activations" and len(started.activations) <= MOST_ACTIVATIONS_SHOWN:
            value = started.activations
        return option.kind.format(value)

    def _values(self, place: Place, value: object) -> Values:
        if place == PRESET_PLACE:
            return preset_values(value)
        coupled = {LAYERS: layer_values, ACTIVATIONS: activation_values, LOSS: loss_values}.get(place)
        return {place: value} if coupled is None else coupled(value, self._run)

    def _said(self, place: Place, values: Values) -> str:
        if place == PRESET_PLACE:
            return PRESETS[str(self._fields[place].option.parse(self._fields[place].input.value))].description
        started, cost = self._session.started if self._session is not None else None, ""
        if place == OPTIMIZER and started is not None:
            cost = iteration_cost(str(values[place]), parameter_count(started.layer_sizes))
        return "; ".join(filter(None, (said(values, place, self._run), cost)))

    def _show_facts(self) -> None:
        """Count the parameters of the network that is typed, or else of the one in force."""
        started = self._session.started if self._session is not None else None
        layers = (self._fields[LAYERS].pending_values or {}).get(LAYERS)
        if isinstance(layers, tuple):
            self._facts.update(plain(f"→ {'-'.join(map(str, layers))}: {_size(layers)}", LONGEST_FACTS))
        elif started is not None:
            self._facts.update(f"{_size(started.layer_sizes)}; {started.samples:,} rows")

    # The curve of a function that is being chosen

    def _place_curves(self) -> None:
        for place, curve in self._curves.items():
            field = self._fields.get(place)
            here = field is not None and field.input.has_focus
            if here and curve.parent is None:
                assert field is not None
                self.mount(curve, after=field)
                for attribute in ("value", "selection"):
                    self.watch(field.input, attribute, self._follow, init=False)
            if curve.display != here:
                curve.display = here
            if here:
                self._follow()
                self.call_after_refresh(self._scroll_to_curve, place)

    def _follow(self) -> None:
        for place, curve in self._curves.items():
            field = self._fields.get(place)
            if field is not None and field.input.has_focus:
                curve.follow(field.input.value, field.input.cursor_position)

    def _scroll_to_curve(self, place: Place) -> None:
        """Bring the whole curve into sight, where it has room together with its field."""
        field, curve = self._fields[place], self._curves[place]
        both = field.virtual_region.union(curve.virtual_region)
        if curve.display and both.height <= self.scrollable_content_region.height:
            self.scroll_to_region(both, animate=False, force=True)


def _order(headings: dict[str, Static], facts: Static, curves: Mapping[Place, FunctionCurve]) -> list[Place | Widget]:
    """Everything that may stand in the form, from top to bottom."""
    below: dict[Place, Widget] = {LAYERS: facts, **curves}
    order: list[Place | Widget] = [PRESET_PLACE]
    for title, places in FORM:
        order.append(headings[title])
        for place in places:
            order += [place, below[place]] if place in below else [place]
    return order


def _places() -> list[Place]:
    return [PRESET_PLACE, *(place for _, places in FORM for place in places)]


def _visible_in(run: RunConfig) -> list[Place]:
    """The fields that act, and those with another value than usual, so that none acts unseen later."""
    visible = [PRESET_PLACE]
    for _, places in FORM:
        for place in places:
            option = find_option(*place)
            if acts(option, run) or not is_usual(option, run):
                visible.append(place)
    return visible


def _size(layers: Sequence[int]) -> str:
    parameters = parameter_count(layers)
    return f"{parameters:,} parameters, {size_text(parameters * BYTES_PER_NUMBER)}"
