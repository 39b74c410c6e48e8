"""The error over a whole run in bounded memory: extremes are kept, whatever the number of iterations."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray, IntArray

MAX_POINTS = 4096
_BUCKETS = (MAX_POINTS - 2) // 2


class History:
    """At most 4,096 points (iteration, error): the first, the last, and the lowest and highest of each stretch.

    Iterations are gathered into buckets of equal width, and when the buckets are full the width doubles. The result
    depends on the errors alone, not on the portions in which they arrived, so a run has one history, to the bit.
    """

    def __init__(self) -> None:
        self._width = 1
        self._low_iterations: IntArray = np.full(_BUCKETS, -1, dtype=np.int64)
        self._low_errors: FloatArray = np.full(_BUCKETS, np.inf)
        self._high_iterations: IntArray = np.full(_BUCKETS, -1, dtype=np.int64)
        self._high_errors: FloatArray = np.full(_BUCKETS, -np.inf)
        self._first: tuple[int, float] | None = None
        self._last: tuple[int, float] | None = None

    def add(self, first_iteration: int, errors: FloatArray) -> None:
        """Add the finite errors of consecutive iterations, the first of which is `first_iteration`."""
        if not len(errors):
            return
        last_iteration = first_iteration + len(errors) - 1
        if self._first is None:
            self._first = (first_iteration, float(errors[0]))
        self._last = (last_iteration, float(errors[-1]))
        while last_iteration // self._width >= _BUCKETS:
            self._double_width()
        # Whole buckets are reduced at once; the ones at both ends may be filled by several calls.
        lead = min(len(errors), -first_iteration % self._width)
        whole = (len(errors) - lead) // self._width
        end = lead + whole * self._width
        if lead:
            self._merge(first_iteration, errors[:lead].reshape(1, -1))
        if whole:
            self._merge(first_iteration + lead, errors[lead:end].reshape(whole, self._width))
        if end < len(errors):
            self._merge(first_iteration + end, errors[end:].reshape(1, -1))

    def points(self) -> tuple[IntArray, FloatArray]:
        """Return iterations (ascending) and their errors, both (points,) with at most 4,096 points."""
        if self._first is None or self._last is None:
            return np.empty(0, dtype=np.int64), np.empty(0)
        used = self._low_iterations >= 0
        ends = (self._first, self._last)
        iterations = np.concatenate(
            [
                self._low_iterations[used],
                self._high_iterations[used],
                np.array([end[0] for end in ends], dtype=np.int64),
            ]
        )
        errors = np.concatenate([self._low_errors[used], self._high_errors[used], np.array([end[1] for end in ends])])
        iterations, unique = np.unique(iterations, return_index=True)
        return iterations, errors[unique]

    def until(self, iteration: int, error: float) -> History:
        """Return a history that ends with this iteration and its error: nothing that came later is in it."""
        part = self.copy()
        for iterations, errors, nothing in (
            (part._low_iterations, part._low_errors, np.inf),
            (part._high_iterations, part._high_errors, -np.inf),
        ):
            later = iterations > iteration
            iterations[later], errors[later] = -1, nothing
        if part._first is not None:
            part.add(iteration, np.array([error]))
        return part

    def copy(self) -> History:
        """Return a history that goes on by itself."""
        other = History()
        for name, value in vars(self).items():
            setattr(other, name, value.copy() if isinstance(value, np.ndarray) else value)
        return other

    def _merge(self, first_iteration: int, blocks: FloatArray) -> None:
        """Merge blocks of errors, (buckets, iterations in each), whose first stands at `first_iteration`."""
        rows = np.arange(len(blocks))
        start = first_iteration // self._width
        target = slice(start, start + len(blocks))
        offsets = first_iteration + rows * blocks.shape[1]
        # A tie keeps the earlier iteration: argmin and argmax take the first, and only a better error replaces.
        lows = blocks.argmin(axis=1)
        better = blocks[rows, lows] < self._low_errors[target]
        self._low_errors[target] = np.where(better, blocks[rows, lows], self._low_errors[target])
        self._low_iterations[target] = np.where(better, offsets + lows, self._low_iterations[target])
        highs = blocks.argmax(axis=1)
        better = blocks[rows, highs] > self._high_errors[target]
        self._high_errors[target] = np.where(better, blocks[rows, highs], self._high_errors[target])
        self._high_iterations[target] = np.where(better, offsets + highs, self._high_iterations[target])

    def _double_width(self) -> None:
        for errors, iterations, worse in (
            (self._low_errors, self._low_iterations, np.inf),
            (self._high_errors, self._high_iterations, -np.inf),
        ):
            odd = len(errors) % 2
            pairs = np.append(errors, [worse] * odd).reshape(-1, 2)
            places = np.append(iterations, [-1] * odd).reshape(-1, 2)
            chosen = pairs.argmin(axis=1) if worse > 0 else pairs.argmax(axis=1)
            rows = np.arange(len(pairs))
            errors[: len(pairs)], errors[len(pairs) :] = pairs[rows, chosen], worse
            iterations[: len(pairs)], iterations[len(pairs) :] = places[rows, chosen], -1
        self._width *= 2
