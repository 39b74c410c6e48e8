"""The past of a run: moments from which it can be shown and gone on with, well spread and in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray, read_only
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.watch import Watched

MOST_MOMENTS = 512
MOST_BYTES = 64_000_000

SPACING = 50
"""A moment is kept every iteration at first, and later every fiftieth part of those that have been done."""

BYTES_A_SECOND, FIRST_BYTES = 4_000_000, 8_000_000
"""What recording may send: a large network sends fewer moments, and its stretches are not cut for them."""

MEASURING_SHARE, FIRST_MEASURING = 0.05, 0.2
"""Of the time spent training, and in seconds at first: what may be spent on the errors of rows that are kept apart."""


@dataclass(frozen=True, eq=False, repr=False)
class Moment:
    """A run after one of its iterations; with it training goes on from there, to the bit."""

    iteration: int
    updates: int
    error: float
    seconds: float
    learning_rate: float
    validation_error: float
    """NaN where there are no such rows, or there was no time to measure."""

    test_error: float
    parameters: FloatArray
    optimizer_memory: FloatArray
    generator: Mapping[str, object]
    """State of the generator that draws mini-batches."""

    watched: Watched

    @classmethod
    def of(
        cls,
        state: TrainingState,
        learning_rate: float = math.nan,
        validation_error: float = math.nan,
        test_error: float = math.nan,
    ) -> Moment:
        """Keep a state as it is; its arrays are copied."""
        return cls(
            iteration=state.iteration,
            updates=state.updates,
            error=state.error,
            seconds=state.seconds,
            learning_rate=learning_rate,
            validation_error=validation_error,
            test_error=test_error,
            parameters=read_only(state.network.parameters),
            optimizer_memory=read_only(state.optimizer_memory),
            generator=state.generator.bit_generator.state,
            watched=state.watched,
        )

    @property
    def size(self) -> int:
        """Bytes that it holds on to."""
        return self.parameters.nbytes + self.optimizer_memory.nbytes

    def state(self, later: TrainingState) -> TrainingState:
        """Return the state of this moment; `later` is one of the same run, which has come at least as far."""
        state = later.copy()
        state.network = Network(later.network.layer_sizes, later.network.activations, self.parameters.copy())
        state.optimizer_memory = self.optimizer_memory.copy()
        state.generator.bit_generator.state = dict(self.generator)
        state.history = later.history.until(self.iteration, self.error)
        state.log = later.log.until(self.iteration)
        state.iteration, state.updates = self.iteration, self.updates
        state.watched, state.error, state.seconds = self.watched, self.error, self.seconds
        return state

    def __repr__(self) -> str:
        return f"Moment(iteration={self.iteration}, error={self.error:.6g})"


class Recording:
    """Moments in the order of their iterations, at most 512 and at most 64 MB of them."""

    def __init__(self, moments: Iterable[Moment] = ()) -> None:
        self.moments: tuple[Moment, ...] = ()
        self.add(moments)

    @property
    def size(self) -> int:
        """Bytes that it holds on to."""
        return sum(moment.size for moment in self.moments)

    def add(self, moments: Iterable[Moment]) -> None:
        """Add moments in the order of their iterations; they take the place of those that were as far, or further."""
        new = tuple(moments)
        if new:
            self.moments = thinned((*self.until(new[0].iteration - 1).moments, *new))

    def until(self, iteration: int) -> Recording:
        """Return the part up to an iteration."""
        part = Recording()
        part.moments = tuple(moment for moment in self.moments if moment.iteration <= iteration)
        return part

    def nearest(self, iteration: int) -> int:
        """Return the place of the moment that is nearest to an iteration.

        Raises:
            ValueError: there is none at all.
        """
        return min(range(len(self.moments)), key=lambda place: abs(self.moments[place].iteration - iteration))


def thinned(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return as many of the moments as may be kept: the first, the last, and others well spread between them.

    Where two are close on the sum of two scales, one linear and one logarithmic in the iterations, one goes: both the
    first iterations, when most happens, and the long rest keep half of the moments.
    """
    largest = max((moment.size for moment in moments), default=0)
    most = max(2, min(MOST_MOMENTS, MOST_BYTES // max(1, largest)))
    if len(moments) <= most:
        return tuple(moments)
    kept = list(moments)
    iterations = np.array([moment.iteration for moment in kept], dtype=np.float64)
    last = max(1.0, iterations[-1])
    places = iterations / last + np.log1p(iterations) / math.log1p(last)
    while len(kept) > most:
        crowded = int(np.argmin(places[2:] - places[:-2])) + 1
        del kept[crowded]
        places = np.delete(places, crowded)
    return tuple(kept)


class Recorder:
    """Decides at which iterations of a run moments are kept, and gathers them until they are told."""

    def __init__(self, state: TrainingState) -> None:
        self._next = state.iteration
        self._first_seconds = state.seconds
        self._bytes_left = float(FIRST_BYTES)
        self._seconds = state.seconds
        self._measured_seconds = 0.0
        self._gathered: list[Moment] = []

    def room(self, iteration: int) -> int | None:
        """Return how many iterations may be run until the next moment; None when recording need not be waited for."""
        return max(1, self._next - iteration) if self._bytes_left > 0 else None

    def is_due(self, state: TrainingState) -> bool:
        """Whether a moment should be kept now."""
        self._bytes_left += BYTES_A_SECOND * (state.seconds - self._seconds)
        self._bytes_left = min(self._bytes_left, float(FIRST_BYTES))
        self._seconds = state.seconds
        return state.iteration >= self._next and self._bytes_left > 0

    @property
    def may_measure(self) -> bool:
        """Whether there is time to measure the errors of rows that are kept apart."""
        trained = self._seconds - self._first_seconds
        return self._measured_seconds <= FIRST_MEASURING + MEASURING_SHARE * trained

    def keep(self, moment: Moment, measuring_seconds: float = 0.0) -> None:
        """Keep a moment."""
        self._gathered.append(moment)
        self._bytes_left -= moment.size
        self._measured_seconds += measuring_seconds
        self._next = moment.iteration + max(1, moment.iteration // SPACING)

    def gathered(self) -> tuple[Moment, ...]:
        """Return what was kept since this was asked last."""
        gathered, self._gathered = tuple(self._gathered), []
        return gathered
