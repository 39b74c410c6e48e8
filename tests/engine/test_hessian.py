"""The Hessian against second differences of the error, and its eigenvalues where they are known."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.hessian import MOST_PARAMETERS, curvature, hessian
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Observer

ROWS = np.array([[0.1, 0.9], [0.8, -0.4], [-0.7, 0.3], [0.5, 0.6], [-0.2, -1.1]])
SHARES = [[1.0, 0.0], [0.3, 0.7], [0.0, 1.0], [0.6, 0.4], [0.5, 0.5]]
DATA = Dataset.from_arrays(ROWS, SHARES)
PAIRS = [
    *((name, "sigmoid", "sse") for name in ("sigmoid", "tanh", "gaussian", "softplus", "gelu", "mish", "softsign")),
    *((name, "linear", "mse") for name in ("elu", "selu", "swish", "sine", "leaky_relu(0.2)", "relu")),
    ("tanh", "sigmoid", "binary_crossentropy"),
    ("tanh", "softmax", "categorical_crossentropy"),
    ("tanh", "linear", "huber"),
    ("tanh", "linear", "log_cosh"),
    ("tanh", "sigmoid", "binary_focal"),
    ("tanh", "softmax", "categorical_focal"),
    ("tanh", "softplus", "poisson"),
]


def second_differences(network: Network, config: TrainingConfig) -> FloatArray:
    observer, at = Observer(network, DATA, config), network.copy()
    size, step = network.parameters.size, 1e-4
    units = np.eye(size) * step

    def error(shift: FloatArray) -> float:
        at.parameters[...] = network.parameters + shift
        return observer.error(at)

    return np.array(
        [
            [(error(a + b) - error(a - b) - error(b - a) + error(-a - b)) / (4 * step * step) for b in units]
            for a in units
        ]
    )


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_it_is_the_second_difference_of_the_error(hidden: str, output: str, loss: str) -> None:
    network = Network.create((2, 3, 2), (hidden, output), seed=5, scale=0.8)
    config = TrainingConfig(loss=loss)
    found = hessian(network, DATA, config)

    halved = 0.5 if loss == "sse" else 1.0  # the update follows half of it
    np.testing.assert_allclose(found, halved * second_differences(network, config), atol=2e-6)
    assert (found == found.T).all()


def test_of_a_line_it_is_that_of_least_squares() -> None:
    line = Network.create((2, 2), "linear", seed=1)
    design = np.column_stack([ROWS, np.ones(5)])
    known = np.linalg.eigvalsh(design.T @ design)
    found = curvature(line, DATA, TrainingConfig(loss="sse"))

    assert found is not None
    assert (found.smallest, found.largest) == pytest.approx((known[0], known[-1]))


def test_where_a_complex_exponential_overflows_real_numbers_go_on() -> None:
    far = Network.from_weights([[[-2000.0, -2000.0, -900.0]], [[0.1, 0.2], [0.1, 0.3]]])

    assert np.isfinite(hessian(far, DATA, TrainingConfig())).all()


def test_a_large_network_and_one_that_is_not_finite_have_none() -> None:
    large = Network.create((2, 100, 2))
    broken = Network.create((2, 2, 2), ("linear", "linear"))
    broken.parameters[...] = 1e300

    assert large.parameters.size > MOST_PARAMETERS
    assert curvature(large, DATA, TrainingConfig()) is None
    assert curvature(broken, DATA, TrainingConfig()) is None
