"""BFGS and L-BFGS against what they are to learn: the inverse of a matrix, and each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tui_nn.engine.second_order.method import last_step, own_memory
from tui_nn.engine.second_order.quasi_newton import LEARNED, first_scale
from tui_nn.engine.second_order.sizes import PAIRS

from .descents import Descending, Quadratic

BOWL = Quadratic([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]], [1.0, 2.0, 3.0])
START = [5.0, -3.0, 2.0]
both = pytest.mark.parametrize("name", ["bfgs", "lbfgs"])


@both
def test_the_first_step_goes_straight_down(name: str) -> None:
    descent = Descending(name, BOWL, START)
    gradient = BOWL.matrix @ START - BOWL.right
    assert descent.step() is not None
    step = descent.parameters - START

    np.testing.assert_allclose(step / np.linalg.norm(step), -gradient / np.linalg.norm(gradient), rtol=1e-14)
    np.testing.assert_array_equal(last_step(descent.memory, 3), step)
    assert descent.memory[LEARNED] == 1


@both
def test_it_finds_the_lowest_place_and_then_says_that_there_is_no_step(name: str) -> None:
    descent = Descending(name, BOWL, START)
    assert descent.descend(60) < 30
    stays = descent.parameters.copy()

    np.testing.assert_allclose(stays, BOWL.lowest, atol=1e-7)
    assert descent.step() is None
    assert descent.parameters.tobytes() == stays.tobytes()
    assert descent.memory[LEARNED] > 3  # what was learned is kept, though nothing is left to win by it


def test_bfgs_learns_the_inverse_and_keeps_it_symmetric_to_the_bit() -> None:
    descent = Descending("bfgs", BOWL, START)
    for _ in range(9):
        descent.step()
    inverse = own_memory(descent.memory, 3).reshape(3, 3)

    np.testing.assert_allclose(inverse, np.linalg.inv(BOWL.matrix), rtol=0.05, atol=0.02)
    assert inverse.tobytes() == inverse.T.tobytes()


def test_bfgs_changes_the_inverse_as_the_formula_says() -> None:
    # H = (I - r s y^T) H (I - r y s^T) + r s s^T, from s^T y / y^T y on the diagonal.
    descent = Descending("bfgs", BOWL, START)
    places = [np.array(START)]
    for _ in range(3):
        descent.step()
        places.append(descent.parameters.copy())
    inverse = None
    for before, after in pairwise(places):
        step, change = after - before, BOWL.matrix @ (after - before)
        inverse = np.eye(3) * first_scale(step, change) if inverse is None else inverse
        left = np.eye(3) - np.outer(step, change) / (step @ change)
        inverse = left @ inverse @ left.T + np.outer(step, step) / (step @ change)
    assert inverse is not None

    np.testing.assert_allclose(own_memory(descent.memory, 3).reshape(3, 3), inverse, rtol=1e-12, atol=1e-15)


def test_as_long_as_nothing_is_forgotten_both_take_the_same_steps() -> None:
    # Only the scale of what was there before the first step differs from the second step on: it is the newest's.
    one = Descending("lbfgs", BOWL, START)
    other = Descending("bfgs", BOWL, START)
    for _ in range(2):
        one.step()
        other.step()

    np.testing.assert_allclose(one.parameters, other.parameters, rtol=1e-12)


def test_lbfgs_forgets_the_oldest_step_and_still_finds_the_lowest_place() -> None:
    size = 2 * PAIRS
    bowl = Quadratic(np.diag(np.geomspace(1.0, 100.0, size)), np.ones(size))
    descent = Descending("lbfgs", bowl, np.zeros(size))
    done = descent.descend(500)

    assert PAIRS < done < 200
    assert descent.memory[LEARNED] > PAIRS
    np.testing.assert_allclose(descent.parameters, bowl.lowest, atol=1e-6)


def test_lbfgs_goes_where_the_last_steps_would_lead_bfgs() -> None:
    size = 2 * PAIRS
    bowl = Quadratic(np.diag(np.geomspace(1.0, 100.0, size)), np.ones(size))
    descent, places = Descending("lbfgs", bowl, np.zeros(size)), [np.zeros(size)]
    for _ in range(PAIRS + 4):
        descent.step()
        places.append(descent.parameters.copy())
    steps = [after - before for before, after in pairwise(places[-PAIRS - 1 :])]
    changes = [bowl.matrix @ step for step in steps]
    inverse = np.eye(size) * first_scale(steps[-1], changes[-1])
    for step, change in zip(steps, changes, strict=True):
        left = np.eye(size) - np.outer(step, change) / (step @ change)
        inverse = left @ inverse @ left.T + np.outer(step, step) / (step @ change)
    descent.step()
    went, wanted = descent.parameters - places[-1], -inverse @ (bowl.matrix @ places[-1] - bowl.right)

    np.testing.assert_allclose(went / np.linalg.norm(went), wanted / np.linalg.norm(wanted), atol=1e-8)


@both
def test_what_misleads_is_forgotten(name: str) -> None:
    # The memory of another bowl, upside down: its direction leads upwards, and the step goes straight down instead.
    descent = Descending(name, BOWL, START)
    descent.step()
    own_memory(descent.memory, 3)[...] *= -1.0
    before = descent.parameters.copy()
    gradient = BOWL.matrix @ before - BOWL.right
    if name == "lbfgs":  # twice -1 is 1: of a pair, one alone has to lie
        own_memory(descent.memory, 3)[: 3 * PAIRS] *= -1.0
    descent.step()

    step = descent.parameters - before
    np.testing.assert_allclose(step / np.linalg.norm(step), -gradient / np.linalg.norm(gradient), rtol=1e-12)
    assert descent.memory[LEARNED] == 1
