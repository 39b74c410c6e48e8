"""The tour: two minutes on XOR, step by step; each step waits for the person's own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui_nn.ui.layout import LayoutName
from tui_nn.ui.session import Session

FIRST_PLATEAU = 100
"""Iterations after which a learner has seen that nothing much happens at first."""


@dataclass(frozen=True)
class Stand:
    """What a step looks at to see whether the person has done it."""

    session: Session
    layout: LayoutName
    first_seed: int
    """Of the start weights when the tour began."""


@dataclass(frozen=True)
class Step:
    """Something to read, and something to do."""

    text: Callable[[Stand], str]
    is_done: Callable[[Stand], bool]


def _said(text: str) -> Callable[[Stand], str]:
    return lambda _stand: text


def _has_ended(stand: Stand) -> bool:
    return stand.session.phase in ("finished", "paused") and stand.session.iteration > FIRST_PLATEAU


def _how_it_ended(stand: Stand) -> str:
    session = stand.session
    error = session.snapshot.error if session.snapshot else 0.0
    return (
        f"After {session.iteration:,} iterations the error is {error:.3g}, and each row of the Table has its ✓. At "
        "first the curve is flat: there every output is about 0.5, and no direction is much better. Press , (comma) "
        "a few times to go back in time."
    )


STEPS: tuple[Step, ...] = (
    Step(
        _said(
            "XOR: the output should be 1 when exactly one of the two inputs is 1. The Table shows what the network "
            "says now: about 0.5 in each row, for its weights are still random. Press s to let it learn once."
        ),
        lambda stand: stand.session.iteration >= 1,
    ),
    Step(
        _said(
            "That was one iteration: all rows went through the network, the error was measured, and each weight moved "
            "a little downhill. The Log has a line for it. Press t to go on, and watch the curve in Error."
        ),
        _has_ended,
    ),
    Step(_how_it_ended, lambda stand: stand.session.looks_back),
    Step(
        _said(
            "Every picture shows that moment now, and t would go on from it. Press p to see the whole run as a film, "
            "then > to come back to the present."
        ),
        lambda stand: not stand.session.looks_back,
    ),
    Step(_said("Press 3 to look into the network."), lambda stand: stand.layout == "network"),
    Step(
        _said(
            "Each unit adds up what comes in, blue lines push it up and orange ones pull it down, and squeezes the "
            "sum between 0 and 1. The arrow keys go from unit to unit and read off its numbers. Press 2 for the "
            "surface."
        ),
        lambda stand: stand.layout == "surface",
    ),
    Step(
        _said(
            "The surface is the output for all inputs, not only the four rows: blue is near 1, orange near 0. One line "
            "cannot part XOR; the two hidden units draw two. Press n to start from other weights."
        ),
        lambda stand: stand.session.run.network.seed != stand.first_seed,
    ),
    Step(
        _said(
            "Not every start finds the way: about one in eight stays on the plateau with these settings. Press t to "
            "see how this one does; n tries another, u brings the one before back."
        ),
        _has_ended,
    ),
    Step(
        _said(
            "That was the tour. F1 explains the pane you are in, e changes data, layers and learning rate, 1 to 6 "
            "choose what is shown, and ^p finds everything. Press T to end."
        ),
        lambda _stand: False,
    ),
)


class Tour:
    """Where in the tour one is."""

    def __init__(self, first_seed: int) -> None:
        self.place = 0
        self.first_seed = first_seed

    def text(self, session: Session, layout: LayoutName) -> str:
        """Go on past every step that is done, and return the words of the one that waits."""
        stand = Stand(session, layout, self.first_seed)
        # One at a time: a step that happens to be done before it was read is read, too.
        if session.phase != "loading" and STEPS[self.place].is_done(stand):
            self.place += 1
        return f"{self.place + 1}/{len(STEPS)} {STEPS[self.place].text(stand)}"
