"""Trains many networks of one shape on all cores, or on any other executor, and tells of each as it ends."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Finished
from tui_nn.engine.kernels.choice import chosen_kernel, create_kernel
from tui_nn.engine.network import Network
from tui_nn.engine.referee import needs_checks
from tui_nn.engine.stack import Stack
from tui_nn.engine.stopping import StopReason, rule_reached
from tui_nn.engine.training import train
from tui_nn.engine.watch import needs_every_error

STACK = 8
"""Networks that one thread trains side by side: few enough that all cores are busy to the end."""

ROUND_SECONDS = 0.1
"""How long a stack is trained between two looks at whether anybody still wants it."""

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


@dataclass(frozen=True)
class Share:
    """Networks for one worker; picklable, so that it may go to another process or machine."""

    first: int
    """The index of the first of them."""

    networks: tuple[Network, ...]
    configs: tuple[TrainingConfig, ...]
    dataset: Dataset


def train_many(
    networks: Sequence[Network],
    dataset: Dataset,
    configs: Sequence[TrainingConfig],
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Train each network until one of its own stop rules ends it, and yield outcomes as they come, in any order.

    A network ends at the same bits as it does alone, whatever the executor and whatever is trained beside it. Closing
    the iterator ends what is left within a tenth of a second.

    Args:
        networks: all of one shape; they are left untouched.
        dataset: inputs (samples, features) and targets (samples, outputs).
        configs: one for each network; loss, optimizer and kernel are the same in all.
        executor: where to run; a thread for each core unless given.
    """
    shares = [
        Share(first, tuple(networks[first : first + STACK]), tuple(configs[first : first + STACK]), dataset)
        for first in range(0, len(networks), STACK)
    ]
    unwanted = threading.Event()
    own = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="tui-nn stack") if executor is None else None
    futures: list[Future[list[Outcome]]] = []
    try:
        if own is not None:
            futures = [own.submit(train_share, share, unwanted) for share in shares]
        elif executor is not None:
            futures = [executor.submit(train_share, share) for share in shares]
        for future in as_completed(futures):
            yield from future.result()
    finally:
        unwanted.set()
        for future in futures:
            future.cancel()
        if own is not None:
            own.shutdown()


def train_share(share: Share, unwanted: threading.Event | None = None) -> list[Outcome]:
    """Train the networks of a share to their ends; those that are no longer wanted have no outcome."""
    if any(map(_needs_a_referee, share.configs)):
        return _train_one_by_one(share, unwanted)
    network, config, dataset = share.networks[0], share.configs[0], share.dataset.training
    kernel = create_kernel(chosen_kernel(network.layer_sizes, dataset.samples, config), network, dataset, config)
    stack = Stack.start(share.networks, share.configs)
    places = np.arange(len(stack))
    iterations = np.zeros(len(stack), dtype=np.int64)
    outcomes = []
    stretch = 1
    while len(places) and not (unwanted is not None and unwanted.is_set()):
        # All of a stack have the same limit in sight: the nearest one bounds the round.
        nearest = min(config.max_iterations - int(done) for config, done in zip(stack.configs, iterations, strict=True))
        count = min(stretch, nearest, MOST_ITERATIONS)
        errors = np.empty((len(stack), count))
        started = time.perf_counter()
        done = kernel.advance_stack(stack, count, errors)
        seconds = time.perf_counter() - started
        iterations += done
        stretch = max(1, min(stretch * 8, int(count * ROUND_SECONDS / max(seconds, 1e-6))))
        going_on = np.ones(len(stack), dtype=bool)
        for index, (place, config) in enumerate(zip(places, stack.configs, strict=True)):
            error = float(errors[index, done[index] - 1])
            reason = rule_reached(int(iterations[index]), error, config)
            if reason is not None:
                ended = Network(network.layer_sizes, network.activations, stack.parameters[index].copy())
                outcomes.append(Outcome(share.first + int(place), int(iterations[index]), error, reason, ended))
                going_on[index] = False
        stack, places, iterations = stack.only(going_on), places[going_on], iterations[going_on]
    return outcomes


def _needs_a_referee(config: TrainingConfig) -> bool:
    """Whether a rule looks at more than a kernel does by itself."""
    return needs_every_error(config) or needs_checks(config) or config.keep_best or config.max_seconds > 0


def _train_one_by_one(share: Share, unwanted: threading.Event | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for index, (network, config) in enumerate(zip(share.networks, share.configs, strict=True), start=share.first):
        for event in train(network, share.dataset, config):
            if unwanted is not None and unwanted.is_set():
                return outcomes
            if isinstance(event, Finished):
                outcomes.append(Outcome(index, event.iteration, event.error, event.stop_reason, event.network.copy()))
    return outcomes
