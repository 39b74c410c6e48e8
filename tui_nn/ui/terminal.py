"""Guards around one run of the app: no terminal, signals, a vanished terminal, errors, stray output, the exit status.

Nothing of Textual is imported here: `refusal` is asked before the app is worth loading.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from contextlib import ExitStack, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from tui_nn.config.errors import UserError
from tui_nn.ui.stray_output import ERRORS, StrayOutput

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from tui_nn.ui.textual_workarounds import GuardedApp

INSTEAD = "without a screen use: tui-nn train DATA (see tui-nn train --help)"
"""What a person can do where no screen can be drawn."""

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that ask the app to end; each gives the exit status 128 + its number."""

BORROWED_SIGNALS = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH, signal.SIGTTIN, signal.SIGTTOU)
"""Signals that Textual takes over and does not give back."""

PATIENCE = 2.0
"""Seconds that an ending may take before the process is ended without it."""


def refusal() -> str | None:
    """Return the line that says why the app cannot be shown here, or None when it can."""
    missing = [f"standard {name}" for name, number in (("input", 0), ("error", ERRORS)) if not os.isatty(number)]
    if missing:
        return f"tui-nn: no terminal on {' and '.join(missing)}; {INSTEAD}"
    if os.environ.get("TERM") == "dumb":
        return f"tui-nn: TERM is 'dumb', a terminal that cannot draw a screen; {INSTEAD}"
    return None


def run_guarded(app: GuardedApp | Callable[[], GuardedApp]) -> int:
    """Run the app on the terminal and return the exit status for the process.

    Call it in the main thread, once `refusal` has found nothing. However the run ends, the terminal, the standard
    streams and the signal handlers are then as they were before, and no child process of multiprocessing is left.

    Args:
        app: An app that has not run yet, or what makes it. Child processes that are started while it is made have
            guarded streams; one that was started before can still write on the screen.

    Returns:
        The app's own return code; 1 after an error in it, which has been reported on standard error; 128 + the number
        of the signal that ended it, and 129 too when the terminal went away.
    """
    return GuardedRun().to_its_end(app)


class GuardedRun:
    """One run of an app: what the app may ask of its guard, and the order in which everything is put back."""

    def __init__(self) -> None:
        from tui_nn.ui.terminal_screen import TerminalScreen

        if sys.__stdout__ is None:
            os.open(os.devnull, os.O_WRONLY)  # started with >&-: the next file opened would be standard output
        self._app: GuardedApp | None = None
        self._status: int | None = None
        self._error: BaseException | None = None
        self._screen_left = False
        self._wake_app: Callable[[], object] = lambda: None
        self._stray = StrayOutput(self._line_came)
        self._watchdog = Watchdog(self._last_resort)
        self.screen = TerminalScreen(os.dup(ERRORS), self.hung_up)
        """The way to the terminal that is the app's alone."""
        self.stray_lines: deque[str] = deque(maxlen=200)
        """Lines that the app has not taken yet."""

    def to_its_end(self, app: GuardedApp | Callable[[], GuardedApp]) -> int:
        """Run the app and return the exit status."""
        import asyncio
        from multiprocessing import resource_tracker

        with ExitStack() as put_back:
            put_back.callback(self._last_words)
            put_back.enter_context(self.screen)
            self._stray.start()
            put_back.callback(self._stray.stop)
            put_back.callback(_end_children)
            for number in (*ENDING_SIGNALS, *BORROWED_SIGNALS):
                put_back.callback(signal.signal, number, signal.getsignal(number) or signal.SIG_DFL)
            # While the app runs, sys.stderr is Textual's stand-in, which has no number: the tracker could not start,
            # and every use of multiprocessing would fail with "bad value(s) in fds_to_keep" (Textual issue 3593).
            # Started here, it writes to StrayOutput; it ends with the last process that uses it.
            resource_tracker.ensure_running()
            self._watchdog.start()
            put_back.callback(self._watchdog.stop)
            try:
                self._app = app() if callable(app) else app
                self._app.guarded_by(self)
                with asyncio.Runner() as runner:
                    loop = runner.get_loop()
                    self._wake_app = lambda: loop.call_soon_threadsafe(self._end_app)
                    for number in ENDING_SIGNALS:
                        signal.signal(number, self._on_signal)
                    runner.run(self._whole_run(self._app))
            except UserError:
                raise
            except Exception as error:  # noqa: BLE001  whatever Textual let through is reported like any other error
                self.failed(error)
        return self.status

    @property
    def status(self) -> int:
        """The exit status as things stand: whatever came first decides."""
        by_the_app = None if self._app is None else self._app.return_code
        return self._status or by_the_app or 0

    def hung_up(self) -> None:
        """End because the terminal has gone away; any thread may call it, and again."""
        self._end(128 + signal.SIGHUP)

    def failed(self, error: BaseException) -> None:
        """Note that the app is ending because of `error`; the first one is reported."""
        self._error = self._error or error
        self._status = self._status or 1
        self._watchdog.start_clock()

    async def _whole_run(self, app: GuardedApp) -> None:
        try:
            await app.run_async()
        finally:
            self._screen_left = True
            # From here a worker thread that never returns would hold up the exit for ever (Textual issue 3966).
            self._watchdog.start_clock()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._end(128 + number)

    def _end(self, status: int) -> None:
        """End the app in order; takes no lock, for it runs inside signal handlers.

        They are not `loop.add_signal_handler`'s, which are called when the loop turns: a terminal that does not read
        stops it in the middle of a paint, and then neither the ending nor the watchdog would ever begin.
        """
        self._status = self._status or status
        self._watchdog.start_clock()
        with suppress(RuntimeError):  # the loop is closed: the end has come already
            self._wake_app()

    def _end_app(self) -> None:
        if self._app is not None:
            self._app.exit(return_code=self.status)

    def _line_came(self, line: str) -> None:
        self.stray_lines.append(line)
        if self._app is not None:
            self._app.take_stray_lines()

    def _last_words(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            from tui_nn.ui.crash_report import crash_report

            with suppress(OSError):  # the terminal has gone, nobody is left to tell
                os.write(ERRORS, crash_report(error).encode(errors="replace"))

    def _last_resort(self) -> None:
        """End the process at once, with as much order as half a second allows."""
        tidying = threading.Thread(target=self._tidy_in_haste, daemon=True)
        tidying.start()
        tidying.join(0.5)
        os._exit(self.status)

    def _tidy_in_haste(self) -> None:
        _end_children()
        if not self._screen_left:
            self.screen.abandon()
        self._stray.stop()
        self._last_words()


def _end_children() -> None:
    """Kill what the app's own teardown has left: an app that failed may not have come that far."""
    from multiprocessing import active_children

    for child in active_children():
        child.kill()


class Watchdog:
    """Ends the process when an ending takes too long; until then one sleeping thread."""

    def __init__(self, last_resort: Callable[[], None]) -> None:
        self._last_resort = last_resort
        # The one way to wake a thread that is safe inside a signal handler: an Event or a Timer would take a lock.
        self._endings: SimpleQueue[bool] = SimpleQueue()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to wait for an ending."""
        self._thread.start()

    def stop(self) -> None:
        """Call it off: the ending has come."""
        self._endings.put(item=False)
        self._thread.join()

    def start_clock(self) -> None:
        """Say that an ending has begun; only the first one counts."""
        self._endings.put(item=True)

    def _watch(self) -> None:
        ending = self._endings.get()
        deadline = time.monotonic() + PATIENCE
        try:
            while ending:
                ending = self._endings.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            self._last_resort()
