"""Kernels: code that runs many iterations at a stretch, as fast as the machine allows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.stack import Stack
from tui_nn.engine.state import TrainingState


class Kernel(ABC):
    """Runs iterations of networks of one shape on one data set; all that must survive is in the Stack."""

    name: str
    """The name that a person chooses it by."""

    compiles_first = False
    """Whether it has to be compiled for this machine, which takes some seconds and is done once."""

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait until iterations can be run, at most so long, and say whether they can.

        Raises:
            CompilationFailed: when they never will.
        """
        del seconds
        return True

    @abstractmethod
    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run up to `iterations` iterations of each network and return how many were run of each, (networks,).

        `errors`, at least (networks, iterations), receives the error over all rows after each. A network ends early
        after an iteration whose error is its `config.min_error` or less, or not finite, or that found no step to make.
        """

    @abstractmethod
    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration of the first network in parts of a few milliseconds, to the same bits as `advance_stack`.

        Yields the share (0 to 1) that is done; the stack is changed, and `error[0]` written, only when it is 1. In
        between, `stack.configs` may be replaced: a new learning rate acts with the next update.
        """

    def has_stopped(self, parameters: FloatArray, memory: FloatArray, config: TrainingConfig) -> bool:
        """Whether its last iteration, from these parameters, (parameters,), found no step that lowers the error.

        `memory` is what the optimizer remembers. Optimizers of first order always make a step.
        """
        del parameters, memory, config
        return False

    def advance(self, state: TrainingState, iterations: int, config: TrainingConfig, errors: FloatArray) -> int:
        """Run up to `iterations` iterations of one network, as `advance_stack`, and return how many were run."""
        stack = state.stack(config)
        done = int(self.advance_stack(stack, iterations, errors[None])[0])
        state.iteration, state.updates = int(stack.iterations[0]), int(stack.updates[0])
        state.error = float(errors[done - 1])
        return done
