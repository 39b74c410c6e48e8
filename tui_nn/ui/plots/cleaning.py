"""What can be drawn of what was measured: finite numbers in ascending order."""

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
