"""The kinds of value that are lists: some of several names, sizes of layers, weights of classes, any names."""

from __future__ import annotations

import csv
import io
import operator
from dataclasses import dataclass
from typing import SupportsIndex

from tui_nn.config.kinds import LARGEST_INTEGER, LONGEST_NUMBER, Choice, Number, is_list, shown, spelled
from tui_nn.config.plain_text import quoted

CLASS_WEIGHT_WORDS = ("none", "balanced")
MOST_CLASSES = 10_000
"""More weights than that are a mistake, and reading them takes seconds."""


@dataclass(frozen=True)
class Several:
    """Any of some names, each at most once, or none."""

    names: tuple[str, ...]
    empty: str = "none"
    """The word for no name at all."""

    @property
    def expected(self) -> str:
        """What to give."""
        return f"any of {', '.join(self.names)} between commas, or '{self.empty}'"

    def parse(self, text: str) -> tuple[str, ...]:
        """Read names between commas."""
        word = text.strip().lower()
        return self.check([] if word in ("", self.empty) else [spelled(part, self.names) for part in word.split(",")])

    def check(self, value: object) -> tuple[str, ...]:
        """Accept a name or a sequence of names; they are kept in the order of their declaration."""
        names = (value,) if isinstance(value, str) else value
        if not is_list(names):
            raise ValueError(f"{shown(value)} is not a list of names; give {self.expected}")
        one = Choice(self.names)
        chosen = {one.check(name) for name in names}
        return tuple(name for name in self.names if name in chosen)

    def format(self, value: object) -> str:
        """Write the names between commas."""
        return ",".join(value) or self.empty if isinstance(value, tuple) else str(value)


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
        if not is_list(value):
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
class ClassWeights:
    """How much each class counts: a word, or a number for each."""

    words: tuple[str, ...] = CLASS_WEIGHT_WORDS
    expected: str = "none, balanced, or a number of 0 or more for each class between commas, such as 1,5"

    def parse(self, text: str) -> str | tuple[float, ...]:
        """Read a word, or numbers between commas."""
        word = text.strip().lower()
        if word in self.words:
            return word
        return self.check([Number(minimum=0).parse(part) for part in word.split(",", MOST_CLASSES)])

    def check(self, value: object) -> str | tuple[float, ...]:
        """Accept a word or a sequence of numbers, not all of them 0."""
        if isinstance(value, str) and value in self.words:
            return value
        if not is_list(value):
            raise ValueError(f"{shown(value)} is no class weight; give {self.expected}")
        if not 2 <= len(value) <= MOST_CLASSES:
            raise ValueError(f"{len(value):,} weights given; give {self.expected}")
        weights = [Number(minimum=0).check(weight) for weight in value]
        numbers = tuple(weight for weight in weights if weight is not None)
        if not any(numbers):
            raise ValueError("with weights of 0 alone nothing would be learned; give one above 0")
        return numbers

    def format(self, value: object) -> str:
        """Write the word, or the numbers between commas."""
        return ",".join(map(Number().format, value)) if isinstance(value, tuple) else str(value)


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
        if not is_list(names) or not all(isinstance(name, str) for name in names):
            raise ValueError(f"{shown(value)} is not a list of names; give {self.expected}")
        return tuple(map(str, names))

    def format(self, value: object) -> str:
        """Write the names as the cells of a CSV line."""
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(value if isinstance(value, tuple) else (str(value),))
        return line.getvalue()
