"""How good a network is, beyond its error."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray

THRESHOLD = 0.5
"""Between the targets 0 and 1: an output on the target's side is right."""


def right_rows(outputs: FloatArray, targets: FloatArray) -> npt.NDArray[np.bool_] | None:
    """Say for each row whether every output is on its target's side of one half.

    Args:
        outputs: (rows, outputs).
        targets: (rows, outputs).

    Returns:
        (rows,), or None when a target is neither 0 nor 1: a number is near or far, not right or wrong.
    """
    if not ((targets == 0) | (targets == 1)).all():
        return None
    one = targets == 1
    right: npt.NDArray[np.bool_] = np.all((one & (outputs >= THRESHOLD)) | (~one & (outputs < THRESHOLD)), axis=1)
    return right
