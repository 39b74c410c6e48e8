"""What curves of errors and rates show, in words."""

from __future__ import annotations

import math

from tui_nn.ui.panes.curves import Points, lowest

LEVEL = 0.005
"""A change by less than this share is none."""

RISEN = 0.01
"""By so much the error must have risen from its lowest to be worth saying."""


def number_text(value: float) -> str:
    """Write a value in three digits, as it is said aloud."""
    if not math.isfinite(value):
        return "not finite"
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e7 else f"{value:.3g}"


def error_reading(error: Points, validation: Points, test: Points, target: float) -> str:
    """Say how the error went, and where that of rows kept apart was lowest."""
    if not len(error):
        return "There is no error yet: the data are not loaded."
    first, now = float(error.values[0]), float(error.values[-1])
    if len(error) == 1:
        return f"The error is {number_text(now)} at iteration {error.last:,.0f}; nothing has been trained yet."
    iterations = error.last - float(error.iterations[0])
    sentences = [f"The error {_went(first, now)} over {iterations:,.0f} iterations, {_last_tenth(error)}."]
    if target > 0:
        reached = "is reached" if now <= target else "is not reached"
        sentences.append(f"The target {number_text(target)} {reached}.")
    if best := lowest(validation):
        sentences.append(_about_lowest(validation, best))
    if len(test):
        sentences.append(f"Test error is {number_text(float(test.values[-1]))}.")
    return " ".join(sentences)


def rate_reading(rate: Points) -> str:
    """Say which learning rate was in force, and how it went."""
    if not len(rate):
        return "There is no learning rate yet: the data are not loaded."
    first, now = float(rate.values[0]), float(rate.values[-1])
    if float(rate.values.min()) == float(rate.values.max()):
        return f"The learning rate is {number_text(now)}, the same over all {rate.last:,.0f} iterations."
    reading = f"The learning rate {_went(first, now)} over {rate.last:,.0f} iterations."
    highest = int(rate.values.argmax())
    if 0 < highest < len(rate) - 1:
        at = rate.iterations[highest]
        reading += f" It was highest, {number_text(float(rate.values[highest]))}, at iteration {at:,.0f}."
    return reading


def _went(first: float, now: float) -> str:
    if _change(first, now) == 0:
        return f"stayed at {number_text(now)}"
    return f"{'fell' if now < first else 'rose'} from {number_text(first)} to {number_text(now)}"


def _last_tenth(error: Points) -> str:
    change = _change(error.at(error.last - (error.last - float(error.iterations[0])) / 10), float(error.values[-1]))
    if change == 0:
        return "level in the last tenth"
    if change > 9.995:
        return "rising more than tenfold in the last tenth"
    way = "still falling" if change < 0 else "rising"
    return f"{way} by {max(1.0, 100 * abs(change)):.0f} % in the last tenth"


def _about_lowest(validation: Points, best: tuple[float, float]) -> str:
    iteration, value = best
    now = float(validation.values[-1])
    if iteration == validation.last:
        return f"Validation error is {number_text(value)}, the lowest so far."
    since = f"has risen to {number_text(now)} since" if now > value * (1 + RISEN) else "has stayed there since"
    return f"Validation error is lowest, {number_text(value)}, at iteration {iteration:,.0f} and {since}."


def _change(before: float, after: float) -> float:
    """Return by which share of itself a value has changed; 0 where that is nothing to speak of."""
    if before == after or not (math.isfinite(before) and math.isfinite(after)):
        return 0.0
    if before == 0:
        return math.copysign(math.inf, after)
    share = after / abs(before) - before / abs(before)
    return share if abs(share) >= LEVEL else 0.0
