"""How work is measured: in turns, each for about as long, so that all contestants meet the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 5

SECONDS = 0.4
"""For one measurement: some ten stretches of the engine."""


@dataclass(frozen=True)
class Contestant:
    """Somebody who does the work."""

    name: str

    run: Callable[[int], object]
    """`run(count)` does the work so many times, always from the same start, and returns when it is done."""

    units: int = 1
    """What is counted in the table, done by `run(1)`: rows of an epoch, iterations of one call."""


@dataclass(frozen=True)
class Ratio:
    """How many times faster one was than another, round by round."""

    middle: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Rates:
    """Units a second of every contestant, by name, a number for each round."""

    by_name: Mapping[str, Sequence[float]]

    def rate(self, name: str) -> float:
        return median(self.by_name[name])

    def ratio(self, name: str, other: str) -> Ratio:
        # Within a round both met the machine in the same mood; a ratio of two medians would mix the moods.
        ratios = [mine / theirs for mine, theirs in zip(self.by_name[name], self.by_name[other], strict=True)]
        return Ratio(median(ratios), min(ratios), max(ratios))


def measure(contestants: Sequence[Contestant], rounds: int = ROUNDS) -> Rates:
    """Let them run in turns, so many rounds."""
    counts = [_calibrated(contestant) for contestant in contestants]
    rates: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant, count in zip(contestants, counts, strict=True):
            rates[contestant.name].append(count * contestant.units / _seconds(contestant, count))
    return Rates(rates)


def _calibrated(contestant: Contestant) -> int:
    """Return the count that takes about the wanted time; what a first call prepares is then prepared."""
    contestant.run(1)
    count = 1
    while True:
        seconds = _seconds(contestant, count)
        if seconds > SECONDS / 4:
            return max(1, round(count * SECONDS / seconds))
        count = max(count + 1, int(count * min(10.0, SECONDS / 2 / max(seconds, 1e-6))))


def _seconds(contestant: Contestant, count: int) -> float:
    started = time.perf_counter()
    contestant.run(count)
    return time.perf_counter() - started
