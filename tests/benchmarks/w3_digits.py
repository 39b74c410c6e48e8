"""W3: handwritten digits, a classifier that is still small, with a stateful optimizer."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from tests.benchmarks import ours, peer_jax, peer_sklearn, peer_torch
from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.workload import Workload
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.network import Network

OURS = "tui-nn (float64)"
CLASSES = 10


def workload() -> Workload:
    """Return W3."""
    inputs, labels, remark = _digits()
    network = Network.create((64, 32, CLASSES), "relu")  # the last activation is another, the start weights are these
    work = MiniBatchWork(
        inputs,
        np.eye(CLASSES)[labels],
        tuple(network.weights),
        ("relu", "softmax"),
        loss="categorical_crossentropy",
        optimizer="adam",
        learning_rate=0.001,
        batch_size=32,
        precision="float32",
        tolerance=1e-4,
    )
    return Workload(
        code="W3",
        title="digits, (64,32,10), relu + softmax cross-entropy, Adam, batch 32, shuffled; peers in float32",
        unit="rows/s",
        ours=OURS,
        entrants=(
            (OURS, ours.mini_batch_build(OURS, work)),
            (peer_jax.EPOCHS, peer_jax.mini_batch_build(work)),
            (peer_torch.NAME, peer_torch.mini_batch_build(work)),
            (peer_sklearn.SOFTMAX, peer_sklearn.mini_batch_build(work)),
        ),
        reach={peer_jax.EPOCHS: 1.2, peer_torch.NAME: 8},
        remark=remark,
    )


def _digits() -> tuple[FloatArray, IntArray, str]:
    """Return scikit-learn's digits, or as many random rows without it, for which the work is the same."""
    try:
        datasets: Any = importlib.import_module("sklearn.datasets")  # optional, so its types are not there for mypy
    except ImportError:
        generator = np.random.default_rng(0)
        labels: IntArray = generator.integers(0, CLASSES, 1797)
        return generator.integers(0, 17, (1797, 64)) / 16, labels, "random rows: the digits come with scikit-learn"
    digits = datasets.load_digits()
    return np.asarray(digits.data, dtype=np.float64) / 16, np.asarray(digits.target, dtype=np.int64), ""
