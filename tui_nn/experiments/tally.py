"""What many results say together: the rate with its interval, iterations to success, and plateaus of the error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

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
    plateaus: list[list[float]] = []
    for error in sorted(error for error in errors if math.isfinite(error)):
        if plateaus and max(error, EQUALLY_SMALL) / max(plateaus[-1][-1], EQUALLY_SMALL) <= CLUSTER_RATIO:
            plateaus[-1].append(error)
        else:
            plateaus.append([error])
    return tuple(Cluster(each[0], median(each), each[-1], len(each)) for each in plateaus)


def _percentile(values: Sequence[float], share: int) -> float:
    """Return what `share` % of the values are no greater than; between two of them it lies on a straight line.

    As `np.percentile`, to the bit, which takes ten times as long for the starts of a map's cell.
    """
    if not values:
        return math.nan
    ordered = sorted(values)
    place = (len(ordered) - 1) * (share / 100)
    low = int(place)
    below, above, part = ordered[low], ordered[min(low + 1, len(ordered) - 1)], place - low
    step = above - below
    return float(below + step * part if part < 0.5 else above - step * (1.0 - part))
