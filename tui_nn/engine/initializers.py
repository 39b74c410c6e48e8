"""Start weights, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tui_nn.engine.arrays import FloatArray

Initializer = Callable[[np.random.Generator, tuple[int, int], float], FloatArray]


def normal(generator: np.random.Generator, shape: tuple[int, int], scale: float) -> FloatArray:
    """Draw a layer's weights and biases, shape (units_out, units_in + 1), mean 0 and standard deviation `scale`."""
    return generator.normal(scale=scale, size=shape)


INITIALIZERS: dict[str, Initializer] = {"normal": normal}
