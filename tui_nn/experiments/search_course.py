"""A search under way: configurations are proposed, trained from all starts, judged, and told to whoever proposes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from tui_nn.config.errors import ConfigError, UserError
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.dataset import Dataset
from tui_nn.engine.control import Control
from tui_nn.experiments.importance import importances
from tui_nn.experiments.journal import Journal
from tui_nn.experiments.lab_events import SearchEvent, SearchTrial
from tui_nn.experiments.lab_trials import Batch, Clock, Result, Trial, obey, run_trials, start_trials
from tui_nn.experiments.map_axes import written
from tui_nn.experiments.pool import Wish
from tui_nn.experiments.proposals import Proposal, Proposals
from tui_nn.experiments.run_words import changed_values, command_text, difference_words
from tui_nn.experiments.search_measures import Measure, measure_words
from tui_nn.experiments.search_space import Parameters, SearchSpace
from tui_nn.experiments.search_value import value_of
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.tally import Tally

AT_ONCE = 8
"""Configurations that are proposed together: always as many, so that what is proposed does not depend on the cores."""

IMPORTANCE_EVERY = 16
"""Trials before importance says anything, and from one look at it to the next."""


@dataclass(frozen=True)
class _Candidate:
    """A configuration that is being tried."""

    number: int
    run: RunConfig
    proposal: Proposal | None
    """None for a present configuration that lies outside the space."""

    trials: Sequence[Trial] = ()
    fault: str = ""
    """Why it cannot be trained."""


@dataclass(kw_only=True)
class SearchCourse:
    """What has been tried so far, and what comes next."""

    run_config: RunConfig
    space: SearchSpace
    measure: Measure
    goal: SuccessGoal
    most_trials: int
    starts: int
    sampler_seed: int
    dataset: Dataset
    journal: Journal | None = None
    executor: Executor | None = None
    _ended: list[SearchTrial] = field(default_factory=list)
    _told: list[tuple[Parameters, float]] = field(default_factory=list)
    _found: dict[str, Result] = field(default_factory=dict)
    _seconds: float = 0.0
    _done: int = 0
    _fresh: int = 0
    _importances: tuple[tuple[str, float], ...] = ()
    _exhausted: bool = False

    def events(self, control: Control) -> Iterator[SearchEvent]:
        """Try configurations until there have been enough; the last event is finished."""
        proposals = Proposals(self.space, self.sampler_seed)
        yield self._event()
        while len(self._ended) < self.most_trials and not self._exhausted:
            for waits in obey(control, Wish(), Clock()):
                yield self._event(paused=waits, stopped=not waits)
                if not waits:
                    return
            candidates = self._candidates(proposals)
            for batch in self._trained(candidates, control):
                yield self._event(paused=batch.paused, stopped=batch.stopped)
                if batch.stopped:
                    return
            for candidate in candidates:
                trial = self._judged(candidate)
                self._ended.append(trial)
                if candidate.proposal is not None:
                    proposals.tell(candidate.proposal, trial.value)
                    self._told.append((candidate.proposal.parameters, trial.value))
            self._require_some()
            if len(self._ended) % IMPORTANCE_EVERY == 0:
                self._importances = self._explained()
        if len(self._ended) >= IMPORTANCE_EVERY:
            self._importances = self._explained()
        yield self._event(finished=True)

    def _candidates(self, proposals: Proposals) -> list[_Candidate]:
        """What is tried next; the present configuration comes first of all."""
        candidates = []
        if not self._ended:
            inside = self.space.parameters_of(self.run_config)
            first = None if inside is None else proposals.begin_with(inside)
            # That the present configuration cannot be trained is said as it is of a run.
            candidates.append(_Candidate(0, self.run_config, first, self._trials(self.run_config)))
        while len(candidates) < min(AT_ONCE, self.most_trials - len(self._ended)):
            proposal = proposals.propose()
            if proposal is None:
                self._exhausted = True
                break
            number = len(self._ended) + len(candidates)
            try:
                run = self.space.run(self.run_config, self.space.values(proposal.parameters))
                candidates.append(_Candidate(number, run, proposal, self._trials(run)))
            except UserError as error:
                candidates.append(_Candidate(number, self.run_config, proposal, fault=str(error)))
        return candidates

    def _trials(self, run: RunConfig) -> list[Trial]:
        first = self.run_config.network.seed
        seeds = range(first, first + self.starts)
        trials = start_trials(run, self.dataset, self.goal, seeds, f"{self._key(run)} ")
        if self.measure == "iterations":
            return trials
        # The error at the run's own end: a goal that ends it would make all alike.
        return [replace(trial, config=run.training) for trial in trials]

    def _trained(self, candidates: Sequence[_Candidate], control: Control) -> Iterator[Batch]:
        """Train what has not been trained; two proposals may be the same run, where an option does not act."""
        asked = {trial.key: trial for each in candidates for trial in each.trials}
        missing = [trial for key, trial in asked.items() if key not in self._found]
        known = self.journal.results if self.journal is not None else {}
        before = self._seconds
        batches = run_trials(missing, self.goal, control, executor=self.executor, journal=self.journal)
        for batch in batches:
            for result in batch.results:
                self._found[result.key] = result
                self._fresh += result.key not in known
            self._seconds = before + batch.seconds
            self._done = sum(each.tally.trials for each in self._ended)
            self._done += sum(trial.key in self._found for each in candidates for trial in each.trials)
            yield batch

    def _judged(self, candidate: _Candidate) -> SearchTrial:
        results = [self._found[trial.key] for trial in candidate.trials]
        run, proposal = candidate.run, candidate.proposal
        chosen = self.space.values(proposal.parameters) if proposal is not None else {}
        details: dict[str, object] = {}
        for each in self.space.dimensions:
            option = find_option(*each.place)
            value = chosen.get(each.place, run.value(option))
            number = isinstance(value, int | float) and not isinstance(value, bool)
            details[each.key] = value if number else written(option, value)
        return SearchTrial(
            name=" ".join(f"{key}={value}" for key, value in details.items()),
            details=tuple(details.items()),
            tally=Tally.of(results),
            complete=True,
            number=candidate.number,
            value=math.nan if candidate.fault else value_of(self.measure, results, self._limit),
            values=changed_values(self.run_config, run),
            words=difference_words(self.run_config, run),
            fault=candidate.fault,
        )

    def _explained(self) -> tuple[tuple[str, float], ...]:
        known = [(parameters, value) for parameters, value in self._told if not math.isnan(value)]
        return importances(self.space, *zip(*known, strict=True)) if known else ()

    def _require_some(self) -> None:
        """Give up where nothing that is proposed can be trained."""
        if len(self._ended) > AT_ONCE and all(trial.fault for trial in self._ended[1:]):
            raise ConfigError(f"none of these configurations can be trained: {self._ended[1].fault}")

    def _key(self, run: RunConfig) -> str:
        """What tells a configuration from all others of the experiment, whatever else is varied."""
        changed = changed_values(self.run_config, run)
        return " ".join(f"{key}={written(find_option(section, key), value)}" for (section, key), value in changed)

    @property
    def _limit(self) -> int:
        return self.run_config.training.max_iterations

    def _event(self, *, paused: bool = False, stopped: bool = False, finished: bool = False) -> SearchEvent:
        event = SearchEvent(
            goal=self.goal.text,
            goal_words=self.goal.words,
            done=self._done,
            total=self.most_trials * self.starts,
            seconds=self._seconds,
            paused=paused,
            finished=finished or stopped,
            stopped=stopped,
            fresh=self._fresh,
            measure=self.measure,
            measure_words=measure_words(self.measure, self._limit),
            trials=tuple(self._ended),
            most_trials=self.most_trials,
            importances=self._importances,
            exhausted=self._exhausted and finished,
        )
        if not event.ranked:
            return event
        best = self.run_config.with_values(dict(event.ranked[0].values))
        return replace(event, command=command_text("tui-nn train", best))
