"""The numbers inside a network for one row, or on average over rows, and how the error pulls at each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import DataError
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.compatibility import training_fault
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network

RANGES = {
    **dict.fromkeys(("sigmoid", "hard_sigmoid", "softmax", "gaussian", "ramp", "step"), (0.0, 1.0)),
    **dict.fromkeys(("tanh", "hard_tanh", "softsign", "sine"), (-1.0, 1.0)),
}
"""Between which values the activations that have bounds on both sides lie."""


@dataclass(frozen=True, eq=False)
class OnePass:
    """One pass forward and backward; the lists have an item for every layer after the inputs."""

    inputs: FloatArray
    """(features,)"""

    targets: FloatArray
    """(outputs,)"""

    pre_activations: list[FloatArray]
    """(units,): W x + b."""

    activations: list[FloatArray]
    """(units,): f(W x + b)."""

    deltas: list[FloatArray]
    """(units,): derivative by the pre-activations of what the row adds to the error over the training rows; NaN where
    no error can be led back."""

    gradients: list[FloatArray]
    """(units_out, units_in + 1): what the update follows, summed over the training rows; NaN as `deltas`."""


def one_pass(network: Network, dataset: Dataset, config: TrainingConfig, row: int | None) -> OnePass:
    """Take one row through a network and its error back, and all training rows for the gradient.

    The deltas of all training rows with their inputs make the gradient, so they are of the error over all of them: with
    a loss that is a mean, those of one row are small.

    Args:
        network: the one that is looked at.
        dataset: the rows, of which those for training make the gradient.
        config: names the loss.
        row: the one that is looked at; None for the mean over all rows.
    """
    place = slice(None) if row is None else slice(row, row + 1)
    inputs, targets = dataset.inputs[place], dataset.targets[place]
    training = _training_rows(dataset)
    samples = len(inputs) if training is None else training.samples
    workspace, _ = _passed(network, dataset, inputs, targets, config, samples)
    if training is None:
        gradients = [np.full(weight.shape, np.nan) for weight in network.weights]
    else:
        _, gradients = _passed(network, dataset, training.inputs, training.targets, config, samples)
    with np.errstate(all="ignore"):
        return OnePass(
            inputs=inputs.mean(axis=0),
            targets=targets.mean(axis=0),
            # Softmax leaves its logarithm in their place.
            pre_activations=[
                (weight @ layer.biased_inputs).mean(axis=1)
                for weight, layer in zip(network.weights, workspace.layers, strict=True)
            ],
            activations=[layer.outputs.mean(axis=1) for layer in workspace.layers],
            deltas=[layer.deltas.mean(axis=1) for layer in workspace.layers],
            gradients=gradients,
        )


def layer_activations(network: Network, dataset: Dataset, row: int | None) -> list[FloatArray]:
    """Return the activations of every layer, the inputs first, each (units,), for a row or the mean over all rows."""
    inputs = dataset.inputs if row is None else dataset.inputs[row : row + 1]
    with np.errstate(all="ignore"):
        return [values.mean(axis=0) for values in (inputs, *layer_outputs(network, inputs))]


def activation_shares(values: FloatArray, activation: str, axis: int | None = None) -> FloatArray:
    """Return activations, of any shape, as shares from -1 to 1 of what their function can say.

    A function with bounds is measured by them: 0.5 of a sigmoid is its middle, 0. Any other is measured by the largest
    of the values, whatever its sign. What is no number is 0.

    Args:
        values: the activations.
        activation: the function's name, with its parameters.
        axis: along which the largest value is looked for; among all values unless given.
    """
    bounds = RANGES.get(split_activation(activation)[0])
    if bounds is None:
        return value_shares(values, axis)
    low, high = bounds
    middle, half = (low + high) / 2.0, (high - low) / 2.0
    return np.asarray(np.clip((np.nan_to_num(values, nan=middle) - middle) / half, -1.0, 1.0))


def value_shares(values: FloatArray, axis: int | None = None) -> FloatArray:
    """Return numbers, of any shape, divided by the largest size among them: from -1 to 1; what is no number is 0."""
    finite = np.nan_to_num(values, nan=0.0)
    largest = np.abs(finite).max(axis=axis, keepdims=True, initial=0.0)
    return np.asarray(finite / np.where(largest > 0.0, largest, 1.0))


def _passed(
    network: Network, dataset: Dataset, inputs: FloatArray, targets: FloatArray, config: TrainingConfig, samples: int
) -> tuple[Workspace, list[FloatArray]]:
    """Forward and backward through a network; NaN for what no error can be led back through."""
    workspace = Workspace(network.layer_sizes, network.activations, len(inputs))
    workspace.inputs[...] = inputs.T
    gradients = weight_views(network.layer_sizes, np.full(network.parameters.size, np.nan))
    with np.errstate(all="ignore"):
        forward(network.weights, workspace)
        if training_fault(network.activations, config.loss) is not None:
            for layer in workspace.layers:
                layer.deltas.fill(np.nan)
        else:
            loss = chosen_loss(config, dataset)
            backward(network.weights, gradients, workspace, loss, np.ascontiguousarray(targets.T), samples)
    return workspace, gradients


def _training_rows(dataset: Dataset) -> Dataset | None:
    """None where all of these rows are for validation and test."""
    try:
        return dataset.training
    except DataError:
        return None
