"""Formulas on lanes against NumPy, near zero, at the ends and beyond."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numba import njit

from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.kernels.lanes import address, first_lanes, load, spread, store, total, totals
from tui_nn.engine.kernels.tasks import LANES

ORDINARY = np.concatenate(
    [np.random.default_rng(0).normal(scale=scale, size=2000) for scale in (1e-300, 1e-12, 1e-3, 0.3, 1, 10, 100)]
)
EXTREME = np.array([0.0, -0.0, np.inf, -np.inf, 5e-324, -5e-324, 1e308, -1e308, 710, -710, 708.5, -707.5])


def on_lanes(formula: Callable[[FloatArray], FloatArray], numbers: FloatArray) -> FloatArray:
    compiled = njit(formula)

    @njit
    def run(numbers: FloatArray, results: FloatArray) -> None:
        for index in range(0, len(numbers), LANES):
            store(address(results), index, compiled(load(address(numbers), index)))

    results = np.full_like(numbers, np.nan)
    run(numbers, results)
    return results


@pytest.mark.parametrize(
    ("formula", "last_places"),
    [
        (lambda x: np.exp(x), 2),
        (lambda x: np.tanh(x), 2),
        (lambda x: np.sqrt(np.abs(x)), 0),
        (lambda x: np.maximum(x, 0.5) - np.minimum(0.25, x), 0),
        (lambda x: np.where(x > 0.1, -x, np.where(x < -0.1, 2.0, np.ones_like(x))), 0),
        (lambda x: (1.0 - x) * (x + 3.0) / (x * x + 1.0), 0),
    ],
)
def test_functions_are_numpys_to_the_last_places(formula: Callable[[FloatArray], FloatArray], last_places: int) -> None:
    expected = formula(ORDINARY)
    np.testing.assert_array_less(
        np.abs(on_lanes(formula, ORDINARY) - expected), (last_places + 0.5) * np.spacing(np.abs(expected))
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_keep_their_values_at_the_ends(name: str) -> None:
    with np.errstate(all="ignore"):
        expected = ACTIVATIONS[name].value(EXTREME)
    np.testing.assert_allclose(on_lanes(ACTIVATIONS[name].value, EXTREME), expected, rtol=1e-14, atol=1e-307)


@pytest.mark.parametrize("formula", [lambda x: np.exp(x), lambda x: np.tanh(x), lambda x: np.maximum(x, 0.0)])
def test_what_is_not_a_number_stays_so(formula: Callable[[FloatArray], FloatArray]) -> None:
    assert np.isnan(on_lanes(formula, np.full(LANES, np.nan))).all()


def test_four_sums_at_once_are_the_sums_one_by_one_to_the_bit() -> None:
    numbers = np.random.default_rng(1).normal(size=4 * LANES)

    @njit
    def run(numbers: FloatArray, results: FloatArray) -> None:
        place = address(numbers)
        store(address(results), 0, totals(load(place, 0), load(place, 4), load(place, 8), load(place, 12)))
        for row in range(4):
            results[4 + row] = total(load(place, 4 * row))

    results = np.empty(2 * LANES)
    run(numbers, results)

    assert results[:4].tolist() == results[4:].tolist()
    np.testing.assert_allclose(results[:4], numbers.reshape(4, 4).sum(axis=1), rtol=1e-14)


@pytest.mark.parametrize("count", [-1, 0, 1, 3, 4, 9])
def test_a_mask_of_the_first_lanes(count: int) -> None:
    @njit
    def run(count: int, results: FloatArray) -> None:
        store(address(results), 0, np.where(first_lanes(count), spread(1.0), 0.0))

    results = np.empty(LANES)
    run(count, results)

    assert results.tolist() == [1.0 if lane < count else 0.0 for lane in range(LANES)]
