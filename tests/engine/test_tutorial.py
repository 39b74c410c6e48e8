"""The tutorial that the project grew from: its own class, written out plainly, gives the same errors."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit

ITERATIONS = 1000


def sigmoid(x: FloatArray, derivative: bool = False) -> FloatArray:
    if not derivative:
        return np.asarray(1 / (1 + np.exp(-x)))
    out = sigmoid(x)
    return np.asarray(out * (1 - out))


class BackPropNN:
    """The tutorial's class, line by line.

    Three repairs: `weights` belongs to the instance (in the tutorial every network shares one list), the `[0]` and
    `[1]` that the printed page lost are back, and the start weights are given.
    """

    def __init__(self, weights: list[FloatArray]) -> None:
        self.num_layers = len(weights)
        self.weights = [weight.copy() for weight in weights]
        self._layer_input: list[FloatArray] = []
        self._layer_output: list[FloatArray] = []

    def forward_pass(self, inputs: FloatArray) -> FloatArray:
        num_examples = inputs.shape[0]
        self._layer_input, self._layer_output = [], []
        for index in range(self.num_layers):
            if index == 0:
                layer_input = self.weights[0].dot(np.vstack([inputs.T, np.ones([1, num_examples])]))
            else:
                layer_input = self.weights[index].dot(np.vstack([self._layer_output[-1], np.ones([1, num_examples])]))
            self._layer_input.append(layer_input)
            self._layer_output.append(sigmoid(layer_input))
        return self._layer_output[-1].T

    def back_prop(self, inputs: FloatArray, target: FloatArray, training_rate: float = 0.2) -> float:
        """Update the weights once and return the error from before the update."""
        delta: list[FloatArray] = []
        num_examples = inputs.shape[0]
        self.forward_pass(inputs)
        error = float("nan")
        for index in reversed(range(self.num_layers)):
            if index == self.num_layers - 1:
                output_delta = self._layer_output[index] - target.T
                error = float(np.sum(output_delta**2))
                delta.append(output_delta * sigmoid(self._layer_input[index], True))  # noqa: FBT003  as printed
            else:
                delta_pullback = self.weights[index + 1].T.dot(delta[-1])
                delta.append(delta_pullback[:-1, :] * sigmoid(self._layer_input[index], True))  # noqa: FBT003
        for index in range(self.num_layers):
            delta_index = self.num_layers - 1 - index
            if index == 0:
                layer_output = np.vstack([inputs.T, np.ones([1, num_examples])])
            else:
                layer_output = np.vstack(
                    [self._layer_output[index - 1], np.ones([1, self._layer_output[index - 1].shape[1]])]
                )
            this_weight_delta = np.sum(
                layer_output[None, :, :].transpose(2, 0, 1) * delta[delta_index][None, :, :].transpose(2, 1, 0), axis=0
            )
            self.weights[index] -= training_rate * this_weight_delta
        return error


def case(sizes: tuple[int, ...]) -> tuple[list[FloatArray], Dataset]:
    """The tutorial's own rows for its own network, random rows for the others; weights as the tutorial draws them."""
    generator = np.random.default_rng(42)
    weights = [
        generator.normal(scale=0.1, size=(after, before + 1))
        for before, after in zip(sizes, sizes[1:], strict=False)  # noqa: RUF007  zip, as in the tutorial
    ]
    if sizes == (2, 2, 1):
        return weights, Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0.0], [0.0], [1.0], [1.0]])
    return weights, Dataset.from_arrays(generator.uniform(-1, 1, (9, sizes[0])), generator.random((9, sizes[-1])))


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 5, 2), (4, 6, 5, 3)])
@pytest.mark.parametrize("rate", [0.2, 0.5])  # a large rate makes a deep run chaotic, and any rounding shows
def test_errors_are_those_of_the_tutorials_class_for_a_thousand_iterations(sizes: tuple[int, ...], rate: float) -> None:
    weights, dataset = case(sizes)
    tutorial = BackPropNN(weights)
    # At its i = n the tutorial prints the error before update n + 1: that of the network after n iterations.
    printed = [tutorial.back_prop(dataset.inputs, dataset.targets, rate) for _ in range(ITERATIONS + 1)]

    config = TrainingConfig(learning_rate=rate, max_iterations=ITERATIONS, min_error=0)
    result = fit(Network.from_weights(weights), dataset, config)
    iterations, errors = result.history.points()

    assert iterations.tolist() == list(range(ITERATIONS + 1))
    np.testing.assert_allclose(errors, printed, rtol=1e-12, atol=1e-12)
    assert printed[-1] < printed[0]


def test_weights_and_outputs_are_the_tutorials_after_as_many_updates() -> None:
    weights, dataset = case((2, 2, 1))
    tutorial = BackPropNN(weights)
    for _ in range(ITERATIONS):
        tutorial.back_prop(dataset.inputs, dataset.targets)
    network = fit(Network.from_weights(weights), dataset, TrainingConfig(max_iterations=ITERATIONS)).network

    for ours, theirs in zip(network.weights, tutorial.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(
        network.predict(dataset.inputs), tutorial.forward_pass(dataset.inputs), rtol=1e-12, atol=1e-12
    )
