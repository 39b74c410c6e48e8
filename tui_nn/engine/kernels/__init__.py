"""Kernels: code that runs many iterations at a stretch, as fast as the machine allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network
from tui_nn.engine.state import TrainingState


@dataclass(frozen=True)
class Inspection:
    """What one look at a network over all rows finds."""

    gradient_norm: float
    saturated_share: float


class Kernel(Protocol):
    """Runs iterations of one network on one data set; all that must survive is in the TrainingState."""

    @property
    def name(self) -> str:
        """The name that a person chooses it by."""

    def evaluate(self, state: TrainingState) -> float:
        """Return the error of the network as it is, over all rows."""

    def advance(self, state: TrainingState, iterations: int, config: TrainingConfig, errors: FloatArray) -> int:
        """Run up to `iterations` iterations and return how many were run.

        `errors`, at least (iterations,), receives the error over all rows after each. The stretch ends early after an
        iteration whose error is `config.min_error` or less, or not finite.
        """

    def outputs(self, state: TrainingState, rows: int) -> FloatArray:
        """Return what the network says for the first rows, (rows, outputs)."""

    def inspect(self, state: TrainingState) -> Inspection:
        """Measure the gradient and the saturation over all rows."""


def create_kernel(network: Network, dataset: Dataset, config: TrainingConfig) -> Kernel:
    """Return the kernel that was asked for, or the fastest one for this work.

    Raises:
        ConfigError: when the kernel that was asked for is not there.
    """
    if config.kernel == "compiled":
        raise ConfigError("kernel: the compiled kernel is not part of this version; give auto or numpy")
    from tui_nn.engine.kernels.numpy_kernel import NumpyKernel

    return NumpyKernel(network, dataset, config)
