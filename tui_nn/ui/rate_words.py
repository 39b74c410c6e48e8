"""What is said about learning rates, on the screen and on the command line."""

from __future__ import annotations

import math

from tui_nn.experiments.lab_events import LabRow, RateRangeEvent
from tui_nn.ui.formatting import short_error_text


def suggestion_text(event: RateRangeEvent) -> str:
    """Say which rate to begin with, and from which on the error breaks out."""
    if event.suggestion is None:
        return "With no rate did the error fall." if event.finished and not event.stopped else "Not all have ended."
    best = event.errors[event.rates.index(event.suggestion)]
    diverged = next((rate for rate, error in zip(event.rates, event.errors, strict=True) if math.isinf(error)), None)
    breaks = f" From {diverged:g} on most starts diverge." if diverged is not None else ""
    return (
        f"Begin with {event.suggestion:g}: error {short_error_text(best)} after {event.iterations:,} iterations, "
        f"nearly the lowest.{breaks}"
    )


def rate_text(row: LabRow, iterations: int) -> str:
    """Say what one rate does."""
    if not row.curve:
        return f"Rate {row.name}: not tried yet."
    error = "diverges" if math.isinf(row.curve[-1]) else f"{short_error_text(row.curve[-1])}"
    diverged = f", {row.tally.diverged} of {row.tally.trials} diverged" if row.tally.diverged else ""
    return f"Rate {row.name}: median error {error} after {iterations:,} iterations{diverged}."
