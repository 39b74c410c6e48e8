"""W5: hundreds of small networks at once on all cores, as success rates and maps need them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.benchmarks import ours, peer_jax
from tests.benchmarks.timing import Contestant
from tests.benchmarks.w1_xor import COMPILED, engine_build
from tests.benchmarks.workload import Agreement, Workload
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network

NETWORKS = 400
CHECKED_ITERATIONS = 200
TOLERANCE = 1e-9
RATE = 0.2
OURS, NUMPY, JAX, ONE = "tui-nn train_many", "batched NumPy", "JAX vmap", "tui-nn, one network on one core (W1)"
STRETCH = 200
"""Iterations of one call of JAX."""

DATASET = load_dataset("xor")


def workload() -> Workload:
    """Return W5."""
    networks = [Network.create((2, 2, 1), seed=seed, scale=1.0) for seed in range(NETWORKS)]
    stacked = [np.array([network.weights[layer] for network in networks]) for layer in range(2)]
    config = TrainingConfig(learning_rate=RATE, min_error=0)

    def build_ours(agreement: Agreement) -> Contestant:
        ours.wait_for_compiler()
        from tui_nn.experiments.pool import train_many

        def run(count: int) -> float:
            configs = [replace(config, max_iterations=count)] * NETWORKS
            return sum(outcome.error for outcome in train_many(networks, DATASET, configs))

        agreement.require(OURS, run(CHECKED_ITERATIONS), tolerance=TOLERANCE)
        return Contestant(OURS, run, units=NETWORKS)

    def build_numpy(agreement: Agreement) -> Contestant:
        # The error from before an update is the one after the update before it.
        agreement.require(NUMPY, _run_numpy(stacked, CHECKED_ITERATIONS + 1), tolerance=TOLERANCE)
        return Contestant(NUMPY, lambda count: _run_numpy(stacked, count), units=NETWORKS)

    def build_one(_: Agreement) -> Contestant:
        return replace(engine_build(COMPILED, "compiled")(Agreement()), name=ONE)

    return Workload(
        code="W5",
        title=f"{NETWORKS} XOR networks (2,2,1) at once, each as in W1, all cores",
        unit="network-iterations/s",
        ours=OURS,
        entrants=(
            (OURS, build_ours),
            (ONE, build_one),
            (NUMPY, build_numpy),
            (JAX, peer_jax.stack_build(DATASET, stacked, RATE, CHECKED_ITERATIONS, TOLERANCE, STRETCH)),
        ),
        reach={ONE: 1.5},
        remark="as many iterations of each as fit into a measurement; they cost the same however many there are",
    )


def _run_numpy(stacked: list[FloatArray], iterations: int) -> float:
    """Train all networks, the leading axis, and return the sum of their errors from before the last update."""
    first, second = (weights.copy() for weights in stacked)
    samples = DATASET.samples
    inputs = np.vstack([DATASET.inputs.T, np.ones(samples)])  # (3, samples)
    targets = DATASET.targets.T
    hidden = np.ones((len(first), 3, samples))
    errors = np.empty((iterations, len(first)))
    for iteration in range(iterations):
        hidden[:, :2] = 1 / (1 + np.exp(-(first @ inputs)))
        outputs = 1 / (1 + np.exp(-(second @ hidden)))
        differences = outputs - targets
        errors[iteration] = (differences * differences).sum(axis=(1, 2))
        output_deltas = differences * outputs * (1 - outputs)
        back = second[:, :, :2].transpose(0, 2, 1) * output_deltas  # one output: a product, no sum
        deltas = back * hidden[:, :2] * (1 - hidden[:, :2])
        second -= RATE * (output_deltas @ hidden.transpose(0, 2, 1))
        first -= RATE * (deltas @ inputs.T)
    return float(errors[-1].sum())
