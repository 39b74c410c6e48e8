"""A run, whole: the data, the network and the training that a person chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Text
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.options import Option, Section, option, options_of
from tui_nn.config.training_config import OWN_VALUES, TrainingConfig


@dataclass(frozen=True)
class RunConfig(Section):
    """Everything that is needed to repeat a run."""

    name: str = option("", Text(), "Name", "A title for the run.", live=True)
    data: DataConfig = field(default_factory=DataConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def with_values(self, values: Mapping[tuple[str, str], object]) -> RunConfig:
        """Return a copy with other values, each named by its section and key.

        Raises:
            OptionError: when an option does not take its value.
            ConfigError: when two values contradict each other.
        """
        if (
            ("network", "layers") in values
            and ("network", "hidden") in values
            and values["network", "layers"] is not None
        ):
            raise ConfigError("layers and hidden are two ways to say the same; give one of them")
        if ("network", "hidden") in values:
            values = {("network", "layers"): None, **values}
        if ("training", "optimizer") in values:
            # Another optimizer has other values of its own.
            own = {key: each[self.training.optimizer] for key, each in OWN_VALUES.items()}
            usual = {("training", key): None for key in own if getattr(self.training, key) == own[key]}
            values = {**usual, **values}
        changed = self
        for section in (RunConfig, DataConfig, NetworkConfig, TrainingConfig):
            mine = {key: value for (name, key), value in values.items() if name == section.section}
            if not mine:
                continue
            if section is RunConfig:
                changed = replace(changed, **mine)  # type: ignore[arg-type]  # __post_init__ checks every value
            else:
                part = replace(getattr(changed, section.section), **mine)
                changed = replace(changed, **{section.section: part})
        return changed

    def value(self, chosen: Option) -> object:
        """Return the value that this run has for an option."""
        return getattr(getattr(self, chosen.section) if chosen.section else self, chosen.key)

    def has_usual(self, chosen: Option) -> bool:
        """Whether this run has the value for an option that it has unless another is chosen."""
        if chosen.section == TrainingConfig.section and chosen.key in OWN_VALUES:
            return bool(self.value(chosen) == OWN_VALUES[chosen.key][self.training.optimizer])
        return bool(self.value(chosen) == chosen.default)


SECTIONS: tuple[type[Section], ...] = (RunConfig, DataConfig, NetworkConfig, TrainingConfig)
ALL_OPTIONS: tuple[Option, ...] = tuple(declared for section in SECTIONS for declared in options_of(section))


_BY_PLACE = {(declared.section, declared.key): declared for declared in ALL_OPTIONS}


def find_option(section: str, key: str) -> Option:
    """Return the option of that section and key; raises KeyError when there is none."""
    return _BY_PLACE[section, key]
