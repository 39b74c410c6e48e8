"""A label stands where no curve is."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.ui.plots.label_placement import free_column
from tui_nn.ui.plots.thinning import FloatArray


@pytest.mark.parametrize(
    ("x", "y", "column"),
    [
        ([0.0, 1.0], [1.0, 1.0], 0),
        ([0.0, 0.5], [0.0, 0.0], 11),
        ([0.0, 1.0], [0.0, 0.0], None),
        ([0.0, 0.1, 0.1, 0.1, 1.0], [1.0, 1.0, 0.0, 1.0, 1.0], 3),
        ([], [], 0),
    ],
    ids=["above", "on its left half", "all along", "a spike", "no points"],
)
def test_the_leftmost_free_place(x: list[float], y: list[float], column: int | None) -> None:
    curve: tuple[FloatArray, FloatArray] = np.array(x), np.array(y)
    assert free_column([curve], 0.0, rows=10, columns=21, length=8) == column
