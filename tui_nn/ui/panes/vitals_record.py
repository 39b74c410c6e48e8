"""The vitals of a run's past: looked at a few at a time, so that no drawing takes long, and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.engine.vitals import Vitals
from tui_nn.ui.session import Session

MOST_POINTS = 100
"""Of a curve over the iterations."""

MOST_KEPT = 4 * MOST_POINTS

Look = Callable[[TrainingState], Vitals]


def states_to_chart(session: Session) -> Sequence[TrainingState]:
    """Return the states that a curve over the iterations is made of, in their order: at most 100, and the one shown."""
    if session.shown is None:
        return ()
    shown = session.shown.state
    moments = session.recording.moments
    every = max(1, -(-len(moments) // MOST_POINTS))
    states = {shown.iteration: shown}
    for moment in (*moments[::every], *moments[-1:]):
        if moment.parameters.shape == shown.network.parameters.shape and moment.iteration not in states:
            # Not Moment.state, which also cuts histories and logs: the look at a network needs neither.
            states[moment.iteration] = replace(
                shown,
                network=Network(shown.network.layer_sizes, shown.network.activations, moment.parameters),
                optimizer_memory=moment.optimizer_memory,
                iteration=moment.iteration,
                updates=moment.updates,
                watched=moment.watched,
                error=moment.error,
            )
    return [states[iteration] for iteration in sorted(states)]


class VitalsRecord:
    """Vitals by iteration, of one run."""

    def __init__(self) -> None:
        self._about: tuple[object, ...] = ()
        self._found: dict[int, tuple[float, Vitals]] = {}
        """Iteration to the error of the state, which tells it from that of another run, and its vitals."""

    def about(self, session: Session, rows: Dataset) -> None:
        """Forget what was found about another run, or about iterations that have been taken back."""
        if session.snapshot is None:
            return
        network = session.snapshot.network
        about = (network.layer_sizes, network.activations, rows.samples, session.run.network, session.run.data)
        if about != self._about:
            self._about = about
            self._found.clear()
        last = session.snapshot.iteration
        for iteration in [iteration for iteration in self._found if iteration > last]:
            del self._found[iteration]

    def keep(self, state: TrainingState, found: Vitals) -> None:
        """Keep what was found; where there is too much, every second one goes."""
        self._found[state.iteration] = (state.error, found)
        if len(self._found) > MOST_KEPT:
            for iteration in sorted(self._found)[1:-1:2]:
                del self._found[iteration]

    def find(self, states: Sequence[TrainingState], look: Look, time_left: Callable[[], bool]) -> bool:
        """Look at the states that are not known, widely spread ones first, while there is time; says whether all are.

        One is looked at in any case.
        """
        looked = False
        for state in spread(states):
            if self._knows(state):
                continue
            if looked and not time_left():
                return False
            self.keep(state, look(state))
            looked = True
        return True

    def curve(self) -> list[Vitals]:
        """Return what is known, in the order of the iterations."""
        return [self._found[iteration][1] for iteration in sorted(self._found)]

    def _knows(self, state: TrainingState) -> bool:
        known = self._found.get(state.iteration)
        return known is not None and (known[0] == state.error or state.error != state.error)


def spread(states: Sequence[TrainingState]) -> list[TrainingState]:
    """Return the same, so that the first few of them stand for all: ends first, then every half, quarter and so on."""
    order: dict[int, None] = {}
    step = 1 << max(0, (len(states) - 1).bit_length())
    while step:
        order.update(dict.fromkeys(range(0, len(states), step)))
        step >>= 1
    return [states[index] for index in order]
