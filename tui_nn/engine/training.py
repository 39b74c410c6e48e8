"""Training as a stream of events: runs stretches of iterations, listens to commands, and stops for one named reason."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tui_nn.config.errors import ConfigError, NetworkError
from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.compatibility import optimizer_fault, require_trainable, rules_fault, targets_fault, training_fault
from tui_nn.engine.control import Change, Command, Control, Pause, Resume, Step, Stop
from tui_nn.engine.error_log import MAX_LINES
from tui_nn.engine.events import MAX_OUTPUT_ROWS, Event, Finished, Progress, Recorded, Remark, Started
from tui_nn.engine.history import History
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.kernels.choice import chosen_kernel, create_kernel
from tui_nn.engine.kernels.compilation import CompilationFailed
from tui_nn.engine.kernels.numpy_kernel import NumpyKernel
from tui_nn.engine.memory import require_memory
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Inspection, Observer
from tui_nn.engine.pacing import MAX_STRETCH, TARGET_SECONDS, Pacer
from tui_nn.engine.parts_observer import PartsObserver
from tui_nn.engine.recording import Moment, Recorder
from tui_nn.engine.referee import Referee, needs_checks
from tui_nn.engine.slow_iteration import SlowIteration
from tui_nn.engine.stalling import standstill
from tui_nn.engine.state import SafePoint, TrainingState
from tui_nn.engine.stopping import StopReason, rule_reached

COMPILER_SECONDS = 0.1
"""How long the compiler is waited for until the person is told that it is still at work."""

COMPILING = "Compiling the training loop for this machine: once, for some seconds"
COMPILED = "The training loop is compiled"

SINGLE_PRECISION = (
    "Computing in float32, by NumPy: numbers keep 7 digits instead of 16, so that errors below a ten-millionth of the "
    "first are rounding"
)

INSPECTION_SHARE = 0.05
"""Of the time spent training: an inspection is a pass over all rows, and a large network cannot afford many."""


@dataclass(frozen=True, repr=False)
class Result:
    """What came of a run."""

    iterations: int
    error: float
    stop_reason: StopReason
    network: Network
    seconds: float
    history: History

    def __repr__(self) -> str:
        return f"Result(iterations={self.iterations}, error={self.error:.6g}, stop_reason='{self.stop_reason}')"


def fit(network: Network, dataset: Dataset, config: TrainingConfig | None = None) -> Result:
    """Train a copy of a network until a stop rule ends the run; see `train` for what is raised."""
    for event in train(network, dataset, config):
        if isinstance(event, Finished):
            return Result(
                iterations=event.iteration,
                error=event.error,
                stop_reason=event.stop_reason,
                network=event.network.copy(),
                seconds=event.seconds,
                history=event.state.history,
            )
    raise AssertionError("a run ends with Finished")


def train(
    network: Network,
    dataset: Dataset,
    config: TrainingConfig | None = None,
    *,
    control: Control | None = None,
    state: TrainingState | None = None,
    paused: bool = False,
    record: bool = False,
) -> Iterator[Event]:
    """Train a network and tell what happens, a few dozen times a second whatever the speed.

    The first event is Started, then come Progress events, each a complete snapshot, and the last is Finished. The
    iteration counts passes over the rows; the error is that of the network as it then is, over all rows, so that
    iteration 0 shows the start weights.

    Args:
        network: where to start; it is left untouched.
        dataset: inputs (samples, features) and targets (samples, outputs).
        config: how to learn and when to stop.
        control: carries commands to the run.
        state: goes on with an earlier run instead, to the bit; `network` then says nothing.
        paused: wait for a command before the first iteration.
        record: tell moments of the run, too, as Recorded, from which it can be looked at and gone on with.

    Raises:
        NetworkError: when the network does not fit the data, or memory would not suffice.
        ConfigError: when an option cannot be had, or loss, activations and targets do not go together; a run that
            begins paused says so when it is to go on.
    """
    config = config or TrainingConfig()
    first = network if state is None else state.network
    sizes = first.layer_sizes
    if (sizes[0], sizes[-1]) != (dataset.features, dataset.outputs):
        raise NetworkError(
            f"the network has {sizes[0]} inputs and {sizes[-1]} outputs, "
            f"the data have {dataset.features} and {dataset.outputs}"
        )
    if fault := rules_fault(dataset, config) or optimizer_fault(sizes, config):
        raise ConfigError(fault)
    require_memory(sizes, dataset.samples, optimizer=config.optimizer)
    if not paused:
        require_trainable(first.activations, dataset.training, config)
    if state is None:
        kernel = chosen_kernel(sizes, dataset.training.samples, config, first.activations)
        start = TrainingState.start(network, config, kernel)
    else:
        start = state.copy()
    return _Run(start, dataset, config, control or Control(), paused, Recorder(start) if record else None).events()


class _Run:
    """One run of `train`: the state, and where the person has put the levers."""

    def __init__(
        self,
        state: TrainingState,
        dataset: Dataset,
        config: TrainingConfig,
        control: Control,
        paused: bool,
        recorder: Recorder | None,
    ) -> None:
        self.recorder = recorder
        self.state = state
        self.dataset = dataset
        self.config = config
        self.control = control
        self.paused = paused
        self.stopped = False
        self.steps_left: int | None = None
        self.fault = self._fault()
        """Why no iteration can be run, where that is so."""

        self.kernel: Kernel = create_kernel(state.kernel, state.network, dataset.training, config)
        self.ready = False
        self.parts = PartsObserver(state.network, dataset, config)
        self.observer = self.parts.training
        self.outputs_of = self.observer if dataset.training is dataset else Observer(state.network, dataset, config)
        self.referee = Referee(self.observer, self.parts.apart.get("validation"))
        self.pacer = Pacer()
        self.under_way: SlowIteration | None = None
        self.inspection = Inspection(gradient_norm=float("nan"), saturated_share=0.0)
        self.inspection_due = 0.0
        self.errors: FloatArray = np.empty(1)
        self.warned = False
        self.told_at = 0.0
        self.told_lines = 0

    def events(self) -> Iterator[Event]:
        rows = self.dataset.head(MAX_OUTPUT_ROWS)
        network = self.state.network
        yield Started(
            rows,
            self.dataset.samples,
            network.layer_sizes,
            network.activations,
            self.kernel.name,
            self.dataset.table.remarks if self.dataset.table is not None else (),
        )
        if self.config.precision == "float32":
            yield Remark(SINGLE_PRECISION)
        self._measure_start()
        self._keep_moment()
        if self.kernel.compiles_first:
            yield Remark(COMPILING)
        if not self.paused:
            yield from self._progress()
        while True:
            for command in self.control.take():
                self._obey(command)
            if self.fault is not None and not (self.paused or self.stopped):
                yield Remark(self.fault[:1].upper() + self.fault[1:])
                self.paused = True
            if not self.ready:
                yield from self._look_at_kernel()
            if self.paused and not self.stopped:
                yield from self._progress()
                self._wait_for_command()
                continue
            reason = self._stop_reason()
            if reason is None and not self.ready:
                yield from self._progress()
                continue
            reason = reason or self._run_stretch() or self._stop_reason()
            if reason is not None:
                finished = self._finished(reason)
                if reason is not StopReason.DIVERGED:
                    yield from self._warn_of_standstill()
                yield from self._recorded()
                yield finished
                return
            if self._has_news():
                yield from self._progress()
                yield from self._warn_of_standstill()

    def _warn_of_standstill(self) -> Iterator[Event]:
        """Say once that nothing is learned any more, when that is so."""
        state, inspection = self.state, self.inspection
        first_error = float(state.history.points()[1][0])
        why = standstill(state.error, first_error, inspection.gradient_norm, inspection.saturated_share)
        if why is not None and not self.warned and state.iteration:
            self.warned = True
            yield Remark(why)

    def _has_news(self) -> bool:
        """Whether it is time to tell how far the run is: checks may make stretches that are far too short for that.

        A reader of every event sees every line of the log.
        """
        return (
            self.paused
            or not needs_checks(self.config)
            or time.perf_counter() - self.told_at >= TARGET_SECONDS / 2
            or self.state.log.total - self.told_lines >= MAX_LINES // 2
        )

    def _measure_start(self) -> None:
        state = self.state
        error = self.observer.error(state.network)
        if math.isclose(error, state.error, rel_tol=1e-9):
            return  # the last digits are the kernel's own
        is_new = math.isnan(state.error)
        state.error = error
        if is_new and math.isfinite(error):
            state.history.add(state.iteration, np.array([error]))
            state.log.add(np.array([state.iteration], dtype=np.int64), np.array([error]), np.nan)

    def _look_at_kernel(self) -> Iterator[Event]:
        """Wait a moment for the compiler, unless the person has paused; take NumPy when it fails."""
        try:
            self.ready = self.kernel.wait_until_ready(0.0 if self.paused else COMPILER_SECONDS)
            if self.ready and self.kernel.compiles_first:
                yield Remark(COMPILED)
        except CompilationFailed as failure:
            yield Remark(f"Training with NumPy, for the compiled kernel cannot be had: {failure}")
            self.state.kernel = NumpyKernel.name
            self.kernel = create_kernel(self.state.kernel, self.state.network, self.dataset, self.config)
            self.ready = True

    def _wait_for_command(self) -> None:
        command = None
        while command is None:
            command = self.control.wait(None if self.ready else COMPILER_SECONDS)
            if command is not None:
                self._obey(command)
            elif self._kernel_has_come():
                return

    def _kernel_has_come(self) -> bool:
        with suppress(CompilationFailed):
            return self.kernel.wait_until_ready(0.0)
        return True

    def _obey(self, command: Command) -> None:
        match command:
            case Pause():
                self.paused = True
            case Resume():
                self.paused, self.steps_left = False, None
            case Step(iterations):
                # Two steps asked for at once are two steps; a step amid free training pauses it.
                self.paused, self.steps_left = False, max(self.steps_left or 0, 0) + iterations
            case Stop():
                self.stopped = True
            case Change(values):
                self.config = replace(self.config, **dict(values))  # type: ignore[arg-type]  # checked there
                self.fault = self._fault()

    def _fault(self) -> str | None:
        network, loss = self.state.network, self.config.loss
        fault = training_fault(network.activations, loss) or targets_fault(self.dataset.training, loss)
        return fault or optimizer_fault(network.layer_sizes, self.config)

    def _stop_reason(self) -> StopReason | None:
        if self.stopped:
            return StopReason.STOPPED
        state = self.state
        reason = rule_reached(state.iteration, state.error, self.config, state.seconds) or self.referee.reason
        if reason is None and self.kernel.has_stopped(state.network.parameters, state.optimizer_memory, self.config):
            return StopReason.NO_STEP
        return reason

    def _run_stretch(self) -> StopReason | None:
        """Run what can be done until the person is heard again; returns DIVERGED when it left the finite numbers."""
        if self.under_way is not None or self.pacer.may_be_slow:
            return self._run_part()
        state, config = self.state, self.config
        room_in_log = MAX_LINES // 2 * config.log_every  # a reader of every event sees every line
        iterations = min(self.pacer.stretch, config.max_iterations - state.iteration, room_in_log)
        if needs_checks(config):
            iterations = min(iterations, config.check_every - state.iteration % config.check_every)
        if self.steps_left is not None:
            iterations = min(iterations, self.steps_left)
        if len(self.errors) < iterations:
            self.errors = np.empty(min(MAX_STRETCH, 2 * iterations))
        before, seconds, diverged = state.iteration, state.seconds, False
        while not diverged and self._stop_reason() is None and (left := before + iterations - state.iteration) > 0:
            room = self.recorder.room(state.iteration) if self.recorder is not None else None
            start = state.iteration - before
            diverged = not self._run_piece(self.errors[start : start + min(left, room or left)])
        self._record(before, state.seconds - seconds)
        self.referee.check(state, config)
        return StopReason.DIVERGED if diverged else None

    def _run_piece(self, errors: FloatArray) -> bool:
        """Run the iterations whose errors these are to be; returns False when they leave the finite numbers."""
        state = self.state
        safe = SafePoint(state)
        started = time.perf_counter()
        done = self.kernel.advance(state, len(errors), self.config, errors)
        state.seconds += time.perf_counter() - started
        is_finite = state.is_finite()
        if is_finite:
            self.referee.watch(self.kernel, safe, errors[:done], state, self.config)
        else:
            safe.restore(state)
            self._advance_to_last_finite(done, errors)
        self._keep_moment_if_due()
        return is_finite

    def _run_part(self) -> StopReason | None:
        """Go on with one iteration, which may take several stretches."""
        state = self.state
        if self.under_way is None:
            self.under_way = SlowIteration(self.kernel, state, self.config)
        safe = SafePoint(state)
        iteration = self.under_way
        if not iteration.go_on(self.config, TARGET_SECONDS):
            return None
        self.under_way = None
        state.iteration, state.updates, state.error = state.iteration + 1, iteration.updates, iteration.error
        if not state.is_finite():
            safe.restore(state)
            return StopReason.DIVERGED
        self.errors[0] = state.error
        self.referee.watch(self.kernel, safe, self.errors[:1], state, self.config)
        state.seconds += iteration.seconds
        self._record(state.iteration - 1, iteration.seconds)
        self._keep_moment_if_due()
        self.referee.check(state, self.config)
        return None

    def _advance_to_last_finite(self, iterations: int, errors: FloatArray) -> None:
        """Repeat a stretch one iteration at a time, up to the last one that left everything finite."""
        state = self.state
        for index in range(iterations):
            safe = SafePoint(state)
            self.kernel.advance(state, 1, self.config, errors[index : index + 1])
            if not state.is_finite():
                safe.restore(state)
                return

    def _record(self, before: int, seconds: float) -> None:
        """Write down what was done since the iteration `before`, in so many seconds."""
        state, every = self.state, self.config.log_every
        done = state.iteration - before
        errors = self.errors[:done]
        self.pacer.record(max(done, 1), seconds)
        if self.steps_left is not None:
            self.steps_left -= done
            self.paused = self.steps_left <= 0
        state.history.add(before + 1, errors)
        logged = np.arange(before + every - before % every, before + done + 1, every, dtype=np.int64)
        state.log.add(logged, errors[logged - before - 1], self.pacer.iterations_per_second)

    def _keep_moment_if_due(self) -> None:
        if self.recorder is not None and self.recorder.is_due(self.state):
            self._keep_moment()

    def _keep_moment(self) -> None:
        """Keep the state as it is, with the errors of the rows that are kept apart where there is time for them."""
        recorder = self.recorder
        if recorder is None:
            return
        started = time.perf_counter()
        errors = {"validation_error": math.nan, "test_error": math.nan}
        if recorder.may_measure:
            errors.update(self.parts.errors_apart(self.state.network))
        recorder.keep(Moment.of(self.state, self._learning_rate(), **errors), time.perf_counter() - started)

    def _learning_rate(self) -> float:
        if self.config.optimizer in SECOND_ORDER_NAMES:
            return math.nan  # there is none: each step has the length that it needs
        return float(self.state.stack(self.config).rates(0, 1)[0])

    def _inspect(self) -> None:
        started = time.perf_counter()
        self.inspection = self.parts.inspect(self.state.network)
        self.inspection_due = self.state.seconds + (time.perf_counter() - started) / INSPECTION_SHARE

    def _recorded(self) -> Iterator[Recorded]:
        """Tell the moments that were kept since the last time."""
        recorder = self.recorder
        if recorder is None:
            return
        moments = recorder.gathered()
        if moments:
            yield Recorded(moments)

    def _progress(self) -> Iterator[Event]:
        yield from self._recorded()
        # What stays on the screen must be right to the iteration; what is replaced in a moment may be a little older.
        if self.paused or self.state.seconds >= self.inspection_due:
            self._inspect()
        self.told_at, self.told_lines = time.perf_counter(), self.state.log.total
        yield Progress(**self._snapshot(), paused=self.paused, preparing=not self.ready)

    def _finished(self, reason: StopReason) -> Finished:
        best = self.state.watched.best if self.config.keep_best else None
        if best is not None:
            self.state.network.parameters[...] = best.parameters
            self.state.error = self.observer.error(self.state.network)
        self._inspect()
        return Finished(**self._snapshot(), stop_reason=reason, best_iteration=None if best is None else best.iteration)

    def _snapshot(self) -> dict[str, Any]:
        """Return the fields that every Snapshot has."""
        outputs = self.outputs_of.outputs(self.state.network, min(MAX_OUTPUT_ROWS, self.dataset.samples))
        state = self.state.copy()
        for array in (outputs, state.network.parameters, state.optimizer_memory):
            array.setflags(write=False)
        return {
            "state": state,
            "outputs": outputs,
            "iterations_per_second": self.pacer.iterations_per_second,
            "gradient_norm": self.inspection.gradient_norm,
            "saturated_share": self.inspection.saturated_share,
            "share": self.under_way.share if self.under_way else 0.0,
            "learning_rate": self._learning_rate(),
            "validation_error": self.inspection.validation_error,
            "test_error": self.inspection.test_error,
            "judgements": self.inspection.judgements,
        }
