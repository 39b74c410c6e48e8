"""Each row's share of the error, which rows are worst, and how the differences are spread."""

from __future__ import annotations

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network

ROUNDING = 1e-12
"""A mean this small beside the largest value is what rounding left of 0."""


def row_errors(network: Network, rows: Dataset, outputs: FloatArray, config: TrainingConfig) -> FloatArray:
    """Return the error of each row as if it were the only one, (rows,).

    Over the same rows they add up to the error where the loss is a sum (sse), and average to it where it is a mean.

    Args:
        network: what said the outputs; asked again only by losses that are made for one output activation.
        rows: inputs and targets.
        outputs: what the network says for them, (rows, outputs).
        config: names the loss.
    """
    chosen = chosen_loss(config, rows)
    with np.errstate(all="ignore"):
        judged = outputs.T
        if chosen.loss.output_activation is not None:
            workspace = Workspace(network.layer_sizes, network.activations, rows.samples)
            workspace.inputs[...] = rows.inputs.T
            forward(network.weights, workspace)
            judged = workspace.judged_by(chosen)
        terms = chosen.terms(judged, rows.targets.T)
        total: FloatArray = np.add.reduce(terms, axis=0) * chosen.loss.share(1, rows.outputs)
    return total


def worst_first(errors: FloatArray) -> IntArray:
    """Return the places of errors, (rows,), the largest first; what is no number is worst, equals keep their order."""
    order: IntArray = np.argsort(-np.nan_to_num(errors, nan=np.inf), kind="stable")
    return order


def shares_of(errors: FloatArray) -> FloatArray:
    """Return what part of their sum each of some errors is, (rows,): 0 to 1.

    Where some are infinite or no numbers, these share the whole among themselves.
    """
    finite = np.isfinite(errors)
    sizes = np.where(finite, errors, 0.0) if finite.all() else np.where(finite, 0.0, 1.0)
    largest = float(sizes.max(initial=0.0))
    if largest == 0:
        return np.zeros_like(errors)
    with np.errstate(under="ignore"):
        sizes = sizes / largest  # a sum of huge errors would be infinite
        shares: FloatArray = sizes / sizes.sum()
    return shares


def differences(rows: Dataset, outputs: FloatArray) -> FloatArray:
    """Return output - target, (rows, outputs), in the units of the file."""
    with np.errstate(all="ignore"):
        found: FloatArray = rows.unscaled_outputs(outputs) - rows.unscaled_targets
    return found


def spread(values: FloatArray, bins: int) -> tuple[IntArray, float]:
    """Count values in bins of equal width from -limit to limit; returns the counts, (bins,), and the limit.

    The limit is the largest size among the values that are finite; others are left out. Where all are 0, it is 1.
    """
    kept = values[np.isfinite(values)]
    limit = float(np.abs(kept).max(initial=0.0)) or 1.0
    places = np.floor((kept / limit + 1.0) * (bins / 2.0)).astype(np.int64)
    counts: IntArray = np.bincount(np.clip(places, 0, bins - 1), minlength=bins).astype(np.int64)
    return counts, limit


def mean_and_reach(values: FloatArray, share: float = 0.9) -> tuple[float, float]:
    """Return the mean of the finite values and the size that a share of them does not exceed; nan without any."""
    kept = values[np.isfinite(values)]
    if not len(kept):
        return np.nan, np.nan
    largest = float(np.abs(kept).max()) or 1.0
    scaled = kept / largest  # a sum of huge values would be infinite
    mean = float(scaled.mean())
    if abs(mean) < ROUNDING:
        mean = 0.0
    return mean * largest, float(np.quantile(np.abs(scaled), share)) * largest
