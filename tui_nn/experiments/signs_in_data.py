"""Illnesses that show in the rows, and in how they fit the network's outputs and its loss."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import counted
from tui_nn.engine.compatibility import targets_fault, training_fault
from tui_nn.experiments.doctor_goal import equal_inputs
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.look import Look

RANGES = {
    **dict.fromkeys(("sigmoid", "hard_sigmoid", "gaussian", "ramp", "softmax", "step"), (0.0, 1.0)),
    **dict.fromkeys(("tanh", "hard_tanh", "softsign", "sine"), (-1.0, 1.0)),
    **dict.fromkeys(("relu", "softplus"), (0.0, math.inf)),
}
"""Between what the outputs of an activation lie; any number where it is not named."""

UNLIKE = 100.0
"""Columns whose spreads differ by more than that cannot be served by one learning rate."""

LARGE_INPUT = 20.0
"""From which on a unit with a start weight of some tenths is flat."""

LARGE_TARGET = 50.0
"""From which on a network that starts near 0 has far to go, and its first gradients are huge."""

COUNTS = 2e-2
"""Of the error of the mean: less that cannot be undercut does not matter."""


def signs_in_data(look: Look) -> Iterator[Finding]:
    """Say what the rows show, and what does not go together with them."""
    yield from _misfit(look)
    yield from _contradictions(look)
    if not look.learned:
        yield from _range(look)
        yield from _scaling(look)


def _misfit(look: Look) -> Iterator[Finding]:
    network, config, last = look.state.network, look.config, look.names[-1]
    fault = training_fault(network.activations, config.loss) or targets_fault(look.dataset.training, config.loss)
    if fault:
        yield Finding(
            Illness.MISFIT, "Loss, output and targets do not go together, so nothing can be learned.", fault, 1.0
        )
        return
    if config.loss == "hinge" and last in RANGES and RANGES[last][0] > -1.0:
        yield Finding(
            Illness.MISFIT,
            f"Loss and output fight: hinge wants outputs of -1 and below, and {last} never goes there. Use a linear "
            "or tanh output, or binary_crossentropy with sigmoid.",
            f"{last} gives numbers from {RANGES[last][0]:g}, and each row of the class 0 costs at least 1",
            0.97,
        )
    if look.learned or last not in RANGES or config.loss not in ("sse", "mse", "mae", "huber"):
        return
    slopes = np.abs(look.workspace.layers[-1].slopes) / look.workspace.layers[-1].activation.steepest
    wrong = (slopes.T < 0.01) & (np.abs(look.outputs - look.rows.targets) > 0.5)
    if wrong.any() and last != "relu":
        rows = int(wrong.any(axis=1).sum())
        yield Finding(
            Illness.MISFIT,
            f"Loss and output fight: the output is surely wrong where {last} is flat, and {config.loss} leads next to "
            "no error back there. A cross-entropy does not have this trap.",
            f"the slope of the output is under 1 % of the steepest for {counted(rows, 'row')} that are wrong by more "
            "than a half",
            0.75 if look.stalled else 0.5,
        )


def _contradictions(look: Look) -> Iterator[Finding]:
    goal = look.goal
    if not goal.floor > COUNTS * goal.baseline:
        return
    rows = look.dataset.training
    _, groups = equal_inputs(rows)
    yield Finding(
        Illness.CONTRADICTORY,
        "Some rows contradict each other: equal inputs with different targets, of which no network can learn both.",
        f"{counted(rows.samples, 'row')} have {groups:,} different inputs; no error below {goal.floor:.3g} can be had, "
        f"and the network has {look.error:.3g}",
        0.98 if look.error < goal.floor + 0.5 * (goal.baseline - goal.floor) else 0.85,
    )


def _range(look: Look) -> Iterator[Finding]:
    targets, last = look.dataset.training.targets, look.names[-1]
    low, high = RANGES.get(last, (-math.inf, math.inf))
    outside = (targets < low - 1e-9) | (targets > high + 1e-9)
    # Hinge looks at the sign alone, whatever the targets are.
    if outside.any() and look.config.loss != "hinge":
        span = f"from {low:g} to {high:g}" if math.isfinite(high) else f"from {low:g} on"
        yield Finding(
            Illness.OUT_OF_RANGE,
            f"Some targets lie where the output cannot go: {last} gives numbers {span}. Use a linear output, or scale "
            "the targets.",
            f"{outside.mean():.0%} of the targets lie outside; they go from {targets.min():.4g} to {targets.max():.4g}",
            0.97,
        )
    elif look.rows.task == "numbers" and np.abs(targets).max() > LARGE_TARGET and not look.learned:
        yield Finding(
            Illness.OUT_OF_RANGE,
            "The targets are large numbers, far from where a network starts; scale them, and the screen undoes it.",
            f"they go from {targets.min():.4g} to {targets.max():.4g}",
            0.85,
        )


def _scaling(look: Look) -> Iterator[Finding]:
    inputs = look.dataset.training.inputs
    spreads = inputs.std(axis=0)
    spreads = spreads[spreads > 0]
    largest = float(np.abs(inputs).max())
    first = split_activation(look.state.network.activations[0])[0]
    layer = look.vitals.layers[0]
    flat = layer.saturated >= 0.5 * layer.units or look.flat_share > 0.8
    if len(spreads) > 1 and spreads.max() > UNLIKE * spreads.min():
        evidence = f"the widest column spreads {spreads.max() / spreads.min():,.0f} times as far as the narrowest"
        certainty = 0.96
    elif largest > LARGE_INPUT and flat:
        evidence = f"inputs go up to {largest:.4g} in magnitude, and most units of the first layer ({first}) are flat"
        certainty = 0.96
    elif largest > UNLIKE:
        evidence, certainty = f"inputs go up to {largest:.4g} in magnitude", 0.8
    else:
        return
    yield Finding(
        Illness.UNSCALED,
        "The inputs are not scaled: no one learning rate suits them all, and units are flat from the start. Scale "
        "them to mean 0 and deviation 1.",
        evidence,
        certainty,
    )
