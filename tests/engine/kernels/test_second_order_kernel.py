"""The kernel of second order: stretches, parts and stacks leave the same bits, and the end is found and remembered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.training_config import SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine import row_blocks
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.control import Change, Control, Stop
from tui_nn.engine.events import Finished, Remark
from tui_nn.engine.kernels.choice import chosen_kernel, create_kernel
from tui_nn.engine.kernels.second_order_kernel import SecondOrderKernel
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.second_order.methods import METHODS
from tui_nn.engine.stack import Stack
from tui_nn.engine.state import TrainingState
from tui_nn.engine.stopping import StopReason, explain
from tui_nn.engine.training import fit, train

from ..runs import assert_same_bits, last

XOR = load_dataset("xor")
ROWS = Dataset.from_arrays(np.random.default_rng(0).normal(size=(9, 3)), np.random.default_rng(1).normal(size=(9, 2)))
DOUBT = Dataset.from_arrays([[1.0], [1.0], [2.0]], [[0.0], [1.0], [1.5]])
"""Two rows that contradict each other: the lowest error is that of their mean, 0.5."""

every_method = pytest.mark.parametrize("name", SECOND_ORDER_NAMES)


def config(name: str, l2: float = 0.0) -> TrainingConfig:
    return TrainingConfig(optimizer=name, min_error=1e-9, max_iterations=300, l2=l2)


def start() -> Network:
    return Network.create((3, 4, 2), ("tanh", "linear"), seed=1)


def advanced(network: Network, dataset: Dataset, options: TrainingConfig, *stretches: int) -> TrainingState:
    kernel, state = create_kernel("numpy", network, dataset, options), TrainingState.start(network, options)
    for iterations in stretches:
        kernel.advance(state, iterations, options, np.full(iterations, np.nan))
    return state


def test_the_names_that_can_be_chosen_are_the_methods_that_there_are() -> None:
    assert tuple(METHODS) == SECOND_ORDER_NAMES
    assert all(method.name == name for name, method in METHODS.items())


@every_method
def test_it_is_chosen_for_every_network_and_says_that_it_is_numpys(name: str) -> None:
    assert chosen_kernel((2, 2, 1), 4, config(name)) == "numpy"
    assert isinstance(create_kernel("numpy", Network.create((2, 2, 1)), XOR, config(name)), SecondOrderKernel)


@every_method
def test_stretches_of_any_length_leave_the_same_bits(name: str, surface: Dataset) -> None:
    options = config(name, l2=0.01)
    assert_same_bits(advanced(start(), surface, options, 20), advanced(start(), surface, options, 1, 2, 10, 7))


@every_method
def test_another_kernel_that_takes_the_run_up_leaves_the_same_bits(name: str, surface: Dataset) -> None:
    options = config(name)
    at_once, state = advanced(start(), surface, options, 12), TrainingState.start(start(), options)
    for _ in range(12):
        create_kernel("numpy", start(), surface, options).advance(state, 1, options, np.empty(1))

    assert_same_bits(at_once, state)


@every_method
@pytest.mark.parametrize("done", [0, 3])
def test_an_iteration_in_parts_leaves_the_same_bits_and_nothing_before_its_end(
    name: str, done: int, surface: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_blocks, "rows_at_once", lambda _sizes: 5)
    options = config(name)
    whole, parts = (advanced(start(), surface, options, *[1] * done) for _ in range(2))
    create_kernel("numpy", start(), surface, options).advance(whole, 1, options, np.empty(1))
    before, error = parts.copy(), np.full(1, np.nan)
    shares = []
    for share in create_kernel("numpy", start(), surface, options).iterate(parts.stack(options), error):
        shares.append(share)
        assert (share == 1.0) == (parts.network.parameters.tobytes() != before.network.parameters.tobytes())
        assert share == 1.0 or parts.optimizer_memory.tobytes() == before.optimizer_memory.tobytes()

    assert len(shares) > 4
    assert shares == sorted(shares)
    assert whole.network.parameters.tobytes() == parts.network.parameters.tobytes()
    assert whole.optimizer_memory.tobytes() == parts.optimizer_memory.tobytes()
    assert whole.error == error[0]


@every_method
def test_networks_side_by_side_end_at_the_bits_they_reach_alone(name: str) -> None:
    networks = [Network.create((2, 2, 1), seed=seed) for seed in range(6)]
    stack = Stack.start(networks, [config(name)] * 6)
    errors: FloatArray = np.full((6, 40), np.nan)
    done = create_kernel("numpy", networks[0], XOR, config(name)).advance_stack(stack, 40, errors)
    for index, network in enumerate(networks):
        alone = advanced(network, XOR, config(name), 40)

        assert alone.network.parameters.tobytes() == stack.parameters[index].tobytes()
        assert (alone.iteration, alone.error) == (done[index], errors[index, done[index] - 1])
        assert np.isnan(errors[index, done[index] :]).all()


@every_method
def test_the_error_is_that_of_the_network_after_each_iteration(name: str, surface: Dataset) -> None:
    options = config(name, l2=0.01)
    kernel, state = create_kernel("numpy", start(), surface, options), TrainingState.start(start(), options)
    observer = Observer(start(), surface, options)
    for iteration in range(1, 8):
        kernel.advance(state, 1, options, np.empty(1))
        assert state.iteration == state.updates == iteration
        assert state.error == pytest.approx(observer.error(state.network), rel=1e-13)


# The end


@every_method
def test_a_run_ends_where_no_step_lowers_the_error_and_says_so(name: str) -> None:
    result = fit(Network.create((1, 1), "linear", seed=4), DOUBT, config(name))

    assert result.stop_reason is StopReason.NO_STEP
    assert result.error == pytest.approx(0.5, rel=1e-12)
    assert result.iterations < 40
    said = explain(result.stop_reason, result.iterations, result.error, config(name))
    assert said.startswith(f"Stopped at iteration {result.iterations}: no step of {name} lowers the error any more")


@every_method
def test_a_run_that_has_ended_so_ends_at_once_when_it_is_taken_up_until_something_changes(name: str) -> None:
    network, options = Network.create((1, 1), "linear", seed=4), config(name)
    end = last(train(network, DOUBT, options))
    again = last(train(network, DOUBT, options, state=end.state))
    assert_same_bits(again.state, end.state)

    other = last(train(network, DOUBT, replace(options, l2=0.1), state=end.state))
    assert other.iteration > end.iteration
    assert other.state.network.parameters.tobytes() != end.network.parameters.tobytes()
    rows = Dataset.from_arrays([[1.0], [1.0], [2.0]], [[0.0], [1.0], [0.0]])
    assert last(train(network, rows, options, state=end.state)).iteration > end.iteration
    moved = end.state.copy()
    moved.network.parameters += 0.1
    assert last(train(network, DOUBT, options, state=moved)).iteration > end.iteration


def test_there_is_no_learning_rate_to_tell() -> None:
    told = [event.learning_rate for event in train(start(), ROWS, config("bfgs")) if isinstance(event, Finished)]
    assert np.isnan(told).all()


def test_a_change_that_does_not_go_with_it_pauses_the_run_and_says_why() -> None:
    control = Control()
    control.send(Change({"l1": 0.1}))
    said = []
    for event in train(start(), ROWS, config("lbfgs"), control=control):
        if isinstance(event, Remark):
            said.append(event.message)
            control.send(Stop())

    wanted = "Lbfgs needs an error without kinks, which L1 has at 0; set L1 to 0 (L2 is possible)"
    assert said == [f"{wanted}, or choose another optimizer such as adam"]
