"""Where units change sign: on the lines that their weights say."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.contours import layer_pre_activations, sign_changes
from tui_nn.engine.network import Network


def grid(width: int, height: int) -> np.ndarray:
    x, y = (np.arange(width) + 0.5) / width, 1 - (np.arange(height) + 0.5) / height
    return np.column_stack((np.tile(x, height), np.repeat(y, width)))


def marked_places(marked: np.ndarray, unit: int) -> tuple[np.ndarray, np.ndarray]:
    _, rows, columns = marked.shape
    down, right = np.nonzero(marked[unit])
    return (right + 0.5) / columns, 1 - (down + 0.5) / rows


def test_a_unit_of_the_first_layer_changes_sign_along_its_line() -> None:
    weights = np.array([[1.0, 2.0, -1.3], [0.0, 1.0, -0.41], [1.0, 1.0, 5.0]])
    network = Network.from_weights([weights, [[1.0, 1.0, 1.0, 0.0]]], "tanh")
    field = layer_pre_activations(network, grid(20, 10), 0).reshape(10, 20, 3)
    marked = sign_changes(field, 2, 4)
    x, y = marked_places(marked, 0)

    assert marked.shape == (3, 40, 40)
    assert np.abs(x + 2 * y - 1.3).max() <= 2 / 40 + 1e-9  # no further than the neighbour
    assert set(np.round(x, 4)) >= {round((place + 0.5) / 40, 4) for place in range(39)}  # and without a gap
    assert set(np.round(marked_places(marked, 1)[1], 4)) == {0.4125}
    assert not marked[2].any()


def test_between_the_centres_values_are_bilinear() -> None:
    field = np.array([[[-1.0], [3.0]], [[-1.0], [3.0]]])

    # At -2, 0, 2, 4: the sign changes from the first to the second of four.
    assert sign_changes(field, 2, 1)[0].tolist() == [[True, False, False, False]] * 2


def test_sums_are_those_that_make_the_outputs_of_any_layer() -> None:
    network = Network.create((2, 3, 4, 2), ("tanh", "relu", "sigmoid"), seed=4, scale=1.0)
    inputs = grid(3, 2)
    sums = layer_pre_activations(network, inputs, 2)

    assert layer_pre_activations(network, inputs, 1).shape == (6, 4)
    np.testing.assert_allclose(1 / (1 + np.exp(-sums)), network.predict(inputs))


def test_values_that_are_not_finite_have_no_sign_and_the_largest_are_no_trouble() -> None:
    field = np.array([[[np.nan], [1.0], [-np.inf]], [[-1.7e308], [1.7e308], [1.7e308]]])

    assert sign_changes(field)[0].tolist() == [[False, False, False], [True, False, False]]
    assert sign_changes(field, 2, 4).shape == (1, 8, 6)
