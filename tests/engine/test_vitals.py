"""How every layer is doing: against hand numbers, runs of the engine, and what the engine itself observes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.runs import snapshots
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.backpropagation import weight_views
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.state import TrainingState
from tui_nn.engine.training import train
from tui_nn.engine.vitals import histogram, norm, pace, vitals

RULES = [
    TrainingConfig(learning_rate=0.3),
    TrainingConfig(learning_rate=0.1, momentum=0.9, nesterov=True),
    TrainingConfig(optimizer="adam", learning_rate=0.05, loss="mse"),
    TrainingConfig(optimizer="rprop", loss="binary_crossentropy"),
    TrainingConfig(optimizer="adamw", l2=0.1, l1=0.01, clip_norm=0.01, max_norm=0.7),
    TrainingConfig(schedule="step", schedule_every=1, schedule_factor=0.5),
]


def test_one_layer_by_hand() -> None:
    # A linear unit 3x + 4 learns y = 4 from x = 1: output 7, delta 3, gradient (3, 3); 0.1 of it is the update.
    state = TrainingState.start(Network.from_weights([[[3.0, 4.0]]], "linear"), TrainingConfig(learning_rate=0.1))
    found = vitals(state, Dataset.from_arrays([[1.0]], [[4.0]]), TrainingConfig(learning_rate=0.1)).layers[0]

    assert (found.weight_norm, found.activation_mean, found.activation_deviation) == (5.0, 7.0, 0.0)
    assert found.gradient_norm == pytest.approx(3 * np.sqrt(2), rel=1e-15)
    assert found.update_ratio == pytest.approx(0.3 * np.sqrt(2) / 5, rel=1e-14)
    assert (found.saturated, found.dead, found.pace) == (0, 0, "too fast")


@pytest.mark.parametrize("config", RULES, ids=lambda config: config.optimizer)
def test_the_ratio_is_that_of_the_update_that_the_engine_does_next(config: TrainingConfig, adder: Dataset) -> None:
    config = replace(config, kernel="numpy", max_iterations=4, min_error=0.0)
    network = Network.create((2, 5, 2), ("tanh", "sigmoid"), seed=3, scale=0.5)
    state = TrainingState.start(network, config)
    for _ in range(2):
        *_, event = snapshots(train(network, adder, replace(config, max_iterations=state.iteration + 1), state=state))
        before, state = state, event.state
        found = vitals(before, adder, config)
        changes = weight_views(network.layer_sizes, state.network.parameters - before.network.parameters)
        expected = [
            np.linalg.norm(change) / np.linalg.norm(weights)
            for change, weights in zip(changes, before.network.weights, strict=True)
        ]
        assert state.iteration == before.iteration + 1
        np.testing.assert_allclose([layer.update_ratio for layer in found.layers], expected, rtol=1e-12)


@pytest.mark.parametrize("loss", ["sse", "mse"])
def test_with_mini_batches_the_gradient_is_that_of_a_batch_on_average(loss: str, surface: Dataset) -> None:
    whole = TrainingConfig(loss=loss)
    state = TrainingState.start(Network.create((3, 4, 2), "tanh", seed=1), whole)
    ratios = [layer.update_ratio for layer in vitals(state, surface, whole).layers]
    of_one = [layer.update_ratio for layer in vitals(state, surface, replace(whole, batch_size=1)).layers]
    of_more = [layer.update_ratio for layer in vitals(state, surface, whole, samples=34).layers]

    share = 1 / 17 if loss == "sse" else 1.0
    np.testing.assert_allclose(of_one, np.array(ratios) * share, rtol=1e-9)
    np.testing.assert_allclose(of_more, np.array(ratios) * (2.0 if loss == "sse" else 1.0), rtol=1e-9)


@pytest.mark.parametrize(
    ("activations", "hidden", "dead"),
    [
        (["sigmoid", "sigmoid"], [[1, 1, 100], [1, 1, -100], [1, 1, 0], [0, 0, 7]], 0),
        (["relu", "linear"], [[1, 1, -100], [1, 1, -2], [1, 1, 100], [0, 0, 0]], 3),
        (["tanh", "sigmoid"], [[0, 0, 0]] * 4, 0),  # says 0 to every row, and learns from every one
    ],
)
def test_gradient_and_saturation_are_those_that_the_engine_observes(
    activations: list[str], hidden: list[list[float]], dead: int, xor: Dataset
) -> None:
    network = Network.from_weights([hidden, [[1.0, -1.0, 0.5, 2.0, 0.1]]], activations)
    seen = Observer(network, xor, TrainingConfig()).inspect(network)
    found = vitals(TrainingState.start(network, TrainingConfig()), xor, TrainingConfig())

    assert norm(np.array([layer.gradient_norm for layer in found.layers])) == pytest.approx(seen.gradient_norm)
    assert found.layers[0].saturated / 4 == seen.saturated_share
    assert found.layers[0].dead == dead


def test_an_output_layer_is_saturated_only_where_its_slope_enters_the_gradient(xor: Dataset) -> None:
    network = Network.from_weights([[[0.0, 0.0, 100.0]]], "sigmoid")
    saturated = {}
    for loss in ("sse", "binary_crossentropy"):
        config = TrainingConfig(loss=loss)
        saturated[loss] = vitals(TrainingState.start(network, config), xor, config).layers[0].saturated

    assert saturated == {"sse": 1, "binary_crossentropy": 0}


def test_the_state_is_left_as_it_was(adder: Dataset) -> None:
    config = TrainingConfig(optimizer="adam")
    state = TrainingState.start(Network.create((2, 3, 2), seed=1), config)
    bits = (state.network.parameters.tobytes(), state.optimizer_memory.tobytes(), state.updates)
    vitals(state, adder, config)

    assert (state.network.parameters.tobytes(), state.optimizer_memory.tobytes(), state.updates) == bits


@pytest.mark.parametrize("size", [0.0, 5e-324, 1e300, 1.7e308])
def test_no_weights_are_too_large_or_too_small(size: float, adder: Dataset) -> None:
    network = Network.create((2, 3, 2), "leaky_relu", seed=1)
    network.parameters[:] = np.where(np.arange(network.parameters.size) % 2, size, -size)
    config = TrainingConfig(optimizer="adam")
    found = vitals(TrainingState.start(network, config), adder, config)

    assert all(np.isfinite(layer.weights.edges).all() for layer in found.layers)
    assert [int(layer.weights.counts.sum()) for layer in found.layers] == [9, 8]


def test_an_optimizer_that_was_chosen_since_begins_without_a_memory(adder: Dataset) -> None:
    state = TrainingState.start(Network.create((2, 3, 2), seed=1), TrainingConfig())
    adam = TrainingConfig(optimizer="adam")
    fresh = TrainingState.start(state.network, adam)

    assert [layer.update_ratio for layer in vitals(state, adder, adam).layers] == [
        layer.update_ratio for layer in vitals(fresh, adder, adam).layers
    ]


def test_a_histogram_counts_as_numpy_does() -> None:
    values = np.random.default_rng(5).normal(size=1000)
    counts, edges = np.histogram(values, 32)
    found = histogram(values)

    np.testing.assert_array_equal(found.counts, counts)
    np.testing.assert_allclose(found.edges, edges, atol=1e-12)


def test_a_histogram_of_equal_values_has_them_in_the_middle_and_leaves_out_what_is_not_finite() -> None:
    found = histogram(np.array([2.0, 2.0, np.nan, np.inf]), 4)

    assert found.counts.tolist() == [0, 0, 2, 0]
    assert (found.edges[0], found.edges[-1]) == (1.0, 3.0)
    assert histogram(np.array([np.nan])).counts.sum() == 0


@pytest.mark.parametrize(
    ("ratio", "word"),
    [
        *((0.0, "still"), (9e-7, "still"), (5e-5, "too slow"), (1e-4, "fine"), (1e-2, "fine"), (0.02, "too fast")),
        *((np.inf, "broken"), (np.nan, "broken")),
    ],
)
def test_a_ratio_in_words(ratio: float, word: str) -> None:
    assert pace(ratio) == word
