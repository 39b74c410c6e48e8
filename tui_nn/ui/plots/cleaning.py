"""What can be drawn of what was measured: finite numbers in ascending order, in the range that is in sight."""

from __future__ import annotations

import numpy as np

from tui_nn.ui.plots.thinning import FloatArray


def drawable(x: FloatArray, y: FloatArray, *, positive: bool) -> tuple[FloatArray, FloatArray]:
    """Return the points of a curve that have a place in a plot, as float64 and with ascending x.

    Args:
        x: Positions.
        y: Values, as many.
        positive: Whether negative values have no place; zero has one, see `logarithmic_axis`.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    keep = np.isfinite(x) & np.isfinite(y)
    if positive:
        keep &= y >= 0
    x, y = x[keep], y[keep]
    if np.any(x[1:] < x[:-1]):
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def within(
    x: FloatArray, y: FloatArray, lower: float, upper: float, *, logarithmic: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the part of a curve between two positions, cut where it crosses them.

    Args:
        x: Positions in ascending order.
        y: Values, as many; all finite.
        lower: Where the part begins.
        upper: Where it ends.
        logarithmic: Whether the curve is straight between two points on a logarithmic axis.
    """
    first, last = int(np.searchsorted(x, lower, "left")), int(np.searchsorted(x, upper, "right"))
    parts_x, parts_y = [x[first:last]], [y[first:last]]
    if 0 < first < len(x) and x[first] > lower:
        parts_x.insert(0, np.array([lower]))
        parts_y.insert(0, np.array([_between(x, y, first, lower, logarithmic)]))
    if 0 < last < len(x) and x[last - 1] < upper:
        parts_x.append(np.array([upper]))
        parts_y.append(np.array([_between(x, y, last, upper, logarithmic)]))
    return np.concatenate(parts_x), np.concatenate(parts_y)


def _between(x: FloatArray, y: FloatArray, place: int, at: float, logarithmic: bool) -> float:
    """Return the height of the curve between the point before `place` and the one there."""
    before, after = float(y[place - 1]), float(y[place])
    # Halved before they are subtracted, which could overflow.
    share = float((at / 2 - x[place - 1] / 2) / (x[place] / 2 - x[place - 1] / 2))
    if logarithmic and before > 0 and after > 0:
        before, after = float(np.log10(before)), float(np.log10(after))
        return float(10.0 ** (before * (1 - share) + after * share))
    return before * (1 - share) + after * share
