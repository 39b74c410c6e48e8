"""What anybody writes to the standard streams while the screen is up: it arrives as lines instead of on the screen.

Nothing of Textual is imported here, for `terminal.refusal` is asked before the app is worth loading.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tui_nn.config.plain_text import printable

OUTPUT, ERRORS = 1, 2
"""The numbers of the standard streams that are written to."""

LINE_BYTES = 500
"""Bytes of a stray line that are kept."""

LINES_AT_ONCE, LINES_A_SECOND = 50, 10
"""Stray lines that may come together, and how many more every second after that."""


class StrayOutput:
    """File descriptors 1 and 2 during a run: what anybody writes there arrives as lines instead of on the screen.

    It has to be the descriptors: BLAS, OpenMP and child processes know nothing of `sys.stderr`.
    """

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._on_line = on_line
        self._open = False
        self._thread = threading.Thread(target=self._read, name="stray-output", daemon=True)

    def start(self) -> None:
        """Take the descriptors over."""
        self._real = os.dup(OUTPUT), os.dup(ERRORS)
        self._outlet, self._inlet = os.pipe()
        self._open = True
        self._point_at(self._inlet, self._inlet)
        self._thread.start()

    def stop(self) -> None:
        """Give the descriptors back."""
        self._open = False
        self._point_at(*self._real)
        with suppress(OSError):
            os.write(self._inlet, b"\n")  # wakes the reader, which then finds itself dismissed
        self._thread.join()
        for number in (*self._real, self._inlet):
            os.close(number)

    def _point_at(self, output: int, errors: int) -> None:
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                with suppress(OSError):
                    stream.flush()
        os.dup2(output, OUTPUT)
        os.dup2(errors, ERRORS)

    def _read(self) -> None:
        lines = StrayLines()
        while self._open:
            ready, _, _ = select.select([self._outlet], [], [], 1.0 if lines.waiting else None)
            for line in lines.cut(os.read(self._outlet, 65536) if ready else b"", time.monotonic()):
                with suppress(Exception):  # without a reader everybody who writes would wait for ever
                    self._on_line(line)
            if lines.unshown:
                time.sleep(0.01)  # a flood is slowed down, so that it leaves the processor to others
        os.close(self._outlet)


class StrayLines:
    """Cuts what anybody wrote into short lines, and no more of them than a person could read."""

    def __init__(self) -> None:
        self.unshown = 0
        """Lines of a flood that nobody has been told about yet."""
        self._begun = b""
        self._allowance = 0.0
        self._counted = float("-inf")

    @property
    def waiting(self) -> bool:
        """Whether something is held back that has to come out even if nothing more is written."""
        return bool(self._begun or self.unshown)

    def cut(self, written: bytes, now: float) -> list[str]:
        """Return the lines to show now that `written` has come; nothing written means that the writers have paused."""
        self._allowance = min(LINES_AT_ONCE, self._allowance + (now - self._counted) * LINES_A_SECOND)
        self._counted = now
        *whole, begun = (self._begun + written).split(b"\n")
        if not written:
            whole, begun = [begun], b""
        self._begun = begun[:LINE_BYTES]
        lines = [line for line in whole if line.strip()]
        room = int(self._allowance)
        if self.unshown and room:
            lines.insert(0, f"({self.unshown} more lines were not shown)".encode())
            self.unshown = 0
        self.unshown += len(lines[room:])
        self._allowance -= len(lines[:room])
        return [printable(line[:LINE_BYTES].decode(errors="replace").rstrip(), LINE_BYTES) for line in lines[:room]]
