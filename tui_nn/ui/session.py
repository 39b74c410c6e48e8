"""What the person does and what the engine tells, and the way back; no widget, no thread and no clock in it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from tui_nn.config.errors import DataError
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table
from tui_nn.engine.compatibility import targets_fault
from tui_nn.engine.control import Change, Command, Pause, Resume, Step, Stop
from tui_nn.engine.events import MAX_OUTPUT_ROWS, Event, Failed, Finished, Loading, Recorded, Remark, Snapshot, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.process import EngineDied, Job
from tui_nn.engine.stopping import StopReason, explain
from tui_nn.engine.training import COMPILED, COMPILING
from tui_nn.experiments.doctor import Diagnosed, Treated, Trials
from tui_nn.experiments.doctor_trials import TriedRemedy, jogged
from tui_nn.experiments.lab_events import LabEvent
from tui_nn.ui.past import Past
from tui_nn.ui.standing import Notice as Notice
from tui_nn.ui.standing import Phase as Phase
from tui_nn.ui.standing import Standing
from tui_nn.ui.standing import Values as Values
from tui_nn.ui.undo import Checkpoint

MOST_DEATHS = 3
"""Of the engine process, one after the other without an iteration between them."""

NO_JOB = 0
"""The number under which the engine speaks for itself; jobs are counted from 1."""

KEEPS_EDITED_ROWS = frozenset(
    {"missing", "scaling", "target_scaling", "extra_inputs", "validation_share", "test_share", "split_seed", "label"}
)
"""Options of the data that say how rows are used; the others say which rows there are."""


class Engine(Protocol):
    """What the session needs of the engine process."""

    def begin(self, job: Job) -> int:
        """Start a job, which stops the one before, and return its number; raises EngineDied."""

    def tell(self, command: Command) -> None:
        """Say something to the newest job; raises EngineDied."""


@dataclass(frozen=True)
class _Before:
    """What to go back to when the run that is being loaded cannot be had."""

    run: RunConfig
    phase: Phase
    started: Started | None
    snapshot: Snapshot | None
    kept: bool
    """Whether its network was put on the undo stack."""

    redoable: int
    """How many networks were moved there from the redo stack."""

    table: Table | None
    past: Past


class Session(Standing):
    """One person's work with one engine."""

    def __init__(self, run: RunConfig, engine: Engine) -> None:
        super().__init__(run)
        self._engine = engine
        self._job_number = NO_JOB
        self._experiment_number = NO_JOB
        self._job_over = True
        self._before_edit: Checkpoint | None = None
        """Kept until the engine has told that it can use the edited rows."""

        self._before: _Before | None = None
        """Kept until the first snapshot of the run that takes its place."""

        self._deaths = 0

    # What the person asks for

    def begin(self) -> None:
        """Load the data and show the network at its start."""
        self._restart(self.run)

    def stop_loading(self) -> None:
        """Take up the run before again; where there is none, the one that tui-nn opens with."""
        if self.why_not_stop_loading() is not None:
            return
        with suppress(EngineDied):  # as in _tell
            self._engine.tell(Stop())
        self._job_over, self._job_number, self.loading = True, NO_JOB, None
        self._say(f"Loading {self.run.data.label or self.run.data.source} is stopped", "warning")
        self._leave_what_cannot_be_had()

    def toggle_training(self) -> None:
        """Train, or pause."""
        if self.phase == "training":
            self._tell(Pause())
            self.phase = "paused"
        elif self.why_not_train() is None:
            self._go_on_from_the_moment_shown()
            self._tell(Resume())
            self.phase = "training"

    def step(self, iterations: int) -> None:
        """Do so many iterations and pause."""
        if self.why_not_step() is None:
            self._go_on_from_the_moment_shown()
            self._tell(Step(iterations))
            self.phase = "paused"

    def choose_row(self, row: int) -> None:
        """Look at a row, or the nearest there is."""
        if self.started is not None:
            self.row = max(0, min(row, self.started.rows.samples - 1))

    def look_at(self, place: int) -> None:
        """Show a moment of the recorded past, by its place in the recording; a run that trains is paused."""
        if self.why_not_look_back() is not None:
            return
        if self.phase == "training":
            self.toggle_training()
        self.past.look_at(place)

    def look_back(self, places: int) -> None:
        """Show a moment so many places away from the one that is shown; beyond the last one is the present."""
        place = self.past.place(self.iteration)
        if place is None:
            return
        if places > 0 and (not self.looks_back or place + places >= len(self.recording.moments)):
            self.look_at_the_present()
        else:
            self.look_at(place + places)

    def look_at_the_present(self) -> None:
        """Show the run as it stands."""
        self.past.look_at_the_present()

    def _go_on_from_the_moment_shown(self) -> None:
        """Make a moment of the past the present; undo brings back the run that came after it."""
        moment = self.shown
        if not self.looks_back or moment is None:
            return
        self._left.keep(self._checkpoint())
        self.past = Past(self.recording.until(moment.iteration))
        self.snapshot, self._job_over = moment, True
        self._say(f"Going on from iteration {moment.iteration:,}; u brings back what came after it")

    def reset(self) -> None:
        """Go back to the start weights."""
        if self.why_not_reset() is None:
            self._restart(self.run, self.table)

    def new_start(self) -> None:
        """Start from the weights of the next seed."""
        if self.why_not_new_start() is None:
            seed = self.run.network.seed + 1
            self._restart(replace(self.run, network=replace(self.run.network, seed=seed)), self.table)

    def change(self, values: Values) -> None:
        """Take other values: at once where that is possible, else with a new start."""
        values = self._with_hidden_layers(values)
        changed = self.run.with_values(values)
        if changed == self.run:
            return
        if any(section == "data" for section, _ in values):
            self.refused = None
        if self.needs_new_start(values):
            keeps_rows = all(section != "data" or key in KEEPS_EDITED_ROWS for section, key in values)
            self._restart(changed, self.table if keeps_rows else None)
            return
        self.run = changed
        for_engine = {
            key: value
            for (section, key), value in values.items()
            if section == "training" and find_option(section, key).live
        }
        if for_engine and not self._job_over:
            self._tell(Change(for_engine))

    def edit(self, table: Table) -> None:
        """Go on with other rows: with the same network where it fits them, else with a new start.

        Raises:
            DataError: when nothing can be learned from these rows.
        """
        if self.why_not_edit() is not None or self.snapshot is None or self.started is None:
            return
        dataset = prepare(table, self.run.data)
        fault = targets_fault(dataset, self.run.training.loss)
        if fault is not None and targets_fault(self.started.rows, self.run.training.loss) is None:
            raise DataError(fault)
        if (dataset.features, dataset.outputs) != (self.started.rows.features, self.started.rows.outputs):
            self._restart(self._with_free_ends(), table)
            self._say("Rows with other columns need another network: a new start")
            return
        trains = self.phase == "training"
        before = Checkpoint(self.run, self.started, self.snapshot, self._job_number, self.table, self.recording)
        self._left.keep(before)
        self._before_edit = self._before_edit or before
        self._say_what_is_new_about(dataset)
        self.table, self.past = table, Past()  # the errors that were recorded are those of the rows before
        self.phase = "training" if trains else "paused" if self.snapshot.iteration else "ready"
        # The person goes on typing: the screen has the new rows before the engine has had the time to look at them.
        shown = dataset.head(MAX_OUTPUT_ROWS)
        self.started = replace(self.started, rows=shown, samples=dataset.samples, remarks=(), whole=None)
        self.snapshot = replace(self.snapshot, outputs=self.snapshot.network.predict(shown.inputs))
        self._begin(TrainingJob(self.run, self.snapshot.state, paused=not trains, table=table))

    def begin_table(self, table: Table) -> None:
        """Start anew with a table that has nothing to do with the rows before.

        Raises:
            DataError: when nothing can be learned from these rows.
        """
        if self.why_not_new_start() is not None:
            return
        prepare(table, self.run.data)
        self._restart(self._with_free_ends().with_values({("data", "label"): ""}), table)

    def _say_what_is_new_about(self, dataset: Dataset) -> None:
        """Say what was done to edited rows and was not done to them before."""
        known = self.started.rows.table.remarks if self.started and self.started.rows.table else ()
        for remark in dataset.table.remarks if dataset.table else ():
            if remark not in known:
                self._say(remark, "warning")

    def _with_free_ends(self) -> RunConfig:
        """The run with layers whose ends follow the data."""
        layers = self.run.network.layers
        return self.run if layers is None else self.run.with_values({("network", "hidden"): layers[1:-1]})

    def begin_experiment(self, job: Job) -> None:
        """Let the engine work on an experiment; the network waits, and goes on when it is told to."""
        if self.why_not_experiment() is not None:
            return
        if self.phase == "training":
            self.toggle_training()
        self._job_over, self.experiment, self.experiment_runs = True, None, True
        self.diagnosis = None
        with suppress(EngineDied):  # as in _tell
            self._experiment_number = self._engine.begin(job)

    def apply_remedy(self, trial: TriedRemedy) -> None:
        """Take what the doctor has tried, from a start that came to success with it; undo takes it back."""
        if trial.remedy.jog:
            self._jog(trial)
            return
        self.open_run(dict(trial.values))

    def _jog(self, trial: TriedRemedy) -> None:
        """Go on with weights that were moved a little, by numbers that have been seen to help."""
        if self.snapshot is None or trial.seed is None:
            return
        self._left.keep(self._checkpoint())
        state = self.snapshot.state.copy()
        state.network = jogged(state.network, trial.remedy.jog, trial.seed)
        self.past, self.phase = Past(self.recording.until(state.iteration)), "paused"
        self.snapshot = replace(self.snapshot, state=state)
        self._begin(TrainingJob(self.run, state, table=self.table))
        self._say("The weights are jogged: t goes on from here, u takes it back")

    def open_run(self, values: Values) -> None:
        """Take up a run that an experiment has tried, at its start weights; undo takes it back."""
        changed = self.run.with_values(self._with_hidden_layers(values))
        if changed == self.run:
            self.reset()
        else:  # also where the values could act at once: they were tried from a start
            self._restart(changed, self.table)

    def stop_experiment(self) -> None:
        """End the experiment; what it has found stays."""
        if self.experiment_runs:
            with suppress(EngineDied):  # as in _tell
                self._engine.tell(Stop())

    def pause_experiment(self, *, paused: bool) -> None:
        """Let the experiment wait, or go on."""
        if self.experiment_runs:
            with suppress(EngineDied):  # as in _tell
                self._engine.tell(Pause() if paused else Resume())

    def undo(self) -> None:
        """Take up the network that was left last."""
        if self.why_not_undo() is None:
            self._take_up(self.undo_stack, self.redo_stack)

    def redo(self) -> None:
        """Take up again the network that was left by undoing."""
        if self.why_not_redo() is None:
            self._take_up(self.redo_stack, self.undo_stack)

    # What the engine tells

    def on_event(self, job_number: int, event: Event) -> None:
        """Take in an event of a job; what an earlier job still says is past."""
        if job_number == NO_JOB and isinstance(event, Failed):
            self._on_engine_lost(event)
            return
        if job_number == self._experiment_number != NO_JOB:
            self._on_experiment(event)
            return
        if job_number != self._job_number:
            self._on_last_words(job_number, event)
            return
        self.loading = event if isinstance(event, Loading) else None
        match event:
            case Started():
                self._on_started(event)
            case Snapshot():
                self._on_snapshot(event)
            case Recorded(moments):
                self.past.add(moments)
            case Remark(message):
                if message in (COMPILING, COMPILED):
                    self.compiler_works = message == COMPILING
                self._say(message)
            case Failed():
                self._on_failed(event)

    def _on_experiment(self, event: Event) -> None:
        if isinstance(event, Failed):
            self.experiment_runs = False
            self._say(event.message, "error")
            return
        self.experiment = event
        self.compiler_works = self.compiler_works and not (isinstance(event, LabEvent | Trials) and event.done)
        if isinstance(event, Diagnosed):
            self.diagnosis = event
        if isinstance(event, Treated) or (isinstance(event, LabEvent) and event.finished):
            self.experiment_runs = False

    def on_engine_restarted(self, how_it_ended: str) -> None:
        """The engine process died and another one is there: go on from the last snapshot."""
        self._deaths += 1
        if self.experiment_runs:
            self.experiment_runs = False
            self._say(f"The engine process {how_it_ended}; the experiment ended with it", "error")
            return
        if self._deaths >= MOST_DEATHS:
            self._deaths = 0
            self._say(f"The engine process {how_it_ended} again; {self._give_up()}", "error")
            return
        self._say(
            f"The engine process {how_it_ended}; another one goes on from iteration {self.iteration:,}", "warning"
        )
        if self.phase == "loading" or self.snapshot is None:
            self._begin(TrainingJob(self.run, paused=self.phase != "training", table=self.table))
        elif not self._job_over:
            waits = self.phase != "training"
            self._begin(TrainingJob(self.run, self.snapshot.state, paused=waits, table=self.table))

    def _give_up(self) -> str:
        """Leave what the engine process does not survive; returns what was done, for people."""
        # The last of those that died may have an heir that has been given work already.
        with suppress(EngineDied):
            self._engine.tell(Stop())
        self._job_over, self._job_number = True, NO_JOB
        if self._go_back():
            return "the run before is taken up again"
        if self.snapshot is None:
            self.phase = "failed"
            return "choose other data or layers in Setup"
        self.phase = "paused" if self.phase == "training" else self.phase
        return "training is paused" if self.phase == "paused" else "nothing is lost"

    def _on_engine_lost(self, event: Failed) -> None:
        self._give_up()
        self._engine_lost = event.message[:1].upper() + event.message[1:]
        self._say(self._engine_lost, "error")

    def _on_last_words(self, job_number: int, event: Event) -> None:
        """A run that was left went on until it was stopped: keep it as it then was."""
        match event:
            case Finished():
                self._left.hear_last_words(job_number, event)
            case Recorded(moments):
                self._left.hear_moments(job_number, moments)

    def _on_started(self, event: Started) -> None:
        self.started = event
        if self._before is not None:
            self.snapshot, self.past = None, Past()
        self.row = min(self.row, event.rows.samples - 1)
        if self.phase == "loading":
            self.phase = "ready"
            for remark in event.remarks:
                self._say(f"{self.data_name}: {remark}")

    def _on_snapshot(self, event: Snapshot) -> None:
        if self.phase in ("loading", "failed"):
            return
        if self.phase == "finished" and not isinstance(event, Finished):
            return  # a run that had ended was taken up: it waits where it was, and why it ended still holds
        if self.snapshot is None or event.iteration > self.snapshot.iteration:
            self._deaths = 0
        self.snapshot = event
        self._before = None
        self._before_edit = None
        if isinstance(event, Finished):
            self._on_finished(event)

    def _on_finished(self, event: Finished) -> None:
        self._job_over = True
        if event.stop_reason is StopReason.STOPPED:
            return
        self.phase = "finished"
        self._training_at_end = self.run.training
        severity: Literal["information", "error"] = (
            "error" if event.stop_reason is StopReason.DIVERGED else "information"
        )
        ended = (event.stop_reason, event.iteration, event.error, self.run.training, event.best_iteration)
        self._say(explain(*ended), severity)

    def _on_failed(self, event: Failed) -> None:
        self._job_over = True
        hint = ""
        if self.phase == "loading" and event.about_columns:
            self.refused, hint = self.run, "; press C to choose"
        self._say(event.message + hint, "error")
        self._leave_what_cannot_be_had()

    def _leave_what_cannot_be_had(self) -> None:
        """Take up the run before, or the rows; where there is none, the run that tui-nn opens with."""
        if self._go_back() or self._take_back_edits():
            return
        if self.snapshot is None and self.run.data != RunConfig().data:
            self._before = None
            self._restart(RunConfig(training=self.run.training))
        else:
            self.phase = "paused" if self.snapshot is not None else "failed"

    # How it is done

    def _restart(self, run: RunConfig, table: Table | None = None) -> None:
        if self._before is None:  # while something is being loaded, what was left has been kept already
            phase: Phase = "paused" if self.phase == "training" else self.phase
            redoable, current = len(self.redo_stack), self._checkpoint()
            self._left.keep(current)
            self._before = _Before(
                self.run, phase, self.started, self.snapshot, current is not None, redoable, self.table, self.past
            )
        self.run, self.table, self.phase, self._before_edit = run, table, "loading", None
        self._begin(TrainingJob(run, table=table))

    def _go_back(self) -> bool:
        """Take up the run before, when the one that was asked for cannot be had; says whether there is one."""
        before, self._before = self._before, None
        if before is None or before.snapshot is None:
            return False
        self.run, self.phase, self.started, self.snapshot = before.run, before.phase, before.started, before.snapshot
        self.table, self.past = before.table, before.past
        kept = self._left.take_back(kept=before.kept, redoable=before.redoable)
        if kept is not None:
            self.snapshot = kept.snapshot  # with the last words of its job
        return True

    def _take_back_edits(self) -> bool:
        """Bring back the rows before the edits that the engine cannot use; says whether there were any."""
        before, self._before_edit = self._before_edit, None
        if before is None or not any(kept.job_number == before.job_number for kept in self.undo_stack):
            return False
        while (kept := self.undo_stack.pop()).job_number != before.job_number:
            pass
        self.run, self.started, self.snapshot, self.table = kept.run, kept.started, kept.snapshot, kept.table
        self.past, self.phase = Past(kept.recording), "paused"
        return True

    def _checkpoint(self) -> Checkpoint | None:
        if self.snapshot is None or self.started is None or (self.snapshot.iteration == 0 and self.table is None):
            return None
        return Checkpoint(self.run, self.started, self.snapshot, self._job_number, self.table, self.recording)

    def _take_up(self, source: list[Checkpoint], other: list[Checkpoint]) -> None:
        kept = source.pop()
        current = self._checkpoint() or self._untrained(kept)
        if current is not None:
            other.append(current)
        self.run, self.started, self.snapshot, self.table = kept.run, kept.started, kept.snapshot, kept.table
        self.past = Past(kept.recording)
        finished = isinstance(kept.snapshot, Finished) and kept.snapshot.stop_reason is not StopReason.STOPPED
        self.phase = "finished" if finished else "paused"
        self._training_at_end = self.run.training
        self._before = self._before_edit = None
        self._begin(TrainingJob(kept.run, kept.snapshot.state, table=kept.table))
        self._say(f"Back at the network of iteration {kept.snapshot.iteration:,}")

    def _untrained(self, other: Checkpoint) -> Checkpoint | None:
        """A network without a single iteration is worth keeping only when its rows are not those of the other one."""
        if self.snapshot is None or self.started is None or self.table is other.table:
            return None
        return Checkpoint(self.run, self.started, self.snapshot, self._job_number, self.table, self.recording)

    def _tell(self, command: Command) -> None:
        if self._job_over and self.snapshot is not None:
            state = self.snapshot.state
            self._begin(TrainingJob(self.run, state, paused=True, first_command=command, table=self.table))
            return
        # Whoever waits for the engine's events learns of its death, and on_engine_restarted goes on from there.
        with suppress(EngineDied):
            self._engine.tell(command)

    def _begin(self, job: TrainingJob) -> None:
        self._experiment_number, self.experiment_runs, self.loading = NO_JOB, False, None
        self._job_over, self._job_number = False, NO_JOB  # what the job before still says is past, whatever comes
        with suppress(EngineDied):  # as in _tell
            self._job_number = self._engine.begin(job)

    def _say(self, text: str, severity: Literal["information", "warning", "error"] = "information") -> None:
        self.notices.append(Notice(text, severity))
