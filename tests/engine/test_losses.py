"""Losses by hand: the number that is shown, and the gradient that is followed."""

from __future__ import annotations

import numpy as np

from tui_nn.config.run import LOSS_NAMES
from tui_nn.engine.losses import LOSSES


def test_the_names_that_can_be_chosen_are_the_losses_that_there_are() -> None:
    assert tuple(LOSSES) == LOSS_NAMES
    assert all(loss.name == name for name, loss in LOSSES.items())


def test_sse_shows_the_sum_of_squares_over_rows_and_outputs_and_follows_the_plain_difference() -> None:
    # Two outputs, three samples. Differences: 1, -2, 0 and 0.5, 0, -1; squares: 1 + 4 + 0 + 0.25 + 0 + 1 = 6.25.
    outputs = np.array([[2.0, 0.0, 1.0], [0.5, 1.0, 0.0]])
    targets = np.array([[1.0, 2.0, 1.0], [0.0, 1.0, 1.0]])
    gradient = np.full((2, 3), np.nan)

    error = LOSSES["sse"].value_and_gradient(outputs, targets, gradient)

    assert error == 6.25
    assert gradient.tolist() == [[1.0, -2.0, 0.0], [0.5, 0.0, -1.0]]


def test_sse_leaves_outputs_and_targets_as_they_are() -> None:
    outputs, targets = np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]])
    LOSSES["sse"].value_and_gradient(outputs, targets, np.empty((1, 2)))

    assert (outputs.tolist(), targets.tolist()) == ([[0.25, 0.75]], [[0.0, 1.0]])


def test_sse_reads_a_view_without_a_copy_of_its_own() -> None:
    # A hidden block's outputs are a view with rows further apart than their length.
    block = np.arange(12.0).reshape(3, 4)
    gradient = np.empty((2, 3))

    assert LOSSES["sse"].value_and_gradient(block[:2, :3], np.zeros((2, 3)), gradient) == 0 + 1 + 4 + 16 + 25 + 36


def test_an_error_beyond_the_largest_number_is_infinite() -> None:
    with np.errstate(over="ignore"):  # as every kernel calls it
        assert LOSSES["sse"].value_and_gradient(np.array([[1e308]]), np.array([[-1e308]]), np.empty((1, 1))) == np.inf
        assert LOSSES["sse"].value_and_gradient(np.array([[1e200]]), np.array([[0.0]]), np.empty((1, 1))) == np.inf
