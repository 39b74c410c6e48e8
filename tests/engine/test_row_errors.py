"""Row errors: together they are the error, whatever the loss; the worst come first; shares are of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer
from tui_nn.engine.row_errors import differences, mean_and_reach, row_errors, shares_of, spread, worst_first


@pytest.mark.parametrize(
    ("loss", "source", "activation"),
    [
        ("sse", "half-adder", "sigmoid"),
        ("mse", "half-adder", "linear"),
        ("mae", "iris", "tanh"),
        ("huber", "iris", "linear"),
        ("binary_crossentropy", "moons", "sigmoid"),
        ("categorical_crossentropy", "iris", "softmax"),
        ("hinge", "moons", "linear"),
    ],
)
def test_they_add_up_or_average_to_the_error(loss: str, source: str, activation: str) -> None:
    dataset = load_data(DataConfig(source, scaling="standard" if source == "iris" else "none"))
    sizes = (dataset.features, 3, dataset.outputs)
    network = Network.create(sizes, activations=("tanh", activation), seed=3)
    config = TrainingConfig(loss=loss)
    errors = row_errors(network, dataset, network.predict(dataset.inputs), config)
    together = errors.sum() if loss == "sse" else errors.mean()

    assert errors.shape == (dataset.samples,)
    assert together == pytest.approx(Observer(network, dataset, config).error(network), rel=1e-12)


def test_the_worst_come_first_and_what_is_no_number_before_them() -> None:
    assert worst_first(np.array([1.0, 3.0, np.nan, 3.0, 0.0])).tolist() == [2, 1, 3, 0, 4]


def test_shares_are_of_the_whole_even_where_that_is_infinite() -> None:
    assert shares_of(np.array([1.0, 3.0])).tolist() == [0.25, 0.75]
    assert shares_of(np.array([1e308, 1e308, 0.0])).tolist() == [0.5, 0.5, 0.0]
    assert shares_of(np.array([5.0, np.inf, np.nan])).tolist() == [0.0, 0.5, 0.5]
    assert shares_of(np.zeros(2)).tolist() == [0.0, 0.0]
    assert shares_of(np.empty(0)).tolist() == []


def test_differences_are_in_the_units_of_the_file() -> None:
    scaled = load_data(DataConfig("diabetes", target_scaling="standard"))
    outputs = scaled.targets + 1.0
    assert scaled.encoding is not None
    np.testing.assert_allclose(differences(scaled, outputs), scaled.encoding.targets[0].scale.factor, rtol=1e-9)


def test_the_spread_is_centred_on_no_error() -> None:
    counts, limit = spread(np.array([-2.0, -0.1, 0.0, 1.9, 2.0, np.inf, np.nan]), 4)
    assert (counts.tolist(), limit) == ([1, 1, 1, 2], 2.0)
    counts, limit = spread(np.zeros(3), 4)
    assert (counts.tolist(), limit) == ([0, 0, 3, 0], 1.0)
    assert spread(np.array([1e308, -1e308]), 2)[0].tolist() == [1, 1]


def test_a_network_that_is_beyond_numbers_does_not_warn() -> None:
    dataset = Dataset.from_arrays([[1.0], [2.0]], [0.0, 1.0])
    network = Network.from_weights([np.array([[1e300, 1e300]])], activations=["sigmoid"])
    for loss in ("binary_crossentropy", "sse"):
        assert row_errors(network, dataset, np.full((2, 1), 1e300), TrainingConfig(loss=loss)).shape == (2,)


def test_the_mean_and_what_nine_of_ten_do_not_exceed() -> None:
    values = np.array([*range(-5, 6), np.nan, np.inf], dtype=float)
    mean, reach = mean_and_reach(values)
    assert mean == 0.0
    assert reach == pytest.approx(5.0)  # of 0 1 1 2 2 3 3 4 4 5 5, the place 0.9 * 10
    assert mean_and_reach(np.array([1e308, 1e308])) == (1e308, 1e308)
    assert np.isnan(mean_and_reach(np.array([np.nan]))).all()
