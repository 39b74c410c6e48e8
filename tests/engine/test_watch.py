"""Patience and plateaus, error by error, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.watch import Watched, look_at, needs_every_error

PATIENT = TrainingConfig(patience=3)


def test_patience_ends_so_many_iterations_after_the_last_improvement() -> None:
    # Improvements at 1 and 2; iterations 3, 4 and 5 bring none, and 5 is three after 2.
    sight = look_at(Watched(), 0, [5.0, 4.0, 4.0, 4.5, 4.0, 1.0], PATIENT)

    assert (sight.errors, sight.out_of_patience) == (5, True)
    assert sight.watched.improved_iteration == 2


def test_an_improvement_has_to_be_as_large_as_is_asked() -> None:
    config = TrainingConfig(patience=3, min_improvement=0.5)
    sight = look_at(Watched(), 0, [5.0, 4.8, 4.6, 4.4, 4.3, 4.2, 4.1], config)

    assert (sight.errors, sight.out_of_patience) == (7, True)
    assert sight.watched.improved_error == 4.4  # 0.6 below 5, in three steps of which none was enough


def test_what_is_looked_at_in_parts_is_seen_as_at_once() -> None:
    errors = [5.0, 4.0, 4.1, 3.9, 4.0, 4.0, 4.0, 4.0]
    whole = look_at(Watched(), 0, errors, PATIENT)
    first = look_at(Watched(), 0, errors[:5], PATIENT)
    second = look_at(first.watched, 5, errors[5:], PATIENT)

    assert first.errors == 5
    assert not first.out_of_patience
    assert whole.errors == 5 + second.errors
    assert whole.watched == second.watched
    assert second.out_of_patience


def test_errors_that_are_looked_at_every_so_often_count_as_so_many_iterations() -> None:
    sight = look_at(Watched(), 0, [2.0, 2.0, 2.0], TrainingConfig(patience=20), iterations=10)

    assert (sight.errors, sight.out_of_patience) == (3, True)


def test_a_plateau_lets_the_rate_fall_and_the_rest_is_not_looked_at() -> None:
    # As in PyTorch: with a patience of 2, the third iteration without an improvement is the one that lets it fall.
    config = TrainingConfig(schedule="plateau", schedule_every=2, schedule_factor=0.1)
    sight = look_at(Watched(), 0, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0], config)

    assert sight.errors == 4
    assert sight.watched.plateau.factor == 0.1
    assert sight.watched.plateau.bad == 0
    assert not sight.out_of_patience


def test_without_such_a_rule_nothing_is_remembered() -> None:
    watched = Watched()

    assert look_at(watched, 0, [1.0, math.inf], TrainingConfig()).watched is watched
    assert not needs_every_error(TrainingConfig())


def test_the_best_parameters_are_those_of_the_lowest_error_and_nobody_can_change_them() -> None:
    parameters = np.array([1.0, 2.0])
    watched = Watched().with_best(2.0, 1, parameters).with_best(3.0, 2, parameters * 2)
    parameters[0] = 9.0

    assert watched.best is not None
    assert (watched.best.error, watched.best.iteration, watched.best.parameters.tolist()) == (2.0, 1, [1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        watched.best.parameters[0] = 1.0
