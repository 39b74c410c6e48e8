"""A search: the best is the best of what was tried, the same whatever interrupts it, and told in words to be typed."""

from __future__ import annotations

import importlib.util
import logging
import math
import pickle
import statistics
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.engine.control import Control
from tui_nn.experiments.lab_events import SearchEvent, SuccessEvent
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.race import parse_variant
from tui_nn.experiments.search_space import SearchSpace
from tui_nn.experiments.search_value import value_of
from tui_nn.experiments.settings_search import SearchJob
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import SuccessJob

pytest.importorskip("optuna")

RUN = RunConfig().with_values({("network", "scale"): 1.0, ("training", "max_iterations"): 150})
SPACE = SearchSpace.parse(
    ["learning_rate=log:0.01..10", "optimizer=sgd,rprop", "hidden=2..5", "activations=tanh+sigmoid,relu+sigmoid"]
)
JOB = SearchJob(RUN, SPACE, trials=20, seeds=2)


def events(job: SearchJob, control: Control | None = None) -> Iterator[SearchEvent]:
    for event in job.run(control or Control()):
        assert isinstance(event, SearchEvent)
        yield event


def last(job: SearchJob) -> SearchEvent:
    return list(events(job))[-1]


def timeless(event: SearchEvent) -> SearchEvent:
    return replace(event, seconds=0.0, fresh=0)


def stopped_after(job: SearchJob, trials: int) -> SearchEvent:
    control = Control()
    for event in events(job, control):
        if len(event.trials) >= trials:
            control.stop()
    return event


@pytest.fixture(scope="module")
def whole() -> SearchEvent:
    """The search, uninterrupted."""
    return last(JOB)


def test_the_best_is_the_best_of_the_trials_and_its_numbers_are_those_of_its_starts(whole: SearchEvent) -> None:
    best = whole.ranked[0]

    assert (whole.finished, whole.stopped, whole.done, whole.total) == (True, False, 40, 40)
    assert [trial.number for trial in whole.trials] == list(range(20))
    assert best.value == min(trial.value for trial in whole.trials)
    assert whole.best_so_far[-1] == best.value < whole.trials[0].value
    assert list(whole.best_so_far) == sorted(whole.best_so_far, reverse=True)
    # Alone, from the same starts, the best configuration reaches what the search says.
    alone = list(SuccessJob(RUN.with_values(dict(best.values)), starts=2).run(Control()))[-1]
    assert isinstance(alone, SuccessEvent)
    assert (alone.tally.rate, alone.tally.median_iterations) == (best.tally.rate, best.tally.median_iterations)
    assert (best.value, best.tally.rate) == (best.tally.median_iterations, 1.0)


def test_the_present_configuration_comes_first_and_words_say_what_the_best_one_changes(whole: SearchEvent) -> None:
    present, best = whole.trials[0], whole.ranked[0]
    changed = dict(best.values)

    assert (present.values, present.words) == ((), "")
    assert f"learning_rate {changed['training', 'learning_rate']} instead of 0.2" in best.words
    flags = whole.command.removeprefix("tui-nn train xor ").split()
    said = {name.removeprefix("--"): value for name, value in zip(flags[::2], flags[1::2], strict=True)}
    variant = parse_variant(" ".join(f"{name}={value.replace(',', '+')}" for name, value in said.items()))
    assert RunConfig().with_values(dict(variant.values)) == RUN.with_values(changed)


def test_a_search_is_the_same_again_and_another_seed_makes_another(whole: SearchEvent) -> None:
    again = last(pickle.loads(pickle.dumps(JOB)))

    assert timeless(again) == timeless(whole)
    assert last(replace(JOB, sampler_seed=1)).trials != whole.trials


@pytest.mark.parametrize("torn", [b"", b'{"crc": 1, "is": {"key": "lear'])
def test_what_was_stopped_goes_on_to_the_same_end(whole: SearchEvent, tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "journal"
    half = stopped_after(replace(JOB, journal=path), 8)
    with path.open("ab") as file:
        file.write(torn)
    rest = list(events(replace(JOB, journal=path, resume=True)))

    assert (half.finished, half.stopped) == (True, True)
    assert 8 <= len(half.trials) < 20
    assert timeless(rest[-1]) == timeless(whole)
    assert 0 < rest[-1].fresh < whole.fresh == 40
    assert len(path.read_bytes().splitlines()) == 1 + 40


def test_what_is_kept_serves_a_search_over_more(whole: SearchEvent, tmp_path: Path) -> None:
    short = last(replace(JOB, keep=tmp_path, trials=8))
    longer = last(replace(JOB, keep=tmp_path))

    assert short.trials == whole.trials[:8]
    assert timeless(longer) == timeless(whole)
    assert longer.fresh == 40 - 16


def test_it_waits_and_ends_when_told() -> None:
    endless = RUN.with_values({("training", "max_iterations"): 10**12})
    control = Control()
    control.pause()
    told = events(replace(JOB, run_config=endless, goal=SuccessGoal("error", 1e-300)), control)
    while not (event := next(told)).paused:
        pass
    control.resume()
    control.stop()
    while not (event := next(told)).finished:
        pass

    assert (event.stopped, event.trials) == (True, ())
    assert next(told, None) is None


def test_it_finds_the_bottom_of_a_valley() -> None:
    # One linear unit on rows of a plane: the error after 20 iterations is a smooth function of the rate alone.
    run = RUN.with_values(
        {
            ("data", "source"): "plane", ("data", "samples"): 16, ("network", "hidden"): (),
            ("network", "activations"): ("linear",), ("training", "max_iterations"): 20, ("training", "loss"): "mse",
            ("training", "min_error"): 0.0,
        }
    )  # fmt: skip
    event = last(SearchJob(run, SearchSpace.parse(["learning_rate=log:1e-5..10"]), "error", trials=30, seeds=1))
    best = event.ranked[0]

    assert best.value == min(trial.value for trial in event.trials if not math.isnan(trial.value))
    assert best.value < 0.5 * event.ranked[len(event.ranked) // 2].value
    assert event.trials[0].value > best.value
    assert any(math.isinf(trial.value) or trial.value > 1e3 for trial in event.trials)


def test_it_learns_from_what_it_is_told() -> None:
    values = [trial.value for trial in last(replace(JOB, trials=48)).trials]

    # The first 16 are drawn at random.
    assert statistics.median(values[32:]) < 0.5 * statistics.median(values[:16])


def test_a_small_space_is_gone_through_once() -> None:
    event = last(SearchJob(RUN, SearchSpace.parse(["optimizer=sgd,rprop", "hidden=2..4"]), trials=60, seeds=1))

    assert event.exhausted
    assert len({trial.name for trial in event.trials}) == len(event.trials) == 6


def test_what_cannot_be_trained_is_said_and_left_out() -> None:
    run = RUN.with_values({("network", "activations"): ("tanh", "sigmoid")})
    event = last(SearchJob(run, SearchSpace.parse(["activations=tanh+sigmoid,tanh+tanh+sigmoid"]), trials=2, seeds=1))

    assert [bool(trial.fault) for trial in event.trials] == [False, True]
    assert [trial.number for trial in event.ranked] == [0]
    assert math.isnan(event.trials[1].value)


def test_success_comes_before_iterations() -> None:
    def result(iterations: int, *, success: bool = True, error: float = 0.0) -> Result:
        return Result("", 0, success, iterations, error, "", validation=2 * error)

    assert value_of("iterations", [result(10), result(20), result(90)], 100) == 20
    assert value_of("iterations", [result(1), result(1), result(7, success=False)], 100) == 101
    assert value_of("iterations", [result(100, success=False)] * 3, 100) == 400
    assert value_of("error", [result(1, error=0.5), result(1, error=math.nan), result(1, error=0.1)], 100) == 0.5
    assert value_of("validation", [result(1, error=0.5)], 100) == 1.0
    assert value_of("error", [result(1, error=math.nan)], 100) == math.inf


def test_the_error_of_rows_that_are_kept_apart_can_be_made_small() -> None:
    run = RUN.with_values({("data", "source"): "circle", ("data", "samples"): 40, ("training", "max_iterations"): 5})
    job = SearchJob(run, SearchSpace.parse(["hidden=2..4"]), "validation", trials=2, seeds=1)

    with pytest.raises(ConfigError, match="no validation rows"):
        last(job)
    event = last(replace(job, run_config=run.with_values({("data", "validation_share"): 0.25})))
    assert all(0 < trial.value < math.inf for trial in event.trials)
    assert event.trials[0].value != event.trials[0].tally.median_error


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trials": 0}, "trials"),
        ({"seeds": 0}, "seeds"),
        ({"measure": "speed"}, "iterations, error, validation"),
        ({"space": SearchSpace.parse(["loss=sse,mse"])}, "cannot be compared"),
        ({"space": SearchSpace.parse(["max_iterations=1..9"])}, "limit"),
    ],
)
def test_other_searches_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        replace(JOB, **changes)  # type: ignore[arg-type]  # wrong on purpose


def test_without_optuna_one_line_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ConfigError, match=r'^optuna is not installed; pip install "tui-nn\[search\]"$'):
        replace(JOB)
    monkeypatch.delitem(sys.modules, "optuna")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr("tui_nn.experiments.proposals.find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match="not installed"):
        replace(JOB)


def test_optuna_is_imported_when_a_search_runs_and_not_before() -> None:
    code = (
        "import sys, tui_nn, tui_nn.experiments.settings_search as search; "
        "search.SearchJob(search.RunConfig(), search.SearchSpace.parse(['hidden=2..4'])); "
        "sys.exit('optuna' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_optuna_itself_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    import optuna

    optuna.logging.set_verbosity(logging.INFO)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        last(replace(JOB, trials=3, seeds=1))

    assert heard == []
    assert capfd.readouterr() == ("", "")
