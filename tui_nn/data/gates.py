"""Truth tables by name: the sixteen gates of two inputs, parity, majority and the adders, declared as data."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase
from types import MappingProxyType

import numpy as np

from tui_nn.data.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Gate:
    """A truth table whose rows count up, 00, 01, 10, 11, with the first input in the leading place."""

    name: str
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    target_columns: tuple[str, ...]
    """For each target one digit, 0 or 1, for each row."""

    description: str

    @property
    def rows(self) -> int:
        """How many combinations of its inputs there are."""
        return 1 << len(self.input_names)

    def dataset(self) -> Dataset:
        """The whole truth table: inputs (rows, inputs) and targets (rows, targets), all of them 0 or 1."""
        places = np.arange(len(self.input_names))[::-1]
        inputs = (np.arange(self.rows)[:, np.newaxis] >> places) & 1
        targets = np.array([[int(digit) for digit in column] for column in self.target_columns]).T
        return Dataset.from_arrays(
            inputs,
            targets,
            name=self.name,
            input_names=self.input_names,
            target_names=self.target_names,
            description=self.description,
        )


@dataclass(frozen=True, slots=True)
class GateFamily:
    """Gates of one kind that differ only in a number N: of their inputs, or of the bits of each number they add."""

    prefix: str
    sizes: tuple[int, ...]
    limits: str
    """The sizes in words."""


PARITY = GateFamily("parity", tuple(range(1, 11)), "every N from 1 to 10")
MAJORITY = GateFamily("majority", tuple(range(3, 10, 2)), "the odd N from 3 to 9")
ADDER = GateFamily("adder", (2, 3, 4), "every N from 2 to 4")
FAMILIES = (PARITY, MAJORITY, ADDER)

RESULT = "result"
"""The one target of most gates: no input is called so, and it is not one of the network's own outputs."""

# The digits stand under the rows 00, 01, 10 and 11 of the inputs a and b.
TWO_INPUT_GATES = (
    ("false", "0000", "always 0, whatever goes in"),
    ("and", "0001", "1 when both a and b are 1"),
    ("not-implies", "0010", "1 when a is 1 and b is 0"),
    ("a", "0011", "a itself; b does not matter"),
    ("not-implied-by", "0100", "1 when b is 1 and a is 0"),
    ("b", "0101", "b itself; a does not matter"),
    ("xor", "0110", "1 when exactly one of a and b is 1; one layer alone cannot learn it"),
    ("or", "0111", "1 when a or b or both are 1"),
    ("nor", "1000", "1 when neither a nor b is 1"),
    ("xnor", "1001", "1 when a and b are equal; one layer alone cannot learn it"),
    ("not-b", "1010", "the opposite of b; a does not matter"),
    ("implied-by", "1011", "0 only when b is 1 and a is 0: b implies a"),
    ("not-a", "1100", "the opposite of a; b does not matter"),
    ("implies", "1101", "0 only when a is 1 and b is 0: a implies b"),
    ("nand", "1110", "0 only when both a and b are 1"),
    ("true", "1111", "always 1, whatever goes in"),
)


def _letters(count: int) -> tuple[str, ...]:
    return tuple(ascii_lowercase[:count])


def _counting(name: str, input_names: tuple[str, ...], targets: dict[str, str], description: str) -> Gate:
    """A gate that only counts: each target has one digit for every number of inputs that are 1, from none to all."""
    rows = range(1 << len(input_names))
    columns = tuple("".join(digits[row.bit_count()] for row in rows) for digits in targets.values())
    return Gate(name, input_names, tuple(targets), columns, description)


def _adder(bits: int) -> Gate:
    """Adds two numbers of so many bits each: their highest bits come in first, the lowest of the sum goes out first."""
    sums = [first + second for first in range(1 << bits) for second in range(1 << bits)]
    targets = (*(f"sum{place}" for place in range(bits)), "carry")
    columns = tuple("".join(str(total >> place & 1) for total in sums) for place in range(bits + 1))
    inputs = tuple(f"{letter}{place}" for letter in "ab" for place in reversed(range(bits)))
    meaning = f"adds two numbers of {bits} bits, a and b: the bits of their sum and the carry"
    return Gate(f"{ADDER.prefix}-{bits}", inputs, targets, columns, meaning)


def _all_gates() -> dict[str, Gate]:
    gates = [Gate(name, _letters(2), (RESULT,), (column,), meaning) for name, column, meaning in TWO_INPUT_GATES]
    for size in PARITY.sizes:
        digits = "".join(str(ones % 2) for ones in range(size + 1))
        meaning = f"1 when an odd number of the {size} inputs is 1" if size > 1 else "1 when its only input is 1"
        gates.append(_counting(f"{PARITY.prefix}-{size}", _letters(size), {RESULT: digits}, meaning))
    for size in MAJORITY.sizes:
        digits = "".join(str(int(ones > size // 2)) for ones in range(size + 1))
        meaning = f"1 when more than half of the {size} inputs are 1"
        gates.append(_counting(f"{MAJORITY.prefix}-{size}", _letters(size), {RESULT: digits}, meaning))
    half = {"sum": "010", "carry": "001"}
    gates.append(_counting("half-adder", ("a", "b"), half, "adds two bits: their sum and the carry"))
    full = {"sum": "0101", "carry": "0011"}
    meaning = "adds two bits and a carry from the place before: the sum and the carry to the next"
    gates.append(_counting("full-adder", ("a", "b", "carry-in"), full, meaning))
    gates += map(_adder, ADDER.sizes)
    return {gate.name: gate for gate in gates}


GATES = MappingProxyType(_all_gates())
"""Every gate by its name, in the order in which a list shows them."""
