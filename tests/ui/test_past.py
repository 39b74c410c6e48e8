"""The past: any moment of a run can be shown, with the engine's numbers, and gone on from, to the same bits."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.runs import assert_same_bits
from tests.ui.desk import RATE, Desk, finished, ready
from tests.ui.scripted_engine import STRETCH
from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.events import Snapshot
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit

LIMIT = TrainingConfig(max_iterations=2000)
PARTED = RunConfig(data=DataConfig("moons", samples=60, test_share=0.5), training=LIMIT)


def shown(desk: Desk) -> Snapshot:
    snapshot = desk.session.shown
    assert snapshot is not None
    return snapshot


def back_to(desk: Desk, iteration: int) -> Snapshot:
    """Look at the moment nearest to an iteration."""
    desk.session.look_at(desk.session.recording.nearest(iteration))
    return shown(desk)


def test_a_run_has_a_past_from_its_start_to_its_end() -> None:
    desk = finished(RunConfig(training=LIMIT))
    iterations = [moment.iteration for moment in desk.session.recording.moments]
    assert iterations[0] == 0
    assert iterations[-1] >= 2000 * 49 // 50 - 1
    assert len(iterations) > 150


def test_a_moment_is_shown_with_the_numbers_of_a_run_that_ended_there() -> None:
    desk = finished(PARTED)
    snapshot = back_to(desk, 1000)
    rows = desk.session.started
    assert rows is not None
    run = PARTED.with_values({("training", "max_iterations"): snapshot.iteration})
    alone = finished_alone(run)
    assert snapshot.error == alone.error
    assert snapshot.network.parameters.tobytes() == alone.network.parameters.tobytes()
    np.testing.assert_array_equal(snapshot.outputs, alone.outputs)
    assert snapshot.gradient_norm == pytest.approx(alone.gradient_norm, rel=1e-12)
    assert snapshot.test_error == pytest.approx(alone.test_error, rel=1e-12)
    for (part, judgement), (other_part, other) in zip(snapshot.judgements, alone.judgements, strict=True):
        assert (part, judgement.scores) == (other_part, other.scores)


def finished_alone(run: RunConfig) -> Snapshot:
    desk = ready(run)
    desk.session.toggle_training()
    desk.settle()
    assert desk.session.snapshot is not None
    return desk.session.snapshot


def test_the_same_moment_is_measured_once() -> None:
    desk = finished(PARTED)
    assert back_to(desk, 500) is shown(desk)
    assert shown(desk) is not back_to(desk, 600)


def test_steps_through_the_past_end_at_the_present() -> None:
    desk = finished()
    session = desk.session
    session.look_back(-1)
    assert session.looks_back
    before = shown(desk).iteration
    session.look_back(-1)
    assert shown(desk).iteration < before
    session.look_back(+1)
    session.look_back(+1)
    session.look_back(+1)
    assert not session.looks_back
    assert shown(desk) is session.snapshot
    session.look_back(-10_000)
    assert shown(desk).iteration == 0


def test_training_pauses_while_one_looks_back() -> None:
    desk = ready()
    desk.train_to(STRETCH)
    desk.session.look_back(-5)
    assert desk.session.phase == "paused"
    desk.settle()
    assert desk.session.looks_back


def test_going_on_from_a_moment_ends_at_the_same_bits() -> None:
    desk = finished(RunConfig(training=LIMIT))
    first = shown(desk).state
    moment = back_to(desk, 700)
    desk.session.toggle_training()
    assert not desk.session.looks_back
    assert desk.session.iteration == moment.iteration
    desk.settle()
    assert desk.session.phase == "finished"
    assert_same_bits(shown(desk).state, first)
    assert desk.session.recording.moments[-1].iteration > 1900


def test_the_run_that_came_after_is_brought_back_by_undo_with_its_past() -> None:
    desk = finished(RunConfig(training=LIMIT))
    end, moments = shown(desk), desk.session.recording.moments
    back_to(desk, 300)
    desk.session.step(1)
    desk.settle()
    assert desk.session.phase == "paused"
    assert "u brings back" in desk.texts()[-1]
    desk.session.undo()
    desk.settle()
    assert shown(desk).iteration == end.iteration == 2000
    assert desk.session.recording.moments[: len(moments)] == moments


def test_another_rate_from_a_moment_makes_another_run() -> None:
    desk = finished(RunConfig(training=LIMIT))
    first = shown(desk).error
    moment = back_to(desk, 700)
    desk.session.change({RATE: 0.5})
    desk.session.toggle_training()
    desk.settle()
    assert shown(desk).error != first
    kept = [kept for kept in desk.session.recording.moments if kept.iteration <= moment.iteration]
    assert kept[-1].iteration == moment.iteration


def test_a_finished_run_may_go_on_from_before_its_end() -> None:
    desk = finished(RunConfig(training=LIMIT))
    assert desk.session.why_not_train() is not None
    back_to(desk, 1000)
    assert desk.session.why_not_train() is None
    desk.session.look_at_the_present()
    assert desk.session.why_not_train() is not None


def test_a_new_start_and_other_rows_have_a_past_of_their_own() -> None:
    desk = finished()
    desk.session.new_start()
    desk.settle()
    assert [moment.iteration for moment in desk.session.recording.moments] == [0]
    assert desk.session.why_not_look_back() is not None
    assert desk.session.why_not_look_at_the_present() is not None
    desk.session.undo()
    desk.settle()
    rows = desk.session.rows
    assert rows is not None
    desk.session.edit(rows)
    desk.settle()
    assert {moment.iteration for moment in desk.session.recording.moments} == {STRETCH}


def test_the_past_survives_the_engine_process() -> None:
    desk = ready()
    desk.train_to(STRETCH)
    known = desk.session.recording.moments
    desk.kill_engine()
    desk.train_to(2 * STRETCH)
    assert desk.session.recording.moments[: len(known) - 1] == known[:-1]


def test_the_network_of_a_moment_is_what_fit_makes_of_it() -> None:
    desk = finished(RunConfig(training=LIMIT))
    snapshot = back_to(desk, 100)
    started = desk.session.started
    assert started is not None
    config = TrainingConfig(max_iterations=snapshot.iteration)
    result = fit(Network.create((2, 2, 1)), started.rows, config)
    assert result.network.parameters.tobytes() == snapshot.network.parameters.tobytes()
