"""The state of a run: where it starts, and copies that go on by themselves."""

from __future__ import annotations

import pickle

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState

from .runs import assert_same_bits


def started(seed: int = 0) -> TrainingState:
    return TrainingState.start(Network.create((2, 2, 1), seed=1), TrainingConfig(seed=seed))


def test_a_run_starts_at_iteration_zero_with_nothing_remembered() -> None:
    network = Network.create((2, 2, 1), seed=1)
    state = TrainingState.start(network, TrainingConfig())

    assert (state.iteration, state.seconds) == (0, 0.0)
    assert np.isnan(state.error)
    assert state.optimizer_memory.shape == (1, 9)
    assert not state.optimizer_memory.any()
    assert state.log.total == 0
    assert len(state.history.points()[0]) == 0
    assert not np.shares_memory(state.network.parameters, network.parameters)


def test_the_order_of_batches_follows_from_the_seed() -> None:
    one, same, other = (started(seed).generator.permutation(100).tolist() for seed in (5, 5, 6))

    assert one == same
    assert one != other


def test_the_order_of_batches_is_independent_of_start_weights_from_the_same_seed() -> None:
    assert started(7).generator.random() != np.random.default_rng(7).random()


def test_a_copy_goes_on_by_itself() -> None:
    state = started()
    copy = state.copy()
    state.network.parameters[:] = 0.0
    state.optimizer_memory[:] = 1.0
    state.generator.random()
    state.history.add(0, np.array([1.0]))
    state.log.add(np.array([0]), np.array([1.0]), 5.0)
    state.iteration = 1

    fresh = started()
    fresh.error = copy.error = 0.0  # NaN equals nothing
    assert_same_bits(copy, fresh)


def test_a_state_goes_through_a_pickle_to_the_bit() -> None:
    state = started()
    state.error, state.iteration = 0.5, 3
    state.generator.random(3)
    state.history.add(0, np.array([1.0, 0.7, 0.6, 0.5]))
    state.log.add(np.array([0, 2]), np.array([1.0, 0.6]), 5.0)

    assert_same_bits(pickle.loads(pickle.dumps(state)), state)
