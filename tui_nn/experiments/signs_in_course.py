"""Illnesses that show in the course of a run: diverging, swinging, creeping, overfitting, a target out of reach."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tui_nn.config.errors import counted
from tui_nn.experiments.doctor_goal import baseline_error
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.look import Look
from tui_nn.experiments.signs_in_ground import is_level

FAR_TOO_SLOW, TOO_SLOW = 1e-4, 1e-3
"""Shares of the largest stable rate: one that is so much lower creeps."""

FEWEST_TURNS = 8
WIDE = 1.2
"""How many times its lowest the highest recent error is, where a network that has learned leaps all the same."""

PATIENT = 5.0
"""How many times the limit somebody may be told to wait for a target error."""

GROWN = 1.15
"""How many times its best an error of rows kept apart has become, from which on the network overfits."""

SQUASHING = frozenset({"sigmoid", "tanh", "softmax", "softsign", "gaussian"})
"""Outputs that come to 0, 1 or -1 only with infinite weights."""


def signs_in_course(look: Look) -> Iterator[Finding]:
    """Say what the errors of a run show."""
    yield from _diverging(look)
    yield from _swinging(look)
    yield from _creeping(look)
    yield from _overfitting(look)
    yield from _reach(look)


def has_diverged(look: Look) -> bool:
    """Whether the error has left where it began, or the next update leaves the finite numbers."""
    if not math.isfinite(look.error) or any(layer.pace == "broken" for layer in look.vitals.layers):
        return True
    errors = look.trend.errors
    return len(errors) > 1 and errors[-1] > 3.0 * errors[0] and errors[-1] > 3.0 * look.goal.baseline


def _bound(look: Look) -> str:
    if not math.isfinite(look.sharpness) or look.curvature is None:
        return f"the learning rate is {look.config.learning_rate:g}"
    return (
        f"the learning rate {look.config.learning_rate:g} is {look.sharpness:.2g} times the largest stable one, "
        f"2 (1 + momentum) / {look.curvature.largest:.3g}"
    )


def _diverging(look: Look) -> Iterator[Finding]:
    if look.learned or not has_diverged(look):
        return
    first = look.trend.errors[0] if len(look.trend.errors) else math.nan
    if look.is_second_order:
        yield Finding(
            Illness.DIVERGING,
            f"The numbers are beyond all bounds, and {look.config.optimizer} only goes down from where it starts. "
            "Take smaller start weights, or scale the data.",
            f"the error went from {first:.3g} to {look.error:.3g} in {counted(look.trend.done, 'iteration')}",
            0.99,
        )
        return
    yield Finding(
        Illness.DIVERGING,
        "The run diverges: each update leaps farther across the valley than the one before. Take a lower learning "
        "rate, clip the gradient or scale the data.",
        f"the error went from {first:.3g} to {look.error:.3g} in {counted(look.trend.done, 'iteration')}; "
        f"{_bound(look)}",
        0.99,
    )


def _swinging(look: Look) -> Iterator[Finding]:
    if look.is_second_order:
        return
    trend, full = look.trend, look.config.batch_size is None and not look.config.dropout
    if trend.turns < FEWEST_TURNS or trend.swing < 0.3 or (not look.learned and has_diverged(look)):
        return
    steady = full and look.config.optimizer == "sgd"  # the steps of the others are noisy where the error is low
    if look.learned and not (steady and trend.spread > WIDE and look.error > look.config.min_error):
        return
    if not (look.learned or look.stalled or trend.fall < 0.05):
        return
    certainty = 0.94 if full else 0.55
    yield Finding(
        Illness.OSCILLATING,
        "The error goes up and down without falling: the updates leap over the bottom of the valley. Take a third of "
        "the learning rate, or a schedule that lowers it.",
        f"among the recent errors there are {trend.turns} turns, and {trend.swing:.0%} of their way is upwards; "
        f"{_bound(look)}",
        certainty,
    )


def _creeping(look: Look) -> Iterator[Finding]:
    if look.is_second_order or look.learned or look.trend.done < 10 or has_diverged(look):
        return
    ratio = max(layer.update_ratio for layer in look.vitals.layers)
    share = look.sharpness
    steep = not is_level(look)
    if math.isfinite(share) and look.curvature is not None and look.curvature.largest > 1e-3:
        slow = share < FAR_TOO_SLOW or (share < TOO_SLOW and steep)
    else:
        slow = ratio < 1e-5 and steep
    if slow and ratio > 0:
        yield Finding(
            Illness.TOO_SLOW,
            "The learning rate is too small: the error falls, but at this rate nobody would live to see it low.",
            f"an update changes the weights by {ratio:.1g} of themselves, where 0.001 is healthy; {_bound(look)}",
            0.95 if steep else 0.85,
        )


def _overfitting(look: Look) -> Iterator[Finding]:
    for part, name in (("validation", "validation_error"), ("test", "test_error")):
        rows = look.dataset.validation if part == "validation" else look.dataset.test
        if rows is None:
            continue
        now, baseline = float(getattr(look.inspection, name)), baseline_error(rows, look.config)
        past = [
            (float(getattr(moment, name)), moment.iteration, moment.error)
            for moment in look.moments
            if math.isfinite(getattr(moment, name))
        ]
        if past:
            best, iteration, training = min(past)
            grown = now > GROWN * best + 0.05 * baseline and look.error < training
            evidence = f"the {part} error was {best:.3g} at iteration {iteration:,} and is {now:.3g}"
            certainty = min(0.97, 0.6 + 0.4 * (now - best) / max(now, 1e-300))
        else:
            share = _per_row(look, rows.samples)
            grown = now > max(baseline, 3.0 * look.error * share)
            evidence = f"the {part} error is {now:.3g}, where always saying the mean has {baseline:.3g}"
            certainty = 0.6
        if grown and look.error < 0.7 * look.goal.baseline:
            yield Finding(
                Illness.OVERFITTING,
                f"The network overfits: it learns the training rows by heart and gets worse at the {part} rows. Keep "
                "the best network, stop earlier, add weight decay or rows, or take fewer units.",
                f"{evidence}, while the training error fell to {look.error:.3g}",
                certainty,
            )
            return


def _per_row(look: Look, samples: int) -> float:
    """What the training error has to be multiplied by to stand beside that of other rows: `sse` is a sum."""
    return samples / look.dataset.training.samples if look.config.loss == "sse" else 1.0


def _reach(look: Look) -> Iterator[Finding]:
    target, done = look.config.min_error, look.trend.done
    if not look.learned or target <= 0 or look.error <= target or look.goal.floor > 0:
        return
    if look.has_no_step:
        yield Finding(
            Illness.OUT_OF_REACH,
            "The network has learned, but its target error is out of reach: it stands where no step leads farther "
            "down. Take a higher target error, more hidden units or another start.",
            f"the error is {look.error:.3g}, and after {counted(done, 'iteration')} no step of "
            f"{look.config.optimizer} lowers it; the target is {target:g}",
            0.93,
        )
        return
    if done < 10:
        return
    wanted, limit = look.trend.iterations_to(target), max(look.config.max_iterations, done)
    if wanted <= PATIENT * limit:
        return
    last = look.names[-1]
    at_the_edge = last in SQUASHING and bool(np.isin(look.rows.targets, (-1.0, 0.0, 1.0)).all())
    why = f" {last} comes to such targets only with infinite weights." if at_the_edge else ""
    when = f"about {wanted:,.0f} iterations" if wanted < 1e15 else "more iterations than anybody has"
    yield Finding(
        Illness.OUT_OF_REACH,
        f"The network has learned, but its target error is out of reach in so many iterations.{why} Take a higher "
        "target error, a linear output or a cross-entropy.",
        f"the error is {look.error:.3g} after {done:,} iterations; going on as lately, {target:g} would take {when}, "
        f"and the limit is {look.config.max_iterations:,}",
        0.93 if at_the_edge else 0.8,
    )
