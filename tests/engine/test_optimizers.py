"""Optimizers against numbers worked by hand, chosen so that every step is exact in binary."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.run import OPTIMIZER_NAMES, TrainingConfig
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.optimizers import OPTIMIZERS

PLAIN = TrainingConfig(learning_rate=0.25)
MOMENTUM = TrainingConfig(learning_rate=0.25, momentum=0.5)


class Descent:
    """Two parameters, 1 and -1, on their way."""

    def __init__(self) -> None:
        self.parameters: FloatArray = np.array([1.0, -1.0])
        self.memory: FloatArray = np.zeros((1, 2))

    def step(self, gradient: tuple[float, float], config: TrainingConfig) -> list[float]:
        OPTIMIZERS["sgd"].step(self.parameters, np.array(gradient, dtype=np.float64), self.memory, config)
        return [float(value) for value in self.parameters]


@pytest.fixture
def descent() -> Descent:
    return Descent()


def test_the_names_that_can_be_chosen_are_the_optimizers_that_there_are() -> None:
    assert tuple(OPTIMIZERS) == OPTIMIZER_NAMES
    assert all(optimizer.name == name for name, optimizer in OPTIMIZERS.items())


def test_gradient_descent_without_momentum_takes_rate_times_gradient_each_time(descent: Descent) -> None:
    # 1 - 0.25 * 2 = 0.5           -1 - 0.25 * -4 = 0
    # 0.5 - 0.25 * 4 = -0.5         0 - 0.25 * 1 = -0.25
    # -0.5 - 0.25 * -8 = 1.5       -0.25 - 0.25 * 0 = -0.25
    assert descent.step((2, -4), PLAIN) == [0.5, 0.0]
    assert descent.step((4, 1), PLAIN) == [-0.5, -0.25]
    assert descent.step((-8, 0), PLAIN) == [1.5, -0.25]


def test_momentum_adds_a_share_of_the_last_change(descent: Descent) -> None:
    # change 0.25 * 2 = 0.5                    1 - 0.5 = 0.5
    # change 0.25 * 4 + 0.5 * 0.5 = 1.25       0.5 - 1.25 = -0.75
    # change 0.25 * -8 + 0.5 * 1.25 = -1.375   -0.75 + 1.375 = 0.625
    # and beside it
    # change 0.25 * -4 = -1                    -1 + 1 = 0
    # change 0.25 * 1 + 0.5 * -1 = -0.25       0 + 0.25 = 0.25
    # change 0 + 0.5 * -0.25 = -0.125          0.25 + 0.125 = 0.375
    assert descent.step((2, -4), MOMENTUM) == [0.5, 0.0]
    assert descent.memory.tolist() == [[0.5, -1.0]]
    assert descent.step((4, 1), MOMENTUM) == [-0.75, 0.25]
    assert descent.memory.tolist() == [[1.25, -0.25]]
    assert descent.step((-8, 0), MOMENTUM) == [0.625, 0.375]
    assert descent.memory.tolist() == [[-1.375, -0.125]]


def test_a_new_rate_does_not_rescale_the_change_that_is_under_way(descent: Descent) -> None:
    # The remembered 0.5 was made with the rate 0.25 and keeps its size: 1 * 1 + 0.5 * 0.5 = 1.25; 0.5 - 1.25 = -0.75.
    descent.step((2, 0), MOMENTUM)

    assert descent.step((1, 0), TrainingConfig(learning_rate=1.0, momentum=0.5))[0] == -0.75


def test_momentum_that_is_switched_on_finds_the_last_change_remembered(descent: Descent) -> None:
    # Change 0.25 * 2 = 0.5 without momentum, then 0.25 * 0 + 0.5 * 0.5 = 0.25 with it: 1 - 0.5 - 0.25 = 0.25.
    descent.step((2, 0), PLAIN)

    assert descent.step((0, 0), MOMENTUM)[0] == 0.25


def test_momentum_converges_to_rate_over_one_minus_momentum_on_a_constant_slope(descent: Descent) -> None:
    # The sum 0.25 * (1 + 1/2 + 1/4 + ...) is 0.5 at its end.
    for _ in range(60):
        descent.step((1, 1), MOMENTUM)

    assert descent.memory.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_downhill_and_keeps_its_memory_outside(name: str) -> None:
    # The same memory gives the same step, whoever else used the optimizer in between: it has no state of its own.
    optimizer = OPTIMIZERS[name]
    parameters = np.array([3.0, -2.0])
    memory = np.zeros((optimizer.memory_rows, 2))
    for _ in range(200):
        before = parameters.copy(), memory.copy()
        optimizer.step(parameters, 2 * parameters, memory, TrainingConfig(learning_rate=0.05))
        optimizer.step(np.ones(2), np.ones(2), np.zeros((optimizer.memory_rows, 2)), MOMENTUM)
    again, memory_again = before
    optimizer.step(again, 2 * again, memory_again, TrainingConfig(learning_rate=0.05))

    assert np.abs(parameters).max() < 1e-6
    assert again.tobytes() == parameters.tobytes()
    assert memory_again.tobytes() == memory.tobytes()
