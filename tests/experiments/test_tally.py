"""What many results say together: worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.tally import Cluster, Tally, clusters_of


def result(seed: int, error: float, iterations: int = 10, margin: float = math.nan) -> Result:
    reason = "diverged" if math.isnan(error) else "max_iterations"
    return Result(str(seed), seed, error <= 0.01, iterations, error, reason, margin)


def test_a_tally_of_four() -> None:
    errors = (0.01, 0.009, 0.5, math.nan)
    told = Tally.of(result(seed, error, 100 * (seed + 1), 0.1 * seed) for seed, error in enumerate(errors))

    assert (told.trials, told.successes, told.rate, told.diverged) == (4, 2, 0.5, 1)
    assert (told.median_iterations, told.p90_iterations) == (150, 190)
    assert told.median_error == 0.01
    assert told.median_margin == pytest.approx(0.15)
    # Wilson 1927 with z = 1.96 and 2 of 4: (0.5 + 0.4802 -+ 1.96 sqrt(0.0625 + 0.060025)) / 1.9604.
    assert told.low == pytest.approx(0.15, abs=1e-4)
    assert told.high == pytest.approx(0.85, abs=1e-4)


def test_a_tally_of_none() -> None:
    told = Tally.of([])

    assert (told.trials, told.low, told.high) == (0, 0.0, 1.0)
    assert all(map(math.isnan, (told.rate, told.median_iterations, told.p90_iterations, told.median_error)))


def test_plateaus_are_told_apart_by_gaps() -> None:
    errors = [1.0, 0.5, 0.009, 0.52, 0.667, 0.01, 0.999, math.nan, math.inf]

    assert clusters_of(errors) == (
        Cluster(0.009, 0.0095, 0.01, 2),
        Cluster(0.5, 0.51, 0.52, 2),
        Cluster(0.667, 0.667, 0.667, 1),
        Cluster(0.999, 0.9995, 1.0, 2),
    )
    assert clusters_of([0.0, 1e-30, 1e-13]) == (Cluster(0.0, 1e-30, 1e-13, 3),)
    assert clusters_of([math.nan]) == ()


@pytest.mark.parametrize("count", [1, 2, 7, 25])
def test_percentiles_are_those_of_numpy(count: int) -> None:
    iterations = np.random.default_rng(count).integers(1, 2000, count).tolist()
    told = Tally.of(result(seed, 0.01, iterations[seed]) for seed in range(count))

    assert told.median_iterations == np.percentile(iterations, 50)
    assert told.p90_iterations == np.percentile(iterations, 90)
