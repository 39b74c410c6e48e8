"""Whether a run that still has finite numbers has stopped learning all the same, and what to say about it."""

from __future__ import annotations

FLAT_UNITS = 0.9
"""Share of the hidden units from which on a network learns nothing that counts."""

NO_GRADIENT = 1e-9
"""A gradient this short moves no weight in any number of iterations that somebody would wait for."""

UNLEARNED = 1e-3
"""Of the error at the start: a run whose error is below that has learned what it was to learn."""


def standstill(error: float, first_error: float, gradient_norm: float, saturated_share: float) -> str | None:
    """Say in one line why a network learns nothing any more, and what would help; None while it learns or has learned.

    Args:
        error: of the network as it is.
        first_error: of its start weights.
        gradient_norm: over all training rows.
        saturated_share: of the hidden units, those that are flat for every row.
    """
    if error <= UNLEARNED * first_error:
        return None
    if saturated_share >= FLAT_UNITS:
        return (
            f"{saturated_share:.0%} of hidden units saturated: they are flat for every row, and learn from none. "
            "Make a new start, with a lower learning rate, a smaller start scale or scaled inputs"
        )
    if gradient_norm <= NO_GRADIENT:
        return (
            f"The gradient is as good as zero ({gradient_norm:.1g}): the network learns nothing any more. Make a new "
            "start, with other start weights than zeros or constants"
        )
    return None
