"""What many results say together: the rate with its interval, iterations to success, and plateaus of the error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.wilson import wilson_interval

CLUSTER_RATIO = 1.2
"""Errors that differ by more than this factor from their neighbours belong to different plateaus."""

EQUALLY_SMALL = 1e-12
"""Errors below this are one plateau: they are rounding."""


@dataclass(frozen=True)
class Cluster:
    """Final errors that lie close together."""

    low: float
    median: float
    high: float
    count: int


@dataclass(frozen=True)
class Tally:
    """The results of one configuration from many starts."""

    trials: int
    successes: int
    rate: float
    """Share of the trials that reached the goal; NaN before the first has ended."""

    low: float
    high: float
    """The rate's 95 % Wilson interval."""

    median_iterations: float
    """To success, among those that succeeded; NaN where none did."""

    p90_iterations: float
    """Within which 90 % of those that succeeded did."""

    median_error: float
    """Of the final errors; NaN where all diverged."""

    median_margin: float
    """Of the final margins; NaN where the targets are no bits."""

    diverged: int

    @classmethod
    def of(cls, results: Iterable[Result]) -> Tally:
        """Count results."""
        found = list(results)
        iterations = [result.iterations for result in found if result.success]
        errors = [result.error for result in found if math.isfinite(result.error)]
        margins = [result.margin for result in found if math.isfinite(result.margin)]
        low, high = wilson_interval(len(iterations), len(found))
        return cls(
            trials=len(found),
            successes=len(iterations),
            rate=len(iterations) / len(found) if found else math.nan,
            low=low,
            high=high,
            median_iterations=_percentile(iterations, 50),
            p90_iterations=_percentile(iterations, 90),
            median_error=_percentile(errors, 50),
            median_margin=_percentile(margins, 50),
            diverged=sum(result.stop_reason == "diverged" for result in found),
        )


def clusters_of(errors: Iterable[float]) -> tuple[Cluster, ...]:
    """Return the plateaus on which final errors lie, from the lowest to the highest; what is not finite is on none."""
    ordered = np.sort([error for error in errors if math.isfinite(error)])
    if not len(ordered):
        return ()
    levels = np.maximum(ordered, EQUALLY_SMALL)
    breaks = np.flatnonzero(levels[1:] / levels[:-1] > CLUSTER_RATIO) + 1
    return tuple(
        Cluster(float(part[0]), float(np.median(part)), float(part[-1]), len(part))
        for part in np.split(ordered, breaks)
    )


def _percentile(values: Sequence[float], share: int) -> float:
    return float(np.percentile(values, share)) if len(values) else math.nan
