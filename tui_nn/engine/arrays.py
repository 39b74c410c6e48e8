"""The array types that the engine speaks of."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]


def read_only(array: FloatArray) -> FloatArray:
    """Return a copy that cannot be written: what crosses the engine's border must not change while it is drawn."""
    copy = array.copy()
    copy.setflags(write=False)
    return copy
