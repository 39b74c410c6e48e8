"""How sure a mean is: Student's t interval, made wider where the numbers are not independent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import fmean, stdev

SURE = 0.95


@lru_cache(maxsize=256)
def t_quantile(freedom: int, sure: float = SURE) -> float:
    """Return the t with P(-t < T < t) = sure for Student's distribution of so many degrees of freedom, 1 or more."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):  # bisection of the angle, down to neighbouring numbers
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < sure else (low, middle)
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def mean_interval(values: Sequence[float], test_to_training: float = 0.0) -> tuple[float, float]:
    """Return the 95 % interval (low, high) of a mean: mean -+ t s sqrt(1 / n + ratio); NaN for fewer than two values.

    Scores of networks that share rows to learn from are not independent: the plain interval, a ratio of 0, would be too
    narrow. The ratio of test to training rows corrects for that (Nadeau & Bengio 2003, Inference for the generalization
    error).
    """
    if len(values) < 2:
        return math.nan, math.nan
    mean = fmean(values)
    half = t_quantile(len(values) - 1) * stdev(values) * math.sqrt(1 / len(values) + test_to_training)
    return mean - half, mean + half


def _within(angle: float, freedom: int) -> float:
    """P(|T| < sqrt(freedom) tan(angle)), as Abramowitz & Stegun 26.7.3 and 26.7.4 have it for whole freedoms."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for number in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (number - 1) / number
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
