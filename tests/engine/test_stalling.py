"""Standstills that are planted are found, and healthy runs raise no alarm."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Remark
from tui_nn.engine.network import Network
from tui_nn.engine.stalling import standstill
from tui_nn.engine.training import train

XOR = load_data(DataConfig())


def remarks(network: Network, dataset: Dataset, **options: object) -> list[str]:
    config = TrainingConfig(**{"max_iterations": 3000, **options})  # type: ignore[arg-type]
    return [event.message for event in train(network, dataset, config) if isinstance(event, Remark)]


FAR = Dataset.from_arrays(np.array([[1e6, 1e6], [1e6, 2e6], [2e6, 1e6], [3e6, 3e6]]), [0, 1, 1, 0])
PLANTED: dict[str, tuple[Network, Dataset, dict[str, object]]] = {
    "XOR at a rate of 1000": (Network.create((2, 2, 1), seed=3), XOR, {"learning_rate": 1000.0}),
    "all weights zero": (Network.create((2, 2, 1), initializer="zeros"), XOR, {}),
    "all weights zero, tanh": (
        Network.create((2, 4, 1), ("tanh", "sigmoid"), initializer="zeros"), XOR, {"loss": "binary_crossentropy"},
    ),
    "start weights so large that every unit is flat": (Network.create((2, 3, 1), seed=1, scale=1e4), FAR, {}),
    "inputs in the millions": (Network.create((2, 3, 1), seed=2, scale=1.0), FAR, {}),
    "dead relus": (
        Network.from_weights([[[-1.0, -1.0, -1.0], [-2.0, -1.0, -1.0]], [[1.0, 1.0, 0.0]]], ["relu", "linear"]), XOR,
        {"learning_rate": 0.01},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_standstill_is_said_once_with_a_remedy(name: str) -> None:
    network, dataset, options = PLANTED[name]
    [said] = remarks(network, dataset, **options)

    assert "saturated" in said or "gradient is as good as zero" in said
    assert "Make a new start" in said
    assert "\n" not in said


def test_a_hundred_healthy_runs_raise_no_alarm() -> None:
    spiral = load_data(DataConfig(source="moons", samples=40))
    for seed in range(50):
        assert remarks(Network.create((2, 4, 1), seed=seed, scale=1.0), XOR, learning_rate=1.0) == []
        network = Network.create((2, 6, 1), ("tanh", "sigmoid"), "glorot_uniform", seed=seed)
        assert remarks(network, spiral, loss="binary_crossentropy", optimizer="adam", max_iterations=300) == []


def test_a_run_that_has_learned_is_no_standstill_however_flat() -> None:
    assert standstill(1e-9, 1.0, 1e-12, 1.0) is None
    assert standstill(0.5, 1.0, 1e-3, 0.5) is None
