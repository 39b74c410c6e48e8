"""What every kernel promises: the same tests for the reference and for the compiled one, and each against the other."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.kernels import Kernel
from tui_nn.engine.kernels.choice import KERNELS, create_kernel
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.state import TrainingState

from ..runs import assert_same_bits

CONFIGS = {
    "full batch": TrainingConfig(min_error=0),
    "momentum": TrainingConfig(min_error=0, momentum=0.8, learning_rate=0.05),
    "mini-batches": TrainingConfig(min_error=0, batch_size=5, learning_rate=0.05),
}
every_config = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())


def start(network: Network, dataset: Dataset, config: TrainingConfig, name: str) -> tuple[Kernel, TrainingState]:
    kernel, state = create_kernel(name, network, dataset, config), TrainingState.start(network, config)
    state.error = Observer(network, dataset, config).error(network)
    return kernel, state


def advance(
    network: Network, dataset: Dataset, config: TrainingConfig, name: str, *stretches: int
) -> tuple[TrainingState, list[float]]:
    kernel, state = start(network, dataset, config, name)
    seen = []
    for iterations in stretches:
        errors = np.full(iterations, np.nan)
        done = kernel.advance(state, iterations, config, errors)
        seen += errors[:done].tolist()
    return state, seen


def sum_of_squares(network: Network, dataset: Dataset) -> float:
    return float(((network.predict(dataset.inputs) - dataset.targets) ** 2).sum())


def numeric_gradient(network: Network, dataset: Dataset) -> FloatArray:
    """Of half the error, by central differences on predictions."""
    gradient = np.empty_like(network.parameters)
    for index in range(len(gradient)):
        above, below = network.copy(), network.copy()
        above.parameters[index] += 1e-5
        below.parameters[index] -= 1e-5
        gradient[index] = (sum_of_squares(above, dataset) - sum_of_squares(below, dataset)) / 4e-5
    return gradient


@pytest.fixture(params=list(KERNELS))
def kernel_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@every_config
def test_errors_belong_to_the_network_after_each_iteration(
    config: TrainingConfig, surface: Dataset, kernel_name: str
) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    kernel, state = start(network, surface, config, kernel_name)
    for iteration in range(1, 8):
        errors = np.full(3, np.nan)
        done = kernel.advance(state, 1, config, errors)

        assert (done, state.iteration, state.error) == (1, iteration, errors[0])
        assert np.isnan(errors[1:]).all()
        assert state.error == pytest.approx(sum_of_squares(state.network, surface), rel=1e-13)


@every_config
def test_a_stretch_in_parts_leaves_the_same_bits_as_at_once(
    config: TrainingConfig, surface: Dataset, kernel_name: str
) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    at_once, errors = advance(network, surface, config, kernel_name, 40)
    in_parts, errors_in_parts = advance(network, surface, config, kernel_name, 1, 2, 30, 7)

    assert_same_bits(at_once, in_parts)
    assert errors == errors_in_parts


def test_a_full_batch_update_follows_half_the_gradient_of_the_error_shown(surface: Dataset, kernel_name: str) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    state, _ = advance(network, surface, TrainingConfig(learning_rate=0.01), kernel_name, 1)

    np.testing.assert_allclose(
        network.parameters - state.network.parameters, 0.01 * numeric_gradient(network, surface), rtol=1e-6, atol=1e-9
    )


@pytest.mark.parametrize("batch_size", [1, 2, 5, 16, 17, 18, 2**63 - 1])
def test_every_row_is_learned_from_once_in_every_iteration(batch_size: int, surface: Dataset, kernel_name: str) -> None:
    # A linear unit that stands at zero and moves by next to nothing: its bias gathers rate times target, row by row.
    # The targets are powers of two, so that their sum tells which of them it holds.
    rate = 1e-13
    powers = Dataset.from_arrays(np.zeros((17, 1)), 2.0 ** np.arange(17))
    network = Network.from_weights([[[0.0, 0.0]]], "linear")
    state, _ = advance(network, powers, TrainingConfig(learning_rate=rate, batch_size=batch_size), kernel_name, 1)

    assert state.network.parameters[1] / rate == pytest.approx(2**17 - 1, abs=0.01)


def test_mini_batches_come_in_another_order_in_every_iteration(kernel_name: str) -> None:
    # One step from zero with the whole rate takes a linear unit to the last row's target: it tells which came last.
    targets = np.arange(1.0, 21.0)
    dataset = Dataset.from_arrays(np.zeros((20, 1)), targets)
    config = TrainingConfig(learning_rate=1.0, batch_size=1, min_error=0)
    kernel, state = start(Network.from_weights([[[0.0, 0.0]]], "linear"), dataset, config, kernel_name)
    last_rows = set()
    for _ in range(10):
        kernel.advance(state, 1, config, np.empty(1))
        last_rows.add(float(state.network.parameters[1]))

    assert len(last_rows) > 3
    assert last_rows <= set(targets.tolist())


@pytest.mark.parametrize("batch_size", [17, 18, 1000, None])
def test_a_batch_of_all_rows_or_more_is_the_full_batch_to_the_bit(
    batch_size: int | None, surface: Dataset, kernel_name: str
) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    full, _ = advance(network, surface, TrainingConfig(), kernel_name, 20)
    batch, _ = advance(network, surface, TrainingConfig(batch_size=batch_size), kernel_name, 20)

    assert_same_bits(full, batch)


def test_the_batch_size_may_change_from_stretch_to_stretch(surface: Dataset, kernel_name: str) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    kernel, state = start(network, surface, TrainingConfig(), kernel_name)
    for batch_size in (5, 3, 7, None, 5, 16, 1):
        kernel.advance(state, 2, TrainingConfig(batch_size=batch_size, learning_rate=0.01), np.empty(2))

        assert state.error == pytest.approx(sum_of_squares(state.network, surface), rel=1e-13)


@every_config
def test_a_stretch_ends_with_the_first_error_that_reaches_the_target(
    config: TrainingConfig, surface: Dataset, kernel_name: str
) -> None:
    network = Network.create((3, 4, 2), "tanh", seed=1)
    _, errors = advance(network, surface, config, kernel_name, 60)
    target = min(errors[:30])
    first = next(index for index, error in enumerate(errors) if error <= target)
    reaching = TrainingConfig(**{**vars(config), "min_error": target})
    state, seen = advance(network, surface, reaching, kernel_name, 60)

    assert seen == errors[: first + 1]
    assert (state.iteration, state.error) == (first + 1, errors[first])


@pytest.mark.parametrize("batch_size", [None, 2])
def test_a_stretch_ends_with_the_first_error_that_is_not_finite(
    batch_size: int | None, xor: Dataset, kernel_name: str
) -> None:
    config = TrainingConfig(learning_rate=1000.0, batch_size=batch_size)
    state, errors = advance(Network.create((2, 2, 1), "linear", seed=1), xor, config, kernel_name, 100)

    assert 1 <= len(errors) < 100
    assert np.isfinite(errors[:-1]).all()
    assert not np.isfinite(errors[-1])
    assert state.iteration == len(errors)
