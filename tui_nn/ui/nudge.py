"""What the up and down keys make of a value in a field: the next number, the next name."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_nn.config.activation_names import Activations, commas_between, split_list
from tui_nn.config.kinds import Choice, Integer, Kind, Number, Switch, spelled
from tui_nn.config.list_kinds import Several

ROUND_STEPS = (1.0, 2.0, 5.0)


def nudged(kind: Kind[object], text: str, cursor: int, up: bool, names: Sequence[str] = ()) -> str:
    """Return the value that comes after (or before) the one typed, as text; the same text when there is none.

    Numbers move along 1, 2, 5, 10, 20 ..., as learning rates are tried; names go around. In a list of names the one
    under the cursor moves.

    Args:
        kind: of the option.
        text: what stands in the field.
        cursor: where the cursor stands in it.
        up: whether the next is wanted, or the one before.
        names: for a field that takes a name, those that can be offered.
    """
    if isinstance(kind, Activations | Several):
        before = sum(comma < cursor for comma in commas_between(text))
        words = split_list(text)
        words[before] = _neighbour(kind.names, words[before].partition("(")[0], up)
        return ",".join(words)
    if isinstance(kind, Switch):
        return _neighbour(kind.names, _as_written(kind, text), up)
    if isinstance(kind, Choice) or names:
        return _neighbour(kind.names if isinstance(kind, Choice) else names, text, up)
    if isinstance(kind, Number | Integer):
        return _next_number(kind, text, up)
    return text


def _neighbour(names: Sequence[str], name: str, up: bool) -> str:
    meant = spelled(name, names)
    if meant not in names:
        return names[0]
    return names[(list(names).index(meant) + (1 if up else -1)) % len(names)]


def _as_written(kind: Switch, text: str) -> str:
    try:
        return kind.format(kind.parse(text))
    except ValueError:
        return text


def _next_number(kind: Number | Integer, text: str, up: bool) -> str:
    try:
        value = kind.parse(text)
    except ValueError:
        return text
    if value is None:
        return text
    if isinstance(kind, Integer) and value < 10:
        wanted: float = value + (1 if up else -1)
    elif value == 0:
        wanted = 0.1 if up else -0.1
    else:
        wanted = _round_neighbour(float(value), up)
    try:
        return kind.format(kind.check(int(wanted) if isinstance(kind, Integer) else wanted))
    except ValueError:
        return text


def _round_neighbour(value: float, up: bool) -> float:
    """The next number of the series 1, 2, 5, 10 ..., in decimal, so that 0.5 and not 0.5000000000000001 comes out."""
    if value < 0:
        return -_round_neighbour(-value, not up)
    power = math.floor(math.log10(value))
    series = [float(f"{step:g}e{power + shift}") for shift in (-1, 0, 1) for step in ROUND_STEPS]
    above = [candidate for candidate in series if candidate > value * (1 + 1e-9)]
    below = [candidate for candidate in series if candidate < value * (1 - 1e-9)]
    return above[0] if up else below[-1]
