"""Matthews' correlation, areas under curves, Brier score and the table of classes, by hand and by scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.engine.test_metrics import ORACLE, integers
from tui_nn.engine.class_metrics import UNANSWERED, classification_scores, majority_baseline
from tui_nn.engine.ranking import ranking_scores


def test_the_area_counts_pairs_in_the_right_order_and_half_of_those_that_tie() -> None:
    # Rows of the class: 3 and 1. Others: 2 and 1. Pairs: 3>2, 3>1, 1<2, 1=1.
    area, precision = ranking_scores(np.array([3.0, 1.0, 2.0, 1.0]), np.array([True, True, False, False]))

    assert area == (1 + 1 + 0 + 0.5) / 4
    # Recall rises by a half at precision 1, and by a half when all four are said to be of the class.
    assert precision == 0.5 * 1 + 0.5 * 2 / 4


def test_rows_that_cannot_be_told_apart_are_ranked_by_chance() -> None:
    assert ranking_scores(np.zeros(4), np.array([True, False, False, False])) == (0.5, 0.25)


def test_without_one_of_both_kinds_of_rows_or_with_nan_there_is_no_area() -> None:
    values = np.array([0.1, 0.2])
    assert all(map(math.isnan, ranking_scores(values, np.array([False, False]))))
    assert math.isnan(ranking_scores(values, np.array([True, True]))[0])
    assert all(map(math.isnan, ranking_scores(np.array([0.1, np.nan]), np.array([True, False]))))
    assert all(map(math.isnan, ranking_scores(values[:0], np.zeros(0, dtype=bool))))


def test_the_correlation_is_one_for_all_right_minus_one_for_all_wrong_and_nothing_for_one_answer() -> None:
    true = integers(0, 1, 1, 0)
    assert classification_scores(true, true, 2).mcc == 1
    assert classification_scores(1 - true, true, 2).mcc == -1
    assert classification_scores(np.ones_like(true), true, 2).mcc == 0
    assert majority_baseline(true, true, 2).mcc == 0


def test_a_row_without_an_answer_is_an_answer_of_its_own() -> None:
    oracle = pytest.importorskip("sklearn.metrics", reason=ORACLE)
    chosen, true = integers(0, UNANSWERED, 2, 1, UNANSWERED), integers(0, 1, 2, 1, 0)
    expected = oracle.matthews_corrcoef(true, chosen)
    assert classification_scores(chosen, true, 3).mcc == pytest.approx(expected, abs=1e-12)


def test_scores_that_need_probabilities_or_an_order_are_absent_without() -> None:
    scores = classification_scores(integers(0, 1), integers(0, 1), 2)
    assert scores.auc is scores.average_precision is scores.brier is None
    assert np.isnan(scores.table.auc).all()
    ordered = classification_scores(integers(0, 1), integers(0, 1), 2, decisions=np.array([[9.0, -9.0], [-9.0, 9.0]]))
    assert ordered.auc == 1
    assert ordered.brier is None


def test_no_rows_and_one_class_alone_have_no_area_and_warn_of_nothing() -> None:
    none = integers()
    empty = classification_scores(none, none, 2, np.empty((0, 2)))
    assert all(map(math.isnan, (empty.mcc, empty.auc or 0.0, empty.brier or 0.0)))
    alone = classification_scores(integers(1, 1), integers(1, 1), 3, np.full((2, 3), 1 / 3))
    assert alone.auc is not None
    assert math.isnan(alone.auc)
    assert alone.average_precision == 1
    assert alone.table.recall.tolist() == [0, 1, 0]


@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("decimals", [1, 12])
def test_they_are_scikit_learns_with_ties_and_without(classes: int, decimals: int) -> None:
    oracle = pytest.importorskip("sklearn.metrics", reason=ORACLE)
    generator = np.random.default_rng(classes * 100 + decimals)
    true = generator.integers(classes, size=300)
    # Tenths, or eighths of what they were: rows tie, and probabilities still sum to 1.
    weights = np.round(generator.dirichlet(np.full(classes, 0.7), size=300) * 10**decimals) + (decimals == 1)
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    chosen = probabilities.argmax(axis=1)

    scores = classification_scores(chosen, true, classes, probabilities)
    said = probabilities[:, 1] if classes == 2 else probabilities
    truth = true if classes == 2 else np.eye(classes)[true]

    assert scores.mcc == pytest.approx(oracle.matthews_corrcoef(true, chosen), rel=0, abs=1e-12)
    assert scores.auc == pytest.approx(oracle.roc_auc_score(true, said, multi_class="ovr"), rel=0, abs=1e-12)
    assert scores.average_precision == pytest.approx(oracle.average_precision_score(truth, said), rel=0, abs=1e-12)
    assert scores.brier == pytest.approx(oracle.brier_score_loss(true, said), rel=0, abs=1e-12)
    expected_table = oracle.precision_recall_fscore_support(true, chosen, labels=np.arange(classes), zero_division=0)
    table = scores.table
    for ours, theirs in zip((table.precision, table.recall, table.f1, table.support), expected_table, strict=True):
        assert ours == pytest.approx(theirs, rel=0, abs=1e-12)
    for number in range(classes):
        area = oracle.roc_auc_score(true == number, probabilities[:, number])
        assert table.auc[number] == pytest.approx(area, rel=0, abs=1e-12)
