"""Illnesses that show in the ground that a network stands on: saddles, troughs, minima, from gradient and curvature."""

from __future__ import annotations

from collections.abc import Iterator

from tui_nn.config.errors import counted
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.look import Look

SMALL_STEP = 1e-3
"""Share of the error that the best step along the gradient takes away: below that, the ground is level."""

BENT_DOWN = 1e-5
"""Of the largest eigenvalue: a smallest one below minus that is no rounding, but a way down."""

ROUNDING = 1e-9
"""An eigenvalue this close to 0 is as good as 0."""

FLAT_PAIRS = 0.4
"""Share of the pairs of hidden unit and row that are flat, from which on little is learned."""

AT_REST, FAR_FROM_LEARNED = 1e-3, 0.2
"""Share of the error that the recent iterations took, and share of the mean's error that is no mere noise."""

CREEPING = 0.01
"""Share of the error that the recent iterations took: below that, a method of second order gets no farther either."""

LARGE_WEIGHT = 5.0
"""From which on a sigmoid has seen its whole S between an input of 0 and one of 1."""


_SADDLE, _TROUGH = (Illness.SADDLE, 0.92), (Illness.TROUGH, 0.92)


def signs_in_ground(look: Look) -> Iterator[Finding]:
    """Say what the ground shows under a network that has not learned and gets no farther."""
    if look.learned:
        return
    yield from _no_step(look) if look.has_no_step else _level_ground(look)


def is_level(look: Look) -> bool:
    """Whether even the best step along the gradient would hardly lower the error: g^2 / (2 largest eigenvalue)."""
    norm = look.inspection.gradient_norm
    if look.curvature is None:
        return norm < 1e-2 * look.error
    return norm * norm <= 2.0 * max(look.curvature.largest, 0.0) * SMALL_STEP * look.error or norm == 0.0


def _no_step(look: Look) -> Iterator[Finding]:
    """Say at what kind of stationary point a method of second order has found no step."""
    norm, bent, method = look.inspection.gradient_norm, look.curvature, look.config.optimizer
    evidence = (
        f"after {counted(look.trend.done, 'iteration')} no step of {method} lowers the error of {look.error:.3g}; the "
        f"gradient is {norm:.2g} long"
    )
    stands = "The run has come to a stationary point far from learned,"
    if bent is not None:
        evidence += f", and the eigenvalues of the Hessian go from {bent.smallest:.2g} to {bent.largest:.2g}"
    if bent is None:
        what, name, certainty = "of a network too large to say of what kind", Illness.LOCAL_MINIMUM, 0.6
    elif bent.smallest < -max(BENT_DOWN * bent.largest, ROUNDING):
        what, name, certainty = "a saddle: almost level, with a way down where the eigenvalue is below 0", *_SADDLE
    elif look.flat_share >= FLAT_PAIRS and look.largest_weight >= LARGE_WEIGHT:
        what, name, certainty = (
            "in a saturated trough: as flat as a minimum, for hidden units are flat for many rows",
            *_TROUGH,
        )
        evidence += f"; {look.flat_share:.0%} of hidden units and rows are flat"
    elif is_level(look):
        far = look.error > FAR_FROM_LEARNED * look.goal.baseline
        what, name, certainty = "a minimum: no way leads down", Illness.LOCAL_MINIMUM, 0.9 if far else 0.6
    else:
        what, name, certainty = "where a penalty or a kink in an activation holds it", Illness.LOCAL_MINIMUM, 0.5
    # Weights of 100 that are jogged are large still: measured, none of 8 left such a trough.
    helps = "another start does" if name is Illness.TROUGH else "another start or a jog of the weights does"
    yield Finding(name, f"{stands} {what}. Going on does not help; {helps}.", evidence, certainty)


def _level_ground(look: Look) -> Iterator[Finding]:
    if not look.stalled or not is_level(look):
        return
    if look.is_second_order and look.trend.fall > CREEPING:
        return  # where the ground is level for a gradient, a method that sees how it bends may still find its way
    norm, bent = look.inspection.gradient_norm, look.curvature
    if bent is None:
        if look.trend.fall < 0.02 and look.flat_share < FLAT_PAIRS:
            yield Finding(
                Illness.SADDLE,
                "The error has come to a plateau, far from learned; the network is too large to say more exactly.",
                f"the gradient is {norm:.2g} long, and the last fifth of the iterations took {look.trend.fall:.1%}",
                0.5,
            )
        return
    leave_by = "Momentum, a larger rate or larger start weights leave it sooner."
    if look.is_second_order:
        leave_by = "A jog of the weights or another start leaves it."
    ground = (
        f"the gradient is {norm:.2g} long; the eigenvalues of the Hessian go from {bent.smallest:.2g} "
        f"to {bent.largest:.2g}"
    )
    if bent.smallest < -max(BENT_DOWN * bent.largest, ROUNDING) and look.flat_share < FLAT_PAIRS:
        yield Finding(
            Illness.SADDLE,
            f"The network stands on a plateau near a saddle: almost level, with a way down that is hard to find. "
            f"{leave_by}",
            f"{ground}, and the one below 0 is the way down",
            0.9,
        )
    elif look.flat_share >= FLAT_PAIRS and look.largest_weight >= LARGE_WEIGHT:
        yield Finding(
            Illness.TROUGH,
            "The network is in a saturated trough: its hidden units are flat for many rows, the weights still grow, "
            "and the error hardly falls. Going on does not help; another start does.",
            f"{ground}; {look.flat_share:.0%} of hidden units and rows are flat, the largest weight is "
            f"{look.largest_weight:.3g}, the error {look.error:.3g}",
            0.9,
        )
    elif (
        look.inspection.saturated_share < 0.5
        and look.trend.fall < AT_REST
        and look.error > FAR_FROM_LEARNED * look.goal.baseline
    ):
        yield Finding(
            Illness.LOCAL_MINIMUM,
            "The network has come to rest in a local minimum: it has not learned, and no way leads down from where it "
            "is. Going on does not help; another start or more hidden units may.",
            f"{ground}, none of them clearly below 0; the error rests at {look.error:.3g}",
            0.7,
        )
