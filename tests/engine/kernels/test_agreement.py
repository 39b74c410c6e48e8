"""The two kernels against each other: the same batches, the same numbers but for rounding, for everything there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tui_nn.config.activation_names import ACTIVATION_NAMES
from tui_nn.config.training_config import FIRST_ORDER_NAMES, LOSS_NAMES, SCHEDULE_NAMES, TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX
from tui_nn.engine.kernels.choice import KERNELS, create_kernel
from tui_nn.engine.losses import LOSSES
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


SIZES = (3, 7, 5, 3)
TRAINABLE = [name for name in ACTIVATION_NAMES if ACTIVATIONS[name].why_not_trained is None and name != SOFTMAX]
WITH_PARAMETERS = ("leaky_relu(0.2)", "elu(0.5)", "swish(2)", "ramp(-2,3)")
REGULAR: dict[str, dict[str, float]] = {
    "nothing": {},
    "L1": {"l1": 0.01},
    "L2": {"l2": 0.05},
    "elastic net": {"l1": 0.01, "l2": 0.05},
    "dropout": {"dropout": 0.3},
    "max norm": {"max_norm": 0.8},
    "clipping": {"clip_norm": 0.1},
    "clipping by value": {"clip_value": 0.01},
    "all at once": {"l1": 0.01, "l2": 0.05, "dropout": 0.3, "max_norm": 0.8, "clip_norm": 0.1, "clip_value": 0.05},
}

every_regularization = pytest.mark.parametrize("options", REGULAR.values(), ids=REGULAR.keys())
every_schedule = pytest.mark.parametrize("schedule", SCHEDULE_NAMES)
full_and_mini_batches = pytest.mark.parametrize("batch_size", [None, 10])


def network_for(loss: str, activation: str = "tanh") -> Network:
    output = LOSSES[loss].output_activation or ("linear" if activation == "tanh" else activation)
    return Network.create(SIZES, (activation, activation, output), seed=1, scale=0.7)


def data_for(loss: str) -> Dataset:
    dataset, generator = rows_for(SIZES, 33), np.random.default_rng(7)
    if loss.startswith("categorical"):
        return Dataset.from_arrays(dataset.inputs, generator.dirichlet(np.ones(SIZES[-1]), size=33))
    if loss == "poisson":
        return Dataset.from_arrays(dataset.inputs, generator.poisson(2.0, size=(33, SIZES[-1])))
    if "hinge" in loss:
        return Dataset.from_arrays(dataset.inputs, generator.integers(0, 2, size=(33, SIZES[-1])))
    return dataset


@full_and_mini_batches
@pytest.mark.parametrize("activation", [*TRAINABLE, *WITH_PARAMETERS])
def test_they_agree_on_every_activation(activation: str, batch_size: int | None) -> None:
    config = TrainingConfig(learning_rate=0.01, loss="sse", momentum=0.5, batch_size=batch_size, min_error=0)

    assert_agree(network_for("sse", activation), data_for("sse"), config, 30)


@pytest.mark.parametrize(("loss", "optimizer"), product(LOSS_NAMES, FIRST_ORDER_NAMES))
def test_they_agree_on_every_loss_and_optimizer(loss: str, optimizer: str) -> None:
    # Rprop by mini-batches goes by the signs of chance; by the signs of rounding it goes where gradients come to zero.
    iterations = 12 if optimizer == "rprop" else 30
    config = TrainingConfig(
        learning_rate=0.005,
        loss=loss,
        optimizer=optimizer,
        batch_size=None if optimizer == "rprop" else 10,
        huber_delta=0.3,
        min_error=0,
    )

    assert_agree(network_for(loss), data_for(loss), config, iterations)


@full_and_mini_batches
@pytest.mark.parametrize("class_weights", ["balanced", (0.5, 2.0)])
@pytest.mark.parametrize("loss", ["sse", "huber", "binary_crossentropy", "binary_focal", "squared_hinge"])
def test_they_agree_on_weighted_and_smoothed_bits(
    loss: str, class_weights: str | tuple[float, ...], batch_size: int | None
) -> None:
    config = TrainingConfig(
        learning_rate=0.01,
        loss=loss,
        class_weights=class_weights,
        label_smoothing=0.1,
        batch_size=batch_size,
        min_error=0,
    )

    assert_agree(network_for(loss), data_for("hinge"), config, 20)


@full_and_mini_batches
@pytest.mark.parametrize("class_weights", ["none", "balanced", (0.5, 2.0, 0.0)])
@pytest.mark.parametrize("loss", ["categorical_crossentropy", "categorical_focal"])
def test_they_agree_on_weighted_and_smoothed_classes(
    loss: str, class_weights: str | tuple[float, ...], batch_size: int | None
) -> None:
    config = TrainingConfig(
        learning_rate=0.05,
        loss=loss,
        class_weights=class_weights,
        label_smoothing=0.1,
        batch_size=batch_size,
        min_error=0,
    )

    assert_agree(network_for(loss), data_for(loss), config, 20)


@pytest.mark.parametrize("activation", TRAINABLE)
def test_they_agree_on_every_hidden_activation_before_outputs_that_a_loss_is_made_for(activation: str) -> None:
    for loss in ("binary_crossentropy", "categorical_crossentropy", "categorical_focal"):
        config = TrainingConfig(learning_rate=0.01, loss=loss, optimizer="adam", batch_size=10, min_error=0)

        assert_agree(network_for(loss, activation), data_for(loss), config, 20)


def test_they_agree_on_nesterovs_momentum() -> None:
    config = TrainingConfig(learning_rate=0.01, momentum=0.9, nesterov=True, batch_size=10, min_error=0)

    assert_agree(network_for("sse"), data_for("sse"), config, 30)


@every_regularization
@full_and_mini_batches
@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_they_agree_on_every_regularization(options: dict[str, float], batch_size: int | None, optimizer: str) -> None:
    config = TrainingConfig(
        learning_rate=0.02, loss="mse", optimizer=optimizer, batch_size=batch_size, min_error=0,
        **options,  # type: ignore[arg-type]  # checked there
    )  # fmt: skip

    assert_agree(network_for("mse"), data_for("mse"), config, 30)


@pytest.mark.parametrize("batch_size", [None, 70])
def test_they_leave_out_the_same_units_whatever_the_blocks_and_chunks(
    batch_size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_nn.engine.memory.NUMBERS_AT_ONCE", 1)  # blocks of 64 rows
    sizes = (5, 30, 20, 2)
    config = TrainingConfig(learning_rate=0.001, dropout=0.3, batch_size=batch_size, seed=4, min_error=0)

    assert_agree(Network.create(sizes, "tanh", seed=1, scale=0.5), rows_for(sizes, 200), config, 5)


@every_schedule
@full_and_mini_batches
def test_they_agree_on_every_schedule(schedule: str, batch_size: int | None) -> None:
    config = TrainingConfig(
        learning_rate=0.005,
        momentum=0.5,
        schedule=schedule,
        schedule_every=7,
        max_iterations=40,
        batch_size=batch_size,
        min_error=0,
    )

    assert_agree(network_for("sse"), data_for("sse"), config, 30)


@pytest.mark.parametrize("name", KERNELS)
@every_schedule
@full_and_mini_batches
def test_a_schedule_goes_on_where_it_was(name: str, schedule: str, batch_size: int | None) -> None:
    config = TrainingConfig(
        learning_rate=0.02,
        schedule=schedule,
        schedule_every=7,
        max_iterations=40,
        optimizer="adam",
        dropout=0.2,
        batch_size=batch_size,
        min_error=0,
    )
    at_once, errors = advance(network_for("sse"), data_for("sse"), config, name, 30)
    in_parts, errors_in_parts = advance(network_for("sse"), data_for("sse"), config, name, 1, 12, 17)

    assert errors == errors_in_parts
    assert at_once.network.parameters.tobytes() == in_parts.network.parameters.tobytes()
    assert (at_once.iteration, at_once.updates) == (in_parts.iteration, in_parts.updates)


def test_they_agree_on_the_tutorials_network_after_ten_thousand_iterations() -> None:
    xor = Dataset.from_arrays([[0, 0], [1, 1], [0, 1], [1, 0]], [[0], [0], [1], [1]])

    assert_agree(Network.create((2, 2, 1), seed=3), xor, TrainingConfig(min_error=0), 10_000)


def assert_parts_leave_the_same_bits(
    name: str, network: Network, dataset: Dataset, config: TrainingConfig, iterations: int = 3
) -> None:
    whole, parts = Stack.start([network], [config]), Stack.start([network], [config])
    errors, error = np.empty((1, iterations)), np.empty(1)
    create_kernel(name, network, dataset, config).advance_stack(whole, iterations, errors)
    kernel = create_kernel(name, network, dataset, config)
    for iteration in range(iterations):
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
    assert (whole.iterations.tolist(), whole.updates.tolist()) == (parts.iterations.tolist(), parts.updates.tolist())


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_nn.engine.kernels.compiled_kernel.PART_WORK", 1)
    monkeypatch.setattr("tui_nn.engine.memory.NUMBERS_AT_ONCE", 1)  # blocks of 64 rows


@pytest.mark.usefixtures("many_parts")
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("batch_size", [None, 7, 70])
@every_regularization
def test_an_iteration_in_parts_leaves_the_same_bits_as_at_once(
    name: str, batch_size: int | None, options: dict[str, float]
) -> None:
    config = TrainingConfig(
        learning_rate=0.01, momentum=0.5, batch_size=batch_size, min_error=0,
        **options,  # type: ignore[arg-type]  # checked there
    )  # fmt: skip
    network = Network.create((5, 6, 2), "tanh", seed=1, scale=0.5)

    assert_parts_leave_the_same_bits(name, network, rows_for((5, 6, 2), 200), config)


@pytest.mark.usefixtures("many_parts")
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize(
    ("optimizer", "schedule"),
    [*((name, "step") for name in FIRST_ORDER_NAMES), *(("adam", name) for name in SCHEDULE_NAMES)],
)
def test_an_iteration_in_parts_is_one_of_the_same_optimizer_and_schedule(
    name: str, batch_size: int | None, optimizer: str, schedule: str
) -> None:
    config = TrainingConfig(
        learning_rate=0.01,
        optimizer=optimizer,
        schedule=schedule,
        schedule_every=2,
        max_iterations=9,
        batch_size=batch_size,
        min_error=0,
    )
    network = Network.create((5, 6, 2), "tanh", seed=1, scale=0.5)

    assert_parts_leave_the_same_bits(name, network, rows_for((5, 6, 2), 200), config, 5)


@pytest.mark.usefixtures("many_parts")
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("loss", LOSS_NAMES)
def test_an_iteration_in_parts_has_the_same_error_by_every_loss(name: str, loss: str) -> None:
    generator = np.random.default_rng(3)
    targets = np.eye(3)[generator.integers(0, 3, size=200)]
    dataset = Dataset.from_arrays(generator.uniform(-1, 1, size=(200, 3)), targets)

    assert_parts_leave_the_same_bits(
        name, network_for(loss), dataset, TrainingConfig(learning_rate=0.001, loss=loss, min_error=0)
    )


@pytest.mark.usefixtures("many_parts")
def test_a_part_of_several_mini_batches_counts_its_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    # Adam and dropout go by the number of the update; 50 parameters and 21 rows make a part of three batches.
    monkeypatch.setattr("tui_nn.engine.kernels.compiled_kernel.PART_WORK", 50 * 21)
    config = TrainingConfig(learning_rate=0.01, optimizer="adam", dropout=0.3, batch_size=7, min_error=0)
    network = Network.create((5, 6, 2), "tanh", seed=1, scale=0.5)

    assert_parts_leave_the_same_bits("compiled", network, rows_for((5, 6, 2), 200), config)


@pytest.mark.usefixtures("many_parts")
@pytest.mark.parametrize("batch_size", [None, 7])
def test_an_iteration_in_parts_is_one_in_single_precision_too(batch_size: int | None) -> None:
    config = TrainingConfig(
        learning_rate=0.01, optimizer="adam", schedule="cosine", l1=1e-4, batch_size=batch_size, precision="float32",
        min_error=0,
    )  # fmt: skip
    network = Network.create((5, 6, 2), "tanh", seed=1, scale=0.5)

    assert_parts_leave_the_same_bits("numpy", network, rows_for((5, 6, 2), 200), config)


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
