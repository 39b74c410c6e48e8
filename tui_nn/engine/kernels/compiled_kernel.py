"""The kernel for small networks: the whole loop compiled, without Python between two iterations and without the GIL."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.kernels.compilation import compilation
from tui_nn.engine.kernels.tasks import ADVANCE, LANES, LEARN, MEASURE, UPDATE
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.stack import Stack, next_order, rows_of_batch

CHUNK_NUMBERS = 4096
"""Values of all layers for the samples that are taken through the network together: they stay in the nearest cache."""

WIDEST_CHUNK = 64

ORDER_NUMBERS = 2**20
"""Row numbers that are drawn ahead for mini-batches (8 MB)."""

PART_WORK = 4_000_000
"""Multiply-adds of one part of a slow iteration: a few milliseconds."""


class CompiledKernel(Kernel):
    """Runs iterations with the loops of `compiled_loops`; see `engine.kernels.Kernel`."""

    name = "compiled"

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        sizes = network.layer_sizes
        self._size = network.parameters.size
        self._samples = dataset.samples
        self._part_rows = max(1, PART_WORK // parameter_count(sizes))
        optimizer = OPTIMIZERS[config.optimizer]
        self._settings = optimizer.settings
        self._shape = (
            np.array(sizes, dtype=np.int64),
            np.array([list(ACTIVATIONS).index(name) for name in network.activations], dtype=np.int64),
            list(LOSSES).index(config.loss),
            list(OPTIMIZERS).index(config.optimizer),
        )
        self._every_row = np.arange(dataset.samples, dtype=np.int64)
        self._rows = (
            np.ascontiguousarray(dataset.inputs).reshape(-1),
            np.ascontiguousarray(dataset.targets).reshape(-1),
        )
        width = min(WIDEST_CHUNK, _lanes(CHUNK_NUMBERS // sum(sizes)), _lanes(dataset.samples))
        padded = _lanes(self._size)
        self._parameters, self._gradient = np.zeros(padded), np.zeros(padded)
        self._memory = np.zeros((optimizer.memory_rows, padded))
        self._width = width
        self._scratch = (*(np.zeros(sum(sizes) * width) for _ in range(3)), np.zeros(sizes[-1] * width))
        self._measured: FloatArray | None = None
        """The parameters whose gradient over all rows is in `_gradient`: a slow pass is not done twice."""

        self.compiles_first = compilation().takes_long

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait for the compiler, at most so long."""
        return compilation().wait(seconds)

    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of one network after the other."""
        done = np.empty(len(stack), dtype=np.int64)
        for index in range(len(stack)):
            self._load(stack, index)
            done[index] = self._advance(stack.configs[index], stack.generators[index], iterations, errors[index])
            self._save(stack, index)
        self._measured = None
        return done

    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration in parts of some thousand rows."""
        self._load(stack, 0)
        samples, part = self._samples, self._part_rows
        batch_size = rows_of_batch(stack.configs[0], samples)
        full = batch_size == samples
        generator = stack.generators[0]
        after = generator.bit_generator.state
        order = self._every_row
        if not full:
            order, after = next_order(generator, samples)
            rows = max(1, part // batch_size) * batch_size
            for start in range(0, samples, rows):
                stop = min(start + rows, samples)
                self._work(LEARN, stack.configs[0], order, batch_size, start, stop)
                yield 0.7 * stop / samples
        else:
            if self._measured is None or not np.array_equal(self._measured, self._parameters):
                for done in self._measure(stack, order, batch_size, np.zeros(1)):
                    yield 0.49 * done
            self._work(UPDATE, stack.configs[0], order, batch_size)
        self._measured = None
        total = np.zeros(1)
        for done in self._measure(stack, order, batch_size, total):
            yield 0.5 + 0.49 * done if full else 0.7 + 0.29 * done
        error[0] = total[0]
        self._measured = self._parameters.copy() if full else None
        generator.bit_generator.state = after
        self._save(stack, 0)
        yield 1.0

    def _measure(self, stack: Stack, order: IntArray, batch_size: int, total: FloatArray) -> Iterator[float]:
        """Add the error of all rows, and their gradient for the full batch; yields the share that is done."""
        # Whole chunks, so that sums are added in the same order as at one go.
        rows = max(1, self._part_rows // self._width) * self._width
        for start in range(0, self._samples, rows):
            stop = min(start + rows, self._samples)
            self._work(MEASURE, stack.configs[0], order, batch_size, start, stop, errors=total)
            yield stop / self._samples

    def _load(self, stack: Stack, index: int) -> None:
        self._parameters[: self._size] = stack.parameters[index]
        self._memory[:, : self._size] = stack.optimizer_memory[index]

    def _save(self, stack: Stack, index: int) -> None:
        stack.parameters[index] = self._parameters[: self._size]
        stack.optimizer_memory[index] = self._memory[:, : self._size]

    def _advance(
        self, config: TrainingConfig, generator: np.random.Generator, iterations: int, errors: FloatArray
    ) -> int:
        batch_size = rows_of_batch(config, self._samples)
        if batch_size == self._samples:
            return self._work(ADVANCE, config, self._every_row, batch_size, iterations=iterations, errors=errors)
        # The orders are drawn ahead, by the generator that the NumPy kernel draws them with, for some iterations.
        ahead = max(1, ORDER_NUMBERS // self._samples)
        for first in range(0, iterations, ahead):
            count = min(ahead, iterations - first)
            before = generator.bit_generator.state
            order = np.concatenate([generator.permutation(self._samples) for _ in range(count)])
            part = errors[first : first + count]
            done = self._work(ADVANCE, config, order, batch_size, iterations=count, errors=part)
            if done < count or not config.min_error < errors[first + done - 1] < np.inf:
                generator.bit_generator.state = before
                for _ in range(done):
                    generator.permutation(self._samples)
                return first + done
        return iterations

    def _work(
        self,
        task: int,
        config: TrainingConfig,
        order: IntArray,
        batch_size: int,
        start: int = 0,
        stop: int = 0,
        *,
        iterations: int = 0,
        errors: FloatArray | None = None,
    ) -> int:
        return compilation().work(
            task,
            *self._shape,
            np.array(self._settings(config)),
            batch_size,
            config.min_error,
            *self._rows,
            order,
            self._every_row,
            start,
            stop,
            self._width,
            self._parameters,
            self._gradient,
            self._memory.reshape(-1),
            *self._scratch,
            iterations,
            np.zeros(1) if errors is None else errors,
        )


def _lanes(count: int) -> int:
    """Round up to a multiple of the lanes, at least one."""
    return max(LANES, -(-count // LANES) * LANES)
