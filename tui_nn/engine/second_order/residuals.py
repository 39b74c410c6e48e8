"""The residuals of a network and their exact Jacobian: what a sum of squares is made of, and how it bends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.objective import Objective, Parts, Slope

SUMS_OF_SQUARES = ("sse", "mse")
"""Losses whose residuals are output - target."""

NUMBERS_AT_ONCE = 2**20
"""Of a Jacobian (8 MB): the rest of it is never in memory."""


@dataclass(frozen=True, eq=False)
class Bowl(Slope):
    """How high a sum of squares is at some parameters, how it falls, and how it bends as its residuals bend it."""

    matrix: FloatArray
    """(parameters, parameters): the Gauss-Newton part of the value's second derivatives, symmetric."""


class SumOfSquares(Objective):
    """An objective whose loss is a sum of squared residuals r = output - target.

    Where classes are weighted, each residual is multiplied by the root of its weight.

    value = scale / 2 * r^T r + l2 / 2 * w^T w, the scale being 1 for `sse` and 2 / (rows * outputs) for `mse`; so its
    gradient is scale * J^T r + l2 * w, and its Gauss-Newton matrix scale * J^T J + l2 * I, with J the derivatives of
    the residuals by the parameters, and w the weights without the biases: L2 is as many residuals more.
    """

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        super().__init__(network, dataset, config)
        size, outputs = network.parameters.size, network.layer_sizes[-1]
        self._scale = 2.0 * self.share * self.loss.loss.share(dataset.samples, outputs)
        self._columns = max(1, min(self.blocks.rows, self.blocks.samples, NUMBERS_AT_ONCE // (size * outputs)))
        """Rows whose Jacobian is made at once."""

        self.parts = len(self.blocks.starts) * -(-min(self.blocks.rows, self.blocks.samples) // self._columns)
        self._jacobian = np.empty(size * outputs * self._columns)
        self._known_bowl: tuple[FloatArray, float, Bowl] | None = None

    def bowl(self, parameters: FloatArray) -> Parts[Bowl]:
        """Measure value, gradient and Gauss-Newton matrix with one pass, or none where they are known."""
        known = self._known_bowl
        if known is not None and known[1] == self.l2 and np.array_equal(known[0], parameters):
            return known[2]
        self._load(parameters)
        size = len(parameters)
        error, gradient, matrix = 0.0, np.zeros(size), np.zeros((size, size))
        for start in self.blocks.starts:
            workspace, targets = self.blocks.block(start)
            forward(self.weights, workspace)
            error += self.loss.error(workspace.judged_by(self.loss), targets, self.blocks.samples)
            outputs, samples = targets.shape
            for first in range(0, samples, self._columns):
                rows = slice(first, min(first + self._columns, samples))
                count = (rows.stop - first) * outputs
                jacobian = self._jacobian[: size * count].reshape(size, count)
                write_jacobian(self.layer_sizes, self.weights, workspace, rows, jacobian)
                residuals = workspace.outputs[:, rows] - targets[:, rows]
                if self.loss.weighting is not None:
                    roots = np.sqrt(self.loss.weighting.of_targets(targets[:, rows]))
                    residuals *= roots
                    jacobian *= roots.reshape(-1)
                gradient += jacobian @ residuals.reshape(-1)
                matrix += jacobian @ jacobian.T
                yield
        if self._scale != 1.0:
            gradient *= self._scale
            matrix *= self._scale
        if self.l2:
            gradient += self.l2 * self.is_weight * parameters
            matrix.ravel()[:: size + 1] += self.l2 * self.is_weight
        found = Bowl(self.value(error, parameters), error, gradient, matrix)
        self._known_bowl = parameters.copy(), self.l2, found
        return found


def write_jacobian(
    layer_sizes: Sequence[int],
    weights: Sequence[FloatArray],
    workspace: Workspace,
    rows: slice,
    out: FloatArray,
) -> None:
    """Write the derivative of every output of some samples by every parameter.

    One pass backward for all outputs at once: the delta of output k at the last layer is f'(X) in row k and 0 in the
    others, and goes back as an error's does (Hagan & Menhaj 1994).

    Args:
        layer_sizes: units of every layer.
        weights: for each layer (units_out, units_in + 1).
        workspace: as `forward` left it.
        rows: those of its samples that are wanted.
        out: (parameters, outputs * samples), receives the transposed Jacobian: a column is one output of one sample.
    """
    outputs, samples = layer_sizes[-1], rows.stop - rows.start
    counts = [units_out * (units_in + 1) for units_in, units_out in pairwise(layer_sizes)]
    ends = [0, *accumulate(counts)]
    deltas = np.zeros((outputs, outputs, samples))
    for index in range(len(counts) - 1, -1, -1):
        layer = workspace.layers[index]
        units = len(layer.outputs)
        slopes = np.empty((units, samples))
        pre_activations, values = (
            np.ascontiguousarray(each[:, rows]) for each in (layer.pre_activations, layer.outputs)
        )
        layer.activation.derivative(pre_activations, values, slopes)
        if layer is workspace.layers[-1]:
            deltas[np.arange(outputs), np.arange(outputs)] = slopes
        else:
            behind = weights[index + 1][:, :-1].T
            deltas = np.dot(behind, deltas.reshape(len(deltas), -1)).reshape(units, outputs, samples)
            deltas *= slopes[:, None]
        part = out[ends[index] : ends[index + 1]].reshape(units, -1, outputs, samples)
        np.multiply(deltas[:, None], layer.biased_inputs[None, :, None, rows], out=part)
