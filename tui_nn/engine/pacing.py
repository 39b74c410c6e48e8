"""How many iterations make a stretch, so that it takes a fixed time on any machine and network."""

from __future__ import annotations

TARGET_SECONDS = 0.04
"""Short enough that a key acts at once, long enough that the work between two stretches does not count."""

MAX_STRETCH = 1_000_000
_LARGEST_GROWTH = 4
_SMOOTHING = 0.7


class Pacer:
    """Sizes stretches from the measured speed."""

    def __init__(self) -> None:
        self.stretch = 1
        """Iterations to run next."""

        self.iterations_per_second = 0.0
        """Smoothed over the last stretches."""

    @property
    def may_be_slow(self) -> bool:
        """Whether one iteration takes longer than a stretch, or none has been run yet."""
        return self.iterations_per_second * TARGET_SECONDS < 1

    def record(self, iterations: int, seconds: float) -> None:
        """Learn from a stretch that was run."""
        speed = iterations / max(seconds, 1e-9)
        smooth = self.iterations_per_second
        # The first stretches pay for cold caches: their speed is replaced, not averaged in.
        settled = smooth > 0 and seconds > TARGET_SECONDS / 4
        self.iterations_per_second = _SMOOTHING * smooth + (1 - _SMOOTHING) * speed if settled else speed
        wanted = int(speed * TARGET_SECONDS)
        self.stretch = max(1, min(wanted, self.stretch * _LARGEST_GROWTH, MAX_STRETCH))
