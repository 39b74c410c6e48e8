"""The reference kernel: plain NumPy, every large array allocated once, large layers left to BLAS."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.row_blocks import RowBlocks
from tui_nn.engine.stack import Stack, next_order, rows_of_batch

Answer = TypeVar("Answer")


class NumpyKernel(Kernel):
    """Runs iterations with NumPy, in the precision that the config asks for; see `engine.kernels.Kernel`."""

    name = "numpy"

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        dtype = np.dtype(config.precision)
        size = network.parameters.size
        self._loss = LOSSES[config.loss]
        self._optimizer = OPTIMIZERS[config.optimizer]
        self._blocks = RowBlocks(network.layer_sizes, network.activations, dataset, dtype)
        self._parameters = np.empty(size, dtype)
        self._memory = np.empty((self._optimizer.memory_rows, size), dtype)
        self._gradient, self._part = np.empty(size, dtype), np.empty(size, dtype)
        self._weights, self._gradients, self._parts = (
            weight_views(network.layer_sizes, vector) for vector in (self._parameters, self._gradient, self._part)
        )
        self._measured: FloatArray | None = None
        """The parameters whose gradient over all rows is in `_gradient`: a slow pass is not done twice."""

    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of one network after the other."""
        done = np.empty(len(stack), dtype=np.int64)
        # A diverging run overflows on its way, and says so by an error that is not finite.
        with np.errstate(all="ignore"):
            for index, config in enumerate(stack.configs):
                self._load(stack, index)
                full = rows_of_batch(config, self._blocks.samples) == self._blocks.samples
                advance = self._advance_full_batch if full else self._advance_mini_batches
                done[index] = advance(config, stack.generators[index], iterations, errors[index])
                self._save(stack, index)
        return done

    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration in parts: a block of rows, or a mini-batch."""
        self._load(stack, 0)
        samples = self._blocks.samples
        batch_size = rows_of_batch(stack.configs[0], samples)
        full = batch_size == samples
        generator = stack.generators[0]
        after = generator.bit_generator.state
        if full:
            if not self._gradient_is_there():
                for start in self._blocks.starts:
                    self._quietly(self._measure, start)
                    yield 0.49 * start / samples
            self._quietly(self._update, stack.configs[0])
        else:
            order, after = next_order(generator, samples)
            for start in range(0, samples, batch_size):
                self._quietly(self._learn, order[start : start + batch_size], stack.configs[0])
                yield 0.7 * start / samples
        self._measured = None
        error[0] = 0.0
        for start in self._blocks.starts:
            error[0] += self._quietly(self._measure, start, learn=full)
            yield 0.5 + 0.49 * start / samples if full else 0.7 + 0.29 * start / samples
        self._measured = self._parameters.copy() if full else None
        generator.bit_generator.state = after
        self._save(stack, 0)
        yield 1.0

    def _quietly(self, function: Callable[..., Answer], *arguments: Any, **options: Any) -> Answer:  # noqa: ANN401
        """Call a function without NumPy's warnings; around a `yield`, the caller's would be silenced too."""
        with np.errstate(all="ignore"):
            return function(*arguments, **options)

    def _load(self, stack: Stack, index: int) -> None:
        self._parameters[...] = stack.parameters[index]
        self._memory[...] = stack.optimizer_memory[index]

    def _save(self, stack: Stack, index: int) -> None:
        stack.parameters[index] = self._parameters
        stack.optimizer_memory[index] = self._memory

    def _advance_full_batch(
        self, config: TrainingConfig, _generator: np.random.Generator, iterations: int, errors: FloatArray
    ) -> int:
        # The pass that measures one iteration's error is the one that the next iteration learns from.
        if not self._gradient_is_there():
            self._measure_all()
        self._measured = None
        for index in range(iterations):
            self._update(config)
            errors[index] = error = self._measure_all()
            if not config.min_error < error < math.inf:
                return index + 1
        self._measured = self._parameters.copy()
        return iterations

    def _advance_mini_batches(
        self, config: TrainingConfig, generator: np.random.Generator, iterations: int, errors: FloatArray
    ) -> int:
        samples, batch_size = self._blocks.samples, rows_of_batch(config, self._blocks.samples)
        self._measured = None
        for index in range(iterations):
            order = generator.permutation(samples)
            for start in range(0, samples, batch_size):
                self._learn(order[start : start + batch_size], config)
            error = sum(self._measure(start, learn=False) for start in self._blocks.starts)
            errors[index] = error
            if not config.min_error < error < math.inf:
                return index + 1
        return iterations

    def _gradient_is_there(self) -> bool:
        return self._measured is not None and np.array_equal(self._measured, self._parameters)

    def _measure_all(self) -> float:
        error = 0.0
        for start in self._blocks.starts:
            error += self._measure(start)
        return error

    def _measure(self, start: int, *, learn: bool = True) -> float:
        """Return the error of a block of rows and, to learn, add its gradient to that of the blocks before."""
        workspace, targets = self._blocks.block(start)
        forward(self._weights, workspace)
        if learn:
            return self._add_gradient(workspace, targets, first=start == 0)
        return self._loss.error(workspace.outputs, targets)

    def _learn(self, chosen: IntArray, config: TrainingConfig) -> None:
        """Do one update with the gradient of these rows."""
        for start in range(0, len(chosen), self._blocks.rows):
            workspace, targets = self._blocks.batch(chosen[start : start + self._blocks.rows])
            forward(self._weights, workspace)
            self._add_gradient(workspace, targets, first=start == 0)
        self._update(config)

    def _add_gradient(self, workspace: Workspace, targets: FloatArray, *, first: bool) -> float:
        error = self._loss.value_and_gradient(workspace.outputs, targets, workspace.output_gradient)
        backward(self._weights, self._gradients if first else self._parts, workspace)
        if not first:
            np.add(self._gradient, self._part, out=self._gradient)
        return error

    def _update(self, config: TrainingConfig) -> None:
        self._optimizer.step(self._parameters, self._gradient, self._memory, config)
