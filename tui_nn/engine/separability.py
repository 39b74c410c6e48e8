"""Whether a straight line, or a plane in more dimensions, parts the rows of two classes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray

MOST_ITERATIONS = 500
RATE = 0.9
TOLERANCE = 1e-9


def separable(inputs: FloatArray, labels: npt.NDArray[np.bool_]) -> bool | None:
    """Say whether some w and b have w x + b > 0 exactly for the rows with the label True; None when undecided.

    Ho & Kashyap 1965: with rows y = +-[x; 1] the margins b > 0 of Y w = b are raised by b += rate (e + |e|), where
    e = Y w - b and w = pinv(Y) b. Y w > 0 proves that a line exists; e <= 0 and not 0 proves that none does.

    Args:
        inputs: (rows, features).
        labels: (rows,).
    """
    if labels.all() or not labels.any():
        return True
    centre, spread = inputs.mean(axis=0), inputs.std(axis=0)
    scaled = (inputs - centre) / np.where(spread > 0, spread, 1.0)
    rows = np.column_stack([scaled, np.ones(len(scaled))]) * np.where(labels, 1.0, -1.0)[:, None]
    inverse = np.linalg.pinv(rows)
    margins = np.ones(len(rows))
    for _ in range(MOST_ITERATIONS):
        said = rows @ (inverse @ margins)
        if (said > TOLERANCE).all():
            return True
        error = said - margins
        if (error <= TOLERANCE * margins.max()).all():
            return False
        margins += RATE * (error + np.abs(error))
    return None
