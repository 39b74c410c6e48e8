"""The kinds of value an option may have: how each is read from text, checked and written."""

from __future__ import annotations

import csv
import io
import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, SupportsIndex, TypeGuard, TypeVar

from tui_nn.config.errors import did_you_mean
from tui_nn.config.plain_text import printable, quoted

Value_co = TypeVar("Value_co", covariant=True)

LARGEST_INTEGER = 2**63 - 1
"""TOML's largest integer: what can be chosen can also be saved."""

THOUSANDS = re.compile(r"\d{1,3}([,_]\d{3})+")
"""A number in groups of three, such as 100,000; in 1,5 the comma means something else."""

LONGEST_NUMBER = 60
"""Characters; a longer number is a mistake, and turning thousands of digits into one takes seconds."""


class Kind(Protocol[Value_co]):
    """What values an option takes."""

    @property
    def expected(self) -> str:
        """What to give, in words that complete the sentence "give ..."."""

    def parse(self, text: str) -> Value_co:
        """Read a value that a person typed.

        Raises:
            ValueError: with the reason, in words for that person.
        """

    def check(self, value: object) -> Value_co:
        """Accept a value that a script or a TOML file gave.

        Raises:
            ValueError: with the reason, in words for a person.
        """

    def format(self, value: object) -> str:
        """Write a value as a person would type it."""


@dataclass(frozen=True)
class Number:
    """A finite real number between limits."""

    above: float | None = None
    minimum: float | None = None
    below: float | None = None

    @property
    def expected(self) -> str:
        """What to give."""
        limits = [
            f"above {self.above:g}" if self.above is not None else "",
            f"of {self.minimum:g} or more" if self.minimum is not None else "",
            f"below {self.below:g}" if self.below is not None else "",
        ]
        return " ".join(["a number", " and ".join(filter(None, limits))]).strip()

    def parse(self, text: str) -> float:
        """Read a number such as 0.2, 1e-5 or 3."""
        try:
            if not text.isascii() or "_" in text or len(text) > LONGEST_NUMBER:
                raise ValueError
            value = float(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a number; give {self.expected}") from None
        if not self._allows(value):
            raise ValueError(f"{printable(text.strip(), LONGEST_NUMBER)} cannot be used; give {self.expected}")
        return value

    def check(self, value: object) -> float:
        """Accept an int or a float inside the limits."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{shown(value)} is not a number; give {self.expected}")
        number = float(value) if abs(value) < 1e300 or isinstance(value, float) else math.inf
        if not self._allows(number):
            raise ValueError(f"{number:g} cannot be used; give {self.expected}")
        return number

    def _allows(self, number: float) -> bool:
        return (
            math.isfinite(number)
            and (self.above is None or number > self.above)
            and (self.minimum is None or number >= self.minimum)
            and (self.below is None or number < self.below)
        )

    def format(self, value: object) -> str:
        """Write the shortest text that reads back as the same number."""
        text = repr(value)
        return text.removesuffix(".0")


@dataclass(frozen=True)
class Integer:
    """A whole number between limits, or a word that stands for "not limited"."""

    minimum: int = 0
    maximum: int = LARGEST_INTEGER
    absent: str | None = None
    """The word for None, where None is allowed."""

    @property
    def expected(self) -> str:
        """What to give."""
        upper = "" if self.maximum == LARGEST_INTEGER else f" to {self.maximum:,}"
        range_text = f"of {self.minimum} or more" if not upper else f"from {self.minimum}{upper}"
        return f"a whole number {range_text}" + (f", or '{self.absent}'" if self.absent else "")

    def parse(self, text: str) -> int | None:
        """Read a whole number such as 2500, 100,000 or 1e5."""
        word = text.strip().lower()
        if self.absent is not None and word == self.absent:
            return None
        digits = word.replace(",", "").replace("_", "") if THOUSANDS.fullmatch(word) else word
        try:
            if not digits.isascii() or "_" in digits or len(digits) > LONGEST_NUMBER:
                raise ValueError
            value: object = float(digits) if "e" in digits or "." in digits else int(digits)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a whole number; give {self.expected}") from None
        return self.check(value)

    def check(self, value: object) -> int | None:
        """Accept an int, a float without a fraction, or the word for None."""
        if self.absent is not None and (value is None or value == self.absent):
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, SupportsIndex):
            raise ValueError(f"{shown(value)} is not a whole number; give {self.expected}")
        value = operator.index(value)
        if not self.minimum <= value <= self.maximum:
            text = f"{value:,}" if abs(value) <= LARGEST_INTEGER else "such a large number"
            raise ValueError(f"{text} cannot be used; give {self.expected}")
        return value

    def format(self, value: object) -> str:
        """Write the digits, or the word for None."""
        return str(self.absent) if value is None else str(value)


@dataclass(frozen=True)
class Choice:
    """One of several names."""

    names: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What to give."""
        return "one of " + ", ".join(self.names)

    def parse(self, text: str) -> str:
        """Read a name, in any case."""
        return self.check(text.strip().lower())

    def check(self, value: object) -> str:
        """Accept one of the names."""
        if value not in self.names:
            hint = did_you_mean(value, self.names) if isinstance(value, str) else ""
            raise ValueError(f"{shown(value)} is not known; give {self.expected}{hint}")
        return str(value)

    def format(self, value: object) -> str:
        """Write the name."""
        return str(value)


@dataclass(frozen=True)
class Choices:
    """One name for all, or a list with one name for each."""

    names: tuple[str, ...]
    each: str
    """What the list has one name for, as in "one name for each layer"."""

    @property
    def expected(self) -> str:
        """What to give."""
        return f"one of {', '.join(self.names)}, or a list with one for each {self.each}"

    def parse(self, text: str) -> tuple[str, ...]:
        """Read names between commas."""
        return self.check([word.strip().lower() for word in text.split(",")])

    def check(self, value: object) -> tuple[str, ...]:
        """Accept a name or a sequence of names."""
        names = (value,) if isinstance(value, str) else value
        if not _is_list(names) or not names:
            raise ValueError(f"{shown(value)} is not a list of names; give {self.expected}")
        one = Choice(self.names)
        return tuple(one.check(name) for name in names)

    def format(self, value: object) -> str:
        """Write the names between commas."""
        return ",".join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Sizes:
    """Numbers of units, layer after layer."""

    fewest: int = 0
    absent: str | None = None
    """The word for None, where None is allowed."""

    empty: str = "none"
    """The word for no layer at all, where that is allowed."""

    @property
    def expected(self) -> str:
        """What to give."""
        return "numbers of units between commas, such as " + ("2,2,1" if self.fewest else f"8,8 (or '{self.empty}')")

    def parse(self, text: str) -> tuple[int, ...] | None:
        """Read numbers between commas (or dashes, as layers are shown)."""
        word = text.strip().lower()
        if self.absent is not None and word == self.absent:
            return None
        if not self.fewest and word in ("", self.empty):
            return ()
        sizes: list[int] = []
        for part in word.split("," if "," in word else "-"):
            if not (part.strip().isascii() and part.strip().isdigit() and len(part) <= LONGEST_NUMBER):
                raise ValueError(f"{quoted(part.strip())} is not a number of units; give {self.expected}")
            sizes.append(int(part))
        return self.check(sizes)

    def check(self, value: object) -> tuple[int, ...] | None:
        """Accept a sequence of whole numbers, each 1 or more."""
        if value is None and self.absent is not None:
            return None
        if not _is_list(value):
            raise ValueError(f"{shown(value)} is not a list of sizes; give {self.expected}")
        if len(value) < self.fewest:
            raise ValueError(f"{len(value)} of at least {self.fewest} layers given; give {self.expected}")
        sizes = []
        for size in value:
            if isinstance(size, bool) or not isinstance(size, SupportsIndex):
                raise ValueError(f"{shown(size)} is not a number of units; give {self.expected}")
            if operator.index(size) < 1:
                raise ValueError("a layer needs at least 1 unit")
            if operator.index(size) > LARGEST_INTEGER:
                raise ValueError("a layer cannot have that many units")
            sizes.append(operator.index(size))
        return tuple(sizes)

    def format(self, value: object) -> str:
        """Write the sizes between commas."""
        if value is None:
            return str(self.absent)
        return ",".join(map(str, value)) or self.empty if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Names:
    """Names between commas; one that holds a comma stands between double quotes, as in a CSV file."""

    expected: str = "names between commas"

    def parse(self, text: str) -> tuple[str, ...]:
        """Read names as the cells of a CSV line."""
        try:
            cells = next(csv.reader(io.StringIO(text), skipinitialspace=True, strict=True), [])
        except csv.Error:
            raise ValueError(f"{quoted(text)} cannot be read; give {self.expected}") from None
        return self.check([cell for cell in cells if cell])

    def check(self, value: object) -> tuple[str, ...]:
        """Accept a sequence of texts, or one text."""
        names = (value,) if isinstance(value, str) else value
        if not _is_list(names) or not all(isinstance(name, str) for name in names):
            raise ValueError(f"{shown(value)} is not a list of names; give {self.expected}")
        return tuple(map(str, names))

    def format(self, value: object) -> str:
        """Write the names as the cells of a CSV line."""
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(value if isinstance(value, tuple) else (str(value),))
        return line.getvalue()


@dataclass(frozen=True)
class Text:
    """Any text."""

    expected: str = "a text"

    def parse(self, text: str) -> str:
        """Take the text as it is."""
        return self.check(text)

    def check(self, value: object) -> str:
        """Accept a text."""
        if not isinstance(value, str):
            raise ValueError(f"{shown(value)} is not a text; give {self.expected}")
        return value

    def format(self, value: object) -> str:
        """Write the text as it is."""
        return str(value)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def shown(value: object) -> str:
    """Return any value as a message repeats it: short, printable, and whatever Python thinks of its length."""
    if isinstance(value, str):
        return quoted(value)
    try:
        return printable(repr(value), 60)
    except (ValueError, RecursionError):  # digits by the thousand, which Python refuses to write, however deep
        return "such a large value"
