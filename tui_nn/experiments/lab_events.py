"""What experiments tell: frozen, picklable events, each complete, so that a newer one may replace an older one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

from tui_nn.engine.events import Event
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.tally import Cluster, Tally


def seconds_left(seconds: float, done: int, left: int) -> float:
    """Return left x seconds / done, the time that as many more take; NaN before the first is done."""
    return seconds / done * left if done else math.nan


@dataclass(frozen=True, kw_only=True)
class LabEvent(Event):
    """An experiment as it stands."""

    supersedes: ClassVar[bool] = True

    goal: str
    """What counts as success, as a person types it."""

    goal_words: str
    done: int
    """Trials that have ended."""

    total: int
    """Trials at most; where it may stop early, fewer will do."""

    expected: int | None = None
    """Trials that will probably do, judged by those so far; None where all are needed or none has ended."""

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
        likely = self.total if self.expected is None else self.expected
        return seconds_left(self.seconds, self.fresh, max(1, likely - self.done))


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

    failed_seed: int | None = None
    """The first start seed from which the goal was not reached."""

    seconds_per_iteration: float = field(default=math.nan, compare=False)
    """Median over the starts, each trained beside others on one core."""

    failed_at: tuple[Cluster, ...] = ()
    """The plateaus on which those starts ended that failed, from the lowest error."""


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
class RateRangeEvent(TableEvent):
    """Learning rates side by side, from the lowest to the highest, each after as many iterations."""

    rates: tuple[float, ...]
    errors: tuple[float, ...]
    """The median error with each rate, infinite where most starts diverged; NaN before the first has ended."""

    iterations: int
    """That each network was trained."""

    suggestion: float | None = None
    """The smallest rate that is nearly as good as the best; None before all have ended, and where no error fell."""


@dataclass(frozen=True, kw_only=True)
class GatesEvent(TableEvent):
    """Truth tables side by side, each once for each of the hidden layers that are compared."""

    hidden_layers: tuple[str, ...] = ()
    """As a person types them; each is the `hidden` of its rows. Empty where one network is shown."""


@dataclass(frozen=True, kw_only=True)
class SmallestEvent(TableEvent):
    """Architectures tried so far, in order of their number of parameters."""

    bar: float
    """That the lower bound of the rate has to pass."""

    found: tuple[int, ...] | None = None
    """The hidden layers of the smallest that passed."""


@dataclass(frozen=True, kw_only=True)
class SearchTrial(LabRow):
    """One configuration that a search has tried from all starts."""

    number: int
    """In the order in which they were proposed; the present configuration is 0."""

    value: float
    """What is made small; infinite where most starts diverged, NaN for a configuration that cannot be trained."""

    values: tuple[tuple[tuple[str, str], object], ...]
    """What it changes of the present configuration, as `RunConfig.with_values` takes it."""

    words: str
    """The same in words; empty for the present configuration."""

    fault: str = ""
    """Why it cannot be trained."""


@dataclass(frozen=True, kw_only=True)
class SearchEvent(LabEvent):
    """A search as it stands."""

    measure: str
    measure_words: str
    """What is made small."""

    trials: tuple[SearchTrial, ...]
    """Those that have ended, by their numbers."""

    most_trials: int
    importances: tuple[tuple[str, float], ...] = ()
    """How much each option mattered for being among the best, by its key, the most important first; they sum to 1."""

    command: str = ""
    """What repeats the best configuration."""

    exhausted: bool = False
    """It ended early because every configuration has been tried."""

    @property
    def ranked(self) -> tuple[SearchTrial, ...]:
        """The trials that have a value, the best first."""
        found = [trial for trial in self.trials if not math.isnan(trial.value)]
        return tuple(sorted(found, key=lambda trial: (trial.value, trial.number)))

    @property
    def best_so_far(self) -> tuple[float, ...]:
        """The smallest value after each trial; NaN before the first that has one."""
        best, found = math.nan, []
        for trial in self.trials:
            best = trial.value if math.isnan(best) or trial.value < best else best
            found.append(best)
        return tuple(found)
