"""The log of a run: one line every so many iterations, the newest ones kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray, IntArray, read_only

MAX_LINES = 4096


@dataclass(frozen=True)
class LogLines:
    """The newest lines of a log, oldest first; all arrays (lines,)."""

    iterations: IntArray
    errors: FloatArray
    changes: FloatArray
    """Error of this line minus error of the line before; NaN for a run's first line."""

    speeds: FloatArray
    """Iterations a second at that time; NaN for the start."""

    total: int
    """Lines ever written, so that a reader sees what it missed."""


class ErrorLog:
    """Keeps the newest 4,096 lines."""

    def __init__(self) -> None:
        self._lines = np.empty((4, 0))
        self.total = 0

    def add(self, iterations: IntArray, errors: FloatArray, speed: float) -> None:
        """Write a line for each of these iterations, (lines,)."""
        if not len(iterations):
            return
        before = self._lines[1, -1] if self._lines.shape[1] else np.nan
        changes = np.diff(errors, prepend=before)
        # float64 counts exactly to 9e15, which no run reaches.
        new = np.stack([iterations.astype(np.float64), errors, changes, np.full(len(errors), speed)])
        self._lines = np.concatenate([self._lines, new], axis=1)[:, -MAX_LINES:]
        self.total += len(iterations)

    def lines(self) -> LogLines:
        """Return the lines that are kept."""
        iterations, errors, changes, speeds = self._lines
        return LogLines(
            iterations.astype(np.int64), read_only(errors), read_only(changes), read_only(speeds), self.total
        )

    def until(self, iteration: int) -> ErrorLog:
        """Return a log that ends with this iteration; where its lines are no longer kept, one that begins anew."""
        part = ErrorLog()
        kept = self._lines[0] <= iteration
        if kept.any():
            part._lines, part.total = self._lines[:, kept], self.total - int((~kept).sum())
        return part

    def copy(self) -> ErrorLog:
        """Return a log that goes on by itself."""
        other = ErrorLog()
        other._lines, other.total = self._lines, self.total  # never written in place
        return other
