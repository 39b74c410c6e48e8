"""The kinds of value an option may have: how each is read from text, checked and written."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, SupportsIndex, TypeGuard, TypeVar

from tui_nn.config.errors import did_you_mean
from tui_nn.config.formula import is_formula, parse_formula
from tui_nn.config.plain_text import printable, quoted

Value_co = TypeVar("Value_co", covariant=True)

LARGEST_INTEGER = 2**63 - 1
"""TOML's largest integer: what can be chosen can also be saved."""

THOUSANDS = re.compile(r"\d{1,3}([,_]\d{3})+")
"""A number in groups of three, such as 100,000; in 1,5 the comma means something else."""

LONGEST_NUMBER = 60
"""Characters; a longer number is a mistake, and turning thousands of digits into one takes seconds."""


YES, NO = ("on", "yes", "true", "1"), ("off", "no", "false", "0")
"""What a person may type for on and off."""


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
    """A finite real number between limits, or a word that stands for "not given"."""

    above: float | None = None
    minimum: float | None = None
    below: float | None = None
    maximum: float | None = None
    absent: str | None = None
    """The word for None, where None is allowed."""

    @property
    def expected(self) -> str:
        """What to give."""
        limits = [
            f"above {self.above:g}" if self.above is not None else "",
            f"of {self.minimum:g} or more" if self.minimum is not None else "",
            f"below {self.below:g}" if self.below is not None else "",
            f"up to {self.maximum:g}" if self.maximum is not None else "",
        ]
        number = " ".join(["a number", " and ".join(filter(None, limits))]).strip()
        return number + (f", or '{self.absent}'" if self.absent else "")

    def parse(self, text: str) -> float | None:
        """Read a number such as 0.2, 1e-5 or 3."""
        if self.absent is not None and text.strip().lower() == self.absent:
            return None
        try:
            if not text.isascii() or "_" in text or len(text) > LONGEST_NUMBER:
                raise ValueError
            value = float(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a number; give {self.expected}") from None
        if not self._allows(value):
            raise ValueError(f"{printable(text.strip(), LONGEST_NUMBER)} cannot be used; give {self.expected}")
        return value

    def check(self, value: object) -> float | None:
        """Accept an int or a float inside the limits, or the word for None."""
        if self.absent is not None and (value is None or value == self.absent):
            return None
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
            and (self.maximum is None or number <= self.maximum)
        )

    def format(self, value: object) -> str:
        """Write the shortest text that reads back as the same number, or the word for None."""
        text = str(self.absent) if value is None else repr(value)
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
        if type(value) is not int and (isinstance(value, bool) or not isinstance(value, SupportsIndex)):
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
class Switch:
    """On or off."""

    names: ClassVar[tuple[str, ...]] = ("off", "on")
    expected: str = "on or off"

    def parse(self, text: str) -> bool:
        """Read a word for on or off."""
        word = text.strip().lower()
        if word not in (*YES, *NO):
            raise ValueError(f"{quoted(text)} is neither on nor off; give {self.expected}")
        return word in YES

    def check(self, value: object) -> bool:
        """Accept a truth value, NumPy's too."""
        if type(value).__name__ not in ("bool", "bool_"):
            raise ValueError(f"{shown(value)} is neither true nor false; give one of the two")
        return bool(value)

    def format(self, value: object) -> str:
        """Write the word."""
        return "on" if value else "off"


@dataclass(frozen=True)
class Choice:
    """One of several names."""

    names: tuple[str, ...]

    @property
    def expected(self) -> str:
        """What to give."""
        return "one of " + ", ".join(self.names)

    def parse(self, text: str) -> str:
        """Read a name, in any case; a dash or a blank in it may stand for its underscore."""
        return self.check(spelled(text, self.names))

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
class ChoiceOrFormula(Choice):
    """One of several names, or a formula that a person types."""

    variables: tuple[str, ...] = ()
    """What it is a function of."""

    example: str = ""

    @property
    def expected(self) -> str:
        """What to give."""
        return f"{super().expected}, or a formula such as {self.example}"

    def parse(self, text: str) -> str:
        """Read a name as `Choice` does, or a formula without its blanks."""
        return self.check(text) if is_formula(text) else super().parse(text)

    def check(self, value: object) -> str:
        """Accept one of the names, or a formula of these variables."""
        if not isinstance(value, str) or not is_formula(value):
            return super().check(value)
        parse_formula(value, self.variables)
        return "".join(value.split())


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


def spelled(text: str, names: Sequence[str]) -> str:
    """Return the name that a person meant by leaky-relu or Leaky ReLU: in small letters, with underscores."""
    word = text.strip().lower()
    underscored = word.replace("-", "_").replace(" ", "_")
    return underscored if underscored in names else word


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether a value is a sequence of values and no text."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def shown(value: object) -> str:
    """Return any value as a message repeats it: short, printable, and whatever Python thinks of its length."""
    if isinstance(value, str):
        return quoted(value)
    try:
        return printable(repr(value), 60)
    except (ValueError, RecursionError):  # digits by the thousand, which Python refuses to write, however deep
        return "such a large value"
