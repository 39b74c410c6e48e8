"""Experiments on a Dask cluster: an executor for its address, and a job that runs another job there."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from typing import Any, ParamSpec, Protocol, TypeVar

from tui_nn.config.errors import UserError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.pool import MOST_UNDER_WAY, SHARES_A_THREAD, WorkersLost

FORM = "give that of a Dask scheduler, as in tcp://127.0.0.1:8786"

CONNECT_SECONDS = 5.0
"""For the scheduler to answer, and again for its workers."""

FEWEST_SHARES = 8
"""At once, however few workers there are: more may come at any time."""

SAME_PACKAGES = ("tui-nn", "numpy", "numba")
"""Whose versions decide about the last bit of a result."""

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


class ClusterError(UserError):
    """A cluster cannot be used; the message says what to do."""


class ExecutorJob(Protocol):
    """A job that can train on an executor of somebody else's, as all experiments can."""

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Do the work and tell what happens."""


@dataclass(frozen=True)
class ClusterJob:
    """A job whose networks are trained on a cluster; it tells the same events, and its results are the same bits."""

    job: ExecutorJob
    address: str
    """Of the Dask scheduler: tcp://HOST:PORT or tls://HOST:PORT."""

    def run(self, control: Control) -> Iterator[Event]:
        """Connect and run the job there; raises ClusterError, and whatever the job raises."""
        with cluster_executor(self.address) as executor:
            yield from self.job.run(control, executor)


class ClusterExecutor(Executor):
    """Hands work to a connected client of Dask; each thread of a worker does one piece of it at a time."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  Dask is not imported where it is not used
        self._client = client

    @property
    def at_once(self) -> int:
        """How much work keeps the workers busy that are there at present; more would make a pause late."""
        known: Mapping[str, int] = getattr(self._client, "_scheduler_identity", {})
        return min(MOST_UNDER_WAY, max(FEWEST_SHARES, SHARES_A_THREAD * known.get("total_threads", 0)))

    def submit(
        self, fn: Callable[Parameters, Answer], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Answer]:
        """Hand over one call; the future raises what Dask raises, or CancelledError when the scheduler is lost."""
        future: _Remote[Answer] = _Remote(self._client.submit(fn, *args, pure=False, **kwargs))
        future.begin()
        return future


class _Remote(Future[Answer]):
    """What a future of Dask comes to, also where the scheduler is gone, of which Dask's executor cannot tell."""

    def __init__(self, remote: Any) -> None:  # noqa: ANN401  a future of Dask
        super().__init__()
        self._remote = remote

    def begin(self) -> None:
        """Listen for what it comes to."""
        self._remote.add_done_callback(self._take_over)

    def cancel(self) -> bool:
        """Say that nobody wants it any more; what has begun goes on, unheard."""
        cancelled = super().cancel()
        with suppress(Exception):  # of a client that is closed: then everything is released
            self._remote.release()
        return cancelled

    def _take_over(self, remote: Any) -> None:  # noqa: ANN401  a future of Dask
        try:
            answer = remote.result()
        except BaseException as error:  # noqa: BLE001  whatever it is, whoever waits is told; asyncio's are no Exceptions
            told = error if isinstance(error, Exception) else CancelledError(str(error))
            with suppress(InvalidStateError):  # nobody waits any more
                self.set_exception(told)
        else:
            with suppress(InvalidStateError):
                self.set_result(answer)


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Connect to the Dask scheduler at an address, and let go of it at the end.

    Dask's own logging is turned off in this process, for it would be written over the screen.

    Raises:
        ClusterError: when Dask is not installed, nobody answers at the address within some seconds, or its workers
            cannot do the work.
    """
    _require_address(address)
    try:
        import dask
        import distributed
    except ImportError:
        raise ClusterError("a cluster needs Dask; install it with: pip install 'tui-nn[cluster]'") from None
    _turn_off_logging()
    settings = {"distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s", "distributed.comm.retry.count": 0}
    with warnings.catch_warnings(), dask.config.set(settings):
        # Of versions that differ, which are looked at below, and of shares that are large.
        warnings.simplefilter("ignore")
        try:
            _require_scheduler(address)
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="tui-nn lab")
        except Exception as error:  # noqa: BLE001  whatever Dask, TLS or the resolver makes of it: nobody is there
            why = printable(str(error), 160) or f"not within {CONNECT_SECONDS:g} s"
            raise ClusterError(
                f"no Dask scheduler answers at {quoted(address)} ({why}); start one with: dask scheduler"
            ) from None
        try:
            _require_workers(client, address)
            try:
                yield ClusterExecutor(client)
            except ModuleNotFoundError as error:  # of a worker that came later
                raise ClusterError(_missing_package(error)) from None
            except WorkersLost:
                if client.status == "running":
                    raise
                raise ClusterError(
                    f"the Dask scheduler at {quoted(address)} is gone; start it again, and go on with --resume if a "
                    "journal was written"
                ) from None
        finally:
            with suppress(Exception):  # of a scheduler that is gone; there is nothing more to say to it
                client.close(timeout=1)


def _require_address(address: str) -> None:
    parts = re.fullmatch(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})/?", address, re.ASCII)
    if parts is None or not 0 < int(parts[1]) < 2**16:
        raise ClusterError(f"{quoted(address)} is no address of a cluster; {FORM}")


def _require_scheduler(address: str) -> None:
    """Ask who is there: a client would wait without end for a port that takes calls and says nothing."""
    import asyncio  # here, for nothing else of the headless rooms needs it

    from distributed.core import rpc
    from distributed.security import Security

    async def ask() -> None:
        async with rpc(address, connection_args=Security().get_connection_args("client")) as scheduler:
            await scheduler.identity()

    async def ask_in_time() -> None:
        await asyncio.wait_for(ask(), CONNECT_SECONDS)

    # In a thread, for this one may have a loop of its own, as in a notebook.
    with ThreadPoolExecutor(1, thread_name_prefix="tui-nn cluster") as thread:
        thread.submit(lambda: asyncio.run(ask_in_time())).result()


def _turn_off_logging() -> None:
    for name in ("distributed", "tornado", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logger = logging.getLogger(name)
            logger.handlers = [logging.NullHandler()]
            logger.propagate = False


def _require_workers(client: Any, address: str) -> None:  # noqa: ANN401  as above
    """Ask all workers which versions they have; raises ClusterError unless they can do the work to the same bits."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except Exception:  # noqa: BLE001  a timeout, or a scheduler that has gone meanwhile
        hint = f"start one with: dask worker {printable(address)}"
        raise ClusterError(f"no worker is at {quoted(address)}; {hint}") from None
    answers: dict[str, object] = {}
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answers.update(client.run(_versions, on_error="return"))
        except Exception as error:  # noqa: BLE001  told below, in the thread that waits
            failures.append(error)

    # In a thread that may be left behind: a worker that does not answer would be waited for without end.
    asking = threading.Thread(target=ask, name="tui-nn cluster", daemon=True)
    asking.start()
    asking.join(CONNECT_SECONDS)
    if asking.is_alive() or failures:
        why = printable(str(failures[0]), 160) if failures else "no answer"
        raise ClusterError(f"the workers at {quoted(address)} cannot be asked ({why}); restart those that hang")
    mine = _versions()
    for worker, theirs in answers.items():
        where = f"the worker {quoted(worker)}"
        if isinstance(theirs, ModuleNotFoundError):
            raise ClusterError(f"{where}: {_missing_package(theirs)}")
        if not isinstance(theirs, dict):
            raise ClusterError(f"{where} cannot do the work ({printable(str(theirs), 160)}); restart it")
        for package, version in mine.items():
            if theirs.get(package) != version:
                there = printable(str(theirs.get(package)), 40)
                raise ClusterError(
                    f"{where} has {package} {there} and here is {version}; install the same, so that results are equal"
                )


def _versions() -> dict[str, str]:
    """Return what decides about the last bit of a result; runs on a worker."""
    return {package: metadata.version(package) for package in SAME_PACKAGES}


def _missing_package(error: ModuleNotFoundError) -> str:
    missing = printable(error.name or str(error), 60)
    return f"{missing} is missing on the cluster; install tui-nn on every worker, of the same version as here"
