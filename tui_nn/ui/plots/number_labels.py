"""Numbers on an axis as people read them: 0, 0.25, 40k, 1.5M, 1e-5."""

from __future__ import annotations

from decimal import Decimal

SUFFIXES = {3: "k", 6: "M", 9: "G", 12: "T"}
"""Power of ten and its sign; numbers from 10,000 on are shortened with them."""

SUFFIX_FROM = 4
"""The power of ten from which a suffix replaces zeros: 5000 is quickly read, 10000 is not."""

SCIENTIFIC_FROM = 15
"""The power of ten from which even suffixes run out."""


def number_label(value: Decimal, smallest_plain: int = -2) -> str:
    """Return the shortest exact text for a number of few digits.

    Args:
        value: The number; decimal, so that 0.3 is 0.3 and not 0.30000000000000004.
        smallest_plain: The smallest power of ten still written with zeros: with -2 it is 0.01 but 1e-3.
    """
    if not value:
        return "0"
    magnitude = value.adjusted()
    if not smallest_plain <= magnitude < SCIENTIFIC_FROM:
        return f"{_plain(value.scaleb(-magnitude))}e{magnitude}"
    if magnitude < SUFFIX_FROM:
        return _plain(value)
    power = magnitude - magnitude % 3
    return _plain(value.scaleb(-power)) + SUFFIXES[power]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
