"""What is done to gradients and weights beside the optimizer's rule: clipping, L1, L2, elastic net, max-norm."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray

CLIP_EPSILON = 1e-6
"""Added to the gradient's length, as PyTorch's clip_grad_norm_ does."""


class Bounds(NamedTuple):
    """How strong each is; 0 for not at all."""

    l1: float
    l2: float
    clip_norm: float
    max_norm: float
    clip_value: float

    @classmethod
    def of(cls, config: TrainingConfig) -> Bounds:
        """Return what the options say."""
        return cls(config.l1, config.l2, config.clip_norm, config.max_norm, config.clip_value)


def is_weight_mask(layer_sizes: Sequence[int]) -> FloatArray:
    """Return 1 for each weight and 0 for each bias, (parameters,): a bias is never pulled anywhere."""
    parts = []
    for units_in, units_out in pairwise(layer_sizes):
        layer = np.ones((units_out, units_in + 1))
        layer[:, -1] = 0.0
        parts.append(layer.ravel())
    return np.concatenate(parts)


def cut(gradient: FloatArray, largest: float) -> FloatArray:
    """Return the gradient with each number between -largest and largest, as PyTorch's clip_grad_value_."""
    return np.minimum(np.maximum(gradient, -largest), largest)


def clip_factor(norm: float, longest: float) -> float:
    """Return min(1, longest / (norm + 1e-6)): what the gradient is multiplied by (Pascanu, Mikolov & Bengio 2013)."""
    return min(1.0, longest / (norm + CLIP_EPSILON))


def with_l2(parameter: FloatArray, gradient: FloatArray, is_weight: FloatArray, l2: float) -> FloatArray:
    """Return gradient + l2 * weight, the gradient with the penalty l2 / 2 * weight^2 (PyTorch's weight_decay)."""
    return gradient + l2 * is_weight * parameter


def with_l1(before: FloatArray, after: FloatArray, is_weight: FloatArray, pull: float) -> FloatArray:
    """Return the parameter after an update, drawn to zero by rate * l1; what comes to zero stays there.

    sign(w) max(|w| - pull, 0) for a weight that was not zero before (the proximal step of l1 * |w|), and 0 for one that
    was: as in TensorFlow Playground, a connection that L1 has cut is cut for good.
    """
    shrunk = np.where(after > 0.0, np.maximum(after - pull, 0.0), np.minimum(after + pull, 0.0))
    alive = np.where(np.abs(before) > 0.0, shrunk, 0.0)
    return np.where(is_weight > 0.5, alive, after)


def bound_norms(weights: Sequence[FloatArray], longest: float) -> None:
    """Shorten each unit's incoming weights, (units_out, units_in + 1) without the bias, to this length at most.

    w *= longest / |w| where |w| > longest (Srivastava et al. 2014). A length beyond the largest number is left to show
    that the run diverges.
    """
    for layer in weights:
        inputs = layer[:, :-1]
        norms = np.sqrt(np.add.reduce(inputs * inputs, axis=1))
        inputs *= np.where((norms > longest) & (norms < np.inf), longest / np.maximum(norms, longest), 1.0)[:, None]
