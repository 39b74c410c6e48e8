"""How much each class counts in the error, and by how much targets are smoothed: what stands between data and loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Weighting:
    """What the error of an output is multiplied by, as a function of the true targets.

    As in Keras, an error that is a mean is still divided by the number of rows, not by the sum of their weights, as
    PyTorch's weighted CrossEntropyLoss is.
    """

    weights: FloatArray
    """(classes,), where a row belongs to one of them; else (outputs, 2), what a 0 and what a 1 counts."""

    @classmethod
    def of(cls, config: TrainingConfig, rows: Dataset, *, softmax: bool) -> Weighting | None:
        """Return how the classes of a data set are weighted, or None where all count alike.

        'balanced' weighs a class by 1 / (classes * its share of the training rows), so that all classes weigh the same
        together and the mean weight is 1 (King & Zeng 2001; scikit-learn's `class_weight="balanced"`). A class without
        a training row weighs 1.

        Args:
            config: says how the classes are weighted.
            rows: the data set, or a part of it: the shares are those of its training rows.
            softmax: whether the loss judges a row's outputs together.
        """
        if config.class_weights == "none":
            return None
        by_row = one_class_each(rows, softmax=softmax)
        if config.class_weights != "balanced":
            numbers = np.array(config.class_weights, dtype=np.float64)
            return cls(numbers if by_row else np.tile(numbers, (rows.outputs, 1)))
        ones = rows.class_shares
        shares = ones if by_row else np.stack([1.0 - ones, ones], axis=1)
        seen = shares > 0.0
        return cls(np.where(seen, 1.0 / (shares.shape[-1] * np.where(seen, shares, 1.0)), 1.0))

    def of_targets(self, targets: FloatArray) -> FloatArray:
        """Return the weight of each output of each row, as `targets`, (outputs, samples).

        A row that is shared by classes, and a target between 0 and 1, weigh what lies between; -1 counts as 0.
        """
        weights = self.weights.astype(targets.dtype, copy=False)
        if weights.ndim == 1:
            return np.broadcast_to(weights @ targets, targets.shape)
        no, yes = weights[:, :1], weights[:, 1:]
        weighed: FloatArray = no + (yes - no) * np.clip(targets, 0.0, 1.0)
        return weighed


def one_class_each(rows: Dataset, *, softmax: bool) -> bool:
    """Whether a row belongs to one of several classes, each with an output of its own."""
    return rows.outputs > 1 and (softmax or rows.task == "classes")


def smoothed(targets: FloatArray, smoothing: float, classes: int) -> FloatArray:
    """Return (1 - smoothing) target + smoothing / classes (Szegedy et al. 2016): as PyTorch, and Keras for two."""
    mixed: FloatArray = (1.0 - smoothing) * targets + smoothing / classes
    return mixed
