"""Where two settings let a network learn: a grid of configurations, each from many starts, coarse to fine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.map_axes import Axis
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal

STRIDES = (4, 2, 1)
"""Every fourth cell of both edges first, then every second, then all."""


@dataclass(frozen=True)
class MapJob(KeptJob):
    """A job for the engine process: a run with two of its settings varied."""

    run_config: RunConfig
    x: Axis
    y: Axis
    goal: SuccessGoal = SuccessGoal()
    seeds: int = 25
    """Starts for each cell; they are the same in all, and count up from the configuration's."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        if self.seeds < 1:
            raise ConfigError("seeds must be 1 or more")
        if (self.x.section, self.x.key) == (self.y.section, self.y.key):
            raise ConfigError(f"both axes are {self.x.key}; give two options")

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train all cells, coarse to fine, and tell how each stands; raises as `train` and `load_data` do."""
        run, x, y = self.run_config, self.x, self.y
        dataset = rows_of(run, self.table)
        seeds = range(run.network.seed, run.network.seed + self.seeds)
        order = coarse_to_fine(len(x.values), len(y.values))
        groups = []
        for column, row in order:
            config = run.with_values({(x.section, x.key): x.values[column], (y.section, y.key): y.values[row]})
            name = f"{x.key}={x.names[column]} {y.key}={y.names[row]}"
            details = {x.key: x.values[column], y.key: y.values[row], "column": column, "row": row}
            groups.append(Group(name, details, start_trials(config, dataset, self.goal, seeds, f"{name} ")))
        places = {place: index for index, place in enumerate(order)}
        in_grid = [places[column, row] for row in range(len(y.values)) for column in range(len(x.values))]
        fingerprint = fingerprint_of("map", self._common_to_all(), [dataset], goal=self.goal.text)
        with self.open_journal(fingerprint) as journal:
            for standing in run_groups(groups, self.goal, control, executor=executor, journal=journal):
                yield MapEvent(
                    **standing.told(self.goal),
                    x_name=x.key,
                    x_values=x.names,
                    y_name=y.key,
                    y_values=y.names,
                    cells=tuple(standing.rows[index] for index in in_grid),
                )

    def _common_to_all(self) -> RunConfig:
        """Return the run without what the key of each trial says: the run of any of its cells has the same map."""
        values: dict[tuple[str, str], object] = {("network", "seed"): 0}
        for axis in (self.x, self.y):
            if axis.key != "optimizer":  # what else an optimizer changes depends on the one before
                values[axis.section, axis.key] = axis.values[0]
        run = self.run_config.with_values(values)
        return replace(run, training=self.goal.training(run.training))


def coarse_to_fine(columns: int, rows: int) -> list[tuple[int, int]]:
    """Return every cell (column, row) once, those of a coarse grid first."""
    ordered: dict[tuple[int, int], None] = {}
    for stride in STRIDES:
        ordered.update({(column, row): None for row in range(0, rows, stride) for column in range(0, columns, stride)})
    return list(ordered)
