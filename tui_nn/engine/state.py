"""All that is needed to go on with a run, to the bit."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.error_log import ErrorLog
from tui_nn.engine.history import History
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS


@dataclass(repr=False)
class TrainingState:
    """A network in training, what its optimizer remembers, and what was recorded on the way."""

    network: Network
    optimizer_memory: FloatArray
    """(rows, parameters): what the optimizer remembers from update to update."""

    generator: np.random.Generator
    """Draws the mini-batches."""

    history: History
    log: ErrorLog
    iteration: int = 0
    error: float = float("nan")
    """Over all rows, of the network as it is after `iteration` iterations."""

    seconds: float = 0.0
    """Spent training; pauses do not count."""

    @classmethod
    def start(cls, network: Network, config: TrainingConfig) -> TrainingState:
        """Begin with a copy of a network."""
        # A spawn key of its own keeps the batches independent of start weights drawn from the same seed.
        batches = np.random.SeedSequence(config.seed, spawn_key=(1,))
        return cls(
            network=network.copy(),
            optimizer_memory=np.zeros((OPTIMIZERS[config.optimizer].memory_rows, network.parameters.size)),
            generator=np.random.default_rng(batches),
            history=History(),
            log=ErrorLog(),
        )

    def __repr__(self) -> str:
        return f"TrainingState({self.network!r}, iteration={self.iteration}, error={self.error:.6g})"

    def copy(self) -> TrainingState:
        """Return a state that goes on by itself."""
        return TrainingState(
            network=self.network.copy(),
            optimizer_memory=self.optimizer_memory.copy(),
            generator=copy.deepcopy(self.generator),
            history=self.history.copy(),
            log=self.log.copy(),
            iteration=self.iteration,
            error=self.error,
            seconds=self.seconds,
        )
