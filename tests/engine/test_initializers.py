"""Start weights: their spread, their bounds, and what a seed promises."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.network_config import INITIALIZER_NAMES
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.initializers import INITIALIZERS
from tui_nn.engine.network import Network

WITHOUT_CHANCE = ("zeros", "constant")
UNITS_IN, UNITS_OUT = 300, 200

VARIANCES = {
    "normal": 0.1**2,
    "uniform": 0.1**2 / 3,
    "glorot_normal": 2 / (UNITS_IN + UNITS_OUT),
    "glorot_uniform": 2 / (UNITS_IN + UNITS_OUT),
    "he_normal": 2 / UNITS_IN,
    "he_uniform": 2 / UNITS_IN,
    "lecun_normal": 1 / UNITS_IN,
    "lecun_uniform": 1 / UNITS_IN,
}
BOUNDS = {
    "uniform": 0.1,
    "glorot_uniform": math.sqrt(6 / (UNITS_IN + UNITS_OUT)),
    "he_uniform": math.sqrt(6 / UNITS_IN),
    "lecun_uniform": math.sqrt(3 / UNITS_IN),
}


def drawn(name: str, shape: tuple[int, int] = (UNITS_OUT, UNITS_IN + 1), scale: float = 0.1) -> FloatArray:
    return INITIALIZERS[name](np.random.default_rng(5), shape, scale)


def test_the_names_that_can_be_chosen_are_the_initializers_that_there_are() -> None:
    assert tuple(INITIALIZERS) == INITIALIZER_NAMES


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("shape", [(3, 4), (4, 3), (1, 2), (3, 5), (5, 2)])
def test_every_initializer_draws_the_shape_it_is_asked_for_from_the_generator_alone(
    name: str, shape: tuple[int, int]
) -> None:
    one, other = drawn(name, shape), drawn(name, shape)
    another = INITIALIZERS[name](np.random.default_rng(6), shape, 0.1)

    assert one.shape == shape
    assert one.dtype == np.float64
    assert one.tobytes() == other.tobytes()
    if name not in (*WITHOUT_CHANCE, "orthogonal"):
        assert another.tobytes() != one.tobytes()


@pytest.mark.parametrize("name", VARIANCES)
def test_start_weights_have_mean_zero_and_the_variance_of_their_name(name: str) -> None:
    # 60,200 numbers: the mean is off by the deviation / 245, the variance by 0.6 %.
    weights, variance = drawn(name), VARIANCES[name]

    assert abs(float(weights.mean())) < 5 * math.sqrt(variance) / 245
    assert float(weights.var()) == pytest.approx(variance, rel=0.03)
    assert float(weights[:, -1].var()) == pytest.approx(variance, rel=0.5), "biases are drawn as the weights"


@pytest.mark.parametrize("name", BOUNDS)
def test_even_start_weights_reach_their_bound_and_keep_it(name: str) -> None:
    size = np.abs(drawn(name))

    assert 0.999 * BOUNDS[name] < size.max() <= BOUNDS[name]


@pytest.mark.parametrize("name", ["glorot_normal", "he_uniform", "lecun_normal", "orthogonal", "zeros"])
def test_initializers_with_a_spread_of_their_own_take_no_scale(name: str) -> None:
    assert drawn(name, scale=0.1).tobytes() == drawn(name, scale=7.0).tobytes()


@pytest.mark.parametrize("shape", [(4, 8), (7, 4), (5, 6), (1, 4), (4, 2)])
def test_orthogonal_rows_or_columns_are_orthonormal_and_biases_zero(shape: tuple[int, int]) -> None:
    layer = drawn("orthogonal", shape)
    weights = layer[:, :-1]
    product = weights @ weights.T if weights.shape[0] <= weights.shape[1] else weights.T @ weights

    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-14)
    assert not layer[:, -1].any()


def test_every_orthogonal_matrix_is_equally_likely() -> None:
    # The sign of an element is + as often as -, and rotations come as often as reflections.
    generator = np.random.default_rng(0)
    layers = np.array([INITIALIZERS["orthogonal"](generator, (2, 3), 1.0)[:, :-1] for _ in range(4000)])

    assert np.abs((layers > 0).mean(axis=0) - 0.5).max() < 0.04
    assert float((np.linalg.det(layers) > 0).mean()) == pytest.approx(0.5, abs=0.04)


def test_zeros_and_constant_are_what_they_say_biases_too() -> None:
    assert not drawn("zeros").any()
    assert (drawn("constant", scale=0.25) == 0.25).all()


@pytest.mark.parametrize("name", ["normal", "uniform", "constant"])
def test_a_scale_of_zero_starts_every_weight_at_zero(name: str) -> None:
    assert not drawn(name, (2, 3), 0.0).any()


@pytest.mark.parametrize("name", ["uniform", "constant"])
def test_the_largest_scale_there_is_draws_numbers(name: str) -> None:
    assert np.isfinite(drawn(name, (20, 3), 1.7e308)).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_start_bias_takes_the_place_of_every_drawn_one_and_changes_no_weight(name: str) -> None:
    drawn_too, chosen = (Network.create((3, 4, 2), initializer=name, seed=1, bias_start=b) for b in (None, 0.75))

    assert all((layer[:, -1] == 0.75).all() for layer in chosen.weights)
    for one, other in zip(drawn_too.weights, chosen.weights, strict=True):
        np.testing.assert_array_equal(one[:, :-1], other[:, :-1])
