"""The doctor knows methods of second order, formulas, rare classes and outlying rows."""

from __future__ import annotations

import numpy as np
import pytest

from tests.experiments.patients import XOR, Case, data, network, training
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import SECOND_ORDER_NAMES
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.editing import table_of
from tui_nn.data.gates import TWO_INPUT_GATES
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.compatibility import optimizer_fault
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.method import last_step
from tui_nn.engine.state import TrainingState
from tui_nn.experiments.doctor import Diagnosed, DoctorJob, Treated
from tui_nn.experiments.doctor_goal import baseline_error, floor_error
from tui_nn.experiments.finding import NO_ILLNESS, Finding, Illness
from tui_nn.experiments.findings import findings
from tui_nn.experiments.remedies import Remedy, remedies

_DRAWN = np.random.default_rng(3)
_RARE = np.vstack([_DRAWN.normal(0.0, 1.0, (190, 2)), _DRAWN.normal(0.5, 0.7, (10, 2))])
RARE = Dataset.from_arrays(_RARE, np.repeat([0.0, 1.0], [190, 10]))
_LINE = np.linspace(-1.0, 1.0, 200)[:, np.newaxis]
_WAVE = np.sin(3.0 * _LINE[:, 0])
_WAVE[[17, 150]] = 40.0, -35.0
OUTLYING = Dataset.from_arrays(_LINE, _WAVE)

LEVENBERG = training(optimizer="levenberg_marquardt", max_iterations=200)
STATIONARY = Case("", Illness.TROUGH, LEVENBERG | network(seed=34))
"""A start that stays at an error of a half, where no step lowers it."""

NO_RATE = (" rate", "momentum", "Momentum", "schedule", "warm", "leap", "clip")


def remedies_for(case: Case, *illnesses: Illness) -> tuple[Remedy, ...]:
    dataset = load_data(case.run.data) if case.rows is None else case.rows
    return remedies(case.run, dataset, [Finding(illness, "", "", 1.0) for illness in illnesses])


def treated(case: Case, starts: int = 3, wanted: tuple[Remedy, ...] | None = None) -> tuple[Diagnosed, Treated]:
    state, _, moments = case.trained()
    table = None if case.rows is None else table_of(case.rows)
    job = DoctorJob(case.run, state, table=table, starts=starts, moments=tuple(moments), wanted=wanted)
    first, *_, last = job.run(Control())
    assert isinstance(first, Diagnosed)
    assert isinstance(last, Treated)
    return first, last


# Methods of second order


def test_a_run_that_finds_no_step_stands_at_a_stationary_point_and_another_start_helps() -> None:
    found = next(each for each in STATIONARY.findings() if each.name is Illness.TROUGH)

    assert "stationary point" in found.sentence
    assert "another start does" in found.sentence
    assert "no step of levenberg_marquardt lowers the error of 0.5" in found.evidence
    assert "the eigenvalues of the Hessian go from" in found.evidence


def test_a_stationary_point_with_a_way_down_is_a_saddle() -> None:
    zeros = network(initializer="zeros", activations=("tanh", "linear"))
    hill = Dataset.from_arrays(XOR, [0.0, 1.0, 2.0, 3.0])
    found = Case("", Illness.SADDLE, LEVENBERG | zeros, hill).findings()
    saddle = next(each for each in found if each.name is Illness.SADDLE)

    assert found[0].name is Illness.TWINS
    assert "stationary point far from learned, a saddle" in saddle.sentence
    assert "another start or a jog" in saddle.sentence


@pytest.mark.parametrize("optimizer", SECOND_ORDER_NAMES)
@pytest.mark.parametrize("seed", [0, 5, 19])
def test_nobody_speaks_of_a_rate_that_a_method_of_second_order_has_not(optimizer: str, seed: int) -> None:
    stuck = Case("", Illness.TROUGH, training(optimizer=optimizer, max_iterations=50) | network(seed=seed))
    twisted = Case("", Illness.TOO_SLOW, stuck.values | data("spiral", samples=60) | network(scale=20.0))
    for case in (stuck, twisted):
        for finding in case.findings():
            assert not [word for word in NO_RATE if word in finding.sentence + finding.evidence], finding


@pytest.mark.parametrize("errors", [np.linspace(1.2, 1.1, 50), 1.0 + 0.2 * (np.arange(50) % 2)])
def test_small_steps_and_errors_to_and_fro_are_no_fault_of_a_rate(errors: FloatArray) -> None:
    config = RunConfig().with_values(training(optimizer="lbfgs")).training
    state = TrainingState.start(Network.create((2, 2, 1), scale=1.0), config)
    last_step(state.optimizer_memory, 9)[:] = 1e-9
    state.history.add(0, errors)
    names = {each.name for each in findings(state, Dataset.from_arrays(XOR, [0, 1, 1, 0]), config)}

    assert not names & {Illness.TOO_SLOW, Illness.OSCILLATING}


def test_healthy_runs_of_second_order_are_left_alone() -> None:
    wide = network(hidden=(4,), activations=("tanh", "sigmoid"), scale=1.0) | training(min_error=0.01)
    for name, *_ in TWO_INPUT_GATES:
        found = Case("", Illness.NOTHING, data(name) | wide | LEVENBERG).findings()
        assert {each.name for each in found} <= NO_ILLNESS, name


@pytest.mark.parametrize("optimizer", SECOND_ORDER_NAMES)
def test_remedies_of_a_run_of_second_order_leave_its_rate_alone_and_go_with_it(optimizer: str) -> None:
    case = Case("", Illness.SADDLE, training(optimizer=optimizer, max_iterations=50) | data("moons", samples=60))
    dataset = load_data(case.run.data)
    chosen = remedies_for(case, Illness.OVERFITTING) + remedies_for(case, *set(Illness) - {Illness.OVERFITTING})

    assert {remedy.name for remedy in chosen} >= {"dropout of a fifth of the hidden units, by adam", "L2 of 0.01"}
    for remedy in chosen:
        changed = remedy.applied(case.run)
        sizes = changed.network.layer_sizes(dataset.features, dataset.outputs, dataset.name)
        assert optimizer_fault(sizes, changed.training) is None, remedy.name
        if changed.training.optimizer in SECOND_ORDER_NAMES:
            assert not [word for word in ("rate", "momentum", "schedule", "clip", "warm") if word in remedy.flags]
        else:
            assert "dropout" in remedy.flags  # in 50 iterations nothing else of first order shows what it can


def test_a_loss_that_levenberg_marquardt_does_not_know_comes_with_lbfgs() -> None:
    [found] = [each for each in remedies_for(STATIONARY, Illness.TROUGH) if "cross-entropy" in each.name]

    assert found.name.endswith(", by lbfgs")
    assert found.applied(STATIONARY.run).training.optimizer == "lbfgs"


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        ({}, {"levenberg_marquardt", "lbfgs"}),
        (training(loss="mse", batch_size=2, clip_norm=1.0, schedule="cosine", warm_up=5, precision="float32"),
         {"levenberg_marquardt", "lbfgs"}),
        (training(loss="huber"), {"lbfgs"}),
        (training(loss="mae"), set()),
        (training(l1=0.01), set()),
        (training(dropout=0.1), set()),
        (network(hidden=(300, 300)), {"lbfgs"}),
    ],
)  # fmt: skip
def test_methods_of_second_order_are_offered_where_they_can_be_had(values: dict[tuple[str, str], object],
                                                                   offered: set[str]) -> None:  # fmt: skip
    case = Case("", Illness.SADDLE, values)

    assert {remedy.name for remedy in remedies_for(case, Illness.SADDLE)} & {"levenberg_marquardt", "lbfgs"} == offered


def test_a_method_of_second_order_is_tried_for_few_iterations_and_reaches_what_was_out_of_reach() -> None:
    case = Case("", Illness.OUT_OF_REACH, network(seed=3) | training(max_iterations=50_000))
    wanted = tuple(each for each in remedies_for(case, Illness.OUT_OF_REACH) if "levenberg" in each.name)
    first, last = treated(case, 8, wanted)

    assert first.findings[0].name is Illness.OUT_OF_REACH
    assert "--max-iterations 200" in last.ranked[0].remedy.flags
    assert last.ranked[0].rate == 1.0
    assert last.ranked[0].median_iterations < 50


# Formulas


@pytest.mark.parametrize("optimizer", ["sgd", "lbfgs"])
@pytest.mark.parametrize(
    "values",
    [
        network(activations=("=x/(1+abs(x))", "=1/(1+exp(-x))")),
        network(activations=("=max(0,x)", "=x"), bias_start=-3.0),
        training(loss="=abs(output-target)^3"),
        training(loss="=-output*target"),
        network(activations=("=tanh(x)", "=x")) | training(loss="=log((exp(output-target)+exp(target-output))/2)"),
    ],
)
def test_formulas_are_examined_and_treated(optimizer: str, values: dict[tuple[str, str], object]) -> None:
    case = Case("", Illness.SADDLE, values | training(optimizer=optimizer, max_iterations=25, learning_rate=1.0))
    first, last = treated(case, 1)

    assert first.findings
    assert Illness.CONTRADICTORY not in [each.name for each in first.findings]
    assert last.done == last.planned > 5


def test_xor_by_a_formula_for_the_squares_is_as_stuck_as_by_mse() -> None:
    stuck = network(seed=0) | training(max_iterations=2000)
    named, typed = (
        Case("", Illness.SADDLE, stuck | training(loss=loss)).findings() for loss in ("mse", "=(output-target)^2")
    )

    assert named[0].name is Illness.SADDLE
    assert [each.name for each in named] == [each.name for each in typed]


# Rare classes and outlying rows


def test_a_rare_class_that_is_never_predicted_is_found_and_weights_help() -> None:
    case = Case(
        "", Illness.RARE_CLASS,
        network(hidden=(4,), scale=0.5) | training(loss="mse", learning_rate=0.5, max_iterations=500), RARE,
    )  # fmt: skip
    first, last = treated(case)
    best = last.ranked[0]

    assert first.findings[0].name is Illness.RARE_CLASS
    assert "the class 1 has 10 of 200 rows (5.0%), and 0% of them are found" in first.findings[0].evidence
    assert "50% of the rows of every class" in first.goal.words
    assert "--class-weights balanced" in best.remedy.flags
    assert best.rate == 1.0
    assert last.present is not None
    assert last.present.rate == 0.0


def test_a_class_that_is_not_rare_raises_no_alarm() -> None:
    third = Dataset.from_arrays(_RARE, np.repeat([0.0, 1.0], [140, 60]))
    case = Case("", Illness.NOTHING, network(hidden=(4,)) | training(loss="mse", max_iterations=50), third)

    assert Illness.RARE_CLASS not in [each.name for each in case.findings()]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_outlying_rows_are_found_and_losses_that_they_pull_less_help(optimizer: str) -> None:
    curve = network(hidden=(6,), activations=("tanh", "linear"), scale=1.0)
    learn = training(loss="mse", optimizer=optimizer, learning_rate=0.05, max_iterations=1000)
    case = Case("", Illness.OUTLIERS, curve | learn, OUTLYING)
    wanted = tuple(each for each in remedies_for(case, Illness.OUTLIERS) if "outlying" in each.name)
    first, last = treated(case, 3, wanted)

    assert first.findings[0].name is Illness.OUTLIERS
    assert "the worst 2 rows of 200 make" in first.findings[0].evidence
    assert [each.name.split(",")[0] for each in wanted] == ["log_cosh", "huber", "mae"]
    assert last.present is not None
    assert last.ranked[0].rate >= 0.9 > last.present.rate


@pytest.mark.parametrize("optimizer", ["sgd", "lbfgs"])
@pytest.mark.parametrize("rows", [RARE, OUTLYING])
@pytest.mark.parametrize("size", [1e300, 1e154, 40.0])
def test_huge_numbers_neither_warn_nor_stop_the_doctor(optimizer: str, rows: Dataset, size: float) -> None:
    sizes = (rows.features, 2, 1)
    huge = Network.create(sizes, activations=("tanh", "linear"), scale=size)
    config = RunConfig().with_values(training(optimizer=optimizer, loss="mse")).training
    state = TrainingState.start(huge, config)
    state.history.add(0, np.full(200, 1e30))

    assert findings(state, rows, config)


def test_weights_of_classes_count_in_what_the_mean_has() -> None:
    rows = Dataset.from_arrays(_RARE[:4], [0.0, 0.0, 0.0, 1.0])
    balanced = RunConfig().with_values(training(loss="mse", class_weights="balanced")).training
    # Weights of 2/3 and 2: the best answer is a half.
    assert baseline_error(rows, balanced) == pytest.approx((3 * 2 / 3 + 2) * 0.25 / 4)
    twice = Dataset.from_arrays(_RARE[[0, 0, 0, 0]], [0.0, 0.0, 0.0, 1.0])
    assert floor_error(twice, balanced) == pytest.approx(baseline_error(twice, balanced))


def test_a_run_that_breaks_out_at_its_beginning_may_warm_up_and_adam_may_be_amsgrad() -> None:
    leaping = Case("", Illness.OSCILLATING, training(optimizer="adam", learning_rate=5.0))
    flags = " ".join(remedy.flags for remedy in remedies_for(leaping, Illness.OSCILLATING))

    for wanted in ("--warm-up 1000", "--schedule one_cycle", "--clip-norm 1", "--optimizer amsgrad"):
        assert wanted in flags
    assert not remedies_for(leaping, Illness.SADDLE)[0].flags.count("warm-up")
