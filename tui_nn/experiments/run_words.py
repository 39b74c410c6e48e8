"""A run in words: what differs from another one, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Iterator

from tui_nn.config.options import Option
from tui_nn.config.run import ALL_OPTIONS, RunConfig
from tui_nn.config.training_config import DEFAULT_RATES
from tui_nn.experiments.changes import Values
from tui_nn.experiments.remedies import flags_text


def changed_values(run: RunConfig, other: RunConfig) -> Values:
    """Return what `RunConfig.with_values` needs to make the other one of a run, network and training alone."""
    changed = tuple(
        ((option.section, option.key), other.value(option))
        for option in _changed(run, other)
        if option.section in ("network", "training")
    )
    # Hidden layers that are given say of themselves that the layers follow from them.
    hidden = any(key == "hidden" for (_, key), _ in changed)
    return tuple(each for each in changed if not (hidden and each[0][1] == "layers"))


def difference_words(run: RunConfig, other: RunConfig) -> str:
    """Say how the other one differs from a run: `learning_rate 3.2 instead of 0.2, ...`; empty when it does not."""
    changed = [place for place, _ in changed_values(run, other)]
    return ", ".join(
        f"{option.key} {option.format(other.value(option)) or 'none'} instead of "
        f"{option.format(_present(run, option)) or 'none'}"
        for option in ALL_OPTIONS
        if (option.section, option.key) in changed
    )


def command_text(command: str, run: RunConfig) -> str:
    """Return what repeats a run: the command, the data, and every option that is not what it is by default."""
    plain = RunConfig()
    own_rate = run.training.learning_rate == DEFAULT_RATES[run.training.optimizer]
    left_out = {("data", "source"), *([("training", "learning_rate")] if own_rate else [])}
    changed = [
        ((option.section, option.key), run.value(option))
        for option in ALL_OPTIONS
        if option.flag and (option.section, option.key) not in left_out
        if run.value(option) != plain.value(option) or option.key == "learning_rate"
    ]
    if run.network.layers is not None:  # layers and hidden are two ways to say the same
        changed = [(place, value) for place, value in changed if place != ("network", "hidden")]
    source = flags_text(((("data", "source"), run.data.source),)).partition(" ")[2]
    return " ".join(part for part in (command, source, flags_text(tuple(changed))) if part)


def _changed(run: RunConfig, other: RunConfig) -> Iterator[Option]:
    for option in ALL_OPTIONS:
        if run.value(option) != other.value(option):
            yield option


def _present(run: RunConfig, option: Option) -> object:
    """The value that a run has; of hidden layers those among its layers, where these were given whole."""
    if option.key == "hidden" and run.network.layers is not None:
        return run.network.layers[1:-1]
    return run.value(option)
