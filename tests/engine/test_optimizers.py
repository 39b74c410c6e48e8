"""Optimizers against numbers worked by hand, most of them chosen so that every step is exact in binary."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.training_config import FIRST_ORDER_NAMES, TrainingConfig
from tui_nn.engine.arrays import BLOCK, FloatArray
from tui_nn.engine.optimizers import LONGEST_STEP, OPTIMIZERS, SHORTEST_STEP

PLAIN = TrainingConfig(learning_rate=0.25)
MOMENTUM = TrainingConfig(learning_rate=0.25, momentum=0.5)
TINY = 1e-300  # an epsilon that changes no number here


class Descent:
    """Two parameters, 1 and -1, the first a weight and the second a bias, on their way."""

    def __init__(self, name: str = "sgd") -> None:
        self.optimizer = OPTIMIZERS[name]
        self.parameters: FloatArray = np.array([1.0, -1.0])
        self.memory: FloatArray = np.zeros((self.optimizer.memory_rows, 2))
        self.updates = 0

    def step(self, gradient: tuple[float, float], config: TrainingConfig, rate: float | None = None) -> list[float]:
        self.updates += 1
        settings = self.optimizer.settings(config, config.learning_rate if rate is None else rate)
        self.optimizer.step(
            self.parameters,
            np.array(gradient, dtype=np.float64),
            np.array([1.0, 0.0]),
            self.memory,
            settings,
            self.updates,
        )
        return [float(value) for value in self.parameters]


@pytest.fixture
def descent() -> Descent:
    return Descent()


def test_the_names_that_can_be_chosen_are_the_optimizers_that_there_are() -> None:
    assert tuple(OPTIMIZERS) == FIRST_ORDER_NAMES
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


def test_nesterov_goes_by_the_change_that_comes_next(descent: Descent) -> None:
    # change 0.5;   0.25 * 2 + 0.5 * 0.5 = 0.75       1 - 0.75 = 0.25
    # change 1.25;  0.25 * 4 + 0.5 * 1.25 = 1.625     0.25 - 1.625 = -1.375
    config = TrainingConfig(learning_rate=0.25, momentum=0.5, nesterov=True)

    assert descent.step((2, 0), config)[0] == 0.25
    assert descent.step((4, 0), config)[0] == -1.375
    assert descent.memory.tolist() == [[1.25, 0.0]]


def test_a_new_rate_does_not_rescale_the_change_that_is_under_way(descent: Descent) -> None:
    # The remembered 0.5 was made with the rate 0.25 and keeps its size: 1 * 1 + 0.5 * 0.5 = 1.25; 0.5 - 1.25 = -0.75.
    descent.step((2, 0), MOMENTUM)

    assert descent.step((1, 0), MOMENTUM, rate=1.0)[0] == -0.75


def test_momentum_that_is_switched_on_finds_the_last_change_remembered(descent: Descent) -> None:
    # Change 0.25 * 2 = 0.5 without momentum, then 0.25 * 0 + 0.5 * 0.5 = 0.25 with it: 1 - 0.5 - 0.25 = 0.25.
    descent.step((2, 0), PLAIN)

    assert descent.step((0, 0), MOMENTUM)[0] == 0.25


def test_momentum_converges_to_rate_over_one_minus_momentum_on_a_constant_slope(descent: Descent) -> None:
    # The sum 0.25 * (1 + 1/2 + 1/4 + ...) is 0.5 at its end.
    for _ in range(60):
        descent.step((1, 1), MOMENTUM)

    assert descent.memory.tolist() == [[0.5, 0.5]]


def test_adagrad_divides_by_the_root_of_all_squares_so_far() -> None:
    # Squares 9, root 3: 1 - 0.25 * 3 / 3 = 0.75.    Squares 9 + 16, root 5: 0.75 - 0.25 * 4 / 5 = 0.55.
    # Squares 25 + 144, root 13: 0.55 - 0.25 * 12 / 13.
    descent = Descent("adagrad")
    config = TrainingConfig(learning_rate=0.25, optimizer="adagrad", epsilon=TINY)

    assert descent.step((3, -8), config) == [0.75, -0.75]
    assert descent.step((4, -6), config) == pytest.approx([0.55, -0.6], rel=1e-15)
    assert descent.step((12, 0), config) == pytest.approx([0.55 - 3 / 13, -0.6], rel=1e-15)
    assert descent.memory.tolist() == [[169.0, 100.0]]


def test_epsilon_stands_beside_the_root_and_not_under_it() -> None:
    # 1 - 0.25 * 3 / (3 + 1) = 0.8125
    config = TrainingConfig(learning_rate=0.25, optimizer="adagrad", epsilon=1.0)

    assert Descent("adagrad").step((3, 0), config)[0] == 0.8125


def test_rmsprop_divides_by_the_root_of_a_mean_and_adds_momentum_to_what_is_left() -> None:
    # Mean 0.75 * 0 + 0.25 * 4^2 = 4, root 2: scaled 4 / 2 = 2, velocity 2: 1 - 0.125 * 2 = 0.75.
    # Mean 0.75 * 4 + 0.25 * (2 sqrt 13)^2 = 16, root 4: scaled sqrt 13 / 2, velocity 0.5 * 2 + sqrt 13 / 2.
    descent = Descent("rmsprop")
    config = TrainingConfig(learning_rate=0.125, optimizer="rmsprop", smoothing=0.75, epsilon=TINY, momentum=0.5)

    assert descent.step((4, 0), config)[0] == 0.75
    assert descent.memory[:, 0].tolist() == [4.0, 2.0]
    velocity = 1 + math.sqrt(13) / 2
    assert descent.step((2 * math.sqrt(13), 0), config)[0] == pytest.approx(0.75 - 0.125 * velocity, rel=1e-14)
    assert descent.memory[:, 0].tolist() == pytest.approx([16.0, velocity], rel=1e-14)


def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient() -> None:
    # m / (1 - beta1) = g and v / (1 - beta2) = g^2, so that the step is g / |g|.
    config = TrainingConfig(learning_rate=0.25, optimizer="adam", epsilon=TINY)

    assert Descent("adam").step((1e-5, -3e5), config) == pytest.approx([0.75, -0.75], rel=1e-12)


def test_adam_divides_corrected_means() -> None:
    # beta1 = 1/2, beta2 = 3/4, gradients 4 and 8.
    # m = 2, corrected 4; v = 4, corrected 16: step 4 / 4 = 1.
    # m = 5, corrected 5 / (3/4) = 20/3; v = 3 + 16 = 19, corrected 19 / (7/16) = 304/7.
    descent = Descent("adam")
    config = TrainingConfig(learning_rate=0.25, optimizer="adam", beta1=0.5, beta2=0.75, epsilon=TINY)

    assert descent.step((4, 0), config) == [0.75, -1.0]
    second = 0.75 - 0.25 * (20 / 3) / math.sqrt(304 / 7)
    assert descent.step((8, 0), config)[0] == pytest.approx(second, rel=1e-14)
    assert descent.memory[:, 0].tolist() == [5.0, 19.0]


def test_adadelta_moves_by_the_root_of_its_last_changes_over_that_of_the_gradients() -> None:
    # squares 0.5 * 4^2 = 8; change = sqrt(1) / sqrt(8 + 1) * 4 = 4/3; changes = 0.5 * 16/9 = 8/9.
    # squares 4 + 0.5 * 8^2 = 36; change = sqrt(8/9 + 1) / sqrt(37) * 8; then a quarter of each is taken.
    descent = Descent("adadelta")
    config = TrainingConfig(learning_rate=0.25, optimizer="adadelta", smoothing=0.5, epsilon=1.0)
    second = math.sqrt(17 / 9) / math.sqrt(37) * 8

    assert descent.step((4, 0), config)[0] == pytest.approx(1 - 1 / 3, rel=1e-15)
    assert descent.memory[:, 0].tolist() == pytest.approx([8, 8 / 9], rel=1e-15)
    assert descent.step((8, 0), config)[0] == pytest.approx(2 / 3 - 0.25 * second, rel=1e-15)
    assert descent.memory[:, 0].tolist() == pytest.approx([36, 4 / 9 + second**2 / 2], rel=1e-15)


def test_amsgrad_divides_by_the_largest_mean_there_was() -> None:
    # v = 4, corrected 16: step 4 / 4. Then v = 3 + 0 = 3, but 4 is the largest: corrected 4 / (7/16) = 64/7.
    descent = Descent("amsgrad")
    config = TrainingConfig(learning_rate=0.25, optimizer="amsgrad", beta1=0.5, beta2=0.75, epsilon=TINY)

    assert descent.step((4, 0), config) == [0.75, -1.0]
    second = 0.75 - 0.25 * (1 / 0.75) / math.sqrt(64 / 7)
    assert descent.step((0, 0), config)[0] == pytest.approx(second, rel=1e-14)
    assert descent.memory[:, 0].tolist() == [1.0, 3.0, 4.0]


def test_lion_goes_by_the_sign_of_a_mean_and_takes_a_share_of_each_weight_and_of_no_bias() -> None:
    # 0.5 * 0 + 0.5 * 4 > 0: both move by 0.25, the weight by 0.25 * 0.5 of itself, too. m = 0.25 * 4 = 1.
    # 0.5 * 1 + 0.5 * -0.5 > 0: on, though the gradient has turned. m = 0.75 + 0.25 * -0.5 = 0.625.
    # Then 0.5 * 0.625 - 0.5 < 0 turns it.
    descent = Descent("lion")
    config = TrainingConfig(learning_rate=0.25, optimizer="lion", beta1=0.5, beta2=0.75, weight_decay=0.5)

    assert descent.step((4, 4), config) == [1 - 0.25 - 0.125, -1.25]
    assert descent.memory.tolist() == [[1.0, 1.0]]
    first = 0.625
    assert descent.step((-0.5, -0.5), config) == [first - 0.25 - 0.125 * first, -1.5]
    assert descent.memory.tolist() == [[0.625, 0.625]]
    assert descent.step((-1, -1), config)[1] == -1.25


def test_lions_own_values_are_those_of_its_paper() -> None:
    config = TrainingConfig(optimizer="lion")

    assert (config.learning_rate, config.beta1, config.beta2, config.weight_decay) == (1e-4, 0.9, 0.99, 0.0)


def test_adam_adds_epsilon_to_the_corrected_root() -> None:
    # 1 - 0.25 * 4 / (4 + 4) = 0.875
    config = TrainingConfig(learning_rate=0.25, optimizer="adam", beta1=0.5, beta2=0.75, epsilon=4.0)

    assert Descent("adam").step((4, 0), config)[0] == 0.875


def test_adamw_takes_a_share_of_each_weight_and_of_no_bias() -> None:
    # The weight loses 0.25 * 0.5 of itself, then both take Adam's first step, the rate.
    config = TrainingConfig(
        learning_rate=0.25, optimizer="adamw", beta1=0.5, beta2=0.75, epsilon=TINY, weight_decay=0.5
    )
    descent = Descent("adamw")

    assert descent.step((4, -4), config) == [0.875 - 0.25, -1 + 0.25]
    assert descent.step((0, 0), config)[0] < 0.625 * 0.875


def test_adam_knows_no_decay() -> None:
    config = TrainingConfig(learning_rate=0.25, optimizer="adam", beta1=0.5, beta2=0.75, epsilon=TINY)
    decaying = TrainingConfig(learning_rate=0.25, optimizer="adamw", beta1=0.5, beta2=0.75, epsilon=TINY)

    assert Descent("adam").step((4, 0), config) == [0.75, -1.0]
    assert Descent("adamw").step((4, 0), decaying)[0] == pytest.approx(1 - 0.25 * 0.01 - 0.25, rel=1e-15)


def test_nadam_weighs_the_gradient_against_the_mean_that_comes_next() -> None:
    # mu(t) = 0.5 (1 - 0.96^(0.004 t) / 2); the first gradient 4: m = 2, s = 4.
    # step = ((1 - mu1) / (1 - mu1) * 4 + mu2 / (1 - mu1 mu2) * 2) / 4
    descent = Descent("nadam")
    config = TrainingConfig(learning_rate=0.25, optimizer="nadam", beta1=0.5, beta2=0.75, epsilon=TINY)
    mu1, mu2, mu3 = (0.5 * (1 - 0.5 * 0.96 ** (0.004 * t)) for t in (1, 2, 3))
    first = 1 - 0.25 * (4 + mu2 / (1 - mu1 * mu2) * 2) / 4

    assert descent.step((4, 0), config)[0] == pytest.approx(first, rel=1e-14)
    # Then 8: m = 5, v = 19, s = sqrt(304 / 7).
    ahead = (1 - mu2) / (1 - mu1 * mu2) * 8 + mu3 / (1 - mu1 * mu2 * mu3) * 5
    assert descent.step((8, 0), config)[0] == pytest.approx(first - 0.25 * ahead / math.sqrt(304 / 7), rel=1e-14)
    assert descent.memory[2, 0] + 1 == pytest.approx(mu1 * mu2, rel=1e-15)


def test_rprop_lengthens_its_step_while_the_sign_stays_and_halves_it_when_it_changes() -> None:
    # Steps of the first: 0.25; 0.3 (same sign); 0.15, and stays (changed); 0.15 (nothing to compare with); 0.18.
    # The second does not move while its gradient is 0, then goes up by the first step.
    descent = Descent("rprop")
    config = TrainingConfig(learning_rate=0.25, optimizer="rprop")

    assert descent.step((5, 0), config) == [0.75, -1.0]
    assert descent.step((1e-9, 0), config) == pytest.approx([0.45, -1.0], rel=1e-15)
    assert descent.step((-3, -1), config) == pytest.approx([0.45, -0.75], rel=1e-15)
    assert descent.memory[0].tolist() == [0.0, -1.0]
    assert descent.step((-3, -1), config) == pytest.approx([0.6, -0.45], rel=1e-15)
    assert descent.step((-3, 1), config) == pytest.approx([0.78, -0.45], rel=1e-15)
    assert descent.memory[1].tolist() == pytest.approx([0.18, 0.15], rel=1e-15)


def test_a_step_of_rprop_has_a_shortest_and_a_longest() -> None:
    descent = Descent("rprop")
    config = TrainingConfig(learning_rate=0.25, optimizer="rprop")
    for update in range(100):
        descent.step((1, (-1) ** (update // 2)), config)

    assert descent.memory[1, 0] == LONGEST_STEP
    for update in range(200):
        descent.step(((-1) ** (update // 2), 0), config)
    for _ in range(60):
        descent.memory[0] = [1.0, 1.0]
        descent.step((-1, -1), config)
    assert descent.memory[1].tolist() == [SHORTEST_STEP, SHORTEST_STEP]


def test_the_learning_rate_of_rprop_is_the_first_step_alone() -> None:
    descent = Descent("rprop")
    config = TrainingConfig(learning_rate=0.25, optimizer="rprop")
    descent.step((1, 1), config)

    assert descent.step((1, 1), config, rate=9.0) == pytest.approx([0.45, -1.55], rel=1e-15)


def config_for(name: str) -> TrainingConfig:
    rates = {"adagrad": 0.5, "adadelta": 1.0, "lion": 0.02}
    return TrainingConfig(optimizer=name, learning_rate=rates.get(name, 0.05))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_downhill_and_keeps_its_memory_outside(name: str) -> None:
    # The same memory gives the same step, whoever else used the optimizer in between: it has no state of its own.
    optimizer, config = OPTIMIZERS[name], config_for(name)
    settings, mask = optimizer.settings(config, config.learning_rate), np.ones(2)
    parameters = np.array([3.0, -2.0])
    memory = np.zeros((optimizer.memory_rows, 2))
    for update in range(1, 1001):
        before = parameters.copy(), memory.copy()
        optimizer.step(parameters, 2 * parameters, mask, memory, settings, update)
        optimizer.step(np.ones(2), np.ones(2), mask, np.zeros((optimizer.memory_rows, 2)), settings, 1)
    again, memory_again = before
    optimizer.step(again, 2 * again, mask, memory_again, settings, update)

    assert np.abs(parameters).max() < {"rmsprop": 0.06, "lion": 0.06}.get(name, 1e-3)
    assert again.tobytes() == parameters.tobytes()
    assert memory_again.tobytes() == memory.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_many_parameters_are_updated_in_blocks_to_the_same_numbers(name: str) -> None:
    optimizer, config = OPTIMIZERS[name], config_for(name)
    settings, size = optimizer.settings(config, config.learning_rate), BLOCK + 100
    generator = np.random.default_rng(0)
    whole, mask = generator.normal(size=size), (np.arange(size) % 3 > 0).astype(np.float64)
    part, memory, places = whole[-200:].copy(), np.zeros((optimizer.memory_rows, size)), slice(size - 200, size)
    part_memory = np.zeros((optimizer.memory_rows, 200))
    for update in range(1, 4):
        gradient = generator.normal(size=size)
        optimizer.step(whole, gradient, mask, memory, settings, update)
        optimizer.step(part, gradient[places], mask[places], part_memory, settings, update)

    np.testing.assert_allclose(whole[places], part, rtol=1e-14)
    np.testing.assert_allclose(memory[:, places], part_memory, rtol=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_parameter_whose_gradient_is_always_zero_stays(name: str) -> None:
    descent = Descent(name)
    for _ in range(5):
        moved = descent.step((1, 0), config_for(name))

    assert moved[1] == -1.0
    assert moved[0] < 1.0
