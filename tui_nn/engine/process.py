"""The engine process: runs jobs apart from the screen, tells what happens, and ends when its owner does."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import queue
import signal
import threading
import traceback
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from tui_nn.config.errors import ColumnError, UserError
from tui_nn.config.plain_text import printable
from tui_nn.engine.control import Command, Control
from tui_nn.engine.events import Event, Failed, Finished, Recorded, Snapshot
from tui_nn.engine.shared_folder import make_folder, remove_folder, shared_folder, use_folder

NICENESS = 5
"""Where processors are scarce the screen comes first: a key is answered at once, and training takes what is left."""


class Job(Protocol):
    """Something picklable that can be run; the process knows nothing else of it."""

    def run(self, control: Control) -> Iterator[Event]:
        """Do the work and tell what happens."""


class EngineDied(Exception):  # noqa: N818  the fact it tells, not a kind of error
    """The process ended without having been asked to."""


@dataclass(frozen=True)
class _Begin:
    job_number: int
    pickled_job: bytes
    """Unpickled where a failure is told as one of the job."""


@dataclass(frozen=True)
class _Tell:
    job_number: int
    command: Command


class EventSlot:
    """Holds what has happened since the last look: a newer snapshot of a job replaces the one before it.

    So it stays small however long nobody looks: recorded moments are joined, and thinned.
    """

    def __init__(self) -> None:
        self._events: deque[tuple[int, Event]] = deque()
        self._changed = threading.Condition()

    def put(self, job_number: int, event: Event) -> None:
        """Add an event; never waits."""
        with self._changed:
            if event.supersedes and self._events:
                number, waiting = self._events[-1]
                if number == job_number and type(waiting) is type(event):
                    self._events.pop()
            # Moments and snapshots come by turns: what the new one replaces is the last event, or the one before.
            for place in range(len(self._events) - 1, max(-1, len(self._events) - 3), -1):
                number, waiting = self._events[place]
                if (
                    number != job_number
                    or isinstance(waiting, Finished)
                    or not isinstance(waiting, Snapshot | Recorded)
                ):
                    break
                if isinstance(event, Recorded) and isinstance(waiting, Recorded):
                    event = event.after(waiting)
                elif not (isinstance(event, Snapshot) and isinstance(waiting, Snapshot)):
                    continue
                del self._events[place]
                break
            self._events.append((job_number, event))
            self._changed.notify()

    def take_all(self) -> list[tuple[int, Event]]:
        """Return what is there, oldest first, without waiting."""
        with self._changed:
            events = list(self._events)
            self._events.clear()
            return events

    def wait_for_one(self) -> tuple[int, Event]:
        """Return the oldest event, waiting for one when there is none."""
        with self._changed:
            while not self._events:
                self._changed.wait()
            return self._events.popleft()


_job_numbers = itertools.count(1)
"""Never used twice in a program, so that the last words of a process that died are not taken for those of its heir."""


class EngineProcess:
    """The owner's end. One job runs at a time; a new one stops the one before."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, self._far_end = context.Pipe()
        self._folder = make_folder()
        weakref.finalize(self, remove_folder, self._folder)  # for an owner that ends without closing
        arguments = (self._far_end, self._folder)
        self._process = context.Process(target=_serve, args=arguments, name="tui-nn engine", daemon=True)
        self._job_number = 0

    def start(self) -> None:
        """Start the process; it is ready for a job at once and takes up the work when it has come up."""
        self._process.start()
        self._far_end.close()  # only the child holds it now, so that its death closes the pipe

    @property
    def pid(self) -> int | None:
        """The system's number for the process."""
        return self._process.pid

    def begin(self, job: Job) -> int:
        """Send a job, which stops the one before, and return its number; raises EngineDied."""
        pickled_job = pickle.dumps(job)
        self._job_number = next(_job_numbers)
        self._send(_Begin(self._job_number, pickled_job))
        return self._job_number

    def tell(self, command: Command) -> None:
        """Say something to the newest job; raises EngineDied."""
        self._send(_Tell(self._job_number, command))

    def receive(self) -> tuple[int, Event]:
        """Wait for the next event and return it with its job's number; raises EngineDied."""
        try:
            received: tuple[int, Event] = self._connection.recv()
        except (EOFError, OSError):
            raise self._died() from None
        return received

    def close(self) -> None:
        """End the process at once: everything worth keeping has come through the pipe."""
        self._process.kill()
        self._process.join(2.0)
        remove_folder(self._folder)

    def _send(self, message: _Begin | _Tell) -> None:
        try:
            self._connection.send(message)
        except OSError:
            raise self._died() from None

    def _died(self) -> EngineDied:
        self._process.join(1.0)  # the pipe closes a moment before the process has ended
        remove_folder(self._folder)
        return EngineDied(_ending(self._process.exitcode))


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        names = {number.value: number.name for number in signal.Signals}
        return f"ended by {names.get(-exit_code, f'signal {-exit_code}')}"
    return f"ended with status {exit_code}" if exit_code is not None else "does not answer"


def _serve(connection: Connection, folder: Path | None) -> None:
    """The far end: run jobs until the owner is gone."""
    use_folder(folder)
    # The terminal sends these to every process that is attached to it; when to end is for the owner to say.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICENESS)
    jobs: queue.SimpleQueue[tuple[int, bytes, Control]] = queue.SimpleQueue()
    slot = EventSlot()
    threading.Thread(target=_listen, args=(connection, jobs), daemon=True).start()
    threading.Thread(target=_speak, args=(connection, slot), daemon=True).start()
    while True:
        job_number, pickled_job, control = jobs.get()
        for event in _guarded(pickled_job, control):
            slot.put(job_number, event)


def _guarded(pickled_job: bytes, control: Control) -> Iterator[Event]:
    try:
        job: Job = pickle.loads(pickled_job)
        yield from job.run(control)
    except UserError as error:
        yield Failed(str(error), about_columns=isinstance(error, ColumnError))
    except MemoryError:
        yield Failed("there is not enough memory for this; use fewer units or fewer rows")
    except Exception as error:  # noqa: BLE001  the border: whatever breaks in a job, the screen lives on and says so
        yield _own_fault(error)


def _own_fault(error: Exception) -> Failed:
    """What is told of an error that nobody foresaw; called while it is handled."""
    what = printable(f"{type(error).__name__}: {error}".removesuffix(": "))
    return Failed(f"an error in tui-nn itself: {what}", traceback.format_exc())


def _listen(connection: Connection, jobs: queue.SimpleQueue[tuple[int, bytes, Control]]) -> None:
    control, current = Control(), 0
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            remove_folder(shared_folder())
            os._exit(0)  # the owner is gone, and nothing here is worth an orderly end
        match message:
            case _Begin(job_number, pickled_job):
                control.stop()
                control, current = Control(), job_number
                jobs.put((job_number, pickled_job, control))
            case _Tell(job_number, command) if job_number == current:
                control.send(command)


def _speak(connection: Connection, slot: EventSlot) -> None:
    while True:
        job_number, event = slot.wait_for_one()
        try:
            pickled = pickle.dumps((job_number, event))
        except Exception as error:  # noqa: BLE001  a job may tell anything; the next event may be sound
            pickled = pickle.dumps((job_number, _own_fault(error)))
        try:
            connection.send_bytes(pickled)
        except OSError:
            remove_folder(shared_folder())
            os._exit(0)
