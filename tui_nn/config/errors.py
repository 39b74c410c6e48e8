"""The one kind of error that is meant for people: a line that says what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserError(ValueError):
    """Something that a person typed or a file contains is wrong; the message is one line, ready to be shown."""


class ConfigError(UserError):
    """A setting is wrong."""


class DataError(UserError):
    """Data cannot be used."""


class ColumnError(DataError):
    """Data cannot be used as their columns are chosen; other choices can mend that."""


class NetworkError(UserError):
    """A network cannot be built: its layers do not fit the data, or it needs more memory than there is."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing hint that names the nearest known word, or nothing when none is near."""
    by_lower_case = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower_case, n=1)
    return f"; did you mean '{by_lower_case[near[0]]}'?" if near else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in "1 row" and "1,000 rows"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
