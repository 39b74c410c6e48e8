"""What counts as healed: an error bar, set against the error of a network that has learned nothing but the mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.config.training_config import SMOOTHED_LOSSES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import chosen_loss, loss_named
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer

LEARNED_SHARE, LEARNED_SHARE_OF_CLASSES = 0.01, 0.1
"""Of the error of always saying the mean: what is below has learned; measured classes overlap, and are never sure."""

SMALLEST_OWN_BAR = 1e-3
"""A target error below that is an aim for patience, not the line between learned and not."""

OF_RIGHT_ROWS = frozenset({*SMOOTHED_LOSSES, "hinge", "squared_hinge"})
"""Losses whose error goes on falling long after every row is right."""

FOUND = 0.5
"""Share of the rows of each class that have to be right, where a rare class is what matters."""

NEAR = 0.2
"""Times the median distance of the targets from their median: how near half of the outputs have to be to theirs."""

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

    every_class: bool = False
    """For a rare class that is never predicted: whether each class has to be found, and no error matters."""

    typical: bool = False
    """For outlying rows: whether the better half of the rows has to be near, and no error matters."""

    @property
    def words(self) -> str:
        """What success means, in words."""
        if self.every_class:
            return f"at least {FOUND:.0%} of the rows of every class right, at the end of the run"
        if self.typical:
            return (
                f"half of the rows nearer than {NEAR:.0%} of the targets' usual distance from their median, at the end"
            )
        if math.isfinite(self.apart):
            return f"an error of at most {self.apart:.3g} on the rows kept apart, at the end of the run"
        also = ", or every training row right" if self.right_rows else ""
        return f"an error of at most {self.error:.3g}{also}; always saying the mean has {self.baseline:.3g}"

    def reached(self, error: float, network: Network, dataset: Dataset, config: TrainingConfig) -> bool:
        """Whether a run that ended so, with this error of the training rows, is a success."""
        if self.every_class:
            found = class_recalls(network, dataset.training, config)
            return found is not None and bool((found[1][found[0] > 0] >= FOUND).all())
        if self.typical:
            return _half_are_near(network, dataset.training)
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
        right_rows = other.right_rows and not self.strict
        return replace(self, error=bar, right_rows=right_rows, baseline=other.baseline, floor=other.floor)


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
    right = rows_right(rows, network.predict(rows.inputs), loss_named(config.loss).threshold)
    return right is not None and bool(right.all())


def class_recalls(network: Network, rows: Dataset, config: TrainingConfig) -> tuple[IntArray, FloatArray] | None:
    """Return how many rows each class has and which share of them is right, (classes,) each; None without classes."""
    right = rows_right(rows, network.predict(rows.inputs), loss_named(config.loss).threshold)
    if right is None or (rows.task == "bits" and rows.outputs > 1):
        return None
    true = rows.true_classes if rows.task == "classes" else (rows.targets[:, 0] > 0.5).astype(np.int64)
    support = np.bincount(true)
    return support.astype(np.int64), np.bincount(true, right) / np.maximum(support, 1)


def _half_are_near(network: Network, rows: Dataset) -> bool:
    with np.errstate(all="ignore"):
        away = np.median(np.abs(network.predict(rows.inputs) - rows.targets), axis=0)
    usual = np.median(np.abs(rows.targets - np.median(rows.targets, axis=0)), axis=0)
    return bool((away <= NEAR * usual).all())


def baseline_error(rows: Dataset, config: TrainingConfig) -> float:
    """Return the error of always saying the same: the answer that has the lowest error on these rows."""
    best = _best_constant(rows.targets, config.loss, _weights(rows, config))
    said = np.broadcast_to(best, rows.targets.shape)
    return _error_of(said, rows, config)


def floor_error(rows: Dataset, config: TrainingConfig) -> float:
    """Return the lowest error that any function of the inputs has: its best answer where equal inputs differ."""
    places, groups = equal_inputs(rows)
    if groups == rows.samples:
        return _floor_of_smoothing(rows, config)
    if config.loss == "hinge":
        return 0.0
    weights = _weights(rows, config)
    counts = np.bincount(places)
    wanted = rows.targets > 0 if config.loss == "squared_hinge" else rows.targets
    means = np.stack([_group_means(places, *columns) for columns in zip(wanted.T, weights.T, strict=True)], axis=1)
    said = means[places]
    if config.loss == "squared_hinge":
        said = 2.0 * said - 1.0
    if config.loss == "mae":
        for group in np.flatnonzero(counts > 1):
            mine = places == group
            said[mine] = _best_constant(rows.targets[mine], config.loss, weights[mine])
    contradicted = (np.abs(said - rows.targets) > 1e-12).any()
    return _error_of(said, rows, config) if contradicted else _floor_of_smoothing(rows, config)


def _floor_of_smoothing(rows: Dataset, config: TrainingConfig) -> float:
    """Return the error of answers that are the targets as they are smoothed; 0 where they are not."""
    loss = chosen_loss(config, rows)
    return _error_of(loss.wanted(rows.targets.T).T, rows, config) if loss.smoothing else 0.0


def equal_inputs(rows: Dataset) -> tuple[IntArray, int]:
    """Return for each row, (samples,), the number of its group of equal inputs, and how many groups there are."""
    _, places = np.unique(rows.inputs, axis=0, return_inverse=True)
    flat = places.reshape(-1).astype(np.int64)
    return flat, int(flat.max()) + 1


def _weights(rows: Dataset, config: TrainingConfig) -> FloatArray:
    """Return how much each target counts, (rows, outputs)."""
    weighting = chosen_loss(config, rows).weighting
    return np.ones(rows.targets.shape) if weighting is None else weighting.of_targets(rows.targets.T).T


def _group_means(places: IntArray, targets: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted mean of each group, (groups,); the plain one where nothing in it weighs anything."""
    heavy = np.bincount(places, weights)
    plain = np.bincount(places, targets) / np.bincount(places)
    return np.where(heavy > 0, np.bincount(places, weights * targets) / np.where(heavy > 0, heavy, 1.0), plain)


def _best_constant(targets: FloatArray, loss: str, weights: FloatArray) -> FloatArray:
    """Return the answer, (outputs,), with the lowest error: the median of mae, a side of hinge, else the mean."""
    if loss == "mae":
        return np.array([_median(*columns) for columns in zip(targets.T, weights.T, strict=True)])
    total = weights.sum(axis=0)
    weights = np.where(total > 0, weights, 1.0)
    positive = np.average(targets > 0, axis=0, weights=weights)
    if loss == "hinge":
        return np.where(positive >= 0.5, 1.0, -1.0)
    if loss == "squared_hinge":
        return np.asarray(2.0 * positive - 1.0)
    return np.asarray(np.average(targets, axis=0, weights=weights))


def _median(values: FloatArray, weights: FloatArray) -> float:
    """Return the plain median where all weigh the same, else the first value that has half of the weight below it."""
    if (weights == weights[0]).all():
        return float(np.median(values))
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, 0.5 * reached[-1])])


def _error_of(said: FloatArray, rows: Dataset, config: TrainingConfig) -> float:
    loss = chosen_loss(config, rows)
    judged = said.T
    with np.errstate(all="ignore"):
        if loss.loss.output_activation == "sigmoid":
            share = np.clip(judged, SURELY, 1 - SURELY)
            judged = np.log(share / (1 - share))
        elif loss.loss.output_activation == "softmax":
            judged = np.log(np.maximum(judged, SURELY))
        elif loss.loss.output_activation == "softplus":
            judged = judged + np.log(-np.expm1(-np.maximum(judged, SURELY)))
        return loss.error(np.ascontiguousarray(judged), np.ascontiguousarray(rows.targets.T), rows.samples)


def _of_halves(rows: Dataset, config: TrainingConfig) -> float:
    """What every answer being half a unit off makes of the squared error: a measure where all targets are one."""
    return 0.25 * loss_named(config.loss).share(rows.samples, rows.outputs) * rows.targets.size
