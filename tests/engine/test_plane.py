"""A plane goes into the network as its rows do: scaled, with extra inputs, the other columns held."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tests.data.tables import whole
from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.engine.plane import BIT_RANGE, column_values, line_of, plane_columns, plane_of

EVERY_KIND = ("squares", "products", "sines", "cosines")


@pytest.mark.parametrize("scaling", ["none", "standard", "min_max", "robust"])
@pytest.mark.parametrize("extra", [(), ("squares",), EVERY_KIND])
def test_at_a_row_the_plane_is_that_row(scaling: str, extra: tuple[str, ...]) -> None:
    spiral = load_data(DataConfig(source="spiral", samples=40, scaling=scaling, extra_inputs=extra))
    plane = plane_of(spiral)
    assert plane is not None
    points = np.column_stack([column_values(spiral, column) for column in (0, 1)])
    assert plane.inputs_at(points) == pytest.approx(spiral.inputs, rel=1e-12, abs=1e-12)


def test_a_grid_goes_from_the_upper_left_to_the_lower_right_through_the_centres_of_its_cells() -> None:
    plane = plane_of(Dataset.from_arrays([[0.0, 10.0], [10.0, 20.0], [5.0, 12.0]], [1, 0, 1]))
    assert plane is not None
    assert (plane.x_range, plane.y_range) == ((-1.0, 11.0), (9.0, 21.0))
    assert plane.names == ("input 1", "input 2")
    grid = plane.inputs(2, 3)
    assert grid == pytest.approx(np.array([[2, 19], [8, 19], [2, 15], [8, 15], [2, 11], [8, 11]], dtype=float))


def test_rows_lie_in_the_rectangle_and_y_points_up() -> None:
    dataset = Dataset.from_arrays([[0.0, 10.0], [10.0, 20.0]], [1, 0])
    plane = plane_of(dataset)
    assert plane is not None
    places = plane.places(dataset)
    assert places == pytest.approx(np.array([[1 / 12, 1 / 12], [11 / 12, 11 / 12]]))
    assert plane.point((places[1, 0], places[1, 1])) == pytest.approx((10.0, 20.0))


def test_other_columns_are_held_at_the_median_the_most_frequent_or_at_a_row() -> None:
    table = prepare(whole(), DataConfig(extra_inputs=("products",)))
    assert table.shown_input_names == ("size", "bit", "color")
    assert plane_columns(table) == (0, 1)
    line = line_of(table, 0)
    assert line is not None
    # size, the bit, one number for each of the colours blue, green and red, and size times bit
    assert line.inputs(np.array([2.0]))[0].tolist() == [2, 1, 1, 0, 0, 2]
    line = line_of(table, 0, held=3)
    assert line is not None
    assert line.inputs(np.array([2.0]))[0].tolist() == [2, 1, 0, 0, 1, 2]
    assert line.values(table).tolist() == [1.5, 2, 3, 4, 21.5]


def test_bits_have_room_on_either_side() -> None:
    plane = plane_of(load_data(DataConfig(source="xor")))
    assert plane is not None
    assert plane.x_range == plane.y_range == BIT_RANGE


def test_columns_that_cannot_be_had_give_way_to_those_that_can() -> None:
    dataset = Dataset.from_arrays(np.arange(12.0).reshape(3, 4), [1, 0, 1])
    for asked, had in (((3, 1), (3, 1)), ((3, 9), (0, 1)), ((2, 2), (0, 1))):
        plane = plane_of(dataset, asked)
        assert plane is not None
        assert plane.columns == had
    line = line_of(dataset, 9)
    assert line is not None
    assert line.column == 0


def test_a_single_column_makes_no_plane_but_a_line() -> None:
    dataset = Dataset.from_arrays([[3.0], [3.0]], [1, 0])
    assert plane_of(dataset) is None
    line = line_of(dataset)
    assert line is not None
    assert line.x_range == (2.5, 3.5)  # a constant column, too, has a range
    assert line.points(3).tolist() == [2.5, 3.0, 3.5]


@pytest.mark.parametrize("size", [1e300, 0.8e308, 1.7e308])
def test_what_would_overflow_is_no_plane(size: float) -> None:
    far = Dataset.from_arrays([[-size, 1.0], [size, 2.0]], [1, 0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (plane_of(far) is None) == (size > 1e307)
