"""Trains many networks of one shape on all cores, or on any other executor, and tells of each as it ends."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress

from tui_nn.config.errors import UserError, counted
from tui_nn.config.plain_text import printable
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.experiments.shares import Outcome, Share, Start, Wish, train_share

__all__ = ["STACK", "Outcome", "Share", "Start", "Wish", "WorkersLost", "train_many", "train_share", "train_shares"]

STACK = 8
"""Networks that one thread trains side by side: few enough that all cores are busy to the end."""

SHARES_A_THREAD = 4
"""That are made ahead: enough that no thread waits, few enough to begin at once and to fit into memory."""

MOST_UNDER_WAY = 256
"""Shares on another executor that have not come back: enough for a cluster."""

STEP_BACK = 10
"""By how much the threads that train come after the rest of a process that comes after the screen."""

TRIES = 4
"""Of one share before it is said that workers are lost: one may be taken away, four are no accident."""

LOST: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError, ConnectionError, EOFError)
"""What executors of the standard library say of a worker that is gone."""

LOST_ON_CLUSTERS = {"KilledWorker", "CommClosedError", "ClosedClientError"}
"""The names that Dask has for it, which is not imported where it is not used."""

Ended = queue.SimpleQueue[Future[list[Outcome]]]


class WorkersLost(UserError):  # noqa: N818  the fact it tells, as BrokenExecutor
    """A share of networks was begun again and again, and each time its worker was lost."""


def train_many(
    networks: Sequence[Network | Start],
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

    Raises:
        WorkersLost: when the executor loses the same networks again and again.
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
    somebody else's, what has begun is trained to its end and nobody waits for it; a pause holds back what has not been
    handed out, and a share whose worker was lost is done again.

    Raises:
        WorkersLost: when the executor loses the same share again and again.
    """
    wish = wish or Wish()
    own = None
    if executor is None:
        own = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="tui-nn stack", initializer=_step_back)
    work = _Work(shares, own or executor, wish, own=own is not None)
    try:
        gathered = list[Outcome]()
        due = time.monotonic() + seconds
        while work.hand_out():
            gathered += work.next_outcomes(max(0.0, due - time.monotonic()) if seconds else None)
            if time.monotonic() >= due:
                yield gathered
                gathered, due = [], time.monotonic() + seconds
        if gathered:
            yield gathered
    finally:
        wish.give_up()
        work.cancel()
        if own is not None:
            own.shutdown()


def _step_back() -> None:
    """Let a thread of a process that has stepped back already, as the app's engine has, come after all others.

    There are as many of these threads as cores, and the thread that hands out and tells is needed for every frame.
    """
    with suppress(OSError, AttributeError):  # where a thread has no priority of its own
        thread = threading.get_native_id()
        niceness = os.getpriority(os.PRIO_PROCESS, thread)
        if niceness > 0:
            os.setpriority(os.PRIO_PROCESS, thread, niceness + STEP_BACK)


class _Work:
    """Shares that wait, and those that are under way on an executor."""

    def __init__(self, shares: Iterable[Share], executor: Executor | None, wish: Wish, *, own: bool) -> None:
        assert executor is not None
        self._executor = executor
        self._wish = wish
        self._own = own
        self._waiting = iter(shares)
        self._again: list[Share] = []
        self._tries: dict[int, int] = {}
        self._under_way: dict[Future[list[Outcome]], Share] = {}
        self._ended = Ended()
        self._threads = os.cpu_count() or 1

    def hand_out(self) -> bool:
        """Submit as many shares as may be under way, and say whether there is anything to wait for."""
        if not self._own and (self._wish.over or (not self._under_way and not self._wish.lasts())):
            return False
        while len(self._under_way) < self._at_once and (self._own or not self._wish.waits):
            share = self._again.pop() if self._again else next(self._waiting, None)
            if share is None:
                break
            try:
                future = self._submitted(share)
            except Exception as error:  # noqa: BLE001  an executor that is broken or closed may say so in any way
                self._lost(share, error)
                continue
            self._under_way[future] = share
            future.add_done_callback(self._ended.put)
        return bool(self._under_way)

    @property
    def _at_once(self) -> int:
        """How many shares may be under way; an executor whose workers come and go says it itself."""
        if self._own:
            return SHARES_A_THREAD * self._threads
        return int(getattr(self._executor, "at_once", MOST_UNDER_WAY))

    def next_outcomes(self, seconds: float | None) -> list[Outcome]:
        """Wait for the next share that ends, at most so long."""
        try:
            future = self._ended.get(timeout=seconds)
        except queue.Empty:
            return []
        share = self._under_way.pop(future)
        try:
            return future.result()
        except Exception as error:
            if self._own or not _is_loss(error):
                raise
            self._lost(share, error)
            return []

    def cancel(self) -> None:
        """Take back what has not begun."""
        for future in list(self._under_way):
            future.cancel()

    def _submitted(self, share: Share) -> Future[list[Outcome]]:
        if self._own:
            return self._executor.submit(train_share, share, self._wish)
        return self._executor.submit(train_share, share)

    def _lost(self, share: Share, error: Exception) -> None:
        tries = self._tries[share.first] = self._tries.get(share.first, 0) + 1
        if tries >= TRIES:
            why = printable(f"{type(error).__name__}: {error}".removesuffix(": "), 160)
            networks = counted(len(share.networks), "network")
            raise WorkersLost(
                f"the worker of {networks} was lost {tries} times ({why}); see that workers run and have enough memory"
            ) from error
        self._again.append(share)


def _is_loss(error: Exception) -> bool:
    """Whether the worker is gone, rather than the work wrong."""
    return isinstance(error, LOST) or any(each.__name__ in LOST_ON_CLUSTERS for each in type(error).__mro__)
