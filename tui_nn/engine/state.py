"""All that is needed to go on with a run, to the bit."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.error_log import ErrorLog
from tui_nn.engine.history import History
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.stack import Stack, batch_generator
from tui_nn.engine.watch import Watched


@dataclass(repr=False)
class TrainingState:
    """A network in training, what its optimizer remembers, and what was recorded on the way."""

    network: Network
    optimizer_memory: FloatArray
    """What the optimizer remembers from update to update, in the shape that it wants: see `memory_shape`."""

    generator: np.random.Generator
    """Draws the mini-batches."""

    history: History
    log: ErrorLog
    kernel: str
    """The name of the kernel that the run began with: another one rounds differently."""

    iteration: int = 0
    updates: int = 0
    """Of the parameters: with mini-batches, several in each iteration."""

    watched: Watched = Watched()
    """The best parameters so far, and how long the error has not improved."""

    error: float = float("nan")
    """Over all rows, of the network as it is after `iteration` iterations."""

    seconds: float = 0.0
    """Spent training; pauses do not count."""

    @classmethod
    def start(cls, network: Network, config: TrainingConfig, kernel: str = "numpy") -> TrainingState:
        """Begin with a copy of a network."""
        return cls(
            network=network.copy(),
            optimizer_memory=np.zeros(memory_shape(config.optimizer, network.parameters.size)),
            generator=batch_generator(config.seed),
            history=History(),
            log=ErrorLog(),
            kernel=kernel,
        )

    def stack(self, config: TrainingConfig) -> Stack:
        """Return this one network as a stack whose arrays are this state's own."""
        return Stack(
            parameters=self.network.parameters[None],
            optimizer_memory=self.optimizer_memory[None],
            generators=(self.generator,),
            configs=(config,),
            iterations=np.array([self.iteration], dtype=np.int64),
            updates=np.array([self.updates], dtype=np.int64),
            rate_factors=np.array([self.watched.plateau.factor]),
        )

    def __repr__(self) -> str:
        return f"TrainingState({self.network!r}, iteration={self.iteration}, error={self.error:.6g})"

    def is_finite(self) -> bool:
        """Whether the error and every parameter are finite."""
        return math.isfinite(self.error) and bool(np.isfinite(self.network.parameters).all())

    def copy(self) -> TrainingState:
        """Return a state that goes on by itself."""
        return TrainingState(
            network=self.network.copy(),
            optimizer_memory=self.optimizer_memory.copy(),
            generator=copy.deepcopy(self.generator),
            history=self.history.copy(),
            log=self.log.copy(),
            kernel=self.kernel,
            iteration=self.iteration,
            updates=self.updates,
            watched=self.watched,
            error=self.error,
            seconds=self.seconds,
        )


class SafePoint:
    """What a stretch changes, kept to go back to."""

    def __init__(self, state: TrainingState) -> None:
        self.parameters = state.network.parameters.copy()
        self.optimizer_memory = state.optimizer_memory.copy()
        self.generator = state.generator.bit_generator.state
        self.iteration = state.iteration
        self.updates = state.updates
        self.watched = state.watched
        self.error = state.error

    def restore(self, state: TrainingState) -> None:
        """Take a state back to where it was."""
        state.network.parameters[...] = self.parameters
        state.optimizer_memory[...] = self.optimizer_memory
        state.generator.bit_generator.state = self.generator
        state.iteration, state.updates = self.iteration, self.updates
        state.watched, state.error = self.watched, self.error
