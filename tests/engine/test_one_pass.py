"""One pass: the numbers of a row, and the gradient of its training rows, are those of the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.one_pass import activation_shares, layer_activations, one_pass, value_shares

from .kernels.test_kernels import numeric_gradient

SSE = TrainingConfig(loss="sse")


def test_a_row_by_hand() -> None:
    dataset = Dataset.from_arrays([[1.0, 2.0]], [[1.0]])
    network = Network.from_weights([[[0.5, -1.0, 0.25]], [[2.0, 0.5]]], activations="linear")
    found = one_pass(network, dataset, SSE, 0)
    assert [values.tolist() for values in found.activations] == [[-1.25], [-2.0]]
    assert [values.tolist() for values in found.deltas] == [[-6.0], [-3.0]]
    assert [values.tolist() for values in found.gradients] == [[[-6.0, -12.0, -6.0]], [[3.75, -3.0]]]


def test_the_gradient_is_that_of_central_differences(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    gradients = one_pass(network, surface, SSE, 3).gradients
    flat = np.concatenate([gradient.ravel() for gradient in gradients])
    np.testing.assert_allclose(flat, numeric_gradient(network, surface), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_deltas_of_all_rows_make_the_gradient_that_the_engine_follows(loss: str, adder: Dataset) -> None:
    last = LOSSES[loss].output_activation or "tanh"
    network = Network.create((2, 3, 2), ("tanh", last), seed=1, scale=0.5)
    rows = Dataset.from_arrays(adder.inputs, [[1, 0], [0, 1], [0, 1], [1, 0]])
    config = TrainingConfig(loss=loss)
    passes = [one_pass(network, rows, config, row) for row in range(4)]
    np.testing.assert_allclose(sum(p.deltas[0] for p in passes), passes[0].gradients[0][:, -1], rtol=1e-12)
    first = sum(np.outer(p.deltas[1], p.activations[0]) for p in passes)
    np.testing.assert_allclose(first, passes[0].gradients[1][:, :-1], rtol=1e-12)
    norm = np.linalg.norm(np.concatenate([gradient.ravel() for gradient in passes[0].gradients]))
    assert norm == pytest.approx(Observer(network, rows, config).inspect(network).gradient_norm, rel=1e-12)


def test_without_a_row_it_is_the_mean_of_the_rows(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), ("relu", "linear"), seed=1)
    mean = one_pass(network, surface, SSE, None)
    rows = [one_pass(network, surface, SSE, row) for row in range(surface.samples)]
    for layer in (0, 1):
        np.testing.assert_allclose(mean.deltas[layer], np.mean([p.deltas[layer] for p in rows], axis=0), atol=1e-15)
        expected = np.mean([p.pre_activations[layer] for p in rows], axis=0)
        np.testing.assert_allclose(mean.pre_activations[layer], expected, atol=1e-15)
    np.testing.assert_allclose(mean.activations[1], network.predict(surface.inputs).mean(axis=0), atol=1e-15)
    np.testing.assert_allclose(mean.targets, surface.targets.mean(axis=0))


def test_only_training_rows_make_the_gradient(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    parts = (np.arange(surface.samples) % 3).astype(np.int8)
    parted = replace(surface, parts=parts)
    alone = one_pass(network, parted.training, SSE, 0).gradients
    for one, other in zip(one_pass(network, parted, SSE, 1).gradients, alone, strict=True):
        np.testing.assert_array_equal(one, other)
    untrained = replace(surface, parts=np.full(surface.samples, 1, dtype=np.int8))
    assert np.isnan(one_pass(network, untrained, SSE, 1).gradients[0]).all()


def test_softmax_keeps_its_pre_activations(adder: Dataset) -> None:
    network = Network.create((2, 2), "softmax", seed=4, scale=2.0)
    found = one_pass(network, adder, TrainingConfig(loss="categorical_crossentropy"), 2)
    weight = network.weights[0]
    np.testing.assert_allclose(found.pre_activations[0], weight[:, :2] @ adder.inputs[2] + weight[:, 2])
    assert found.activations[0].sum() == pytest.approx(1.0)


def test_what_cannot_be_trained_has_activations_and_no_deltas(adder: Dataset) -> None:
    found = one_pass(Network.create((2, 2, 2), ("step", "sigmoid")), adder, SSE, 0)
    assert np.isin(found.activations[0], (0.0, 1.0)).all()
    assert np.isnan(found.deltas[0]).all()
    assert np.isnan(found.gradients[1]).all()


def test_huge_weights_neither_raise_nor_warn(adder: Dataset) -> None:
    network = Network.create((2, 3, 2), "linear", seed=1, scale=1e300)
    one_pass(network, adder, SSE, None)
    layer_activations(network, adder, 0)


def test_activations_of_a_row_begin_with_its_inputs(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    inputs, hidden, outputs = layer_activations(network, surface, 5)
    np.testing.assert_array_equal(inputs, surface.inputs[5])
    np.testing.assert_array_equal(hidden, one_pass(network, surface, SSE, 5).activations[0])
    np.testing.assert_allclose(outputs, network.predict(surface.inputs)[5], rtol=1e-14)


def test_shares_are_of_what_a_function_can_say() -> None:
    values = np.array([0.0, 0.5, 1.0])
    assert activation_shares(values, "sigmoid").tolist() == [-1.0, 0.0, 1.0]
    assert activation_shares(values, "tanh").tolist() == [0.0, 0.5, 1.0]
    assert activation_shares(np.array([-4.0, 2.0, np.nan]), "leaky_relu(0.1)").tolist() == [-1.0, 0.5, 0.0]
    assert value_shares(np.zeros(2)).tolist() == [0.0, 0.0]
    assert np.isfinite(value_shares(np.array([np.inf, 1.0, -np.inf]))).all()
    by_column = value_shares(np.array([[1.0, -8.0], [2.0, 4.0]]), axis=0)
    assert by_column.tolist() == [[0.5, -1.0], [1.0, 0.5]]
