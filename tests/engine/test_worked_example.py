"""Matt Mazur's step-by-step example, a 2-2-2 network worked by hand: every printed digit comes out."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network

INPUTS = np.array([[0.05], [0.10]])  # (features, samples)
TARGETS = np.array([[0.01], [0.99]])  # (outputs, samples)
RATE = 0.5
BIASES = (0.35, 0.60)
EIGHT_DIGITS = 5.1e-9


@pytest.fixture
def network() -> Network:
    first = [[0.15, 0.20, BIASES[0]], [0.25, 0.30, BIASES[0]]]
    second = [[0.40, 0.45, BIASES[1]], [0.50, 0.55, BIASES[1]]]
    return Network.from_weights([first, second])


def gradient_of(network: Network) -> tuple[float, list[FloatArray], Workspace]:
    workspace = Workspace(network.layer_sizes, network.activations, samples=1)
    workspace.inputs[...] = INPUTS
    gradients = weight_views(network.layer_sizes, np.empty_like(network.parameters))
    forward(network.weights, workspace)
    loss = chosen_loss(TrainingConfig())
    error = loss.error(workspace.judged_by(loss), TARGETS, 1)
    backward(network.weights, gradients, workspace, loss, TARGETS, 1)
    return error, gradients, workspace


def update_once_with_biases_held(network: Network) -> None:
    # The example keeps its biases fixed, which no optimizer of ours does: the test takes one gradient from the engine
    # and follows it in all columns but the last, where the biases are.
    _, gradients, _ = gradient_of(network)
    for weight, gradient in zip(network.weights, gradients, strict=True):
        weight[:, :-1] -= RATE * gradient[:, :-1]


def test_the_forward_pass_gives_the_printed_outputs(network: Network) -> None:
    _, _, workspace = gradient_of(network)
    hidden, outputs = (layer.outputs[:, 0] for layer in workspace.layers)

    assert hidden == pytest.approx([0.593269992, 0.596884378], abs=5.1e-10)
    assert outputs == pytest.approx([0.75136507, 0.772928465], abs=EIGHT_DIGITS)


def test_the_error_shown_is_twice_the_printed_one_which_is_half_the_sum_of_squares(network: Network) -> None:
    error, _, _ = gradient_of(network)

    assert error / 2 == pytest.approx(0.298371109, abs=5.1e-10)


def test_one_update_gives_the_printed_weights(network: Network) -> None:
    update_once_with_biases_held(network)
    first, second = network.weights

    assert first[:, :-1] == pytest.approx(
        np.array([[0.14978072, 0.19956143], [0.24975114, 0.29950229]]), abs=EIGHT_DIGITS
    )
    assert second[:, :-1] == pytest.approx(
        np.array([[0.35891648, 0.40866619], [0.51130127, 0.56137012]]), abs=EIGHT_DIGITS
    )
    assert (first[:, -1].tolist(), second[:, -1].tolist()) == ([0.35, 0.35], [0.60, 0.60])
