"""Importance: what decides gets the share, what decides nothing gets none, be it a range or a few values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.experiments.importance import importances
from tui_nn.experiments.search_space import Parameters, SearchSpace

SPACE = SearchSpace.parse(["learning_rate=log:0.01..100", "optimizer=sgd,adam,rprop", "hidden=2..8"])


def tried(count: int = 120) -> list[Parameters]:
    generator = np.random.default_rng(0)
    return [
        (float(10 ** generator.uniform(-2, 2)), int(generator.integers(3)), int(generator.integers(2, 9)))
        for _ in range(count)
    ]


def test_what_decides_alone_gets_nearly_all() -> None:
    rate = dict(importances(SPACE, tried(), [abs(math.log10(each[0]) - 0.5) for each in tried()]))
    optimizer = dict(importances(SPACE, tried(), [math.inf if each[1] == 1 else 1.0 for each in tried()]))

    assert rate["learning_rate"] > 0.95
    assert optimizer["optimizer"] > 0.95
    assert next(iter(rate)) == "learning_rate"
    assert sum(rate.values()) == pytest.approx(1.0)


def test_equal_effects_get_equal_shares() -> None:
    # Both sums of squares are alike: a straight line over the range, and over seven whole numbers.
    values = [(math.log10(each[0]) + 2) / 4 + (each[2] - 2) / 6 for each in tried()]
    found = dict(importances(SPACE, tried(), values))

    assert found["learning_rate"] == pytest.approx(0.5, abs=0.1)
    assert found["hidden"] == pytest.approx(0.5, abs=0.1)
    assert found["optimizer"] < 0.03


def test_where_nothing_differs_nothing_matters() -> None:
    assert importances(SPACE, tried(20), [1.0] * 20) == ()
