"""The reference kernel: plain NumPy, every large array allocated once, large layers left to BLAS."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import backward, forward, weight_views
from tui_nn.engine.dropout import Dropout
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.regularization import Bounds, bound_norms, clip_factor, cut, is_weight_mask, with_l1, with_l2
from tui_nn.engine.row_blocks import RowBlocks
from tui_nn.engine.stack import Stack, drawn_order, learns_from_measuring, next_order, rows_of_batch

Answer = TypeVar("Answer")


class NumpyKernel(Kernel):
    """Runs iterations with NumPy, in the precision that the config asks for; see `engine.kernels.Kernel`."""

    name = "numpy"

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        dtype = np.dtype(config.precision)
        size = network.parameters.size
        self._loss = chosen_loss(config, dataset)
        self._blocks = RowBlocks(network.layer_sizes, network.activations, dataset, dtype)
        self._is_weight = is_weight_mask(network.layer_sizes).astype(dtype)
        self._parameters = np.empty(size, dtype)
        self._memory = np.empty((OPTIMIZERS[config.optimizer].memory_rows, size), dtype)
        self._gradient, self._part = np.empty(size, dtype), np.empty(size, dtype)
        self._weights, self._gradients, self._parts = (
            weight_views(network.layer_sizes, vector) for vector in (self._parameters, self._gradient, self._part)
        )
        self._updates = 0
        """Done by the network that is loaded."""

        self._measured: FloatArray | None = None
        """The parameters whose gradient over all rows is in `_gradient`: a slow pass is not done twice."""

    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of one network after the other."""
        done = np.empty(len(stack), dtype=np.int64)
        # A diverging run overflows on its way, and says so by an error that is not finite.
        with np.errstate(all="ignore"):
            for index, config in enumerate(stack.configs):
                self._load(stack, index)
                full = learns_from_measuring(config, self._blocks.samples)
                advance = self._advance_full_batch if full else self._advance_mini_batches
                rates = stack.rates(index, iterations)
                done[index] = advance(config, rates, stack.generators[index], errors[index])
                self._save(stack, index, int(done[index]))
        return done

    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration in parts: a block of rows, or a mini-batch."""
        self._load(stack, 0)
        samples = self._blocks.samples
        config = stack.configs[0]
        batch_size = rows_of_batch(config, samples)
        full = learns_from_measuring(config, samples)
        generator = stack.generators[0]
        after = generator.bit_generator.state
        if full:
            if not self._gradient_is_there():
                for start in self._blocks.starts:
                    self._quietly(self._measure, start)
                    yield 0.49 * start / samples
            self._quietly(self._update, stack.configs[0], float(stack.rates(0, 1)[0]))
        else:
            order, after = next_order(generator, config, samples)
            for start in range(0, samples, batch_size):
                for part in self._learn_in_parts(order[start : start + batch_size], stack.configs[0]):
                    yield 0.7 * (start + part) / samples
                self._quietly(self._update, stack.configs[0], float(stack.rates(0, 1)[0]))
        self._measured = None
        error[0] = 0.0
        for start in self._blocks.starts:
            error[0] += self._quietly(self._measure, start, learn=full)
            yield 0.5 + 0.49 * start / samples if full else 0.7 + 0.29 * start / samples
        self._measured = self._parameters.copy() if full else None
        generator.bit_generator.state = after
        self._save(stack, 0, 1)
        yield 1.0

    def _quietly(self, function: Callable[..., Answer], *arguments: Any, **options: Any) -> Answer:  # noqa: ANN401
        """Call a function without NumPy's warnings; around a `yield`, the caller's would be silenced too."""
        with np.errstate(all="ignore"):
            return function(*arguments, **options)

    def _load(self, stack: Stack, index: int) -> None:
        self._parameters[...] = stack.parameters[index]
        self._memory[...] = stack.optimizer_memory[index]
        self._updates = int(stack.updates[index])

    def _save(self, stack: Stack, index: int, iterations: int) -> None:
        stack.parameters[index] = self._parameters
        stack.optimizer_memory[index] = self._memory
        stack.iterations[index] += iterations
        stack.updates[index] = self._updates

    def _advance_full_batch(
        self, config: TrainingConfig, rates: FloatArray, _generator: np.random.Generator, errors: FloatArray
    ) -> int:
        # The pass that measures one iteration's error is the one that the next iteration learns from.
        if not self._gradient_is_there():
            self._measure_all()
        self._measured = None
        for index, rate in enumerate(rates.tolist()):
            self._update(config, rate)
            errors[index] = error = self._measure_all()
            if not config.min_error < error < math.inf:
                return index + 1
        self._measured = self._parameters.copy()
        return len(rates)

    def _advance_mini_batches(
        self, config: TrainingConfig, rates: FloatArray, generator: np.random.Generator, errors: FloatArray
    ) -> int:
        samples, batch_size = self._blocks.samples, rows_of_batch(config, self._blocks.samples)
        self._measured = None
        for index, rate in enumerate(rates.tolist()):
            order = drawn_order(generator, config, samples)
            for start in range(0, samples, batch_size):
                for _ in self._learn_in_parts(order[start : start + batch_size], config):
                    pass
                self._update(config, rate)
            error = sum(self._measure(start, learn=False) for start in self._blocks.starts)
            errors[index] = error
            if not config.min_error < error < math.inf:
                return index + 1
        return len(rates)

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
        rows = self._blocks.samples
        forward(self._weights, workspace)
        error = self._loss.error(workspace.judged_by(self._loss), targets, rows)
        if learn:
            self._add(lambda gradients: backward(self._weights, gradients, workspace, self._loss, targets, rows), start)
        return error

    def _learn_in_parts(self, chosen: IntArray, config: TrainingConfig) -> Iterator[int]:
        """Find the gradient of these rows, a block at a time; yields how many of them are done."""
        for start in range(0, len(chosen), self._blocks.rows):
            self._quietly(self._learn_block, chosen, start, config)
            yield min(start + self._blocks.rows, len(chosen))

    def _learn_block(self, chosen: IntArray, start: int, config: TrainingConfig) -> None:
        workspace, targets = self._blocks.batch(chosen[start : start + self._blocks.rows])
        dropout = Dropout(config.dropout, config.seed, self._updates, start) if config.dropout else None
        forward(self._weights, workspace, dropout)
        self._add(
            lambda gradients: backward(self._weights, gradients, workspace, self._loss, targets, len(chosen)), start
        )

    def _add(self, find: Callable[[list[FloatArray]], None], start: int) -> None:
        """Find the gradient of a block of rows and add it to that of the blocks before it."""
        find(self._parts if start else self._gradients)
        if start:
            np.add(self._gradient, self._part, out=self._gradient)

    def _update(self, config: TrainingConfig, rate: float) -> None:
        self._updates += 1
        update_parameters(
            self._parameters, self._gradient, self._memory, self._weights, self._is_weight, config, rate, self._updates
        )


def update_parameters(
    parameters: FloatArray,
    gradient: FloatArray,
    memory: FloatArray,
    weights: Sequence[FloatArray],
    is_weight: FloatArray,
    config: TrainingConfig,
    rate: float,
    update: int,
) -> None:
    """Do one update by the optimizer's rule and what the options put beside it; all arrays are changed in place.

    Args:
        parameters: (parameters,)
        gradient: (parameters,)
        memory: (rows, parameters), the optimizer's.
        weights: views of `parameters`, for each layer (units_out, units_in + 1).
        is_weight: (parameters,), 1 for a weight and 0 for a bias.
        config: names the optimizer and the bounds.
        rate: the learning rate in force.
        update: its number, counted from 1.
    """
    optimizer, bounds = OPTIMIZERS[config.optimizer], Bounds.of(config)
    if bounds.clip_value:
        gradient[...] = cut(gradient, bounds.clip_value)
    if bounds.clip_norm:
        np.multiply(gradient, clip_factor(float(np.linalg.norm(gradient)), bounds.clip_norm), out=gradient)
    if bounds.l2:
        gradient[...] = with_l2(parameters, gradient, is_weight, bounds.l2)
    before = parameters.copy() if bounds.l1 else parameters
    optimizer.step(parameters, gradient, is_weight, memory, optimizer.settings(config, rate), update)
    if bounds.l1:
        parameters[...] = with_l1(before, parameters, is_weight, rate * bounds.l1)
    if bounds.max_norm:
        bound_norms(weights, bounds.max_norm)
