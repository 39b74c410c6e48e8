"""What a search may choose: options of the network or the training, each with a range or a few values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TypeAlias

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Number
from tui_nn.config.list_kinds import Sizes
from tui_nn.config.run import RunConfig, find_option
from tui_nn.experiments.map_axes import DIGITS, parse_axis, written
from tui_nn.experiments.smallest import with_hidden

MOST_LISTED = 10_000
"""Configurations of a space that is small enough to be gone through one by one."""

SEPARATOR = ";"
"""Between the dimensions of a space that is written in one line."""

Place: TypeAlias = tuple[str, str]
Parameters: TypeAlias = tuple[float, ...]
"""One number for each dimension: the number itself of a range, the place of the value among several."""


@dataclass(frozen=True)
class Dimension:
    """One option, and what a search may choose for it."""

    section: str
    key: str
    choices: tuple[object, ...] = ()
    """The values, where it is no range."""

    low: float = 0.0
    high: float = 0.0
    logarithmic: bool = False
    whole: bool = False
    """A range of whole numbers."""

    @property
    def place(self) -> Place:
        """Section and key."""
        return self.section, self.key

    @property
    def count(self) -> int:
        """How many values there are; 0 for a range of real numbers."""
        if self.choices:
            return len(self.choices)
        return int(self.high - self.low) + 1 if self.whole else 0

    @property
    def parameters(self) -> Iterable[float]:
        """Every parameter of a dimension that has so many values only."""
        return range(len(self.choices)) if self.choices else range(int(self.low), int(self.high) + 1)

    @property
    def text(self) -> str:
        """The dimension as a person types it."""
        if self.choices:
            option = find_option(*self.place)
            return f"{self.key}={','.join(written(option, value) for value in self.choices)}"
        ends = (f"{int(end)}" if self.whole else f"{end:g}" for end in (self.low, self.high))
        return f"{self.key}={'log:' if self.logarithmic else ''}{'..'.join(ends)}"

    def value(self, parameter: float) -> object:
        """Return the option's value; numbers have four digits, so that they can be typed again."""
        if self.choices:
            return self.choices[int(parameter)]
        if self.whole:
            number = int(parameter)
            return (number,) if isinstance(find_option(*self.place).kind, Sizes) else number
        return min(max(float(f"{parameter:.{DIGITS}g}"), self.low), self.high)

    def parameter(self, value: object) -> float | None:
        """Return the parameter of an option's value, or None where it lies outside."""
        if self.choices:
            return self.choices.index(value) if value in self.choices else None
        if isinstance(value, tuple):
            value = value[0] if len(value) == 1 else None
        if not isinstance(value, int | float) or not self.low <= value <= self.high:
            return None
        return int(value) if self.whole else value


def parse_dimension(text: str) -> Dimension:
    """Read a dimension such as learning_rate=log:0.001..10, hidden=2..16 or activations=tanh+sigmoid,relu+sigmoid.

    Raises:
        ConfigError: in words for whoever typed it.
    """
    axis = parse_axis(text, 2)
    wanted = text.partition("=")[2].strip().lower()
    if ".." not in wanted:
        return Dimension(axis.section, axis.key, axis.values)
    low, high = (value[0] if isinstance(value, tuple) else value for value in axis.values)
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    whole = not isinstance(find_option(axis.section, axis.key).kind, Number)
    return Dimension(axis.section, axis.key, (), low, high, wanted.startswith("log:"), whole)


@dataclass(frozen=True)
class SearchSpace:
    """All that a search may choose."""

    dimensions: tuple[Dimension, ...]

    def __post_init__(self) -> None:
        if not self.dimensions:
            raise ConfigError("there is nothing to search over; give options such as learning_rate=log:0.01..10")
        keys = [each.key for each in self.dimensions]
        for key in keys:
            if keys.count(key) > 1:
                raise ConfigError(f"{key} is given twice; give each option once, with all of its values")

    @classmethod
    def parse(cls, texts: Iterable[str]) -> SearchSpace:
        """Read one dimension from each text; raises ConfigError."""
        return cls(tuple(parse_dimension(text) for text in texts if text.strip()))

    @property
    def text(self) -> str:
        """The space in one line, as the app asks for it."""
        return f"{SEPARATOR} ".join(each.text for each in self.dimensions)

    @cached_property
    def count(self) -> int:
        """How many configurations there are; 0 for more than can be counted."""
        found = 1
        for each in self.dimensions:
            found *= each.count
        return found

    def varies(self, key: str) -> bool:
        """Whether an option is among those that are chosen."""
        return any(each.key == key for each in self.dimensions)

    def values(self, parameters: Parameters) -> dict[Place, object]:
        """Return the options' values, as `RunConfig.with_values` takes them."""
        return {each.place: each.value(number) for each, number in zip(self.dimensions, parameters, strict=True)}

    def run(self, run: RunConfig, values: Mapping[Place, object]) -> RunConfig:
        """Return a run with these values; raises ConfigError when they contradict each other.

        Where the number of hidden layers varies and there are two activations, all hidden layers have the first one.
        """
        changed = run.with_values(dict(values))
        if self.varies("hidden") and len(changed.network.activations) == 2:
            return replace(changed, network=with_hidden(changed.network, changed.network.hidden))
        return changed

    def parameters_of(self, run: RunConfig) -> Parameters | None:
        """Return the parameters of a run, or None where it lies outside."""
        if self.varies("hidden") and run.network.layers is not None:
            run = run.with_values({("network", "hidden"): run.network.layers[1:-1]})
        found = [each.parameter(run.value(find_option(*each.place))) for each in self.dimensions]
        known = tuple(number for number in found if number is not None)
        return known if len(known) == len(found) else None

    def listed(self) -> Iterator[Parameters]:
        """Go through all configurations, where there are at most 10,000, in their order."""
        if 0 < self.count <= MOST_LISTED:
            yield from product(*(each.parameters for each in self.dimensions))


def split_space(text: str) -> list[str]:
    """Divide a line into the texts of its dimensions."""
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]


def usual_space(run: RunConfig) -> SearchSpace:
    """Return what is worth a search for most runs: rate, optimizer, hidden units, start weights, activations."""
    network = run.network
    hidden = network.hidden if network.layers is None else network.layers[1:-1]
    last = network.activations[-1]
    pairs = dict.fromkeys(f"{first}+{last}" for first in ("sigmoid", "tanh", "relu"))
    units = ",".join("+".join([str(count)] * len(hidden)) for count in (2, 4, 8, 16)) if len(hidden) > 1 else "2..8"
    takes_scale = network.initializer in ("normal", "uniform", "constant")
    return SearchSpace.parse(
        [
            "learning_rate=log:0.001..10",
            "optimizer=sgd,adam,rprop",
            f"hidden={units}",
            "scale=log:0.05..2" if takes_scale else "initializer=glorot_normal,he_normal,lecun_normal,normal",
            f"activations={','.join(pairs)}",
        ]
    )
