"""All that reaches into private parts of Textual (8.2.8), each with its reason: app, driver, parser and screen."""

from __future__ import annotations

import codecs
import io
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from selectors import EVENT_READ, SelectSelector
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.keys import Keys
from textual.message import Message
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from textual.driver import Driver

    from tui_nn.ui.terminal import GuardedRun

LARGEST = Size(1000, 500)
"""The largest window that is drawn: 32 forged bytes that report 30000x30000 cells would cost a gigabyte."""

KEYBOARD = 0
"""The number of standard input, whose settings Textual changes."""

EVERYTHING_OFF = b"\x1b[<u\x1b[?1000;1002;1003;1006;1015;1016;1004;2004;2026;2048l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""Leaves every mode that Textual turns on, then the alternate screen."""


class GuardedApp(App[int]):
    """A Textual app that `run_guarded` can run; without it, as in tests, it behaves as any other.

    Under the guard an error ends in a report without the values of variables, and what anybody writes to standard
    output or standard error comes to the app as a `StrayLine`.
    """

    @dataclass
    class StrayLine(Message, bubble=False):
        """A line that was written to standard output or standard error while the screen was up."""

        text: str
        """The line: printable, and not longer than 500 characters."""

    guard: GuardedRun | None = None
    """The guard of this run, or None outside `run_guarded`."""

    def guarded_by(self, guard: GuardedRun) -> None:
        """Take up the guard of the run that is about to begin."""
        self.guard = guard
        # Messages of `exit` and `panic` are printed while standard error still leads to `StrayLine`.
        self.error_console = Console(file=guard.screen, markup=False, highlight=False)

    def take_stray_lines(self) -> None:
        """Post what was written as `StrayLine`s once there is a screen; any thread may call it."""
        with suppress(IndexError):  # nothing left
            while self.guard is not None and self._dom_ready:
                self.post_message(self.StrayLine(self.guard.stray_lines.popleft()))

    def _on_ready(self) -> None:
        self.take_stray_lines()

    def get_driver_class(self) -> type[Driver]:
        """Choose the guarded driver wherever Textual would choose the one for terminals."""
        chosen = super().get_driver_class()
        return GuardedDriver if chosen is LinuxDriver else chosen

    async def on_event(self, event: events.Event) -> None:
        """Limit the size of the window, whoever reports it: the system, the terminal or a browser."""
        if isinstance(event, events.Resize) and event.size != _limited(event.size):
            event = events.Resize.from_dimensions(_limited(event.size), event.pixel_size)
        await super().on_event(event)

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program for a while, with the standard streams as it expects them."""
        with super().suspend(), nullcontext() if self.guard is None else self.guard.lent():
            yield

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with the values of local variables, which are a person's data, and exit with 0
        # unless told otherwise (issue 4325).
        if self.guard is None:
            super()._handle_exception(error)
            return
        self.guard.failed(error.error if isinstance(error, WorkerFailed) else error)
        self._return_code = 1
        self._close_messages_no_wait()

    def _print(self, text: str, stderr: bool = False) -> None:
        # Textual drops what Python prints, or makes events of it that pile up in a flood. So it goes the way of
        # everything that is not printed by Python.
        if self.guard is None:
            super()._print(text, stderr)
        else:
            os.write(2 if stderr else 1, text.encode(errors="replace"))


class GuardedDriver(LinuxDriver):
    """Textual's driver for terminals without the faults that make a terminal unusable or a process immortal."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._guard = app.guard if isinstance(app, GuardedApp) else None
        if self._guard is not None:
            self._file = self._guard.screen
        if size is None:
            self._size = self._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Textual asks standard output, which is not the terminal here, and believes COLUMNS and LINES for ever.
        try:
            width, height = os.get_terminal_size(self._guard.screen.fileno() if self._guard else 2)
        except OSError:
            width, height = 0, 0
        return _limited(Size(width or 80, height or 24))

    def _sigtstp_application(self, *_: object) -> None:
        # Textual does its work inside the signal handler and then waits for ever for the queue of writes if the signal
        # came while that was locked. With the terminal lent (`suspend`) there is nothing to write, and the loop stands.
        if not self._auto_restart:
            super()._sigtstp_application()
        else:
            self._loop.call_soon_threadsafe(self._stop_if_running)

    def _stop_if_running(self) -> None:
        if self._app.is_running:
            super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        # Textual starts a second time over when SIGCONT comes without a stop of its own, as from `timeout`, `kill` and
        # systemd, which send it after SIGTERM: two threads read keys, and the settings of the shell are lost.
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._auto_restart:
            self._loop.call_soon_threadsafe(self._start_afresh)

    def _start_afresh(self) -> None:
        if self._app.is_running:
            if self._writer_thread is not None:  # else it was started in the background and stopped before it had begun
                self.suspend_application_mode()
            self.resume_application_mode()

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")  # Textual turns it on where it can and never off

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001  Textual would print it with the values of local variables
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until told to stop or the terminal goes away.

        Textual's own loop ends the app on malformed UTF-8 (issue 6456), and takes a whole processor when nothing is
        left to read (issue 4553), as after a hang-up that came without a signal.
        """
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        parser = ForgivingParser(self._debug)
        with SelectSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    typed = self._typed()
                    if typed == b"":
                        self._hung_up()
                        return
                    text = decode(typed or b"")
                    if text:  # half a character is no text yet, and to `feed` no text means the end
                        for message in parser.feed(text):
                            self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    def _typed(self) -> bytes | None:
        """Return what was typed; nothing when the terminal has gone, None when somebody else was quicker to read it."""
        try:
            return os.read(self.fileno, 4096)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _hung_up(self) -> None:
        if self._guard is not None:
            self._guard.hung_up()


class ForgivingParser(XTermParser):
    """Textual's parser of what a terminal sends, less ready to raise: an error here ends the app."""

    def parse_mouse_code(self, code: str) -> Message | None:
        """Return the mouse event of a sequence."""
        if any(size is not None and 0 in tuple(size) for size in (self.terminal_size, self.terminal_pixel_size)):
            self.mouse_pixels = False  # a forged report of the window's size holds a 0, and Textual would divide by it
        return super().parse_mouse_code(code)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        # The kitty protocol sends code points as numbers. If one is too large, chr() raises; if it is a surrogate,
        # whatever comes to write the character does.
        try:
            keys = list(super()._sequence_to_key_events(sequence, alt))
            "".join(key.key + (key.character or "") for key in keys).encode()
        except (OverflowError, ValueError):
            return [events.Key(Keys.Ignore, sequence)]
        return keys


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


def _limited(size: Size) -> Size:
    return Size(min(size.width, LARGEST.width), min(size.height, LARGEST.height))
