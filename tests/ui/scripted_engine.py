"""An engine for the screen's tests: it runs the real jobs, but only as far as a test says, and dies when told to."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import TypeVar

from tui_nn.config.errors import ColumnError, UserError
from tui_nn.engine.control import Command, Control, Stop
from tui_nn.engine.events import Event, Failed, Finished, Progress, Recorded, Snapshot
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.pacing import Pacer
from tui_nn.engine.process import EngineDied, EventSlot, Job

STRETCH = 500
SPEED = 125_000.0
KILLED = "ended by SIGKILL"

Thing = TypeVar("Thing")


class SteadyPacer(Pacer):
    """Every stretch is equally long and every speed the same, whatever the machine does meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.stretch = STRETCH

    @property
    def may_be_slow(self) -> bool:
        return False

    def record(self, iterations: int, seconds: float) -> None:
        self.iterations_per_second = SPEED


class ScriptedControl(Control):
    """A control at which nobody can wait for ever."""

    @property
    def silent(self) -> bool:
        return self._commands.empty()

    def wait(self, seconds: float | None = None) -> Command | None:
        assert not self.silent, "the job waits for a command, and the test let it go on"
        return super().wait(seconds)


class ScriptedEngine:
    """An `EngineLink` without a process or a thread: a job goes on when `advance` or `run_until` says so."""

    def __init__(self) -> None:
        self.jobs: list[TrainingJob] = []
        """Every run that was begun, oldest first; experiments are not among them."""

        self.told: list[Command] = []
        """Everything that was said to any of them."""

        self.alive = True
        self.closed = False
        self.iteration = 0
        """How far the newest job is."""

        self.job_number = 0
        self._control = ScriptedControl()
        self._events: Iterator[Event] = iter(())
        self._waits = False
        self._over = True
        self._newest: Event | None = None
        self._slot = EventSlot()
        self._deaths: list[str] = []
        self._how_it_ended = KILLED

    # What the app asks

    def begin(self, job: Job) -> int:
        if not self.alive:
            raise EngineDied(KILLED)
        self.finish_the_job_before()
        job = _through_a_pipe(job)
        if isinstance(job, TrainingJob):
            self.jobs.append(job)
        self.job_number += 1
        self._control = ScriptedControl()
        self._events = _guarded(job, self._control)
        self._waits, self._over, self._newest, self.iteration = False, False, None, 0
        return self.job_number

    def tell(self, command: Command) -> None:
        if not self.alive:
            raise EngineDied(KILLED)
        self.told.append(command)
        self._control.send(_through_a_pipe(command))

    def take_events(self) -> list[tuple[int, Event]]:
        return self._slot.take_all()

    def take_deaths(self) -> list[str]:
        deaths, self._deaths = self._deaths, []
        return deaths

    def pump(self) -> None:
        """There is no process to listen to."""

    def close(self) -> None:
        self.closed = True

    # What a test does with it

    @property
    def works(self) -> bool:
        """Whether the newest job has something to do."""
        return not (self._over or (self._waits and self._control.silent))

    @property
    def trains(self) -> bool:
        """Whether the newest job goes from iteration to iteration."""
        return not self._over and isinstance(self._newest, Snapshot) and not self._waits

    @property
    def has_news(self) -> bool:
        """Whether there is something that nobody has taken yet."""
        return bool(self._slot._events or self._deaths)

    def advance(self, most: int = 1) -> int:
        """Let the newest job tell so many events, fewer when it ends or waits for a command; returns how many.

        What was recorded comes along with the event after it.
        """
        for told in range(most):
            if not self.works:
                return told
            while isinstance(event := next(self._events, None), Recorded):
                self.say(self.job_number, event)
            if event is None:
                self._over = True
                return told
            self._waits = isinstance(event, Progress) and event.paused
            self._over = isinstance(event, Finished)
            self._newest = event
            if isinstance(event, Snapshot):
                self.iteration = event.iteration
            self.say(self.job_number, event)
        return most

    def run_until(self, iteration: int) -> None:
        """Let the newest job go on up to that iteration, which has to be a multiple of the stretch."""
        while self.iteration < iteration and self.advance():
            pass
        assert self.iteration == iteration

    def run_to_end(self) -> None:
        """Let the newest job go on until it has ended or waits."""
        while self.advance():
            pass

    def finish_the_job_before(self) -> None:
        """Stop the job that runs, as the process does when another one begins."""
        self._control.send(Stop())
        self.run_to_end()

    def die(self, how_it_ended: str = KILLED) -> None:
        """End the process in the middle of whatever it does; nothing can be told to it until `be_replaced`."""
        self.alive, self._over = False, True
        self._how_it_ended = how_it_ended

    def be_replaced(self) -> None:
        """Put another process in its place, without a job."""
        self.alive = True
        self._deaths.append(self._how_it_ended)
        self._control, self._events = ScriptedControl(), iter(())

    def say(self, job_number: int, event: Event) -> None:
        """Tell the app something, as if a job had."""
        self._slot.put(job_number, _through_a_pipe(event))


def _guarded(job: Job, control: Control) -> Iterator[Event]:
    """A mistake of the person's is an event; one of ours fails the test, where the process would tell it, too."""
    try:
        yield from job.run(control)
    except UserError as error:
        yield Failed(str(error), about_columns=isinstance(error, ColumnError))


def _through_a_pipe(thing: Thing) -> Thing:
    """What a process receives is a copy."""
    copied: Thing = pickle.loads(pickle.dumps(thing))
    return copied
