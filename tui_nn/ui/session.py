"""What the person is doing: the run, where it stands, and the way back; no widget, no thread and no clock in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from tui_nn.config.errors import UserError
from tui_nn.config.run import RunConfig, TrainingConfig, find_option
from tui_nn.engine.control import Change, Command, Pause, Resume, Step, Stop
from tui_nn.engine.events import Event, Failed, Finished, Progress, Remark, Snapshot, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.memory import require_memory
from tui_nn.engine.process import EngineDied, Job
from tui_nn.engine.stopping import StopReason, explain, rule_reached

Phase = Literal["loading", "ready", "training", "paused", "finished", "failed"]
Values = Mapping[tuple[str, str], object]

MOST_CHECKPOINTS = 50
MOST_CHECKPOINT_BYTES = 200_000_000
MOST_DEATHS = 3
"""Of the engine process, one after the other without an iteration between them."""

NO_JOB = 0
"""The number under which the engine speaks for itself; jobs are counted from 1."""

RESTRUCTURING = (("network", "layers"), ("data", "source"), ("data", "targets"))
"""The options that may bring other ends of the network."""


class Engine(Protocol):
    """What the session needs of the engine process."""

    def begin(self, job: Job) -> int:
        """Start a job, which stops the one before, and return its number; raises EngineDied."""

    def tell(self, command: Command) -> None:
        """Say something to the newest job; raises EngineDied."""


@dataclass(frozen=True)
class Notice:
    """Something to tell the person, in one line."""

    text: str
    severity: Literal["information", "warning", "error"] = "information"


@dataclass(frozen=True)
class Checkpoint:
    """A network that was left, with all that is needed to take it up again."""

    run: RunConfig
    started: Started
    snapshot: Snapshot
    job_number: int
    """The job that made it; its last words may come after it was left."""

    @property
    def size(self) -> int:
        """Bytes that it holds on to."""
        state = self.snapshot.state
        return state.network.parameters.nbytes + state.optimizer_memory.nbytes


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


class Session:
    """One person's work with one engine."""

    def __init__(self, run: RunConfig, engine: Engine) -> None:
        self.run = run
        self.phase: Phase = "loading"
        self.started: Started | None = None
        self.snapshot: Snapshot | None = None
        self.notices: list[Notice] = []
        """What has to be said since the last look; whoever shows it clears it."""

        self.undo_stack: list[Checkpoint] = []
        self.redo_stack: list[Checkpoint] = []
        self._engine = engine
        self._job_number = NO_JOB
        self._job_over = True
        self._before: _Before | None = None
        """Kept until the first snapshot of the run that takes its place."""

        self._engine_lost: str | None = None
        """Why there will be no engine process any more, when that is so."""

        self._training_at_end: TrainingConfig | None = None
        """The options with which the last run ended: a run that diverged may go on with others."""

        self._deaths = 0

    # What is true now

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
        if self.phase == "finished" and isinstance(self.snapshot, Finished):
            still = rule_reached(self.snapshot.iteration, self.snapshot.error, self.run.training)
            if still is StopReason.MIN_ERROR:
                return "The target error is reached: set a lower one in Setup, or make a new start"
            if still is StopReason.MAX_ITERATIONS:
                return "The limit of iterations is reached: raise Max iterations in Setup, or make a new start"
            if self.snapshot.stop_reason is StopReason.DIVERGED and self.run.training == self._training_at_end:
                return "The run diverged: lower the learning rate in Setup, or make a new start"
        return None

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
                changed.network.layer_activations(len(sizes) - 1)
                require_memory(sizes, self.started.samples)
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

    # What the person asks for

    def begin(self) -> None:
        """Load the data and show the network at its start."""
        self._restart(self.run)

    def toggle_training(self) -> None:
        """Train, or pause."""
        if self.phase == "training":
            self._tell(Pause())
            self.phase = "paused"
        elif self.why_not_train() is None:
            self._tell(Resume())
            self.phase = "training"

    def step(self, iterations: int) -> None:
        """Do so many iterations and pause."""
        if self.why_not_step() is None:
            self._tell(Step(iterations))
            self.phase = "paused"

    def reset(self) -> None:
        """Go back to the start weights."""
        if self.why_not_reset() is None:
            self._restart(self.run)

    def new_start(self) -> None:
        """Start from the weights of the next seed."""
        if self.why_not_new_start() is None:
            seed = self.run.network.seed + 1
            self._restart(replace(self.run, network=replace(self.run.network, seed=seed)))

    def change(self, values: Values) -> None:
        """Take other values: at once where that is possible, else with a new start."""
        values = self._with_hidden_layers(values)
        changed = self.run.with_values(values)
        if changed == self.run:
            return
        if self.needs_new_start(values):
            self._restart(changed)
            return
        self.run = changed
        for_engine = {key: value for (section, key), value in values.items() if section == "training"}
        if for_engine and not self._job_over:
            self._tell(Change(for_engine))

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
        if job_number != self._job_number:
            self._on_last_words(job_number, event)
            return
        match event:
            case Started():
                self._on_started(event)
            case Snapshot():
                self._on_snapshot(event)
            case Remark(message):
                self._say(message)
            case Failed():
                self._on_failed(event)

    def on_engine_restarted(self, how_it_ended: str) -> None:
        """The engine process died and another one is there: go on from the last snapshot."""
        self._deaths += 1
        if self._deaths >= MOST_DEATHS:
            self._deaths = 0
            self._say(f"The engine process {how_it_ended} again; {self._give_up()}", "error")
            return
        self._say(
            f"The engine process {how_it_ended}; another one goes on from iteration {self.iteration:,}", "warning"
        )
        if self.phase == "loading" or self.snapshot is None:
            self._begin(TrainingJob(self.run, paused=self.phase != "training"))
        elif not self._job_over:
            self._begin(TrainingJob(self.run, self.snapshot.state, paused=self.phase != "training"))

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
        if not isinstance(event, Finished):
            return
        for stack in (self.undo_stack, self.redo_stack):
            for index, kept in enumerate(stack):
                if kept.job_number == job_number:
                    stack[index] = replace(kept, snapshot=event)

    def _on_started(self, event: Started) -> None:
        self.started = event
        if self._before is not None:
            self.snapshot = None
        if self.phase == "loading":
            self.phase = "ready"

    def _on_snapshot(self, event: Snapshot) -> None:
        if self.phase in ("loading", "failed"):
            return
        if self.phase == "finished" and not isinstance(event, Finished):
            return  # a run that had ended was taken up: it waits where it was, and why it ended still holds
        if self.snapshot is None or event.iteration > self.snapshot.iteration:
            self._deaths = 0
        self.snapshot = event
        self._before = None
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
        self._say(explain(event.stop_reason, event.iteration, event.error, self.run.training), severity)

    def _on_failed(self, event: Failed) -> None:
        self._job_over = True
        self._say(event.message, "error")
        if self._go_back():
            return
        if self.snapshot is None and self.run.data != RunConfig().data:
            self._before = None
            self._restart(RunConfig(training=self.run.training))
        else:
            self.phase = "paused" if self.snapshot is not None else "failed"

    # How it is done

    def _with_hidden_layers(self, values: Values) -> Values:
        """Keep layers as hidden layers, whose ends follow the data, also when other data are chosen later."""
        layers = values.get(("network", "layers"), self.run.network.layers)
        others = {place: value for place, value in values.items() if place != ("network", "layers")}
        restructured = any(place in values for place in RESTRUCTURING)
        if not restructured or not isinstance(layers, tuple):
            return others
        return {("network", "hidden"): layers[1:-1], **others}

    def _restart(self, run: RunConfig) -> None:
        if self._before is None:  # while something is being loaded, what was left has been kept already
            phase: Phase = "paused" if self.phase == "training" else self.phase
            redoable = len(self.redo_stack)
            kept = self._keep_for_undo()
            self._before = _Before(self.run, phase, self.started, self.snapshot, kept, redoable)
        self.run, self.phase = run, "loading"
        self._begin(TrainingJob(run))

    def _go_back(self) -> bool:
        """Take up the run before, when the one that was asked for cannot be had; says whether there is one."""
        before, self._before = self._before, None
        if before is None or before.snapshot is None:
            return False
        self.run, self.phase, self.started, self.snapshot = before.run, before.phase, before.started, before.snapshot
        if before.kept:
            self.snapshot = self.undo_stack.pop().snapshot  # with the last words of its job
        for _ in range(min(before.redoable, len(self.undo_stack))):
            self.redo_stack.append(self.undo_stack.pop())
        return True

    def _keep_for_undo(self) -> bool:
        # A new start after an undo leaves the networks that could be redone behind; they stay within reach.
        self.undo_stack.extend(reversed(self.redo_stack))
        self.redo_stack.clear()
        current = self._checkpoint()
        if current is not None:
            self.undo_stack.append(current)
        del self.undo_stack[:-MOST_CHECKPOINTS]
        while len(self.undo_stack) > 1 and sum(kept.size for kept in self.undo_stack) > MOST_CHECKPOINT_BYTES:
            del self.undo_stack[0]
        return current is not None

    def _checkpoint(self) -> Checkpoint | None:
        if self.snapshot is None or self.started is None or self.snapshot.iteration == 0:
            return None
        return Checkpoint(self.run, self.started, self.snapshot, self._job_number)

    def _take_up(self, source: list[Checkpoint], other: list[Checkpoint]) -> None:
        current = self._checkpoint()
        if current is not None:
            other.append(current)
        kept = source.pop()
        self.run, self.started, self.snapshot = kept.run, kept.started, kept.snapshot
        finished = isinstance(kept.snapshot, Finished) and kept.snapshot.stop_reason is not StopReason.STOPPED
        self.phase = "finished" if finished else "paused"
        self._training_at_end = self.run.training
        self._before = None
        self._begin(TrainingJob(kept.run, kept.snapshot.state))
        self._say(f"Back at the network of iteration {kept.snapshot.iteration:,}")

    def _tell(self, command: Command) -> None:
        if self._job_over and self.snapshot is not None:
            self._begin(TrainingJob(self.run, self.snapshot.state, paused=True, first_command=command))
            return
        # Whoever waits for the engine's events learns of its death, and on_engine_restarted goes on from there.
        with suppress(EngineDied):
            self._engine.tell(command)

    def _begin(self, job: TrainingJob) -> None:
        self._job_over, self._job_number = False, NO_JOB  # what the job before still says is past, whatever comes
        with suppress(EngineDied):  # as in _tell
            self._job_number = self._engine.begin(job)

    def _say(self, text: str, severity: Literal["information", "warning", "error"] = "information") -> None:
        self.notices.append(Notice(text, severity))


def _value(run: RunConfig, place: tuple[str, str]) -> object:
    """A run's value of an option; layers that were given whole count as hidden layers, too."""
    layers = run.network.layers
    return layers[1:-1] if place == ("network", "hidden") and layers else run.value(find_option(*place))
