"""Where the errors of a run are going: how fast they fall, how they swing, and when they would reach a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.history import History

RECENT = 0.2
"""Of the iterations: what counts as recent."""

LATE = 0.9
"""Of the iterations: from there on, an error that has fallen into a hole goes on as it will."""

FEWEST_POINTS = 8
"""From which a line through them says something."""


@dataclass(frozen=True, eq=False)
class Trend:
    """The errors of a run, looked at from its end."""

    iterations: FloatArray
    """(points,), ascending."""

    errors: FloatArray
    """(points,)"""

    @classmethod
    def of(cls, history: History) -> Trend:
        """Read a run's errors."""
        iterations, errors = history.points()
        return cls(iterations.astype(np.float64), errors)

    @property
    def done(self) -> int:
        """Iterations so far."""
        return int(self.iterations[-1]) if len(self.iterations) else 0

    @property
    def fall(self) -> float:
        """Share of the error that the recent iterations took away; below 0 when it rose."""
        recent = self._last(RECENT)
        return 1.0 - float(recent[-1] / recent[0]) if len(recent) > 1 and recent[0] > 0 else 0.0

    @property
    def swing(self) -> float:
        """How far recent errors went up, as a share of how far they went up and down: 0 falling, 0.5 to and fro."""
        steps = np.diff(self._last(RECENT))
        ways = float(np.abs(steps).sum())
        return float(steps[steps > 0].sum()) / ways if ways > 0 else 0.0

    @property
    def turns(self) -> int:
        """How often recent errors changed between rising and falling by more than a hundredth of themselves."""
        recent = self._last(RECENT)
        steps = np.diff(recent)
        large = steps[np.abs(steps) > 0.01 * np.abs(recent[:-1])]
        return int((np.sign(large[1:]) != np.sign(large[:-1])).sum())

    @property
    def spread(self) -> float:
        """The highest of the recent errors over the lowest; 1 before the first."""
        recent = self._last(RECENT)
        return float(recent.max() / max(recent.min(), 1e-300)) if len(recent) else 1.0

    @property
    def lowest(self) -> float:
        """The lowest error so far."""
        return float(self.errors.min()) if len(self.errors) else math.nan

    def iterations_to(self, target: float) -> float:
        """Estimate at which iteration the error reaches a target; infinite when it does not fall.

        Three curves are laid through the errors of the last tenth by least squares: log E over t (a rate, as with a
        linear output), log E over log t (a power), and 1 / E over t (a hyperbola: dE/dt = -c E^2, as where the slope of
        a sigmoid vanishes with its error); the one that fits best is gone on with from the last error.
        """
        last = float(self.errors[-1]) if len(self.errors) else math.nan
        if last <= target:
            return float(self.done)
        late = max(FEWEST_POINTS, int((self.iterations >= LATE * self.done).sum()))
        errors, times = self.errors[1:][-late:], self.iterations[1:][-late:]  # iteration 0 has no logarithm
        if target <= 0 or len(errors) < FEWEST_POINTS or not (errors > 0).all():
            return math.inf
        logs, way = np.log(errors), math.log(target) - math.log(last)
        rate, rate_misses = _line(times, logs)
        power, power_misses = _line(np.log(times), logs)
        turn, turn_misses = _hyperbola(times, errors)
        best = min(rate_misses, power_misses, turn_misses)
        if best == turn_misses:
            return self.done + (1.0 / target - 1.0 / last) / turn
        if best == rate_misses:
            return self.done + way / rate if rate < 0 else math.inf
        return self.done * math.exp(way / power) if power < 0 and way / power < 700 else math.inf

    def _last(self, share: float) -> FloatArray:
        return self.errors[self.iterations >= (1.0 - share) * self.done]


def _line(x: FloatArray, y: FloatArray) -> tuple[float, float]:
    """Return slope and mean squared residual of the line through (x, y) by least squares."""
    centred = x - x.mean()
    square = float(centred @ centred)
    slope = float(centred @ y) / square if square > 0 else 0.0
    return slope, float(np.mean((y - y.mean() - slope * centred) ** 2))


def _hyperbola(times: FloatArray, errors: FloatArray) -> tuple[float, float]:
    """Return the slope of the line through 1 / error, and the mean squared residual of what it says about log error."""
    inverse = 1.0 / errors
    slope, _ = _line(times, inverse)
    said = inverse.mean() + slope * (times - times.mean())
    if slope <= 0 or not np.isfinite(said).all() or not (said > 0).all():
        return slope, math.inf
    return slope, float(np.mean((np.log(errors) + np.log(said)) ** 2))
