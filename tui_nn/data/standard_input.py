"""A table on standard input: read once, kept for every later look, and never waited for at a terminal."""

from __future__ import annotations

import sys
from functools import lru_cache

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.limits import SIZE_LIMIT

SOURCE = "-"
NAME = "standard input"


@lru_cache(maxsize=1)
def standard_input() -> bytes:
    """Return everything that standard input holds, the same bytes each time.

    Raises:
        DataError: it is a terminal or closed, cannot be read, or holds too much.
    """
    stream = sys.stdin
    if stream is None or stream.closed:
        raise DataError(f"{NAME} is closed; send a table to it, as in tui-nn train - < table.csv")
    if stream.isatty():
        raise DataError(f"{NAME} is a terminal; send a table to it, as in tui-nn train - < table.csv")
    try:
        content = stream.buffer.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise DataError(f"{NAME} cannot be read: {printable(str(error))}; save the table to a file first") from error
    if len(content) > SIZE_LIMIT:
        raise DataError(f"{NAME} holds more than {SIZE_LIMIT >> 20:,} MiB; save the table to a file first")
    return content
