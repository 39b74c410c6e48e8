"""How numbers are scaled before they go in: an offset and a factor for each column, measured on given rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.table import FloatArray

SAFE_SQUARES = (1e-100, 1e100)
"""Between these, and far beyond what people measure, squares and sums of a million numbers are exact enough."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Scaled = (value - offset) / factor."""

    offset: float = 0.0
    factor: float = 1.0

    def scaled(self, values: FloatArray) -> FloatArray:
        """Scale values in the file's units; what gets too large becomes infinite, without a warning."""
        if self == UNSCALED:
            return values
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            return (values - self.offset) / self.factor

    def unscaled(self, values: FloatArray) -> FloatArray:
        """Return scaled values in the file's units."""
        if self == UNSCALED:
            return values
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            return values * self.factor + self.offset


UNSCALED = Scale()


def fitted(values: FloatArray, how: str) -> Scale:
    """Measure a scale on values (rows,), all finite and at least one.

    standard: mean and population deviation; min_max: least value and range; robust: median and the distance of the
    quartiles. A factor that would be 0, as of a constant column, is 1.
    """
    if how == "none":
        return UNSCALED
    # Very large and very small numbers are measured in units of the largest, so that no square leaves float64.
    largest = float(np.abs(values).max())
    unit = 1.0 if largest == 0 or SAFE_SQUARES[0] < largest < SAFE_SQUARES[1] else largest
    offset, factor = _measured(values / unit, how)
    if values.min() == values.max():
        offset, factor = float(values[0]) / unit, 0.0
    factor *= unit
    return Scale(offset * unit, factor if factor > 0 and np.isfinite(factor) else 1.0)


def _measured(values: FloatArray, how: str) -> tuple[float, float]:
    match how:
        case "standard":
            return float(values.mean()), float(values.std())
        case "min_max":
            return float(values.min()), float(values.max() - values.min())
        case _:
            quarter, median, three_quarters = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
            return median, three_quarters - quarter


def same_quartiles(values: FloatArray) -> bool:
    """Say whether half of the values (rows,) or more are one number, so that their quartiles give no factor."""
    quarter, three_quarters = np.quantile(values, (0.25, 0.75), method="lower")
    return bool(quarter == three_quarters)


def typical(values: FloatArray, how: str) -> float:
    """Return the mean or the median of values (rows,), all finite and at least one."""
    largest = float(np.abs(values).max())
    unit = 1.0 if largest < SAFE_SQUARES[1] else largest
    scaled = values / unit
    found = float(np.median(scaled) if how == "median" else scaled.mean()) * unit
    # Rounding must not carry it out of the values' own range.
    return min(max(found, float(values.min())), float(values.max()))
