"""What every layer of a network says about some rows."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.network import Network


def layer_outputs(network: Network, inputs: FloatArray) -> list[FloatArray]:
    """Return the activations of every layer after the inputs, each (samples, units), for inputs (samples, features)."""
    workspace = Workspace(network.layer_sizes, network.activations, len(inputs))
    workspace.inputs[...] = inputs.T
    with np.errstate(all="ignore"):
        forward(network.weights, workspace)
    return [layer.outputs.T for layer in workspace.layers]
