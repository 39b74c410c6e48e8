"""Pictures take turns: one is drawn after the other with a breath between them, and a key goes before all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Turn = TypeVar("Turn")

BREATH = 0.003
"""Seconds from one picture to the next: nine of them are drawn within a tenth of a second, and a key that comes
meanwhile waits for one of them and not for all."""

HOLD = 0.03
"""Seconds for which a key has the screen to itself: it passes through several hands, and a picture may not come between
any two of them."""

LONGEST_HOLD = 0.1
"""Seconds for which pictures wait at most, however many keys come."""


class Turns(Generic[Turn]):
    """Who waits to be drawn, in the order of their coming; nobody waits twice."""

    def __init__(
        self,
        draw: Callable[[Turn], None],
        after: Callable[[float, Callable[[], None]], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make an empty queue.

        Args:
            draw: draws one of them.
            after: calls a function after so many seconds.
            clock: seconds.
        """
        self._draw, self._after, self._clock = draw, after, clock
        self._waiting: list[Turn] = []
        self._is_set = False
        self._held_until = self._drawn_at = 0.0

    def add(self, turns: Iterable[Turn]) -> None:
        """Let these wait, too; the first comes at once if nobody was waiting."""
        self._waiting += [turn for turn in turns if turn not in self._waiting]
        if not self._is_set:
            self._next()

    def clear(self) -> None:
        """Let nobody wait any more."""
        self._waiting.clear()

    def hold(self) -> None:
        """Let all wait for a moment: a key has come."""
        self._held_until = self._clock() + HOLD

    def _next(self) -> None:
        self._is_set = False
        if not self._waiting:
            return
        now = self._clock()
        wait = min(self._held_until, self._drawn_at + LONGEST_HOLD) - now
        if wait <= 0:
            self._drawn_at = now
            self._draw(self._waiting.pop(0))
            wait = BREATH
        self._is_set = True
        self._after(wait, self._next)
