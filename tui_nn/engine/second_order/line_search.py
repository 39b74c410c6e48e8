"""How far to go along a direction: a length that fulfils the strong Wolfe conditions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.objective import Descent, Parts, Slope

DECREASE = 1e-4
"""Of what the slope at the beginning promises for a length: the least decrease (Wolfe's first condition)."""

FLATNESS = 0.9
"""Of the slope at the beginning: the steepest that is left at the end, up or down (the second, strong)."""

MOST_MEASUREMENTS = 40
LONGEST_LEAP, SHORTEST_LEAP = 10.0, 2.0
"""By which a length grows while the value still falls."""

MARGIN = 0.1
"""Of an interval: how near to its ends a length within it may be."""


@dataclass(frozen=True, eq=False)
class Landing:
    """A length along the direction, and what was measured there."""

    length: float
    place: FloatArray
    """(parameters,)"""

    found: Slope
    steepness: float
    """Derivative of the value by the length."""

    @property
    def value(self) -> float:
        """What is gone down; infinite where it left the finite numbers, or the slope did."""
        return self.found.value if math.isfinite(self.found.value + self.steepness) else math.inf


def search(
    objective: Descent, start: FloatArray, here: Slope, direction: FloatArray, first_length: float
) -> Parts[Landing | None]:
    """Find a length that lowers the value enough and leaves it flat enough; None where no length lowers it.

    Bracketing and zooming with cubic interpolation (Nocedal & Wright 2006, algorithms 3.5 and 3.6). Where rounding
    hides what is looked for, the lowest place that was met is taken.

    Args:
        objective: what is gone down.
        start: (parameters,), where.
        here: what was measured there.
        direction: (parameters,), along which the value falls.
        first_length: the first to be tried.
    """
    origin = Landing(0.0, start, here, float(np.dot(here.gradient, direction)))
    low, high = origin, None
    length = first_length
    for _ in range(MOST_MEASUREMENTS):
        place = start + length * direction
        found = yield from objective.slope(place)
        now = Landing(length, place, found, float(np.dot(found.gradient, direction)))
        promised = here.value + DECREASE * length * origin.steepness
        if now.value > promised or (low is not origin and now.value >= low.value):
            high = now
        elif abs(now.steepness) <= -FLATNESS * origin.steepness:
            return now
        else:
            ahead = 1.0 if high is None else high.length - low.length
            if now.steepness * ahead >= 0.0:
                high = low
            before, low = low, now
            if high is None:
                length = _farther(before, now)
                continue
        length = _between(low, high)
        if length in (low.length, high.length) or np.array_equal(start + length * direction, low.place):
            break
    return low if low.value < here.value else None


def _farther(before: Landing, now: Landing) -> float:
    """Return a length beyond both, at the minimum of the cubic through them where that is neither near nor far."""
    guess = _cubic_minimum(before, now)
    shortest, longest = SHORTEST_LEAP * now.length, LONGEST_LEAP * now.length
    return min(max(guess, shortest), longest) if math.isfinite(guess) and guess > now.length else longest


def _between(low: Landing, high: Landing) -> float:
    """Return a length between both, at the minimum of the cubic through them where that is not at an end."""
    span = high.length - low.length
    if math.isinf(high.value):
        return low.length + MARGIN * span
    share = (_cubic_minimum(low, high) - low.length) / span if span else 0.0
    if not math.isfinite(share):
        share = 0.5
    return low.length + min(max(share, MARGIN), 1.0 - MARGIN) * span


def _cubic_minimum(one: Landing, other: Landing) -> float:
    """Return where the cubic with the values and slopes of both is lowest; NaN where it has no minimum.

    Nocedal & Wright 2006, equation 3.59.
    """
    span = other.length - one.length
    if not span:
        return math.nan
    bend = one.steepness + other.steepness + 3.0 * (one.value - other.value) / span
    square = bend * bend - one.steepness * other.steepness
    if not square >= 0.0:
        return math.nan
    root = math.copysign(math.sqrt(square), span)
    divisor = other.steepness - one.steepness + 2.0 * root
    return other.length - span * (other.steepness + root - bend) / divisor if divisor else math.nan
