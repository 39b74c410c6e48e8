"""Layer values: the last layer says what the network predicts, each layer what the layers up to it would."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.network import Network


def test_each_layer_says_what_a_network_that_ends_there_would() -> None:
    network = Network.create((3, 4, 2), activations=("tanh", "softmax"), seed=1, initializer="glorot_normal")
    inputs = np.random.default_rng(0).normal(size=(5, 3))
    hidden, outputs = layer_outputs(network, inputs)
    np.testing.assert_array_equal(outputs, network.predict(inputs))
    first = Network.from_weights(network.weights[:1], activations="tanh")
    np.testing.assert_allclose(hidden, first.predict(inputs), rtol=1e-15)
