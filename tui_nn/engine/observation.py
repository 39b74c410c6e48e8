"""Looking at a network over all rows of a data set: error, outputs, gradient, saturation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Layer, backward, forward, weight_views
from tui_nn.engine.judgement import Judgement, judge, rows_right
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network
from tui_nn.engine.row_blocks import RowBlocks

FLAT_SHARE = 0.01
"""A unit counts as saturated when its slope stays under this share of the steepest for every row."""


@dataclass(frozen=True)
class Inspection:
    """What one look at a network finds: gradient and saturation over the training rows, errors of the others."""

    gradient_norm: float
    saturated_share: float
    validation_error: float = math.nan
    test_error: float = math.nan
    judgements: tuple[tuple[str, Judgement], ...] = ()
    """Of the training, validation and test rows that there are, in this order."""


class Observer:
    """Looks at networks of one shape on one data set."""

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        self._layer_sizes = network.layer_sizes
        self._loss = chosen_loss(config, dataset)
        self._samples = dataset.samples
        self._dataset = dataset
        self._blocks = RowBlocks(network.layer_sizes, network.activations, dataset)

    def error(self, network: Network) -> float:
        """Return the error over all rows."""
        weights, error = network.weights, 0.0
        with np.errstate(all="ignore"):
            for start in self._blocks.starts:
                workspace, targets = self._blocks.block(start)
                forward(weights, workspace)
                error += self._loss.error(workspace.judged_by(self._loss), targets, self._samples)
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

    def accuracy(self, network: Network) -> float:
        """Return the share of the rows that are right, 0 to 1; NaN where rows are near or far, not right or wrong."""
        outputs = self.outputs(network, self._samples)
        right = rows_right(self._dataset, outputs, self._loss.loss.threshold)
        return math.nan if right is None else float(right.mean())

    def judge(self, network: Network, training: Dataset) -> Judgement:
        """Score the network on these rows, beside a baseline that knows the training rows."""
        return judge(self._dataset, self.outputs(network, self._samples), training, self._loss.loss.threshold)

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
                backward(weights, views, workspace, self._loss, targets, self._samples)
                gradient += part
                for most, layer in zip(steepest, workspace.layers[:-1], strict=True):
                    np.maximum(most, steepness(layer), out=most)
            norm = float(np.linalg.norm(gradient))
        flat = sum(int((most < FLAT_SHARE).sum()) for most in steepest)
        units = sum(self._layer_sizes[1:-1])
        return Inspection(norm, flat / units if units else 0.0)


def steepness(layer: Layer) -> FloatArray:
    """Return the largest |f'| of each unit over the samples, (units,), as a share of the steepest that f can be."""
    steepest: FloatArray = np.maximum(layer.slopes.max(axis=1), -layer.slopes.min(axis=1))
    return steepest / layer.activation.steepest
