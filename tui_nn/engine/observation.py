"""Looking at a network over all rows of a data set: error, outputs, gradient, saturation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import backward, forward, weight_views
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.row_blocks import RowBlocks

FLAT_SHARE = 0.01
"""A unit counts as saturated when its slope stays under this share of the steepest for every row."""


@dataclass(frozen=True)
class Inspection:
    """What one look at a network over all rows finds."""

    gradient_norm: float
    saturated_share: float


class Observer:
    """Looks at networks of one shape on one data set."""

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        self._layer_sizes = network.layer_sizes
        self._loss = LOSSES[config.loss]
        self._blocks = RowBlocks(network.layer_sizes, network.activations, dataset)

    def error(self, network: Network) -> float:
        """Return the error over all rows."""
        weights, error = network.weights, 0.0
        with np.errstate(all="ignore"):
            for start in self._blocks.starts:
                workspace, targets = self._blocks.block(start)
                forward(weights, workspace)
                error += self._loss.error(workspace.outputs, targets)
        return error

    def outputs(self, network: Network, rows: int) -> FloatArray:
        """Return what the network says for the first rows, (rows, outputs)."""
        weights = network.weights
        parts = []
        with np.errstate(all="ignore"):
            for start in self._blocks.starts[: -(-rows // self._blocks.rows)]:
                workspace, _ = self._blocks.block(start)
                forward(weights, workspace)
                parts.append(workspace.outputs[:, : rows - start].T.copy())
        return np.concatenate(parts)

    def inspect(self, network: Network) -> Inspection:
        """Measure gradient and saturation with one pass over all rows."""
        weights = network.weights
        gradient, part = np.zeros(network.parameters.size), np.empty(network.parameters.size)
        views = weight_views(self._layer_sizes, part)
        steepest = [np.zeros(units) for units in self._layer_sizes[1:-1]]
        with np.errstate(all="ignore"):
            for start in self._blocks.starts:
                workspace, targets = self._blocks.block(start)
                forward(weights, workspace)
                self._loss.value_and_gradient(workspace.outputs, targets, workspace.output_gradient)
                backward(weights, views, workspace)
                gradient += part
                for most, layer in zip(steepest, workspace.layers[:-1], strict=True):
                    slopes = np.maximum(layer.slopes.max(axis=1), -layer.slopes.min(axis=1))
                    np.maximum(most, slopes / layer.activation.steepest, out=most)
            norm = float(np.linalg.norm(gradient))
        flat = sum(int((most < FLAT_SHARE).sum()) for most in steepest)
        units = sum(self._layer_sizes[1:-1])
        return Inspection(norm, flat / units if units else 0.0)
