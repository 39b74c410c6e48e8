"""The smallest network that works: architectures in order of their parameters, until one succeeds often enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import product
from statistics import fmean

from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.engine.memory import parameter_count
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import LabRow, SmallestEvent
from tui_nn.experiments.lab_trials import Result, leading, run_trials, start_trials
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally
from tui_nn.experiments.wilson import wilson_interval

FIRST_STARTS = 16
"""Of an architecture: most that fail show it by then, and are given up."""


@dataclass(frozen=True)
class SmallestJob(KeptJob):
    """A job for the engine process: one architecture after the other, smallest first."""

    run_config: RunConfig
    """Its hidden layers say nothing, its activations what hidden layers and the last one have."""

    bar: float = 0.9
    """That the lower bound of the success rate's 95 % interval has to pass."""

    goal: SuccessGoal = SuccessGoal()
    starts: int = 100
    """For each architecture, at most: it is given up when the rate's upper bound falls below the bar."""

    most_units: int = 8
    most_layers: int = 2
    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        if not 0 < self.bar < 1:
            raise ConfigError("bar must be a success rate above 0 and below 1")
        if self.run_config.network.layers is not None:
            raise ConfigError("layers are what is looked for; leave them out")
        best = wilson_interval(self.starts, self.starts)[0]
        if best <= self.bar:
            raise ConfigError(
                f"even {self.starts:,} successes in {self.starts:,} starts show no more than {best:.3g}; "
                "give more starts or a lower bar"
            )

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Try architectures until one passes the bar; raises as `train` and `load_data` do."""
        dataset = rows_of(self.run_config, self.table)
        network = self.run_config.network
        sizes = architectures(dataset.features, dataset.outputs, self.most_units, self.most_layers)
        fingerprint = fingerprint_of("smallest", self.run_config, [dataset], goal=self.goal.text)
        tried: list[LabRow] = []
        seconds, fresh = 0.0, 0
        with self.open_journal(fingerprint) as journal:
            for place, hidden in enumerate(sizes):
                chosen = replace(self.run_config, network=with_hidden(network, hidden))
                layers = (dataset.features, *hidden, dataset.outputs)
                name = "-".join(map(str, layers))
                seeds = range(network.seed, network.seed + self.starts)
                trials = start_trials(chosen, dataset, self.goal, seeds, f"{name} ")
                known = -1
                found: dict[str, Result] = {}
                before = sum(row.tally.trials for row in tried)
                outcomes = run_trials(trials, self.goal, control, executor=executor, journal=journal)
                for batch in outcomes:
                    found.update({result.key: result for result in batch.results})
                    known = len(found) if known < 0 else known
                    results = leading(trials, found)
                    ended, passed = verdict([result.success for result in results], self.bar, self.starts)
                    tally = Tally.of(results[:ended] if ended else found.values())
                    details = (("parameters", parameter_count(layers)),)
                    row = LabRow(name, details, tally, complete=ended > 0)
                    last = place == len(sizes) - 1
                    yield SmallestEvent(
                        goal=self.goal.text,
                        goal_words=self.goal.words,
                        done=before + tally.trials,
                        total=before + self.starts * (len(sizes) - place),
                        expected=self._expected([each.tally.trials for each in tried], tally.trials, len(sizes)),
                        seconds=seconds + batch.seconds,
                        paused=batch.paused,
                        stopped=batch.stopped,
                        finished=batch.stopped or passed or (last and ended > 0),
                        fresh=fresh + max(0, tally.trials - known),
                        rows=(*tried, row),
                        bar=self.bar,
                        found=hidden if passed else None,
                    )
                    if batch.stopped or passed:
                        return
                    if ended:
                        break
                outcomes.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator
                tried.append(row)
                seconds, fresh = seconds + batch.seconds, fresh + max(0, tally.trials - known)

    def _expected(self, tried: Sequence[int], begun: int, architectures: int) -> int:
        """How many starts it takes to try all architectures, if those to come are judged as soon as those before."""
        first = min(FIRST_STARTS, self.starts)
        look = first
        while look < begun:
            look = min(2 * look, self.starts)
        usual = max(first, round(fmean(tried))) if tried else first
        return sum(tried) + look + usual * (architectures - len(tried) - 1)


def architectures(features: int, outputs: int, most_units: int, most_layers: int) -> list[tuple[int, ...]]:
    """Return hidden layers in order of the whole network's parameters, shallow ones first among equals."""
    units = range(1, most_units + 1)
    found = [hidden for layers in range(most_layers + 1) for hidden in product(units, repeat=layers)]
    return sorted(found, key=lambda hidden: (parameter_count((features, *hidden, outputs)), len(hidden), hidden))


def with_hidden(network: NetworkConfig, hidden: tuple[int, ...]) -> NetworkConfig:
    """Return the network with these hidden layers: they all have the first activation, the last layer has its own."""
    first, last = network.activations[0], network.activations[-1]
    return replace(network, layers=None, hidden=hidden, activations=(*(first for _ in hidden), last))


def verdict(successes: Sequence[bool], bar: float, starts: int) -> tuple[int, bool]:
    """Return after how many starts a configuration is judged, 0 for not yet, and whether it passed.

    It is looked at after 16 starts, twice as many, and so on: the more looks, the more luck passes for skill.
    """
    look = min(FIRST_STARTS, starts)
    while look <= len(successes):
        low, high = wilson_interval(sum(successes[:look]), look)
        if low > bar or high < bar or look == starts:
            return look, low > bar
        look = min(2 * look, starts)
    return 0, False
