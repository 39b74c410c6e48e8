"""The learning-rate range test: its errors are those of runs alone, and its suggestion is the safe side of the best."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.lab_events import RateRangeEvent
from tui_nn.experiments.rate_range import RateRangeJob, spread, suggested

RUN = RunConfig(network=NetworkConfig(hidden=(3,), activations=("tanh", "sigmoid"), scale=1.0))
LINES = RunConfig(
    network=NetworkConfig(hidden=(), activations=("linear",), scale=1.0), training=TrainingConfig(loss="mse")
)


def ended(job: RateRangeJob) -> RateRangeEvent:
    *_, last = job.run(Control())
    assert isinstance(last, RateRangeEvent)
    assert last.finished
    return last


def test_each_error_is_the_median_of_runs_alone() -> None:
    event = ended(RateRangeJob(RUN, low=0.1, high=10, rates=3, starts=3, iterations=50))
    assert event.rates == (0.1, 1.0, 10.0)
    alone = []
    for seed in range(RUN.network.seed, RUN.network.seed + 3):
        network = Network.create((2, 3, 1), ("tanh", "sigmoid"), scale=1.0, seed=seed)
        alone.append(fit(network, load_dataset("xor"), replace(RUN.training, learning_rate=1.0, max_iterations=50)))
    assert event.errors[1] == np.median([result.error for result in alone])


def test_rates_with_which_most_diverge_are_never_suggested() -> None:
    event = ended(RateRangeJob(LINES, low=0.01, high=1e6, rates=9, starts=4, iterations=400))
    assert math.isinf(event.errors[-1])
    assert event.suggestion is not None
    assert math.isfinite(event.errors[event.rates.index(event.suggestion)])


def test_of_two_rates_that_are_as_good_the_smaller_is_suggested() -> None:
    assert suggested((0.1, 1.0, 10.0, 100.0), (0.9, 0.105, 0.1, math.inf), 1.0) == 1.0
    assert suggested((0.1, 1.0), (math.inf, math.inf), 1.0) is None
    assert suggested((0.1, 1.0), (1.0, 2.0), 1.0) is None


def test_a_fall_is_a_factor_so_that_small_errors_count() -> None:
    assert suggested((0.1, 1.0, 10.0), (1e-2, 1e-6, 1e-7), 1.0) == 10.0
    assert suggested((0.1, 1.0, 10.0), (-1.0, -9.5, -10.0), 0.0) == 1.0
    assert suggested((0.1, 1.0), (0.5, 0.0), 1.0) == 1.0


def test_rates_are_spread_over_the_logarithm() -> None:
    assert spread(0.01, 100, 5) == (0.01, 0.1, 1.0, 10.0, 100.0)


def test_what_cannot_be_tested_is_refused_in_words() -> None:
    with pytest.raises(ConfigError, match="must rise"):
        RateRangeJob(RUN, low=1, high=0.1)
    with pytest.raises(ConfigError, match="has no learning rate"):
        RateRangeJob(replace(RUN, training=TrainingConfig(optimizer="lbfgs")))
