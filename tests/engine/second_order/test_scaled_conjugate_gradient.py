"""Scaled conjugate gradient against Moller's paper (1993), step by step on a quadratic."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.second_order.method import last_step, own_memory
from tui_nn.engine.second_order.objective import Height, Parts, Slope
from tui_nn.engine.second_order.scaled_conjugate_gradient import ALONG, FIRST_SCALE, SCALE

from .descents import Descending, Quadratic

NAME = "scaled_conjugate_gradient"


def test_two_steps_worked_by_hand() -> None:
    # A = diag(1, 4), b = (0, 0), from (4, 1):      r = -(4, 4), p = r, mu = 32, delta = p^T A p = 80, alpha = 0.4
    # first: (4, 1) - 0.4 (4, 4) = (2.4, -0.6);     r' = (-2.4, 2.4)
    # beta = (r'^T r' - r'^T r) / mu = (11.52 - 0) / 32 = 0.36;      p = r' + 0.36 p = (-3.84, 0.96)
    # mu = 11.52, delta = 18.432, alpha = 0.625:    (2.4, -0.6) + 0.625 p = (0, 0), the lowest place
    descent = Descending(NAME, Quadratic(np.diag([1.0, 4.0])), [4.0, 1.0])
    descent.step()

    np.testing.assert_allclose(descent.parameters, [2.4, -0.6], rtol=1e-5)
    np.testing.assert_allclose(last_step(descent.memory, 2), [-1.6, -1.6], rtol=1e-5)
    np.testing.assert_allclose(own_memory(descent.memory, 2), [-3.84, 0.96], rtol=1e-5)
    # The decrease is the foreseen one, comparison 1, so that lambda is divided by 4 (step 8).
    assert descent.memory[SCALE] == pytest.approx(FIRST_SCALE / 4, rel=1e-9)

    descent.step()

    np.testing.assert_allclose(descent.parameters, [0.0, 0.0], atol=1e-5)
    assert descent.memory[ALONG] == 0.0  # as many steps as parameters: straight down again


@pytest.mark.parametrize("size", [3, 8])
def test_a_quadratic_takes_as_many_steps_as_it_has_parameters(size: int) -> None:
    generator = np.random.default_rng(size)
    factor = generator.normal(size=(size, size))
    bowl = Quadratic(factor @ factor.T + np.eye(size), generator.normal(size=size))
    descent = Descending(NAME, bowl, generator.normal(size=size))
    far = np.linalg.norm(descent.parameters - bowl.lowest)
    for _ in range(size):
        descent.step()

    assert np.linalg.norm(descent.parameters - bowl.lowest) < 1e-3 * far


def test_each_step_passes_over_the_rows_twice() -> None:
    bowl = Quadratic(np.diag([1.0, 4.0, 9.0]))
    descent = Descending(NAME, bowl, [4.0, 1.0, 2.0])
    descent.step()

    assert bowl.slopes == 3  # where it is, the probe, where it goes


class Saddle(Quadratic):
    """Bends downwards in one direction, as far as the fourth power lets it: value - 2 x^2 + x^4 beside y^2."""

    def __init__(self) -> None:
        super().__init__([[-4.0, 0.0], [0.0, 2.0]])

    def height(self, parameters: FloatArray) -> Parts[Height]:
        found = yield from super().height(parameters)
        value = found.value + float(parameters[0]) ** 4
        return Height(value, value)

    def slope(self, parameters: FloatArray) -> Parts[Slope]:
        found = yield from super().slope(parameters)
        return Slope(found.value, found.error, found.gradient + np.array([4.0 * parameters[0] ** 3, 0.0]))


def test_where_the_value_bends_downwards_lambda_makes_it_bend_upwards() -> None:
    # At (0.1, 0) the curvature along the gradient is -4 + 0.12 < 0. Step 4: lambda = 2 (lambda - delta / |p|^2), which
    # makes delta its own negative, 3.88 |p|^2; so alpha = 1 / 3.88, and x = 0.1 + 0.396 / 3.88.
    descent = Descending(NAME, Saddle(), [0.1, 0.0])
    descent.step()

    assert descent.parameters[0] == pytest.approx(0.1 + 0.396 / 3.88, rel=1e-4)
    assert descent.descend(100) < 60
    np.testing.assert_allclose(np.abs(descent.parameters), [1.0, 0.0], atol=1e-7)


class Walled(Quadratic):
    """A bowl whose lowest place is at -10, with a wall at -0.01 that its gradient does not tell of."""

    def height(self, parameters: FloatArray) -> Parts[Height]:
        found = yield from super().height(parameters)
        value = found.value + 1000.0 * max(0.0, -float(parameters[0]) - 0.01) ** 2
        return Height(value, value)


def test_a_step_that_raises_the_value_is_not_done_and_lambda_grows_until_one_lowers_it() -> None:
    descent = Descending(NAME, Walled([[1.0]], [-10.0]), [0.0])
    before = descent.parameters.copy()
    error = descent.step()

    assert error is not None
    assert error < 0.0  # the value at the beginning
    assert -0.2 < descent.parameters[0] < before[0]
    assert descent.memory[SCALE] > 1.0


def test_at_the_lowest_place_there_is_no_step() -> None:
    descent = Descending(NAME, Quadratic(np.eye(2), [1.0, 2.0]), [1.0, 2.0])
    assert descent.step() is None
    assert descent.parameters.tolist() == [1.0, 2.0]
