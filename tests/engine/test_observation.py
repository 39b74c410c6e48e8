"""Looking at a network: its outputs, its gradient, its saturation."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer

from .kernels.test_kernels import numeric_gradient

CONFIG = TrainingConfig()


@pytest.mark.parametrize("rows", [1, 3, 17])
def test_outputs_are_the_predictions_for_the_first_rows(rows: int, surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "gaussian", seed=2)
    observer = Observer(network, surface, CONFIG)
    outputs = observer.outputs(network, rows)

    assert outputs.shape == (rows, 2)
    np.testing.assert_allclose(outputs, network.predict(surface.inputs)[:rows], rtol=1e-14)


def test_outputs_are_those_of_the_network_as_it_is_whatever_was_looked_at_before(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=2)
    observer = Observer(network, surface, CONFIG)
    network.parameters[:] *= -3.0

    np.testing.assert_allclose(observer.outputs(network, 17), network.predict(surface.inputs), rtol=1e-14)


def test_the_gradient_norm_is_that_of_the_gradient_over_all_rows(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    observer = Observer(network, surface, CONFIG)

    assert observer.inspect(network).gradient_norm == pytest.approx(
        np.linalg.norm(numeric_gradient(network, surface)), rel=1e-6
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradient_norm_is_that_of_what_is_shown_by_every_loss(loss: str, adder: Dataset) -> None:
    # Of half of it by sse, as everywhere.
    network = Network.create((2, 3, 2), ("tanh", LOSSES[loss].output_activation or "tanh"), seed=1, scale=0.5)
    ones = Dataset.from_arrays(adder.inputs, [[1, 0], [0, 1], [0, 1], [1, 0]])
    observer = Observer(network, ones, TrainingConfig(loss=loss))
    norm = observer.inspect(network).gradient_norm
    gradient = []
    for index in range(network.parameters.size):
        above, below = network.copy(), network.copy()
        above.parameters[index] += 1e-5
        below.parameters[index] -= 1e-5
        gradient.append((observer.error(above) - observer.error(below)) / (4e-5 if loss == "sse" else 2e-5))

    assert norm == pytest.approx(np.linalg.norm(gradient), rel=1e-6)


@pytest.mark.parametrize(("loss", "right"), [("mse", 0.75), ("hinge", 1.0)])
def test_a_row_belongs_to_the_class_from_the_threshold_of_the_loss_on(loss: str, right: float) -> None:
    # Outputs -1, 0.25, 0.75 and 2 of a linear unit: the second is on its side of 0, and is not of a half.
    inputs = [[-1.0], [0.25], [0.75], [2.0]]
    dataset = Dataset.from_arrays(inputs, [[0], [1], [1], [1]])
    network = Network.from_weights([[[1.0, 0.0]]], "linear")

    assert Observer(network, dataset, TrainingConfig(loss=loss)).accuracy(network) == right


@pytest.mark.parametrize(
    ("activations", "hidden", "share"),
    [
        # Four hidden units before XOR's rows; a bias of 100 leaves a unit flat for all of them.
        (["sigmoid", "sigmoid"], [[1, 1, 100], [1, 1, -100], [1, 1, 0], [1, 1, 0.5]], 0.5),
        (["tanh", "sigmoid"], [[1, 1, 100], [1, 1, 0], [1, 1, 0], [1, 1, 0]], 0.25),
        (["relu", "linear"], [[1, 1, -100], [1, 1, -2], [1, 1, 100], [1, 1, -1.5]], 0.5),  # dead: below 0 for all rows
        (["gaussian", "linear"], [[1, 1, 100], [1, 1, 100], [1, 1, 100], [1, 1, 1]], 0.75),
        (["linear", "linear"], [[1, 1, 100]] * 4, 0.0),  # never flat
        (["sigmoid", "sigmoid"], [[1000, 0, -500]] * 4, 1.0),  # a step between the rows: flat at each of them
        (["sigmoid", "sigmoid"], [[0, 0, 0]] * 4, 0.0),
        # Flat is under a hundredth of the steepest: at 5 a sigmoid has 2.7 % of its 0.25, at 7 it has 0.4 %.
        (["sigmoid", "sigmoid"], [[0, 0, 5], [0, 0, -5], [0, 0, 7], [0, 0, -7]], 0.5),
    ],
)
def test_the_saturated_share_counts_hidden_units_that_are_flat_for_every_row(
    activations: list[str], hidden: list[list[float]], share: float, xor: Dataset
) -> None:
    network = Network.from_weights([hidden, [[1.0] * 5]], activations)
    observer = Observer(network, xor, CONFIG)

    assert observer.inspect(network).saturated_share == share


def test_a_network_without_hidden_units_has_none_that_are_saturated(xor: Dataset) -> None:
    network = Network.from_weights([[[1000.0, 1000.0, 1000.0]]])
    observer = Observer(network, xor, CONFIG)

    assert observer.inspect(network).saturated_share == 0.0


def test_saturation_is_counted_over_all_hidden_layers_and_not_in_the_output(xor: Dataset) -> None:
    flat, steep = [[0.0, 0.0, 100.0]] * 2, [[0.0, 0.0, 0.0]] * 2
    network = Network.from_weights([flat, steep, [[0.0, 0.0, 100.0]]])
    observer = Observer(network, xor, CONFIG)

    assert observer.inspect(network).saturated_share == 0.5
