"""Forward and backward through a network: the mathematics, once, every shape written down.

The layout is the tutorial's: a layer's values are columns, one for each sample, and a row of ones at the bottom carries
the bias, so that one matrix product does weights and bias together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tui_nn.engine.activations import ACTIVATIONS, Activation
from tui_nn.engine.arrays import FloatArray


def weight_views(layer_sizes: Sequence[int], parameters: FloatArray) -> list[FloatArray]:
    """Return views of a flat parameter vector, one for each layer, shape (units_out, units_in + 1)."""
    views = []
    start = 0
    for units_in, units_out in pairwise(layer_sizes):
        end = start + units_out * (units_in + 1)
        views.append(parameters[start:end].reshape(units_out, units_in + 1))
        start = end
    return views


@dataclass(frozen=True)
class Layer:
    """The buffers of one layer for a fixed number of samples."""

    activation: Activation
    biased_inputs: FloatArray
    """(units_in + 1, samples): the outputs of the layer before, and a row of ones."""

    pre_activations: FloatArray
    """(units_out, samples)"""

    outputs: FloatArray
    """(units_out, samples): a view into the next layer's `biased_inputs`, where there is one."""

    deltas: FloatArray
    """(units_out, samples): derivative of the error by the pre-activations."""

    slopes: FloatArray
    """(units_out, samples): derivative of the activation function."""


class Workspace:
    """All the arrays that one pass forward and backward writes, allocated once."""

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        samples: int,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        # Inputs stand in memory row by row, as data do, so that they are copied and not scattered; BLAS takes either.
        inputs = np.ones((samples, layer_sizes[0] + 1), dtype).T
        biased = [inputs, *(np.ones((units + 1, samples), dtype) for units in layer_sizes[1:-1])]
        last = np.empty((layer_sizes[-1], samples), dtype)
        outputs = [*(block[:-1] for block in biased[1:]), last]
        self.inputs: FloatArray = biased[0][:-1]
        """(features, samples): write the batch here."""
        self.layers = [
            Layer(
                activation=ACTIVATIONS[name],
                biased_inputs=biased_inputs,
                pre_activations=np.empty(out.shape, dtype),
                outputs=out,
                deltas=np.empty(out.shape, dtype),
                slopes=np.empty(out.shape, dtype),
            )
            for name, biased_inputs, out in zip(activations, biased, outputs, strict=True)
        ]

    @property
    def outputs(self) -> FloatArray:
        """(outputs, samples): what the network says."""
        return self.layers[-1].outputs

    @property
    def output_gradient(self) -> FloatArray:
        """(outputs, samples): write the loss's derivative by the outputs here before going backward."""
        return self.layers[-1].deltas


def forward(weights: Sequence[FloatArray], workspace: Workspace) -> None:
    """Compute every layer's outputs from the workspace's inputs: O = f(W [I; 1]).

    Args:
        weights: for each layer (units_out, units_in + 1).
        workspace: holds the inputs; receives pre-activations and outputs.
    """
    for weight, layer in zip(weights, workspace.layers, strict=True):
        np.dot(weight, layer.biased_inputs, out=layer.pre_activations)
        layer.activation.apply(layer.pre_activations, layer.outputs)


def backward(weights: Sequence[FloatArray], gradients: Sequence[FloatArray], workspace: Workspace) -> None:
    """Compute the gradient of the error by every weight, summed over the samples.

    The output layer's delta is (dE/dO) * f'(X); a hidden layer's is f'(X) * (W^T delta) of the layer after it, without
    the bias column; the gradient of a layer's weights is delta [I; 1]^T. (Rumelhart, Hinton & Williams 1986; the
    tutorial's vectorised form.)

    Args:
        weights: for each layer (units_out, units_in + 1).
        gradients: receives the gradient, shaped as `weights`.
        workspace: as `forward` left it, with the loss's gradient in `output_gradient`.
    """
    layers = workspace.layers
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if index < len(layers) - 1:
            np.dot(weights[index + 1][:, :-1].T, layers[index + 1].deltas, out=layer.deltas)
        layer.activation.derivative(layer.pre_activations, layer.outputs, layer.slopes)
        np.multiply(layer.deltas, layer.slopes, out=layer.deltas)
        np.dot(layer.deltas, layer.biased_inputs.T, out=gradients[index])
