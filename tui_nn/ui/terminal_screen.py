"""The terminal as the file that the app draws on: a way of its own, which survives that the terminal goes away."""

from __future__ import annotations

import io
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

KEYBOARD = 0
"""The number of standard input, whose settings Textual changes."""

EVERYTHING_OFF = b"\x1b[<u\x1b[?1000;1002;1003;1006;1015;1016;1004;2004;2026;2048l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""Leaves every mode that Textual turns on, then the alternate screen."""


class TerminalScreen(io.TextIOWrapper):
    """The file that Textual draws on in a guarded run: a way to the terminal of its own.

    Textual draws on standard error, where everybody else writes too; and its writing thread dies of the first error,
    after which every paint waits for it for ever. This file takes what a vanished terminal does not.
    """

    def __init__(self, descriptor: int, gone: Callable[[], None]) -> None:
        self._modes = termios.tcgetattr(KEYBOARD)
        self._device = _TerminalDevice(descriptor, gone)
        encoding = "utf-8" if sys.__stderr__ is None else sys.__stderr__.encoding
        super().__init__(io.BufferedWriter(self._device), encoding, errors="replace", newline="")

    def abandon(self) -> None:
        """Bring the terminal back to how it was before the run, although Textual may hang in the middle of a paint."""
        self._device.abandoned = True
        with suppress(OSError, termios.error):
            # A terminal that has gone has no name; so its name, which may be a new terminal's by now, is not used.
            name = os.ttyname(self.fileno())
            termios.tcsetattr(KEYBOARD, termios.TCSANOW, self._modes)
            # Opened anew, because this must not wait, and the shell shares that property of the old opening.
            anew = os.open(name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            while not _written(anew, EVERYTHING_OFF):
                termios.tcflush(anew, termios.TCOFLUSH)
                self._device.interrupt()
                time.sleep(0.01)


class _TerminalDevice(io.FileIO):
    """The terminal below `TerminalScreen`: swallows all that is written once it has gone or is given up."""

    def __init__(self, descriptor: int, gone: Callable[[], None]) -> None:
        super().__init__(descriptor, "w")
        self.abandoned = False
        self._gone = gone
        self._writer: threading.Thread | None = None

    def interrupt(self) -> None:
        """Wake the thread that waits for the terminal to read; only a signal does, and it keeps others from writing."""
        if self._writer is not None and self._writer.ident is not None and self._writer.is_alive():
            signal.pthread_kill(self._writer.ident, signal.SIGTERM)  # already handled: the process is at its end

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what the terminal takes now."""
        self._writer = threading.current_thread()
        while not self.abandoned:
            try:
                written: int | None = super().write(data)
            except OSError:
                self.abandoned = True
                self._gone()
            else:
                if written is not None:
                    return written
                select.select([], [self], [])  # a program that shares the terminal has made it non-blocking
        return memoryview(data).nbytes


def _written(descriptor: int, data: bytes) -> bool:
    try:
        return os.write(descriptor, data) == len(data)
    except BlockingIOError:
        return False
