"""Which truth tables a network learns: all gates of two inputs, parity, majority and the adders, from many starts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.list_kinds import Sizes
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.catalog import load_data
from tui_nn.data.gates import ADDER, GATES, MAJORITY, PARITY, TWO_INPUT_GATES
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import GatesEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.map_axes import written
from tui_nn.experiments.smallest import with_hidden
from tui_nn.experiments.success_goal import SuccessGoal

MOST_INPUTS = 8

MOST_DIGITS = 16
"""Of a truth table that is short enough to be told in its row."""

ATLAS = (
    *(name for name, _, _ in TWO_INPUT_GATES),
    *(f"{PARITY.prefix}-{size}" for size in PARITY.sizes if 2 <= size <= MOST_INPUTS),
    *(f"{MAJORITY.prefix}-{size}" for size in MAJORITY.sizes if size <= MOST_INPUTS),
    "half-adder",
    "full-adder",
    *(f"{ADDER.prefix}-{bits}" for bits in ADDER.sizes if 2 * bits <= MOST_INPUTS),
)
"""The gates of the atlas, in its order."""


@dataclass(frozen=True)
class GateAtlasJob(KeptJob):
    """A job for the engine process: one network and training for every gate, or each of several networks."""

    run_config: RunConfig
    """Its data say nothing; the network's layers must be left to each gate's inputs and targets."""

    goal: SuccessGoal = SuccessGoal()
    starts: int = 20
    gates: tuple[str, ...] = ATLAS
    hidden_layers: tuple[tuple[int, ...], ...] = ()
    """With which each gate is tried, () for none; the run's own hidden layers unless given.

    The hidden layers have the run's first activation, the last layer its last.
    """

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ConfigError("starts must be 1 or more")
        if len(set(self.hidden_layers)) < len(self.hidden_layers):
            raise ConfigError("the same hidden layers are given twice; give each once")
        if self.run_config.network.layers is not None:
            raise ConfigError("layers cannot fit every gate; give --hidden, and inputs and outputs follow")

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train every gate from all starts and tell how each stands; raises as `train` does."""
        seed = self.run_config.network.seed
        seeds = range(seed, seed + self.starts)
        groups = []
        for name in self.gates:
            dataset = load_data(DataConfig(source=name))
            columns = GATES[name].target_columns
            digits = " ".join(columns) if dataset.samples * len(columns) <= MOST_DIGITS else ""
            details: dict[str, object] = {"inputs": dataset.features, "truth": digits}
            if not self.hidden_layers:
                trials = start_trials(self.run_config, dataset, self.goal, seeds, f"{name}:")
                groups.append(Group(name, details, trials))
            for hidden in self.hidden_layers:
                network = with_hidden(self.run_config.network, hidden)
                units = hidden_text(hidden)
                run = replace(self.run_config, network=network)
                trials = start_trials(run, dataset, self.goal, seeds, f"{name} {units}:")
                groups.append(Group(name, {**details, "hidden": units}, trials))
        fingerprint = fingerprint_of("gates", self.run_config, [], goal=self.goal.text)
        with self.open_journal(fingerprint) as journal:
            for standing in run_groups(
                groups, self.goal, control, executor=executor, journal=journal, margins=True, in_turn=True
            ):
                yield GatesEvent(
                    **standing.told(self.goal),
                    rows=standing.rows,
                    hidden_layers=tuple(map(hidden_text, self.hidden_layers)),
                )


def parse_hidden_layers(text: str) -> tuple[tuple[int, ...], ...]:
    """Read 0,2,4+4, in which 0 stands for no hidden layer and a plus joins layers; raises ConfigError."""
    found = []
    for word in text.split(","):
        try:
            found.append(Sizes().parse("none" if word.strip() == "0" else word.replace("+", ",")) or ())
        except ValueError as error:
            raise ConfigError(str(error)) from None
    return tuple(dict.fromkeys(found))


def hidden_text(hidden: tuple[int, ...]) -> str:
    """Write hidden layers as an axis of a map does: 4+4, none."""
    return written(find_option("network", "hidden"), hidden)
