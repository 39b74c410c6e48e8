"""Optimizers against each other: from the same starts, on the same rows, their median errors over the iterations."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of, open_journal
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import curve_marks


@dataclass(frozen=True)
class RaceJob:
    """A job for the engine process: the same starts with one optimizer after the other."""

    run_config: RunConfig
    optimizers: tuple[str, ...]
    """Each with the configuration's learning rate where that is not the optimizer's own, else with its own."""

    goal: SuccessGoal = SuccessGoal()
    starts: int = 50
    journal: Path | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ConfigError("starts must be 1 or more")
        if len(set(self.optimizers)) < max(2, len(self.optimizers)):
            raise ConfigError("a race needs two or more optimizers, each named once")

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train all starts with each optimizer and tell how each stands; raises as `train` and `load_data` do."""
        run = self.run_config
        dataset = load_data(run.data)
        seeds = range(run.network.seed, run.network.seed + self.starts)
        groups = []
        for name in self.optimizers:
            config = run.with_values({("training", "optimizer"): name})
            trials = start_trials(config, dataset, self.goal, seeds, f"{name}:")
            groups.append(Group(name, {"learning_rate": config.training.learning_rate}, trials))
        marks = curve_marks(run.training.max_iterations)
        fingerprint = fingerprint_of("race", run, [dataset], goal=self.goal.text)
        with open_journal(self.journal, fingerprint, resume=self.resume) as journal:
            for standing in run_groups(groups, self.goal, control, executor=executor, journal=journal, marks=marks):
                yield TableEvent(
                    **standing.told(self.goal),
                    rows=standing.rows,
                    marks=marks,
                )
