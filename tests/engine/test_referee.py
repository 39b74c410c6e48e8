"""Rules beyond error and iterations, through whole runs in both kernels."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event, Finished, Progress, Remark
from tui_nn.engine.kernels.choice import KERNELS
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.stopping import StopReason, explain
from tui_nn.engine.training import Result, fit, train

every_kernel = pytest.mark.parametrize("kernel", KERNELS)

SPLIT = load_data(DataConfig(source="moons", noise=0.3, samples=120, validation_share=0.25, test_share=0.25))

NOISY = load_data(DataConfig(source="moons", noise=1.0, samples=60, validation_share=0.4))
"""So noisy that what is learned of the training rows is soon wrong for others."""


def network(seed: int = 1) -> Network:
    return Network.create((2, 8, 1), ("tanh", "sigmoid"), "glorot_uniform", seed=seed)


def run(**options: object) -> Result:
    chosen = {"learning_rate": 0.5, "loss": "binary_crossentropy", "max_iterations": 400, "min_error": 0, **options}
    return fit(network(), SPLIT, TrainingConfig(**chosen))  # type: ignore[arg-type]  # each value is checked there


@every_kernel
def test_patience_on_the_training_error_ends_at_the_very_iteration(kernel: str) -> None:
    # A rate so high that the error goes up and down: the first long enough stretch without a new low ends the run.
    errors = run(kernel=kernel, learning_rate=30.0).history.points()[1]
    result = run(kernel=kernel, learning_rate=30.0, patience=7)
    lows = np.minimum.accumulate(errors[1:])
    ages = [index - int(np.flatnonzero(errors[1 : index + 2] == lows[index])[0]) for index in range(len(lows))]
    expected = next((index + 1 for index, age in enumerate(ages) if age >= 7), None)

    assert result.stop_reason is StopReason.PATIENCE
    assert result.iterations == expected
    assert result.error == errors[result.iterations]


@every_kernel
def test_a_plateau_changes_the_rate_at_the_same_iteration_whatever_the_stretches(
    kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"kernel": kernel, "learning_rate": 30.0, "schedule": "plateau", "schedule_every": 5}
    whole = run(**options)
    monkeypatch.setattr("tui_nn.engine.pacing.MAX_STRETCH", 3)
    small = run(**options)

    assert whole.network.parameters.tobytes() == small.network.parameters.tobytes()
    assert whole.error == small.error


@every_kernel
def test_the_best_network_on_the_training_rows_is_kept(kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = run(kernel=kernel, learning_rate=30.0).history.points()[1]
    best = run(kernel=kernel, learning_rate=30.0, keep_best=True)
    lowest = int(errors[1:].argmin()) + 1
    there = run(kernel=kernel, learning_rate=30.0, max_iterations=lowest)

    assert lowest < 400
    assert best.iterations == 400
    assert best.network.parameters.tobytes() == there.network.parameters.tobytes()


@every_kernel
def test_the_best_network_on_the_validation_rows_is_kept_and_said(kernel: str) -> None:
    config = TrainingConfig(
        learning_rate=2.0, loss="binary_crossentropy", max_iterations=3000, min_error=0, monitor="validation",
        patience=300, keep_best=True, check_every=10, kernel=kernel,  # type: ignore[arg-type]  # a kernel's name
    )  # fmt: skip
    *_, finished = train(network(), NOISY, config)
    assert isinstance(finished, Finished)
    assert NOISY.validation is not None
    best = finished.state.watched.best

    assert finished.stop_reason is StopReason.PATIENCE
    assert best is not None
    assert finished.best_iteration == best.iteration == finished.iteration - 300
    assert Observer(network(), NOISY.validation, config).error(finished.network) == best.error
    assert finished.validation_error == best.error
    assert "this is the network of iteration" in explain(
        finished.stop_reason, finished.iteration, finished.error, config, finished.best_iteration
    )


@every_kernel
def test_a_run_ends_at_the_first_look_that_finds_enough_rows_right(kernel: str) -> None:
    result = run(kernel=kernel, min_accuracy=0.9, check_every=5, max_iterations=5000)
    before = run(kernel=kernel, max_iterations=result.iterations - 5)
    accuracy = [
        Observer(each.network, SPLIT.training, TrainingConfig()).accuracy(each.network) for each in (before, result)
    ]

    assert result.stop_reason is StopReason.MIN_ACCURACY
    assert result.iterations % 5 == 0
    assert accuracy[0] < 0.9 <= accuracy[1]


@every_kernel
def test_a_run_ends_where_the_gradient_is_short_enough(kernel: str) -> None:
    config = TrainingConfig(learning_rate=0.5, loss="mse")
    result = run(kernel=kernel, loss="mse", min_gradient_norm=0.05)

    assert result.stop_reason is StopReason.MIN_GRADIENT_NORM
    assert Observer(result.network, SPLIT.training, config).inspect(result.network).gradient_norm <= 0.05


def test_a_run_ends_when_its_time_is_up() -> None:
    result = run(max_seconds=0.05, max_iterations=10**9)

    assert result.stop_reason is StopReason.MAX_SECONDS
    assert 0.05 <= result.seconds < 1


def test_only_training_rows_are_learned_from() -> None:
    generator = np.random.default_rng(0)
    assert SPLIT.parts is not None
    inputs, targets = SPLIT.inputs.copy(), SPLIT.targets.copy()
    others = SPLIT.parts != 0
    inputs[others] = generator.normal(scale=100, size=(int(others.sum()), 2))
    targets[others] = 1 - targets[others]
    spoilt = Dataset("spoilt", inputs, targets, SPLIT.input_names, SPLIT.target_names, parts=SPLIT.parts)
    config = TrainingConfig(loss="binary_crossentropy", optimizer="adam", max_iterations=50, batch_size=8)
    one, other = (fit(network(), dataset, config).network for dataset in (SPLIT, spoilt))

    assert one.parameters.tobytes() == other.parameters.tobytes()


def test_validation_that_there_is_not_cannot_be_looked_at() -> None:
    whole = load_data(DataConfig(source="moons"))
    with pytest.raises(ConfigError, match="there are no validation rows"):
        train(network(), whole, TrainingConfig(monitor="validation", patience=5, loss="binary_crossentropy"))


def test_a_run_that_waits_says_why_it_cannot_go_on_and_waits_still() -> None:
    control = Control()
    xor = load_data(DataConfig())
    events = train(Network.create((2, 2, 1), "step"), xor, TrainingConfig(), control=control, paused=True)
    seen: list[Event] = []
    for event in events:
        seen.append(event)
        if isinstance(event, Progress) and len(seen) == 2:
            control.resume()
        if isinstance(event, Progress) and len(seen) > 3:
            control.stop()

    remarks = [event.message for event in seen if isinstance(event, Remark)]
    assert any(message.startswith("Training through step is impossible") for message in remarks)
    assert isinstance(seen[-1], Finished)
    assert seen[-1].iteration == 0


def test_a_run_that_begins_at_once_is_refused_with_the_reason() -> None:
    with pytest.raises(ConfigError, match="training through step is impossible"):
        train(Network.create((2, 2, 1), "step"), load_data(DataConfig()), TrainingConfig())
