"""What a person may say to a run while it trains."""

from __future__ import annotations

import queue
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tui_nn.config.errors import ConfigError
from tui_nn.config.options import options_of
from tui_nn.config.training_config import TrainingConfig

LIVE_OPTIONS = frozenset(declared.key for declared in options_of(TrainingConfig) if declared.live)


@dataclass(frozen=True)
class Command:
    """Anything that is said to a run; frozen and picklable."""


@dataclass(frozen=True)
class Pause(Command):
    """Wait, with everything kept."""


@dataclass(frozen=True)
class Resume(Command):
    """Go on until a stop rule ends the run."""


@dataclass(frozen=True)
class Step(Command):
    """Do so many iterations, then pause."""

    iterations: int = 1

    def __post_init__(self) -> None:
        if type(self.iterations) is not int or self.iterations < 1:
            raise ConfigError("a step is a whole number of iterations, 1 or more")


@dataclass(frozen=True)
class Stop(Command):
    """End the run, with everything kept."""


@dataclass(frozen=True)
class Change(Command):
    """Go on with other values of live options, by their key in TrainingConfig."""

    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refused = set(self.values) - LIVE_OPTIONS
        if refused:
            raise ConfigError(f"{', '.join(sorted(refused))} cannot change during a run; start anew")
        replace(TrainingConfig(), **dict(self.values))  # type: ignore[arg-type]  # checks every value, where it is given


class Control:
    """Carries commands to a run; may be used from any thread."""

    def __init__(self) -> None:
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()

    def send(self, command: Command) -> None:
        """Say something to the run; it listens between two stretches of iterations."""
        self._commands.put(command)

    def pause(self) -> None:
        """Ask the run to wait."""
        self.send(Pause())

    def resume(self) -> None:
        """Ask the run to go on."""
        self.send(Resume())

    def step(self, iterations: int = 1) -> None:
        """Ask the run for so many iterations."""
        self.send(Step(iterations))

    def stop(self) -> None:
        """Ask the run to end."""
        self.send(Stop())

    def change(self, **values: object) -> None:
        """Ask the run to go on with other values of live options, such as learning_rate=0.1."""
        self.send(Change(values))

    def take(self) -> list[Command]:
        """Return the commands that have come since the last look, without waiting."""
        commands = []
        while True:
            try:
                commands.append(self._commands.get_nowait())
            except queue.Empty:
                return commands

    def wait(self, seconds: float | None = None) -> Command | None:
        """Wait for the next command, at most so long; None when none came."""
        try:
            return self._commands.get(timeout=seconds)
        except queue.Empty:
            return None
