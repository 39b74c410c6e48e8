"""Principal components against hand numbers and the singular values; linear rules against rows that are counted."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.network import Network
from tui_nn.engine.projection import linear_outputs, linear_share, project


def test_points_on_a_line_have_one_component_by_hand() -> None:
    # (-1, -1) ... (1, 1): all variance lies along (1, 1) / sqrt 2, and the distances from the mean are kept.
    found = project(np.array([[-1.0, -1.0], [0.0, 0.0], [1.0, 1.0]]))

    np.testing.assert_allclose(found.components[0], [np.sqrt(0.5)] * 2, atol=1e-12)
    np.testing.assert_allclose(found.points[:, 0], [-np.sqrt(2), 0.0, np.sqrt(2)], atol=1e-12)
    np.testing.assert_allclose(found.shares, [1.0, 0.0], atol=1e-12)


@pytest.mark.parametrize(("samples", "units"), [(50, 7), (5, 20), (60, 300)])
def test_components_and_shares_are_those_of_the_singular_values(samples: int, units: int) -> None:
    generator = np.random.default_rng(4)
    values = generator.normal(size=(samples, units)) * 0.1
    values += np.outer(generator.normal(size=samples), generator.normal(size=units)) * 3
    values += np.outer(generator.normal(size=samples), generator.normal(size=units))
    _, singular, directions = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    found = project(values)

    np.testing.assert_allclose(found.shares, (singular**2 / (singular**2).sum())[:2], rtol=1e-6)
    np.testing.assert_allclose(np.abs(np.sum(found.components * directions[:2], axis=1)), 1.0, rtol=1e-6)
    for component in found.components:
        assert component[np.abs(component).argmax()] > 0


def test_a_picture_does_not_flip_turn_or_change_its_axes_from_one_frame_to_the_next() -> None:
    generator = np.random.default_rng(8)
    values = generator.normal(size=(200, 6)) * [1.0, 0.99, 0.2, 0.2, 0.2, 0.2]
    earlier = project(values)
    # Now the second direction has the most variance, and the first points the other way.
    mirrored = np.array([[-1.0, 0.0], [0.0, 1.0]]) @ earlier.components
    stretched = values * [0.97, 1.0, 0.2, 0.2, 0.2, 0.2]
    later = project(stretched, like=mirrored)

    assert np.abs(later.components - mirrored).max() < 0.15
    np.testing.assert_allclose(later.components @ later.components.T, np.eye(2), atol=1e-12)
    assert later.share == pytest.approx(project(stretched).share, rel=1e-12)


@pytest.mark.parametrize("value", [0.0, 1e300, np.inf, np.nan, 1e-320])
def test_no_values_are_too_large_or_too_small(value: float) -> None:
    values = np.array([[value, 1.0, 0.0], [-value, 0.0, 0.0], [0.0, value, 0.0]])
    found = project(values)

    assert np.isfinite(found.points).all()
    assert 0.0 <= found.share <= 1.0
    assert np.isfinite(linear_outputs(values, np.array([[0.0], [1.0], [1.0]]))).all()


def test_a_linear_rule_is_the_least_squares_fit() -> None:
    generator = np.random.default_rng(2)
    values, targets = generator.normal(size=(40, 5)), generator.normal(size=(40, 2))
    with_ones = np.column_stack((values, np.ones(40)))
    rule = np.linalg.lstsq(with_ones, targets, rcond=None)[0]

    np.testing.assert_allclose(linear_outputs(values, targets), with_ones @ rule, atol=1e-6)


def test_no_line_parts_xor_in_its_inputs_and_one_does_where_units_have_learnt_it() -> None:
    xor = load_dataset("xor")
    either_and_both = Network.from_weights([[[9, 9, -4], [9, 9, -13]], [[9, -9, -4]]])
    hidden = layer_outputs(either_and_both, xor.inputs)[0]

    assert linear_share(xor.inputs, xor) == 0.5
    assert linear_share(hidden, xor) == 1.0


def test_units_that_say_the_same_do_no_harm(xor: Dataset) -> None:
    same = np.repeat(xor.inputs[:, :1], 3, axis=1)

    assert linear_share(same, Dataset.from_arrays(xor.inputs, xor.inputs[:, :1])) == 1.0


def test_of_numbers_it_is_the_share_of_their_variance() -> None:
    inputs = np.array([[-2.0], [-1.0], [0.0], [1.0], [2.0]])
    straight = Dataset.from_arrays(inputs, 3 * inputs + 0.5)
    bowl = Dataset.from_arrays(inputs, inputs**2)

    assert linear_share(inputs, straight) == pytest.approx(1.0)
    assert linear_share(inputs, bowl) == pytest.approx(0.0, abs=1e-9)
    assert linear_share(np.zeros((5, 400)), bowl) is None
