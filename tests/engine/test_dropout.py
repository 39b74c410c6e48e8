"""Which units sit out: as many as were chosen, by chance, and always the same for the same update."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.dropout import Dropout, dropout_chance, dropout_key, mixed
from tui_nn.engine.kernels.choice import KERNELS
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network

from .kernels.test_kernels import advance


def test_the_hash_is_splitmix64() -> None:
    # The first outputs of Vigna's reference implementation from the state 0.
    golden = 0x9E3779B97F4A7C15
    states = np.array([golden, 2 * golden % 2**64, 3 * golden % 2**64], dtype=np.uint64)

    assert [hex(int(state)) for state in mixed(states)] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
        "0x6c45d188009454f",
    ]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_as_many_are_left_out_as_were_chosen_and_the_mean_stays(share: float) -> None:
    # 400,000 draws: the share is off by sqrt(share (1 - share) / 400,000) < 0.0008.
    kept = Dropout(share, seed=1, update=5).kept(0, 200, 2000)

    assert float((kept == 0).mean()) == pytest.approx(share, abs=0.004)
    assert float(kept.mean()) == pytest.approx(1.0, abs=0.03)
    assert set(np.unique(kept).tolist()) <= {0.0, 1 / (1 - share)}


def test_units_and_samples_are_left_out_independently() -> None:
    left_out = Dropout(0.5, seed=0, update=0).kept(0, 64, 4096) == 0

    # 4,096 samples of each unit, 64 units of each sample: none far from a half.
    assert np.abs(left_out.mean(axis=1) - 0.5).max() < 0.04
    assert np.abs(left_out.mean(axis=0) - 0.5).max() < 0.35
    assert np.abs(np.corrcoef(left_out) - np.eye(64)).max() < 0.09


def test_the_same_update_leaves_out_the_same() -> None:
    one, other = (Dropout(0.5, seed=7, update=3).kept(0, 20, 30) for _ in range(2))

    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("changed", [{"seed": 8}, {"update": 4}, {"first_sample": 30}])
def test_another_update_seed_or_part_leaves_out_others(changed: dict[str, int]) -> None:
    one = Dropout(0.5, seed=7, update=3).kept(0, 20, 30)
    other = Dropout(0.5, **{"seed": 7, "update": 3, **changed}).kept(0, 20, 30)

    assert 200 < int((one != other).sum()) < 400


def test_parts_of_a_batch_are_left_out_as_in_the_whole() -> None:
    whole = Dropout(0.3, seed=1, update=2).kept(4, 9, 50)
    parts = [Dropout(0.3, seed=1, update=2, first_sample=first).kept(4, 9, 10) for first in range(0, 50, 10)]

    np.testing.assert_array_equal(whole, np.hstack(parts))
    np.testing.assert_array_equal(whole[3:5], Dropout(0.3, seed=1, update=2).kept(7, 2, 50))


def test_a_chance_is_from_zero_to_one() -> None:
    with np.errstate(over="ignore"):
        key = dropout_key(np.uint64(2**63 - 1), np.uint64(10**12))
    chances = dropout_chance(key, np.uint64(3), np.arange(100_000, dtype=np.uint64))

    assert 0.0 <= chances.min() < 1e-4
    assert 0.9999 < chances.max() < 1.0


def test_the_largest_seed_and_many_updates_give_no_warning() -> None:
    Dropout(0.5, seed=2**63 - 1, update=2**62).kept(0, 2, 3)


def test_outputs_and_inputs_never_sit_out() -> None:
    network = Network.create((3, 50, 4), "linear", seed=1, scale=1.0)
    workspace = Workspace(network.layer_sizes, network.activations, 5)
    workspace.inputs[...] = 1.0
    forward(network.weights, workspace, Dropout(0.5, seed=0, update=0))
    hidden, outputs = workspace.layers

    assert (workspace.inputs == 1.0).all()
    assert 50 < int((hidden.outputs == 0).sum()) < 200
    assert outputs.outputs.all()
    assert hidden.kept is not None
    assert outputs.kept is None


def test_the_gradient_is_that_of_the_network_that_is_left() -> None:
    # Central differences of a pass with the same units left out.
    network = Network.create((2, 6, 5, 2), "tanh", seed=1, scale=0.8)
    generator = np.random.default_rng(0)
    inputs, targets = generator.normal(size=(2, 7)), generator.normal(size=(2, 7))
    loss, dropout = chosen_loss(TrainingConfig(loss="mse")), Dropout(0.4, seed=1, update=9)
    gradient = np.empty_like(network.parameters)

    def shown(parameters: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        workspace = Workspace(network.layer_sizes, network.activations, 7)
        workspace.inputs[...] = inputs
        weights = weight_views(network.layer_sizes, parameters)
        forward(weights, workspace, dropout)
        error = loss.error(workspace.outputs, targets, 7)
        backward(weights, weight_views(network.layer_sizes, gradient), workspace, loss, targets, 7)
        return error

    moves = 1e-6 * np.eye(len(gradient))
    differences = [(shown(network.parameters + move) - shown(network.parameters - move)) / 2e-6 for move in moves]
    shown(network.parameters)

    np.testing.assert_allclose(gradient, differences, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_error_shown_is_that_of_the_whole_network(kernel: str) -> None:
    network = Network.create((2, 8, 1), "tanh", seed=1, scale=0.5)
    dataset = Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0], [0], [1], [1]])
    config = TrainingConfig(dropout=0.5, learning_rate=0.05, min_error=0)
    state, errors = advance(network, dataset, config, kernel, 5)
    wrong = state.network.predict(dataset.inputs) - dataset.targets

    assert errors[-1] == pytest.approx(float((wrong**2).sum()), rel=1e-13)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_seed_decides_what_is_left_out(kernel: str) -> None:
    network = Network.create((2, 8, 1), "tanh", seed=1, scale=0.5)
    dataset = Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0], [0], [1], [1]])

    def trained(seed: int) -> bytes:
        state, _ = advance(network, dataset, TrainingConfig(dropout=0.5, seed=seed, min_error=0), kernel, 5)
        return state.network.parameters.tobytes()

    assert trained(1) == trained(1) != trained(2)
