"""Events: frozen, complete, and able to cross the border to another process."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import MAX_OUTPUT_ROWS, Event, Failed, Finished, Progress, Snapshot, Started
from tui_nn.engine.network import Network
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import train

from .runs import assert_same_bits, snapshots


@pytest.fixture(scope="module")
def events(adder: Dataset) -> list[Event]:
    return list(train(Network.create((2, 3, 2), seed=1), adder, TrainingConfig(max_iterations=300, log_every=10)))


def test_started_goes_through_a_pickle_unchanged(events: list[Event]) -> None:
    started = events[0]
    again = pickle.loads(pickle.dumps(started))

    assert isinstance(started, Started)
    assert isinstance(again, Started)
    assert dataclasses.replace(again, rows=started.rows) == started  # a data set equals nothing but itself
    assert again.rows.inputs.tobytes() == started.rows.inputs.tobytes()


def test_every_snapshot_goes_through_a_pickle_unchanged(events: list[Event]) -> None:
    for event in snapshots(events):
        again = pickle.loads(pickle.dumps(event))

        assert type(again) is type(event)
        assert_same_bits(again.state, event.state)
        assert again.outputs.tobytes() == event.outputs.tobytes()
        assert (again.iterations_per_second, again.gradient_norm, again.saturated_share) == (
            event.iterations_per_second,
            event.gradient_norm,
            event.saturated_share,
        )


def test_a_finished_event_keeps_its_reason_through_a_pickle(events: list[Event]) -> None:
    again = pickle.loads(pickle.dumps(events[-1]))

    assert isinstance(again, Finished)
    assert again.stop_reason is StopReason.MAX_ITERATIONS


def test_a_failure_goes_through_a_pickle_unchanged() -> None:
    failed = Failed("no such file", "Traceback ...")

    assert pickle.loads(pickle.dumps(failed)) == failed


def test_a_pickled_event_does_not_grow_with_the_number_of_iterations(xor: Dataset) -> None:
    config = TrainingConfig(max_iterations=30_000, min_error=0, log_every=1)
    finished = list(train(Network.create((2, 2, 1), seed=3), xor, config))[-1]

    # The points of the history, (iteration, error) twice, and the lines of the log, four numbers each, all full.
    assert len(pickle.dumps(finished)) < 4 * 2047 * 8 + 4096 * 4 * 8 + 10_000


def test_events_cannot_be_changed(events: list[Event]) -> None:
    finished = events[-1]
    assert isinstance(finished, Finished)

    with pytest.raises(dataclasses.FrozenInstanceError):
        finished.gradient_norm = 0.0  # type: ignore[misc]  # wrong on purpose
    for array in (finished.outputs, finished.network.parameters, finished.state.optimizer_memory):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5.0


def test_a_snapshot_names_what_its_state_holds(events: list[Event]) -> None:
    for event in snapshots(events):
        assert event.iteration == event.state.iteration
        assert event.error == event.state.error
        assert event.seconds == event.state.seconds
        assert event.network is event.state.network


def test_a_large_data_set_sends_its_first_thousand_rows_alone() -> None:
    generator = np.random.default_rng(0)
    dataset = Dataset.from_arrays(generator.random((1500, 2)), generator.random((1500, 1)))
    network = Network.create((2, 2, 1), seed=1)
    started, *rest = train(network, dataset, TrainingConfig(max_iterations=1))

    assert isinstance(started, Started)
    assert (started.samples, started.rows.samples) == (1500, MAX_OUTPUT_ROWS)
    assert started.rows.inputs.tobytes() == dataset.inputs[:MAX_OUTPUT_ROWS].tobytes()
    assert {event.outputs.shape for event in snapshots(rest)} == {(MAX_OUTPUT_ROWS, 1)}


def test_progress_and_finished_are_snapshots_and_nothing_else_is() -> None:
    assert issubclass(Progress, Snapshot)
    assert issubclass(Finished, Snapshot)
    assert not issubclass(Started, Snapshot)
    assert not issubclass(Failed, Snapshot)
