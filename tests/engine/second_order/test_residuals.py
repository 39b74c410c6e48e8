"""The Jacobian against complex steps, and the bowl that a sum of squares makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, forward
from tui_nn.engine.network import Network
from tui_nn.engine.second_order import residuals
from tui_nn.engine.second_order.objective import run
from tui_nn.engine.second_order.residuals import SumOfSquares, write_jacobian

ROWS = Dataset.from_arrays(
    np.random.default_rng(0).normal(size=(7, 3)), np.random.default_rng(1).integers(0, 2, (7, 2)).astype(float)
)
SHAPES = {"one layer": (3, 2), "two": (3, 4, 2), "three": (3, 4, 5, 2)}
every_shape = pytest.mark.parametrize("sizes", SHAPES.values(), ids=SHAPES)


def network(sizes: tuple[int, ...]) -> Network:
    return Network.create(sizes, "tanh", seed=2, scale=0.7)


def differences(start: Network) -> FloatArray:
    """(rows, outputs, parameters), by central differences of predictions."""
    columns = []
    for index in range(start.parameters.size):
        above, below = start.copy(), start.copy()
        above.parameters[index] += 1e-6
        below.parameters[index] -= 1e-6
        columns.append((above.predict(ROWS.inputs) - below.predict(ROWS.inputs)) / 2e-6)
    return np.stack(columns, axis=-1)


def jacobian(start: Network, rows: slice = slice(0, 7)) -> FloatArray:
    """(rows, outputs, parameters), as it is written."""
    workspace = Workspace(start.layer_sizes, start.activations, 7)
    workspace.inputs[...] = ROWS.inputs.T
    forward(start.weights, workspace)
    count = rows.stop - rows.start
    out = np.full((start.parameters.size, 2 * count), np.nan)
    write_jacobian(start.layer_sizes, start.weights, workspace, rows, out)
    return out.reshape(-1, 2, count).transpose(2, 1, 0)


@every_shape
def test_the_jacobian_holds_the_derivative_of_every_output_by_every_parameter(sizes: tuple[int, ...]) -> None:
    np.testing.assert_allclose(jacobian(network(sizes)), differences(network(sizes)), atol=1e-9)


def test_the_jacobian_of_some_rows_is_a_part_of_that_of_all() -> None:
    start = network((3, 4, 2))
    np.testing.assert_array_equal(jacobian(start, slice(2, 5)), jacobian(start)[2:5])


@pytest.mark.parametrize(
    "config",
    [
        TrainingConfig(),
        TrainingConfig(loss="mse"),
        TrainingConfig(l2=0.3),
        TrainingConfig(loss="mse", l2=0.3),
        TrainingConfig(class_weights=(1.0, 5.0)),
    ],
    ids=["sse", "mse", "sse with L2", "mse with L2", "weighted classes"],
)
def test_bowl_and_slope_are_of_one_function_whatever_the_options(config: TrainingConfig) -> None:
    start = network((3, 4, 2))
    objective = SumOfSquares(start, ROWS, config)
    bowl, slope = run(objective.bowl(start.parameters)), run(objective.slope(start.parameters))

    assert (bowl.value, bowl.error) == pytest.approx((slope.value, slope.error), rel=1e-14)
    np.testing.assert_allclose(bowl.gradient, slope.gradient, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("loss", ["sse", "mse"])
def test_the_bowl_bends_as_residuals_do_and_l2_adds_to_the_weights_alone(loss: str) -> None:
    start = network((3, 4, 2))
    found = run(SumOfSquares(start, ROWS, TrainingConfig(loss=loss, l2=0.3)).bowl(start.parameters)).matrix
    derivatives = differences(start).reshape(14, -1)
    scale = 1.0 if loss == "sse" else 2.0 / 14
    biases = np.zeros(start.parameters.size)
    biases[[3, 7, 11, 15, 20, 25]] = 1.0

    np.testing.assert_allclose(
        found, scale * derivatives.T @ derivatives + 0.3 * np.diag(1.0 - biases), rtol=1e-6, atol=1e-8
    )


def test_a_jacobian_that_is_made_a_part_at_a_time_gives_the_same_bowl(monkeypatch: pytest.MonkeyPatch) -> None:
    start, config = network((3, 4, 2)), TrainingConfig(class_weights=(1.0, 5.0))
    whole = run(SumOfSquares(start, ROWS, config).bowl(start.parameters))
    monkeypatch.setattr(residuals, "NUMBERS_AT_ONCE", 2 * 2 * start.parameters.size)
    parts = SumOfSquares(start, ROWS, config).bowl(start.parameters)
    assert sum(1 for _ in parts) == 4  # rows two by two
    again = run(SumOfSquares(start, ROWS, config).bowl(start.parameters))

    np.testing.assert_allclose(again.matrix, whole.matrix, rtol=1e-12)
    np.testing.assert_allclose(again.gradient, whole.gradient, rtol=1e-12)


def test_a_bowl_that_is_known_takes_no_pass_unless_an_option_has_changed() -> None:
    start = network((3, 4, 2))
    objective = SumOfSquares(start, ROWS, TrainingConfig())
    first = run(objective.bowl(start.parameters))
    assert run(objective.bowl(start.parameters.copy())) is first
    assert objective.passes == 1

    objective.l2 = 0.5
    assert run(objective.bowl(start.parameters)).value > first.value
    moved = replace(TrainingConfig(), l2=0.5)
    assert (
        run(objective.bowl(start.parameters)).value
        == run(SumOfSquares(start, ROWS, moved).bowl(start.parameters)).value
    )
