"""The surface of a network: exact where it was asked, in between from the neighbours, parted where it decides."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.plane import Plane, plane_of
from tui_nn.engine.surface import OutputScale, PixelGrid, borders, finite_outputs, output_scale, winners

NETWORK = Network.create((2, 5, 3), activations="tanh", seed=3, scale=1.0)


@pytest.fixture
def plane() -> Plane:
    found = plane_of(load_data(DataConfig(source="spiral", samples=40)))
    assert found is not None
    return found


def outputs_of(grid: PixelGrid) -> np.ndarray:
    return grid.outputs(NETWORK, grid.workspace_for(NETWORK))


@pytest.mark.parametrize("size", [(7, 4), (110, 70), (1, 1), (1, 200), (300, 2)])
def test_at_the_points_of_the_grid_a_pixel_is_what_the_network_predicts(plane: Plane, size: tuple[int, int]) -> None:
    grid = PixelGrid(plane, *size, most_points=500)
    everywhere = NETWORK.predict(plane.inputs(*size)).T.reshape(3, size[1], size[0])
    asked = np.ix_(grid.rows, grid.columns)
    assert len(grid.inputs) == len(grid.rows) * len(grid.columns) <= max(500, 2 * max(size))
    for drawn, exact in zip(outputs_of(grid), everywhere, strict=True):
        assert grid.pixels(drawn)[asked] == pytest.approx(exact[asked], rel=1e-12)


def test_between_the_points_a_pixel_is_bilinear(plane: Plane) -> None:
    grid = PixelGrid(plane, 50, 30, most_points=60)
    x, y = np.arange(50.0), np.arange(30.0)[:, np.newaxis]
    slope = 2 * x + 3 * y + 0.5 * x * y
    assert grid.pixels(slope[np.ix_(grid.rows, grid.columns)]) == pytest.approx(slope)


def test_a_step_on_either_side_of_the_middle_never_crosses_it() -> None:
    scale = OutputScale(0.0, 0.5, 1.0)
    values = np.array([-9.0, 0.0, 0.4999, 0.5, 0.5001, 1.0, 9.0])
    assert scale.steps(values, 4).tolist() == [0, 0, 3, 4, 5, 8, 8]


def test_the_scale_is_that_of_what_is_learnt() -> None:
    bits = Dataset.from_arrays([[0.0], [1.0]], [0, 1])
    numbers = Dataset.from_arrays([[0.0], [1.0]], [-3.0, 7.0])
    constant = Dataset.from_arrays([[0.0], [1.0]], [4.0, 4.0])
    assert output_scale(bits, 0, "linear", 0.5) == OutputScale(0.0, 0.5, 1.0)
    assert output_scale(bits, 0, "tanh", 0.0) == OutputScale(-1.0, 0.0, 1.0)
    assert output_scale(numbers, 0, "linear", 0.5) == OutputScale(-3.0, 2.0, 7.0)
    assert output_scale(numbers, 0, "sigmoid", 0.5) == OutputScale(0.0, 0.5, 1.0)
    assert output_scale(constant, 0, "linear", 0.5) == OutputScale(2.0, 4.0, 6.0)


def test_a_border_parts_what_lies_on_two_sides() -> None:
    above = np.array([[0, 0, 1], [0, 1, 1], [0, 0, 0]], dtype=np.bool_)
    assert borders(above).astype(int).tolist() == [[0, 1, 0], [1, 1, 1], [0, 0, 0]]


def test_the_winner_leads_by_its_distance_to_the_second() -> None:
    best, lead = winners(np.array([[0.2, 0.5], [0.7, 0.5], [0.1, 9.0]]), 1.0)
    assert best.tolist() == [1, 2]
    assert lead == pytest.approx([0.5, 1.0])


def test_no_output_is_too_large_to_be_drawn(plane: Plane) -> None:
    grid = PixelGrid(plane, 40, 40, most_points=50)
    wild = np.full((len(grid.rows), len(grid.columns)), np.inf)
    wild[0], wild[1] = np.nan, -np.inf
    assert np.isfinite(grid.pixels(finite_outputs(wild, 0.5))).all()
    assert finite_outputs(np.array([np.nan]), 0.5) == 0.5
