"""Illnesses that show in the network as it stands: dead, saturated, twin and too few units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui_nn.config.errors import counted
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.separability import separable
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.look import Look
from tui_nn.experiments.signs_in_ground import is_level

TWIN, NEARLY_TWIN = 1e-9, 1e-3
"""How far the weights of twins are from each other, as a share of their length."""

LIKE_THEIR_MIRROR = frozenset({"sigmoid", "hard_sigmoid", "tanh", "hard_tanh", "softsign", "sine", "linear"})
"""f(-x) = c - f(x): units with opposite weights know no more than one of them."""

MONOTONE = frozenset(
    {"sigmoid", "hard_sigmoid", "tanh", "hard_tanh", "softsign", "linear", "relu", "leaky_relu", "elu", "selu"}
    | {"softplus", "ramp"}
)
"""Through a single such unit, no more than a line can be drawn."""


def signs_in_network(look: Look) -> Iterator[Finding]:
    """Say what the network's units show; nothing of one that has learned."""
    if look.learned:
        return
    yield from _twins(look)
    yield from _dead_or_saturated(look)
    yield from _too_few(look)


def _dead_or_saturated(look: Look) -> Iterator[Finding]:
    layers = look.vitals.layers
    # An output unit stands between all that is behind it and the error.
    for where, part in (("hidden", layers[:-1]), ("output", layers[-1:])):
        units, dead = (
            sum(layer.units for layer in part),
            sum(layer.dead for layer in part if layer.activation == "relu"),
        )
        flat = sum(layer.saturated for layer in part) - dead
        if not units:
            continue
        if dead and (look.stalled or 2 * dead >= units):
            yield Finding(
                Illness.DEAD,
                f"{_share(dead, units, where)} dead: 0 for every row, so no error is led back through {_them(dead)}. "
                f"Use{_slower(look)} leaky_relu or tanh, or other start weights.",
                f"{dead} of {counted(units, where + ' unit')} say exactly 0 to each of the rows",
                min(0.98, 0.45 + 0.5 * dead / units),
            )
        if flat > 0 and (look.stalled or 2 * flat >= units):
            yield Finding(
                Illness.SATURATED,
                f"{_share(flat, units, where)} saturated: flat for every row, so hardly any error is led back through "
                f"{_them(flat)}. Use{_slower(look)} smaller start weights or scaled inputs.",
                f"the slope of {flat} of {counted(units, where + ' unit')} is under 1 % of the steepest for every row",
                min(0.97, 0.5 + 0.45 * flat / units),
            )


def _slower(look: Look) -> str:
    """A lower rate as advice, where there is a rate."""
    return "" if look.is_second_order else " a lower rate,"


def _share(some: int, units: int, where: str) -> str:
    if some == units:
        return f"The only {where} unit is" if units == 1 else f"All {where} units are"
    return f"{some} of {units} {where} units {'is' if some == 1 else 'are'}"


def _them(units: int) -> str:
    return "it" if units == 1 else "them"


def _twins(look: Look) -> Iterator[Finding]:
    network = look.state.network
    for number, (name, weights) in enumerate(zip(look.names[:-1], network.weights[:-1], strict=True), start=1):
        nearest, first, second, sign = _nearest_pair(weights, mirrored=name in LIKE_THEIR_MIRROR)
        if nearest > (NEARLY_TWIN if look.stalled else TWIN):
            continue
        kind = "equal" if sign > 0 else "opposite"
        yield Finding(
            Illness.TWINS,
            f"Two hidden units are twins: their weights are {kind}, they learn the same, and count as one. Start "
            "weights that are drawn at random tell them apart.",
            f"units {first + 1} and {second + 1} of hidden layer {number} have {kind} weights to {nearest:.1g} of "
            "their length",
            0.97 if nearest <= TWIN else 0.8,
        )
        return


def _nearest_pair(weights: FloatArray, *, mirrored: bool) -> tuple[float, int, int, int]:
    """Return the smallest distance of two units' weights as a share of their length, the two, and their sign."""
    lengths = np.linalg.norm(weights, axis=1)
    best = (np.inf, 0, 0, 1)
    if len(weights) > 200 or not np.isfinite(lengths).all():
        return best
    for first in range(len(weights) - 1):
        others = weights[first + 1 :]
        scale = np.maximum(np.maximum(lengths[first], lengths[first + 1 :]), 1e-300)
        for sign in (1, -1) if mirrored else (1,):
            away = np.linalg.norm(others - sign * weights[first], axis=1) / scale
            place = int(away.argmin())
            best = min(best, (float(away[place]), first, first + 1 + place, sign))
    return best


def _too_few(look: Look) -> Iterator[Finding]:
    sizes, names, rows = look.state.network.layer_sizes, look.names, look.rows
    bends = [name != "linear" for name in names[:-1]]
    narrow = any(units == 1 for units in sizes[1:-1]) and all(name in MONOTONE for name in names)
    if rows.task != "numbers":
        one_target = rows.outputs == 1
        if (not any(bends) or (narrow and one_target)) and names[-1] in MONOTONE | {"softmax"}:
            labels = rows.targets > 0.5
            # Softmax parts the classes by lines between each two of them: only one against all is tested here.
            parted = [separable(rows.inputs, column) for column in labels.T]
            if False in parted and (names[-1] != "softmax" or rows.outputs == 2):
                what = "one unit in a row" if any(bends) else "no hidden layer that bends"
                yield Finding(
                    Illness.TOO_FEW_UNITS,
                    "The network is too small for these data: it can only draw one straight line, and no line parts "
                    "the classes. Add hidden units.",
                    f"there is {what}; the algorithm of Ho and Kashyap finds that no line parts "
                    f"{parted.count(False)} of {counted(len(parted), 'target')}",
                    0.97,
                )
                return
    elif not any(bends) and names[-1] == "linear" and _line_misses(look):
        yield Finding(
            Illness.TOO_FEW_UNITS,
            "The network is too small for these data: without a hidden layer that bends it is a straight line, and "
            "the best line misses the targets. Add hidden units.",
            f"least squares leave {_missed(look):.0%} of the targets' variance unexplained",
            0.95,
        )
        return
    hidden = max(sizes[1:-1], default=0)
    if look.stalled and 0 < hidden < sizes[0] and is_level(look):
        yield Finding(
            Illness.TOO_FEW_UNITS,
            "The network may be too small for these data: it has come to rest with an error that it has not learned "
            "away. One hidden unit more is worth a trial.",
            f"at most {counted(hidden, 'hidden unit')} in a layer for {counted(sizes[0], 'input')}, and an error of "
            f"{look.error:.3g} that no longer falls",
            0.6,
        )


def _missed(look: Look) -> float:
    """Share of the targets' variance that the best line leaves."""
    rows = look.rows
    design = np.column_stack([rows.inputs, np.ones(rows.samples)])
    found = np.linalg.lstsq(design, rows.targets, rcond=None)[0]
    left = ((rows.targets - design @ found) ** 2).sum()
    return float(left / max(((rows.targets - rows.targets.mean(axis=0)) ** 2).sum(), 1e-300))


def _line_misses(look: Look) -> bool:
    return _missed(look) > 0.1
