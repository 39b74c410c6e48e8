"""What experiments tell: frozen, picklable events, each complete, so that a newer one may replace an older one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tui_nn.engine.events import Event
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.tally import Cluster, Tally


@dataclass(frozen=True, kw_only=True)
class LabEvent(Event):
    """An experiment as it stands."""

    goal: str
    """What counts as success, as a person types it."""

    goal_words: str
    done: int
    """Trials that have ended."""

    total: int
    """Trials at most; where it may stop early, fewer will do."""

    seconds: float
    """Spent, pauses not counted."""

    paused: bool = False
    finished: bool = False
    """It is the last event."""

    stopped: bool = False
    """By a command, before its end."""

    fresh: int = 0
    """Of those done, the trials that were trained now and not read from a journal."""

    @property
    def seconds_left(self) -> float:
        """Estimated from the trials so far; NaN before the first."""
        if self.finished:
            return 0.0
        return self.seconds / self.fresh * (self.total - self.done) if self.fresh else math.nan


@dataclass(frozen=True, kw_only=True)
class SuccessEvent(LabEvent):
    """A success rate as it stands."""

    tally: Tally
    clusters: tuple[Cluster, ...]
    results: tuple[Result, ...]
    """Of all starts so far, by their seed; the first 200 that ended with their curves."""

    marks: tuple[int, ...]
    """The iterations of the curves' points."""

    narrow: bool = False
    """It ended early because the interval was narrow enough."""

    @property
    def failed_seeds(self) -> tuple[int, ...]:
        """Start seeds from which the goal was not reached."""
        return tuple(result.seed for result in self.results if not result.success)


@dataclass(frozen=True)
class LabRow:
    """One configuration among others, as it stands."""

    name: str
    details: tuple[tuple[str, object], ...]
    """What tells it from the others, each by its name."""

    tally: Tally
    complete: bool
    """All of its starts have ended."""

    curve: tuple[float, ...] = ()
    """Median of the starts' errors at the event's marks."""


@dataclass(frozen=True, kw_only=True)
class TableEvent(LabEvent):
    """Configurations side by side."""

    rows: tuple[LabRow, ...]
    marks: tuple[int, ...] = ()
    """The iterations of the curves' points."""


@dataclass(frozen=True, kw_only=True)
class MapEvent(LabEvent):
    """Cells of a map, row after row from the lowest y."""

    x_name: str
    x_values: tuple[str, ...]
    y_name: str
    y_values: tuple[str, ...]
    cells: tuple[LabRow, ...]
    """(y values x x values)."""


@dataclass(frozen=True, kw_only=True)
class SmallestEvent(TableEvent):
    """Architectures tried so far, in order of their number of parameters."""

    bar: float
    """That the lower bound of the rate has to pass."""

    found: tuple[int, ...] | None = None
    """The hidden layers of the smallest that passed."""
