"""The tutorial's run from several seeds: most learn XOR, some stall, none gets as far as its target error."""

from __future__ import annotations

import pytest

from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import fit

# Measured over the seeds 0 to 99: 86 end below 0.01 (400 other starts: 87 %), 77 below 0.001, none below 2.7e-4.
# A run takes more than a second, so a few seeds stand for all, and one of those that stall.
LEARNS = {0: False, 1: True, 2: True, 3: True, 4: True, 5: True, 7: True, 8: True}


def test_the_first_run_that_a_person_watches_is_one_that_learns() -> None:
    assert LEARNS[NetworkConfig().seed]


@pytest.mark.parametrize(("seed", "learns"), LEARNS.items())
def test_the_tutorials_run_ends_as_it_is_known_to_end(seed: int, learns: bool, xor: Dataset) -> None:
    config = TrainingConfig(learning_rate=0.2, max_iterations=100_000, min_error=1e-5)
    result = fit(Network.create((2, 2, 1), "sigmoid", seed=seed, scale=0.1), xor, config)

    assert (result.error <= 0.01) == learns
    assert result.error > 1e-5
    assert (result.iterations, result.stop_reason) == (100_000, StopReason.MAX_ITERATIONS)
    right = ((result.network.predict(xor.inputs) > 0.5) == (xor.targets > 0.5)).all()
    assert right == learns
