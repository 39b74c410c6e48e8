"""The kernel for small networks: the whole loop compiled, without Python between two iterations and without the GIL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import ACTIVATIONS, layer_activation
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.kernels.compilation import compilation
from tui_nn.engine.kernels.tasks import (
    ADVANCE,
    FEWEST_SIDE_BY_SIDE,
    LANES,
    LEARN,
    MEASURE,
    SIDE,
    UPDATE,
)
from tui_nn.engine.losses import LOSSES, ChosenLoss, chosen_loss
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS, Settings
from tui_nn.engine.regularization import Bounds, is_weight_mask
from tui_nn.engine.stack import Stack, drawn_order, learns_from_measuring, next_order, rows_of_batch

CHUNK_NUMBERS = 4096
"""Values of all layers for the samples that are taken through the network together: they stay in the nearest cache."""

WIDEST_CHUNK = 64

ORDER_NUMBERS = 2**20
"""Row numbers that are drawn ahead for mini-batches (8 MB)."""

NO_RATES: FloatArray = np.zeros(1)

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
        self._outputs = sizes[-1]
        self._optimizer = OPTIMIZERS[config.optimizer]
        chosen = [layer_activation(text) for text in network.activations]
        self._layers = (
            np.array(sizes, dtype=np.int64),
            np.array([list(ACTIVATIONS).index(each.activation.name) for each in chosen], dtype=np.int64),
            np.array([(*each.parameters, 0.0, 0.0)[:2] for each in chosen]).reshape(-1),
        )
        self._loss_number = list(LOSSES).index(config.loss)
        self._optimizer_number = list(OPTIMIZERS).index(config.optimizer)
        self._every_row = np.arange(dataset.samples, dtype=np.int64)
        self._loss = chosen_loss(config, dataset)
        self._rows = (
            np.ascontiguousarray(dataset.inputs).reshape(-1),
            np.ascontiguousarray(self._loss.wanted(dataset.targets.T).T).reshape(-1),
            _importance(self._loss, dataset),
        )
        width = min(WIDEST_CHUNK, _lanes(CHUNK_NUMBERS // sum(sizes)), _lanes(dataset.samples))
        padded = _lanes(self._size)
        self._parameters, self._gradient = np.zeros(padded), np.zeros(padded)
        self._memory = np.zeros((self._optimizer.memory_rows, padded))
        self._is_weight, self._before = np.zeros(padded), np.zeros(padded)
        self._is_weight[: self._size] = is_weight_mask(sizes)
        self._updates = 0
        """Done by the network that is loaded."""

        self._width = width
        self._scratch = (*(np.zeros(sum(sizes) * width) for _ in range(4)), np.zeros(2 * sizes[-1] * width))
        self._measured: FloatArray | None = None
        """The parameters whose gradient over all rows is in `_gradient`: a slow pass is not done twice."""

        self.compiles_first = compilation().takes_long

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait for the compiler, at most so long."""
        return compilation().wait(seconds)

    def advance_stack(self, stack: Stack, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of networks side by side where that is sooner, and of those left one after the other."""
        done = np.zeros(len(stack), dtype=np.int64)
        if self._go_side_by_side(stack):
            for first in range(0, len(stack) - FEWEST_SIDE_BY_SIDE + 1, SIDE):
                group = slice(first, first + SIDE)
                done[group] = self._advance_side_by_side(stack, group, iterations, errors[group])
        for index, config in enumerate(stack.configs):
            before = int(done[index])
            if before == iterations or (before and not config.min_error < errors[index, before - 1] < np.inf):
                continue
            self._load(stack, index)
            rates = stack.rates(index, iterations - before)
            after = self._advance(config, rates, stack.generators[index], errors[index, before:])
            self._save(stack, index, after)
            done[index] += after
        self._measured = None
        return done

    def _go_side_by_side(self, stack: Stack) -> bool:
        """Whether the compiled loops can train these networks side by side: rows so few, and options alike."""
        first = stack.configs[0]
        return (
            compilation().side_by_side is not None
            and self._width == LANES
            and self._samples <= LANES
            and len(stack) >= FEWEST_SIDE_BY_SIDE
            and len({int(updates) for updates in stack.updates}) == 1
            and all(
                config is first
                or (config.min_error == first.min_error and learns_from_measuring(config, self._samples))
                for config in stack.configs
            )
            and learns_from_measuring(first, self._samples)
        )

    def _advance_side_by_side(self, stack: Stack, group: slice, iterations: int, errors: FloatArray) -> IntArray:
        """Run iterations of up to `SIDE` networks, until few go on, and return how many were done of each."""
        configs = stack.configs[group]
        count, size, rows = len(configs), len(self._parameters), len(self._memory)
        parameters, memory = np.zeros((SIDE, size)), np.zeros((SIDE, rows, size))
        parameters[:count, : self._size] = stack.parameters[group]
        memory[:count, :, : self._size] = stack.optimizer_memory[group]
        settings, bounds = np.zeros((SIDE, len(get_args(Settings)))), np.zeros((SIDE, len(Bounds._fields)))
        rates, ends = np.zeros((SIDE, iterations)), np.zeros(SIDE, dtype=np.int64)
        for place, config in enumerate(configs):
            settings[place], bounds[place] = self._optimizer.settings(config, 0.0), Bounds.of(config)
            rates[place] = stack.rates(group.start + place, iterations)
        ends[:count] = iterations
        units = sum(self._layers[0].tolist())
        found = np.empty((iterations, SIDE))
        self._updates = int(stack.updates[group.start])
        ended = self._work(
            None,
            configs[0],
            ends,
            self._samples,
            rates=rates.reshape(-1),
            errors=found.reshape(-1),
            iterations=iterations,
            numbers=(settings.reshape(-1), bounds.reshape(-1)),
            arrays=(parameters.reshape(-1), np.zeros(SIDE * size), memory.reshape(-1), self._before),
            scratch=(
                *(np.zeros(units * LANES * SIDE) for _ in range(3)),
                np.zeros(2 * size * SIDE),
                np.zeros(2 * self._outputs * LANES * SIDE),
            ),
        )
        done = np.minimum(ends[:count], ended)
        errors[:, :ended] = found[:ended, :count].T
        stack.parameters[group] = parameters[:count, : self._size]
        stack.optimizer_memory[group] = memory[:count, :, : self._size]
        stack.iterations[group] += done
        stack.updates[group] += done
        return done

    def iterate(self, stack: Stack, error: FloatArray) -> Iterator[float]:
        """Run one iteration in parts of some thousand rows."""
        self._load(stack, 0)
        samples, part = self._samples, self._part_rows
        batch_size = rows_of_batch(stack.configs[0], samples)
        full = learns_from_measuring(stack.configs[0], samples)
        generator = stack.generators[0]
        after = generator.bit_generator.state
        order = self._every_row
        if not full:
            order, after = next_order(generator, stack.configs[0], samples)
            rows = max(1, part // batch_size) * batch_size
            for start in range(0, samples, rows):
                stop = min(start + rows, samples)
                self._work(LEARN, stack.configs[0], order, batch_size, start, stop, rates=stack.rates(0, 1))
                self._updates += -(-(stop - start) // batch_size)
                yield 0.7 * stop / samples
        else:
            if self._measured is None or not np.array_equal(self._measured, self._parameters):
                for done in self._measure(stack, order, batch_size, np.zeros(1)):
                    yield 0.49 * done
            self._work(UPDATE, stack.configs[0], order, batch_size, rates=stack.rates(0, 1))
            self._updates += 1
        self._measured = None
        total = np.zeros(1)
        for done in self._measure(stack, order, batch_size, total):
            yield 0.5 + 0.49 * done if full else 0.7 + 0.29 * done
        error[0] = total[0] * LOSSES[stack.configs[0].loss].share(samples, self._outputs)
        self._measured = self._parameters.copy() if full else None
        generator.bit_generator.state = after
        self._save(stack, 0, 1)
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
        self._updates = int(stack.updates[index])

    def _save(self, stack: Stack, index: int, iterations: int) -> None:
        stack.parameters[index] = self._parameters[: self._size]
        stack.optimizer_memory[index] = self._memory[:, : self._size]
        stack.iterations[index] += iterations
        stack.updates[index] = self._updates

    def _advance(
        self, config: TrainingConfig, rates: FloatArray, generator: np.random.Generator, errors: FloatArray
    ) -> int:
        iterations = len(rates)
        batch_size = rows_of_batch(config, self._samples)
        if learns_from_measuring(config, self._samples):
            done = self._work(ADVANCE, config, self._every_row, batch_size, rates=rates, errors=errors)
            self._updates += done
            return done
        # The orders are drawn ahead, by the generator that the NumPy kernel draws them with, for some iterations.
        ahead = max(1, ORDER_NUMBERS // self._samples)
        for first in range(0, iterations, ahead):
            count = min(ahead, iterations - first)
            before = generator.bit_generator.state
            order = np.concatenate([drawn_order(generator, config, self._samples) for _ in range(count)])
            part = slice(first, first + count)
            done = self._work(ADVANCE, config, order, batch_size, rates=rates[part], errors=errors[part])
            self._updates += done * -(-self._samples // batch_size)
            if done < count or not config.min_error < errors[first + done - 1] < np.inf:
                generator.bit_generator.state = before
                for _ in range(done):
                    drawn_order(generator, config, self._samples)
                return first + done
        return iterations

    def _work(
        self,
        task: int | None,
        config: TrainingConfig,
        order: IntArray,
        batch_size: int,
        start: int = 0,
        stop: int = 0,
        *,
        rates: FloatArray = NO_RATES,
        errors: FloatArray | None = None,
        iterations: int | None = None,
        numbers: tuple[FloatArray, FloatArray] | None = None,
        arrays: tuple[FloatArray, ...] = (),
        scratch: tuple[FloatArray, ...] = (),
    ) -> int:
        """Call the compiled loop; without a task, the one for networks side by side."""
        loss, loops = self._loss, compilation()
        work = loops.work if task is not None else loops.side_by_side
        assert work is not None
        settings, bounds = numbers or (np.array(self._optimizer.settings(config, 0.0)), np.array(Bounds.of(config)))
        return work(
            task or 0,
            *self._layers,
            self._loss_number,
            np.array((*loss.settings, 0.0)),
            loss.loss.output_activation is not None,
            self._optimizer_number,
            settings,
            bounds,
            config.dropout,
            config.seed,
            self._updates,
            rates,
            batch_size,
            config.min_error,
            *self._rows,
            order,
            self._every_row,
            self._is_weight,
            start,
            stop,
            self._width,
            *(arrays or (self._parameters, self._gradient, self._memory.reshape(-1), self._before)),
            *(scratch or self._scratch),
            len(rates) if iterations is None else iterations,
            np.zeros(1) if errors is None else errors,
        )


def _importance(loss: ChosenLoss, dataset: Dataset) -> FloatArray:
    """Return what each target weighs in the error, (samples * outputs,); nothing where all weigh 1."""
    if loss.weighting is None:
        return np.zeros(0)
    return np.ascontiguousarray(loss.weighting.of_targets(dataset.targets.T).T).reshape(-1)


def _lanes(count: int) -> int:
    """Round up to a multiple of the lanes, at least one."""
    return max(LANES, -(-count // LANES) * LANES)
