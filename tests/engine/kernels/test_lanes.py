"""Formulas on lanes against NumPy, near zero, at the ends and beyond."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numba import njit

import tui_nn.engine.kernels.compiled_formulas  # noqa: F401  teaches the compiler what erf is
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX, layer_activation
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.error_function import erf
from tui_nn.engine.kernels.lanes import address, load, store, total, totals
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


@pytest.mark.parametrize(
    ("formula", "smallest", "largest"),
    [
        (lambda x: np.log(x), 0.0, np.inf),
        (lambda x: np.log1p(x), -1.0, np.inf),
        (lambda x: np.expm1(x), -np.inf, 700.0),
        (lambda x: np.sin(x), -np.inf, np.inf),
        (lambda x: np.cos(x), -np.inf, np.inf),
    ],
    ids=["log", "log1p", "expm1", "sin", "cos"],
)
def test_functions_of_the_c_library_are_numpys_to_the_last_places(
    formula: Callable[[FloatArray], FloatArray], smallest: float, largest: float
) -> None:
    numbers = np.concatenate([ORDINARY, [5e-324, -5e-324, 1e-310, 1e308, -1e308, 0.5, -0.5, 1e10, -1e10]])
    numbers = numbers[(numbers > smallest) & (numbers < largest)]
    numbers = numbers[: len(numbers) // LANES * LANES]
    expected = formula(numbers)

    np.testing.assert_array_less(np.abs(on_lanes(formula, numbers) - expected), 1.5 * np.spacing(np.abs(expected)))


def test_these_functions_have_numpys_limits() -> None:
    ends = np.array([0.0, -0.0, np.inf, -1.0])
    with np.errstate(all="ignore"):
        for formula in (lambda x: np.log(x), lambda x: np.log1p(x), lambda x: np.expm1(x), lambda x: np.sin(x)):
            np.testing.assert_allclose(on_lanes(formula, ends), formula(ends), rtol=3e-16)


def test_the_error_function_is_that_of_the_c_library() -> None:
    numbers = np.concatenate([ORDINARY, [0.0, -0.0, 1.0, -1.0, 6.0, -6.0, 1e308, -1e308, 5.99, 0.999, np.inf, -np.inf]])
    expected = np.array([math.erf(x) for x in numbers])
    with np.errstate(under="ignore"):
        computed = on_lanes(lambda x: erf(x), numbers), erf(numbers)

    for values in computed:
        assert (np.abs(values - expected) <= np.minimum(4 * np.spacing(np.abs(expected)), 4e-16)).all()


@pytest.mark.parametrize("text", [*(name for name in ACTIVATIONS if name != SOFTMAX), "swish(2)", "elu(0.5)"])
def test_activations_keep_their_values_and_slopes_at_the_ends(text: str) -> None:
    chosen = layer_activation(text)
    value, slope, parameters = chosen.activation.value, chosen.activation.slope, chosen.parameters
    numbers = EXTREME[np.isfinite(EXTREME)]
    numbers = np.concatenate([numbers, [1e154, -1e154] if len(numbers) % LANES else []])
    compiled, compiled_slope = njit(value), njit(slope)
    with np.errstate(all="ignore"):
        expected = value(numbers, *parameters)
        expected_slope = slope(numbers, expected, *parameters)

    @njit
    def run(numbers: FloatArray, results: FloatArray, slopes: FloatArray) -> None:
        for index in range(0, len(numbers), LANES):
            x = load(address(numbers), index)
            y = compiled(x, *parameters)
            store(address(results), index, y)
            store(address(slopes), index, compiled_slope(x, y, *parameters))

    results, slopes = np.full_like(numbers, np.nan), np.full_like(numbers, np.nan)
    run(numbers, results, slopes)

    np.testing.assert_allclose(results, expected, rtol=1e-14, atol=1e-304)
    np.testing.assert_allclose(slopes, expected_slope, rtol=1e-14, atol=1e-15)


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
