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

from tui_nn.engine.activations import LayerActivation, layer_activation
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.dropout import Dropout
from tui_nn.engine.losses import ChosenLoss


def weight_views(layer_sizes: Sequence[int], parameters: FloatArray) -> list[FloatArray]:
    """Return views of a flat parameter vector, one for each layer, shape (units_out, units_in + 1)."""
    views = []
    start = 0
    for units_in, units_out in pairwise(layer_sizes):
        end = start + units_out * (units_in + 1)
        views.append(parameters[start:end].reshape(units_out, units_in + 1))
        start = end
    return views


@dataclass
class Layer:
    """The buffers of one layer for a fixed number of samples."""

    activation: LayerActivation
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

    kept: FloatArray | None = None
    """(units_out, samples): 0 for what dropout left out of the last pass, 1 / (1 - dropout) for the rest."""


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
                activation=layer_activation(name),
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

    def judged_by(self, loss: ChosenLoss) -> FloatArray:
        """(outputs, samples): what a loss compares with the targets, outputs or what they were made from."""
        last = self.layers[-1]
        return last.outputs if loss.loss.output_activation is None else last.pre_activations


def forward(weights: Sequence[FloatArray], workspace: Workspace, dropout: Dropout | None = None) -> None:
    """Compute every layer's outputs from the workspace's inputs: O = f(W [I; 1]).

    Args:
        weights: for each layer (units_out, units_in + 1).
        workspace: holds the inputs; receives pre-activations and outputs.
        dropout: leaves hidden units out, as in a pass to learn from.
    """
    first_unit = 0
    for weight, layer in zip(weights, workspace.layers, strict=True):
        np.dot(weight, layer.biased_inputs, out=layer.pre_activations)
        layer.activation.apply(layer.pre_activations, layer.outputs)
        layer.kept = None
        if dropout is not None and layer is not workspace.layers[-1]:
            layer.kept = dropout.kept(first_unit, *layer.outputs.shape).astype(layer.outputs.dtype, copy=False)
            np.multiply(layer.outputs, layer.kept, out=layer.outputs)
            first_unit += len(layer.outputs)


def backward(
    weights: Sequence[FloatArray],
    gradients: Sequence[FloatArray],
    workspace: Workspace,
    loss: ChosenLoss,
    targets: FloatArray,
    rows: int,
) -> None:
    """Compute the gradient of the error by every weight, summed over the samples.

    The output layer's delta is (dE/dO) * f'(X), or dE/dX at once where the loss is made for its activation; a hidden
    layer's is f'(X) * (W^T delta) of the layer after it, without the bias column; the gradient of a layer's weights is
    delta [I; 1]^T. (Rumelhart, Hinton & Williams 1986; the tutorial's vectorised form.)

    Args:
        weights: for each layer (units_out, units_in + 1).
        gradients: receives the gradient, shaped as `weights`.
        workspace: as `forward` left it.
        loss: makes the error.
        targets: (outputs, samples).
        rows: those of the whole batch, of which the samples may be a part.
    """
    layers = workspace.layers
    last = layers[-1]
    loss.gradient(workspace.judged_by(loss), targets, last.deltas, rows)
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if layer is not last:
            np.dot(weights[index + 1][:, :-1].T, layers[index + 1].deltas, out=layer.deltas)
            _take_back_dropout(layer)
        if layer is not last or loss.loss.output_activation is None:
            layer.activation.derivative(layer.pre_activations, layer.outputs, layer.slopes)
            np.multiply(layer.deltas, layer.slopes, out=layer.deltas)
        np.dot(layer.deltas, layer.biased_inputs.T, out=gradients[index])


def _take_back_dropout(layer: Layer) -> None:
    """Lead no error to units that were left out; the others' outputs become those of the activation again."""
    if layer.kept is not None:
        np.multiply(layer.deltas, layer.kept, out=layer.deltas)
        np.divide(layer.outputs, layer.kept, out=layer.outputs, where=layer.kept > 0)
