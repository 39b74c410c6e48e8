"""Looks at what a run has done and says when a rule ends it: patience, plateaus, accuracy, gradient, the best error."""

from __future__ import annotations

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.observation import Observer
from tui_nn.engine.state import SafePoint, TrainingState
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.watch import look_at, needs_every_error


def needs_checks(config: TrainingConfig) -> bool:
    """Whether a rule looks at what only a pass over rows tells, every `check_every` iterations."""
    watches_validation = config.monitor == "validation" and (
        config.patience > 0 or config.keep_best or config.schedule == "plateau"
    )
    return watches_validation or config.min_accuracy > 0 or config.min_gradient_norm > 0


class Referee:
    """Watches one run; what it remembers is in the run's state, so that a run can be gone on with."""

    def __init__(self, training: Observer, validation: Observer | None) -> None:
        self._training = training
        self._validation = validation
        self.reason: StopReason | None = None
        """The rule that was found to be reached, or None."""

    def watch(
        self, kernel: Kernel, safe: SafePoint, errors: FloatArray, state: TrainingState, config: TrainingConfig
    ) -> int:
        """Look at the training errors of a stretch and return how many of its iterations count.

        Where one of them changes the run's course, the stretch is taken back and run up to that one, to the same bits.
        """
        if config.monitor == "validation":
            return len(errors)
        if needs_every_error(config):
            sight = look_at(state.watched, safe.iteration, errors.tolist(), config)
            if sight.errors < len(errors):
                safe.restore(state)
                errors = errors[: sight.errors]
                kernel.advance(state, sight.errors, config, errors)
            state.watched = sight.watched
            if sight.out_of_patience:
                self.reason = StopReason.PATIENCE
        if config.keep_best:
            self._keep_best(kernel, safe, errors, state, config)
        return len(errors)

    def _keep_best(
        self, kernel: Kernel, safe: SafePoint, errors: FloatArray, state: TrainingState, config: TrainingConfig
    ) -> None:
        """Keep the parameters of a stretch's lowest error; those on the way are reached once more."""
        index = int(errors.argmin())
        lowest, iteration = float(errors[index]), safe.iteration + index + 1
        if state.watched.best is not None and not lowest < state.watched.best.error:
            return
        parameters = state.network.parameters
        if index < len(errors) - 1:
            end = SafePoint(state)
            safe.restore(state)
            kernel.advance(state, index + 1, config, np.empty(index + 1))
            parameters = state.network.parameters.copy()
            end.restore(state)
        state.watched = state.watched.with_best(lowest, iteration, parameters)

    def check(self, state: TrainingState, config: TrainingConfig) -> None:
        """Look at what only a pass over rows tells, where a rule needs it and its iteration has come."""
        if not needs_checks(config) or state.iteration % config.check_every or self.reason is not None:
            return
        if config.monitor == "validation" and self._validation is not None:
            error = self._validation.error(state.network)
            before = state.iteration - config.check_every
            sight = look_at(state.watched, before, [error], config, config.check_every)
            state.watched = sight.watched
            if config.keep_best:
                state.watched = state.watched.with_best(error, state.iteration, state.network.parameters)
            if sight.out_of_patience:
                self.reason = StopReason.PATIENCE
        if config.min_accuracy and self._training.accuracy(state.network) >= config.min_accuracy:
            self.reason = StopReason.MIN_ACCURACY
        if config.min_gradient_norm:
            norm = self._training.inspect(state.network).gradient_norm
            if norm <= config.min_gradient_norm:
                self.reason = StopReason.MIN_GRADIENT_NORM
