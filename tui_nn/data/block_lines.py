"""Lines of UTF-8, read in blocks, so that whole blocks of them can be taken apart at once."""

from __future__ import annotations

import io
from collections import deque

from tui_nn.data.progress import READING, report

LINE_LIMIT = 1_000_000
"""Characters of one line: far more than 10,000 columns need, little enough to be read at once."""

BLOCK_SIZE = 1 << 16
"""Bytes that are read at once: they stay in the cache of the processor, and no cell in them can be too long."""


class BlockLines:
    """Lines of UTF-8, read in blocks; bytes that are none become what "surrogateescape" makes of them."""

    def __init__(self, binary: io.BufferedReader, size: int) -> None:
        self._binary = binary
        self._size = size
        self._rest = b""
        """The beginning of a line whose end has not been read."""

        self._block = b""
        """Whole lines that nobody has asked for yet."""

        self._lines: deque[bytes] = deque()
        self._at_end = False
        self._read = 0

    @property
    def amid_block(self) -> bool:
        """Whether lines of a block wait that is handed out line by line."""
        return bool(self._lines)

    def peek_block(self) -> bytes:
        """Return whole lines that come next; nothing amid those of a block, and nothing at the end."""
        if self._lines:
            return b""
        if not self._block:
            self._fill()
        return self._block if self._block.endswith(b"\n") else b""

    def skip_block(self) -> None:
        """Go on behind the lines that `peek_block` returned."""
        self._block = b""

    def readline(self, size: int) -> str:
        """Return the next line with its end, at most so many characters of it; nothing at the end of the file."""
        if not self._lines:
            if not self._block:
                self._fill()
            self._lines.extend(self._block.splitlines(keepends=True))
            self._block = b""
        if not self._lines:
            return ""
        return self._lines.popleft().decode("utf-8", "surrogateescape")[:size]

    def _fill(self) -> None:
        """Read until a line is whole, or longer than any may be."""
        while not (self._block or self._at_end):
            read = self._binary.read(BLOCK_SIZE)
            self._read += len(read)
            report(READING, self._read, self._size)
            self._at_end = not read
            text = self._rest + read
            # A CR at the end may be the first half of a CRLF.
            end = max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1)) + 1
            if self._at_end or (not end and len(text) > 4 * LINE_LIMIT + BLOCK_SIZE):
                end = len(text)
            self._block, self._rest = text[:end], text[end:]
