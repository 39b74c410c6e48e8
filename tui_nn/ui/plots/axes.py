"""Where an axis begins and ends and what is written beside it: round numbers that rarely move."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

import numpy as np

from tui_nn.ui.plots.number_labels import number_label

if TYPE_CHECKING:
    from tui_nn.ui.plots.thinning import FloatArray

STABLE_LIMITS = tuple(map(Decimal, ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
"""Where a growing axis may end, times a power of ten: each at most a third above the one before."""

ROUND_STEPS = tuple(map(Decimal, ("1", "2", "5", "10")))
"""Distances between two ticks, times a power of ten."""

DECADE_STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
"""Decades between two ticks of a long logarithmic axis; a float64 spans 632."""

NARROWEST = 1e-6
"""Of the largest value: a window that is narrower is widened, for its labels would have more digits than there is room
for."""

SUBDIVIDED_DECADES = 2
"""Up to this many decades the ticks 2 and 5 stand between the powers of ten, if there is room."""


@dataclass(frozen=True)
class Tick:
    """One labelled place on an axis; the position counts from 0 at its beginning to 1 at its end."""

    position: float
    label: str


@dataclass(frozen=True)
class Axis:
    """The range of an axis, in values or, on a logarithmic axis, in powers of ten, and its ticks."""

    lower: float
    upper: float
    ticks: tuple[Tick, ...]
    logarithmic: bool = False

    def project(self, values: FloatArray) -> FloatArray:
        """Return where values lie on the axis, from 0 to 1; what lies beyond an end is put on that end.

        On a logarithmic axis zero lies at the beginning; negative values have no place there and must not come in.
        """
        if self.logarithmic:
            with np.errstate(divide="ignore"):
                values = np.log10(values)
        # Divided before they are subtracted: upper - lower overflows where the ends are near the largest float64.
        scale = max(abs(self.lower), abs(self.upper))
        begin, end = self.lower / scale, self.upper / scale
        return np.clip((np.clip(values, self.lower, self.upper) / scale - begin) / (end - begin), 0.0, 1.0)


def stable_upper_limit(largest: float) -> float:
    """Return the first of 1, 1.2, 1.5, 2 ... 8, 10 times a power of ten that is not below `largest`.

    A run that grows from 1 to 10 moves the end of its axis only ten times, so that most frames differ by the tip of
    the curve alone.
    """
    if not 0 < largest <= sys.float_info.max:
        return 1.0
    return min(float(_next_round(_decimal(largest), STABLE_LIMITS)), sys.float_info.max)


def linear_axis(lowest: float, highest: float, most_ticks: int, *, whole: bool = False) -> Axis:
    """Return an axis that holds both values and zero and ends at stable limits.

    Zero always belongs to it: an axis that begins just below the data makes a plateau look like a slope.

    Args:
        lowest: The smallest value to be shown.
        highest: The largest value to be shown.
        most_ticks: How many labels there is room for; at least two.
        whole: Whether values are whole numbers, so that no tick may stand between them.
    """
    begin = -_decimal(stable_upper_limit(-lowest)) if lowest < 0 else Decimal(0)
    end = _decimal(stable_upper_limit(highest)) if highest > 0 or not begin else Decimal(0)
    step = _next_round((end - begin) / (most_ticks - 1), ROUND_STEPS)
    step = max(step, Decimal(1)) if whole else step
    smallest_plain = -3 if step.adjusted() >= -3 else -2
    mark, ticks = (begin / step).to_integral_value(ROUND_CEILING) * step, []
    while mark <= end:
        ticks.append(Tick(float((mark - begin) / (end - begin)), number_label(mark, smallest_plain)))
        mark += step
    return Axis(float(begin), float(end), tuple(ticks))


def logarithmic_axis(lowest: float, highest: float, most_ticks: int, *, zero: bool = False) -> Axis:
    """Return an axis that holds two positive values: it begins at a power of ten and ends at 1, 2 or 5 times one.

    Args:
        lowest: The smallest positive value.
        highest: The largest value.
        most_ticks: How many labels there is room for; at least two.
        zero: Whether zero must be shown too. No logarithmic axis reaches it, so the beginning of the axis is labelled
            "0" and the powers of ten start a little above.
    """
    first = _decimal(lowest).adjusted()
    end = _next_round(_decimal(highest), ROUND_STEPS)
    if end == Decimal(1).scaleb(first):
        first -= 1
    upper = _log10(end)
    lower = first - max(1.0, (upper - first) / most_ticks) if zero else float(first)
    marks = _logarithmic_marks(first, end, most_ticks - zero)
    ticks = [Tick((_log10(mark) - lower) / (upper - lower), number_label(mark)) for mark in marks]
    return Axis(lower, upper, (Tick(0.0, "0"), *ticks) if zero else tuple(ticks), logarithmic=True)


def window_axis(lower: float, upper: float, most_ticks: int, *, whole: bool = False) -> Axis:
    """Return an axis with exactly these ends, for a part of a plot that is looked at more closely.

    Args:
        lower: Where it begins.
        upper: Where it ends, above `lower`.
        most_ticks: How many labels there is room for; at least two.
        whole: Whether values are whole numbers, so that no tick may stand between them.
    """
    begin, end = (_decimal(value) for value in _apart(lower, upper))
    step = _next_round((end - begin) / (most_ticks - 1), ROUND_STEPS)
    step = max(step, Decimal(1)) if whole else step
    marks = _multiples(step, begin, end) or [begin]
    ticks = tuple(Tick(float((mark - begin) / (end - begin)), number_label(mark)) for mark in marks)
    return Axis(float(begin), float(end), ticks)


def fitted_axis(lowest: float, highest: float, most_ticks: int, *, logarithmic: bool = False) -> Axis:
    """Return an axis that fits closely around two values, begins and ends at round numbers and need not hold zero.

    Args:
        lowest: The smallest value to be shown; above 0 on a logarithmic axis.
        highest: The largest value to be shown.
        most_ticks: How many labels there is room for; at least two.
        logarithmic: Whether equal heights are equal factors.
    """
    if logarithmic and highest >= 10 * lowest:
        return _whole_axis(lowest, highest, most_ticks)
    low, high = (_decimal(value) for value in _apart(lowest, highest))
    step = _next_round((high - low) / max(1, most_ticks - 2), ROUND_STEPS)
    begin = (low / step).to_integral_value(ROUND_FLOOR) * step
    end = (high / step).to_integral_value(ROUND_CEILING) * step
    if logarithmic and begin <= 0:
        return logarithmic_axis(lowest, highest, most_ticks)
    marks = _multiples(step, begin, end)
    if not logarithmic:
        largest = sys.float_info.max
        ticks = tuple(Tick(float((mark - begin) / (end - begin)), number_label(mark)) for mark in marks)
        return Axis(max(float(begin), -largest), min(float(end), largest), ticks)
    first, last = _log10(begin), _log10(end)
    ticks = tuple(Tick((_log10(mark) - first) / (last - first), number_label(mark)) for mark in marks)
    return Axis(first, last, ticks, logarithmic=True)


def _whole_axis(lowest: float, highest: float, most_ticks: int) -> Axis:
    """Return a logarithmic axis over at least one power of ten, whose ends are 1, 2 or 5 times one."""
    low, end = _decimal(lowest), _next_round(_decimal(highest), ROUND_STEPS)
    begin = max(step.scaleb(low.adjusted()) for step in ROUND_STEPS if step.scaleb(low.adjusted()) <= low)
    first, last = _log10(begin), _log10(end)
    marks = [mark for mark in _logarithmic_marks(low.adjusted(), end, most_ticks) if begin <= mark <= end]
    ticks = tuple(Tick((_log10(mark) - first) / (last - first), number_label(mark)) for mark in marks or [begin])
    return Axis(first, last, ticks, logarithmic=True)


def _apart(lower: float, upper: float) -> tuple[float, float]:
    """Return two values that differ by enough to be told apart in the digits of a label."""
    size = max(abs(lower), abs(upper)) or 1.0
    most = sys.float_info.max
    if upper / size - lower / size >= NARROWEST and size > sys.float_info.min:
        return lower, upper
    size = max(size, 1e-300)
    return max(-most, lower - NARROWEST * size), min(most, upper + NARROWEST * size)


def _multiples(step: Decimal, begin: Decimal, end: Decimal) -> list[Decimal]:
    first = (begin / step).to_integral_value(ROUND_CEILING)
    last = (end / step).to_integral_value(ROUND_FLOOR)
    return [(first + number) * step for number in range(int(last - first) + 1)]


def _logarithmic_marks(first: int, end: Decimal, most_ticks: int) -> list[Decimal]:
    """Return the values that get a tick, from the power of ten `first` to `end`."""
    last = end.adjusted()
    if _log10(end) - first <= SUBDIVIDED_DECADES:
        marks = [step.scaleb(power) for power in range(first, last + 1) for step in ROUND_STEPS[:3]]
        marks = [mark for mark in marks if mark <= end]
        if len(marks) <= most_ticks:
            return marks
    for step in DECADE_STEPS:
        powers = range(-(-first // step) * step, last + 1, step)
        if len(powers) <= most_ticks:
            break
    return [Decimal(1).scaleb(power) for power in powers or [first]]


def _next_round(value: Decimal, mantissas: tuple[Decimal, ...]) -> Decimal:
    magnitude = value.adjusted()
    mantissa = value.scaleb(-magnitude)
    return next(candidate for candidate in mantissas if candidate >= mantissa).scaleb(magnitude)


def _decimal(value: float) -> Decimal:
    # By its shortest text, so that 0.1 is a tenth; and by float, since NumPy writes its own scalars otherwise.
    return Decimal(repr(float(value)))


def _log10(value: Decimal) -> float:
    # Not of the number as a float: an axis may end at 1e309, which is none.
    return math.log10(value.scaleb(-value.adjusted())) + value.adjusted()
