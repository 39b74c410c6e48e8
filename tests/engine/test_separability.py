"""Which gates a line parts is known."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.data.catalog import load_dataset
from tui_nn.data.gates import TWO_INPUT_GATES
from tui_nn.engine.separability import separable


@pytest.mark.parametrize("gate", [name for name, *_ in TWO_INPUT_GATES])
def test_of_the_sixteen_gates_only_two_have_no_line(gate: str) -> None:
    rows = load_dataset(gate)

    assert separable(rows.inputs, rows.targets[:, 0] > 0.5) == (gate not in ("xor", "xnor"))


def test_points_on_both_sides_of_a_line_and_one_across() -> None:
    points = np.random.default_rng(0).normal(size=(200, 3)) * (1.0, 100.0, 1e-3)
    labels = points @ (1.0, 0.01, 500.0) > 0.3
    far = np.vstack([points, points[np.argmax(points[:, 0])]])

    assert separable(points, labels) is True
    assert separable(far, np.append(labels, not labels[np.argmax(points[:, 0])])) is not True
