"""Our own contestants: `fit`, with the start of a run and everything that a person sees of it included."""

from __future__ import annotations

import dataclasses

from tests.benchmarks.mini_batches import CHECKED_EPOCHS, SEED, MiniBatchWork
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build, NotYet
from tui_nn.config.training_config import KernelName, PrecisionName, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels.compilation import CompilationFailed, compilation
from tui_nn.engine.network import Network
from tui_nn.engine.training import Result, fit


def wait_for_compiler() -> None:
    """Wait until our loops are compiled.

    Raises:
        NotYet: when they cannot be: `fit` would train with NumPy, and the row would lie.
    """
    try:
        compilation().wait_for_all()
    except CompilationFailed as failure:
        raise NotYet(f"not compiled: {failure}") from failure


def run_for(network: Network, dataset: Dataset, config: TrainingConfig, iterations: int) -> Result:
    """Train a copy of a network for exactly so many iterations."""
    return fit(network, dataset, dataclasses.replace(config, max_iterations=iterations, min_error=0))


def mini_batch_build(
    name: str,
    work: MiniBatchWork,
    *,
    kernel: KernelName = "auto",
    precision: PrecisionName = "float64",
    task: str = "",
) -> Build:
    """Return what prepares our engine for this work."""

    def build(agreement: Agreement) -> Contestant:
        if kernel != "numpy" and precision == "float64":
            wait_for_compiler()
        network = Network.from_weights(work.weights, work.activations)
        dataset = Dataset.from_arrays(work.inputs, work.targets)
        config = _config(work, kernel, precision)
        error = run_for(network, dataset, config, CHECKED_EPOCHS).error
        agreement.require(name, error, tolerance=work.tolerance, task=task)
        return Contestant(name, lambda count: run_for(network, dataset, config, count), work.samples)

    return build


def _config(work: MiniBatchWork, kernel: KernelName, precision: PrecisionName) -> TrainingConfig:
    """Return how `fit` is to learn."""
    return TrainingConfig(
        learning_rate=work.learning_rate,
        batch_size=work.batch_size,
        optimizer=work.optimizer,
        loss=work.loss,
        seed=SEED,
        kernel=kernel,
        precision=precision,
    )
