"""The one door for text from outside into widgets: never markup, nothing invisible, never too long or too much."""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from tui_nn.config.plain_text import printable

LINE_BYTES = 500
"""Bytes of a stray line that are kept."""

LINES_AT_ONCE, LINES_A_SECOND = 50, 10
"""Stray lines that may come together, and how many more every second after that."""


def plain(text: str, limit: int = 200) -> Content:
    """Return a foreign text for a widget: exactly what it says, on one line, cut to `limit` characters."""
    return Content(printable(text, limit))


def plain_cell(text: str, limit: int = 64) -> Text:
    """Return a foreign text for a cell or a label of a DataTable, which measures Rich's texts and not Textual's."""
    return Text(printable(text, limit), no_wrap=True, overflow="ellipsis", end="")


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
