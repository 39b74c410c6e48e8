"""Training as a job: described briefly enough to be sent, and the same run wherever it is done."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError, NetworkError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.control import Control, Step
from tui_nn.engine.events import Progress, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit, train

from .runs import assert_same_bits, last, progress

ROWS = "a,b,sum\n0,0,0\n0,1,1\n1,0,1\n1,1,2\n"
SHORT = TrainingConfig(max_iterations=50, min_error=0)


def job_for(source: Path | str) -> TrainingJob:
    return TrainingJob(RunConfig(data=DataConfig(source=str(source)), training=SHORT), paused=False)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_job_does_the_run_that_its_configuration_says() -> None:
    chosen = RunConfig(network=NetworkConfig(hidden=(3,), activations=("tanh", "sigmoid"), seed=8), training=SHORT)
    started, *events = TrainingJob(chosen, paused=False).run(Control())

    assert isinstance(started, Started)
    assert (started.layer_sizes, started.activations, started.rows.name) == ((2, 3, 1), ("tanh", "sigmoid"), "xor")
    network = Network.create((2, 3, 1), ["tanh", "sigmoid"], seed=8)
    assert last(events).network.parameters.tobytes() == fit(network, started.rows, SHORT).network.parameters.tobytes()


def test_a_job_goes_through_a_pickle_unchanged_and_without_its_rows() -> None:
    job = TrainingJob(RunConfig(training=SHORT), paused=False, first_command=Step(3))
    sent = pickle.dumps(job)
    again = pickle.loads(sent)

    assert again == job
    assert len(sent) < 2000  # no rows in it


def test_a_job_goes_on_from_a_state_to_the_bit() -> None:
    chosen = RunConfig(training=SHORT)
    events = list(TrainingJob(chosen, paused=False).run(Control()))
    middle = progress(events)[0].state
    continued = TrainingJob(chosen, state=pickle.loads(pickle.dumps(middle)), paused=False)

    assert_same_bits(last(continued.run(Control())).state, last(events).state)


def test_the_first_command_is_obeyed_before_any_iteration() -> None:
    run = TrainingJob(RunConfig(training=SHORT), paused=True, first_command=Step(3)).run(Control())
    assert isinstance(next(run), Started)
    shown = next(event for event in run if isinstance(event, Progress) and event.paused)

    assert shown.iteration == 3


def test_a_file_that_has_changed_is_read_again(csv_file: Path) -> None:
    before = next(iter(job_for(csv_file).run(Control())))
    csv_file.write_text(ROWS + "2,2,4\n", encoding="utf-8")
    after = next(iter(job_for(csv_file).run(Control())))

    assert isinstance(before, Started)
    assert isinstance(after, Started)
    assert (before.samples, after.samples) == (4, 5)


def test_a_file_of_the_same_size_that_was_written_later_is_read_again(csv_file: Path) -> None:
    before = next(iter(job_for(csv_file).run(Control())))
    csv_file.write_text(ROWS.replace("1,1,2", "1,1,7"), encoding="utf-8")
    times = csv_file.stat()
    os.utime(csv_file, ns=(times.st_atime_ns, times.st_mtime_ns + 1_000_000_000))  # however coarse the clock is
    after = next(iter(job_for(csv_file).run(Control())))

    assert isinstance(before, Started)
    assert isinstance(after, Started)
    assert (before.rows.targets[3, 0], after.rows.targets[3, 0]) == (2.0, 7.0)


@pytest.mark.parametrize("source", ["no-such-data", "/no/such/file.csv", "a\x00b.csv"])
def test_data_that_cannot_be_had_are_refused_in_one_line(source: str) -> None:
    with pytest.raises(DataError) as caught:
        next(iter(job_for(source).run(Control())))

    assert str(caught.value).isprintable()


def test_layers_that_do_not_fit_the_data_are_refused_by_their_name() -> None:
    chosen = RunConfig(network=NetworkConfig(layers=(3, 2, 1)))

    with pytest.raises(NetworkError, match="layers 3,2,1 do not fit xor"):
        next(iter(TrainingJob(chosen).run(Control())))


def test_a_state_says_where_to_start_whatever_the_network_options_say(csv_file: Path) -> None:
    chosen = RunConfig(data=DataConfig(source=str(csv_file)), training=SHORT)
    events = list(TrainingJob(chosen, paused=False).run(Control()))
    started, state = events[0], last(events).state
    assert isinstance(started, Started)
    longer = TrainingConfig(max_iterations=60, min_error=0)
    job = TrainingJob(
        RunConfig(data=chosen.data, network=NetworkConfig(hidden=(9, 9)), training=longer), state=state, paused=False
    )

    continued = last(train(state.network, started.rows, longer, state=state))
    assert_same_bits(last(job.run(Control())).state, continued.state)
