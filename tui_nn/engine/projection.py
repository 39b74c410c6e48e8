"""The values of many units seen in two dimensions, and whether a line could part what they stand for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.judgement import rows_right

MOST_EXACT_UNITS = 128
"""Up to which all components are found: eigh takes 2 ms then, and grows with the cube."""

SKETCHED, PASSES = 8, 3
"""Directions beyond two, and passes over the rows, by which the first components of more units are found."""

MOST_FITTED_UNITS = 256
"""Up to which a linear rule is fitted: the equations of 1,000 rows take 8 ms then."""

RIDGE = 1e-10
"""Of the mean variance, added to each unit's: without it, units that say the same could not be told apart."""


@dataclass(frozen=True, eq=False)
class Projection:
    """Rows on a plane through their mean, and where the plane lies."""

    points: FloatArray
    """(samples, 2)"""

    components: FloatArray
    """(2, units): the directions of the plane's axes, of length 1 and at right angles."""

    shares: tuple[float, float]
    """Of the variance of all units, along either axis."""

    @property
    def share(self) -> float:
        """Of the variance that the plane shows, 0 to 1."""
        return min(1.0, sum(self.shares))


def project(values: FloatArray, like: FloatArray | None = None) -> Projection:
    """Return the projection of rows on their first two principal components.

    They are the eigenvectors of the covariance C = (X - mean)^T (X - mean) / samples with the largest eigenvalues
    (Pearson 1901; Hotelling 1933), found by eigh; of more than 128 units by a randomized range finder with power
    iterations (Halko, Martinsson & Tropp 2011, algorithm 4.4). Their signs are free, and where two eigenvalues are
    equal so is the angle: the largest loading of each is made positive, or the axes are turned within their plane so
    that they come closest to earlier ones (orthogonal Procrustes, Schönemann 1966). So a picture does not jump while
    the network learns.

    Args:
        values: (samples, units), two units at least; what is not finite counts as 0.
        like: the components of an earlier projection, (2, units).
    """
    finite, scale = _in_units_of_the_largest(values)
    centred = finite - finite.mean(axis=0)
    directions = _principal(centred)
    if like is not None and like.shape == directions.shape:
        left, _, right = np.linalg.svd(like @ directions.T)
        directions = left @ right @ directions
    else:
        largest = np.abs(directions).argmax(axis=1)
        directions = directions * np.where(directions[np.arange(2), largest] < 0, -1.0, 1.0)[:, np.newaxis]
    points = centred @ directions.T
    total = float(np.square(centred).sum())
    along = np.square(points).sum(axis=0) / total if total > 0 else np.zeros(2)
    with np.errstate(over="ignore"):
        placed = np.nan_to_num(points * scale)
    return Projection(placed, directions, (float(along[0]), float(along[1])))


def linear_outputs(values: FloatArray, targets: FloatArray) -> FloatArray:
    """Return what the best linear rule says, (samples, outputs): the least squares fit of targets by values and 1.

    W = argmin ||[X 1] W - T||^2, solved by the normal equations of standardized columns.

    Args:
        values: (samples, units)
        targets: (samples, outputs)
    """
    finite, _ = _in_units_of_the_largest(values)
    centred = finite - finite.mean(axis=0)
    deviations = centred.std(axis=0)
    standard = centred / np.where(deviations > 1e-12, deviations, 1.0)
    mean = targets.mean(axis=0)
    covariance = standard.T @ standard / len(standard)
    covariance[np.diag_indices_from(covariance)] += max(RIDGE * float(np.trace(covariance)), 1e-300)
    rule = np.linalg.solve(covariance, standard.T @ (targets - mean) / len(standard))
    fitted: FloatArray = standard @ rule + mean
    return fitted


def linear_share(values: FloatArray, dataset: Dataset) -> float | None:
    """Return how far a linear rule on values, (samples, units), does what the targets ask for; None of too many units.

    Of classes and bits it is the share of the rows that the least squares fit gets right: with two classes, how many a
    line (a plane) leaves on their side. Of numbers it is R^2, the share of their variance that is explained.
    """
    if values.shape[1] > MOST_FITTED_UNITS or len(values) != dataset.samples:
        return None
    # Rounded, so that a fit that says 0.5 to every row says the same to every row.
    outputs = linear_outputs(values, dataset.targets).round(9)
    right = rows_right(dataset, outputs, 0.5)
    if right is not None:
        return float(right.mean())
    with np.errstate(all="ignore"):
        total = np.square(dataset.targets - dataset.targets.mean(axis=0)).sum()
        missed = np.square(dataset.targets - outputs).sum()
        explained = 1.0 - missed / total if total > 0 else 1.0
    return float(min(1.0, max(0.0, explained))) if np.isfinite(explained) else None


def _in_units_of_the_largest(values: FloatArray) -> tuple[FloatArray, float]:
    """Finite values divided by the largest of them, so that no square overflows or vanishes, and that divisor."""
    finite = np.nan_to_num(values, nan=0.0, posinf=1e300, neginf=-1e300)
    scale = float(np.abs(finite).max(initial=0.0)) or 1.0
    return finite / scale, scale


def _principal(centred: FloatArray) -> FloatArray:
    """Return the first two principal directions, (2, units), of rows without their mean, (samples, units)."""
    units = centred.shape[1]
    if units <= MOST_EXACT_UNITS:
        _, vectors = np.linalg.eigh(centred.T @ centred)
        return np.ascontiguousarray(vectors[:, :-3:-1].T)
    sketch = np.random.default_rng(0).standard_normal((units, SKETCHED + 2))
    basis, _ = np.linalg.qr(sketch)
    for _ in range(PASSES):
        basis, _ = np.linalg.qr(centred.T @ (centred @ basis))
    seen = centred @ basis
    _, vectors = np.linalg.eigh(seen.T @ seen)
    directions: FloatArray = (basis @ vectors[:, :-3:-1]).T
    return np.ascontiguousarray(directions)
