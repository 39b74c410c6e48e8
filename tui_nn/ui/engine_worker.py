"""The one file of the screen that knows the engine process: it keeps one alive, and holds what it tells until asked."""

from __future__ import annotations

import time
from collections import deque

from tui_nn.engine.control import Command
from tui_nn.engine.events import Event, Failed
from tui_nn.engine.process import EngineDied, EngineProcess, EventSlot, Job

SHORT_LIFE = 2.0
"""Seconds; a process that ends sooner cannot even start here."""

MOST_SHORT_LIVES = 3


class EngineWorker:
    """Owns the engine process; `pump` runs in a thread of its own, everything else in the screen's."""

    def __init__(self) -> None:
        self._slot = EventSlot()
        self._deaths: deque[str] = deque()
        self._closing = False
        self._process = EngineProcess()
        self._process.start()

    @property
    def pid(self) -> int | None:
        """The system's number for the process."""
        return self._process.pid

    def begin(self, job: Job) -> int:
        """Start a job and return its number; raises EngineDied."""
        return self._process.begin(job)

    def tell(self, command: Command) -> None:
        """Say something to the newest job; raises EngineDied."""
        self._process.tell(command)

    def take_events(self) -> list[tuple[int, Event]]:
        """Return what was told since the last look, oldest first."""
        return self._slot.take_all()

    def take_deaths(self) -> list[str]:
        """Return how each process ended that has been replaced since the last look."""
        deaths = []
        while self._deaths:
            deaths.append(self._deaths.popleft())
        return deaths

    def pump(self) -> None:
        """Carry events from the process to the slot until closed; replace a process that died."""
        short_lives = 0
        born = time.monotonic()
        while not self._closing:
            try:
                self._slot.put(*self._process.receive())
            except EngineDied as died:
                if self._closing:
                    return
                short_lives = short_lives + 1 if time.monotonic() - born < SHORT_LIFE else 0
                if short_lives >= MOST_SHORT_LIVES:
                    self._slot.put(0, Failed(f"the engine process {died} and cannot be started again"))
                    return
                born = time.monotonic()
                self._process = EngineProcess()
                self._process.start()
                self._deaths.append(str(died))

    def close(self) -> None:
        """End the process; called again, it does nothing."""
        if not self._closing:
            self._closing = True
            self._process.close()
