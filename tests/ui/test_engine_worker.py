"""The engine process as the app keeps it: it begins, tells, dies, is replaced and ends."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.control import Resume, Step
from tui_nn.engine.events import Event, Failed, Finished, Snapshot, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.process import EngineDied, EngineProcess
from tui_nn.ui import engine_worker
from tui_nn.ui.engine_worker import EngineWorker
from tui_nn.ui.session import Session

PATIENCE = 30.0
"""Seconds after which a test gives up; a machine that has much to do may need some of them."""

FOR_EVER = RunConfig(training=TrainingConfig(max_iterations=10**12, min_error=0))


class Watched(EngineWorker):
    """A worker with its thread, that tells when something has come."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.Thread(target=self.pump, daemon=True)
        self.thread.start()

    def wait_for(self, arrived: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not arrived():
            assert time.monotonic() < deadline, "nothing came from the engine process"
            self._slot._changed.acquire()
            try:
                self._slot._changed.wait(0.01)
            finally:
                self._slot._changed.release()

    def wait_for_event(self, kind: type[Event], job_number: int) -> Event:
        found: list[Event] = []

        def arrived() -> bool:
            found.extend(
                event for number, event in self.take_events() if number == job_number and isinstance(event, kind)
            )
            return bool(found)

        self.wait_for(arrived)
        return found[-1]

    def wait_for_death(self) -> str:
        deaths: list[str] = []

        def arrived() -> bool:
            deaths.extend(self.take_deaths())
            return bool(deaths)

        self.wait_for(arrived)
        [how] = deaths
        return how

    def kill(self) -> int:
        pid = self.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return pid


@pytest.fixture
def worker() -> Iterator[Watched]:
    worker = Watched()
    yield worker
    worker.close()
    worker.thread.join(PATIENCE)
    assert not worker.thread.is_alive()


def test_a_job_tells_what_happens_and_listens(worker: Watched) -> None:
    number = worker.begin(TrainingJob(RunConfig()))
    worker.wait_for_event(Snapshot, number)
    worker.tell(Step(10))
    worker.wait_for(
        lambda: any(isinstance(event, Snapshot) and event.iteration == 10 for _, event in worker.take_events())
    )


def test_a_run_ends_with_finished_and_a_bad_file_with_one_line(worker: Watched) -> None:
    number = worker.begin(TrainingJob(RunConfig(training=TrainingConfig(max_iterations=100)), paused=False))
    finished = worker.wait_for_event(Finished, number)
    assert isinstance(finished, Finished)
    assert finished.iteration == 100

    number = worker.begin(TrainingJob(RunConfig(data=DataConfig("/nowhere/at all.csv"))))
    failed = worker.wait_for_event(Failed, number)
    assert isinstance(failed, Failed)
    assert "at all.csv" in failed.message


def test_a_new_job_stops_the_one_before(worker: Watched) -> None:
    first = worker.begin(TrainingJob(FOR_EVER, paused=False))
    worker.wait_for_event(Snapshot, first)
    second = worker.begin(TrainingJob(RunConfig()))
    finished = worker.wait_for_event(Finished, first)
    assert isinstance(finished, Finished)
    assert finished.stop_reason == "stopped"
    assert second > first


def test_a_process_that_was_killed_is_replaced_and_says_how_it_ended(worker: Watched) -> None:
    number = worker.begin(TrainingJob(FOR_EVER, paused=False))
    worker.wait_for_event(Started, number)
    pid = worker.kill()

    assert "SIGKILL" in worker.wait_for_death()
    assert worker.pid != pid
    number = worker.begin(TrainingJob(RunConfig()))
    worker.wait_for_event(Started, number)


def test_a_session_goes_on_where_the_killed_process_was(worker: Watched) -> None:
    session = Session(FOR_EVER, worker)

    def look_until(reached: Callable[[], bool]) -> None:
        def arrived() -> bool:
            for number, event in worker.take_events():
                session.on_event(number, event)
            for death in worker.take_deaths():
                session.on_engine_restarted(death)
            return reached()

        worker.wait_for(arrived)

    session.begin()
    look_until(lambda: session.phase == "ready")
    session.toggle_training()
    look_until(lambda: session.iteration > 1000)
    worker.kill()
    look_until(lambda: bool(session.notices))
    before = session.iteration
    assert session.phase == "training"
    assert f"{before:,}" in session.notices[0].text
    look_until(lambda: session.iteration > before)
    assert session.phase == "training"


def test_closing_ends_process_and_thread_and_may_be_done_twice() -> None:
    worker = Watched()
    worker.begin(TrainingJob(FOR_EVER, paused=False))
    process = worker._process._process
    worker.close()
    worker.close()
    worker.thread.join(PATIENCE)

    assert not worker.thread.is_alive()
    assert not process.is_alive()
    assert worker.take_deaths() == []
    with pytest.raises(EngineDied):
        worker.tell(Resume())


class StillbornProcess(EngineProcess):
    """A process that ends as soon as it is started."""

    def start(self) -> None:
        """Start nothing."""

    def receive(self) -> tuple[int, Event]:
        raise EngineDied("ended with status 1")

    def close(self) -> None:
        """There is nothing to end."""


def test_a_process_that_cannot_even_start_is_given_up_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_worker, "EngineProcess", StillbornProcess)
    worker = EngineWorker()
    session = Session(RunConfig(), worker)
    worker.pump()

    for death in worker.take_deaths():
        session.on_engine_restarted(death)
    for number, event in worker.take_events():
        session.on_event(number, event)
    assert session.phase == "failed"
    assert "cannot be started again" in str(session.why_not_train())
    worker.close()
