"""What the methods need and cost, as sizes alone tell it."""

from __future__ import annotations

import pytest

from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import memory_shape
from tui_nn.engine.second_order.sizes import SIZES, iteration_cost, size_fault
from tui_nn.engine.training import fit


def test_every_method_has_a_size() -> None:
    assert tuple(SIZES) == SECOND_ORDER_NAMES


@pytest.mark.parametrize("name", SECOND_ORDER_NAMES)
def test_the_smallest_network_has_room_in_its_memory(name: str) -> None:
    xor = load_dataset("xor")
    result = fit(Network.create((2, 1)), xor, TrainingConfig(optimizer=name, max_iterations=5))
    assert result.iterations >= 1
    assert memory_shape(name, 3) == (SIZES[name].memory(3),)


@pytest.mark.parametrize(
    ("name", "most"),
    [("levenberg_marquardt", 3000), ("bfgs", 1000), ("lbfgs", None), ("scaled_conjugate_gradient", None)],
)
def test_what_would_be_too_large_is_refused_with_the_size_and_what_would_do(name: str, most: int | None) -> None:
    if most is None:
        assert size_fault(name, 10**9) is None
        return
    assert size_fault(name, most) is None
    fault = size_fault(name, most + 1)
    assert fault is not None
    assert f"up to {most:,} parameters, and this one has {most + 1:,}" in fault
    assert fault.endswith("use lbfgs, or fewer units")


def test_first_order_has_neither_a_limit_nor_a_cost_to_tell() -> None:
    assert size_fault("adam", 10**9) is None
    assert iteration_cost("adam", 100) == ""


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("levenberg_marquardt", 9, "solves 9 equations for each step that it tries, about 486 operations"),
        ("levenberg_marquardt", 3000, "about 18 billion operations"),
        ("bfgs", 1000, "a matrix of 1,000 x 1,000: about 8 million operations"),
        ("lbfgs", 50_000, "10 remembered steps: about 2 million operations"),
        ("scaled_conjugate_gradient", 9, "passes over the rows twice"),
    ],
)
def test_the_cost_of_an_iteration_is_said_in_words(name: str, parameters: int, said: str) -> None:
    assert said in iteration_cost(name, parameters)
