"""Scores by task, each beside its baseline, in the data's own units."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.judgement import Judgement, Score, judge, rows_right


def named(judgement: Judgement) -> dict[str, tuple[float | None, float | None]]:
    return {score.name: (score.value, score.baseline) for score in judgement.scores}


def test_a_truth_table_counts_bits_and_rows_and_tells_the_smallest_margin() -> None:
    xor = load_data(DataConfig())
    scores = named(judge(xor, np.array([[0.1], [0.9], [0.4], [0.2]]), xor, 0.5))

    assert scores["rows right"] == (3, 2)
    assert scores["bits right"] == (3, 2)
    assert scores["smallest margin"][0] == pytest.approx(-0.1)


def test_classes_are_scored_beside_the_most_frequent_class_of_the_training_rows() -> None:
    iris = load_data(DataConfig(source="iris", test_share=0.2))
    assert iris.test is not None
    perfect = judge(iris.test, iris.test.targets, iris.training, 0.5)
    accuracy, baseline = named(perfect)["accuracy"]

    assert accuracy == 1.0
    assert baseline == pytest.approx(1 / 3, abs=0.01)
    assert perfect.confusion is not None
    assert np.array_equal(perfect.confusion, np.diag(np.bincount(iris.test.true_classes)))
    assert perfect.class_names == ("setosa", "versicolor", "virginica")


def test_numbers_are_scored_in_the_units_of_the_file_though_they_were_scaled() -> None:
    scaled = load_data(DataConfig(source="diabetes", target_scaling="standard", test_share=0.25))
    plain = load_data(DataConfig(source="diabetes", test_share=0.25))
    zeros = np.zeros((scaled.samples, 1))  # in scaled units, the mean of the training rows
    scores = named(judge(scaled, zeros, scaled.training, 0.5))
    mean = float(plain.training.targets.mean())

    assert scores["RMSE"][0] == pytest.approx(float(np.sqrt(((plain.targets - mean) ** 2).mean())))
    assert scores["RMSE"][0] == pytest.approx(scores["RMSE"][1])


def test_outputs_that_are_distances_have_no_log_loss() -> None:
    moons = load_data(DataConfig(source="moons"))
    outputs = np.where(moons.targets > 0, 0.3, -0.2)

    assert named(judge(moons, outputs, moons, 0.0))["accuracy"][0] == 1.0
    assert "log-loss" not in named(judge(moons, outputs, moons, 0.0))


def test_numbers_are_near_or_far_and_never_right_or_wrong() -> None:
    assert rows_right(Dataset.from_arrays([[0.0], [1.0]], [0.5, 2.0]), np.zeros((2, 1)), 0.5) is None


def test_an_output_that_is_not_a_number_is_wrong() -> None:
    moons = load_data(DataConfig(source="moons", samples=4))
    outputs = moons.targets.copy()
    outputs[0] = np.nan
    right = rows_right(moons, outputs, 0.5)

    assert right is not None
    assert right.tolist() == [False, True, True, True]


def test_a_single_bit_has_the_scores_of_two_classes_that_tell_a_rare_one() -> None:
    rows = Dataset.from_arrays(np.arange(5.0).reshape(-1, 1), [1, 0, 0, 0, 0])
    scores = named(judge(rows, np.full((5, 1), 0.1), rows, 0.5))

    assert scores["rows right"] == (4, 4)
    assert (scores["F1"][0], scores["MCC"][0], scores["AUC"][0]) == (0, 0, 0.5)
    ordered = named(judge(rows, np.array([[0.9], [0.4], [0.3], [np.inf], [0.1]]), rows, 0.5))
    assert ordered["F1"][0] == pytest.approx(2 / 3)
    assert np.isnan(ordered["AUC"][0] or 0)
    two = Dataset.from_arrays(np.arange(2.0).reshape(-1, 1), [[0, 1], [1, 1]])
    assert "AUC" not in named(judge(two, two.targets, two, 0.5))


def test_outputs_that_are_distances_are_ranked() -> None:
    moons = load_data(DataConfig(source="moons"))
    scores = named(judge(moons, np.where(moons.targets > 0, 0.3, -0.2), moons, 0.0))

    assert scores["AUC"] == (1.0, 0.5)
    assert "Brier score" not in scores


def test_counts_are_told_as_shares_where_parts_are_compared() -> None:
    assert Score("rows right", 3, 2, of=4).shares == (0.75, 0.5)
    value, baseline = Score("RMSE", 2.5).shares
    assert value == 2.5
    assert np.isnan(baseline)
