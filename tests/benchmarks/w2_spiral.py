"""W2: two spirals in batches of ten, the work of a neural playground."""

from __future__ import annotations

import numpy as np

from tests.benchmarks import ours, peer_jax, peer_sklearn, peer_torch
from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.workload import Workload
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network

ROWS = 500
OURS, NUMPY = "tui-nn", "tui-nn NumPy"


def workload() -> Workload:
    """Return W2."""
    inputs, targets = _spirals()
    network = Network.create((2, 8, 8, 1), "tanh", scale=0.5)
    work = MiniBatchWork(
        inputs,
        targets,
        tuple(network.weights),
        network.activations,
        loss="mse",
        optimizer="sgd",
        learning_rate=0.03,
        batch_size=10,
        precision="float64",
        tolerance=1e-9,
    )
    return Workload(
        code="W2",
        title="spiral, 500 rows, (2,8,8,1), tanh, mse, SGD, batch 10, shuffled, float64",
        unit="rows/s",
        ours=OURS,
        entrants=(
            (OURS, ours.mini_batch_build(OURS, work)),
            (NUMPY, ours.mini_batch_build(NUMPY, work, kernel="numpy")),
            (peer_sklearn.LINEAR, peer_sklearn.mini_batch_build(work)),
            (peer_torch.NAME, peer_torch.mini_batch_build(work)),
            (peer_jax.EPOCHS, peer_jax.mini_batch_build(work)),
        ),
        reach={peer_jax.EPOCHS: 3, peer_torch.NAME: 50},
    )


def _spirals() -> tuple[FloatArray, FloatArray]:
    """Return two arms, one turned by half a circle, with targets 1 and -1."""
    distance = np.tile(np.linspace(0.0, 1.0, ROWS // 2), 2)
    side = np.repeat([0.0, 1.0], ROWS // 2)
    angle = 1.75 * distance * 2 * np.pi + side * np.pi
    inputs = distance[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    return inputs, (1 - 2 * side)[:, None]
