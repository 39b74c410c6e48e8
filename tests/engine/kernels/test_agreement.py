"""The two kernels against each other: the same batches, the same numbers but for rounding, for everything there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.config.training_config import LOSS_NAMES, OPTIMIZER_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.kernels.choice import KERNELS, create_kernel
from tui_nn.engine.network import Network
from tui_nn.engine.stack import Stack

from .test_kernels import advance

# Shapes on both sides of every tile: 4 units, 8 samples, and what is left of them; rows in one chunk and in many.
SHAPES = [(1, 1), (2, 2, 1), (3, 4, 2), (2, 5, 3, 1), (5, 8, 9, 4), (9, 13, 7)]
ROWS = [1, 3, 4, 5, 8, 12, 17, 70, 131]


def rows_for(sizes: tuple[int, ...], samples: int) -> Dataset:
    generator = np.random.default_rng(samples)
    inputs = generator.uniform(-1, 1, size=(samples, sizes[0]))
    return Dataset.from_arrays(inputs, generator.uniform(size=(samples, sizes[-1])))


def assert_agree(network: Network, dataset: Dataset, config: TrainingConfig, iterations: int) -> None:
    (one, errors), (other, other_errors) = (advance(network, dataset, config, name, iterations) for name in KERNELS)

    np.testing.assert_allclose(errors, other_errors, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(one.network.parameters, other.network.parameters, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.optimizer_memory, other.optimizer_memory, rtol=1e-8, atol=1e-12)
    assert one.generator.bit_generator.state == other.generator.bit_generator.state


@pytest.mark.parametrize("sizes", SHAPES)
@pytest.mark.parametrize("samples", ROWS)
def test_they_agree_on_networks_of_any_shape_and_any_number_of_rows(sizes: tuple[int, ...], samples: int) -> None:
    config = TrainingConfig(learning_rate=0.2 / (samples + 4), momentum=0.5, min_error=0)

    assert_agree(Network.create(sizes, "tanh", seed=1, scale=0.5), rows_for(sizes, samples), config, 30)


@pytest.mark.parametrize("batch_size", [1, 2, 4, 7, 16, 70, 100, 130])
def test_they_draw_the_same_batches(batch_size: int) -> None:
    config = TrainingConfig(learning_rate=0.01, momentum=0.5, batch_size=batch_size, min_error=0)

    assert_agree(Network.create((5, 6, 2), seed=1, scale=0.5), rows_for((5, 6, 2), 131), config, 12)


@pytest.mark.parametrize(("activation", "loss", "optimizer"), product(ACTIVATION_NAMES, LOSS_NAMES, OPTIMIZER_NAMES))
def test_they_agree_on_every_activation_loss_and_optimizer(activation: str, loss: str, optimizer: str) -> None:
    config = TrainingConfig(learning_rate=0.01, loss=loss, optimizer=optimizer, batch_size=10, min_error=0)

    assert_agree(Network.create((3, 7, 5, 2), activation, seed=1, scale=0.7), rows_for((3, 7, 5, 2), 33), config, 40)


def test_they_agree_on_the_tutorials_network_after_ten_thousand_iterations() -> None:
    xor = Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0], [0], [1], [1]])

    assert_agree(Network.create((2, 2, 1), seed=3), xor, TrainingConfig(min_error=0), 10_000)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("batch_size", [None, 7])
def test_an_iteration_in_parts_leaves_the_same_bits_as_at_once(
    name: str, batch_size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_nn.engine.kernels.compiled_kernel.PART_WORK", 1)
    monkeypatch.setattr("tui_nn.engine.memory.NUMBERS_AT_ONCE", 1)  # blocks of 64 rows
    network, dataset = Network.create((5, 6, 2), "tanh", seed=1, scale=0.5), rows_for((5, 6, 2), 200)
    config = TrainingConfig(learning_rate=0.01, momentum=0.5, batch_size=batch_size, min_error=0)
    whole, parts = Stack.start([network], [config]), Stack.start([network], [config])
    errors, error = np.empty((1, 3)), np.empty(1)
    create_kernel(name, network, dataset, config).advance_stack(whole, 3, errors)
    kernel = create_kernel(name, network, dataset, config)
    for iteration in range(3):
        untouched = parts.parameters.copy()
        *shares, last = kernel.iterate(parts, error)
        assert len(shares) > 3
        assert shares == sorted(shares)
        assert max(shares) < last == 1.0
        assert not np.array_equal(untouched, parts.parameters)
        assert error[0] == errors[0, iteration]

    assert whole.parameters.tobytes() == parts.parameters.tobytes()
    assert whole.optimizer_memory.tobytes() == parts.optimizer_memory.tobytes()
    assert whole.generators[0].bit_generator.state == parts.generators[0].bit_generator.state


@pytest.mark.parametrize("name", KERNELS)
def test_a_new_learning_rate_acts_within_an_iteration_and_an_unfinished_one_leaves_no_trace(name: str) -> None:
    network, dataset = Network.create((5, 6, 2), "tanh", seed=1), rows_for((5, 6, 2), 200)
    config = TrainingConfig(learning_rate=0.01, batch_size=7, min_error=0)
    stack, error = Stack.start([network], [config]), np.empty(1)
    kernel = create_kernel(name, network, dataset, config)
    state = stack.generators[0].bit_generator.state
    parts = kernel.iterate(stack, error)
    next(parts)
    del parts

    assert np.array_equal(stack.parameters[0], network.parameters)
    assert stack.generators[0].bit_generator.state == state


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("batch_size", [None, 5])
def test_each_network_of_a_stack_goes_the_way_it_goes_alone(name: str, batch_size: int | None) -> None:
    dataset = rows_for((3, 4, 2), 17)
    networks = [Network.create((3, 4, 2), "tanh", seed=seed, scale=0.5) for seed in range(5)]
    configs = [
        TrainingConfig(learning_rate=0.01 * (seed + 1), seed=seed, batch_size=batch_size, min_error=2.2)
        for seed in range(5)
    ]
    kernel = create_kernel(name, networks[0], dataset, configs[0])
    stack, errors = Stack.start(networks, configs), np.full((5, 60), np.nan)
    done = kernel.advance_stack(stack, 60, errors)

    assert len({int(count) for count in done}) > 1, "some end early in this test, and some do not"
    for index, (network, config) in enumerate(zip(networks, configs, strict=True)):
        state, alone = advance(network, dataset, config, name, 60)
        assert errors[index, : done[index]].tolist() == alone
        assert state.network.parameters.tobytes() == stack.parameters[index].tobytes()
