"""The best of many settings at once: a job that tries configurations that promise most, from a few starts each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.proposals import require_optuna
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.search_course import SearchCourse
from tui_nn.experiments.search_measures import Measure, parse_measure
from tui_nn.experiments.search_space import SearchSpace
from tui_nn.experiments.success_goal import SuccessGoal

MOST_TRIALS = 1000
"""Of which every event tells; proposing one more takes 10 ms by then."""


@dataclass(frozen=True)
class SearchJob(KeptJob):
    """A job for the engine process: a run with many of its settings varied at once.

    What is found depends on the seeds alone: not on the cores, on pauses, or on how often it was killed and resumed.
    """

    run_config: RunConfig
    space: SearchSpace
    measure: Measure = "iterations"
    goal: SuccessGoal = SuccessGoal()
    """Ends the networks where iterations are measured; where an error is, they train to their own end."""

    trials: int = 60
    """Configurations, at most; the first is the present one."""

    seeds: int = 5
    """Starts for each; they are the same in all, and count up from the configuration's."""

    sampler_seed: int = 0
    """Of what is proposed."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        require_optuna()
        parse_measure(self.measure)
        if not 1 <= self.trials <= MOST_TRIALS:
            raise ConfigError(f"trials must be from 1 to {MOST_TRIALS:,}")
        if self.seeds < 1:
            raise ConfigError("seeds must be 1 or more")
        if self.space.varies("max_iterations"):
            raise ConfigError("max_iterations is the limit for all; choose it with --max-iterations or in Setup")
        if self.space.varies("loss") and (self.measure != "iterations" or self.goal.kind == "error"):
            raise ConfigError(
                "errors of different losses cannot be compared; measure iterations, with accuracy>=0.95 or bits as goal"
            )

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Try configurations and tell the best of them; raises as `train` and `load_data` do."""
        dataset = rows_of(self.run_config, self.table)
        if self.measure == "validation" and dataset.validation is None:
            raise ConfigError(f"{quoted(dataset.name)} has no validation rows; keep some apart, or measure the error")
        # Neither the space nor the proposals: what a configuration reached is true for whoever proposes it.
        until = "goal" if self.measure == "iterations" else "end"
        fingerprint = fingerprint_of("search", self.run_config, [dataset], goal=self.goal.text, until=until)
        with self.open_journal(fingerprint) as journal:
            course = SearchCourse(
                run_config=self.run_config,
                space=self.space,
                measure=self.measure,
                goal=self.goal,
                most_trials=self.trials,
                starts=self.seeds,
                sampler_seed=self.sampler_seed,
                dataset=dataset,
                journal=journal,
                executor=executor,
            )
            yield from course.events(control)
