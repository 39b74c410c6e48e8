"""How runs end: exactly where the rule says, for one reason, and never with a number that is not finite."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine import pacing
from tui_nn.engine.events import Event, Finished
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import fit, train

from .runs import assert_same_bits, last

any_stretch = pytest.mark.parametrize("target_seconds", [0.0, 0.04, 1e9], ids=["tiny", "usual", "huge"])

TRAINED = [name for name in ACTIVATION_NAMES if name not in ("step", "softmax")]
"""What a layer can be trained through by the squared error."""


def assert_finite(finished: Finished) -> None:
    """All that a person could go on with, save or see is a number."""
    assert np.isfinite(finished.network.parameters).all()
    assert np.isfinite(finished.state.optimizer_memory).all()
    iterations, errors = finished.state.history.points()
    assert np.isfinite(errors).all()
    assert np.isfinite(finished.state.log.lines().errors).all()
    if len(iterations):
        assert (iterations[-1], errors[-1]) == (finished.iteration, finished.error)


def assert_one_reason(events: list[Event]) -> Finished:
    finished = [event for event in events if isinstance(event, Finished)]
    assert len(finished) == 1
    assert events[-1] is finished[0]
    return finished[0]


# The limit of iterations


@any_stretch
@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
def test_a_run_stops_exactly_at_its_limit_of_iterations(
    limit: int, target_seconds: float, xor: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", target_seconds)
    finished = assert_one_reason(list(train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=limit))))

    assert (finished.iteration, finished.stop_reason) == (limit, StopReason.MAX_ITERATIONS)
    assert finished.state.history.points()[0].tolist() == list(range(limit + 1))


def test_a_run_that_goes_on_at_its_limit_ends_at_once(xor: Dataset) -> None:
    config = TrainingConfig(max_iterations=10)
    finished = last(train(Network.create((2, 2, 1)), xor, config))
    again = last(train(Network.create((2, 2, 1)), xor, config, state=finished.state))

    assert again.stop_reason is StopReason.MAX_ITERATIONS
    assert_same_bits(again.state, finished.state)


# The target error


@any_stretch
@pytest.mark.parametrize("batch_size", [None, 3])
def test_a_run_stops_at_the_first_iteration_that_reaches_the_target_error(
    batch_size: int | None, target_seconds: float, surface: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", target_seconds)
    endless = TrainingConfig(max_iterations=500, min_error=0, batch_size=batch_size, learning_rate=0.05)
    network = Network.create((3, 4, 2), "tanh", seed=1)
    errors = fit(network, surface, endless).history.points()[1]
    target = float(np.sort(errors)[200])
    first = int(np.argmax(errors <= target))
    events = list(train(network, surface, dataclasses.replace(endless, min_error=target)))
    finished = assert_one_reason(events)

    assert (finished.iteration, finished.stop_reason) == (first, StopReason.MIN_ERROR)
    assert finished.error == errors[first]
    assert finished.error <= target < errors[first - 1]


def test_a_network_that_is_good_enough_already_learns_nothing() -> None:
    rows = np.array([[1.0, 2.0], [3.0, -1.0]])
    identity = Network.from_weights([[[1, 0, 0], [0, 1, 0]]], "linear")
    finished = assert_one_reason(list(train(identity, Dataset.from_arrays(rows, rows), TrainingConfig(min_error=0))))

    assert (finished.iteration, finished.error, finished.stop_reason) == (0, 0.0, StopReason.MIN_ERROR)
    assert finished.network.parameters.tobytes() == identity.parameters.tobytes()
    assert finished.state.log.lines().iterations.tolist() == [0]


def test_the_target_error_goes_before_the_limit_when_both_are_reached_together(surface: Dataset) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    config = TrainingConfig(max_iterations=20, min_error=0, learning_rate=0.01)
    error = fit(network, surface, config).error

    assert fit(network, surface, dataclasses.replace(config, min_error=error)).stop_reason is StopReason.MIN_ERROR


# Divergence


@any_stretch
@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("learning_rate", [3.0, 50.0, 1000.0, 1e100, 1e308])
def test_a_run_that_leaves_the_finite_numbers_stops_with_its_last_finite_state(
    learning_rate: float,
    momentum: float,
    batch_size: int | None,
    target_seconds: float,
    xor: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", target_seconds)
    network = Network.create((2, 2, 1), "linear", seed=1)
    config = TrainingConfig(learning_rate=learning_rate, momentum=momentum, batch_size=batch_size, min_error=0)
    finished = assert_one_reason(list(train(network, xor, config)))

    assert finished.stop_reason is StopReason.DIVERGED
    assert math.isfinite(finished.error)
    assert_finite(finished)
    # It is the state of that iteration, to the bit, and not some state from before.
    if finished.iteration:
        again = last(train(network, xor, dataclasses.replace(config, max_iterations=finished.iteration)))
        assert again.stop_reason is StopReason.MAX_ITERATIONS
        assert_same_bits(again.state, finished.state)
    # And it is the last: one iteration more diverges.
    longer = dataclasses.replace(config, max_iterations=finished.iteration + 1)
    assert last(train(network, xor, longer)).stop_reason is StopReason.DIVERGED


def test_a_run_that_diverged_goes_on_with_a_smaller_rate(xor: Dataset) -> None:
    network = Network.create((2, 2, 1), "linear", seed=1)
    diverged = last(train(network, xor, TrainingConfig(learning_rate=3.0, min_error=0)))
    # The weights are large by now: what counts is that there are numbers to go on with.
    config = TrainingConfig(learning_rate=1e-300, max_iterations=diverged.iteration + 5)
    finished = last(train(network, xor, config, state=diverged.state))

    assert (finished.iteration, finished.stop_reason) == (diverged.iteration + 5, StopReason.MAX_ITERATIONS)
    assert_finite(finished)


@pytest.mark.parametrize("activation", TRAINED)
@pytest.mark.parametrize("batch_size", [None, 1])
def test_data_whose_first_error_is_infinite_stop_before_the_first_iteration(
    activation: str, batch_size: int | None
) -> None:
    dataset = Dataset.from_arrays([[1e308, -1e308], [1e308, 1e308]], [[1e308], [-1e308]])
    network = Network.create((2, 2, 1), activation, seed=1)
    finished = assert_one_reason(list(train(network, dataset, TrainingConfig(batch_size=batch_size))))

    assert (finished.iteration, finished.stop_reason) == (0, StopReason.DIVERGED)
    assert not math.isfinite(finished.error)
    assert finished.network.parameters.tobytes() == network.parameters.tobytes()
    assert len(finished.state.history.points()[0]) == finished.state.log.total == 0


@pytest.mark.parametrize("activation", TRAINED)
@pytest.mark.parametrize("learning_rate", [1e-308, 1.0, 1000.0, 1e154, 1e308])
@pytest.mark.parametrize("batch_size", [None, 3])
def test_whatever_the_rate_and_activation_a_run_warns_of_nothing_and_keeps_finite_numbers(
    activation: str, learning_rate: float, batch_size: int | None, xor: Dataset
) -> None:
    config = TrainingConfig(learning_rate=learning_rate, max_iterations=60, batch_size=batch_size)
    finished = assert_one_reason(list(train(Network.create((2, 3, 1), activation, seed=1), xor, config)))

    assert math.isfinite(finished.error)
    assert_finite(finished)


@pytest.mark.parametrize("learning_rate", [1000.0, 1e308])
def test_sigmoid_units_with_an_enormous_rate_saturate_and_the_event_says_so(learning_rate: float, xor: Dataset) -> None:
    # All finite, and yet nothing is learned any more: two rows of four stay wrong for ever.
    finished = last(
        train(Network.create((2, 2, 1), seed=1), xor, TrainingConfig(learning_rate=learning_rate, max_iterations=500))
    )

    assert (finished.stop_reason, finished.error) == (StopReason.MAX_ITERATIONS, 2.0)
    assert finished.gradient_norm < 1e-9


@pytest.mark.parametrize("activation", TRAINED)
def test_inputs_of_every_magnitude_warn_of_nothing(activation: str) -> None:
    inputs = [[0.0, 5e-324], [1e-200, -1e-200], [1e154, -1e154], [1e300, 1.0]]
    dataset = Dataset.from_arrays(inputs, [[0.0], [1.0], [0.0], [1.0]])
    network = Network.create((2, 3, 1), [activation, "sigmoid"], seed=1)
    finished = assert_one_reason(list(train(network, dataset, TrainingConfig(max_iterations=30))))

    assert_finite(finished)


def test_start_weights_that_overflow_stop_at_once_and_are_kept() -> None:
    state = TrainingState.start(
        Network.from_weights([[[1e308, 1e308, 1e308]], [[1e308, 0.0]]], "linear"), TrainingConfig()
    )
    dataset = Dataset.from_arrays([[1.0, 1.0]], [[0.0]])
    finished = last(train(state.network, dataset, TrainingConfig(), state=state))

    assert (finished.iteration, finished.stop_reason) == (0, StopReason.DIVERGED)
    assert np.isfinite(finished.network.parameters).all()
