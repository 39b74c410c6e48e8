"""An iteration that takes long: it is heard and seen within, and nothing of it is kept until it is done."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.control import Control
from tui_nn.engine.events import Progress
from tui_nn.engine.kernels.choice import KERNELS
from tui_nn.engine.network import Network
from tui_nn.engine.training import train

from .runs import assert_same_bits, last, progress

every_kernel = pytest.mark.parametrize("kernel", KERNELS)
every_batch = pytest.mark.parametrize("batch_size", [None, 50])


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Rows that take an iteration through many parts, each as long as a stretch may be."""
    monkeypatch.setattr("tui_nn.engine.training.TARGET_SECONDS", 1e-9)
    monkeypatch.setattr("tui_nn.engine.pacing.TARGET_SECONDS", 1e-9)
    monkeypatch.setattr("tui_nn.engine.kernels.compiled_kernel.PART_WORK", 500)
    monkeypatch.setattr("tui_nn.engine.memory.NUMBERS_AT_ONCE", 1)  # blocks of 64 rows
    generator = np.random.default_rng(5)
    return Dataset.from_arrays(generator.uniform(size=(1000, 3)), generator.uniform(size=(1000, 1)))


def config_for(kernel: str, batch_size: int | None, **values: object) -> TrainingConfig:
    chosen = {"kernel": kernel, "batch_size": batch_size, "learning_rate": 1e-4, "max_iterations": 4, **values}
    return TrainingConfig(**chosen)  # type: ignore[arg-type]  # checked there


@every_kernel
@every_batch
def test_its_progress_is_told_and_its_end_has_the_bits_of_a_fast_run(
    kernel: str, batch_size: int | None, slow: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_for(kernel, batch_size)
    events = list(train(Network.create((3, 5, 1), "tanh"), slow, config))
    shares = [event.share for event in progress(events) if event.iteration == 2]
    monkeypatch.setattr("tui_nn.engine.training.TARGET_SECONDS", 10.0)
    monkeypatch.setattr("tui_nn.engine.pacing.TARGET_SECONDS", 10.0)

    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0.5 < shares[-1] < 1.0
    assert_same_bits(last(events).state, last(train(Network.create((3, 5, 1), "tanh"), slow, config)).state)


@every_kernel
@every_batch
def test_a_pause_within_it_acts_at_once_and_going_on_leaves_the_same_bits(
    kernel: str, batch_size: int | None, slow: Dataset
) -> None:
    config, control = config_for(kernel, batch_size), Control()
    events = train(Network.create((3, 5, 1), "tanh"), slow, config, control=control)
    within = next(event for event in events if isinstance(event, Progress) and event.iteration and event.share > 0.2)
    control.pause()
    paused = next(event for event in events if isinstance(event, Progress))
    control.resume()

    assert paused.paused
    assert (paused.iteration, paused.share) == (within.iteration, within.share)
    assert paused.network.parameters.tobytes() == within.network.parameters.tobytes()
    assert_same_bits(last(events).state, last(train(Network.create((3, 5, 1), "tanh"), slow, config)).state)


@every_kernel
@every_batch
def test_a_stop_within_it_keeps_what_was_whole(kernel: str, batch_size: int | None, slow: Dataset) -> None:
    config, control = config_for(kernel, batch_size), Control()
    events = train(Network.create((3, 5, 1), "tanh"), slow, config, control=control)
    within = next(event for event in events if isinstance(event, Progress) and event.iteration and event.share > 0.2)
    control.stop()
    finished = last(events)
    whole = config_for(kernel, batch_size, max_iterations=within.iteration)

    assert finished.iteration == within.iteration
    assert_same_bits(finished.state, last(train(Network.create((3, 5, 1), "tanh"), slow, whole)).state)


@every_kernel
def test_a_new_learning_rate_acts_within_it(kernel: str, slow: Dataset) -> None:
    config, control = config_for(kernel, 50, max_iterations=1), Control()
    plain = last(train(Network.create((3, 5, 1), "tanh"), slow, config))
    events = train(Network.create((3, 5, 1), "tanh"), slow, config, control=control)
    next(event for event in events if isinstance(event, Progress) and event.share > 0.2)
    control.change(learning_rate=1e-2, batch_size=7)
    changed = last(events)

    assert changed.iteration == plain.iteration == 1
    assert changed.error < plain.error


@every_kernel
@every_batch
def test_one_that_leaves_the_finite_numbers_is_taken_back(kernel: str, batch_size: int | None, slow: Dataset) -> None:
    config = config_for(kernel, batch_size, learning_rate=1e150, max_iterations=20)
    finished = last(train(Network.create((3, 5, 1), "linear"), slow, config))

    assert finished.stop_reason == "diverged"
    assert np.isfinite(finished.network.parameters).all()
    assert np.isfinite(finished.error)
