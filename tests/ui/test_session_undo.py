"""Back and forth between networks: none that was trained is lost."""

from __future__ import annotations

import pytest

from tests.ui.desk import LAYERS, finished, ready
from tui_nn.engine.events import Finished
from tui_nn.engine.stopping import StopReason
from tui_nn.ui import undo


def test_undo_and_redo_bring_networks_back() -> None:
    desk = ready()
    desk.train_to(1000)
    desk.session.new_start()
    desk.settle()
    desk.train_to(500)
    second = desk.session.snapshot

    desk.session.undo()
    desk.settle()
    assert (desk.session.phase, desk.session.iteration, desk.session.run.network.seed) == ("paused", 1000, 3)
    desk.session.redo()
    desk.settle()

    assert (desk.session.phase, desk.session.iteration, desk.session.run.network.seed) == ("paused", 500, 4)
    assert second is not None
    assert desk.session.snapshot is not None
    assert desk.session.snapshot.error == second.error


def test_a_network_that_was_taken_up_learns_on_to_the_bit() -> None:
    straight, detour = ready(), ready()
    straight.train_to(2000)
    detour.train_to(1000)
    detour.session.new_start()
    detour.settle()
    detour.session.undo()
    detour.settle()
    detour.train_to(2000)

    one, other = straight.session.snapshot, detour.session.snapshot
    assert one is not None
    assert other is not None
    assert one.network.parameters.tobytes() == other.network.parameters.tobytes()


@pytest.mark.parametrize("leave", ["reset", "new start", "other layers"])
def test_a_run_that_is_left_while_it_trains_is_kept_with_its_last_words(leave: str) -> None:
    desk = ready()
    desk.train_to(1000)
    desk.engine.advance()  # told, but not looked at
    match leave:
        case "reset":
            desk.session.reset()
        case "new start":
            desk.session.new_start()
        case "other layers":
            desk.session.change({LAYERS: (2, 3, 1)})
    desk.settle()

    [kept] = desk.session.undo_stack
    assert kept.snapshot.iteration == 1500
    desk.session.undo()
    desk.settle()
    assert desk.stand == ("paused", 1500)


def test_last_words_find_their_network_although_others_were_left_since() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    desk.train_to(1000)
    desk.engine.advance()

    desk.session.undo()
    desk.session.undo()
    desk.settle()

    assert [kept.snapshot.iteration for kept in desk.session.redo_stack] == [1500, 500]
    assert desk.session.iteration == 500


def test_a_new_start_after_an_undo_keeps_what_could_be_redone() -> None:
    desk = ready()
    for iteration in (500, 1000, 1500):
        desk.train_to(iteration)
        desk.session.new_start()
        desk.settle()
    desk.session.undo()
    desk.settle()
    desk.session.undo()
    desk.settle()
    assert [kept.snapshot.iteration for kept in desk.session.redo_stack] == [1500]
    desk.session.new_start()
    desk.settle()

    assert [kept.snapshot.iteration for kept in desk.session.undo_stack] == [500, 1500, 1000]
    assert desk.session.redo_stack == []


def test_a_network_at_its_start_weights_is_not_worth_keeping() -> None:
    desk = ready()
    desk.session.new_start()
    desk.settle()
    desk.session.change({LAYERS: (2, 3, 1)})
    desk.settle()

    assert desk.session.undo_stack == []


def test_a_finished_run_is_still_finished_when_it_is_taken_up() -> None:
    desk = finished()
    desk.session.new_start()
    desk.settle()
    desk.session.undo()
    desk.settle()

    assert desk.session.phase == "finished"
    assert desk.session.stop_reason is StopReason.MAX_ITERATIONS
    assert "limit" in str(desk.session.why_not_train())


def test_a_run_that_was_stopped_by_leaving_it_is_paused_when_it_is_taken_up() -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    desk.session.undo()

    assert desk.session.phase == "paused"
    assert desk.session.stop_reason is None


def test_so_many_networks_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "MOST_CHECKPOINTS", 3)
    desk = ready()
    for steps in range(1, 6):
        desk.session.step(steps)
        desk.settle()
        desk.session.new_start()
        desk.settle()

    assert [kept.snapshot.iteration for kept in desk.session.undo_stack] == [3, 4, 5]


def test_networks_that_are_kept_take_so_many_bytes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready()
    desk.train_to(500)
    desk.session.new_start()
    desk.settle()
    [kept] = desk.session.undo_stack
    size = 2 * 9 * 8  # nine parameters, and the last update of each
    assert kept.size == size * (1 + len(kept.recording.moments))
    monkeypatch.setattr(undo, "MOST_CHECKPOINT_BYTES", kept.size)
    for _ in range(3):
        desk.train_to(500)
        desk.session.new_start()
        desk.settle()
    assert len(desk.session.undo_stack) == 4
    assert [bool(kept.recording.moments) for kept in desk.session.undo_stack] == [False, False, False, False]

    monkeypatch.setattr(undo, "MOST_CHECKPOINT_BYTES", 0)
    desk.train_to(500)
    desk.session.new_start()
    assert len(desk.session.undo_stack) == 1  # the last one stays, whatever it weighs


def test_last_words_of_a_job_that_left_no_network_are_dropped() -> None:
    desk = finished()
    snapshot = desk.session.snapshot
    assert isinstance(snapshot, Finished)
    desk.session.on_event(77, snapshot)

    assert desk.session.snapshot is snapshot
    assert desk.session.undo_stack == []
