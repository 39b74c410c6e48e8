"""Which kernel runs a network: the one that was asked for, or the one that is faster for so much work."""

from __future__ import annotations

from collections.abc import Sequence

from tui_nn.config.formula import is_formula
from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.kernels.compiled_kernel import CompiledKernel
from tui_nn.engine.kernels.numpy_kernel import NumpyKernel
from tui_nn.engine.kernels.second_order_kernel import SecondOrderKernel
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.engine.stack import rows_of_batch

SMALL_NETWORK = 16_000
"""Parameters up to which the compiled kernel is faster with any batch."""

SMALL_UPDATE = 1_000_000
"""Parameters times rows of a batch up to which it is faster with any network.

Both measured on two cores of an AMD EPYC (Zen 4), OpenBLAS using both: tanh networks from 2-8-1 (72 times faster with
batches of 1, twice with all of 2,048 rows) over 128-128-10 (17,802 parameters: 2.1 times with 10 rows, equal with 128)
to 784-128-10 (101,770 parameters: 1.9 times with 1 row, equal with 10, a third as fast with 128).
"""

KERNELS = {kernel.name: kernel for kernel in (CompiledKernel, NumpyKernel)}


def chosen_kernel(
    layer_sizes: Sequence[int], samples: int, config: TrainingConfig, activations: Sequence[str] = ()
) -> str:
    """Return the name of the kernel for a run: a function of sizes and options alone, so that a run can be repeated."""
    if config.optimizer in SECOND_ORDER_NAMES:
        return SecondOrderKernel.name
    if config.precision != "float64" or any(map(is_formula, (config.loss, *activations))):
        return NumpyKernel.name  # the compiled loops know float64 alone, and no formula that a person types
    if config.kernel != "auto":
        return config.kernel
    parameters = parameter_count(layer_sizes)
    small = parameters <= SMALL_NETWORK or parameters * rows_of_batch(config, samples) <= SMALL_UPDATE
    return CompiledKernel.name if small else NumpyKernel.name


def create_kernel(name: str, network: Network, dataset: Dataset, config: TrainingConfig) -> Kernel:
    """Return the kernel of that name for networks of this shape on this data set."""
    if config.optimizer in SECOND_ORDER_NAMES:
        return SecondOrderKernel(network, dataset, config)
    return KERNELS[name](network, dataset, config)
