"""Numbers over one or two inputs: the curves and surfaces of the regression sets.

Noise adds noise * (range of the target / 2) * normal(0, 1) to the target. It is drawn last and also when it is 0,
so that the same seed shows the same inputs whatever the noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Surface:
    """A target for every point of an interval or a square."""

    inputs: int
    low: float
    high: float
    half_range: float
    """Half the distance between the smallest and the largest target."""

    target: Callable[[FloatArray], FloatArray]
    """From inputs (rows, inputs) to targets (rows,)."""

    def draw(self, rows: int, noise: float, generator: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Draw inputs (rows, inputs) and targets (rows,).

        A single input takes one point from each of as many equal stretches as there are rows, in random order,
        so that a few rows already show the whole curve; two inputs are uniform in their square.
        """
        if self.inputs == 1:
            stretch = generator.permutation(rows)[:, np.newaxis]
            share = (stretch + generator.random((rows, 1))) / rows
        else:
            share = generator.random((rows, self.inputs))
        inputs = self.low + (self.high - self.low) * share
        displacement = noise * self.half_range * generator.standard_normal(rows)
        return inputs, self.target(inputs) + displacement


def _plane(inputs: FloatArray) -> FloatArray:
    """Y = (x1 + x2) / 12, from -1 to 1; the playground divides by 10.

    Source: TensorFlow Playground, dataset.ts, regressPlane.
    """
    return (inputs[:, 0] + inputs[:, 1]) / 12


# x1, x2 of each peak and whether it goes up or down
PEAKS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def _multi_gauss(inputs: FloatArray) -> FloatArray:
    """Y = sign * max(0, 1 - distance / 2) of the peak where that is largest in magnitude.

    Source: TensorFlow Playground, dataset.ts, regressGaussian.
    """
    peaks = np.array(PEAKS, dtype=np.float64)
    distance = np.hypot(inputs[:, :1] - peaks[:, 0], inputs[:, 1:] - peaks[:, 1])
    heights = np.maximum(0.0, 1 - distance / 2)
    tallest = heights.argmax(axis=1)
    return np.asarray(peaks[tallest, 2] * heights[np.arange(len(inputs)), tallest], dtype=np.float64)


def _sine(inputs: FloatArray) -> FloatArray:
    """Y = sin x."""
    return np.sin(inputs[:, 0])


def _x_sin_x(inputs: FloatArray) -> FloatArray:
    """Y = x sin x, from -4.814 to 1.820.

    Source: ConvNetJS, the regression demo.
    """
    return np.asarray(inputs[:, 0] * np.sin(inputs[:, 0]), dtype=np.float64)


def _step(inputs: FloatArray) -> FloatArray:
    """Y = 0 below x = 0, otherwise 1."""
    return (inputs[:, 0] >= 0).astype(np.float64)


PLANE = Surface(2, -6.0, 6.0, 1.0, _plane)
MULTI_GAUSS = Surface(2, -6.0, 6.0, 1.0, _multi_gauss)
SINE = Surface(1, -2 * np.pi, 2 * np.pi, 1.0, _sine)
X_SIN_X = Surface(1, -5.0, 5.0, 3.317, _x_sin_x)
STEP = Surface(1, -5.0, 5.0, 0.5, _step)
