"""Single precision: faster for large layers, seven digits, and nothing of it leaks out of the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels.numpy_kernel import NumpyKernel
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit


@pytest.mark.parametrize("batch_size", [None, 5])
def test_a_run_in_single_precision_is_that_in_double_to_six_digits(batch_size: int | None, surface: Dataset) -> None:
    def trained(precision: str) -> Network:
        config = TrainingConfig(
            learning_rate=0.05,
            batch_size=batch_size,
            max_iterations=50,
            min_error=0,
            precision=precision,  # type: ignore[arg-type]  # checked there
        )
        return fit(Network.create((3, 4, 2), "tanh", seed=1, scale=0.5), surface, config).network

    single, double = trained("float32"), trained("float64")

    np.testing.assert_allclose(single.parameters, double.parameters, rtol=1e-4, atol=1e-5)
    assert not np.array_equal(single.parameters, double.parameters)
    assert single.parameters.dtype == np.float64
    assert np.array_equal(single.parameters, single.parameters.astype(np.float32))


def test_everything_that_it_computes_with_is_single(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "sigmoid", seed=1)
    kernel = NumpyKernel(network, surface, TrainingConfig(precision="float32"))
    workspace, targets = kernel._blocks.block(0)
    arrays = [array for layer in workspace.layers for array in (layer.biased_inputs, layer.outputs, layer.deltas)]

    assert {array.dtype for array in (*arrays, targets, kernel._parameters, kernel._memory)} == {np.dtype(np.float32)}
