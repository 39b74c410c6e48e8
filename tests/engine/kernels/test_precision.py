"""Single precision: faster for large layers, seven digits, and nothing of it leaks out of the kernel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Remark
from tui_nn.engine.kernels.numpy_kernel import NumpyKernel
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.training import fit, train


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


@pytest.mark.parametrize(("precision", "count"), [("float32", 1), ("float64", 0)])
def test_that_digits_are_lost_is_said(precision: str, count: int, surface: Dataset) -> None:
    config = TrainingConfig(max_iterations=2, precision=precision, kernel="numpy")  # type: ignore[arg-type]
    events = train(Network.create((3, 4, 2), "tanh", seed=1), surface, config)
    said = [event.message for event in events if isinstance(event, Remark)]

    assert sum("numbers keep 7 digits" in text for text in said) == count


@pytest.mark.parametrize("loss", [name for name in LOSSES if LOSSES[name].output_activation != "softmax"])
def test_every_loss_stays_single(loss: str, surface: Dataset) -> None:
    output = LOSSES[loss].output_activation or "linear"
    rows = Dataset.from_arrays(surface.inputs, surface.targets > 0)
    network = Network.create((3, 4, 2), ("tanh", output), seed=1)
    config = TrainingConfig(
        loss=loss,
        learning_rate=0.005,
        precision="float32",
        class_weights="balanced",
        label_smoothing=0.1,
        min_error=0,
    )
    kernel, state = NumpyKernel(network, rows, config), TrainingState.start(network, config)
    single, double = np.empty(5), np.empty(5)
    kernel.advance(state, 5, config, single)
    exact = replace(config, precision="float64")
    NumpyKernel(network, rows, exact).advance(TrainingState.start(network, exact), 5, exact, double)

    np.testing.assert_allclose(single, double, rtol=1e-4)
    assert kernel._blocks.block(0)[0].layers[-1].deltas.dtype == np.float32


def test_everything_that_it_computes_with_is_single(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "sigmoid", seed=1)
    kernel = NumpyKernel(network, surface, TrainingConfig(precision="float32"))
    workspace, targets = kernel._blocks.block(0)
    arrays = [array for layer in workspace.layers for array in (layer.biased_inputs, layer.outputs, layer.deltas)]

    assert {array.dtype for array in (*arrays, targets, kernel._parameters, kernel._memory)} == {np.dtype(np.float32)}
