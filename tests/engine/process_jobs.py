"""Jobs that are no training: in a module of their own, so that the engine process can import them without pytest."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui_nn.engine.control import Control, Stop
from tui_nn.engine.events import Event
from tui_nn.engine.process import Job


@dataclass(frozen=True)
class Said(Event):
    text: str = ""


@dataclass(frozen=True)
class Unsendable(Event):
    """Holds what no pickle takes."""

    function: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Saying:
    words: tuple[str, ...] = ()

    def run(self, control: Control) -> Iterator[Event]:
        for word in self.words:
            yield Said(word)


@dataclass(frozen=True)
class Breaking:
    error: Exception

    def run(self, control: Control) -> Iterator[Event]:
        yield Said("before")
        raise self.error


@dataclass(frozen=True)
class BreakingAtOnce:
    """Raises where a generator would only begin."""

    def run(self, control: Control) -> Iterator[Event]:
        raise RuntimeError("two\nlines \x1b[31mand " + "more " * 100)


@dataclass(frozen=True)
class TellingWhatCannotBeSent:
    def run(self, control: Control) -> Iterator[Event]:
        yield Unsendable()
        yield Said("after")


def refuse_to_be_read() -> None:
    raise ImportError("no module of that name here")


class Unreadable:
    """Can be pickled here, and cannot be unpickled there."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return refuse_to_be_read, ()

    def run(self, control: Control) -> Iterator[Event]:
        yield Said("not reached")


class Unwritable:
    """Cannot be pickled at all."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def run(self, control: Control) -> Iterator[Event]:
        yield Said("not reached")


@dataclass(frozen=True)
class Dying:
    status: int = 7
    signal_number: int = 0

    def run(self, control: Control) -> Iterator[Event]:
        if self.signal_number:
            os.kill(os.getpid(), self.signal_number)
        else:
            os._exit(self.status)
        yield Said("not reached")


@dataclass(frozen=True)
class Surviving:
    """Sends itself what a terminal sends to all of its processes."""

    def run(self, control: Control) -> Iterator[Event]:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTSTP):
            os.kill(os.getpid(), number)
        yield Said("alive")


@dataclass(frozen=True)
class Loading:
    """Busy before its first event, and deaf until it is through, as the loader of a huge file is."""

    def run(self, control: Control) -> Iterator[Event]:
        yield Said("loading")
        while True:
            sum(range(1000))


@dataclass(frozen=True)
class Flooding:
    """Tells more than a pipe holds, without a pause, until it is stopped; each word says how many came before."""

    def run(self, control: Control) -> Iterator[Event]:
        told = 0
        while not any(isinstance(command, Stop) for command in control.take()):
            yield Said(f"{told} {'x' * 1000}")
            told += 1
        yield Said("stopped")


@dataclass(frozen=True)
class WithAWordAside:
    """Does another job, and then says so past the pipe, in a file."""

    job: Job
    path: Path

    def run(self, control: Control) -> Iterator[Event]:
        yield from self.job.run(control)
        self.path.write_text("done")


@dataclass(frozen=True)
class Listening:
    """Repeats what it is told, until it is told to stop."""

    def run(self, control: Control) -> Iterator[Event]:
        while not isinstance(command := control.wait(), Stop):
            yield Said(repr(command))
        yield Said("stopped")


@dataclass(frozen=True)
class Looking:
    """Says which of these modules are loaded in its process."""

    names: tuple[str, ...]

    def run(self, control: Control) -> Iterator[Event]:
        yield Said(" ".join(name for name in self.names if name in sys.modules))


@dataclass(frozen=True)
class Writing:
    """Writes past Python on the standard streams, as BLAS and OpenMP do."""

    def run(self, control: Control) -> Iterator[Event]:
        os.write(1, b"to output\n")
        os.write(2, b"to errors\n")
        yield Said("written")
