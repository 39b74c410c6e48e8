"""Which hidden units sit out an update, decided by hashing, so that both kernels and a run taken up again agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tui_nn.engine.arrays import FloatArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BY_30, _BY_27, _BY_31, _BY_32, _BY_11 = (np.uint64(bits) for bits in (30, 27, 31, 32, 11))
_UNIT = 2.0**-53


def mixed(state: Any) -> Any:  # noqa: ANN401  arrays here, single numbers in compiled code
    """Return SplitMix64's output for a state, uint64 (Steele, Lea & Flood 2014)."""
    state = (state ^ (state >> _BY_30)) * _FIRST
    state = (state ^ (state >> _BY_27)) * _SECOND
    return state ^ (state >> _BY_31)


def dropout_key(seed: Any, update: Any) -> Any:  # noqa: ANN401
    """Return the key of one update, uint64, for a run with this seed."""
    return mixed(mixed(seed + _GOLDEN) + update * _GOLDEN)


def dropout_chance(key: Any, unit: Any, sample: Any) -> Any:  # noqa: ANN401
    """Return a number from 0 to 1 for a hidden unit and a sample of the batch, all of them uint64 (or arrays of them).

    Below the dropout the unit sits out; else its value is divided by 1 - dropout, so that its mean stays (Srivastava,
    Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, in the inverted form).
    """
    return (mixed(key + ((unit << _BY_32) + sample) * _GOLDEN) >> _BY_11) * _UNIT


@dataclass(frozen=True)
class Dropout:
    """The dropout of one update."""

    share: float
    seed: int
    update: int
    first_sample: int = 0
    """Of the batch, where it is taken in parts."""

    def kept(self, first_unit: int, units: int, samples: int) -> FloatArray:
        """Return 0 for what is left out and 1 / (1 - share) for the rest, (units, samples), of hidden units."""
        with np.errstate(over="ignore"):  # the hash is arithmetic modulo 2^64
            key = dropout_key(np.uint64(self.seed), np.uint64(self.update))
        unit = np.arange(first_unit, first_unit + units, dtype=np.uint64)[:, None]
        sample = np.arange(self.first_sample, self.first_sample + samples, dtype=np.uint64)
        kept: FloatArray = np.where(dropout_chance(key, unit, sample) < self.share, 0.0, 1.0 / (1.0 - self.share))
        return kept
