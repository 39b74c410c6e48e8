"""How often a configuration succeeds: the same run from many starts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.experiments.lab_trials import Result, leading, run_trials, start_trials
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally, clusters_of
from tui_nn.experiments.wilson import wilson_interval

FEWEST_STARTS = 10
"""Before which no interval is called narrow."""

MOST_CURVES = 200
"""Of those that an event carries: more than can be told apart, and events have to stay light."""

CURVE_POINTS = 60
"""Of each start's curve: as many as a picture can show."""


@dataclass(frozen=True)
class SuccessJob(KeptJob):
    """A job for the engine process: one configuration from many starts."""

    run_config: RunConfig
    goal: SuccessGoal = SuccessGoal()
    starts: int = 400
    """Their seeds count up from the configuration's."""

    within: float = 0.0
    """Stop when the rate's interval is no wider than this; 0 for never."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ConfigError("starts must be 1 or more")
        if not 0 <= self.within < 1:
            raise ConfigError("within must be a width from 0 to below 1")

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train from all starts and tell how many succeed; raises as `train` and `load_data` do."""
        dataset = rows_of(self.run_config, self.table)
        first = self.run_config.network.seed
        trials = start_trials(self.run_config, dataset, self.goal, range(first, first + self.starts))
        marks = curve_marks(self.run_config.training.max_iterations)
        fingerprint = fingerprint_of("success", self.run_config, [dataset], goal=self.goal.text)
        with self.open_journal(fingerprint) as journal:
            known = -1
            found: dict[str, Result] = {}
            stopped = False
            for batch in run_trials(
                trials, self.goal, control, executor=executor, journal=journal, marks=marks, margins=True
            ):
                for result in batch.results:
                    found[result.key] = result if len(found) < MOST_CURVES else replace(result, curve=())
                known = len(found) if known < 0 else known
                stopped = batch.stopped
                successes = [result.success for result in leading(trials, found)]
                enough = enough_starts(successes, self.within)
                ordered = [found[trial.key] for trial in trials if trial.key in found]
                shown = ordered[:enough] if enough else ordered
                over = stopped or bool(enough) or len(found) == len(trials)
                yield SuccessEvent(
                    goal=self.goal.text,
                    goal_words=self.goal.words,
                    done=len(shown),
                    total=len(trials),
                    expected=expected_starts(successes, self.within, len(trials)),
                    seconds=batch.seconds,
                    paused=batch.paused,
                    finished=over,
                    stopped=stopped,
                    fresh=max(0, len(shown) - known),
                    tally=Tally.of(shown),
                    clusters=clusters_of(result.error for result in shown),
                    results=tuple(shown),
                    marks=marks,
                    narrow=bool(enough) and enough < len(trials),
                )
                if over:
                    return


def enough_starts(successes: Sequence[bool], within: float) -> int:
    """Return after how many starts the interval is first as narrow as asked, or 0 when it is not yet."""
    if within <= 0:
        return 0
    counts = np.cumsum(successes)
    for starts in range(FEWEST_STARTS, len(successes) + 1):
        low, high = wilson_interval(int(counts[starts - 1]), starts)
        if high - low <= within:
            return starts
    return 0


def expected_starts(successes: Sequence[bool], within: float, most: int) -> int | None:
    """Return after how many starts the interval will be as narrow as asked if the rate stays; None for not known."""
    if within <= 0 or not successes:
        return None
    rate = sum(successes) / len(successes)

    def is_narrow(starts: int) -> bool:
        low, high = wilson_interval(round(rate * starts), starts)
        return high - low <= within

    return min(most, FEWEST_STARTS + bisect_left(range(FEWEST_STARTS, most), 1, key=is_narrow))


def curve_marks(max_iterations: int) -> tuple[int, ...]:
    """Return the iterations of a curve's points: few, 1 and the last among them, most of them evenly spread."""
    even = np.linspace(1, max_iterations, CURVE_POINTS - CURVE_POINTS // 4)
    points = np.concatenate((np.geomspace(1, max_iterations, CURVE_POINTS // 4), even))
    return tuple(int(point) for point in np.unique(np.rint(points).astype(np.int64)))
