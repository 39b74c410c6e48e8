"""Illnesses that show in the rows, and in how they fit the network's outputs and its loss."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.config.errors import counted
from tui_nn.config.plain_text import quoted
from tui_nn.engine.compatibility import targets_fault, training_fault
from tui_nn.engine.row_errors import row_errors, shares_of, worst_first
from tui_nn.experiments.doctor_goal import class_recalls, equal_inputs
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

RARE, FEWEST_ROWS = 0.2, 20
"""A class with less than that share of the rows that an even one would have is rare, among so many rows or more."""

HARDLY_EVER = 0.1
"""Of the rows of a class: if no more than that are found, it is as good as never predicted."""

WORST, MOST_OF_THE_ERROR, FAR_OUT = 0.01, 0.5, 10.0
"""The worst share of the rows that makes more than that share of the error, each so many times the median away."""

NO_LONGER_FALLING = 0.05
"""Share of the error that the recent iterations took: below that, what is not learned is not going to be soon."""

SQUARED = ("sse", "mse")
"""Losses in which a row counts by the square of how far away it is."""

HINGES = ("hinge", "squared_hinge")
"""Losses that look at the side of an output, and want it beyond -1 or 1."""


def signs_in_data(look: Look) -> Iterator[Finding]:
    """Say what the rows show, and what does not go together with them."""
    yield from _misfit(look)
    yield from _contradictions(look)
    if not look.learned:
        yield from _range(look)
        yield from _scaling(look)
        yield from _rare_class(look)
        yield from _outliers(look)


def _misfit(look: Look) -> Iterator[Finding]:
    network, config, last = look.state.network, look.config, look.names[-1]
    fault = training_fault(network.activations, config.loss) or targets_fault(look.dataset.training, config.loss)
    if fault:
        yield Finding(
            Illness.MISFIT, "Loss, output and targets do not go together, so nothing can be learned.", fault, 1.0
        )
        return
    if config.loss in HINGES and last in RANGES and RANGES[last][0] > -1.0:
        yield Finding(
            Illness.MISFIT,
            f"Loss and output fight: {config.loss} wants outputs of -1 and below, and {last} never goes there. Use a "
            "linear or tanh output, or binary_crossentropy with sigmoid.",
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
            f"the slope of the output is under 1 % of the steepest for {counted(rows, 'row')} that "
            f"{'is' if rows == 1 else 'are'} wrong by more than a half",
            0.75 if look.stalled else 0.5,
        )


def _contradictions(look: Look) -> Iterator[Finding]:
    goal = look.goal
    if not goal.floor > COUNTS * goal.baseline:
        return
    rows = look.dataset.training
    _, groups = equal_inputs(rows)
    if groups == rows.samples:
        return  # the floor is that of smoothed targets, or of a formula that goes below 0
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
    if outside.any() and look.config.loss not in HINGES:
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
    unlike = "no one learning rate suits them all" if not look.is_second_order else "no one step suits them all"
    yield Finding(
        Illness.UNSCALED,
        f"The inputs are not scaled: {unlike}, and units are flat from the start. Scale "
        "them to mean 0 and deviation 1.",
        evidence,
        certainty,
    )


def _is_settled(look: Look) -> bool:
    return look.stalled or (look.trend.done >= 10 and look.trend.fall < NO_LONGER_FALLING)


def _rare_class(look: Look) -> Iterator[Finding]:
    rows = look.dataset.training
    if rows.samples < FEWEST_ROWS or not _is_settled(look):
        return
    found = class_recalls(look.state.network, rows, look.config)
    if found is None:
        return
    support, recall = found
    rare = (support > 0) & (support * len(support) < RARE * rows.samples)
    missed = np.flatnonzero(rare & (recall <= HARDLY_EVER))
    if not len(missed):
        return
    which = int(missed[np.argmin(support[missed])])
    name = quoted(rows.class_names[which]) if rows.task == "classes" else str(which)
    others = float(recall[np.argmax(support)])
    yield Finding(
        Illness.RARE_CLASS,
        f"A rare class is {'never' if recall[which] == 0 else 'hardly ever'} predicted: its rows weigh too little in "
        "the error to be learned. Let the classes weigh the same (class weights: balanced), or take a focal loss.",
        f"the class {name} has {support[which]:,} of {counted(rows.samples, 'row')} "
        f"({support[which] / rows.samples:.1%}), and {recall[which]:.0%} of them are found; of the most frequent class "
        f"{others:.0%} are",
        0.93,
    )


def _outliers(look: Look) -> Iterator[Finding]:
    rows, network = look.dataset.training, look.state.network
    if rows.task != "numbers" or look.config.loss not in SQUARED or rows.samples * WORST < 1 or not _is_settled(look):
        return
    errors = row_errors(network, rows, network.predict(rows.inputs), look.config)
    worst = worst_first(errors)[: int(rows.samples * WORST)]
    share = float(shares_of(errors)[worst].sum())
    # Squares: a row that is ten times as far away as the median makes a hundred times its error.
    if share < MOST_OF_THE_ERROR or errors[worst].min() < FAR_OUT**2 * np.median(errors):
        return
    yield Finding(
        Illness.OUTLIERS,
        "A few outlying rows make most of the error, and the network bends to them. Look whether they are right, or "
        f"take a loss that they pull less: log_cosh or huber in place of {look.config.loss}.",
        f"the worst {counted(len(worst), 'row')} of {rows.samples:,} make {share:.0%} of the error",
        0.6 + 0.37 * share,
    )
