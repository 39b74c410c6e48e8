"""Calibration: bins and the expected calibration error, by numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.engine.calibration import reliability, said_and_true


def test_the_expected_calibration_error_by_hand() -> None:
    said = np.array([0.05, 0.10, 0.62, 0.66, 0.70, 0.95])
    was = np.array([False, True, True, False, True, True])
    found = reliability(said, was)

    assert found.counts.tolist() == [2, 0, 0, 0, 0, 0, 3, 0, 0, 1]  # 0.10 and 0.70 belong to the bins below them
    assert found.predicted[[0, 6, 9]].tolist() == pytest.approx([0.075, 0.66, 0.95])
    assert found.observed[[0, 6, 9]].tolist() == pytest.approx([1 / 2, 2 / 3, 1.0])
    assert np.isnan(found.observed[1])
    by_hand = 2 / 6 * 0.425 + 3 / 6 * (2 / 3 - 0.66) + 1 / 6 * 0.05
    assert found.expected_calibration_error == pytest.approx(by_hand)


def test_probabilities_that_keep_their_word_have_no_error() -> None:
    said = np.array([0.0, 1.0, 0.25, 0.25, 0.25, 0.25])
    was = np.array([False, True, True, False, False, False])
    assert reliability(said, was).expected_calibration_error == 0


def test_what_is_no_probability_is_left_out() -> None:
    found = reliability(np.array([np.nan, np.inf, -0.1, 1.5]), np.ones(4, dtype=bool))
    assert found.counts.sum() == 0
    assert math.isnan(found.expected_calibration_error)


def test_of_many_classes_it_is_the_chosen_one_and_of_bits_the_one() -> None:
    iris = load_data(DataConfig("iris"))
    outputs = np.tile([0.2, 0.7, 0.1], (150, 1))
    found = said_and_true(iris, outputs, "softmax")
    assert found is not None
    assert set(found[0].tolist()) == {0.7}
    assert found[1].tolist() == (iris.true_classes == 1).tolist()

    xor = load_data(DataConfig("xor"))
    found = said_and_true(xor, np.array([[0.1], [0.2], [0.3], [0.4]]), "sigmoid")
    assert found is not None
    assert (found[0].tolist(), found[1].tolist()) == ([0.1, 0.2, 0.3, 0.4], [False, True, True, False])


def test_other_outputs_are_no_probabilities() -> None:
    xor = load_data(DataConfig("xor"))
    assert said_and_true(xor, xor.targets, "tanh") is None
    diabetes = load_data(DataConfig("diabetes"))
    assert said_and_true(diabetes, diabetes.targets, "sigmoid") is None
