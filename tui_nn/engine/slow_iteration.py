"""One iteration that takes longer than a stretch, run in parts so that commands are heard and its progress is seen."""

from __future__ import annotations

import time

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.state import TrainingState


class SlowIteration:
    """An iteration under way; the state is that before it until it is done."""

    def __init__(self, kernel: Kernel, state: TrainingState, config: TrainingConfig) -> None:
        self._stack = state.stack(config)
        self._error = np.empty(1)
        self._parts = kernel.iterate(self._stack, self._error)
        self.share = 0.0
        """Of the iteration, 0 to 1."""

        self.seconds = 0.0
        """Spent on it so far."""

    @property
    def error(self) -> float:
        """The error over all rows after the iteration, once it is done."""
        return float(self._error[0])

    @property
    def updates(self) -> int:
        """Updates since the beginning of the run, once it is done."""
        return int(self._stack.updates[0])

    def go_on(self, config: TrainingConfig, seconds: float) -> bool:
        """Work on it for about so long, with the options as they now are, and say whether it is done."""
        self._stack.configs = (config,)
        started = time.perf_counter()
        spent = 0.0
        for share in self._parts:
            self.share = share
            spent = time.perf_counter() - started
            if share >= 1.0 or spent >= seconds:
                break
        self.seconds += spent
        return self.share >= 1.0
