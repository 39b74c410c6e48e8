"""Iterations a second of the engine and of the tutorial's own code, in turns, so that both meet the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

from tests.engine.test_tutorial import BackPropNN
from tui_nn.config.run import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit

ROUNDS = 7
SECONDS = 0.4
"""For one measurement: some hundred stretches of the engine."""


def measure_engine() -> Iterator[str]:
    """Compare on the tutorial's network, and on one whose layers are large enough for BLAS to matter."""
    yield f"iterations a second, full batch, medians of {ROUNDS} rounds in turns"
    yield f"{'network':<14}{'rows':>6}{'tutorial':>12}{'tui-nn':>12}{'ratio':>8}  (lowest to highest)"
    generator = np.random.default_rng(0)
    wide = Dataset.from_arrays(generator.random((256, 64)), generator.random((256, 10)), name="random")
    for layers, dataset in (((2, 2, 1), load_dataset("xor")), ((64, 32, 10), wide)):
        yield _compare(layers, dataset)


def _compare(layers: tuple[int, ...], dataset: Dataset) -> str:
    network = Network.create(layers)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_speed(lambda count: _run_tutorial(network, dataset, count)))
        ours.append(_speed(lambda count: _run_engine(network, dataset, count)))
    ratios = sorted(mine / tutorial for mine, tutorial in zip(ours, theirs, strict=True))
    name = "-".join(map(str, layers))
    return (
        f"{name:<14}{dataset.samples:>6}{median(theirs):>12,.0f}{median(ours):>12,.0f}{median(ratios):>8.2f}"
        f"  ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def _speed(run: Callable[[int], None]) -> float:
    """Iterations a second of a run that takes about the wanted time."""
    count = 20
    while True:
        started = time.perf_counter()
        run(count)
        seconds = time.perf_counter() - started
        if seconds > SECONDS / 2:
            return count / seconds
        count = int(count * max(2.0, SECONDS / max(seconds, 1e-3)))


def _run_tutorial(network: Network, dataset: Dataset, count: int) -> None:
    tutorial = BackPropNN(network.weights)
    for _ in range(count):
        tutorial.back_prop(dataset.inputs, dataset.targets, 1e-3)


def _run_engine(network: Network, dataset: Dataset, count: int) -> None:
    fit(network, dataset, TrainingConfig(learning_rate=1e-3, max_iterations=count, min_error=0))
