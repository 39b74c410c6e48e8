"""The doctor names the illness of staged patients, and leaves the healthy alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.experiments.patients import PATIENTS, XOR, Case, data, healthy, network, training
from tui_nn.config.run import RunConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.history import History
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState
from tui_nn.experiments.doctor_goal import baseline_error, floor_error, goal_of
from tui_nn.experiments.finding import NO_ILLNESS, Illness
from tui_nn.experiments.findings import findings
from tui_nn.experiments.trend import Trend


def test_at_least_18_of_20_illnesses_are_named_among_the_first_two_findings() -> None:
    named = {case.name: case.illness in [finding.name for finding in case.findings()[:2]] for case in PATIENTS}

    assert len(PATIENTS) == 20
    assert sum(named.values()) >= 18, named


def test_in_at_least_95_of_100_healthy_runs_nothing_is_found() -> None:
    cases = list(healthy())
    alarmed = [case.name for case in cases if not {finding.name for finding in case.findings()} <= NO_ILLNESS]

    assert len(cases) == 100
    assert len(alarmed) <= 5, alarmed


def test_findings_come_with_evidence_the_most_certain_first() -> None:
    found = next(case for case in PATIENTS if case.illness is Illness.SATURATED).findings()

    assert len(found) > 1
    assert [finding.certainty for finding in found] == sorted((each.certainty for each in found), reverse=True)
    for finding in found:
        assert 0 < finding.certainty <= 1
        assert any(character.isdigit() for character in finding.evidence)
        assert "\n" not in finding.sentence + finding.evidence


def test_a_run_that_has_not_begun_is_no_patient() -> None:
    case = Case("", Illness.FALLING, network(scale=1.0))
    _, dataset, _ = case.trained()
    state = TrainingState.start(Network.create((2, 2, 1), scale=1.0), case.run.training)

    assert [finding.name for finding in findings(state, dataset, case.run.training)] == [Illness.FALLING]


def test_on_its_way_the_iterations_that_are_missing_are_estimated() -> None:
    [found] = Case("", Illness.FALLING, data("and") | training(max_iterations=700, min_error=0.0)).findings()
    whole = Case("", Illness.FALLING, data("and") | training(max_iterations=100_000, min_error=0.0075)).trained()[0]
    words = found.evidence.rsplit(" ", 1)[1].replace(",", "")

    assert found.name is Illness.FALLING
    assert int(words) == pytest.approx(whole.iteration, rel=0.5)


def test_numbers_that_left_all_bounds_raise_no_warning() -> None:
    huge = Network.from_weights([[[1e300, -1e300, 1e300]] * 2, [[1e300, 1e300, 1e300]]], ["relu", "linear"])
    run = RunConfig()
    state = TrainingState.start(huge, run.training)
    state.history.add(0, np.array([1.0, 1e100, 1e300]))

    assert findings(state, Dataset.from_arrays(XOR, [0, 1, 1, 0]), run.training)[0].name is Illness.DIVERGING


def test_the_goal_stands_between_the_mean_and_what_contradictions_leave() -> None:
    config = RunConfig().training
    clean = Dataset.from_arrays(XOR, [0, 1, 1, 0])
    twice = Dataset.from_arrays(np.repeat(XOR[:2], 2, axis=0), [0, 0, 1, 0])

    assert baseline_error(clean, config) == pytest.approx(1.0)  # four times a half, squared
    assert floor_error(clean, config) == 0.0
    assert goal_of(clean, config).error == pytest.approx(0.01)
    assert floor_error(twice, config) == pytest.approx(0.5)  # a half twice, squared
    assert goal_of(twice, config).error == pytest.approx(0.5 + 0.01 * (0.75 - 0.5))


def test_a_goal_is_as_demanding_for_another_loss() -> None:
    clean = Dataset.from_arrays(XOR, [0, 1, 1, 0])
    sse = goal_of(clean, RunConfig().with_values(training(min_error=0.1)).training)
    mse = goal_of(clean, RunConfig().with_values(training(loss="mse", min_error=0.0)).training)

    assert sse.for_other_errors(mse).error == pytest.approx(0.1 / 4)


@pytest.mark.parametrize(
    ("error", "reached"),
    [
        (lambda t: np.exp(-t / 500), 500 * math.log(1e5)),
        (lambda t: 1 / (1 + t / 20), 20 * (1e5 - 1)),
        (lambda t: t**-1.5, 1e5 ** (2 / 3)),
    ],
)
def test_where_errors_are_going_is_estimated(error: object, reached: float) -> None:
    history = History()
    history.add(0, np.append(1.0, error(np.arange(1.0, 1001.0))))  # type: ignore[operator]  # one of the functions above

    assert Trend.of(history).iterations_to(1e-5) == pytest.approx(reached, rel=1e-3)


def test_errors_that_rise_never_come_to_a_target() -> None:
    history = History()
    history.add(0, np.linspace(1.0, 2.0, 100))

    assert Trend.of(history).iterations_to(1e-5) == math.inf


def test_relus_in_a_hollow_are_not_said_to_go_on_falling() -> None:
    relus = network(activations=("relu", "sigmoid"), scale=1.0)
    learn = training(optimizer="adam", learning_rate=0.01, loss="binary_crossentropy", min_error=0.01)
    for seed in range(12):
        case = Case("", Illness.LOCAL_MINIMUM, relus | network(seed=seed) | learn | training(max_iterations=10_000))
        found = case.findings()[0]

        assert found.name is not Illness.FALLING, seed
