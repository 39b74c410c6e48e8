"""One line on standard error that is drawn over again; nothing at all where that is no terminal."""

from __future__ import annotations

import os
import sys

from tui_nn.cli.output import give_up


class LiveLine:
    """What is going on, in one line that is taken away before anything lasting is printed."""

    def __init__(self) -> None:
        self.wanted = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        """Whether there is a terminal that can draw it."""

        self._drawn = False

    def draw(self, line: str) -> None:
        """Show this line in place of the one before; its end is cut off where the terminal is narrow."""
        if self.wanted:
            self._drawn = True  # before it stands there: a signal may come in between
            self._write(line)

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._write("")
            self._drawn = False

    def _write(self, line: str) -> None:
        try:
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            sys.stderr.write(f"\r\x1b[K{line[: columns - 1]}")
            sys.stderr.flush()
        except OSError:  # the terminal has gone; what goes on has not
            self.wanted = False
            give_up(sys.stderr)
