"""Blocks of lines that hold plain numbers alone, taken apart at once; whatever else there is, is not taken."""

from __future__ import annotations

import io

import numpy as np

from tui_nn.data.table import FloatArray

MADE_OF = b"0123456789+-.eE\n"
"""With the sign between cells, all that a block may hold: nothing quoted, no blank, no word."""


def numbers_in(block: bytes, delimiter: str, width: int) -> FloatArray | None:
    """Return the numbers of whole lines that end in LF or CRLF, (lines, width); None unless all is as it should be.

    What is returned is what reading the lines one by one would find: each line is a row of so many finite numbers.
    """
    carriage_returns = block.count(b"\r")
    if carriage_returns and carriage_returns != block.count(b"\r\n"):
        return None
    if not block.strip() or block.translate(None, MADE_OF + b"\r" + delimiter.encode()):
        return None
    text = block.decode("ascii")
    if text.count(delimiter) != (width - 1) * text.count("\n"):
        return None
    try:
        numbers = np.loadtxt(io.StringIO(text), delimiter=delimiter, comments=None, ndmin=2)
    except ValueError:
        return None
    # Blank lines are left out of it, and a number may be too large.
    if numbers.shape != (text.count("\n"), width) or not np.isfinite(numbers).all():
        return None
    return numbers
