"""Start weights."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.run import INITIALIZER_NAMES
from tui_nn.engine.initializers import INITIALIZERS, normal


def test_the_names_that_can_be_chosen_are_the_initializers_that_there_are() -> None:
    assert tuple(INITIALIZERS) == INITIALIZER_NAMES


@pytest.mark.parametrize("name", INITIALIZERS)
def test_every_initializer_draws_the_shape_it_is_asked_for_from_the_generator_alone(name: str) -> None:
    one, other = (INITIALIZERS[name](np.random.default_rng(5), (3, 4), 0.1) for _ in range(2))

    assert one.shape == (3, 4)
    assert one.tobytes() == other.tobytes()
    assert INITIALIZERS[name](np.random.default_rng(6), (3, 4), 0.1).tobytes() != one.tobytes()


def test_normal_start_weights_have_mean_zero_and_the_spread_that_was_chosen() -> None:
    drawn = normal(np.random.default_rng(0), (1000, 101), 0.1)

    # 101,000 numbers: the mean is off by 0.1 / sqrt(101,000) = 0.0003, the spread by less.
    assert abs(float(drawn.mean())) < 0.0015
    assert float(drawn.std()) == pytest.approx(0.1, rel=0.02)


def test_a_spread_of_zero_starts_every_weight_at_zero() -> None:
    assert not normal(np.random.default_rng(0), (2, 3), 0.0).any()
