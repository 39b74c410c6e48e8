"""Networks of one shape in training side by side, as the arrays that kernels work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.schedules import learning_rates


@dataclass
class Stack:
    """What training changes of each network, and how each is to learn."""

    parameters: FloatArray
    """(networks, parameters)"""

    optimizer_memory: FloatArray
    """(networks, ...): of each, in the shape that its optimizer wants."""

    generators: tuple[np.random.Generator, ...]
    """Draw the mini-batches, one for each network."""

    configs: tuple[TrainingConfig, ...]
    """One for each network; numbers may differ, loss, optimizer and kernel may not."""

    iterations: IntArray
    """(networks,): those done so far, by which schedules know where they are."""

    updates: IntArray
    """(networks,): those done so far, by which optimizers correct their means and dropout draws."""

    rate_factors: FloatArray
    """(networks,): what plateaus have made of the learning rates."""

    @classmethod
    def start(cls, networks: Sequence[Network], configs: Sequence[TrainingConfig]) -> Stack:
        """Begin with copies of networks; each learns on to the same bits as it would alone."""
        shape = memory_shape(configs[0].optimizer, networks[0].parameters.size)
        return cls(
            parameters=np.array([network.parameters for network in networks]),
            optimizer_memory=np.zeros((len(networks), *shape)),
            generators=_batch_generators(configs),
            configs=tuple(configs),
            iterations=np.zeros(len(networks), dtype=np.int64),
            updates=np.zeros(len(networks), dtype=np.int64),
            rate_factors=np.ones(len(networks)),
        )

    def only(self, wanted: npt.NDArray[np.bool_]) -> Stack:
        """Return the networks that are marked, (networks,), as a stack of their own."""
        kept = np.flatnonzero(wanted)
        if len(kept) == len(self):
            return self
        return Stack(
            parameters=self.parameters[kept],
            optimizer_memory=self.optimizer_memory[kept],
            generators=tuple(self.generators[index] for index in kept),
            configs=tuple(self.configs[index] for index in kept),
            iterations=self.iterations[kept],
            updates=self.updates[kept],
            rate_factors=self.rate_factors[kept],
        )

    def rates(self, index: int, count: int) -> FloatArray:
        """Return the learning rates of a network's next iterations, (count,)."""
        return learning_rates(self.configs[index], int(self.iterations[index]), count, float(self.rate_factors[index]))

    def __len__(self) -> int:
        return len(self.parameters)


def rows_of_batch(config: TrainingConfig, samples: int) -> int:
    """Return the rows for each update: all of them for the full batch."""
    return min(config.batch_size or samples, samples)


def learns_from_measuring(config: TrainingConfig, samples: int) -> bool:
    """Whether the pass over all rows that measures an iteration's error is the one that the next learns from.

    It is with the full batch, and is not with dropout, under which a network learns but is not judged.
    """
    return rows_of_batch(config, samples) == samples and not config.dropout


def drawn_order(generator: np.random.Generator, config: TrainingConfig, samples: int) -> IntArray:
    """Draw the order in which an iteration takes the rows, (samples,); with the full batch there is nothing to draw."""
    if rows_of_batch(config, samples) == samples:
        return np.arange(samples, dtype=np.int64)
    return generator.permutation(samples)


def next_order(
    generator: np.random.Generator, config: TrainingConfig, samples: int
) -> tuple[IntArray, Mapping[str, Any]]:
    """Return the order in which the next iteration takes the rows, (samples,), and the generator's state after it.

    The generator itself is left as it is: an iteration that is not finished has not drawn anything.
    """
    before = generator.bit_generator.state
    order = drawn_order(generator, config, samples)
    after, generator.bit_generator.state = generator.bit_generator.state, before
    return order, after


def _batch_generators(configs: Sequence[TrainingConfig]) -> tuple[np.random.Generator, ...]:
    """Return a generator for each network; those that draw nothing share one: it takes as long as 100 iterations."""
    if not any(config.batch_size for config in configs):
        return (_idle_generator(),) * len(configs)
    return tuple(batch_generator(config.seed) for config in configs)


def batch_generator(seed: int) -> np.random.Generator:
    """Return the generator that draws mini-batches from a seed."""
    # A spawn key of its own keeps the batches independent of start weights drawn from the same seed.
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))


@cache
def _idle_generator() -> np.random.Generator:
    """Return the generator of those that never draw."""
    return batch_generator(0)
