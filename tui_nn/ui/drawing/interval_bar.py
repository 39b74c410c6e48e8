"""A rate with its interval as a line of characters: many of them are compared at a glance."""

from __future__ import annotations

import math

BLANK, LINE, LOW_END, HIGH_END, RATE = " ", "─", "├", "┤", "●"
ASKED, ASKED_IN_INTERVAL = "┃", "╂"

NARROWEST = 8
"""Cells, below which nothing can be read off."""


def place_of(share: float, width: int) -> int:
    """Return the cell in which a share from 0 to 1 lies."""
    return min(width - 1, max(0, round(share * (width - 1))))


def interval_bar(rate: float, low: float, high: float, width: int, asked: float | None = None) -> str:
    """Return a line such as `  ├──●─┤ ┃ `.

    Args:
        rate: a share from 0 to 1; NaN for one that is not known, which gives no interval.
        low: the lower end of its interval.
        high: the upper end.
        width: cells for shares from 0 to 1.
        asked: a share that is marked, such as the one that the interval has to pass.
    """
    if width < NARROWEST:
        return BLANK * max(0, width)
    cells = [BLANK] * width
    if not math.isnan(rate):
        first, last = place_of(low, width), place_of(high, width)
        cells[first : last + 1] = LINE * (last - first + 1)
        cells[first], cells[last] = LOW_END, HIGH_END
        cells[place_of(rate, width)] = RATE
    if asked is not None:
        place = place_of(asked, width)
        cells[place] = {BLANK: ASKED, RATE: RATE}.get(cells[place], ASKED_IN_INTERVAL)
    return "".join(cells)


def scale_line(width: int, asked: float | None = None) -> str:
    """Return the line above such bars: 0 %, 50 % and 100 % at their places, and what is asked, which comes first."""
    if width < NARROWEST:
        return BLANK * max(0, width)
    cells = [BLANK] * width
    texts = [(0.0, "0 %"), (1.0, "100 %"), (0.5, "50 %")]
    if asked is not None:
        texts.insert(0, (asked, f"▼{asked:.3g}"))
    for share, text in texts:
        start = min(max(0, place_of(share, width) - (0 if text[0] == "▼" else len(text) // 2)), width - len(text))
        if start >= 0 and all(cell == BLANK for cell in cells[max(0, start - 1) : start + len(text) + 1]):
            cells[start : start + len(text)] = text
    return "".join(cells)
