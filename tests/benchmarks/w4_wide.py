"""W4: rows and layers as wide as MNIST's, where the time is spent in matrix products."""

from __future__ import annotations

import numpy as np

from tests.benchmarks import ours, peer_jax, peer_sklearn, peer_torch
from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.workload import Workload
from tui_nn.engine.network import Network

OURS = "tui-nn"
ROWS, FEATURES, CLASSES = 10_000, 784, 10


def workload() -> Workload:
    """Return W4."""
    generator = np.random.default_rng(0)
    network = Network.create((FEATURES, 128, CLASSES), "relu")  # the last activation is another, the weights are these
    work = MiniBatchWork(
        generator.random((ROWS, FEATURES)),
        np.eye(CLASSES)[generator.integers(0, CLASSES, ROWS)],
        tuple(network.weights),
        ("relu", "softmax"),
        loss="categorical_crossentropy",
        optimizer="sgd",
        learning_rate=0.01,
        batch_size=128,
        precision="float32",
        tolerance=1e-4,
    )
    return Workload(
        code="W4",
        title="random 10,000 x 784, (784,128,10), relu + softmax cross-entropy, SGD, batch 128, shuffled, float32",
        unit="rows/s",
        ours=OURS,
        entrants=(
            (OURS, ours.mini_batch_build(OURS, work, precision="float32")),
            (peer_jax.EPOCHS, peer_jax.mini_batch_build(work)),
            (peer_torch.NAME, peer_torch.mini_batch_build(work)),
            (peer_sklearn.SOFTMAX, peer_sklearn.mini_batch_build(work)),
        ),
        reach={peer_torch.NAME: 2, peer_jax.EPOCHS: 0.8},
    )
