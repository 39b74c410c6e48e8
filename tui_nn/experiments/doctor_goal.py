"""What counts as healed: an error bar, set against the error of a network that has learned nothing but the mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import LOSSES, chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer

LEARNED_SHARE, LEARNED_SHARE_OF_CLASSES = 0.01, 0.1
"""Of the error of always saying the mean: what is below has learned; measured classes overlap, and are never sure."""

SMALLEST_OWN_BAR = 1e-3
"""A target error below that is an aim for patience, not the line between learned and not."""

OF_RIGHT_ROWS = frozenset({"binary_crossentropy", "categorical_crossentropy", "hinge"})
"""Losses whose error goes on falling long after every row is right."""

SURELY = 1e-6
"""How far from 0 and 1 a probability is kept, so that its logarithm is finite."""


@dataclass(frozen=True)
class Goal:
    """When a run counts as a success."""

    error: float
    """At most this one."""

    right_rows: bool
    """Or every training row on the right side, whatever the error."""

    baseline: float
    """The error of always saying the mean."""

    floor: float
    """The error that cannot be undercut, for equal inputs have different targets; 0 where they have not."""

    strict: bool = False
    """Whether the error alone counts, for whatever loss."""

    apart: float = math.nan
    """For a run that overfits: the largest error of the rows kept apart, and that of the others does not matter."""

    @property
    def words(self) -> str:
        """What success means, in words."""
        if math.isfinite(self.apart):
            return f"an error of at most {self.apart:.3g} on the rows kept apart, at the end of the run"
        also = ", or every training row right" if self.right_rows else ""
        return f"an error of at most {self.error:.3g}{also}; always saying the mean has {self.baseline:.3g}"

    def reached(self, error: float, network: Network, dataset: Dataset, config: TrainingConfig) -> bool:
        """Whether a run that ended so, with this error of the training rows, is a success."""
        rows = rows_apart(dataset)
        if math.isfinite(self.apart) and rows is not None:
            return Observer(network, rows, config).error(network) <= self.apart
        if error <= self.error:
            return True
        return self.right_rows and all_right(network, dataset.training, config)

    def for_other_errors(self, other: Goal) -> Goal:
        """Return a goal as demanding as this one for another loss or other targets, whose own goal is given."""
        if (self.baseline, self.floor) == (other.baseline, other.floor):
            bar = self.error
        else:
            share = (self.error - self.floor) / max(self.baseline - self.floor, 1e-300)
            bar = other.floor + share * (other.baseline - other.floor) if 0 < share < 1 else other.error
        return Goal(bar, other.right_rows and not self.strict, other.baseline, other.floor, self.strict, self.apart)


def goal_of(rows: Dataset, config: TrainingConfig) -> Goal:
    """Say what success means on these training rows.

    The error bar is the run's own target error where that is above 0.001, else 1 % (of classes 10 %) of the way from
    the floor to the error of the mean; rows right count beside it where classes or bits are learned with a loss made
    for them.
    """
    baseline, floor = baseline_error(rows, config), floor_error(rows, config)
    if config.min_error > SMALLEST_OWN_BAR and config.min_error > floor:
        bar = config.min_error
    else:
        width = baseline - floor
        share = LEARNED_SHARE_OF_CLASSES if rows.task == "classes" else LEARNED_SHARE
        bar = floor + share * (width if width > 1e-9 * max(1.0, baseline) else _of_halves(rows, config))
    return Goal(bar, rows.task != "numbers" and config.loss in OF_RIGHT_ROWS, baseline, floor)


def rows_apart(dataset: Dataset) -> Dataset | None:
    """Return the rows by which overfitting is seen: those for validation, else those for the test."""
    return dataset.test if dataset.validation is None else dataset.validation


def all_right(network: Network, rows: Dataset, config: TrainingConfig) -> bool:
    """Whether every row is right; never where rows are only near or far."""
    right = rows_right(rows, network.predict(rows.inputs), LOSSES[config.loss].threshold)
    return right is not None and bool(right.all())


def baseline_error(rows: Dataset, config: TrainingConfig) -> float:
    """Return the error of always saying the same: the answer that has the lowest error on these rows."""
    said = np.broadcast_to(_best_constant(rows.targets, config.loss), rows.targets.shape)
    return _error_of(said, rows, config)


def floor_error(rows: Dataset, config: TrainingConfig) -> float:
    """Return the lowest error that any function of the inputs has: its best answer where equal inputs differ."""
    places, groups = equal_inputs(rows)
    if groups == rows.samples:
        return 0.0
    if config.loss == "hinge":
        return 0.0
    counts = np.bincount(places)
    means = np.stack([np.bincount(places, column) / counts for column in rows.targets.T], axis=1)
    said = means[places]
    if config.loss == "mae":
        for group in np.flatnonzero(counts > 1):
            said[places == group] = _best_constant(rows.targets[places == group], config.loss)
    contradicted = (np.abs(said - rows.targets) > 1e-12).any()
    return _error_of(said, rows, config) if contradicted else 0.0


def equal_inputs(rows: Dataset) -> tuple[IntArray, int]:
    """Return for each row, (samples,), the number of its group of equal inputs, and how many groups there are."""
    _, places = np.unique(rows.inputs, axis=0, return_inverse=True)
    flat = places.reshape(-1).astype(np.int64)
    return flat, int(flat.max()) + 1


def _best_constant(targets: FloatArray, loss: str) -> FloatArray:
    """Return the answer, (outputs,), with the lowest error: the median of mae, a side of hinge, else the mean."""
    if loss == "mae":
        return np.asarray(np.median(targets, axis=0))
    if loss == "hinge":
        return np.where((targets > 0).mean(axis=0) >= 0.5, 1.0, -1.0)
    return np.asarray(targets.mean(axis=0))


def _error_of(said: FloatArray, rows: Dataset, config: TrainingConfig) -> float:
    loss = chosen_loss(config)
    judged = said.T
    with np.errstate(all="ignore"):
        if loss.loss.output_activation == "sigmoid":
            share = np.clip(judged, SURELY, 1 - SURELY)
            judged = np.log(share / (1 - share))
        elif loss.loss.output_activation == "softmax":
            judged = np.log(np.maximum(judged, SURELY))
        return loss.error(np.ascontiguousarray(judged), np.ascontiguousarray(rows.targets.T), rows.samples)


def _of_halves(rows: Dataset, config: TrainingConfig) -> float:
    """What every answer being half a unit off makes of the squared error: a measure where all targets are one."""
    return 0.25 * LOSSES[config.loss].share(rows.samples, rows.outputs) * rows.targets.size
