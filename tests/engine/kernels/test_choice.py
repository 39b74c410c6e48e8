"""Which kernel a run gets."""

from __future__ import annotations

import pytest

from tui_nn.config.training_config import KernelName, TrainingConfig
from tui_nn.engine.kernels.choice import chosen_kernel


@pytest.mark.parametrize("name", ["numpy", "compiled"])
def test_the_kernel_that_was_asked_for_is_taken(name: KernelName) -> None:
    assert chosen_kernel((2, 2, 1), 4, TrainingConfig(kernel=name)) == name


@pytest.mark.parametrize(
    ("layer_sizes", "samples", "batch_size", "name"),
    [
        ((2, 2, 1), 4, None, "compiled"),
        ((2, 8, 8, 1), 500, 10, "compiled"),
        ((64, 32, 10), 10**6, None, "compiled"),
        ((784, 128, 10), 10_000, 5, "compiled"),
        ((784, 128, 10), 5, 128, "compiled"),
        ((784, 128, 10), 10_000, 128, "numpy"),
    ],
)
def test_small_work_is_compiled_and_large_work_is_left_to_blas(
    layer_sizes: tuple[int, ...], samples: int, batch_size: int | None, name: str
) -> None:
    assert chosen_kernel(layer_sizes, samples, TrainingConfig(batch_size=batch_size)) == name


def test_single_precision_is_numpys() -> None:
    assert chosen_kernel((2, 2, 1), 4, TrainingConfig(kernel="compiled", precision="float32")) == "numpy"
