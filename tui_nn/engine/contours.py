"""Where the units of a layer change sign in a plane: for the first layer, its straight lines w x + b = 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network

LARGEST = 1e30
"""Of the values between which is interpolated: only the place where they are zero matters."""


def layer_pre_activations(network: Network, inputs: FloatArray, layer: int) -> FloatArray:
    """Return the sums W [I; 1] of one layer, (samples, units), which its activation function is applied to.

    Args:
        network: the network.
        inputs: (samples, features)
        layer: counted from 0 after the inputs.
    """
    before = inputs
    if layer > 0:
        sizes = network.layer_sizes[: layer + 1]
        part = Network(sizes, network.activations[:layer], network.parameters[: parameter_count(sizes)])
        before = layer_outputs(part, inputs)[-1]
    weights = network.weights[layer]
    with np.errstate(all="ignore"):
        sums: FloatArray = before @ weights[:, :-1].T + weights[:, -1]
    return sums


def sign_changes(field: FloatArray, across: int = 1, down: int = 1) -> npt.NDArray[np.bool_]:
    """Return where each unit changes sign on a finer grid, (units, rows * down, columns * across).

    Between the centres of the cells the values are bilinear; a point is marked when the next one to the right, or the
    one below, is on the other side of zero. What is not finite has no sign and stays unmarked.

    Args:
        field: (rows, columns, units), values at the centres of a grid's cells.
        across: points of the finer grid for each cell, from the left to the right.
        down: the same from the top down.
    """
    # Half the digits and a unit's values side by side in memory: three times as fast, and no dot is as fine as that.
    values = np.ascontiguousarray(np.moveaxis(np.clip(field, -LARGEST, LARGEST), 2, 0), dtype=np.float32)
    known = np.isfinite(field).all()
    if not known:
        values[~np.isfinite(np.moveaxis(field, 2, 0))] = np.nan
    with np.errstate(all="ignore"):
        fine = _refined(_refined(values, across, 2), down, 1)
        below = fine < 0
        marked = np.zeros(below.shape, dtype=np.bool_)
        np.not_equal(below[:, :, :-1], below[:, :, 1:], out=marked[:, :, :-1])
        marked[:, :-1] |= below[:, :-1] != below[:, 1:]
        if not known:
            unknown = np.isnan(fine)
            marked &= ~unknown
            marked[:, :, :-1] &= ~unknown[:, :, 1:]
            marked[:, :-1] &= ~unknown[:, 1:]
    return marked


def _refined(field: npt.NDArray[np.float32], times: int, axis: int) -> npt.NDArray[np.float32]:
    """Interpolate along an axis: so many values for each, at the centres of its parts; beyond the ends it goes on."""
    count = field.shape[axis]
    if times == 1 or count < 2:
        return np.repeat(field, times, axis=axis)
    at = (np.arange(count * times) + 0.5) / times - 0.5
    first = np.clip(np.floor(at).astype(np.int64), 0, count - 2)
    shape = [1] * field.ndim
    shape[axis] = -1
    share = (at - first).astype(np.float32).reshape(shape)
    refined: npt.NDArray[np.float32] = np.take(field, first, axis=axis)
    refined += share * np.take(np.diff(field, axis=axis), first, axis=axis)
    return refined
