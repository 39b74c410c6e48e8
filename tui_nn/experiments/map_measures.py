"""What a map can show of each cell, and how good that is beside the other cells."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_nn.experiments.lab_events import LabRow, MapEvent
from tui_nn.experiments.tally import EQUALLY_SMALL, Tally

MEASURES = ("rate", "iterations", "error")

MEASURE_WORDS = {
    "rate": "per cent of the starts that succeed",
    "iterations": "median iterations to success",
    "error": "median final error",
}


def measured(tally: Tally, measure: str) -> float:
    """Return a cell's rate, median iterations to success or median final error; NaN where there is none."""
    if measure == "rate":
        return tally.rate
    return tally.median_iterations if measure == "iterations" else tally.median_error


def ends_of(values: Sequence[float], measure: str) -> tuple[float, float]:
    """Return the worst and the best that the colours of a map reach: 0 and 1 for rates, else what there is."""
    if measure == "rate":
        return 0.0, 1.0
    known = [_at_least_rounding(value) for value in values if not math.isnan(value)]
    return (max(known), min(known)) if known else (math.nan, math.nan)


def goodness(values: Sequence[float], measure: str) -> list[float]:
    """Return 0 for the worst to 1 for the best, by the logarithm of iterations and errors; NaN for what is unknown."""
    worst, best = ends_of(values, measure)
    if measure == "rate":
        return list(values)
    span = math.log(worst) - math.log(best)
    return [
        value if math.isnan(value) else (math.log(worst) - math.log(_at_least_rounding(value))) / span if span else 1.0
        for value in values
    ]


def best_cell(event: MapEvent) -> LabRow | None:
    """Return the cell with the highest rate, and of several the one with the fewest iterations; None before any."""
    known = [cell for cell in event.cells if cell.tally.trials]
    if not known:
        return None
    return max(known, key=lambda cell: (cell.tally.rate, -_or_infinite(cell.tally.median_iterations)))


def _at_least_rounding(value: float) -> float:
    return max(value, EQUALLY_SMALL)


def _or_infinite(value: float) -> float:
    return math.inf if math.isnan(value) else value
