"""Right and wrong rows."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.engine.metrics import right_rows


def test_a_row_is_right_when_every_output_is_on_its_targets_side_of_one_half() -> None:
    outputs = np.array([[0.9, 0.1], [0.9, 0.6], [0.4, 0.1], [0.5, 0.49]])
    targets = np.array([[1.0, 0.0]] * 4)
    right = right_rows(outputs, targets)

    assert right is not None
    assert right.tolist() == [True, False, False, True]


def test_an_output_that_is_not_a_number_is_wrong() -> None:
    right = right_rows(np.full((2, 1), np.nan), np.array([[0.0], [1.0]]))
    assert right is not None
    assert right.tolist() == [False, False]


@pytest.mark.parametrize("odd_target", [0.5, -1.0, 2.0, 1e-9])
def test_numbers_other_than_zero_and_one_are_neither_right_nor_wrong(odd_target: float) -> None:
    assert right_rows(np.zeros((2, 1)), np.array([[0.0], [odd_target]])) is None
