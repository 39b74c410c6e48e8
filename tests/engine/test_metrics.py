"""Scores: right and wrong rows, classification, regression, truth tables, and what needs no network."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.class_metrics import (
    UNANSWERED,
    ClassificationScores,
    classification_scores,
    majority_baseline,
)
from tui_nn.engine.metrics import (
    RegressionScores,
    mean_baseline,
    regression_scores,
    right_rows,
    truth_table_scores,
)

NO_CLASSES = np.empty(0, dtype=np.int64)
NOT_FINITE = [math.nan, math.inf, -math.inf]
ORACLE = "scikit-learn, the oracle of these scores, is not installed"

classes_and_rows = st.integers(1, 5).flatmap(
    lambda classes: st.tuples(
        st.just(classes),
        st.lists(st.tuples(st.integers(0, classes - 1), st.integers(0, classes - 1)), min_size=1, max_size=40),
    )
)
numbers = st.integers(-1_000_000, 1_000_000).map(lambda thousandths: thousandths / 1000)
any_number = st.floats(allow_nan=True, allow_infinity=True)


def integers(*values: int) -> IntArray:
    return np.array(values, dtype=np.int64)


def column(*values: float) -> FloatArray:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def all_nan(scores: RegressionScores) -> bool:
    return all(math.isnan(score) for score in astuple(scores))


def is_without_score(scores: ClassificationScores) -> bool:
    return math.isnan(scores.accuracy) and math.isnan(scores.balanced_accuracy) and math.isnan(scores.f1)


def test_a_row_is_right_when_every_output_is_on_its_targets_side_of_one_half() -> None:
    outputs = np.array([[0.9, 0.1], [0.9, 0.6], [0.4, 0.1], [0.5, 0.49]])
    targets = np.array([[1.0, 0.0]] * 4)
    right = right_rows(outputs, targets)

    assert right is not None
    assert right.tolist() == [True, False, False, True]


def test_the_side_is_that_of_the_threshold_asked_for() -> None:
    right = right_rows(column(0.6, 0.7, 0.6, 0.7), column(1, 1, 0, 0), threshold=0.7)

    assert right is not None
    assert right.tolist() == [False, True, True, False]


def test_an_output_that_is_not_a_number_is_wrong() -> None:
    right = right_rows(np.full((2, 1), np.nan), np.array([[0.0], [1.0]]))
    assert right is not None
    assert right.tolist() == [False, False]


@pytest.mark.parametrize("odd_target", [0.5, -1.0, 2.0, 1e-9, math.nan])
def test_numbers_other_than_zero_and_one_are_neither_right_nor_wrong(odd_target: float) -> None:
    targets = np.array([[0.0], [odd_target]])

    assert right_rows(np.zeros((2, 1)), targets) is None
    with pytest.raises(ValueError, match="0 or 1"):
        truth_table_scores(np.zeros((2, 1)), targets)


def test_a_truth_table_counts_bits_and_rows_and_finds_the_smallest_margin() -> None:
    # Margins: 0.4, 0.25; 0.4, -0.125; 0.1, 0.5.
    outputs = np.array([[0.9, 0.25], [0.1, 0.375], [0.6, 1.0]])
    targets = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

    scores = truth_table_scores(outputs, targets)

    assert astuple(scores) == (5, 6, 2, 3, -0.125)


def test_the_margin_is_positive_when_all_is_right_and_measured_from_the_threshold() -> None:
    assert truth_table_scores(column(0.75, 0.0), column(1, 0)).smallest_margin == 0.25
    assert truth_table_scores(column(0.75, -1.0), column(1, 0), threshold=0.0).smallest_margin == 0.75


def test_on_the_threshold_a_one_is_right_a_zero_is_wrong_and_the_margin_is_nothing() -> None:
    assert astuple(truth_table_scores(column(0.5), column(1))) == (1, 1, 1, 1, 0.0)
    assert astuple(truth_table_scores(column(0.5), column(0))) == (0, 1, 0, 1, 0.0)


def test_a_bit_that_is_not_a_number_is_wrong_and_has_no_margin() -> None:
    scores = truth_table_scores(np.array([[np.nan, 0.0], [1.0, 0.0]]), np.array([[1.0, 0.0]] * 2))

    assert astuple(scores)[:4] == (3, 4, 1, 2)
    assert math.isnan(scores.smallest_margin)


def test_an_infinite_bit_has_an_infinite_margin() -> None:
    assert truth_table_scores(column(math.inf, 0.0), column(1, 0)).smallest_margin == 0.5
    assert truth_table_scores(column(math.inf, 0.0), column(0, 0)).smallest_margin == -math.inf


def test_no_rows_of_a_truth_table_are_none_of_none() -> None:
    scores = truth_table_scores(np.empty((0, 2)), np.empty((0, 2)))

    assert astuple(scores)[:4] == (0, 0, 0, 0)
    assert math.isnan(scores.smallest_margin)


@given(st.lists(st.tuples(any_number, st.integers(0, 1)), min_size=1, max_size=12))
def test_a_table_is_right_throughout_only_where_no_margin_is_negative(bits: list[tuple[float, int]]) -> None:
    outputs, targets = column(*(output for output, _ in bits)), column(*(target for _, target in bits))
    scores, right = truth_table_scores(outputs, targets), right_rows(outputs, targets)

    assert right is not None
    assert scores.rows_right == scores.bits_right == right.sum()
    if scores.rows_right == scores.rows:
        assert scores.smallest_margin >= 0
    if scores.smallest_margin > 0:
        assert scores.rows_right == scores.rows


def test_two_classes_by_hand() -> None:
    # Class 0: 3 true, 2 hits. Class 1: 2 true, 1 hit, 2 chosen.
    scores = classification_scores(integers(0, 0, 1, 1, 0), integers(0, 0, 0, 1, 1), 2)

    assert scores.confusion.tolist() == [[2, 1], [1, 1]]
    assert scores.accuracy == 3 / 5
    assert scores.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2, rel=1e-15)
    assert scores.f1 == 2 * 1 / (2 + 2)
    assert scores.log_loss is None


def test_more_classes_by_hand_with_one_that_is_only_chosen_and_one_that_never_occurs() -> None:
    # True: three 0, one 1. Class 0: 2 hits, 2 chosen; class 1: 1 hit, 1 chosen; class 2: chosen once, never true.
    scores = classification_scores(integers(0, 0, 2, 1), integers(0, 0, 0, 1), 4)

    assert scores.confusion.tolist() == [[2, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert scores.accuracy == 3 / 4
    assert scores.balanced_accuracy == pytest.approx((2 / 3 + 1) / 2, rel=1e-15)
    assert scores.f1 == pytest.approx((4 / 5 + 1 + 0) / 3, rel=1e-15)


def test_of_two_classes_the_second_that_never_occurs_has_an_f1_of_nothing() -> None:
    scores = classification_scores(integers(0, 0), integers(0, 0), 2)

    assert (scores.accuracy, scores.balanced_accuracy, scores.f1) == (1.0, 1.0, 0.0)


def test_the_log_loss_by_hand() -> None:
    # -log 1/2, -log 1/4 and -log 1/8, of two: (1 + 2 + 3) log 2 / 3.
    probabilities = np.array([[0.5, 0.5], [0.25, 0.75], [0.875, 0.125]])
    scores = classification_scores(integers(0, 1, 0), integers(0, 0, 1), 2, probabilities)

    assert scores.log_loss == pytest.approx(2 * math.log(2), rel=1e-15)


def test_a_sure_mistake_costs_much_but_not_infinitely_much() -> None:
    wrong = classification_scores(integers(1), integers(0), 2, np.array([[0.0, 1.0]])).log_loss
    right = classification_scores(integers(1), integers(1), 2, np.array([[0.0, 1.0]])).log_loss

    assert wrong == pytest.approx(52 * math.log(2), rel=1e-15)
    assert right == pytest.approx(2.0**-52, rel=1e-12)


@pytest.mark.parametrize("odd", NOT_FINITE)
def test_a_row_whose_probabilities_are_not_finite_is_wrong_whatever_was_chosen(odd: float) -> None:
    # The first row's class is "chosen" rightly, as argmax does with nan.
    probabilities = np.array([[odd, 0.5], [0.25, 0.75]])
    scores = classification_scores(integers(0, 1), integers(0, 1), 2, probabilities)

    assert (scores.accuracy, scores.balanced_accuracy, scores.f1) == (0.5, 0.5, 1.0)
    assert scores.confusion.tolist() == [[0, 0], [0, 1]]
    assert scores.log_loss is not None
    assert math.isnan(scores.log_loss)


def test_when_no_row_is_answered_all_are_wrong() -> None:
    scores = classification_scores(np.full(3, UNANSWERED), integers(0, 1, 2), 3)

    assert (scores.accuracy, scores.balanced_accuracy, scores.f1) == (0.0, 0.0, 0.0)
    assert not scores.confusion.any()


def test_no_rows_have_no_classification_scores() -> None:
    without = classification_scores(NO_CLASSES, NO_CLASSES, 3)
    scores = classification_scores(NO_CLASSES, NO_CLASSES, 3, np.empty((0, 3)))

    assert is_without_score(without)
    assert is_without_score(scores)
    assert without.log_loss is None
    assert scores.log_loss is not None
    assert math.isnan(scores.log_loss)
    assert scores.confusion.tolist() == [[0] * 3] * 3


def test_the_confusion_cannot_be_written() -> None:
    assert not classification_scores(integers(0), integers(0), 2).confusion.flags.writeable


@given(classes_and_rows)
def test_scores_are_shares_and_the_confusion_holds_every_row_once(
    given_rows: tuple[int, list[tuple[int, int]]],
) -> None:
    classes, rows = given_rows
    chosen, true = np.array(rows, dtype=np.int64).T
    scores = classification_scores(chosen, true, classes)

    assert 0 <= scores.accuracy <= 1
    assert 0 <= scores.balanced_accuracy <= 1
    assert 0 <= scores.f1 <= 1
    assert scores.confusion.sum() == len(rows)
    assert scores.confusion.sum(axis=1).tolist() == np.bincount(true, minlength=classes).tolist()
    assert scores.confusion.sum(axis=0).tolist() == np.bincount(chosen, minlength=classes).tolist()
    assert (scores.accuracy == 1) == (chosen == true).all()


def test_regression_by_hand() -> None:
    # Differences: 1, 0; -1, 2; 0, 0. Squares about the means 2 and 4: 2 and 8; squares left: 2 and 4.
    targets = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    differences = np.array([[1.0, 0.0], [-1.0, 2.0], [0.0, 0.0]])
    scores = regression_scores(targets + differences, targets)

    assert scores.rmse == 1.0
    assert scores.mae == 4 / 6
    assert scores.r2 == ((1 - 2 / 2) + (1 - 4 / 8)) / 2


@pytest.mark.parametrize(("output", "r2"), [(0.1, 1.0), (0.2, 0.0)])
def test_a_constant_target_is_hit_or_missed(output: float, r2: float) -> None:
    assert regression_scores(np.full((3, 1), output), np.full((3, 1), 0.1)).r2 == r2


def test_one_row_has_no_r2() -> None:
    scores = regression_scores(column(3.0), column(1.0))

    assert (scores.rmse, scores.mae) == (2.0, 2.0)
    assert math.isnan(scores.r2)


@pytest.mark.parametrize("shape", [(0, 2), (3, 0)])
def test_no_numbers_have_no_regression_scores(shape: tuple[int, int]) -> None:
    assert all_nan(regression_scores(np.empty(shape), np.empty(shape)))


@pytest.mark.parametrize("odd", NOT_FINITE)
def test_numbers_that_are_not_finite_have_no_regression_scores(odd: float) -> None:
    assert all_nan(regression_scores(column(odd, 0.0), column(1.0, 2.0)))
    assert all_nan(regression_scores(column(1.0, 0.0), column(odd, 2.0)))
    assert all_nan(mean_baseline(column(odd, 0.0), column(1.0, 2.0)))


@given(st.lists(st.tuples(any_number, any_number), max_size=8))
def test_no_number_is_too_odd_to_be_scored(pairs: list[tuple[float, float]]) -> None:
    outputs, targets = column(*(output for output, _ in pairs)), column(*(target for _, target in pairs))
    regression_scores(outputs, targets)
    mean_baseline(outputs, targets)
    truth_table_scores(outputs, np.zeros_like(outputs))
    classification_scores(np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64), 1, outputs)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=20))
def test_the_mean_distance_is_at_most_the_root_mean_square_and_r2_at_most_one(pairs: list[tuple[float, float]]) -> None:
    outputs, targets = column(*(output for output, _ in pairs)), column(*(target for _, target in pairs))
    scores = regression_scores(outputs, targets)

    assert scores.mae <= scores.rmse * (1 + 1e-12)
    assert scores.r2 <= 1


def test_the_majority_baseline_by_hand() -> None:
    # Training: class 2 half of the time, 0 and 1 a quarter each. Scored: one row of 0, two of 2.
    scores = majority_baseline(integers(2, 0, 2, 1), integers(0, 2, 2), 3)

    assert scores.confusion.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 2]]
    assert (scores.accuracy, scores.balanced_accuracy) == (2 / 3, 1 / 2)
    assert scores.f1 == pytest.approx((0 + 4 / 5) / 2, rel=1e-15)
    assert scores.log_loss == pytest.approx((2 + 1 + 1) * math.log(2) / 3, rel=1e-15)


def test_of_equally_frequent_classes_the_first_is_said() -> None:
    assert majority_baseline(integers(2, 1, 2, 1), integers(1, 1), 3).accuracy == 1


def test_the_mean_baseline_by_hand() -> None:
    # The training mean is 2, the scored rows' is 4: differences 0 and -4, squares about their mean 4 + 4.
    scores = mean_baseline(column(1.0, 3.0), column(2.0, 6.0))

    assert astuple(scores) == (math.sqrt(8), 2.0, -1.0)


def test_the_mean_baseline_hits_a_constant() -> None:
    assert astuple(mean_baseline(np.full((3, 1), 0.1), np.full((2, 1), 0.1))) == (0.0, 0.0, 1.0)


@given(st.lists(numbers, min_size=2, max_size=20))
def test_on_its_own_rows_the_mean_explains_nothing(targets: list[float]) -> None:
    r2 = mean_baseline(column(*targets), column(*targets)).r2
    constant = len(set(targets)) == 1

    assert r2 == (1.0 if constant else pytest.approx(0.0, abs=1e-12))


def test_a_baseline_without_training_rows_or_rows_has_no_scores() -> None:
    assert is_without_score(majority_baseline(NO_CLASSES, integers(0, 1), 2))
    assert is_without_score(majority_baseline(integers(0, 1), NO_CLASSES, 2))
    assert all_nan(mean_baseline(np.empty((0, 1)), column(1.0, 2.0)))
    assert all_nan(mean_baseline(column(1.0, 2.0), np.empty((0, 1))))


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
@pytest.mark.filterwarnings("ignore:A single label was found")
@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("rows", [1, 5, 400])
def test_classification_scores_are_scikit_learns(classes: int, rows: int) -> None:
    oracle = pytest.importorskip("sklearn.metrics", reason=ORACLE)
    generator = np.random.default_rng(classes * 1000 + rows)
    true = generator.integers(classes, size=rows)
    probabilities = generator.dirichlet(np.full(classes, 0.5), size=rows)
    probabilities[0] = np.eye(classes)[(true[0] + 1) % classes]  # a sure mistake
    chosen = probabilities.argmax(axis=1)

    scores = classification_scores(chosen, true, classes, probabilities)
    f1 = {"average": "binary"} if classes == 2 else {"average": "macro"}

    assert scores.accuracy == pytest.approx(oracle.accuracy_score(true, chosen), abs=1e-12)
    assert scores.f1 == pytest.approx(oracle.f1_score(true, chosen, zero_division=0, **f1), abs=1e-12)
    assert scores.log_loss == pytest.approx(oracle.log_loss(true, probabilities, labels=np.arange(classes)), rel=1e-12)
    assert (scores.confusion == oracle.confusion_matrix(true, chosen, labels=np.arange(classes))).all()
    assert scores.balanced_accuracy == pytest.approx(oracle.balanced_accuracy_score(true, chosen), abs=1e-12)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("rows", [2, 400])
def test_regression_scores_are_scikit_learns(outputs: int, rows: int) -> None:
    oracle = pytest.importorskip("sklearn.metrics", reason=ORACLE)
    generator = np.random.default_rng(outputs * 1000 + rows)
    targets = generator.normal(2.0, size=(rows, outputs))
    targets[:, -1] = 1.0 if outputs > 1 else targets[:, -1]  # a constant
    guesses = targets + generator.normal(scale=0.3, size=(rows, outputs))

    scores = regression_scores(guesses, targets)

    assert scores.rmse == pytest.approx(oracle.mean_squared_error(targets, guesses) ** 0.5, rel=1e-12)
    assert scores.mae == pytest.approx(oracle.mean_absolute_error(targets, guesses), rel=1e-12)
    assert scores.r2 == pytest.approx(oracle.r2_score(targets, guesses), rel=1e-12)
    assert regression_scores(targets, targets).r2 == oracle.r2_score(targets, targets)


def test_the_baselines_are_scikit_learns_dummies() -> None:
    dummy = pytest.importorskip("sklearn.dummy", reason=ORACLE)
    generator = np.random.default_rng(0)
    training_true, true = generator.integers(3, size=50), generator.integers(3, size=30)
    training_targets, targets = generator.normal(size=(50, 2)), generator.normal(size=(30, 2))

    prior = dummy.DummyClassifier(strategy="prior").fit(np.zeros((50, 1)), training_true)
    said = np.zeros((30, 1))
    expected = classification_scores(prior.predict(said), true, 3, prior.predict_proba(said))
    scores = majority_baseline(training_true, true, 3)
    assert (scores.confusion == expected.confusion).all()
    assert scores.log_loss == pytest.approx(expected.log_loss, rel=1e-12)

    mean = dummy.DummyRegressor(strategy="mean").fit(np.zeros((50, 1)), training_targets)
    expected_mean = regression_scores(mean.predict(said), targets)
    assert astuple(mean_baseline(training_targets, targets)) == pytest.approx(astuple(expected_mean), rel=1e-12)
