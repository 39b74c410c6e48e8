"""Loads data in a thread of its own, so that how far it is can be told and a command ends it at once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tui_nn.data.progress import heard_by
from tui_nn.engine.control import Command, Control, Stop
from tui_nn.engine.events import Loading

TELL_EVERY = 0.1
"""Seconds between two events, and until the first: what is loaded sooner is not worth a word."""

Thing = TypeVar("Thing")


class LoadingStopped(Exception):  # noqa: N818  what was asked for, not a mistake
    """Somebody has ended the loading."""


@dataclass
class _Load(Generic[Thing]):
    """What the thread and whoever waits for it have in common."""

    work: Callable[[], Thing]
    stopped: bool = False
    stage: tuple[str, int, int] | None = None
    stage_began: float = 0.0
    found: list[Thing] = field(default_factory=list)
    fault: BaseException | None = None

    def run(self) -> None:
        try:
            with heard_by(self._hear):
                self.found.append(self.work())
        except BaseException as fault:  # noqa: BLE001  raised again where it is waited for
            self.fault = fault

    def _hear(self, what: str, done: int, of: int) -> None:
        if self.stopped:
            raise LoadingStopped
        if self.stage is None or self.stage[0] != what or done < self.stage[1]:
            self.stage_began = time.monotonic()
        self.stage = (what, done, of)

    def event(self) -> Loading | None:
        if self.stage is None:
            return None
        what, done, of = self.stage
        share = min(1.0, done / of) if of else 0.0
        seconds = time.monotonic() - self.stage_began
        return Loading(what, share, seconds / share * (1 - share) if share > 0 else math.nan)


def loaded(
    work: Callable[[], Thing], control: Control
) -> Generator[Loading, None, tuple[Thing | None, tuple[Command, ...]]]:
    """Do the work and tell how far it is, as long as `data.progress` hears of it; what it raises is raised here.

    Returns:
        What the work returned, or None when a Stop came before it was done; and the commands that came meanwhile.
    """
    load = _Load(work)
    thread = threading.Thread(target=load.run, name="tui-nn loading", daemon=True)
    thread.start()
    commands: list[Command] = []
    try:
        while True:
            thread.join(TELL_EVERY)
            if not thread.is_alive():
                if load.fault is not None:
                    raise load.fault
                return load.found[0], tuple(commands)
            commands += control.take()
            if any(isinstance(command, Stop) for command in commands):
                return None, tuple(commands)
            event = load.event()
            if event is not None:
                yield event
    finally:
        load.stopped = True  # it ends itself at its next word; nobody waits for it
