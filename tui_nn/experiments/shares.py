"""A share of networks for one worker, and how a worker trains it: on a thread, in a process or on another machine."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np

from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Finished, Snapshot
from tui_nn.engine.kernels.choice import chosen_kernel, create_kernel
from tui_nn.engine.kernels.compilation import CompilationFailed
from tui_nn.engine.kernels.compiled_kernel import CompiledKernel
from tui_nn.engine.network import Network
from tui_nn.engine.referee import needs_checks
from tui_nn.engine.stack import Stack
from tui_nn.engine.stopping import StopReason, rule_reached
from tui_nn.engine.training import train
from tui_nn.engine.watch import needs_every_error

ROUND_SECONDS = 0.1
"""How long a stack is trained between two looks at whether anybody still wants it."""

FIRST_WORK = 2_000_000
"""Iterations x networks x parameters x rows of the first round with compiled loops: some milliseconds.

Shorter than it need be for large networks: a round is told the next one's length by its own time.
"""

MOST_ITERATIONS = 100_000
"""Of one round: their errors are kept until it is over (6 MB for a stack)."""


@dataclass(frozen=True)
class Outcome:
    """What became of one network."""

    index: int
    """Its place among the networks that were given."""

    iterations: int
    error: float
    stop_reason: StopReason
    network: Network
    """As it ended; after DIVERGED, not all of its parameters need be finite."""

    curve: tuple[float, ...] = ()
    """The errors at the share's marks; after the end, the last error."""

    seconds: float = field(default=math.nan, compare=False)
    """That its training took: its part of its stack's time, by iterations."""


@dataclass(frozen=True)
class Start:
    """How a network is made with its start weights: a fraction of its size, and the work is the worker's."""

    chosen: NetworkConfig
    features: int
    outputs: int
    data_name: str
    seed: int
    """In place of the one that was chosen."""

    def network(self) -> Network:
        """Make it; raises as `Network.from_config`."""
        return Network.starts(self.chosen, self.features, self.outputs, self.data_name, (self.seed,))[0]


Recipe = tuple[NetworkConfig, int, int, str]


def _recipe(each: Network | Start) -> Recipe | None:
    """What starts have in common that are made together; None for what is made already."""
    return (each.chosen, each.features, each.outputs, each.data_name) if isinstance(each, Start) else None


@dataclass(frozen=True)
class Share:
    """Networks for one worker; picklable, so that it may go to another process or machine."""

    first: int
    """The index of the first of them."""

    networks: tuple[Network | Start, ...]
    configs: tuple[TrainingConfig, ...]
    dataset: Dataset
    marks: tuple[int, ...] = ()
    """Iterations (1 or more, ascending) whose errors are kept."""

    def built(self) -> tuple[Network, ...]:
        """Make those that are yet to be made."""
        made: list[Network] = []
        for recipe, alike in groupby(self.networks, _recipe):
            if recipe is None:
                made += (each for each in alike if isinstance(each, Network))
            else:
                made += Network.starts(*recipe, [each.seed for each in alike if isinstance(each, Start)])
        return tuple(made)


class Wish:
    """Whether what is being trained is still wanted; may be used from any thread."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._going = threading.Event()
        self._going.set()

    def pause(self) -> None:
        """Let everything wait."""
        self._going.clear()

    def resume(self) -> None:
        """Let everything go on."""
        self._going.set()

    def give_up(self) -> None:
        """End everything, even what waits."""
        self._over.set()
        self._going.set()

    @property
    def waits(self) -> bool:
        """Whether it is paused."""
        return not self._going.is_set()

    @property
    def over(self) -> bool:
        """Whether it was given up."""
        return self._over.is_set()

    def lasts(self) -> bool:
        """Wait while it is paused, and say whether to go on."""
        self._going.wait()
        return not self.over


def train_share(share: Share, wish: Wish | None = None) -> list[Outcome]:
    """Train the networks of a share to their ends; those that are no longer wanted have no outcome.

    Where the compiled loops cannot be had they are trained with NumPy, as a run alone is.
    """
    try:
        return _train_share(share, wish)
    except CompilationFailed:
        configs = tuple(replace(config, kernel="numpy") for config in share.configs)
        return _train_share(replace(share, configs=configs), wish)


def _train_share(share: Share, wish: Wish | None) -> list[Outcome]:
    networks = share.built()
    if any(map(_needs_a_referee, share.configs)):
        return _train_one_by_one(share, networks, wish)
    network, config, dataset = networks[0], share.configs[0], share.dataset.training
    kernel_name = chosen_kernel(network.layer_sizes, dataset.samples, config, network.activations)
    kernel = create_kernel(kernel_name, network, dataset, config)
    stack = Stack.start(networks, share.configs)
    marks = np.array(share.marks, dtype=np.int64)
    places = np.arange(len(stack))
    iterations = np.zeros(len(stack), dtype=np.int64)
    spent = np.zeros(len(stack))
    outcomes = []
    stretch = 1
    if kernel_name == CompiledKernel.name:
        stretch = max(1, FIRST_WORK // (len(stack) * network.parameters.size * dataset.samples))
    curves = np.full((len(stack), len(marks)), np.nan)
    while len(places) and (wish is None or wish.lasts()):
        # All of a stack have the same limit in sight: the nearest one bounds the round.
        nearest = min(config.max_iterations - int(done) for config, done in zip(stack.configs, iterations, strict=True))
        count = min(stretch, nearest, MOST_ITERATIONS)
        errors = np.empty((len(stack), count))
        started = time.perf_counter()
        done = kernel.advance_stack(stack, count, errors)
        seconds = time.perf_counter() - started
        spent[places] += seconds * done / done.sum()
        for index in range(len(stack) if len(marks) else 0):
            within = slice(*np.searchsorted(marks, (iterations[index] + 1, iterations[index] + done[index] + 1)))
            curves[places[index], within] = errors[index, marks[within] - iterations[index] - 1]
        iterations += done
        stretch = max(1, min(stretch * 8, int(count * ROUND_SECONDS / max(seconds, 1e-6))))
        going_on = np.ones(len(stack), dtype=bool)
        for index, (place, config) in enumerate(zip(places.tolist(), stack.configs, strict=True)):
            error = float(errors[index, done[index] - 1])
            reason = rule_reached(int(iterations[index]), error, config)
            if reason is None and kernel.has_stopped(stack.parameters[index], stack.optimizer_memory[index], config):
                reason = StopReason.NO_STEP
            if reason is not None:
                ended = Network(network.layer_sizes, network.activations, stack.parameters[index].copy())
                if len(marks):
                    curves[place, np.searchsorted(marks, iterations[index], "right") :] = error
                outcomes.append(
                    Outcome(
                        index=share.first + place,
                        iterations=int(iterations[index]),
                        error=error,
                        stop_reason=reason,
                        network=ended,
                        curve=tuple(curves[place].tolist()),
                        seconds=float(spent[place]),
                    )
                )
                going_on[index] = False
        if not going_on.any():
            break
        if not going_on.all():
            stack, places, iterations = stack.only(going_on), places[going_on], iterations[going_on]
    return outcomes


def _needs_a_referee(config: TrainingConfig) -> bool:
    """Whether a rule looks at more than a kernel does by itself."""
    return needs_every_error(config) or needs_checks(config) or config.keep_best or config.max_seconds > 0


def _train_one_by_one(share: Share, networks: tuple[Network, ...], wish: Wish | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for index, (network, config) in enumerate(zip(networks, share.configs, strict=True), start=share.first):
        started = time.perf_counter()
        for event in train(network, share.dataset, config):
            if wish is not None and not wish.lasts():
                return outcomes
            if isinstance(event, Finished):
                ended = event.network.copy()
                curve, seconds = _curve(event, share.marks), time.perf_counter() - started
                outcomes.append(Outcome(index, event.iteration, event.error, event.stop_reason, ended, curve, seconds))
    return outcomes


def _curve(end: Snapshot, marks: tuple[int, ...]) -> tuple[float, ...]:
    """The errors at the marks, or at the last points before them that the history has kept."""
    if not marks:
        return ()
    iterations, errors = end.state.history.points()
    places = np.searchsorted(iterations, marks, "right") - 1
    return tuple(np.where(places < 0, np.nan, errors[np.maximum(places, 0)]).tolist())
