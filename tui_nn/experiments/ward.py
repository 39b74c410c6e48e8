"""The doctor's ward: remedies tried from many starts in three rounds, more and more of them for fewer and fewer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import ClassVar

from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.doctor_trials import Patient, Treatment, TriedRemedy, ranked
from tui_nn.experiments.journal import Journal
from tui_nn.experiments.lab_events import seconds_left
from tui_nn.experiments.lab_trials import EVENT_SECONDS, Clock, Result, obey
from tui_nn.experiments.pool import STACK, Share, Wish, train_shares
from tui_nn.experiments.remedies import Remedy

FINALISTS = 3
"""Remedies that get four times the starts in the last round."""

FIRST_SHARE, LAST_FACTOR = 3, 4


@dataclass(frozen=True)
class Trials(Event):
    """What the trials have shown so far."""

    supersedes: ClassVar[bool] = True

    ranked: tuple[TriedRemedy, ...]
    """All that have been tried, the best first; one of them is the present setting."""

    done: int
    """Networks that have been trained."""

    planned: int
    """Networks that are to be trained in all rounds, as far as is known."""

    seconds: float = field(default=0.0, compare=False)
    """Spent, pauses not counted."""

    paused: bool = False
    fresh: int = field(default=0, compare=False)
    """Of those done, the networks that were trained now and not read from a journal."""

    @property
    def present(self) -> TriedRemedy | None:
        """The present setting, from other starts."""
        return next((trial for trial in self.ranked if trial.present), None)

    @property
    def seconds_left(self) -> float:
        """Estimated from the networks so far; NaN before the first."""
        return seconds_left(self.seconds, self.fresh, self.planned - self.done)


@dataclass(frozen=True)
class Treated(Trials):
    """All trials are done, or somebody wanted no more."""

    stopped: bool = False

    @property
    def seconds_left(self) -> float:
        """None."""
        return 0.0


class Ward:
    """The trials of a patient under way."""

    def __init__(
        self,
        patient: Patient,
        chosen: Sequence[Remedy],
        starts: int,
        control: Control,
        *,
        executor: Executor | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Admit a patient.

        Args:
            patient: the run that is to be helped.
            chosen: what is tried beside its present setting.
            starts: for each remedy of the better half; all get a third of them, the best four times as many.
            control: Pause lets all networks wait, Stop ends them.
            executor: where to train; a thread for each core unless given.
            journal: what it knows is not trained again.
        """
        self._present = Treatment(patient, None)
        self._others = [Treatment(patient, remedy) for remedy in chosen]
        self._control = control
        self._executor = executor
        self._journal = journal
        self._clock = Clock()
        self._stopped = False
        self._done = self._planned = self._fresh = 0
        starts = max(1, starts)
        half = (len(self._others) + 2) // 2
        self._rounds = [
            (len(self._others), max(1, starts // FIRST_SHARE)),
            (half, starts),
            (FINALISTS, LAST_FACTOR * starts),
        ]
        """How many remedies take part in each, and from how many starts each of them has been tried after it."""

    def events(self) -> Iterator[Event]:
        """Try all of them a little, the better half more, and the best thoroughly: Trials, and Treated at the end."""
        while self._rounds and not self._stopped:
            self._planned = self._plan()
            count, starts = self._rounds.pop(0)
            # The present setting always, for it is what all are compared with.
            yield from self._round([self._present, *self._best(count)], starts)
        yield Treated(self._ranked(), self._done, self._planned, *self._spent(), stopped=self._stopped)

    def _plan(self) -> int:
        """How many networks there will be, if those that have been tried most go on being the best."""
        counts = [treatment.starts for treatment in self._others]
        most = self._present.starts
        for count, starts in self._rounds:
            most = max(most, starts)
            counts.sort(reverse=True)
            counts[:count] = [max(each, starts) for each in counts[:count]]
        return most + sum(counts)

    def _round(self, treatments: Sequence[Treatment], starts: int) -> Iterator[Event]:
        """Train networks until each of these treatments has had so many starts."""
        missing = [self._unknown(treatment, starts) for treatment in treatments]
        chunks = [
            (treatment, chunk)
            for offset in range(0, starts, STACK)
            for treatment, each in zip(treatments, missing, strict=True)
            if (chunk := each[offset : offset + STACK])
        ]
        places = [(treatment, start) for treatment, chunk in chunks for start in chunk]
        wish = Wish()
        outcomes = train_shares(_shares(chunks), self._executor, wish, EVENT_SECONDS)
        try:
            for ended in outcomes:
                results = []
                for outcome in ended:
                    treatment, start = places[outcome.index]
                    results.append(treatment.result(start, outcome))
                    treatment.add(start, results[-1])
                if self._journal is not None:
                    self._journal.append(results)
                self._done += len(results)
                self._fresh += len(results)
                yield self._told()
                for waits in obey(self._control, wish, self._clock):
                    if not waits:
                        self._stopped = True
                        return
                    yield self._told(paused=True)
        finally:
            outcomes.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator

    def _unknown(self, treatment: Treatment, starts: int) -> list[int]:
        """The next starts of a treatment that have to be trained; those of the journal are counted."""
        known = self._journal.results if self._journal is not None else {}
        missing = []
        for start in range(treatment.starts, starts):
            if treatment.key(start) in known:
                treatment.add(start, Result(**known[treatment.key(start)]))
                self._done += 1
            else:
                missing.append(start)
        return missing

    def _best(self, count: int) -> list[Treatment]:
        order = {trial.remedy: place for place, trial in enumerate(self._ranked())}
        return sorted(self._others, key=lambda treatment: order[treatment.trial.remedy])[:count]

    def _ranked(self) -> tuple[TriedRemedy, ...]:
        return ranked([treatment.trial for treatment in (self._present, *self._others)])

    def _told(self, *, paused: bool = False) -> Trials:
        seconds, _, fresh = self._spent()
        return Trials(self._ranked(), self._done, self._planned, seconds, paused, fresh)

    def _spent(self) -> tuple[float, bool, int]:
        return self._clock.seconds, False, self._fresh


def _shares(chunks: Sequence[tuple[Treatment, Sequence[int]]]) -> Iterator[Share]:
    index = 0
    for treatment, starts in chunks:
        yield treatment.share(index, starts)
        index += len(starts)
