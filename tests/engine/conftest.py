"""The data sets that the engine's tests learn from, built from arrays: no file, no catalogue."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.data.dataset import Dataset


@pytest.fixture(scope="session")
def xor() -> Dataset:
    # The rows in the tutorial's order.
    return Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0], [0], [1], [1]], name="xor")


@pytest.fixture(scope="session")
def adder() -> Dataset:
    # Two outputs: an array of one output can hide a mistake in the order of the axes.
    return Dataset.from_arrays([[0, 0], [0, 1], [1, 0], [1, 1]], [[0, 0], [0, 1], [0, 1], [1, 0]], name="half adder")


@pytest.fixture(scope="session")
def surface() -> Dataset:
    # Seventeen rows are divided by no batch size between 2 and 16.
    generator = np.random.default_rng(11)
    inputs = generator.uniform(-1, 1, size=(17, 3))
    targets = np.column_stack([inputs.sum(axis=1) / 3, inputs.prod(axis=1)])
    return Dataset.from_arrays(inputs, targets, name="surface")
