"""The reference kernel: plain NumPy, every array allocated once, large layers left to BLAS."""

from __future__ import annotations

import math

import numpy as np

from tui_nn.config.run import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.kernels import Inspection
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.state import TrainingState

FLAT_SHARE = 0.01
"""A unit counts as saturated when its slope stays under this share of the steepest for every row."""


class NumpyKernel:
    """Runs iterations with NumPy; see `engine.kernels.Kernel`."""

    name = "numpy"

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        self._layer_sizes = network.layer_sizes
        self._activations = network.activations
        self._loss = LOSSES[config.loss].value_and_gradient
        self._optimizer_step = OPTIMIZERS[config.optimizer].step
        self._samples = dataset.samples
        self._inputs = np.ascontiguousarray(dataset.inputs.T)  # (features, samples)
        self._targets = np.ascontiguousarray(dataset.targets.T)  # (outputs, samples)
        self._all_rows = Workspace(self._layer_sizes, self._activations, self._samples)
        self._all_rows.inputs[...] = self._inputs
        self._batches: dict[int, tuple[Workspace, FloatArray]] = {}
        self._gradient = np.empty(network.parameters.size)
        self._gradients = weight_views(self._layer_sizes, self._gradient)

    def evaluate(self, state: TrainingState) -> float:
        """Return the error over all rows."""
        with np.errstate(all="ignore"):
            return self._evaluate(state.network.weights)

    def advance(self, state: TrainingState, iterations: int, config: TrainingConfig, errors: FloatArray) -> int:
        """Run iterations until the stretch, or the run, is over."""
        batch_size = config.batch_size
        # A diverging run overflows on its way, and says so by an error that is not finite.
        with np.errstate(all="ignore"):
            if batch_size is None or batch_size >= self._samples:
                done = self._advance_full_batch(state, iterations, config, errors)
            else:
                done = self._advance_mini_batches(state, iterations, config, errors, batch_size)
        state.iteration += done
        state.error = float(errors[done - 1])
        return done

    def outputs(self, state: TrainingState, rows: int) -> FloatArray:
        """Return the outputs of the first rows."""
        with np.errstate(all="ignore"):
            forward(state.network.weights, self._all_rows)
        # Always a copy: transposing a single row is contiguous already, and would hand out the workspace itself.
        return self._all_rows.outputs[:, :rows].T.copy()

    def inspect(self, state: TrainingState) -> Inspection:
        """Measure gradient and saturation with one pass over all rows."""
        weights = state.network.weights
        with np.errstate(all="ignore"):
            self._evaluate(weights)
            backward(weights, self._gradients, self._all_rows)
            norm = float(np.linalg.norm(self._gradient))
            hidden = self._all_rows.layers[:-1]
            steepest_slopes = [np.abs(layer.slopes).max(axis=1) / layer.activation.steepest for layer in hidden]
        flat = sum(int((slopes < FLAT_SHARE).sum()) for slopes in steepest_slopes)
        units = sum(self._layer_sizes[1:-1])
        return Inspection(norm, flat / units if units else 0.0)

    def _evaluate(self, weights: list[FloatArray]) -> float:
        rows = self._all_rows
        forward(weights, rows)
        return self._loss(rows.outputs, self._targets, rows.output_gradient)

    def _advance_full_batch(
        self, state: TrainingState, iterations: int, config: TrainingConfig, errors: FloatArray
    ) -> int:
        parameters, memory, weights = state.network.parameters, state.optimizer_memory, state.network.weights
        rows, targets, gradient, gradients = self._all_rows, self._targets, self._gradient, self._gradients
        loss, step, min_error, infinity = self._loss, self._optimizer_step, config.min_error, math.inf
        outputs, output_gradient = rows.outputs, rows.output_gradient
        # The forward pass that measures one iteration's error is the one that the next iteration learns from.
        self._evaluate(weights)
        for index in range(iterations):
            backward(weights, gradients, rows)
            step(parameters, gradient, memory, config)
            forward(weights, rows)
            errors[index] = error = loss(outputs, targets, output_gradient)
            if not min_error < error < infinity:
                return index + 1
        return iterations

    def _advance_mini_batches(
        self, state: TrainingState, iterations: int, config: TrainingConfig, errors: FloatArray, batch_size: int
    ) -> int:
        parameters, memory, weights = state.network.parameters, state.optimizer_memory, state.network.weights
        for index in range(iterations):
            order = state.generator.permutation(self._samples)
            for start in range(0, self._samples, batch_size):
                chosen = order[start : start + batch_size]
                batch, targets = self._batch(len(chosen))
                # mode="clip" lets take write straight into `out`; the indices are in range by construction.
                np.take(self._inputs, chosen, axis=1, out=batch.inputs, mode="clip")
                np.take(self._targets, chosen, axis=1, out=targets, mode="clip")
                forward(weights, batch)
                self._loss(batch.outputs, targets, batch.output_gradient)
                backward(weights, self._gradients, batch)
                self._optimizer_step(parameters, self._gradient, memory, config)
            errors[index] = error = self._evaluate(weights)
            if not config.min_error < error < math.inf:
                return index + 1
        return iterations

    def _batch(self, samples: int) -> tuple[Workspace, FloatArray]:
        if samples not in self._batches:
            if len(self._batches) > 2:  # a batch size that was changed leaves two sizes behind, the last batch's too
                self._batches.clear()
            workspace = Workspace(self._layer_sizes, self._activations, samples)
            self._batches[samples] = (workspace, np.empty((self._layer_sizes[-1], samples)))
        return self._batches[samples]
