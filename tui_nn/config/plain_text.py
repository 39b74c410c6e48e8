"""Text from outside made harmless: nothing that moves a cursor, hides, reverses or never ends."""

from __future__ import annotations

import unicodedata

CONTROL_PICTURES = 0x2400
"""Unicode's pictures of the control characters 0 to 31, in their order: a newline becomes the sign for it."""

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format, surrogate, private and unassigned characters, and line and paragraph separators."""

ZERO_WIDTH_JOINER = "\u200d"

QUOTE_LIMIT = 80
"""Characters of a foreign text that a message repeats: enough to find the place, too few to fill the screen."""


def printable(text: str, limit: int = 200) -> str:
    """Return `text` on one line with every invisible character made visible, cut to `limit` characters."""
    kept = text[:limit]
    shown = "".join(
        character if character == ZERO_WIDTH_JOINER and _joins_symbols(kept, index) else _visible(character)
        for index, character in enumerate(kept)
    )
    return shown + "…" if len(text) > limit else shown


def quoted(text: str, limit: int = QUOTE_LIMIT) -> str:
    """Return a foreign text as a message repeats it: printable, short and between quotation marks."""
    return f"'{printable(text, limit)}'"


def _joins_symbols(text: str, index: int) -> bool:
    """Whether a joiner stands between two symbols, as in the emoji of a family; anywhere else it only hides."""
    around = (text[index - 1 : index], text[index + 1 : index + 2])
    return all(character and unicodedata.category(character) in ("So", "Sk", "Mn") for character in around)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in HIDDEN_CATEGORIES:
        return character
    code = ord(character)
    return chr(CONTROL_PICTURES + code) if code < 32 else "\N{REPLACEMENT CHARACTER}"
