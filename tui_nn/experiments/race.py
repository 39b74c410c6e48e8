"""Configurations against each other: from the same starts, on the same rows, their median errors on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import combinations

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option
from tui_nn.data.table import Table
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.groups import Group, run_groups
from tui_nn.experiments.journal import fingerprint_of
from tui_nn.experiments.keeping import KeptJob
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.experiments.lab_trials import start_trials
from tui_nn.experiments.map_axes import option_named, read_value, written
from tui_nn.experiments.rows import rows_of
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import curve_marks

FORM = 'give options of the network or the training, as in "optimizer=adam learning_rate=0.01 hidden=8+8"'


@dataclass(frozen=True)
class Variant:
    """One who takes part in a race: the configuration with some of its options changed."""

    name: str
    values: tuple[tuple[tuple[str, str], object], ...]
    """By (section, key), as `RunConfig.with_values` takes them."""

    @property
    def key(self) -> str:
        """What tells it from others with other values, whatever it is called."""
        return " ".join(
            sorted(f"{key}={find_option(section, key).format(value)}" for (section, key), value in self.values)
        )


PRESENT = Variant("present", ())
"""The configuration as it is."""


def optimizer_variants(names: Iterable[str]) -> tuple[Variant, ...]:
    """Return a variant for each optimizer.

    Each has the configuration's learning rate where that is not its optimizer's own, else its own.
    """
    return tuple(Variant(name, ((("training", "optimizer"), name),)) for name in names)


def parse_variant(text: str) -> Variant:
    """Read a variant such as optimizer=adam learning_rate=0.01 hidden=8+8; a plus joins what is itself a list.

    Raises:
        ConfigError: in words for whoever typed it.
    """
    values: dict[tuple[str, str], object] = {}
    words = []
    for word in text.split():
        name, sign, wanted = word.partition("=")
        if not sign or not wanted:
            raise ConfigError(f"{quoted(word)} is no option with its value; {FORM}")
        option = option_named(name, "option")
        place = option.section, option.key
        if place in values:
            raise ConfigError(f"{option.key} is given twice; give each option once")
        values[place] = read_value(option, wanted)
        words.append(f"{option.key}={written(option, values[place])}")
    if not values:
        raise ConfigError(f"a variant is empty; {FORM}")
    return Variant(" ".join(words), tuple(values.items()))


@dataclass(frozen=True)
class RaceJob(KeptJob):
    """A job for the engine process: the same starts with one configuration after the other."""

    run_config: RunConfig
    variants: tuple[Variant, ...]
    goal: SuccessGoal = SuccessGoal()
    starts: int = 50
    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def __post_init__(self) -> None:
        if self.starts < 1:
            raise ConfigError("starts must be 1 or more")
        if len(self.variants) < 2:
            raise ConfigError("a race needs two or more configurations")
        for (one, config), (other, another) in combinations(zip(self.variants, self.configurations, strict=True), 2):
            if config == another:
                raise ConfigError(f"{quoted(one.name)} and {quoted(other.name)} are the same; give each but once")

    @property
    def configurations(self) -> tuple[RunConfig, ...]:
        """The runs that race, one for each variant; raises ConfigError when one cannot be."""
        return tuple(self.run_config.with_values(dict(variant.values)) for variant in self.variants)

    def run(self, control: Control, executor: Executor | None = None) -> Iterator[Event]:
        """Train all starts with each variant and tell how each stands; raises as `train` and `load_data` do."""
        run = self.run_config
        dataset = rows_of(run, self.table)
        seeds = range(run.network.seed, run.network.seed + self.starts)
        configurations = self.configurations
        groups = []
        for variant, config, details in zip(self.variants, configurations, differences(configurations), strict=True):
            trials = start_trials(config, dataset, self.goal, seeds, f"{variant.key}:")
            groups.append(Group(variant.name, details, trials))
        most = max(config.training.max_iterations for config in configurations)
        marks = curve_marks(most)
        fingerprint = fingerprint_of("race", run, [dataset], goal=self.goal.text, most=most)
        with self.open_journal(fingerprint) as journal:
            for standing in run_groups(
                groups, self.goal, control, executor=executor, journal=journal, marks=marks, in_turn=True
            ):
                yield TableEvent(
                    **standing.told(self.goal),
                    rows=standing.rows,
                    marks=marks,
                )


def differences(configurations: Sequence[RunConfig]) -> list[dict[str, object]]:
    """Return for each configuration the options that are not the same in all: numbers as they are, others as typed."""
    found: list[dict[str, object]] = [{} for _ in configurations]
    for option in ALL_OPTIONS:
        if option.section not in ("network", "training"):
            continue
        values = [config.value(option) for config in configurations]
        if any(value != values[0] for value in values):
            for details, value in zip(found, values, strict=True):
                number = isinstance(value, int | float) and not isinstance(value, bool)
                details[option.key] = value if number else written(option, value)
    return found
