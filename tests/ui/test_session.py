"""A session: its phases, other values, and why something makes no sense now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.desk import ACTIVATIONS, DIVERGING, LAYERS, LIMIT, MOMENTUM, RATE, SOURCE, Desk, finished, ready
from tests.ui.scripted_engine import STRETCH
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.control import Change, Pause, Resume, Step
from tui_nn.engine.events import Failed
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.panes.preset_choice import preset_values

# From phase to phase


def test_it_begins_by_loading_and_shows_the_start_weights() -> None:
    desk = Desk()
    desk.session.begin()

    assert desk.session.phase == "loading"
    desk.settle()
    assert desk.stand == ("ready", 0)
    assert desk.session.started is not None
    assert desk.session.started.layer_sizes == (2, 2, 1)
    assert desk.texts() == []


def test_training_is_paused_and_goes_on() -> None:
    desk = ready()
    desk.train_to(1000)
    assert desk.stand == ("training", 1000)

    desk.session.toggle_training()
    assert desk.session.phase == "paused"
    desk.settle()
    assert desk.session.iteration == 1000

    desk.train_to(1500)
    assert desk.stand == ("training", 1500)
    assert desk.engine.told == [Resume(), Pause(), Resume()]
    assert len(desk.engine.jobs) == 1


def test_a_step_does_so_many_iterations_and_pauses() -> None:
    desk = ready()
    desk.session.step(1)
    desk.settle()
    desk.session.step(10)
    desk.settle()

    assert desk.stand == ("paused", 11)
    assert desk.engine.told == [Step(1), Step(10)]


def test_a_run_ends_by_its_rule_and_says_why() -> None:
    desk = finished()

    assert desk.session.stop_reason is StopReason.MAX_ITERATIONS
    assert desk.session.iteration == STRETCH
    [text] = desk.texts()
    assert "500 iterations" in text


def test_a_run_that_diverged_keeps_the_last_finite_network() -> None:
    desk = finished(DIVERGING)

    assert desk.session.stop_reason is StopReason.DIVERGED
    assert [notice.severity for notice in desk.session.notices] == ["error"]
    assert desk.session.snapshot is not None
    assert desk.session.snapshot.error < float("inf")


def test_a_finished_run_goes_on_once_its_limit_is_raised() -> None:
    desk = finished()
    assert desk.session.why_not_train() is not None
    desk.session.toggle_training()
    assert desk.session.phase == "finished"

    desk.session.change({LIMIT: 2 * STRETCH})
    assert desk.session.why_not_train() is None
    desk.session.toggle_training()
    desk.settle()

    assert desk.stand == ("finished", 2 * STRETCH)
    assert len(desk.engine.jobs) == 2
    assert desk.engine.jobs[1].first_command == Resume()


def test_a_finished_run_takes_single_steps_once_its_limit_is_raised() -> None:
    desk = finished()
    desk.session.change({LIMIT: 10_000})
    desk.session.step(10)
    desk.settle()

    assert desk.stand == ("paused", STRETCH + 10)
    assert desk.engine.jobs[-1].first_command == Step(10)


def test_a_run_that_diverged_goes_on_with_another_learning_rate_only() -> None:
    desk = finished(DIVERGING)
    assert "diverged" in str(desk.session.why_not_train())

    desk.session.change({RATE: 1e-9})

    assert desk.session.why_not_train() is None


def test_reset_goes_back_to_the_same_start_weights() -> None:
    desk = ready()
    start = desk.session.snapshot
    desk.train_to(1000)
    desk.session.reset()
    assert desk.session.phase == "loading"
    desk.settle()

    assert desk.stand == ("ready", 0)
    assert start is not None
    assert desk.session.snapshot is not None
    assert desk.session.snapshot.error == start.error
    assert desk.session.run == RunConfig()


def test_a_new_start_takes_the_next_seed() -> None:
    desk = ready()
    before = desk.session.snapshot
    desk.session.new_start()
    desk.settle()

    assert desk.session.run.network.seed == RunConfig().network.seed + 1
    assert before is not None
    assert desk.session.snapshot is not None
    assert desk.session.snapshot.error != before.error


def test_what_earlier_jobs_still_say_is_past() -> None:
    desk = ready()
    desk.train_to(1000)
    late = desk.session.snapshot
    assert late is not None
    desk.session.new_start()
    desk.settle()
    desk.texts()

    for event in (late, Failed("too late"), desk.session.started):
        assert event is not None
        desk.session.on_event(1, event)

    assert desk.stand == ("ready", 0)
    assert desk.texts() == []


def test_training_may_be_asked_for_before_the_first_snapshot_is_there() -> None:
    desk = Desk()
    desk.session.begin()
    desk.engine.advance()
    desk.look()
    assert (desk.session.phase, desk.session.snapshot) == ("ready", None)

    desk.session.toggle_training()
    desk.engine.run_until(1000)
    desk.look()

    assert desk.stand == ("training", 1000)


# Other values


def test_live_values_go_to_the_running_job() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({RATE: 0.5, MOMENTUM: 0.9})

    assert desk.session.phase == "training"
    assert desk.session.run.training.learning_rate == 0.5
    assert desk.engine.told[-1] == Change({"learning_rate": 0.5, "momentum": 0.9})
    assert len(desk.engine.jobs) == 1


def test_live_values_of_a_run_that_has_ended_wait_for_the_next_job() -> None:
    desk = finished()
    desk.session.change({LIMIT: 5000, RATE: 0.5})
    assert not any(isinstance(command, Change) for command in desk.engine.told)

    desk.session.toggle_training()

    assert desk.engine.jobs[-1].run_config.training.learning_rate == 0.5


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("network", "seed"), 8),
        (("network", "scale"), 0.5),
        (ACTIVATIONS, ("tanh",)),
        (LAYERS, (2, 3, 1)),
        (SOURCE, "and"),
        (("training", "seed"), 2),
    ],
)
def test_other_values_begin_a_new_start(place: tuple[str, str], value: object) -> None:
    desk = ready()
    desk.train_to(1000)
    assert desk.session.needs_new_start({place: value})
    desk.session.change({place: value})
    desk.settle()

    assert desk.stand == ("ready", 0)
    assert len(desk.session.undo_stack) == 1
    assert len(desk.engine.jobs) == 2


def test_values_in_force_change_nothing() -> None:
    desk = ready()
    for values in ({RATE: 0.2}, {LAYERS: (2, 2, 1)}, {SOURCE: "xor"}, {}):
        assert not desk.session.needs_new_start(values)
        desk.session.change(values)

    assert len(desk.engine.jobs) == 1
    assert desk.engine.told == []


def test_layers_that_were_given_whole_are_in_force_too() -> None:
    desk = ready(RunConfig(network=NetworkConfig(layers=(2, 4, 1))))
    assert not desk.session.needs_new_start({LAYERS: (2, 4, 1)})
    assert desk.session.needs_new_start({LAYERS: (2, 2, 1)})
    assert not desk.session.needs_new_start({("data", "label"): "another name"})


def test_layers_follow_other_data() -> None:
    desk = ready()
    desk.session.change({LAYERS: (2, 5, 1)})
    desk.settle()
    desk.session.change({SOURCE: "half-adder"})
    desk.settle()

    assert desk.session.started is not None
    assert desk.session.started.layer_sizes == (2, 5, 2)


def test_layers_that_were_given_whole_follow_other_data() -> None:
    desk = ready(RunConfig(network=NetworkConfig(layers=(2, 4, 1))))
    desk.session.change({SOURCE: "half-adder"})
    desk.settle()

    assert desk.session.started is not None
    assert desk.session.started.layer_sizes == (2, 4, 2)


# What speaks against values


def test_values_that_can_be_had_are_no_problem() -> None:
    session = ready().session
    for values in ({LAYERS: (2, 9, 1)}, {RATE: 1.0}, {ACTIVATIONS: ("tanh", "sigmoid")}, {}):
        assert session.problem_with(values) is None


def test_layers_that_do_not_fit_the_data_are_a_problem() -> None:
    problem = ready().session.problem_with({LAYERS: (3, 2, 1)})

    assert problem is not None
    assert "give 2,2,1" in problem


def test_a_list_of_activations_has_one_for_each_layer() -> None:
    problem = ready().session.problem_with({ACTIVATIONS: ("tanh",) * 3})

    assert problem is not None
    assert "2 layers" in problem


@pytest.mark.parametrize("hidden", [(1_000_000_000,), (10**15, 10**15), (2**63 - 1,) * 100])
def test_a_billion_units_are_refused_without_making_them(hidden: tuple[int, ...]) -> None:
    problem = ready().session.problem_with({LAYERS: (2, *hidden, 1)})

    assert problem is not None
    assert "fewer units" in problem
    assert len(problem) < 300


def test_other_data_are_judged_when_they_are_loaded() -> None:
    assert ready().session.problem_with({SOURCE: "no such data"}) is None


def test_values_that_contradict_each_other_are_a_problem() -> None:
    problem = ready().session.problem_with({LAYERS: (2, 2, 1), ("network", "hidden"): (2,)})

    assert problem is not None
    assert "give one of them" in problem


# Reasons


def test_nothing_can_be_done_while_the_data_are_loaded() -> None:
    desk = Desk()
    desk.session.begin()
    reasons = (
        desk.session.why_not_train(),
        desk.session.why_not_step(),
        desk.session.why_not_reset(),
        desk.session.why_not_new_start(),
        desk.session.why_not_undo(),
        desk.session.why_not_redo(),
    )

    assert all(reasons)
    for act in (desk.session.toggle_training, desk.session.reset, desk.session.new_start, desk.session.undo):
        act()
    desk.session.redo()
    desk.session.step(1)
    assert desk.session.phase == "loading"
    assert len(desk.engine.jobs) == 1


def test_reasons_at_the_start_weights() -> None:
    session = ready().session

    assert session.why_not_train() is None
    assert session.why_not_step() is None
    assert session.why_not_new_start() is None
    assert "start weights" in str(session.why_not_reset())
    assert "undo" in str(session.why_not_undo())
    assert "redo" in str(session.why_not_redo())


def test_reasons_while_it_trains() -> None:
    desk = ready()
    desk.train_to(1000)

    assert desk.session.why_not_train() is None
    assert "pause" in str(desk.session.why_not_step())
    assert desk.session.why_not_reset() is None


def test_reasons_after_the_target_error() -> None:
    session = finished(RunConfig(training=TrainingConfig(min_error=0.9999999, max_iterations=10_000))).session
    assert session.stop_reason is StopReason.MIN_ERROR

    assert "target error" in str(session.why_not_train()).lower()
    assert session.why_not_step() == session.why_not_train()


# Names


def test_data_are_called_by_their_label_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n0,1\n1,0\n")
    desk = ready(RunConfig(data=DataConfig(str(path))))
    assert desk.session.data_name == "table.csv"

    desk.session.change({("data", "label"): "My table"})
    assert desk.session.data_name == "My table"
    assert desk.session.phase == "ready"


def test_a_preset_that_differs_in_live_options_alone_acts_at_once() -> None:
    desk = ready(RunConfig(training=TrainingConfig(max_iterations=1000)))
    desk.train_to(500)
    desk.session.change(preset_values("tutorial"))
    desk.engine.run_until(1500)
    desk.look()
    assert desk.session.iteration == 1500
    assert len(desk.engine.jobs) == 1
