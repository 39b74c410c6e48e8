"""The gate atlas: which truth tables the present training learns, and what hidden layers buy, as one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Integer
from tui_nn.config.list_kinds import Sizes
from tui_nn.data.gates import GATES, TWO_INPUT_GATES
from tui_nn.engine.process import Job
from tui_nn.experiments.gate_atlas import GateAtlasJob, hidden_text
from tui_nn.experiments.lab_events import GatesEvent, LabEvent, LabRow
from tui_nn.experiments.smallest import with_hidden
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.panes.gate_sheet import LEARNED, GateSheet, count_text, margin_text
from tui_nn.ui.screens.experiment_screen import ExperimentScreen, with_free_ends
from tui_nn.ui.screens.question import Asked, read
from tui_nn.ui.screens.success_screen import GOAL_HELP, MOST_STARTS
from tui_nn.ui.session import Values

GOAL = SuccessGoal("bits", 1.0)
STARTS, ITERATIONS = 20, 20_000
COMPARED: tuple[tuple[int, ...], ...] = ((), (2,), (4,))
MOST_COMPARED = 8
MOST_NAMED = 4
"""Gates that are named because they are not learned."""

HIDDEN_HELP = f"Hidden layers to compare, up to {MOST_COMPARED}: 0 is none, a plus joins layers, as in 0,2,4,4+4"
NO_LAYER = ("0", "none")


class GatesScreen(ExperimentScreen):
    """Every truth table, with and without hidden units."""

    TITLE = "gate atlas"
    KEYS = "arrows · h layers · enter opens"
    DEFAULT_CSS = """
    GatesScreen GateSheet { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0, -1)", "Gate above"),
        Binding("down", "move(0, 1)", "Gate below"),
        Binding("left", "move(-1, 0)", "Gate on the left"),
        Binding("right", "move(1, 0)", "Gate on the right"),
        Binding("h", "next_layers(1)", "Next hidden layers"),
        Binding("H", "next_layers(-1)", "Hidden layers before"),
        Binding("enter", "open", "Open as a run"),
    ]
    _iterations = ITERATIONS
    _compared: tuple[tuple[int, ...], ...] = COMPARED

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for hidden layers, starts, iterations and what success is."""
        run = with_free_ends(self.session.run)
        compared = ",".join(
            hidden_text(each) if each else "0" for each in dict.fromkeys((*COMPARED, run.network.hidden))
        )
        iterations = str(min(run.training.max_iterations, ITERATIONS))
        return [
            [
                Asked("hidden", "hidden", compared, HIDDEN_HELP, 12),
                Asked("success", "success", GOAL.text, GOAL_HELP, 12),
                Asked("starts", "starts", str(STARTS), f"How many starts for each, up to {MOST_STARTS:,}", 6),
                Asked(
                    "iterations", "iterations", iterations, "After which a run that has not succeeded is given up", 8
                ),
            ]
        ]

    def job(self, asked: Mapping[str, str]) -> Job:
        """Train the present network, with each of the hidden layers, on every gate."""
        hidden = compared_layers(asked["hidden"])
        goal = SuccessGoal.parse(asked["success"])
        starts = read(Integer(minimum=1, maximum=MOST_STARTS), "starts", asked["starts"])
        iterations = read(Integer(minimum=1), "iterations", asked["iterations"])
        run = with_free_ends(self.session.run).with_values({("training", "max_iterations"): iterations})
        job = GateAtlasJob(run, goal, starts, hidden_layers=hidden, keep=self.journals)
        self._iterations, self._compared = iterations, hidden
        self._sheet.choice = min(self._sheet.choice, len(hidden) - 1)
        return job

    def picture(self) -> ComposeResult:
        """Lay out the sheet."""
        self._sheet = GateSheet()
        yield self._sheet

    def words(self, event: LabEvent) -> str:
        """Say how many gates are learned with which hidden layers, and which are not."""
        return atlas_text(event) if isinstance(event, GatesEvent) else ""

    def reading(self, event: LabEvent) -> str:
        """Say the same, and what is known of the gate under the cursor."""
        return f"{self.words(event)}\n{self._sheet.reading}\nSuccess is {event.goal_words}."

    def draw(self) -> None:
        """Show the sheet."""
        sheet, event = self._sheet, self.event
        sheet.rows = event.rows if isinstance(event, GatesEvent) else ()
        sheet.choices = event.hidden_layers if isinstance(event, GatesEvent) else ()
        sheet.reading = gate_text(sheet.row_at(sheet.gate, sheet.choice)) if sheet.rows else ""
        sheet.redraw()

    @on(GateSheet.Chosen)
    def take_clicked(self, event: GateSheet.Chosen) -> None:
        """Go to the gate that was clicked, and to its column."""
        self._sheet.gate = event.gate
        if event.choice is not None:
            self._sheet.choice = event.choice
        self.draw()

    def action_move(self, across: int, down: int) -> None:
        """Go to another gate."""
        self._sheet.gate = self._sheet.moved(across, down)
        self.draw()

    def action_next_layers(self, step: int) -> None:
        """Colour the sheet by other hidden layers."""
        self._sheet.choice = (self._sheet.choice + step) % max(1, len(self._compared))
        self.draw()

    def action_open(self) -> None:
        """Open the gate under the cursor as a run with these hidden layers, from the first of its starts."""
        if self._sheet.rows:
            name = self._sheet.row_at(self._sheet.gate, self._sheet.choice).name
            self.dismiss(self._values(name, self._compared[self._sheet.choice]))

    def _values(self, gate: str, hidden: tuple[int, ...]) -> Values:
        network = with_hidden(with_free_ends(self.session.run).network, hidden)
        data = DataConfig(source=gate)
        changed = [field.name for field in fields(data) if _differs(data, self.session.run.data, field.name)]
        return {
            **{("data", key): getattr(data, key) for key in changed},
            ("network", "hidden"): network.hidden,
            ("network", "activations"): network.activations,
            ("training", "max_iterations"): self._iterations,
        }


def _differs(one: DataConfig, other: DataConfig, key: str) -> bool:
    return bool(getattr(one, key) != getattr(other, key))


def compared_layers(text: str) -> tuple[tuple[int, ...], ...]:
    """Read hidden layers that are compared, such as 0,2,4+4.

    Raises:
        ConfigError: in words for whoever typed it.
    """
    words = [word.strip().lower() for word in text.split(",")]
    if len(words) > MOST_COMPARED:
        raise ConfigError(f"hidden: {len(words)} are too many to compare; give up to {MOST_COMPARED}, as in 0,2,4")
    found = []
    for word in words:
        try:
            sizes = () if word in NO_LAYER else Sizes().parse(word.replace("+", ","))
        except ValueError as error:
            raise ConfigError(f"hidden: {error}") from None
        found.append(sizes or ())
    return tuple(found)


def atlas_text(event: GatesEvent) -> str:
    """Say how many gates of two inputs are learned with which hidden layers, and what success is."""
    names = {name for name, _, _ in TWO_INPUT_GATES}
    parts = []
    for place, hidden in enumerate(event.hidden_layers):
        rows = [row for row in event.rows[place :: len(event.hidden_layers)] if row.name in names and row.tally.trials]
        missed = [row.name for row in rows if row.tally.rate < LEARNED]
        named = f" (not {', '.join(missed)})" if 0 < len(missed) <= MOST_NAMED else ""
        parts.append(f"{len(rows) - len(missed)} {layers_words(hidden)}{named}")
    return f"Of {len(names)} gates of two inputs, 9 of 10 starts or more learn {', '.join(parts)}."


def layers_words(hidden: str) -> str:
    """Return hidden layers as they stand in a sentence."""
    return "without hidden units" if hidden in NO_LAYER else f"with {hidden}"


def gate_text(row: LabRow) -> str:
    """Say what is known of one gate with one choice of hidden layers."""
    tally = row.tally
    hidden = layers_words(str(dict(row.details)["hidden"])).capitalize()
    said = f"{row.name}, {GATES[row.name].description}. {hidden}{'' if hidden.endswith('units') else ' hidden units'}: "
    if not tally.trials:
        return f"{said}not tried yet."
    said += f"{tally.successes} of {tally.trials} starts succeed ({tally.low:.0%} to {tally.high:.0%})"
    if tally.successes:
        said += f", median {count_text(tally.median_iterations)} iterations"
    return f"{said}, margin {margin_text(tally.median_margin)}." if math.isfinite(tally.median_margin) else f"{said}."
