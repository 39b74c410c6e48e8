"""What a map is asked: axes that suit a run, whether they act, how many cells, and a closer look at a part."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Integer, Number
from tui_nn.config.options import Option, options_of
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig, find_option
from tui_nn.config.training_config import DEFAULT_RATES, TrainingConfig
from tui_nn.experiments.lab_events import LabRow, MapEvent
from tui_nn.experiments.map_axes import DIGITS, Axis, parse_axis, split_range
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally

LARGEST_EDGE = 200
MOST_CHECKED = 400

ZOOM = 3
"""How many times finer a closer look is."""


def default_axes(run: RunConfig) -> tuple[str, str]:
    """Return two axes, as a person would type them, that act on this run and hold its own values."""
    training, network = run.training, run.network
    decade = math.floor(math.log10(DEFAULT_RATES[training.optimizer]))
    candidates = {
        ("training", "learning_rate"): _log_range(10.0 ** (decade - 1), 10.0 ** (decade + 3), training.learning_rate),
        ("network", "scale"): _log_range(0.01, 10.0, network.scale),
        ("training", "momentum"): f"0..{max(0.9, training.momentum):g}",
        ("network", "hidden"): f"1..{max(10, *network.hidden)}",
        ("training", "l2"): _log_range(1e-6, 1.0, training.l2),
    }
    if len(network.hidden) != 1 or network.layers is not None:
        del candidates["network", "hidden"]  # an axis has single layers, and their activations may be listed
    acting = [f"{place[1]}={wanted}" for place, wanted in candidates.items() if acts(find_option(*place), run, ())]
    return acting[0], acting[1]


def acts(option: Option, run: RunConfig, axes: Sequence[Axis]) -> bool:
    """Say whether an option makes a difference in a run, with any of the values that axes give to others."""
    if option.only_with is None:
        return True
    key, values = option.only_with
    chosen = {run.value(find_option(option.section, key))}
    for axis in axes:
        if (axis.section, axis.key) == (option.section, key):
            chosen = set(axis.values)
    return not chosen.isdisjoint(values)


def require_acting(run: RunConfig, axes: Sequence[Axis]) -> None:
    """Refuse an axis along which nothing would change; raises ConfigError."""
    for axis in axes:
        option = find_option(axis.section, axis.key)
        if option.only_with is not None and not acts(option, run, axes):
            key, values = option.only_with
            raise ConfigError(f"{axis.key} changes nothing here: it acts with {key} {', '.join(values)} alone")


def cells_to_check(x: Axis, y: Axis) -> Iterator[dict[tuple[str, str], object]]:
    """Yield the values of the cells to look at before any is trained: all, or those of two edges of very many."""
    all_of_them = len(x.values) * len(y.values) <= MOST_CHECKED
    for up in y.values:
        for across in x.values:
            if all_of_them or across == x.values[0] or up == y.values[0]:
                yield {(x.section, x.key): across, (y.section, y.key): up}


def values_of(text: str, cells: int) -> int:
    """Return how many values an axis has; 0 for one that cannot be had."""
    try:
        return len(parse_axis(text, cells).values)
    except ConfigError:
        return 0


def parse_cells(text: str, largest: int = LARGEST_EDGE) -> tuple[int, int]:
    """Read how many cells ranges are divided into, across and up, such as 12x10; raises ConfigError."""
    kind = Integer(minimum=2, maximum=largest)
    try:
        columns, rows = (int(kind.parse(number) or 0) for number in text.lower().split("x"))
    except ValueError:
        raise ConfigError(f"{quoted(text)} is no size; give two numbers from 2 to {largest}, as in 12x10") from None
    return columns, rows


def untrained_map(x: Axis, y: Axis, goal: SuccessGoal, seeds: int) -> MapEvent:
    """Return a map on which nothing is known yet."""
    nothing = Tally.of(())
    cells = tuple(
        LabRow(f"{x.key}={across} {y.key}={up}", (), nothing, complete=False) for up in y.names for across in x.names
    )
    return MapEvent(
        goal=goal.text,
        goal_words=goal.words,
        done=0,
        total=len(cells) * seeds,
        seconds=0.0,
        x_name=x.key,
        x_values=x.names,
        y_name=y.key,
        y_values=y.names,
        cells=cells,
    )


def trial_values(
    run: RunConfig, limit: int, goal: SuccessGoal, axes: Sequence[Axis], place: Sequence[int], seed: int
) -> dict[tuple[str, str], object]:
    """Return what a trial of a map changed of a run: with these values the run ends as the trial did.

    Args:
        run: from which the map was made.
        limit: of iterations, for every trial.
        goal: at which trials stop.
        axes: of the map.
        place: which value of each axis the trial had.
        seed: of its start weights.
    """
    chosen: dict[tuple[str, str], object] = {("network", "seed"): seed}
    for axis, at in zip(axes, place, strict=True):
        chosen[axis.section, axis.key] = axis.values[at]
    limited = run.with_values({("training", "max_iterations"): limit}).with_values(chosen)
    tried = goal.training(limited.training)
    for option in options_of(TrainingConfig):
        value = getattr(tried, option.key)
        if value != getattr(run.training, option.key):
            chosen["training", option.key] = value
    return chosen


def zoomed(text: str, axis: Axis, place: int) -> str:
    """Return the axis with a third of its range, around the value at a place; named values stay as they are.

    Args:
        text: the axis as a person typed it.
        axis: what was read from that.
        place: of the value that is to be in the middle, as far as the ends of the range allow.
    """
    name, _, wanted = text.partition("=")
    ends = split_range(wanted)
    if ends is None:
        return text
    logarithmic, *words = ends
    value = axis_number(axis.values[place])
    assert value is not None
    scale, back = (math.log, math.exp) if logarithmic else (float, float)
    first, last = (scale(float(word)) for word in words)
    span = (last - first) / ZOOM
    low = min(max(scale(value) - span / 2, first), last - span)
    whole = not isinstance(find_option(axis.section, axis.key).kind, Number)
    # The ends themselves are kept as they were typed: rounded, they might lie beyond what the option takes.
    low_word = words[0] if low <= first else _written(back(low), whole=whole)
    high_word = words[1] if low + span >= last else _written(back(low + span), whole=whole)
    return f"{name.strip()}={'log:' if logarithmic else ''}{low_word}..{high_word}"


def axis_number(value: object) -> float | None:
    """Return a value of a range as a number, the units of a single layer among them; None for what is none."""
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _written(number: float, *, whole: bool) -> str:
    return str(round(number)) if whole else f"{number:.{DIGITS}g}"


def _log_range(first: float, last: float, included: float) -> str:
    """Write a logarithmic range that is widened so far that it holds a value above 0."""
    if included > 0:
        first, last = min(first, included), max(last, included)
    return f"log:{first:g}..{last:g}"
