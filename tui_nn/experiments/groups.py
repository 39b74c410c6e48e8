"""Runs several configurations from many starts each, and keeps a row for each as it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from tui_nn.engine.control import Control
from tui_nn.experiments.journal import Journal
from tui_nn.experiments.lab_events import LabRow
from tui_nn.experiments.lab_trials import Batch, Result, Trial, run_trials
from tui_nn.experiments.pool import STACK
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally, clusters_of


@dataclass(frozen=True)
class Group:
    """One configuration and its trials."""

    name: str
    details: Mapping[str, object]
    trials: Sequence[Trial]


@dataclass(frozen=True)
class Standing:
    """All groups as they stand."""

    rows: tuple[LabRow, ...]
    batch: Batch
    done: int
    total: int
    fresh: int
    """Of those done, the trials that were not in the journal."""

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.batch.stopped or self.done == self.total

    def told(self, goal: SuccessGoal) -> dict[str, Any]:
        """Return the fields that every LabEvent has."""
        return {
            "goal": goal.text,
            "goal_words": goal.words,
            "done": self.done,
            "total": self.total,
            "seconds": self.batch.seconds,
            "paused": self.batch.paused,
            "stopped": self.batch.stopped,
            "finished": self.finished,
            "fresh": self.fresh,
        }


def run_groups(
    groups: Sequence[Group],
    goal: SuccessGoal,
    control: Control,
    *,
    executor: Executor | None = None,
    journal: Journal | None = None,
    marks: Sequence[int] = (),
    margins: bool = False,
    in_turn: bool = False,
) -> Iterator[Standing]:
    """Train the groups' trials and tell ten times a second how all groups stand.

    One group comes after the other, or, in turn, a stack of each and then the next of each: so all stand alike, and
    the time left is not judged by the first groups alone, which may be the quickest.
    """
    trials = [trial for group in groups for trial in group.trials]
    if in_turn:
        most = max((len(group.trials) for group in groups), default=0)
        stacks = (group.trials[first : first + STACK] for first in range(0, most, STACK) for group in groups)
        trials = [trial for stack in stacks for trial in stack]
    owner = {trial.key: index for index, group in enumerate(groups) for trial in group.trials}
    found: list[dict[str, Result]] = [{} for _ in groups]
    rows = [_row(group, {}) for group in groups]
    done = 0
    known = -1
    for batch in run_trials(trials, goal, control, executor=executor, journal=journal, marks=marks, margins=margins):
        changed = set()
        for result in batch.results:
            found[owner[result.key]][result.key] = result
            changed.add(owner[result.key])
        done += len(batch.results)
        known = done if known < 0 else known
        for index in changed:
            rows[index] = _row(groups[index], found[index])
        standing = Standing(tuple(rows), batch, done, len(trials), done - known)
        yield standing
        if standing.finished:
            return


def _row(group: Group, found: Mapping[str, Result]) -> LabRow:
    # In the order of the trials, so that a row does not depend on which of them ended first.
    results = [found[trial.key] for trial in group.trials if trial.key in found]
    curve: tuple[float, ...] = ()
    if results and results[0].curve:
        # A run that diverged is as far from the goal as can be: a median without it would flatter.
        curves = np.nan_to_num([result.curve for result in results], nan=math.inf, posinf=math.inf)
        with np.errstate(over="ignore", invalid="ignore"):  # the middle of two huge errors
            curve = tuple(np.nan_to_num(np.median(curves, axis=0), nan=math.inf, posinf=math.inf).tolist())
    complete = len(results) == len(group.trials)
    failed = [result for result in results if not result.success]
    return LabRow(
        group.name,
        tuple(group.details.items()),
        Tally.of(results),
        complete,
        curve,
        failed_seed=failed[0].seed if failed else None,
        seconds_per_iteration=_pace(results),
        failed_at=clusters_of(result.error for result in failed),
    )


def _pace(results: Sequence[Result]) -> float:
    """Return the median of seconds / iterations over the starts of which both are known; NaN where there is none."""
    paces = [each.seconds / each.iterations for each in results if each.iterations and math.isfinite(each.seconds)]
    return median(paces) if paces else math.nan
