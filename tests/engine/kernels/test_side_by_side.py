"""Networks that are trained side by side end at the bits that they reach alone, each at its own time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.kernels import tasks
from tui_nn.engine.kernels.compilation import compilation
from tui_nn.engine.kernels.compiled_kernel import CompiledKernel
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.network import Network
from tui_nn.engine.optimizers import OPTIMIZERS
from tui_nn.engine.second_order.sizes import SIZES
from tui_nn.engine.stack import Stack

from .test_kernels import advance

XOR = load_dataset("xor").training


@pytest.fixture(autouse=True, scope="module")
def _side_by_side() -> None:
    """Until it is compiled, networks are trained one after the other."""
    compilation().wait_for_all()
    assert compilation().side_by_side is not None


FIRST_ORDER = [name for name in OPTIMIZERS if name not in SIZES]


def ends(networks: list[Network], dataset: Dataset, configs: list[TrainingConfig], iterations: int = 60) -> list[int]:
    """Train networks in a stack, compare each with itself alone, to the bit, and return the iterations they did."""
    kernel = CompiledKernel(networks[0], dataset, configs[0])
    stack, errors = Stack.start(networks, configs), np.full((len(networks), iterations), np.nan)
    done = kernel.advance_stack(stack, iterations, errors)
    for index, (network, config) in enumerate(zip(networks, configs, strict=True)):
        state, alone = advance(network, dataset, config, "compiled", iterations)
        assert np.array_equal(errors[index, : done[index]], alone, equal_nan=True)
        assert state.network.parameters.tobytes() == stack.parameters[index].tobytes()
        assert state.optimizer_memory.tobytes() == stack.optimizer_memory[index].tobytes()
        assert (stack.iterations[index], stack.updates[index]) == (done[index], state.updates)
    return [int(count) for count in done]


def starts(count: int = 8, sizes: tuple[int, ...] = (2, 3, 1), activation: str = "tanh") -> list[Network]:
    return [Network.create(sizes, activation, seed=seed, scale=1.0) for seed in range(count)]


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "softmax"])
def test_by_every_activation(activation: str) -> None:
    ends(starts(5, (2, 2, 2, 1), activation), XOR, [TrainingConfig(learning_rate=0.1)] * 5)


@pytest.mark.parametrize("loss", LOSSES)
def test_by_every_loss(loss: str) -> None:
    activations = ("tanh", LOSSES[loss].output_activation or "sigmoid")
    outputs = 3 if activations[1] == "softmax" else 2
    targets = np.eye(outputs)[[0, 1, 1]] if outputs == 3 else np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    dataset = Dataset.from_arrays(XOR.inputs[:3], targets)
    networks = [Network.create((2, 2, outputs), activations, seed=seed, scale=1.0) for seed in range(4)]
    ends(networks, dataset, [TrainingConfig(loss=loss, learning_rate=0.1)] * 4)


@pytest.mark.parametrize("optimizer", FIRST_ORDER)
def test_by_every_optimizer_at_rates_of_their_own(optimizer: str) -> None:
    configs = [TrainingConfig(optimizer=optimizer, learning_rate=0.02 * (place + 1)) for place in range(8)]
    ends(starts(), XOR, configs)


@pytest.mark.parametrize(
    "options", [{"l1": 0.01}, {"l2": 0.01}, {"clip_norm": 0.1}, {"max_norm": 0.8}, {"clip_value": 0.05}]
)
def test_by_every_bound_of_some_of_them(options: dict[str, Any]) -> None:
    bound = TrainingConfig(learning_rate=0.5, **options)
    ends(starts(), XOR, [bound, TrainingConfig(learning_rate=0.5)] * 4)


@pytest.mark.parametrize("count", [3, 4, 7, 8, 9, 13, 20])
def test_any_number_of_them_each_to_its_own_end(count: int) -> None:
    configs = [TrainingConfig(learning_rate=1 + place / 4, momentum=0.8, min_error=0.1) for place in range(count)]
    done = ends(starts(count, activation="sigmoid"), XOR, configs, 500)

    assert len(set(done)) > min(2, count - 2)


def test_those_that_diverge_leave_the_others_alone() -> None:
    configs = [TrainingConfig(learning_rate=1e300 if place % 3 else 0.5) for place in range(8)]
    networks = [Network.create((2, 3, 1), ("tanh", "linear"), seed=seed, scale=1.0) for seed in range(8)]
    done = ends(networks, XOR, configs)

    assert [count == 60 for count in done] == [place % 3 == 0 for place in range(8)]


def test_a_stack_goes_on_where_it_was() -> None:
    config = TrainingConfig(optimizer="adam", learning_rate=0.1, schedule="cosine", max_iterations=60)
    kernel = CompiledKernel(starts()[0], XOR, config)
    at_once, in_two = Stack.start(starts(), [config] * 8), Stack.start(starts(), [config] * 8)
    kernel.advance_stack(at_once, 60, np.empty((8, 60)))
    for count in (7, 53):
        kernel.advance_stack(in_two, count, np.empty((8, count)))

    assert at_once.parameters.tobytes() == in_two.parameters.tobytes()


def test_more_rows_than_lanes_options_that_differ_and_mini_batches_are_trained_one_by_one() -> None:
    majority = load_dataset("majority-3").training
    assert majority.samples > tasks.LANES
    ends(
        [Network.create((majority.inputs.shape[1], 2, 1), seed=seed) for seed in range(8)],
        majority,
        [TrainingConfig()] * 8,
    )
    ends(starts(), XOR, [TrainingConfig(learning_rate=1.0, min_error=place / 10) for place in range(8)])
    ends(starts(), XOR, [replace(TrainingConfig(), batch_size=3 if place == 2 else None) for place in range(8)])
    ends(starts(), XOR, [TrainingConfig(dropout=0.2)] * 8)
