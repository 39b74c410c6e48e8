"""Recording: moments are well spread and few, each goes on to the same bits, and recording changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.catalog import load_data, load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event, Finished, Recorded, Started
from tui_nn.engine.history import History
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.process import EventSlot
from tui_nn.engine.recording import BYTES_A_SECOND, FIRST_BYTES, MOST_MOMENTS, Moment, Recorder, Recording, thinned
from tui_nn.engine.state import TrainingState
from tui_nn.engine.training import train

from .runs import assert_same_bits, last

XOR = load_dataset("xor")
CONFIG = TrainingConfig(max_iterations=3000, kernel="numpy")


def recorded(events: Iterable[Event]) -> tuple[Recording, TrainingState]:
    recording, state = Recording(), None
    for event in events:
        if isinstance(event, Recorded):
            recording.add(event.moments)
        if isinstance(event, Finished):
            state = event.state
    assert state is not None
    return recording, state


def run(config: TrainingConfig = CONFIG) -> tuple[Recording, TrainingState]:
    return recorded(train(Network.create((2, 2, 1), seed=3), XOR, config, record=True))


def moments(iterations: Iterable[int], parameters: int = 3) -> list[Moment]:
    state = TrainingState.start(Network.create((1, 1)), CONFIG)
    moment = replace(Moment.of(state), parameters=np.zeros(parameters))
    return [replace(moment, iteration=iteration) for iteration in iterations]


def iterations(kept: Sequence[Moment]) -> list[int]:
    return [moment.iteration for moment in kept]


OPTIMIZERS = {
    "full batch": CONFIG,
    "mini-batches with momentum": replace(CONFIG, batch_size=3, momentum=0.9, learning_rate=0.01),
    "adam on plateaus": replace(CONFIG, optimizer="adam", schedule="plateau", schedule_every=50),
    "dropout and the best kept": replace(CONFIG, dropout=0.2, keep_best=True, max_iterations=500),
}
SECOND_ORDER = {
    name: TrainingConfig(optimizer=name, l2=1e-5, min_error=0, max_iterations=60) for name in SECOND_ORDER_NAMES
}


@pytest.mark.parametrize("config", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_from_every_moment_the_run_ends_at_the_same_bits(config: TrainingConfig) -> None:
    recording, end = run(config)
    network = Network.create((2, 2, 1), seed=3)
    for moment in (recording.moments[0], recording.moments[70], recording.moments[-2]):
        again = last(train(network, XOR, config, state=moment.state(end)))
        assert_same_bits(again.state, end)


@pytest.mark.parametrize("config", SECOND_ORDER.values(), ids=SECOND_ORDER)
def test_what_a_method_of_second_order_remembers_is_part_of_every_moment(config: TrainingConfig) -> None:
    recording, end = run(config)
    network = Network.create((2, 2, 1), seed=3)
    assert len(recording.moments) > 20
    for moment in recording.moments[::5] + recording.moments[-2:]:
        again = last(train(network, XOR, config, state=moment.state(end)))
        assert_same_bits(again.state, end)


def test_a_moment_is_the_run_that_ended_there() -> None:
    recording, end = run()
    moment = recording.moments[100]
    short = last(train(Network.create((2, 2, 1), seed=3), XOR, replace(CONFIG, max_iterations=moment.iteration)))
    assert moment.error == short.error
    assert moment.updates == short.state.updates
    assert_same_bits(moment.state(end), short.state)


def test_recording_does_not_change_the_run() -> None:
    _, end = run()
    plain = last(train(Network.create((2, 2, 1), seed=3), XOR, CONFIG))
    assert_same_bits(end, plain.state)


def test_nothing_is_recorded_that_was_not_asked_for() -> None:
    events = list(train(Network.create((2, 2, 1)), XOR, CONFIG))
    assert not any(isinstance(event, Recorded) for event in events)
    job = TrainingJob(RunConfig(training=CONFIG), paused=False)
    assert any(isinstance(event, Recorded) for event in job.run(Control()))


def test_a_short_run_is_recorded_closely_however_fast_it_is() -> None:
    recording, _ = run(replace(CONFIG, max_iterations=100_000, min_error=0.0))
    kept = iterations(recording.moments)
    assert kept[:40] == list(range(40))
    assert 300 <= len(kept) <= MOST_MOMENTS
    gaps = np.diff(kept)
    assert (gaps <= np.maximum(1, np.array(kept[:-1]) // 20)).all()


def test_rate_and_errors_of_rows_kept_apart_belong_to_a_moment() -> None:

    iris = load_data(DataConfig("iris", validation_share=0.2, test_share=0.2))
    config = TrainingConfig(
        loss="categorical_crossentropy",
        learning_rate=0.1,
        schedule="step",
        schedule_every=5,
        max_iterations=20,
        kernel="numpy",
    )
    network = Network.create((4, 5, 3), activations=("tanh", "softmax"), initializer="glorot_uniform")
    recording, end = recorded(train(network, iris, config, record=True))
    moment = next(moment for moment in recording.moments if moment.iteration == 12)
    assert moment.learning_rate == pytest.approx(0.1 * 0.5**2)
    then = moment.state(end).network
    assert iris.test is not None
    assert iris.validation is not None
    assert moment.test_error == Observer(then, iris.test, config).error(then)
    assert moment.validation_error == Observer(then, iris.validation, config).error(then)


def test_a_diverging_run_is_recorded_up_to_its_last_finite_iteration() -> None:
    linear = Network.create((2, 2, 1), activations="linear", scale=1.0)
    recording, end = recorded(train(linear, XOR, replace(CONFIG, learning_rate=90.0), record=True))
    assert recording.moments[-1].iteration <= end.iteration
    assert all(np.isfinite(moment.parameters).all() for moment in recording.moments)


# What is kept


def test_thinning_keeps_both_ends_and_spreads_the_rest_over_both_scales() -> None:
    kept = iterations(thinned(moments(range(5000))))
    assert len(kept) == MOST_MOMENTS
    assert (kept[0], kept[-1]) == (0, 4999)
    assert kept[:20] == list(range(20))
    gaps = np.diff(kept)
    assert gaps.max() <= 4 * 5000 / MOST_MOMENTS


def test_large_networks_keep_fewer_moments() -> None:
    few = thinned(moments(range(100), parameters=1_000_000))
    assert 2 <= len(few) <= 64_000_000 // 8_000_000
    assert iterations(few)[-1] == 99


def test_what_is_added_takes_the_place_of_what_was_as_far_or_further() -> None:
    recording = Recording(moments([0, 10, 20, 30]))
    recording.add(moments([20, 25]))
    assert iterations(recording.moments) == [0, 10, 20, 25]
    assert iterations(recording.until(20).moments) == [0, 10, 20]
    assert recording.moments[recording.nearest(14)].iteration == 10
    with pytest.raises(ValueError, match="empty"):
        Recording().nearest(3)


def test_a_large_network_is_not_cut_into_pieces_for_its_recording() -> None:
    state = TrainingState.start(Network.create((1, 1)), CONFIG)
    recorder = Recorder(state)
    [moment] = moments([0], parameters=FIRST_BYTES // 8)
    assert recorder.room(0) == 1
    recorder.keep(moment)
    assert recorder.room(0) is None
    state.iteration, state.seconds = 10, 2 * moment.size / BYTES_A_SECOND
    assert recorder.is_due(state)
    assert recorder.gathered() == (moment,)
    assert recorder.gathered() == ()


def test_a_history_is_cut_without_what_came_later() -> None:
    errors = np.abs(np.sin(np.arange(1, 20_001) / 300)) + 0.1
    history = History()
    history.add(1, errors)
    iterations_kept, kept = history.until(12_345, float(errors[12_344])).points()
    assert iterations_kept[-1] == 12_345
    assert kept[-1] == errors[12_344]
    assert (errors[iterations_kept - 1] == kept).all()


def test_whoever_does_not_look_still_gets_every_moment() -> None:
    slot = EventSlot()
    events = list(train(Network.create((2, 2, 1), seed=3), XOR, CONFIG, record=True))
    for event in events:
        slot.put(1, event)
    waiting = [event for _, event in slot.take_all()]
    assert [type(event) for event in waiting] == [Started, Recorded, Finished]
    [joined] = [event for event in waiting if isinstance(event, Recorded)]
    together = Recording()
    for event in events:
        if isinstance(event, Recorded):
            together.add(event.moments)
    assert iterations(joined.moments) == iterations(together.moments)
