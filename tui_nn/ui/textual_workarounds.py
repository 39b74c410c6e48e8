"""All that reaches into private parts of Textual (8.2.8), each with its reason: app, driver, parser and screen."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable
from contextlib import suppress
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
from textual.screen import Screen
from textual.strip import Strip
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from textual.driver import Driver

    from tui_nn.ui.terminal import GuardedRun

LARGEST = Size(1000, 500)
"""The largest window that is drawn: 32 forged bytes that report 30000x30000 cells would cost a gigabyte."""

BACKGROUND_TRIES = 10
"""How often the app may be continued in the background before it first comes to the foreground."""


class GuardedApp(App[int]):
    """A Textual app that `run_guarded` can run; without it, as in tests, it behaves as any other.

    Under the guard an error ends in a report without the values of variables, and what anybody writes to standard
    output or standard error comes to the app as a `StrayLine`. (So `suspend`, which lends the terminal to another
    program, has no standard streams to give it. Ctrl+Z is not concerned.)
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

    # Textual stops and starts again inside the signal handlers, in the middle of anything. It waits for ever if that
    # holds the queue of writes, and starts on top of itself if SIGCONT comes without a stop of its own, as from
    # `timeout`, `kill` and systemd, which send it after SIGTERM: two threads read keys, and the settings of the shell
    # are lost. So both are left to the loop, which does one thing after the other.

    def _sigtstp_application(self, *_: object) -> None:
        with suppress(RuntimeError):  # the loop is closed, and with it the screen
            self._loop.call_soon_threadsafe(self._stop)

    def _sigcont_application(self, *_: object) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._start_again)

    def _stop(self) -> None:
        if self._app.is_running:
            super()._sigtstp_application()

    def _start_again(self) -> None:
        if self._app.is_running:
            if self._key_thread is not None and self._key_thread.is_alive():
                self.suspend_application_mode()
            self.resume_application_mode()

    def start_application_mode(self) -> None:
        """Take over the terminal; in the background that stops the process, and Textual gives up when it goes on."""
        for _ in range(BACKGROUND_TRIES):
            super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual has it
            if self._writer_thread is not None:
                break

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


def screen_strips(screen: Screen[Any]) -> list[Strip]:
    """Return what stands on a screen, line by line; Textual has no public way to a part of it."""
    return screen._compositor.render_strips()


def _limited(size: Size) -> Size:
    return Size(min(size.width, LARGEST.width), min(size.height, LARGEST.height))
