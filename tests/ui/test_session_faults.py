"""Runs that cannot be had, and engines that die: the session says so and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.desk import LAYERS, SOURCE, Desk, finished, ready
from tests.ui.scripted_engine import KILLED
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.events import Failed
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.session import Phase

# A run that cannot be had


def test_a_file_that_cannot_be_read_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({SOURCE: str(tmp_path / "missing.csv")})
    desk.settle()

    assert desk.stand == ("paused", 1000)
    assert desk.session.run == RunConfig()
    assert desk.session.undo_stack == []
    [text] = desk.texts()
    assert "missing.csv" in text
    desk.train_to(1500)
    assert desk.session.iteration == 1500


def test_a_run_that_failed_to_load_brings_back_the_last_words_of_the_one_before() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.engine.advance()
    desk.session.change({SOURCE: "no such data"})
    desk.settle()

    assert desk.session.iteration == 1500


@pytest.mark.parametrize("phase", ["ready", "paused", "finished"])
def test_the_phase_comes_back_with_the_run(phase: Phase) -> None:
    desk = finished() if phase == "finished" else ready()
    if phase == "paused":
        desk.session.step(5)
        desk.settle()
    desk.session.change({SOURCE: "no such data"})
    desk.settle()

    assert desk.session.phase == phase
    assert (desk.session.stop_reason is None) == (phase != "finished")


def test_a_trained_network_that_was_left_before_stays_on_the_undo_stack() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.reset()
    desk.settle()
    desk.session.change({SOURCE: "no such data"})
    desk.settle()

    assert desk.stand == ("ready", 0)
    assert [kept.snapshot.iteration for kept in desk.session.undo_stack] == [1000]


def test_networks_that_could_be_redone_still_can_be_after_a_bad_file() -> None:
    desk = ready()
    for iteration in (500, 1000, 1500):
        desk.train_to(iteration)
        desk.session.new_start()
        desk.settle()
    for _ in range(3):
        desk.session.undo()
        desk.settle()
    before = [kept.snapshot.iteration for kept in desk.session.redo_stack]
    assert before == [1500, 1000]
    desk.session.change({SOURCE: "no such data"})
    desk.settle()

    assert [kept.snapshot.iteration for kept in desk.session.redo_stack] == before
    assert (desk.session.iteration, desk.session.undo_stack) == (500, [])


def test_a_second_choice_while_the_first_is_being_loaded_still_knows_the_way_back() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({SOURCE: "no such data"})
    desk.session.change({SOURCE: "no such data either"})
    desk.settle()

    assert (desk.session.iteration, desk.session.run) == (1000, RunConfig())
    assert len(desk.texts()) == 1


def test_a_first_file_that_cannot_be_read_gives_way_to_the_tutorial(tmp_path: Path) -> None:
    training = TrainingConfig(learning_rate=0.7)
    run = RunConfig(data=DataConfig(str(tmp_path / "missing.csv")), training=training)
    desk = Desk(run)
    desk.session.begin()
    desk.engine.run_to_end()
    desk.look()
    desk.settle()

    assert desk.session.phase == "ready"
    assert desk.session.run == RunConfig(training=training)
    [text] = desk.texts()
    assert "missing.csv" in text


def test_layers_that_do_not_fit_from_the_start_leave_no_network() -> None:
    desk = ready(RunConfig(network=NetworkConfig(layers=(3, 2, 1))))
    assert desk.session.phase == "failed"
    assert "Setup" in str(desk.session.why_not_train())
    assert len(desk.texts()) == 1

    desk.session.change({LAYERS: (2, 2, 1)})
    desk.settle()

    assert (desk.session.phase, desk.session.why_not_train()) == ("ready", None)


def test_a_run_that_breaks_after_it_has_started_gives_way_to_the_one_before() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({SOURCE: "half-adder"})
    desk.engine.advance()
    desk.engine.say(desk.engine.job_number, Failed("there is not enough memory for this"))
    desk.look()

    assert desk.stand == ("paused", 1000)
    assert desk.session.started is not None
    assert desk.session.started.rows.name == "xor"


def test_a_run_that_breaks_while_it_trains_keeps_its_last_network() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.engine.say(desk.engine.job_number, Failed("an error in tui-nn itself: boom"))
    desk.look()
    assert desk.stand == ("paused", 1000)
    assert desk.texts() == ["an error in tui-nn itself: boom"]

    desk.train_to(1500)
    assert desk.session.iteration == 1500


# An engine process that dies


def test_training_goes_on_from_the_last_snapshot() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.kill_engine()

    assert desk.session.phase == "training"
    job = desk.engine.jobs[-1]
    assert not job.paused
    assert job.state is not None
    assert job.state.iteration == 1000
    [text] = desk.texts()
    assert KILLED in text
    assert "1,000" in text
    desk.engine.run_until(1500)
    desk.look()
    assert desk.session.iteration == 1500


def test_what_was_paused_stays_paused() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.toggle_training()
    desk.settle()
    desk.kill_engine()
    desk.settle()

    assert desk.stand == ("paused", 1000)
    assert desk.engine.jobs[-1].paused


def test_a_finished_run_needs_no_heir() -> None:
    desk = finished()
    desk.kill_engine()

    assert desk.session.phase == "finished"
    assert len(desk.engine.jobs) == 1


def test_data_that_were_being_loaded_are_loaded_again() -> None:
    desk = Desk(RunConfig(data=DataConfig("and")))
    desk.session.begin()
    desk.kill_engine()
    desk.settle()

    assert desk.session.phase == "ready"
    assert [job.run_config.data.source for job in desk.engine.jobs] == ["and", "and"]


def test_three_deaths_without_an_iteration_between_them_pause() -> None:
    desk = ready()
    desk.train_to(1000)
    for _ in range(3):
        desk.kill_engine()

    assert desk.stand == ("paused", 1000)
    assert [notice.severity for notice in desk.session.notices] == ["warning", "warning", "error"]
    jobs = len(desk.engine.jobs)
    desk.train_to(1500)
    assert desk.session.iteration == 1500
    assert len(desk.engine.jobs) == jobs + 1


def test_deaths_with_iterations_between_them_are_not_added_up() -> None:
    desk = ready()
    for iteration in range(500, 3500, 500):
        desk.train_to(iteration)
        desk.kill_engine()

    assert desk.session.phase == "training"


def test_a_file_that_kills_the_engine_three_times_is_given_up() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.change({SOURCE: "half-adder"})
    for _ in range(3):
        desk.kill_engine()

    assert desk.stand == ("paused", 1000)
    assert desk.session.run == RunConfig()
    desk.train_to(1500)
    assert desk.session.iteration == 1500


def test_a_first_file_that_kills_the_engine_three_times_leaves_no_network() -> None:
    desk = Desk(RunConfig(data=DataConfig("and")))
    desk.session.begin()
    for _ in range(3):
        desk.kill_engine()
    assert desk.stand == ("failed", 0)

    desk.session.change({SOURCE: "or"})
    desk.settle()
    assert desk.stand == ("ready", 0)


def test_a_finished_run_stays_finished_whatever_dies() -> None:
    desk = finished()
    for _ in range(3):
        desk.kill_engine()

    assert (desk.session.phase, desk.session.stop_reason) == ("finished", StopReason.MAX_ITERATIONS)


@pytest.mark.parametrize("act", ["toggle_training", "new_start", "undo"])
def test_what_is_asked_of_a_dead_engine_is_done_by_its_heir(act: str) -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    desk.session.step(1)
    desk.settle()

    desk.engine.die()
    getattr(desk.session, act)()
    desk.engine.be_replaced()
    desk.look()
    for _ in range(2):
        desk.engine.advance(3)
        desk.look()

    expected: dict[str, tuple[Phase, int]] = {
        "toggle_training": ("training", 1001),
        "new_start": ("ready", 0),
        "undo": ("paused", 500),
    }
    phase, iteration = expected[act]
    assert desk.session.phase == phase
    assert desk.session.iteration >= iteration if act == "toggle_training" else desk.session.iteration == iteration


def test_what_a_dead_job_had_still_said_does_not_disturb_what_came_after() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    desk.train_to(1000)
    desk.engine.advance()
    desk.engine.die()
    desk.session.undo()  # the job that was begun last is still the dead one
    desk.look()

    assert (desk.session.iteration, desk.session.run.network.seed) == (500, 3)


def test_an_engine_that_cannot_be_started_again_is_said_to_be_lost() -> None:
    desk = ready()
    desk.train_to(500)
    desk.engine.die()
    desk.engine.say(0, Failed("the engine process cannot be started again"))
    desk.look()

    assert desk.stand == ("paused", 500)
    assert desk.session.why_not_train() == "The engine process cannot be started again"
    assert [notice.severity for notice in desk.session.notices] == ["error"]
    desk.session.toggle_training()
    assert desk.session.phase == "paused"


def test_an_engine_that_never_started_does_not_load_for_ever() -> None:
    desk = Desk()
    desk.session.begin()
    desk.engine.die()
    desk.engine.say(0, Failed("the engine process cannot be started again"))
    desk.look()

    assert desk.session.phase == "failed"
    assert desk.session.why_not_new_start() is not None
