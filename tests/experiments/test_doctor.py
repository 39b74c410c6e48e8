"""Remedies are tried from many starts, ranked by what was measured, and given up at once."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.experiments.patients import PATIENTS, SIGNS, XOR, Case, data, network, training
from tui_nn.cli.arguments import run_from, run_parser
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.editing import table_of
from tui_nn.engine.compatibility import training_fault
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.doctor import Diagnosed, DoctorJob, Treated, Trials
from tui_nn.experiments.doctor_trials import TriedRemedy, jogged, ranked
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.remedies import JOGGED, Remedy, remedies

STUCK = network(seed=0) | training(max_iterations=20_000)
"""The tutorial's settings from a start that stays on its first plateau, cut short."""


class Counting(ThreadPoolExecutor):
    """Another executor than the doctor's own, that says what it was given."""

    def __init__(self) -> None:
        super().__init__(2)
        self.submitted = 0
        self._given: list[Future[Any]] = []

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:  # noqa: ANN401  anything
        """Count a task."""
        self.submitted += 1
        self._given.append(super().submit(task, *arguments, **options))
        return self._given[-1]

    def settle(self) -> None:
        """Wait until all that was given is done."""
        wait(self._given)


def told_of(job: DoctorJob, control: Control | None = None) -> list[Event]:
    return list(job.run(control or Control()))


def job_of(case: Case, starts: int = 6, **options: object) -> DoctorJob:
    state, _, moments = case.trained()
    return DoctorJob(case.run, state, starts=starts, moments=tuple(moments), **options)  # type: ignore[arg-type]


def test_for_a_stuck_xor_the_first_remedy_never_fails() -> None:
    first, *_, last = told_of(job_of(Case("", Illness.SADDLE, STUCK), starts=25))
    assert isinstance(first, Diagnosed)
    assert isinstance(last, Treated)
    best = last.ranked[0]

    assert first.findings[0].name is Illness.SADDLE
    assert first.goal.error == pytest.approx(0.01)
    # By hand: 2,999 and 3,000 of 3,000 for the two remedies that come first.
    assert (best.starts, best.successes) == (100, 100)
    assert not best.present
    assert last.present is not None
    assert last.present.rate < best.rate
    assert list(last.ranked) == list(ranked(last.ranked))
    assert last.done == last.planned == sum(trial.starts for trial in last.ranked)


def test_the_seed_that_is_told_comes_to_success_with_the_flags_that_are_told() -> None:
    *_, last = told_of(job_of(Case("", Illness.SADDLE, STUCK), starts=3))
    assert isinstance(last, Treated)
    best = last.ranked[0]
    words = f"xor --max-iterations 20000 --min-error 0.01 {best.remedy.flags} --seed {best.seed}".split()
    run = run_from(run_parser("tui-nn train", "", "").read(words))
    assert run == RunConfig().with_values({**STUCK, **training(min_error=0.01), **dict(best.values)})
    dataset = load_data(run.data)

    assert fit(Network.from_config(run.network, 2, 1, "xor"), dataset, run.training).error <= 0.01


def test_a_jog_is_repeated_by_its_seed() -> None:
    stuck = job_of(Case("", Illness.SADDLE, STUCK), starts=3, wanted=(JOGGED,))
    job = replace(stuck, run_config=stuck.run_config.with_values(training(momentum=0.9)))
    *_, last = told_of(job)
    assert isinstance(last, Treated)
    trial = next(trial for trial in last.ranked if trial.remedy.jog)
    assert trial.seed is not None
    again = jogged(job.state.network, trial.remedy.jog, trial.seed)
    config = RunConfig().with_values(STUCK | training(momentum=0.9, min_error=0.01)).training

    assert not np.array_equal(again.parameters, job.state.network.parameters)
    assert fit(again, load_data(job.run_config.data), config).error <= 0.01


def test_trials_do_not_depend_on_who_trains_them() -> None:
    job = job_of(Case("", Illness.SADDLE, STUCK), starts=3)
    with ThreadPoolExecutor(3) as executor:
        *_, elsewhere = pickle.loads(pickle.dumps(job)).run(Control(), executor)

    assert told_of(job)[-1] == elsewhere


def test_edited_rows_are_learned_and_scaled_anew() -> None:
    case = Case("", Illness.OUT_OF_RANGE, network(scale=1.0) | training(max_iterations=3000), SIGNS)
    first, *_, last = told_of(job_of(case, starts=3, table=table_of(SIGNS)))
    assert isinstance(first, Diagnosed)
    assert isinstance(last, Treated)

    assert first.findings[0].name is Illness.OUT_OF_RANGE
    assert "linear" in last.ranked[0].remedy.flags
    assert last.ranked[0].successes > 0


def test_it_stops_at_once() -> None:
    endless = training(max_iterations=100_000_000) | data("xor")
    job = job_of(Case("", Illness.SADDLE, STUCK))
    control = Control()
    events = DoctorJob(job.run_config.with_values(endless), job.state, starts=1000).run(control)
    assert isinstance(next(events), Diagnosed)
    control.stop()
    started = time.perf_counter()
    *_, last = events

    assert isinstance(last, Treated)
    assert last.stopped
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_pause_is_told_holds_and_is_ended(elsewhere: bool) -> None:
    with ThreadPoolExecutor(1) as other, Counting() as counting:
        control = Control()
        events = job_of(Case("", Illness.SADDLE, STUCK), starts=30).run(control, counting if elsewhere else None)
        assert isinstance(next(events), Diagnosed)
        control.pause()
        while not (isinstance(told := next(events), Trials) and told.paused):
            pass
        counting.settle()
        submitted = counting.submitted
        waiting = other.submit(next, events)
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        assert counting.submitted == submitted
        control.resume()
        after = waiting.result(60)
        assert isinstance(after, Trials)
        assert not after.paused
        assert after.seconds < told.seconds + 0.2
        control.stop()
        *_, last = events
        assert isinstance(last, Treated)
        assert last.stopped


def test_the_time_left_is_told_as_soon_as_something_is_done_and_ends_at_zero() -> None:
    events = [told for told in told_of(job_of(Case("", Illness.SADDLE, STUCK), starts=9)) if isinstance(told, Trials)]

    assert all((told.seconds_left >= 0) == (told.done > 0) for told in events)
    assert events[-1].seconds_left == 0.0
    # The whole plan is known from the beginning, but for a finalist that comes from behind.
    assert events[0].planned == pytest.approx(events[-1].planned, rel=0.2)


def test_what_was_tried_before_is_not_tried_again(tmp_path: Path) -> None:
    job = job_of(Case("", Illness.SADDLE, STUCK), starts=6)
    control, before = Control(), 0
    for told in replace(job, keep=tmp_path).run(control):
        if isinstance(told, Trials) and told.done:
            control.stop()
            before = told.done
    whole, resumed, again = (told_of(replace(job, keep=keep))[-1] for keep in (None, tmp_path, tmp_path))
    assert isinstance(resumed, Treated)
    assert isinstance(again, Treated)
    assert isinstance(whole, Treated)

    assert before > 0
    assert resumed == whole == again
    assert (resumed.fresh, again.fresh) == (whole.done - before, 0)
    # Only a jog asks what the weights are.
    other = replace(job.state, network=jogged(job.state.network, 0.1, 1))
    jogs = told_of(replace(job, keep=tmp_path, state=other, wanted=(JOGGED,)))[-1]
    assert isinstance(jogs, Treated)
    assert jogs.fresh == next(trial.starts for trial in jogs.ranked if trial.remedy.jog)


@pytest.mark.parametrize("case", PATIENTS, ids=lambda case: case.name)
def test_every_remedy_differs_and_can_be_trained(case: Case) -> None:
    dataset = load_data(case.run.data) if case.rows is None else case.rows
    chosen = remedies(case.run, dataset, [Finding(case.illness, "", "", 1.0)])
    changed = [remedy.applied(case.run) for remedy in chosen]

    assert len(chosen) >= 8
    assert case.run not in changed
    assert len({repr(run) for run in changed}) == len(chosen)
    for run in changed:
        built = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
        assert training_fault(built.activations, run.training.loss) is None


def test_what_the_run_has_already_is_no_remedy() -> None:
    run = RunConfig().with_values(training(optimizer="adam", learning_rate=0.01))
    names = [remedy.name for remedy in remedies(run, load_data(run.data))]

    assert "adam" not in names
    assert not [name for name in names if "momentum" in name]  # adam has none
    assert "rprop" in names


def test_certainty_comes_before_speed_and_speed_before_nothing() -> None:
    sure = TriedRemedy(Remedy("sure"), 96, 96, 5000.0, 1)
    lucky = TriedRemedy(Remedy("lucky"), 8, 8, 10.0, 1)
    slow = TriedRemedy(Remedy("slow"), 8, 8, 9000.0, 1)
    never = TriedRemedy(Remedy("never"), 8, 0, float("nan"), None)

    assert [trial.remedy.name for trial in ranked([never, slow, lucky, sure])] == ["sure", "lucky", "slow", "never"]


def test_flags_are_fit_for_a_shell() -> None:
    remedy = Remedy(
        "", ((("network", "activations"), ("leaky_relu(0.1)", "linear")), (("network", "bias_start"), None))
    )

    assert remedy.flags == "--activation 'leaky_relu(0.1),linear' --bias-start drawn"


def test_contradictory_rows_do_not_make_every_remedy_fail() -> None:
    rows = Dataset.from_arrays(np.vstack([XOR, XOR[:1]]), [0, 1, 1, 0, 1])
    case = Case("", Illness.CONTRADICTORY, network(scale=1.0) | training(max_iterations=5000), rows)
    *_, last = told_of(job_of(case, starts=3, table=table_of(rows)))
    assert isinstance(last, Treated)

    assert last.ranked[0].rate == 1.0


def test_a_run_that_overfits_is_judged_by_the_rows_kept_apart() -> None:
    case = next(case for case in PATIENTS if case.illness is Illness.OVERFITTING)
    first, *_, last = told_of(job_of(case, starts=3))
    assert isinstance(first, Diagnosed)
    assert isinstance(last, Treated)
    assert last.present is not None

    assert "kept apart" in first.goal.words
    assert last.ranked[0].rate > last.present.rate
    assert {trial.remedy.name for trial in last.ranked} >= {"L2 of 0.01", "half the hidden units"}
