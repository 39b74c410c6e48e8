"""The engine process: jobs done apart, in order, and nothing that happens there ends its owner."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest

from tui_nn.config.errors import DataError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.control import Change, Control, Pause, Resume, Step, Stop
from tui_nn.engine.events import Event, Failed, Finished, Progress, Recorded, Snapshot, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.network import Network
from tui_nn.engine.process import EngineDied, EngineProcess, EventSlot, Job
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import train

from .process_jobs import (
    Breaking,
    BreakingAtOnce,
    Dying,
    Flooding,
    Listening,
    Loading,
    Said,
    Saying,
    Surviving,
    TellingWhatCannotBeSent,
    Unreadable,
    Unwritable,
    WithAWordAside,
)
from .process_owner import ENDLESS
from .runs import assert_same_bits, last

PATIENCE = 30.0
"""Seconds to wait for what has to come; only a failing test ever waits that long."""

IMPORTING_TESTS = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
SCREEN = ("textual", "rich", "plotext", "pytest", "asyncio")

AnyEvent = TypeVar("AnyEvent", bound=Event)


@pytest.fixture(scope="module")
def shared_engine() -> Iterator[EngineProcess]:
    """One process for every test that leaves it alive: coming up is what takes time."""
    engine = EngineProcess()
    engine.start()
    yield engine
    engine.close()


@pytest.fixture
def own_engine() -> Iterator[EngineProcess]:
    engine = EngineProcess()
    engine.start()
    yield engine
    engine.close()


def told(engine: EngineProcess) -> tuple[int, Event]:
    """The next event, which has to come."""
    assert engine._connection.poll(PATIENCE), "the engine process does not answer"
    return engine.receive()


def told_by(engine: EngineProcess, job_number: int) -> Event:
    """The next event of that job; what others still say is passed over."""
    while True:
        number, event = told(engine)
        if number == job_number:
            return event


def events_of(engine: EngineProcess, job_number: int) -> Iterator[Event]:
    """What that job tells, up to its end."""
    while True:
        event = told_by(engine, job_number)
        yield event
        if isinstance(event, Finished | Failed):
            return


def next_that_is(kind: type[AnyEvent], events: Iterator[Event]) -> AnyEvent:
    return next(event for event in events if isinstance(event, kind))


def answers(engine: EngineProcess) -> bool:
    return told_by(engine, engine.begin(Saying(("here",)))) == Said("here")


# A job, from its beginning to its end


def test_a_run_in_the_process_is_the_run_here_to_the_bit(shared_engine: EngineProcess) -> None:
    job = TrainingJob(RunConfig(training=TrainingConfig(max_iterations=3000, momentum=0.5)), paused=False)
    here = last(job.run(Control()))
    started, *_, there = events_of(shared_engine, shared_engine.begin(job))

    assert isinstance(started, Started)
    assert isinstance(there, Finished)
    assert (there.iteration, there.stop_reason) == (3000, StopReason.MAX_ITERATIONS)
    assert_same_bits(there.state, here.state)
    assert there.outputs.tobytes() == here.outputs.tobytes()


def test_events_arrive_in_order(shared_engine: EngineProcess) -> None:
    job = TrainingJob(RunConfig(training=TrainingConfig(max_iterations=20_000, min_error=0)), paused=False)
    started, *snapshots, finished = events_of(shared_engine, shared_engine.begin(job))
    iterations = [event.iteration for event in [*snapshots, finished] if isinstance(event, Snapshot)]

    assert isinstance(started, Started)
    assert {type(event) for event in snapshots} <= {Progress, Recorded}
    assert iterations == sorted(iterations)
    assert iterations[-1] == 20_000


def test_what_is_no_snapshot_is_told_whole_however_much_it_is(shared_engine: EngineProcess) -> None:
    words = tuple(f"{number} {'x' * 1000}" for number in range(500))  # several times what a pipe holds
    job_number = shared_engine.begin(Saying(words))

    assert [told_by(shared_engine, job_number) for _ in words] == [Said(word) for word in words]


def test_the_run_does_not_wait_for_an_owner_that_does_not_look(own_engine: EngineProcess, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    os.mkfifo(aside)
    word = os.open(aside, os.O_RDONLY | os.O_NONBLOCK)
    # Every snapshot is larger than what fits into the pipe.
    training = TrainingConfig(learning_rate=1e-9, max_iterations=300, min_error=0)
    run = RunConfig(network=NetworkConfig(hidden=(20_000,)), training=training)
    job_number = own_engine.begin(WithAWordAside(TrainingJob(run, paused=False), aside))
    try:
        assert select.select([word], [], [], PATIENCE)[0], "the run waits for its events to be taken"
    finally:
        os.close(word)
    started, *old, finished = events_of(own_engine, job_number)

    assert isinstance(started, Started)
    # The one that was under way; all that came later gave way to the last, or was joined.
    assert len([event for event in old if isinstance(event, Snapshot)]) <= 1
    assert len(old) <= 3
    assert isinstance(finished, Finished)
    assert finished.iteration == 300


# Commands


def test_commands_reach_the_job(shared_engine: EngineProcess) -> None:
    job_number = shared_engine.begin(TrainingJob(ENDLESS, paused=True))
    events = events_of(shared_engine, job_number)
    assert next(event.iteration for event in events if isinstance(event, Progress) and event.paused) == 0

    shared_engine.tell(Step(10))
    assert next(event.iteration for event in events if isinstance(event, Progress) and event.paused) == 10
    shared_engine.tell(Stop())
    finished = next_that_is(Finished, events)
    assert (finished.iteration, finished.stop_reason) == (10, StopReason.STOPPED)


def test_commands_arrive_in_the_order_in_which_they_were_given(shared_engine: EngineProcess) -> None:
    commands = [Pause(), Step(3), Resume(), Change({"learning_rate": 0.5}), Pause()]
    job_number = shared_engine.begin(Listening())
    for command in [*commands, Stop()]:
        shared_engine.tell(command)

    assert [told_by(shared_engine, job_number) for _ in commands] == [Said(repr(command)) for command in commands]
    assert told_by(shared_engine, job_number) == Said("stopped")


def test_commands_reach_the_newest_job_only(shared_engine: EngineProcess) -> None:
    first = shared_engine.begin(Listening())
    shared_engine.tell(Step(1))
    second = shared_engine.begin(Listening())
    shared_engine.tell(Step(2))
    shared_engine.tell(Stop())
    heard = [told(shared_engine) for _ in range(4)]

    one, two, stopped = Said(repr(Step(1))), Said(repr(Step(2))), Said("stopped")
    assert heard == [(first, one), (first, stopped), (second, two), (second, stopped)]


def test_a_first_command_comes_before_one_that_was_given_while_the_data_were_loaded() -> None:
    control = Control()
    control.pause()  # the person changes his mind before the run has come up
    events = TrainingJob(ENDLESS, paused=True, first_command=Resume()).run(control)
    first = next_that_is(Progress, events)

    assert (first.paused, first.iteration) == (True, 0)


def test_the_commands_after_the_first_one_are_heard_as_they_come() -> None:
    control = Control()
    events = TrainingJob(ENDLESS, paused=True, first_command=Step(2)).run(control)
    assert next(event.iteration for event in events if isinstance(event, Progress) and event.paused) == 2

    assert isinstance(waiting := next(events), Progress)
    assert waiting.paused
    control.step(3)
    assert next(event.iteration for event in events if isinstance(event, Progress) and event.paused) == 5
    control.stop()
    assert next_that_is(Finished, events).iteration == 5


# One job after the other


def test_a_new_job_stops_the_one_before(shared_engine: EngineProcess) -> None:
    first = shared_engine.begin(TrainingJob(ENDLESS, paused=False))
    assert isinstance(told_by(shared_engine, first), Started)
    second = shared_engine.begin(Saying(("hello",)))
    finished = next_that_is(Finished, events_of(shared_engine, first))

    assert finished.stop_reason is StopReason.STOPPED
    assert told(shared_engine) == (second, Said("hello"))


def test_a_paused_job_makes_way_for_a_new_one(shared_engine: EngineProcess) -> None:
    paused = shared_engine.begin(TrainingJob(RunConfig(), paused=True))
    assert isinstance(told_by(shared_engine, paused), Started)
    second = shared_engine.begin(Saying(("hello",)))

    assert next_that_is(Finished, events_of(shared_engine, paused)).stop_reason is StopReason.STOPPED
    assert told(shared_engine) == (second, Said("hello"))


def test_a_job_that_was_replaced_before_it_began_trains_nothing(shared_engine: EngineProcess) -> None:
    first, second, third = (shared_engine.begin(TrainingJob(ENDLESS, paused=False)) for _ in range(3))
    shared_engine.tell(Stop())
    ends = [next_that_is(Finished, events_of(shared_engine, number)) for number in (first, second, third)]

    assert [end.stop_reason for end in ends] == [StopReason.STOPPED] * 3
    assert ends[1].iteration == 0
    assert first < second < third


def test_a_job_that_talks_without_a_pause_is_stopped_too(shared_engine: EngineProcess) -> None:
    job_number = shared_engine.begin(Flooding())
    assert told_by(shared_engine, job_number) == Said(f"0 {'x' * 1000}")
    shared_engine.tell(Stop())
    words = []
    while (event := told_by(shared_engine, job_number)) != Said("stopped"):
        assert isinstance(event, Said)
        words.append(event.text)

    assert words == [f"{number} {'x' * 1000}" for number in range(1, len(words) + 1)]  # all of them, in order


# What goes wrong in a job


@pytest.mark.parametrize(
    ("error", "message", "has_details"),
    [
        (DataError("no such file"), "no such file", False),
        (MemoryError(), "there is not enough memory for this; use fewer units or fewer rows", False),
        (KeyError("x"), "an error in tui-nn itself: KeyError: 'x'", True),
        (FloatingPointError(), "an error in tui-nn itself: FloatingPointError", True),
        (RecursionError("too deep"), "an error in tui-nn itself: RecursionError: too deep", True),
        (EOFError("as from a pipe"), "an error in tui-nn itself: EOFError: as from a pipe", True),
        (OSError(5, "Input/output error"), "an error in tui-nn itself: OSError: [Errno 5] Input/output error", True),
    ],
)
def test_a_job_that_breaks_says_so_and_the_process_lives_on(
    error: Exception, message: str, has_details: bool, shared_engine: EngineProcess
) -> None:
    said, failed = events_of(shared_engine, shared_engine.begin(Breaking(error)))

    assert said == Said("before")
    assert isinstance(failed, Failed)
    assert failed.message == message
    assert ("Traceback" in failed.details) == has_details
    assert answers(shared_engine)


def test_the_message_of_an_error_that_nobody_foresaw_is_one_harmless_line(shared_engine: EngineProcess) -> None:
    (failed,) = events_of(shared_engine, shared_engine.begin(BreakingAtOnce()))

    assert isinstance(failed, Failed)
    assert failed.message.startswith("an error in tui-nn itself: RuntimeError: two␊lines ␛[31mand more")
    assert failed.message.isprintable()
    assert len(failed.message) < 300


def test_a_job_that_cannot_be_read_there_fails_and_the_process_lives_on(shared_engine: EngineProcess) -> None:
    (failed,) = events_of(shared_engine, shared_engine.begin(Unreadable()))

    assert isinstance(failed, Failed)
    assert failed.message == "an error in tui-nn itself: ImportError: no module of that name here"
    assert answers(shared_engine)


def test_a_job_that_cannot_be_sent_is_refused_here_and_the_one_before_goes_on(shared_engine: EngineProcess) -> None:
    before = shared_engine.begin(Listening())
    with pytest.raises(TypeError, match="pickle"):
        shared_engine.begin(Unwritable())
    shared_engine.tell(Step(1))
    shared_engine.tell(Stop())

    assert told_by(shared_engine, before) == Said(repr(Step(1)))
    assert told_by(shared_engine, before) == Said("stopped")


def test_an_event_that_cannot_be_sent_is_told_as_a_failure(shared_engine: EngineProcess) -> None:
    job_number = shared_engine.begin(TellingWhatCannotBeSent())
    failed = told_by(shared_engine, job_number)

    assert isinstance(failed, Failed)
    assert failed.message.startswith("an error in tui-nn itself: ")
    assert told_by(shared_engine, job_number) == Said("after")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({("data", "source"): "xorr"}, "did you mean 'xor'"),
        ({("network", "layers"): (3, 2, 1)}, "layers 3,2,1 do not fit xor"),
        ({("network", "hidden"): (10**9,)}, "use fewer units"),
    ],
)
def test_what_a_person_chose_wrong_is_one_line_from_the_process(
    values: dict[tuple[str, str], object], message: str, shared_engine: EngineProcess
) -> None:
    wrong = TrainingJob(RunConfig().with_values(values), paused=False)
    (failed,) = events_of(shared_engine, shared_engine.begin(wrong))

    assert isinstance(failed, Failed)
    assert message in failed.message
    assert failed.message.isprintable()
    assert failed.details == ""


# The end of the process


def test_keys_that_a_terminal_turns_into_signals_do_not_end_the_process(shared_engine: EngineProcess) -> None:
    assert told_by(shared_engine, shared_engine.begin(Surviving())) == Said("alive")


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (Dying(status=7), "ended with status 7"),
        (Dying(signal_number=signal.SIGRTMIN + 3), f"ended by signal {signal.SIGRTMIN + 3}"),
    ],
)
def test_the_death_of_the_process_is_an_error_that_says_how_it_ended(
    job: Dying, words: str, own_engine: EngineProcess
) -> None:
    job_number = own_engine.begin(job)
    with pytest.raises(EngineDied, match=f"^{words}$"):
        told_by(own_engine, job_number)
    with pytest.raises(EngineDied, match=f"^{words}$"):
        own_engine.begin(Saying())
    with pytest.raises(EngineDied, match=f"^{words}$"):
        own_engine.tell(Resume())


def test_a_process_that_is_killed_while_it_trains_is_noticed_and_can_have_an_heir(own_engine: EngineProcess) -> None:
    last_job = own_engine.begin(TrainingJob(ENDLESS, paused=False))
    assert isinstance(told_by(own_engine, last_job), Started)
    assert own_engine.pid is not None
    os.kill(own_engine.pid, signal.SIGKILL)
    with pytest.raises(EngineDied, match=r"^ended by SIGKILL$"):
        told_by(own_engine, last_job + 1)  # which never comes: all that was said before is passed over

    heir = EngineProcess()
    heir.start()
    try:
        first_job = heir.begin(Saying(("here",)))
        assert first_job > last_job  # numbers never come again: nobody's last words are taken for another's
        assert told_by(heir, first_job) == Said("here")
    finally:
        heir.close()


@pytest.mark.parametrize("job", [TrainingJob(ENDLESS, paused=False), Loading()], ids=["training", "loading"])
def test_closing_is_quick_whatever_the_process_does(job: Job, own_engine: EngineProcess) -> None:
    assert told_by(own_engine, own_engine.begin(job)) is not None
    pid = own_engine.pid
    assert pid is not None
    closing = threading.Thread(target=own_engine.close, daemon=True)
    closing.start()
    closing.join(2.0)

    assert not closing.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)  # gone, and nothing of it is left in the system's table
    with pytest.raises(EngineDied):
        own_engine.tell(Resume())
    own_engine.close()  # once more does no harm


def test_closing_before_the_process_has_come_up_is_quick_too() -> None:
    engine = EngineProcess()
    engine.start()
    engine.begin(TrainingJob(ENDLESS, paused=False))
    engine.close()

    with pytest.raises(EngineDied, match=r"^ended by SIGKILL$"):
        told(engine)


def test_closing_wakes_whoever_waits_for_an_event(own_engine: EngineProcess) -> None:
    deaths: list[str] = []

    def wait() -> None:
        try:
            own_engine.receive()
        except EngineDied as died:
            deaths.append(str(died))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    own_engine.close()
    waiting.join(PATIENCE)

    assert not waiting.is_alive()
    assert len(deaths) == 1


# The owner


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the end of another's child is told by pidfd_open")
@pytest.mark.parametrize("busy_with", ["training", "loading", "nothing yet"])
def test_the_process_ends_when_its_owner_dies(busy_with: str) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.process_owner", busy_with],
        env=IMPORTING_TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with owner:
        assert owner.stdout is not None
        engine = os.pidfd_open(int(owner.stdout.readline()))
        try:
            owner.kill()
            owner.wait(PATIENCE)
            assert select.select([engine], [], [], PATIENCE)[0], "the engine process lives on without its owner"
        finally:
            os.close(engine)


def test_what_the_process_writes_goes_where_its_owners_output_goes(tmp_path: Path) -> None:
    # In the app the owner's streams are guarded, and so what a library prints there cannot spoil the screen.
    output, errors = tmp_path / "output", tmp_path / "errors"
    with output.open("wb") as to_output, errors.open("wb") as to_errors:
        subprocess.run(
            [sys.executable, "-m", "tests.engine.process_owner", "writing"],
            env=IMPORTING_TESTS, stdin=subprocess.DEVNULL, stdout=to_output, stderr=to_errors, check=True,
            timeout=PATIENCE,
        )  # fmt: skip

    assert output.read_text().startswith("to output\n")
    assert errors.read_text() == "to errors\n"


def test_the_process_loads_nothing_of_the_screen() -> None:
    # Started from a program of its own: under pytest, the process imports pytest's main module.
    code = f"""
from tests.engine.process_jobs import Looking
from tui_nn.engine.process import EngineProcess
engine = EngineProcess()
engine.start()
engine.begin(Looking({("numpy", *SCREEN)!r}))
print(engine.receive()[1].text)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=IMPORTING_TESTS, capture_output=True, text=True, check=True, timeout=PATIENCE
    )

    assert done.stdout == "numpy\n"


# The slot between the run and the pipe


def events_of_a_run(xor: Dataset) -> list[Event]:
    return list(train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=50)))


def test_a_newer_snapshot_replaces_the_one_that_nobody_has_taken(xor: Dataset) -> None:
    slot, events = EventSlot(), events_of_a_run(xor)
    for event in events:
        slot.put(1, event)

    assert [event for _, event in slot.take_all()] == [events[0], events[-1]]
    assert slot.take_all() == []


def test_snapshots_of_different_jobs_do_not_replace_each_other(xor: Dataset) -> None:
    slot, (started, first, *_, finished) = EventSlot(), events_of_a_run(xor)
    put = [(1, started), (1, first), (2, first), (1, first), (1, Failed("no")), (1, first), (2, finished)]
    for number, event in put:
        slot.put(number, event)

    assert slot.wait_for_one() == put[0]
    assert slot.take_all() == put[1:]


def test_what_began_and_what_ended_never_vanishes(xor: Dataset) -> None:
    started, first, *_, finished = events_of_a_run(xor)
    assert isinstance(first, Progress)
    slot, later = EventSlot(), replace(first, paused=True)
    put = [started, first, finished, first, later, Failed("no"), later, first, finished, finished, started]
    for event in put:
        slot.put(1, event)

    assert [event for _, event in slot.take_all()] == [
        started, finished, later, Failed("no"), finished, finished, started
    ]  # fmt: skip


@dataclass(frozen=True)
class Standing(Event):
    """Tells all of an experiment each time."""

    done: int
    supersedes: ClassVar[bool] = True


def test_an_experiment_that_nobody_looks_at_keeps_its_last_word_alone() -> None:
    slot = EventSlot()
    for done in range(100):
        slot.put(1, Standing(done))
    slot.put(1, Failed("no"))
    slot.put(1, Standing(100))
    slot.put(2, Standing(0))

    assert slot.take_all() == [(1, Standing(99)), (1, Failed("no")), (1, Standing(100)), (2, Standing(0))]


def test_what_was_taken_is_not_replaced_any_more(xor: Dataset) -> None:
    slot, (_, first, *_, finished) = EventSlot(), events_of_a_run(xor)
    slot.put(1, first)
    taken = slot.take_all()
    slot.put(1, finished)

    assert (taken, slot.take_all()) == ([(1, first)], [(1, finished)])


def test_waiting_ends_when_something_is_put() -> None:
    slot = EventSlot()
    taken = []
    waiting = threading.Thread(target=lambda: taken.append(slot.wait_for_one()), daemon=True)
    waiting.start()
    slot.put(1, Said("hello"))
    waiting.join(PATIENCE)

    assert taken == [(1, Said("hello"))]
