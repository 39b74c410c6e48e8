"""Start weights, drawn from a seed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tui_nn.engine.arrays import FloatArray

Initializer = Callable[[np.random.Generator, tuple[int, int], float], FloatArray]
"""Takes a generator, the shape (units_out, units_in + 1) and the scale; the last column is the bias."""


def normal(generator: np.random.Generator, shape: tuple[int, int], scale: float) -> FloatArray:
    """Draw weights and biases with mean 0 and standard deviation `scale`, as the tutorial."""
    return generator.normal(scale=scale, size=shape)


def uniform(generator: np.random.Generator, shape: tuple[int, int], scale: float) -> FloatArray:
    """Draw weights and biases evenly from -scale to scale."""
    return scale * generator.uniform(-1.0, 1.0, size=shape)  # its own bounds may not be further apart than a number


def _of_variance(variance: Callable[[int, int], float], draw: Initializer, spread: float) -> Initializer:
    """Return an initializer with the variance that fits a layer of (units_in, units_out)."""

    def drawn(generator: np.random.Generator, shape: tuple[int, int], _scale: float) -> FloatArray:
        return draw(generator, shape, math.sqrt(spread * variance(shape[1] - 1, shape[0])))

    return drawn


def _glorot(units_in: int, units_out: int) -> float:
    """Return 2 / (units_in + units_out) (Glorot & Bengio 2010)."""
    return 2.0 / (units_in + units_out)


def _he(units_in: int, _units_out: int) -> float:
    """Return 2 / units_in (He, Zhang, Ren & Sun 2015)."""
    return 2.0 / units_in


def _lecun(units_in: int, _units_out: int) -> float:
    """Return 1 / units_in (LeCun, Bottou, Orr & Mueller 1998)."""
    return 1.0 / units_in


UNIFORM_SPREAD = 3.0
"""An even distribution from -b to b has the variance b^2 / 3."""


def orthogonal(generator: np.random.Generator, shape: tuple[int, int], _scale: float) -> FloatArray:
    """Draw a random matrix with orthonormal rows or columns, and biases of 0 (Saxe, McClelland & Ganguli 2014).

    The Q of a QR decomposition of normal numbers, its columns' signs made those of R's diagonal, so that every
    orthogonal matrix is equally likely.
    """
    units_out, units_in = shape[0], shape[1] - 1
    long, short = max(units_out, units_in), min(units_out, units_in)
    q, r = np.linalg.qr(generator.normal(size=(long, short)))
    q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
    weights = np.zeros(shape)
    weights[:, :-1] = q if units_out >= units_in else q.T
    return weights


def zeros(_generator: np.random.Generator, shape: tuple[int, int], _scale: float) -> FloatArray:
    """Return zeros: all units of a layer are twins and stay so, which is worth seeing once."""
    return np.zeros(shape)


def constant(_generator: np.random.Generator, shape: tuple[int, int], scale: float) -> FloatArray:
    """Return `scale` everywhere; as with zeros, all units of a layer stay twins."""
    return np.full(shape, scale)


INITIALIZERS: dict[str, Initializer] = {
    "normal": normal,
    "uniform": uniform,
    "glorot_normal": _of_variance(_glorot, normal, 1.0),
    "glorot_uniform": _of_variance(_glorot, uniform, UNIFORM_SPREAD),
    "he_normal": _of_variance(_he, normal, 1.0),
    "he_uniform": _of_variance(_he, uniform, UNIFORM_SPREAD),
    "lecun_normal": _of_variance(_lecun, normal, 1.0),
    "lecun_uniform": _of_variance(_lecun, uniform, UNIFORM_SPREAD),
    "orthogonal": orthogonal,
    "zeros": zeros,
    "constant": constant,
}
