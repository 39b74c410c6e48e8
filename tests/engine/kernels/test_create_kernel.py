"""Which kernel a run gets."""

from __future__ import annotations

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import KernelName, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels import create_kernel
from tui_nn.engine.network import Network


@pytest.mark.parametrize("name", ["auto", "numpy"])
def test_the_reference_kernel_is_there_for_every_run(name: KernelName, xor: Dataset) -> None:
    assert create_kernel(Network.create((2, 2, 1)), xor, TrainingConfig(kernel=name)).name == "numpy"


def test_a_kernel_that_is_not_there_is_refused_in_one_line(xor: Dataset) -> None:
    with pytest.raises(ConfigError, match=r"compiled kernel .* give auto or numpy"):
        create_kernel(Network.create((2, 2, 1)), xor, TrainingConfig(kernel="compiled"))
