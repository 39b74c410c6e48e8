"""What a person says to a run while it trains, and what the run does then."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.options import options_of
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine import pacing
from tui_nn.engine.control import LIVE_OPTIONS, Command, Control, Step
from tui_nn.engine.events import Event, Finished, Progress, Snapshot, Started
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import train

from .runs import assert_same_bits, last

CONFIG = TrainingConfig(max_iterations=300, min_error=0, momentum=0.5, learning_rate=0.05, log_every=50)


class ImpatientControl(Control):
    """Fails where a run would wait for ever: there is nobody else in a test who could say something."""

    def wait(self, seconds: float | None = None) -> Command | None:
        commands = self.take()
        if not commands and seconds is None:
            raise AssertionError("the run waits for a command that nobody will send")
        for command in commands[1:]:
            self.send(command)
        return commands[0] if commands else None


class Conversation:
    """A run and the one who talks to it, in turn."""

    def __init__(self, dataset: Dataset, config: TrainingConfig = CONFIG, *, paused: bool = True) -> None:
        self.control = ImpatientControl()
        self.events: Iterator[Event] = train(network(), dataset, config, control=self.control, paused=paused)
        assert isinstance(next(self.events), Started)

    def next(self) -> Snapshot:
        event = next(self.events)
        assert isinstance(event, Snapshot)
        return event

    def until_paused(self) -> Progress:
        while True:
            event = self.next()
            assert isinstance(event, Progress), "the run ended"
            if event.paused:
                return event

    def until_finished(self) -> Finished:
        return last(self.events)


def network() -> Network:
    return Network.create((3, 4, 2), "tanh", seed=1)


def uninterrupted(dataset: Dataset, config: TrainingConfig = CONFIG, state: TrainingState | None = None) -> Finished:
    return last(train(network(), dataset, config, state=state))


def after(iterations: int, dataset: Dataset) -> TrainingState:
    return uninterrupted(dataset, dataclasses.replace(CONFIG, max_iterations=iterations)).state


# Pause and resume


def test_a_run_that_begins_paused_shows_the_start_and_waits(surface: Dataset) -> None:
    run = Conversation(surface)
    first = run.next()

    assert isinstance(first, Progress)
    assert first.paused
    assert first.iteration == 0
    assert first.gradient_norm > 0
    with pytest.raises(AssertionError, match="waits for a command"):
        run.next()


def test_a_run_that_was_paused_at_its_start_goes_on_to_the_same_end(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.resume()

    assert_same_bits(run.until_finished().state, uninterrupted(surface).state)


def test_pausing_and_resuming_again_and_again_changes_nothing(
    surface: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", 0.0)  # one iteration a stretch: many moments to pause at
    run = Conversation(surface, paused=False)
    stops = []
    for _ in range(20):
        run.next()
        run.control.pause()
        stops.append(run.until_paused().iteration)
        run.control.resume()

    assert len(set(stops)) == 20
    assert_same_bits(run.until_finished().state, uninterrupted(surface).state)


def test_a_pause_acts_before_the_next_iteration(surface: Dataset) -> None:
    run = Conversation(surface, paused=False)
    before = run.next().iteration
    run.control.pause()

    assert run.until_paused().iteration == before


def test_no_event_but_a_paused_one_says_that_it_is_paused(surface: Dataset) -> None:
    assert not any(event.paused for event in train(network(), surface, CONFIG) if isinstance(event, Progress))


def test_a_pause_while_paused_and_a_resume_while_running_do_no_harm(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.pause()
    run.until_paused()
    run.control.resume()
    run.control.resume()

    assert_same_bits(run.until_finished().state, uninterrupted(surface).state)


# Single steps


@pytest.mark.parametrize("target_seconds", [0.0, 1e9], ids=["tiny stretches", "huge stretches"])
@pytest.mark.parametrize("steps", [(1,), (1, 1, 1), (10,), (2, 3, 1, 10)])
def test_steps_do_as_many_iterations_as_asked_and_then_pause(
    steps: tuple[int, ...], target_seconds: float, surface: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "TARGET_SECONDS", target_seconds)
    run = Conversation(surface)
    run.until_paused()
    done = 0
    for step in steps:
        run.control.step(step)
        done += step

        assert run.until_paused().iteration == done

    run.control.resume()
    assert_same_bits(run.until_finished().state, uninterrupted(surface).state)


def test_the_measures_after_a_step_are_those_of_the_network_that_is_shown(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(50)
    stepped = run.until_paused()
    same = uninterrupted(surface, dataclasses.replace(CONFIG, max_iterations=50))

    assert_same_bits(stepped.state, same.state)
    assert stepped.gradient_norm == same.gradient_norm


def test_steps_stop_at_the_limit_of_iterations(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(10**6)
    finished = run.until_finished()

    assert (finished.iteration, finished.stop_reason) == (300, StopReason.MAX_ITERATIONS)


def test_the_last_step_before_the_limit_ends_the_run(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(300)
    finished = run.until_finished()

    assert (finished.iteration, finished.stop_reason) == (300, StopReason.MAX_ITERATIONS)


def test_a_step_in_a_run_pauses_it(surface: Dataset) -> None:
    run = Conversation(surface, paused=False)
    before = run.next().iteration
    run.control.step(5)

    assert run.until_paused().iteration == before + 5


# Changes


def test_a_new_learning_rate_acts_from_the_next_iteration_on(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(50)
    run.until_paused()
    run.control.change(learning_rate=0.11)
    run.control.resume()
    changed = run.until_finished()

    faster = dataclasses.replace(CONFIG, learning_rate=0.11)
    assert_same_bits(changed.state, uninterrupted(surface, faster, state=after(50, surface)).state)
    assert changed.network.parameters.tobytes() != uninterrupted(surface).network.parameters.tobytes()


def test_a_change_while_paused_leaves_the_run_paused(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.change(learning_rate=0.11)

    assert run.until_paused().iteration == 0


@pytest.mark.parametrize(
    ("values", "iteration", "reason"),
    [
        ({"max_iterations": 60}, 60, StopReason.MAX_ITERATIONS),
        ({"max_iterations": 50}, 50, StopReason.MAX_ITERATIONS),
        ({"max_iterations": 20}, 50, StopReason.MAX_ITERATIONS),  # it has done more already
        ({"max_iterations": 400}, 400, StopReason.MAX_ITERATIONS),
        ({"min_error": 1e6}, 50, StopReason.MIN_ERROR),
    ],
)
def test_a_rule_that_is_changed_ends_the_run_where_it_says(
    values: dict[str, object], iteration: int, reason: StopReason, surface: Dataset
) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(50)
    run.until_paused()
    run.control.change(**values)
    run.control.resume()
    finished = run.until_finished()

    assert (finished.iteration, finished.stop_reason) == (iteration, reason)


@pytest.mark.parametrize(
    ("key", "value"), [("momentum", 0.8), ("batch_size", 4), ("log_every", 3), ("learning_rate", 0.2)]
)
def test_a_change_goes_the_way_of_a_run_that_began_so(key: str, value: object, surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.change(**{key: value})
    run.control.resume()
    chosen = dataclasses.replace(CONFIG, **{key: value})  # type: ignore[arg-type]  # one key of many types

    assert_same_bits(run.until_finished().state, uninterrupted(surface, chosen).state)


def test_all_but_what_a_run_is_made_of_may_change_while_it_goes_on() -> None:
    every_option = {declared.key for declared in options_of(TrainingConfig)}

    assert every_option - LIVE_OPTIONS == {
            "optimizer", "schedule", "loss", "huber_delta", "focal_gamma", "class_weights", "label_smoothing",
        "monitor", "seed", "kernel", "precision",
    }  # fmt: skip


@pytest.mark.parametrize(
    "key", [declared.key for declared in options_of(TrainingConfig) if not declared.live] + ["learning_rte", "layers"]
)
def test_an_option_that_cannot_change_during_a_run_is_refused_in_one_line(key: str, surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()

    with pytest.raises(ConfigError, match=f"{key} cannot change during a run") as caught:
        run.control.change(**{key: 1})
    assert "\n" not in str(caught.value)
    run.control.resume()
    assert_same_bits(run.until_finished().state, uninterrupted(surface).state)


@pytest.mark.parametrize(
    ("key", "value"),
    [("learning_rate", 0), ("learning_rate", "fast"), ("momentum", 1), ("max_iterations", 0), ("batch_size", -1)],
)
def test_a_value_that_cannot_be_used_is_refused_in_one_line(key: str, value: object, surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()

    with pytest.raises(ConfigError, match=f"{key}: ") as caught:
        run.control.change(**{key: value})
    assert "\n" not in str(caught.value)


def test_steps_that_are_asked_for_together_add_up(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(2)
    run.control.step(3)
    assert run.until_paused().iteration == 5


@pytest.mark.parametrize("iterations", [0, -1, 1.5, True, "a"])
def test_a_step_is_a_whole_number_of_iterations(iterations: int) -> None:
    with pytest.raises(ConfigError, match="1 or more"):
        Step(iterations)


# Stop, and several commands at once


def test_a_run_that_is_stopped_keeps_what_it_has_learned(surface: Dataset) -> None:
    run = Conversation(surface, paused=False)
    while run.next().iteration < 20:
        pass
    run.control.stop()
    finished = run.until_finished()

    assert finished.stop_reason is StopReason.STOPPED
    assert 20 <= finished.iteration < 300
    assert_same_bits(finished.state, after(finished.iteration, surface))


def test_a_stop_acts_before_the_next_iteration(surface: Dataset) -> None:
    run = Conversation(surface, paused=False)
    before = run.next().iteration
    run.control.stop()
    finished = run.until_finished()

    assert (finished.iteration, finished.stop_reason) == (before, StopReason.STOPPED)


def test_a_paused_run_can_be_stopped(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(5)
    run.until_paused()
    run.control.stop()
    finished = run.until_finished()

    assert (finished.iteration, finished.stop_reason) == (5, StopReason.STOPPED)


@pytest.mark.parametrize("paused", [True, False])
def test_a_stop_that_was_said_before_the_run_begins_ends_it_at_once(paused: bool, surface: Dataset) -> None:
    control = ImpatientControl()
    control.stop()
    finished = last(train(network(), surface, CONFIG, control=control, paused=paused))

    assert (finished.iteration, finished.stop_reason) == (0, StopReason.STOPPED)


def test_commands_that_come_together_are_obeyed_in_their_order(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.resume()
    run.control.change(learning_rate=0.11)
    run.control.pause()
    run.control.change(momentum=0.8)
    run.control.step(4)

    changed = dataclasses.replace(CONFIG, learning_rate=0.11, momentum=0.8, max_iterations=4)
    assert_same_bits(run.until_paused().state, uninterrupted(surface, changed).state)


def test_the_last_of_a_step_and_a_pause_counts(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.step(5)
    run.control.pause()

    assert run.until_paused().iteration == 0
    run.control.resume()
    assert run.until_finished().iteration == 300


def test_a_stop_among_other_commands_ends_the_run(surface: Dataset) -> None:
    run = Conversation(surface)
    run.until_paused()
    run.control.change(learning_rate=0.11)
    run.control.resume()
    run.control.stop()
    run.control.pause()

    assert run.until_finished().stop_reason is StopReason.STOPPED
