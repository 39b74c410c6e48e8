"""How sure a success rate is: the Wilson interval of a share that was counted."""

from __future__ import annotations

import math

Z95 = 1.959963984540054
"""The normal distribution's 97.5 % point: an interval of 95 %."""


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval (low, high) of a probability that gave so many successes in so many trials.

    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), p = successes / n (Wilson 1927); without
    trials anything is possible.
    """
    if trials <= 0:
        return 0.0, 1.0
    share, square = successes / trials, Z95 * Z95
    middle = share + square / (2 * trials)
    half = Z95 * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low, high = (middle - half) / (1 + square / trials), (middle + half) / (1 + square / trials)
    return (0.0 if successes == 0 else max(0.0, low)), (1.0 if successes == trials else min(1.0, high))
