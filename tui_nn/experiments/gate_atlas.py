"""Which truth tables a network learns: all gates of two inputs, parity, majority and the adders, from many starts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.gates import GATES, MAJORITY, PARITY, TWO_INPUT_GATES
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of, open_journal
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.success_goal import SuccessGoal

MOST_INPUTS = 8

ATLAS = (
    *(name for name, _, _ in TWO_INPUT_GATES),
    *(f"{PARITY.prefix}-{size}" for size in PARITY.sizes if 2 <= size <= MOST_INPUTS),
    *(f"{MAJORITY.prefix}-{size}" for size in MAJORITY.sizes if size <= MOST_INPUTS),
    "half-adder",
    "full-adder",
)
"""The gates of the atlas, in its order."""


@dataclass(frozen=True)
class GateAtlasJob:
    """A job for the engine process: one network and training for every gate."""

    run_config: RunConfig
    """Its data say nothing; the network's layers must be left to each gate's inputs and targets."""

    goal: SuccessGoal = SuccessGoal()
    starts: int = 20
    gates: tuple[str, ...] = ATLAS
    journal: Path | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ConfigError("starts must be 1 or more")
        if self.run_config.network.layers is not None:
            raise ConfigError("layers cannot fit every gate; give --hidden, and inputs and outputs follow")

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train every gate from all starts and tell how each stands; raises as `train` does."""
        seed = self.run_config.network.seed
        seeds = range(seed, seed + self.starts)
        groups = []
        for name in self.gates:
            dataset = load_data(DataConfig(source=name))
            trials = start_trials(self.run_config, dataset, self.goal, seeds, f"{name}:")
            digits = " ".join(GATES[name].target_columns) if dataset.samples <= 2 * MOST_INPUTS else ""
            groups.append(Group(name, {"inputs": dataset.features, "truth": digits}, trials))
        fingerprint = fingerprint_of("gates", self.run_config, [], goal=self.goal.text)
        with open_journal(self.journal, fingerprint, resume=self.resume) as journal:
            for standing in run_groups(groups, self.goal, control, executor=executor, journal=journal, margins=True):
                yield TableEvent(
                    **standing.told(self.goal),
                    rows=standing.rows,
                )
