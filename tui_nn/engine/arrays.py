"""The array types that the engine speaks of, and how formulas are run on large arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]

BLOCK = 8192
"""Numbers that a formula is run on at once: what it makes on the way (64 kB each) is never fetched from main memory."""


def read_only(array: FloatArray) -> FloatArray:
    """Return a copy that cannot be written: what crosses the engine's border must not change while it is drawn."""
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def in_blocks(
    formula: Callable[..., FloatArray],
    arrays: tuple[FloatArray, ...],
    out: FloatArray,
    parameters: tuple[float, ...] = (),
) -> None:
    """Write `formula(*arrays, *parameters)`, elementwise, into `out`; the arrays are contiguous and of one shape.

    On 1.3 million numbers a sigmoid takes 2.8 ms in blocks, 4.3 ms at once, and 2.4 ms written by hand as four
    functions that work in place.
    """
    if out.size <= BLOCK:
        out[...] = formula(*arrays, *parameters)
        return
    flat_arrays, flat_out = [array.reshape(-1) for array in arrays], out.reshape(-1)
    for start in range(0, out.size, BLOCK):
        block = slice(start, start + BLOCK)
        flat_out[block] = formula(*(array[block] for array in flat_arrays), *parameters)
