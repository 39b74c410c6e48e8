"""Thinning loses points, never extremes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.ui.plots.thinning import FloatArray, thin

fractions = st.floats(0.0, 1.0, allow_subnormal=False)
curves = st.lists(st.tuples(fractions, st.floats(-1e6, 1e6)), min_size=1, max_size=300)


def _columns_of(x: FloatArray, columns: int) -> FloatArray:
    column: FloatArray = np.minimum(np.floor(x * columns), columns - 1)
    return column


@given(curves, st.integers(1, 40))
@settings(deadline=None)
def test_every_column_keeps_its_extremes_and_the_curve_its_ends(
    points: list[tuple[float, float]], columns: int
) -> None:
    x, y = (np.array(values) for values in zip(*sorted(points), strict=True))
    thin_x, thin_y = thin(x, y, 0.0, 1.0, columns)

    assert len(thin_x) <= 2 * columns + 2
    assert (thin_x[0], thin_y[0], thin_x[-1], thin_y[-1]) == (x[0], y[0], x[-1], y[-1])
    assert np.all(np.diff(thin_x) >= 0)
    assert set(zip(thin_x, thin_y, strict=True)) <= set(zip(x, y, strict=True))
    before, after = _columns_of(x, columns), _columns_of(thin_x, columns)
    for column in set(before):
        assert thin_y[after == column].min() == y[before == column].min()
        assert thin_y[after == column].max() == y[before == column].max()


def test_columns_are_ranges_of_x_and_not_of_the_index() -> None:
    # Nearly all points lie in the first tenth; the few others must survive in their own columns.
    x = np.concatenate((np.linspace(0, 10, 1000), [55.0, 95.0]))
    y = np.arange(1002.0)
    thin_x, _ = thin(x, y, 0.0, 100.0, 10)
    assert thin_x.tolist() == [0.0, x[998], 10.0, 55.0, 95.0]  # 10.0 begins the second column


def test_a_growing_run_keeps_the_points_of_finished_columns() -> None:
    x = np.arange(4000.0)
    y = np.random.default_rng(0).random(4000)
    early_x, early_y = thin(x[:2000], y[:2000], 0.0, 4000.0, 50)
    late_x, late_y = thin(x, y, 0.0, 4000.0, 50)
    finished = early_x < 1900
    assert late_x[: finished.sum()].tolist() == early_x[finished].tolist()
    assert late_y[: finished.sum()].tolist() == early_y[finished].tolist()


@pytest.mark.parametrize("length", [0, 1, 2, 10])
def test_few_points_stay_as_they_are(length: int) -> None:
    x = np.arange(float(length))
    thin_x, thin_y = thin(x, x, 0.0, 10.0, 5)
    assert thin_x.tolist() == thin_y.tolist() == x.tolist()
