"""What is done to gradients and weights beside the optimizer's rule, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels.choice import KERNELS
from tui_nn.engine.network import Network
from tui_nn.engine.regularization import Bounds, bound_norms, clip_factor, cut, is_weight_mask, with_l1, with_l2

from .kernels.test_kernels import advance

WEIGHT, BIAS = np.ones(1), np.zeros(1)

every_kernel = pytest.mark.parametrize("kernel", KERNELS)


def one_update(kernel: str, weight: float, bias: float, **options: float) -> tuple[float, float]:
    """Return weight and bias of a linear unit after one update on the row 2 -> 1: o - t is 2 weight + bias - 1."""
    network = Network.from_weights([[[weight, bias]]], "linear")
    config = TrainingConfig(learning_rate=0.25, min_error=0, **options)  # type: ignore[arg-type]  # checked there
    state, _ = advance(network, Dataset.from_arrays([[2.0]], [[1.0]]), config, kernel, 1)
    first, second = state.network.parameters.tolist()
    return first, second


def test_the_options_say_how_strong_each_is() -> None:
    config = TrainingConfig(l1=0.1, l2=0.2, clip_norm=3.0, max_norm=4.0, clip_value=5.0)

    assert Bounds.of(config) == Bounds(l1=0.1, l2=0.2, clip_norm=3.0, max_norm=4.0, clip_value=5.0)
    assert not any(Bounds.of(TrainingConfig()))


def test_the_last_number_of_each_unit_is_its_bias() -> None:
    assert is_weight_mask((2, 2, 1)).tolist() == [1, 1, 0, 1, 1, 0, 1, 1, 0]
    assert is_weight_mask((3, 1)).tolist() == [1, 1, 1, 0]


def test_l2_adds_its_share_of_each_weight_to_the_gradient_and_of_no_bias() -> None:
    gradient = with_l2(np.array([4.0, -2.0, 4.0]), np.ones(3), np.array([1.0, 1.0, 0.0]), 0.25)

    assert gradient.tolist() == [2.0, 0.5, 1.0]


def test_numbers_of_the_gradient_are_cut_and_keep_their_sign() -> None:
    assert cut(np.array([3.0, -3.0, 0.5, -0.5, 0.0]), 1.0).tolist() == [1.0, -1.0, 0.5, -0.5, 0.0]
    assert np.isnan(cut(np.array([math.nan]), 1.0)).all()


@every_kernel
def test_numbers_are_cut_before_the_length_is(kernel: str) -> None:
    # o - t = 2 * 2 - 1 = 3: the gradient is 6 by the weight and 3 by the bias.
    assert one_update(kernel, 2.0, 0.0, clip_value=4.0) == (2.0 - 0.25 * 4, -0.25 * 3)
    assert one_update(kernel, 2.0, 0.0, clip_value=1.0) == (1.75, -0.25)
    # Cut to (1, 1), whose length is the root of 2; to the length 1 after that.
    root = math.sqrt(0.5)
    assert one_update(kernel, 2.0, 0.0, clip_value=1.0, clip_norm=1.0) == pytest.approx(
        (2 - 0.25 * root, -0.25 * root), rel=1e-6
    )


def test_l1_draws_a_weight_towards_zero_and_no_further() -> None:
    after = np.array([1.0, -1.0, 0.25, -0.25, 0.5, -0.5])
    drawn = with_l1(np.ones(6), after, np.ones(6), 0.5)

    assert drawn.tolist() == [0.5, -0.5, 0.0, 0.0, 0.0, 0.0]


def test_a_weight_that_l1_has_cut_stays_cut() -> None:
    assert with_l1(np.zeros(3), np.array([5.0, -5.0, 0.0]), np.ones(3), 0.5).tolist() == [0.0, 0.0, 0.0]


def test_l1_leaves_a_bias_alone_even_at_zero() -> None:
    assert with_l1(np.array([0.0, 1.0]), np.array([0.25, -0.25]), np.zeros(2), 0.5).tolist() == [0.25, -0.25]


def test_what_is_not_a_number_is_not_hidden_by_l1() -> None:
    assert np.isnan(with_l1(WEIGHT, np.array([math.nan]), WEIGHT, 0.5)).all()
    assert np.isnan(with_l1(WEIGHT, np.array([math.nan]), BIAS, 0.5)).all()


def test_a_long_gradient_is_shortened_and_a_short_one_left() -> None:
    assert clip_factor(5.0, 2.0) == pytest.approx(0.4, rel=1e-6)
    assert clip_factor(1.9, 2.0) == 1.0
    assert clip_factor(0.0, 2.0) == 1.0
    assert clip_factor(math.inf, 2.0) == 0.0


def test_each_units_incoming_weights_are_shortened_without_its_bias() -> None:
    # Lengths 5, 0.5 and 0; the biases are long and stay.
    layer = np.array([[3.0, 4.0, 100.0], [0.3, 0.4, 100.0], [0.0, 0.0, 100.0]])
    bound_norms([layer], 2.0)

    np.testing.assert_allclose(layer, [[1.2, 1.6, 100.0], [0.3, 0.4, 100.0], [0.0, 0.0, 100.0]], rtol=1e-15)


@every_kernel
def test_an_update_without_any_of_them_is_plain(kernel: str) -> None:
    # o - t = 2: weight 1 - 0.25 * 2 * 2 = 0, bias 1 - 0.25 * 2 = 0.5.
    assert one_update(kernel, 1.0, 1.0) == (0.0, 0.5)


@every_kernel
def test_l2_acts_through_the_gradient(kernel: str) -> None:
    # Weight 1 - 0.25 * (4 + 0.5 * 1) = -0.125; the bias as before.
    assert one_update(kernel, 1.0, 1.0, l2=0.5) == (-0.125, 0.5)


@every_kernel
def test_l1_acts_after_the_step_by_rate_times_strength(kernel: str) -> None:
    # o - t = 3: weight 2 - 0.25 * 6 = 0.5 and bias 0 - 0.75; pull 0.25 * 1 = 0.25, and then one that cuts.
    assert one_update(kernel, 2.0, 0.0, l1=1.0) == (0.25, -0.75)
    assert one_update(kernel, 2.0, 0.0, l1=3.0) == (0.0, -0.75)
    # A weight that is zero stays so, though its gradient is -2.
    assert one_update(kernel, 0.0, 0.0, l1=0.001) == (0.0, 0.25)


@every_kernel
def test_l1_and_l2_together_are_the_elastic_net(kernel: str) -> None:
    # Weight 2 - 0.25 * (6 + 0.5 * 2) = 0.25, drawn by 0.125.
    assert one_update(kernel, 2.0, 0.0, l1=0.5, l2=0.5) == (0.125, -0.75)


@every_kernel
def test_a_gradient_is_clipped_before_l2_is_added(kernel: str) -> None:
    # Gradient (4, 2), of length sqrt 20, shortened to 1; then 0.5 * 1 is added for the weight.
    length = math.sqrt(20) + 1e-6

    assert one_update(kernel, 1.0, 1.0, clip_norm=1.0, l2=0.5) == pytest.approx(
        (1 - 0.25 * (4 / length + 0.5), 1 - 0.25 * 2 / length), rel=1e-14
    )


@every_kernel
def test_weights_are_shortened_after_the_step(kernel: str) -> None:
    # o - t = 3: weight 2 - 1.5 = 0.5, which is longer than 0.125; the bias -0.75 may be as long as it likes.
    assert one_update(kernel, 2.0, 0.0, max_norm=0.125) == (0.125, -0.75)


@every_kernel
def test_l1_cuts_what_does_not_help_to_exactly_zero(kernel: str) -> None:
    # The target is the first of four inputs: its weight stays, those of the others end at nothing.
    inputs = np.random.default_rng(0).normal(size=(60, 4))
    dataset = Dataset.from_arrays(inputs, inputs[:, :1])
    config = TrainingConfig(learning_rate=0.1, loss="mse", l1=0.05, min_error=0)
    state, _ = advance(Network.create((4, 1), "linear", seed=1, scale=0.5), dataset, config, kernel, 300)
    weight, *others, _bias = state.network.parameters.tolist()

    assert weight == pytest.approx(0.97, abs=0.02)
    assert others == [0.0, 0.0, 0.0]
