"""The kernel of the methods of second order: iterations that are few and long, by NumPy and LAPACK."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.methods import METHODS
from tui_nn.engine.second_order.objective import run
from tui_nn.engine.stack import Stack

STOPPED = 0
"""The place in a method's memory of the mark of the point at which no step lowered the error; 0 before that."""

SHARE_OF_A_PASS = 0.5
"""Of what is left of an iteration: how many passes it will take is not known before."""


class SecondOrderKernel(Kernel):
    """Runs iterations of a method of second order, all rows at once; see `engine.kernels.Kernel`."""

    name = "numpy"

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        self._dataset = dataset
        self._method = METHODS[config.optimizer]
        self._objective = self._method.objective(network, dataset, config)
        self._data_mark: int | None = None

    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of one network after the other; one that finds no step ends with that attempt."""
        done = np.empty(len(stack), dtype=np.int64)
        # Steps that are tried may overflow; their error is then not finite, and they are not taken.
        with np.errstate(all="ignore"):
            for index in range(len(stack)):
                done[index] = self._advance(stack, index, iterations, errors[index])
        return done

    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration in parts: a block of rows of one of its passes, or so many of its derivatives."""
        config = stack.configs[0]
        self._objective.l2 = config.l2
        parameters, memory = stack.parameters[0].copy(), stack.optimizer_memory[0].copy()
        parts = self._method.iterate(self._objective, parameters, memory)
        share = 0.0
        while True:
            try:
                with np.errstate(all="ignore"):
                    next(parts)
            except StopIteration as end:
                error[0] = self._after(end.value, parameters, memory, config)
                break
            share += SHARE_OF_A_PASS * (1.0 - share) / self._objective.parts
            yield share
        stack.parameters[0], stack.optimizer_memory[0] = parameters, memory
        stack.iterations[0] += 1
        stack.updates[0] += 1
        yield 1.0

    def has_stopped(self, parameters: FloatArray, memory: FloatArray, config: TrainingConfig) -> bool:
        """Whether an attempt to make a step from these very parameters, rows and options has found none."""
        return bool(memory[STOPPED]) and memory[STOPPED] == self._mark(parameters, config)

    def _advance(self, stack: Stack, index: int, iterations: int, errors: FloatArray) -> int:
        config = stack.configs[index]
        self._objective.l2 = config.l2
        parameters, memory = stack.parameters[index], stack.optimizer_memory[index]
        done = 0
        while done < iterations:
            error = run(self._method.iterate(self._objective, parameters, memory))
            errors[done] = after = self._after(error, parameters, memory, config)
            done += 1
            if error is None or not config.min_error < after < math.inf:
                break
        stack.iterations[index] += done
        stack.updates[index] += done
        return done

    def _after(self, error: float | None, parameters: FloatArray, memory: FloatArray, config: TrainingConfig) -> float:
        """Return the error after an iteration, and mark the memory where it found no step."""
        memory[STOPPED] = 0.0 if error is not None else self._mark(parameters, config)
        return run(self._objective.height(parameters)).error if error is None else error

    def _mark(self, parameters: FloatArray, config: TrainingConfig) -> float:
        """Return a number, not 0, for what decides whether there is a step: parameters, rows and options."""
        if self._data_mark is None:
            self._data_mark = 0
            for array in (self._dataset.inputs, self._dataset.targets):
                self._data_mark = zlib.crc32(np.ascontiguousarray(array).data, self._data_mark)
        mark = zlib.crc32(np.ascontiguousarray(parameters).data, self._data_mark)
        return 1.0 + zlib.crc32(repr((config.l2, config.class_weights)).encode(), mark)
