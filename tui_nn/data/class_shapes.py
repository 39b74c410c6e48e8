"""Where the points of each class lie: circle, spirals, moons, blobs and their like in the plane.

Each function takes the class number of every row and places its points (rows, 2), about within the square [-5, 5].
The noise displaces a point; its class stays that of the place it came from. It is drawn last and also when it is 0,
so that the same seed shows the same points whatever the noise, only further away.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
PlacePoints = Callable[[IntArray, float, np.random.Generator], FloatArray]

RADIUS = 5.0
CHECKERBOARD_FIELDS = 4


def draw_classes(
    place_points: PlacePoints, classes: int, rows: int, noise: float, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Draw inputs (rows, 2) and class numbers (rows,), the classes in equal shares and shuffled."""
    numbers = balanced_classes(rows, classes, generator)
    return place_points(numbers, noise, generator), numbers.astype(np.float64)


def balanced_classes(rows: int, classes: int, generator: np.random.Generator) -> IntArray:
    """Draw class numbers (rows,) in blocks that hold each class once, so that any first rows are balanced too."""
    blocks = -(-rows // classes)
    in_order = np.tile(np.arange(classes, dtype=np.int64), (blocks, 1))
    return generator.permuted(in_order, axis=1).ravel()[:rows]


def circle(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """A disc, r in [0, 2.5), in a ring, r in [3.5, 5); noise adds noise * uniform(-5, 5) to x1 and x2.

    Source: TensorFlow Playground, dataset.ts, classifyCircleData; there the noise changes labels, not places.
    """
    inside = classes == 0
    radius = generator.uniform(np.where(inside, 0.0, 0.7 * RADIUS), np.where(inside, 0.5 * RADIUS, RADIUS))
    points = _around(radius, generator.uniform(0, 2 * np.pi, len(classes)))
    return points + _displacement(len(classes), RADIUS, noise, generator)


def continuous_xor(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Quadrants where x1 * x2 > 0 or < 0, with 0.3 <= |x| < 5.3; noise adds noise * uniform(-5, 5) to x1 and x2.

    Source: TensorFlow Playground, dataset.ts, classifyXORData; there the noise changes labels, not places.
    """
    padding = 0.3
    sign = generator.choice([-1.0, 1.0], len(classes))
    signs = np.column_stack((sign, np.where(classes == 0, sign, -sign)))
    points = signs * (generator.uniform(0, RADIUS, signs.shape) + padding)
    return points + _displacement(len(classes), RADIUS, noise, generator)


def gauss(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Two Gaussian blobs at (2, 2) and (-2, -2), each with the variance 0.5 + 7 * noise.

    Source: TensorFlow Playground, dataset.ts, classifyTwoGaussData.
    """
    centres = np.where(classes == 0, 2.0, -2.0)[:, np.newaxis]
    return _clouds(centres, np.sqrt(0.5 + 7 * noise), generator)


def spirals(arms: int, classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Arms of 1.75 turns, r = 5 i/n and t = 1.75 * 2 pi i/n + 2 pi class/arms; noise adds noise * uniform(-1, 1).

    Source: TensorFlow Playground, dataset.ts, classifySpiralData, which has two arms.
    """
    place, count = _places(classes, generator)
    share = place / count
    points = _around(RADIUS * share, 2 * np.pi * (1.75 * share + classes / arms))
    return points + _displacement(len(classes), 1.0, noise, generator)


def moons(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Two interleaved half circles, centred and three times their source's size; noise adds noise * uniform(-1, 1).

    Formula: (cos t, sin t) and (1 - cos t, 0.5 - sin t) with t evenly from 0 to pi, then 3 * (point - (0.5, 0.25)).
    Source: scikit-learn, make_moons.
    """
    place, count = _places(classes, generator)
    t = np.pi * place / np.maximum(count - 1, 1)
    upper = np.column_stack((np.cos(t), np.sin(t)))
    lower = np.column_stack((1 - np.cos(t), 0.5 - np.sin(t)))
    points = 3 * (np.where((classes == 0)[:, np.newaxis], upper, lower) - (0.5, 0.25))
    return points + _displacement(len(classes), 1.0, noise, generator)


def checkerboard(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Four by four fields 2.5 wide, class = (column + row) mod 2; noise adds noise * uniform(-2.5, 2.5), one field."""
    width = 2 * RADIUS / CHECKERBOARD_FIELDS
    column = generator.integers(CHECKERBOARD_FIELDS, size=len(classes))
    row = 2 * generator.integers(CHECKERBOARD_FIELDS // 2, size=len(classes)) + (column + classes) % 2
    fields = np.column_stack((column, row))
    points = width * (fields + generator.random(fields.shape)) - RADIUS
    return points + _displacement(len(classes), width, noise, generator)


def rings(classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Rings one wide around the origin, r in 0.5 + 1.75 * class + [0, 1); noise adds noise * uniform(-1, 1)."""
    radius = 0.5 + 1.75 * classes + generator.random(len(classes))
    points = _around(radius, generator.uniform(0, 2 * np.pi, len(classes)))
    return points + _displacement(len(classes), 1.0, noise, generator)


def blobs(count: int, classes: IntArray, noise: float, generator: np.random.Generator) -> FloatArray:
    """Gaussian blobs on a circle of radius 4; standard deviation (1 + 3 * noise) * sin(pi / count).

    Without noise that is an eighth of the distance between neighbours, so that they hardly ever overlap.
    """
    centres = _around(np.full(len(classes), 4.0), 2 * np.pi * classes / count)
    return _clouds(centres, (1 + 3 * noise) * np.sin(np.pi / count), generator)


def _around(radius: FloatArray, angle: FloatArray) -> FloatArray:
    """Points at a distance from the origin, the angle clockwise from above as in the playground: (rows, 2)."""
    return np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))


def _clouds(centres: FloatArray, deviation: float, generator: np.random.Generator) -> FloatArray:
    points: FloatArray = centres + deviation * generator.standard_normal((len(centres), 2))
    return points


def _displacement(rows: int, reach: float, noise: float, generator: np.random.Generator) -> FloatArray:
    return noise * generator.uniform(-reach, reach, (rows, 2))


def _places(classes: IntArray, generator: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """For each row its place i = 0 .. n-1 along its class, in random order, and the number n of rows of that class."""
    places = np.empty(len(classes))
    counts = np.empty(len(classes))
    for number in np.unique(classes):
        own = classes == number
        counts[own] = own.sum()
        places[own] = generator.permutation(int(own.sum()))
    return places, counts
