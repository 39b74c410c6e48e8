"""Runs: what they tell, what they leave, and that nothing but the choices made decides how they go."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

from tui_nn.config.errors import NetworkError
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine import pacing, slow_iteration, training
from tui_nn.engine.events import Finished, Progress, Started
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import fit, train

from .runs import assert_same_bits, last, progress, snapshots

CONFIGS = {
    "full batch": TrainingConfig(max_iterations=400, min_error=0, log_every=7),
    "momentum": TrainingConfig(max_iterations=400, min_error=0, log_every=7, momentum=0.9, learning_rate=0.02),
    "mini-batches": TrainingConfig(max_iterations=400, min_error=0, log_every=7, batch_size=5, learning_rate=0.05),
    "mini-batches with momentum": TrainingConfig(
        max_iterations=400, min_error=0, log_every=7, batch_size=4, momentum=0.5, learning_rate=0.02, seed=9
    ),
}
every_config = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())


@pytest.fixture
def one_iteration_a_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", 1e9)  # no iteration is slow
    monkeypatch.setattr(pacing, "MAX_STRETCH", 1)


def network() -> Network:
    return Network.create((3, 4, 2), "tanh", seed=1)


def run(dataset: Dataset, config: TrainingConfig, state: TrainingState | None = None) -> Finished:
    return last(train(network(), dataset, config, state=state))


# What is told


@every_config
def test_a_run_begins_with_started_goes_on_with_progress_and_ends_with_finished(
    config: TrainingConfig, surface: Dataset
) -> None:
    started, *middle, finished = train(network(), surface, config)

    assert isinstance(started, Started)
    assert (started.layer_sizes, started.activations, started.kernel) == ((3, 4, 2), ("tanh", "tanh"), "compiled")
    assert (started.samples, started.rows.name) == (17, "surface")
    assert middle
    assert {type(event) for event in middle} == {Progress}
    assert isinstance(finished, Finished)


def test_the_first_progress_shows_the_start_weights(surface: Dataset) -> None:
    first = progress(train(network(), surface, CONFIGS["full batch"]))[0]

    assert (first.iteration, first.seconds, first.iterations_per_second) == (0, 0.0, 0.0)
    assert first.network.parameters.tobytes() == network().parameters.tobytes()


def test_iteration_zero_is_in_the_log_and_in_the_history(surface: Dataset) -> None:
    finished = run(surface, CONFIGS["full batch"])
    start_error = ((network().predict(surface.inputs) - surface.targets) ** 2).sum()
    lines, (iterations, errors) = finished.state.log.lines(), finished.state.history.points()

    assert (lines.iterations[0], iterations[0]) == (0, 0)
    assert lines.errors[0] == errors[0] == pytest.approx(start_error, rel=1e-13)
    assert np.isnan(lines.changes[0])
    assert np.isnan(lines.speeds[0])


@pytest.mark.usefixtures("one_iteration_a_stretch")
@every_config
def test_every_snapshot_agrees_with_itself(config: TrainingConfig, surface: Dataset) -> None:
    before = -1
    for event in snapshots(train(network(), surface, dataclasses.replace(config, max_iterations=40))):
        assert event.iteration > before or isinstance(event, Finished)
        before = event.iteration
        np.testing.assert_allclose(event.outputs, event.network.predict(surface.inputs), rtol=1e-14)
        assert event.error == pytest.approx(((event.outputs - surface.targets) ** 2).sum(), rel=1e-13)
        iterations, errors = event.state.history.points()
        assert (iterations[-1], errors[-1]) == (event.iteration, event.error)
        assert event.state.log.lines().total == event.iteration // config.log_every + 1
        assert event.seconds >= 0
        assert event.gradient_norm > 0
        assert 0 <= event.saturated_share <= 1


def test_outputs_of_a_single_target_are_those_of_the_network_of_the_same_event(xor: Dataset) -> None:
    for event in train(Network.create((2, 2, 1), seed=3), xor, TrainingConfig(max_iterations=5000)):
        if isinstance(event, Progress | Finished):
            np.testing.assert_allclose(event.outputs, event.network.predict(xor.inputs), rtol=1e-14)
            assert event.error == pytest.approx(((event.outputs - xor.targets) ** 2).sum(), rel=1e-13)


def test_a_snapshot_stays_as_it_was_while_the_run_goes_on(surface: Dataset) -> None:
    seen, kept = [], []
    for event in train(network(), surface, CONFIGS["mini-batches"]):
        if isinstance(event, Progress):
            seen.append(event.state)
            kept.append(pickle.loads(pickle.dumps(event.state)))

    assert len(seen) > 1
    for one, other in zip(seen, kept, strict=True):
        assert_same_bits(one, other)


def test_the_measures_of_the_last_event_are_those_of_its_own_network(surface: Dataset) -> None:
    # In between they may be a little old, for an inspection costs a pass over all rows; what stays must be right.
    finished = run(surface, CONFIGS["full batch"])
    at_rest = last(train(network(), surface, TrainingConfig(max_iterations=400), state=finished.state))

    assert at_rest.iteration == finished.iteration
    assert at_rest.gradient_norm == finished.gradient_norm
    assert at_rest.saturated_share == finished.saturated_share


def test_stretches_grow_with_the_speed_that_was_measured_so_that_a_fast_run_tells_little(
    monkeypatch: pytest.MonkeyPatch, xor: Dataset
) -> None:
    # As long as they may be, they grow fourfold: 1 + 4 + 16 + ... + 4^7 is beyond 20,000 iterations.
    monkeypatch.setattr(pacing, "TARGET_SECONDS", 1e9)
    events = list(train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=20_000)))

    assert [event.iteration for event in snapshots(events)] == [0, 1, 5, 21, 85, 341, 1365, 5461, 20_000]
    assert last(events).iterations_per_second > 0


class Clock:
    """Stands in for the time module: a second passes from look to look."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        self.now += 1.0
        return self.now


@pytest.mark.usefixtures("one_iteration_a_stretch")
def test_the_time_that_is_told_is_that_of_the_stretches_alone(
    monkeypatch: pytest.MonkeyPatch, surface: Dataset
) -> None:
    # Two looks at the clock enclose each stretch, of one iteration here; events in between cost nothing.
    clock = Clock()
    monkeypatch.setattr(training, "time", clock)
    monkeypatch.setattr(slow_iteration, "time", clock)
    config = dataclasses.replace(CONFIGS["full batch"], max_iterations=60)

    for event in snapshots(train(network(), surface, config)):
        # The first iteration is run in three parts, for nothing is known of it: three looks at the clock.
        assert event.seconds == event.iteration + 2 * (event.iteration > 0)


@pytest.mark.usefixtures("one_iteration_a_stretch")
def test_looks_at_the_gradient_take_a_twentieth_of_the_time(monkeypatch: pytest.MonkeyPatch, surface: Dataset) -> None:
    # Each look takes a second of this clock, as each stretch does: twenty stretches have to pass before the next.
    clock = Clock()
    monkeypatch.setattr(training, "time", clock)
    monkeypatch.setattr(slow_iteration, "time", clock)
    config = dataclasses.replace(CONFIGS["full batch"], max_iterations=100)
    norms = [event.gradient_norm for event in progress(train(network(), surface, config))]

    assert [iteration for iteration in range(1, 100) if norms[iteration] != norms[iteration - 1]] == [20, 40, 60, 80]


# The log


@pytest.mark.parametrize("log_every", [1, 7, 100, 400, 401, 2**63 - 1])
def test_the_log_has_a_line_at_zero_and_at_every_multiple(log_every: int, surface: Dataset) -> None:
    config = dataclasses.replace(CONFIGS["full batch"], log_every=log_every)
    finished = run(surface, config)
    lines = finished.state.log.lines()
    points = dict(zip(*(column.tolist() for column in finished.state.history.points()), strict=True))

    assert lines.iterations.tolist() == list(range(0, 401, log_every))
    assert lines.errors.tolist() == [points[iteration] for iteration in lines.iterations.tolist()]
    np.testing.assert_array_equal(lines.changes, np.diff(lines.errors, prepend=np.nan))


def test_a_method_of_second_order_writes_a_line_at_every_iteration_unless_told_otherwise(xor: Dataset) -> None:
    start = Network.create((2, 2, 1), seed=4)
    own = TrainingConfig(optimizer="levenberg_marquardt", max_iterations=12, min_error=0)
    for config, every in ((own, 1), (dataclasses.replace(own, log_every=5), 5)):
        *_, finished = train(start, xor, config)
        assert isinstance(finished, Finished)
        assert finished.state.log.lines().iterations.tolist() == list(range(0, 13, every))


def test_a_reader_of_every_event_sees_every_line_even_when_each_iteration_writes_one(
    monkeypatch: pytest.MonkeyPatch, xor: Dataset
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", 1e9)  # stretches as long as they may be
    seen: set[int] = set()
    for event in train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=20_000, log_every=1)):
        if isinstance(event, Progress | Finished):
            seen |= set(event.state.log.lines().iterations.tolist())

    assert len(seen) == 20_001


# What decides how a run goes


@every_config
@pytest.mark.parametrize("target_seconds", [0.0, 1e-4, 1e9], ids=["tiny", "small", "huge"])
def test_the_length_of_stretches_changes_nothing(
    target_seconds: float, config: TrainingConfig, surface: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = run(surface, config)
    monkeypatch.setattr(pacing, "TARGET_SECONDS", target_seconds)
    other = run(surface, config)

    assert_same_bits(usual.state, other.state)
    assert usual.outputs.tobytes() == other.outputs.tobytes()


@every_config
def test_the_same_choices_give_the_same_bits(config: TrainingConfig, surface: Dataset) -> None:
    runs = [run(surface, config) for _ in range(3)]

    for other in runs[1:]:
        assert_same_bits(runs[0].state, other.state)


def test_the_seed_decides_the_order_of_mini_batches(surface: Dataset) -> None:
    config = CONFIGS["mini-batches"]
    one, other = (run(surface, dataclasses.replace(config, seed=seed)) for seed in (0, 1))

    assert one.network.parameters.tobytes() != other.network.parameters.tobytes()


def test_the_seed_decides_nothing_in_a_full_batch(surface: Dataset) -> None:
    config = CONFIGS["full batch"]
    one, other = (run(surface, dataclasses.replace(config, seed=seed)) for seed in (0, 1))

    assert one.network.parameters.tobytes() == other.network.parameters.tobytes()


@pytest.mark.parametrize("batch_size", [17, 18, 10**6])
def test_a_batch_size_of_all_rows_or_more_is_a_full_batch(batch_size: int, surface: Dataset) -> None:
    full = CONFIGS["full batch"]

    assert_same_bits(run(surface, full).state, run(surface, dataclasses.replace(full, batch_size=batch_size)).state)


def test_every_choice_about_learning_makes_a_difference(surface: Dataset) -> None:
    results = [run(surface, config).network.parameters.tobytes() for config in CONFIGS.values()]

    assert len(set(results)) == len(CONFIGS)


@every_config
@pytest.mark.usefixtures("one_iteration_a_stretch")
@pytest.mark.parametrize("iteration", [0, 1, 137, 399])
def test_a_run_goes_on_from_any_snapshot_to_the_bit(iteration: int, config: TrainingConfig, surface: Dataset) -> None:
    events = list(train(network(), surface, config))
    snapshot = next(event for event in progress(events) if event.iteration == iteration)
    kept = pickle.loads(pickle.dumps(snapshot.state))  # as it comes through the pipe or from a file
    continued = list(train(Network.create((3, 4, 2), seed=99), surface, config, state=kept))

    assert isinstance(continued[0], Started)
    assert progress(continued)[0].iteration == iteration
    assert_same_bits(last(continued).state, last(events).state)


def test_going_on_twice_from_one_state_gives_the_same_twice(surface: Dataset) -> None:
    config = CONFIGS["mini-batches"]
    half = run(surface, dataclasses.replace(config, max_iterations=200)).state
    one, other = run(surface, config, state=half), run(surface, config, state=half)

    assert half.iteration == 200
    assert_same_bits(one.state, other.state)
    assert_same_bits(one.state, run(surface, config).state)


@every_config
def test_the_network_and_the_data_that_were_given_stay_untouched(config: TrainingConfig, surface: Dataset) -> None:
    given = network()
    result = fit(given, surface, config)

    assert given.parameters.tobytes() == network().parameters.tobytes()
    assert not np.shares_memory(given.parameters, result.network.parameters)
    assert result.network.parameters.tobytes() != given.parameters.tobytes()


# What fit returns


def test_fit_returns_what_the_last_event_tells(surface: Dataset) -> None:
    config = CONFIGS["full batch"]
    result, finished = fit(network(), surface, config), run(surface, config)

    assert (result.iterations, result.error) == (finished.iteration, finished.error)
    assert result.stop_reason is StopReason.MAX_ITERATIONS
    assert result.network.parameters.tobytes() == finished.network.parameters.tobytes()
    for mine, told in zip(result.history.points(), finished.state.history.points(), strict=True):
        assert mine.tobytes() == told.tobytes()
    assert result.seconds >= 0


def test_the_network_that_fit_returns_may_be_changed(surface: Dataset) -> None:
    trained = fit(network(), surface, TrainingConfig(max_iterations=2)).network
    trained.parameters[:] = 0.0
    again = fit(trained, surface, TrainingConfig(max_iterations=1)).network

    assert again.parameters.any()


def test_without_a_configuration_the_run_is_the_tutorials(xor: Dataset) -> None:
    config = TrainingConfig()

    assert (config.learning_rate, config.max_iterations, config.min_error) == (0.2, 100_000, 1e-5)
    assert (config.momentum, config.batch_size, config.log_every) == (0.0, None, 2500)
    assert (config.loss, config.optimizer) == ("sse", "sgd")
    # No need to run it to its end: the first events tell what it does.
    first = next(event for event in train(Network.create((2, 2, 1)), xor) if isinstance(event, Progress))
    assert first.iteration == 0


# What is refused before a run begins


@pytest.mark.parametrize("sizes", [(2, 4, 2), (3, 4, 1), (17, 1)])
def test_a_network_that_does_not_fit_the_data_is_refused(sizes: tuple[int, ...], surface: Dataset) -> None:
    with pytest.raises(NetworkError, match=rf"{sizes[0]} inputs and {sizes[-1]} outputs, the data have 3 and 2"):
        train(Network.create(sizes), surface)


def test_a_state_that_does_not_fit_the_data_is_refused(xor: Dataset, surface: Dataset) -> None:
    state = TrainingState.start(Network.create((2, 2, 1)), TrainingConfig())

    with pytest.raises(NetworkError, match="2 inputs and 1 outputs"):
        train(network(), surface, state=state)
