"""Where a run stands, and what can be done with it now: read by everything on the screen, changed by the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tui_nn.config.errors import UserError
from tui_nn.config.run import RunConfig, find_option
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.editing import table_of
from tui_nn.data.mapped_rows import MappedRows
from tui_nn.data.table import Table
from tui_nn.engine.activations import layers_fault
from tui_nn.engine.compatibility import optimizer_fault, pair_fault, rules_fault, targets_fault, training_fault
from tui_nn.engine.events import Event, Finished, Loading, Progress, Snapshot, Started
from tui_nn.engine.memory import require_memory
from tui_nn.engine.recording import Recording
from tui_nn.engine.stopping import StopReason, rule_reached
from tui_nn.experiments.doctor import Diagnosed
from tui_nn.ui.past import Past
from tui_nn.ui.undo import Checkpoint, UndoHistory

Phase = Literal["loading", "ready", "training", "paused", "finished", "failed"]
Values = Mapping[tuple[str, str], object]

MOST_EDITED_ROWS = 1000
"""All of them are on the screen, and a change of one is prepared anew in milliseconds."""

MOST_SAVED_ROWS = 100_000
"""More of them would hold up the keys for seconds; where they come from they are in a file already."""

WAYS_ON = {
    StopReason.MIN_ERROR: "The target error is reached: set a lower one in Setup, or make a new start",
    StopReason.MAX_ITERATIONS: "The limit of iterations is reached: raise Max iterations in Setup, or make a new start",
    StopReason.DIVERGED: "The run diverged: lower the learning rate in Setup, or make a new start",
    StopReason.MIN_ACCURACY: "The target accuracy is reached: set a higher one in Setup, or make a new start",
    StopReason.PATIENCE: "The error does not improve any more: raise Patience in Setup, or make a new start",
    StopReason.MAX_SECONDS: "The time is up: raise Max seconds in Setup, or make a new start",
    StopReason.NO_STEP: "No step lowers the error any more: make a new start, or choose other layers in Setup",
    StopReason.MIN_GRADIENT_NORM: "The gradient is as small as asked: lower Smallest gradient, or make a new start",
}
"""What to do when a run has ended by a rule that still holds."""


@dataclass(frozen=True)
class Notice:
    """Something to tell the person, in one line."""

    text: str
    severity: Literal["information", "warning", "error"] = "information"


class Standing:
    """What is true of one person's work."""

    def __init__(self, run: RunConfig) -> None:
        self.run = run
        self.phase: Phase = "loading"
        self.started: Started | None = None
        self.snapshot: Snapshot | None = None
        self.notices: list[Notice] = []
        """What has to be said since the last look; whoever shows it clears it."""

        self.past = Past()
        """What was recorded of the run on the screen, and where in it the person is."""

        self.row = 0
        """Of `started.rows`: the one that the person looks at, in every picture."""

        self.loading: Loading | None = None
        """How far the loading of the data is, where that takes a while."""

        self.table: Table | None = None
        """The rows as the person has edited them; None for those of the source."""

        self.refused: RunConfig | None = None
        """The run whose data were refused last for a reason that other choices about their columns can mend."""

        self.experiment: Event | None = None
        """What the newest experiment told last."""

        self.diagnosis: Diagnosed | None = None
        """What the doctor found before it tried anything."""

        self.experiment_runs = False
        """Whether it is under way; the network waits meanwhile."""

        self.compiler_works = False
        """Whether the loop for small networks was still being compiled when last heard of."""

        self._opened: tuple[MappedRows, Dataset | None] | None = None
        """All rows of the data on the screen, held open."""

        self._left = UndoHistory()
        self._engine_lost: str | None = None
        """Why there will be no engine process any more, when that is so."""

        self._training_at_end: TrainingConfig | None = None
        """The options with which the last run ended: a run that diverged may go on with others."""

    @property
    def undo_stack(self) -> list[Checkpoint]:
        """Networks that were left, the newest last."""
        return self._left.undo_stack

    @property
    def redo_stack(self) -> list[Checkpoint]:
        """Networks that undo left, the one to redo first last."""
        return self._left.redo_stack

    @property
    def shown(self) -> Snapshot | None:
        """What every picture shows: the run as it stands, or the moment of its past that the person looks at."""
        if self.snapshot is None or self.started is None:
            return self.snapshot
        return self.past.snapshot(self.snapshot, self.started, self.run.training)

    @property
    def recording(self) -> Recording:
        """Moments of the run, from its start to the present."""
        return self.past.recording

    @property
    def looks_back(self) -> bool:
        """Whether a moment of the past is shown, and not the present."""
        return self.past.moment is not None

    @property
    def iteration(self) -> int:
        """Of the network on the screen."""
        return self.snapshot.iteration if self.snapshot else 0

    @property
    def stop_reason(self) -> StopReason | None:
        """Why the run ended, when it has."""
        return self.snapshot.stop_reason if self.phase == "finished" and isinstance(self.snapshot, Finished) else None

    @property
    def compiling(self) -> bool:
        """Whether iterations wait for the compiler."""
        return isinstance(self.snapshot, Progress) and self.snapshot.preparing

    @property
    def data_name(self) -> str:
        """What the data are called."""
        return self.run.data.label or (self.started.rows.name if self.started else self.run.data.source)

    def why_not_train(self) -> str | None:
        """Why training cannot start now, or None."""
        if self.phase == "loading":
            return "The data are still being loaded"
        if self._engine_lost is not None:
            return self._engine_lost
        if self.phase == "failed":
            return "There is no network to train; choose other data or layers in Setup"
        if self.started is not None and (fault := training_fault(self.started.activations, self.run.training.loss)):
            return fault[:1].upper() + fault[1:]
        if self.phase == "finished" and self.shown is not None:
            still = rule_reached(self.shown.iteration, self.shown.error, self.run.training)
            if still is not None:
                return WAYS_ON[still]
            if isinstance(self.shown, Finished) and self.run.training == self._training_at_end:
                return WAYS_ON.get(self.shown.stop_reason)
        return None

    def why_not_stop_loading(self) -> str | None:
        """Why there is no loading to stop, or None."""
        if self.phase != "loading" or self._engine_lost is not None:
            return "Nothing is being loaded"
        nowhere = self.snapshot is None and self.run.data == RunConfig().data
        return "There is no other run to go back to" if nowhere else None

    def why_not_experiment(self) -> str | None:
        """Why no experiment can begin now, or None."""
        if self.phase == "failed":
            return "There is no network to experiment with; choose other data or layers in Setup"
        return self.why_not_new_start()

    def why_not_step(self) -> str | None:
        """Why a single iteration cannot be done now, or None."""
        return "Training is running; pause it first" if self.phase == "training" else self.why_not_train()

    def why_not_reset(self) -> str | None:
        """Why there is nothing to reset, or None."""
        if self.phase == "loading":
            return "The data are still being loaded"
        return "Nothing to reset: the network is at its start weights" if self.iteration == 0 else None

    def why_not_new_start(self) -> str | None:
        """Why no new start can be made, or None."""
        return "The data are still being loaded" if self.phase == "loading" else self._engine_lost

    def why_not_undo(self) -> str | None:
        """Why there is nothing to go back to, or None."""
        if self.phase == "loading":
            return "The data are still being loaded"
        return None if self.undo_stack else "Nothing to undo: no trained network has been left behind"

    def why_not_redo(self) -> str | None:
        """Why there is nothing to go forward to, or None."""
        return None if self.redo_stack and self.phase != "loading" else "Nothing to redo"

    def problem_with(self, values: Values) -> str | None:
        """Say what speaks against these values, beyond what each option checks by itself; None when nothing does."""
        try:
            changed = self.run.with_values(values)
            if self.started is not None and not any(section == "data" for section, _ in values):
                rows = self.started.rows
                sizes = changed.network.layer_sizes(rows.features, rows.outputs, self.data_name)
                activations = changed.network.layer_activations(len(sizes) - 1)
                loss = changed.training.loss
                fault = layers_fault(activations, sizes[-1]) or pair_fault(activations, loss)
                fault = fault or targets_fault(rows, loss) or rules_fault(rows, changed.training)
                fault = fault or optimizer_fault(sizes, changed.training)
                if fault is not None:
                    return fault
                require_memory(sizes, self.started.samples, optimizer=changed.training.optimizer)
        except UserError as error:
            return str(error)
        return None

    def needs_new_start(self, values: Values) -> bool:
        """Whether these values differ from the run's in anything that cannot change while it runs."""
        values = self._with_hidden_layers(values)
        changed = self.run.with_values(values)
        return any(
            not find_option(*place).live
            and (self.phase == "failed" or _value(changed, place) != _value(self.run, place))
            for place in values
        )

    def why_not_look_back(self) -> str | None:
        """Why no moment of the past can be shown, or None."""
        if self.phase in ("loading", "failed") or len(self.recording.moments) < 2:
            return "There is no past yet: press t to train, or s for one iteration"
        return None

    def why_not_look_at_the_present(self) -> str | None:
        """Why there is no way from the past to the present, or None."""
        return None if self.looks_back else "This is the present; , goes back in time"

    def why_not_edit(self) -> str | None:
        """Why the rows cannot be edited, or None."""
        if self.phase in ("loading", "failed") or self.started is None:
            return "There are no rows yet"
        if self.started.samples > MOST_EDITED_ROWS:
            return (
                f"Tables of up to {MOST_EDITED_ROWS:,} rows can be edited here; this one has {self.started.samples:,}"
            )
        return None

    def why_not_save_model(self) -> str | None:
        """Why there is no network to write to a file, or None."""
        return "There is no network yet" if self.phase in ("loading", "failed") or self.shown is None else None

    def why_not_save_rows(self) -> str | None:
        """Why there are no rows to write to a file, or None."""
        if self.phase in ("loading", "failed") or self.started is None:
            return "There are no rows yet"
        if self.started.samples > MOST_SAVED_ROWS:
            return (
                f"Tables of up to {MOST_SAVED_ROWS:,} rows can be written here; this one has {self.started.samples:,}"
            )
        return None if self._has_all_rows else "The rows are not at hand any more; load the data again"

    @property
    def all_rows(self) -> Dataset | None:
        """Every row where this process can look at them, otherwise the first ones."""
        if self.started is None or self.started.whole is None:
            return self.started.rows if self.started is not None else None
        whole = self.started.whole
        if self._opened is None or self._opened[0] is not whole:
            self._opened = whole, whole.opened()
        return self._opened[1] or self.started.rows

    @property
    def rows(self) -> Table | None:
        """The rows as they stand, as their owner would write them."""
        if self.table is not None or self.started is None:
            return self.table
        return table_of(self.all_rows or self.started.rows)

    @property
    def _has_all_rows(self) -> bool:
        """Whether the rows on the screen are all there are."""
        rows = self.all_rows
        table = self.table or (rows.table if rows is not None else None)
        count = table.rows if table is not None else rows.samples if rows is not None else 0
        return self.started is not None and count >= self.started.samples

    def _with_hidden_layers(self, values: Values) -> Values:
        """Keep layers as hidden layers, whose ends follow the data, also when other data are chosen later."""
        layers = values.get(("network", "layers"), self.run.network.layers)
        others = {place: value for place, value in values.items() if place != ("network", "layers")}
        restructured = any(
            place == ("network", "layers") or (place[0] == "data" and not find_option(*place).live) for place in values
        )
        if not restructured or not isinstance(layers, tuple):
            return others
        return {("network", "hidden"): layers[1:-1], **others}


def _value(run: RunConfig, place: tuple[str, str]) -> object:
    """A run's value of an option; layers that were given whole count as hidden layers, too."""
    layers = run.network.layers
    return layers[1:-1] if place == ("network", "hidden") and layers else run.value(find_option(*place))
