"""What the pictures of errors and rates draw: which points there are, smoothed, by time, in which window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.plots.thinning import thin

if TYPE_CHECKING:
    from tui_nn.engine.history import History
    from tui_nn.ui.undo import Checkpoint

Smoothing = Literal["off", "light", "strong"]
SMOOTHINGS: tuple[Smoothing, ...] = ("off", "light", "strong")

SMOOTHING_SHARES: dict[Smoothing, float] = {"off": 0.0, "light": 0.02, "strong": 0.1}
"""Of the iterations of the run: how far back the mean of a smoothed curve reaches."""

MOST_KEPT, MOST_EARLIER = 5, 3
"""Curves of other runs: those that the person keeps, and those of networks that undo would bring back."""

KEPT_COLUMNS = 500
"""A curve that is kept is thinned to twice as many points: it stands behind others."""

NARROWEST_WINDOW = 4.0
"""In iterations."""


class Moment(Protocol):
    """What was measured after one of the iterations; a snapshot is one too."""

    @property
    def iteration(self) -> int:
        """Passes over the rows so far."""

    @property
    def seconds(self) -> float:
        """Time spent training."""

    @property
    def learning_rate(self) -> float:
        """In force for the next iteration; NaN where it is not known."""

    @property
    def validation_error(self) -> float:
        """NaN where it was not measured."""

    @property
    def test_error(self) -> float:
        """NaN where it was not measured."""


@dataclass(frozen=True, eq=False)
class Points:
    """A curve: values over iterations, which ascend."""

    iterations: FloatArray
    values: FloatArray

    def __len__(self) -> int:
        return len(self.iterations)

    @property
    def last(self) -> float:
        """The last iteration; 0 where there is none."""
        return float(self.iterations[-1]) if len(self) else 0.0

    def nearest(self, iteration: float) -> int:
        """Return the place of the point that is nearest to an iteration; there must be one."""
        after = int(np.searchsorted(self.iterations, iteration))
        if after == 0 or after == len(self):
            return min(after, len(self) - 1)
        before = after - 1
        return before if iteration - self.iterations[before] <= self.iterations[after] - iteration else after

    def at(self, iteration: float) -> float:
        """Return the value at an iteration, on the line between two points; NaN outside of them."""
        if not len(self) or not self.iterations[0] <= iteration <= self.iterations[-1]:
            return float("nan")
        return float(np.interp(iteration, self.iterations, self.values))


NO_POINTS = Points(np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class Clock:
    """How many seconds were spent up to which iteration: known at some, on straight lines between them."""

    iterations: FloatArray
    seconds: FloatArray

    def seconds_at(self, iterations: FloatArray) -> FloatArray:
        """Return the seconds spent up to these iterations."""
        return np.interp(iterations, self.iterations, self.seconds)

    def iteration_at(self, seconds: float) -> float:
        """Return the iteration at which so many seconds were spent."""
        return float(np.interp(seconds, self.seconds, self.iterations))


@dataclass(frozen=True, eq=False)
class KeptCurve:
    """The error of another run, to compare with."""

    name: str
    mark: str
    """One character, which it is drawn with."""

    points: Points
    clock: Clock


def up_to_now(moments: Sequence[Moment], present: Moment) -> tuple[Moment, ...]:
    """Return the moments of a run in order, the present as the last."""
    return (*(moment for moment in moments if moment.iteration <= present.iteration), present)


def history_points(history: History) -> Points:
    """Return the error of the network over all iterations."""
    iterations, errors = history.points()
    return Points(iterations.astype(np.float64), errors)


def measured(moments: Sequence[Moment], value_of: Callable[[Moment], float]) -> Points:
    """Return what was measured at some of the moments; what is not finite was not."""
    iterations = np.array([moment.iteration for moment in moments], dtype=np.float64)
    values = np.array([value_of(moment) for moment in moments], dtype=np.float64)
    known = np.isfinite(values)
    return Points(iterations[known], values[known])


def clock_of(moments: Sequence[Moment]) -> Clock:
    """Return the clock of a run; it begins with 0 seconds at iteration 0."""
    iterations = np.array([0.0, *(moment.iteration for moment in moments)])
    seconds = np.array([0.0, *(moment.seconds for moment in moments)])
    return Clock(iterations, np.maximum.accumulate(np.nan_to_num(seconds)))


def smoothed(points: Points, width: float) -> Points:
    """Return the trailing moving average: at each point the mean of the points of the last `width` iterations.

    s(i) = mean of E(j) over the recorded j with i − width < j <= i.
    """
    if width <= 0 or len(points) < 2:
        return points
    ends = np.arange(1, len(points) + 1)
    starts = np.minimum(np.searchsorted(points.iterations, points.iterations - width, "right"), ends - 1)
    with np.errstate(over="ignore"):
        # Each sum by itself: differences of running sums would lose small errors beside the first, large ones.
        sums = np.add.reduceat(points.values, np.column_stack((starts, ends)).ravel()[:-1])[::2]
    return Points(points.iterations, sums / (ends - starts))


def lowest(points: Points) -> tuple[float, float] | None:
    """Return iteration and value of the lowest point, the first of equal ones; None where there is none."""
    if not len(points):
        return None
    place = int(np.argmin(points.values))
    return float(points.iterations[place]), float(points.values[place])


def kept_curve(name: str, mark: str, points: Points, clock: Clock) -> KeptCurve:
    """Keep a curve, in fewer points."""
    if len(points) > 1:
        first, last = float(points.iterations[0]), points.last
        points = Points(*thin(points.iterations, points.values, first, max(last, first + 1), KEPT_COLUMNS))
    return KeptCurve(name, mark, points, clock)


def earlier_curves(checkpoints: Sequence[Checkpoint], comparable: Callable[[Checkpoint], bool]) -> list[KeptCurve]:
    """Return the curves of the newest networks that were left behind, the newest first, where they can be compared."""
    newest = [checkpoint for checkpoint in reversed(checkpoints) if comparable(checkpoint)][:MOST_EARLIER]
    return [
        kept_curve(
            f"before {mark}",
            mark,
            history_points(left.snapshot.state.history),
            clock_of(up_to_now(left.recording.moments, left.snapshot)),
        )
        for mark, left in zip("abc", newest, strict=False)
    ]


Window = tuple[float, float]
"""First and last iteration in sight."""


def zoomed(window: Window | None, last: float, around: float, factor: float) -> Window | None:
    """Return a window that is so many times as wide, with `around` where it was; None where all is in sight.

    Args:
        window: the one before; None for all.
        last: the last iteration of all.
        around: the iteration that keeps its place.
        factor: 0.5 for half as wide, 2 for twice.
    """
    lower, upper = window or (0.0, last)
    width = max(NARROWEST_WINDOW, round((upper - lower) * factor))
    if width >= last:
        return None
    share = (around - lower) / (upper - lower) if upper > lower else 0.5
    return _placed(around - min(1.0, max(0.0, share)) * width, width, last)


def panned(window: Window | None, last: float, distance: float) -> Window | None:
    """Return a window moved by so many of its own widths, as far as there is anything to see."""
    if window is None:
        return None
    lower, upper = window
    return _placed(lower + distance * (upper - lower), upper - lower, last)


def with_in_sight(window: Window | None, last: float, iteration: float) -> Window | None:
    """Return a window moved so far that an iteration is in it."""
    if window is None or window[0] <= iteration <= window[1]:
        return window
    lower, upper = window
    return _placed(lower + iteration - (lower if iteration < lower else upper), upper - lower, last)


def _placed(lower: float, width: float, last: float) -> Window:
    lower = float(round(min(max(0.0, lower), max(0.0, last - width))))
    return lower, lower + width
