"""Trains many networks of one shape on all cores, or on any other executor, and tells of each as it ends."""

from __future__ import annotations

import itertools
import os
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Finished, Snapshot
from tui_nn.engine.kernels.choice import chosen_kernel, create_kernel
from tui_nn.engine.kernels.compilation import CompilationFailed
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

SHARES_A_THREAD = 4
"""That are made ahead: enough that no thread waits, few enough to begin at once and to fit into memory."""

MOST_UNDER_WAY = 256
"""Shares on another executor that have not come back: enough for a cluster."""

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


@dataclass(frozen=True)
class Share:
    """Networks for one worker; picklable, so that it may go to another process or machine."""

    first: int
    """The index of the first of them."""

    networks: tuple[Network, ...]
    configs: tuple[TrainingConfig, ...]
    dataset: Dataset
    marks: tuple[int, ...] = ()
    """Iterations (1 or more, ascending) whose errors are kept."""


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

    def lasts(self) -> bool:
        """Wait while it is paused, and say whether to go on."""
        self._going.wait()
        return not self._over.is_set()


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
    for outcomes in train_shares(shares, executor):
        yield from outcomes


def train_shares(
    shares: Iterable[Share], executor: Executor | None = None, wish: Wish | None = None, seconds: float = 0.0
) -> Iterator[list[Outcome]]:
    """Train shares, each of networks of one shape, and yield what has ended every so many seconds, be it nothing.

    Closing the iterator ends what is left within a tenth of a second; so does giving up the wish. On an executor of
    somebody else's, shares that are under way are trained to their ends, and a pause does not hold them.
    """
    wish = wish or Wish()
    own = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="tui-nn stack") if executor is None else None
    ended: queue.SimpleQueue[Future[list[Outcome]]] = queue.SimpleQueue()
    under_way: set[Future[list[Outcome]]] = set()
    waiting = iter(shares)
    try:
        ahead = MOST_UNDER_WAY if own is None else SHARES_A_THREAD * (os.cpu_count() or 1)
        for share in itertools.islice(waiting, ahead):
            under_way.add(_submitted(share, own or executor, wish if own else None, ended))
        gathered = list[Outcome]()
        due = time.monotonic() + seconds
        while under_way:
            try:
                future = ended.get(timeout=max(0.0, due - time.monotonic()) if seconds else None)
            except queue.Empty:
                pass
            else:
                under_way.remove(future)
                gathered += future.result()
                for share in itertools.islice(waiting, 1):
                    under_way.add(_submitted(share, own or executor, wish if own else None, ended))
            if time.monotonic() >= due or not under_way:
                yield gathered
                gathered, due = [], time.monotonic() + seconds
    finally:
        wish.give_up()
        for future in under_way:
            future.cancel()
        if own is not None:
            own.shutdown()


def _submitted(
    share: Share, executor: Executor | None, wish: Wish | None, ended: queue.SimpleQueue[Future[list[Outcome]]]
) -> Future[list[Outcome]]:
    assert executor is not None
    future = executor.submit(train_share, share, wish) if wish is not None else executor.submit(train_share, share)
    future.add_done_callback(ended.put)
    return future


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
    if any(map(_needs_a_referee, share.configs)):
        return _train_one_by_one(share, wish)
    network, config, dataset = share.networks[0], share.configs[0], share.dataset.training
    kernel = create_kernel(chosen_kernel(network.layer_sizes, dataset.samples, config), network, dataset, config)
    stack = Stack.start(share.networks, share.configs)
    marks = np.array(share.marks, dtype=np.int64)
    places = np.arange(len(stack))
    iterations = np.zeros(len(stack), dtype=np.int64)
    outcomes = []
    stretch = 1
    curves = np.full((len(stack), len(marks)), np.nan)
    while len(places) and (wish is None or wish.lasts()):
        # All of a stack have the same limit in sight: the nearest one bounds the round.
        nearest = min(config.max_iterations - int(done) for config, done in zip(stack.configs, iterations, strict=True))
        count = min(stretch, nearest, MOST_ITERATIONS)
        errors = np.empty((len(stack), count))
        started = time.perf_counter()
        done = kernel.advance_stack(stack, count, errors)
        seconds = time.perf_counter() - started
        for index in range(len(stack) if len(marks) else 0):
            within = slice(*np.searchsorted(marks, (iterations[index] + 1, iterations[index] + done[index] + 1)))
            curves[places[index], within] = errors[index, marks[within] - iterations[index] - 1]
        iterations += done
        stretch = max(1, min(stretch * 8, int(count * ROUND_SECONDS / max(seconds, 1e-6))))
        going_on = np.ones(len(stack), dtype=bool)
        for index, (place, config) in enumerate(zip(places, stack.configs, strict=True)):
            error = float(errors[index, done[index] - 1])
            reason = rule_reached(int(iterations[index]), error, config)
            if reason is not None:
                ended = Network(network.layer_sizes, network.activations, stack.parameters[index].copy())
                curves[place, np.searchsorted(marks, iterations[index], "right") :] = error
                curve = tuple(curves[place].tolist())
                outcomes.append(Outcome(share.first + int(place), int(iterations[index]), error, reason, ended, curve))
                going_on[index] = False
        stack, places, iterations = stack.only(going_on), places[going_on], iterations[going_on]
    return outcomes


def _needs_a_referee(config: TrainingConfig) -> bool:
    """Whether a rule looks at more than a kernel does by itself."""
    return needs_every_error(config) or needs_checks(config) or config.keep_best or config.max_seconds > 0


def _train_one_by_one(share: Share, wish: Wish | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for index, (network, config) in enumerate(zip(share.networks, share.configs, strict=True), start=share.first):
        for event in train(network, share.dataset, config):
            if wish is not None and not wish.lasts():
                return outcomes
            if isinstance(event, Finished):
                ended = event.network.copy()
                curve = _curve(event, share.marks)
                outcomes.append(Outcome(index, event.iteration, event.error, event.stop_reason, ended, curve))
    return outcomes


def _curve(end: Snapshot, marks: tuple[int, ...]) -> tuple[float, ...]:
    """The errors at the marks, or at the last points before them that the history has kept."""
    if not marks:
        return ()
    iterations, errors = end.state.history.points()
    places = np.searchsorted(iterations, marks, "right") - 1
    return tuple(np.where(places < 0, np.nan, errors[np.maximum(places, 0)]).tolist())
