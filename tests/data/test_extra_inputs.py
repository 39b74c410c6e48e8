"""Extra inputs stand after the ones they are made of, under names that say how."""

import numpy as np
import pytest

from tui_nn.config.errors import DataError
from tui_nn.data.extra_inputs import EXTRA_INPUT_NAMES, add_extra_inputs

INPUTS = np.array([[2.0, 3.0, 5.0], [0.5, -1.0, 0.0]])
NAMES = ("x1", "x2", "x3")


def test_all_kinds_stand_in_their_order() -> None:
    inputs, names = add_extra_inputs(INPUTS, NAMES, EXTRA_INPUT_NAMES)
    assert names == (
        *("x1", "x2", "x3"),
        *("x1²", "x2²", "x3²"),
        *("x1·x2", "x1·x3", "x2·x3"),
        *("sin x1", "sin x2", "sin x3"),
        *("cos x1", "cos x2", "cos x3"),
    )
    np.testing.assert_array_equal(inputs[:, :3], INPUTS)
    assert inputs[:, 3:9].tolist() == [[4, 9, 25, 6, 10, 15], [0.25, 1, 0, -0.5, 0, 0]]
    np.testing.assert_array_equal(inputs[:, 9:], np.hstack((np.sin(INPUTS), np.cos(INPUTS))))


def test_the_order_and_number_of_the_toggles_does_not_matter() -> None:
    _, names = add_extra_inputs(INPUTS[:, :1], ("x",), ["cosines", "squares", "cosines"])
    assert names == ("x", "x²", "cos x")


def test_without_a_toggle_nothing_changes() -> None:
    inputs, names = add_extra_inputs(INPUTS, NAMES, ())
    assert inputs is INPUTS
    assert names == NAMES


def test_one_input_has_no_products() -> None:
    inputs, names = add_extra_inputs(INPUTS[:, :1], ("x",), ["products"])
    assert inputs.shape == (2, 1)
    assert names == ("x",)


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    with pytest.raises(DataError, match=r"^there are no extra inputs 'sine'; did you mean 'sines'\?$"):
        add_extra_inputs(INPUTS, NAMES, ["sine"])
    with pytest.raises(DataError, match=r"^there are no extra inputs 'q'; there are squares, products, sines, cosines"):
        add_extra_inputs(INPUTS, NAMES, ["q"])


def test_ten_thousand_columns_are_possible_and_no_more() -> None:
    inputs, names = add_extra_inputs(np.ones((1, 5_000)), ("x",) * 5_000, ["sines"])
    assert inputs.shape == (1, len(names)) == (1, 10_000)
    message = "^products of 141 inputs would make 10,011 columns; at most 10,000 are possible$"
    with pytest.raises(DataError, match=message):
        add_extra_inputs(np.ones((1, 141)), ("x",) * 141, ["products"])


@pytest.mark.parametrize(("kind", "name"), [("squares", "x2²"), ("products", "x2·x3")])
def test_a_number_that_becomes_too_large_is_named(kind: str, name: str) -> None:
    inputs = np.array([[1.0, 2.0, 3.0], [1.0, 1e200, -1e200]])
    with pytest.raises(DataError, match=f"^'{name}' is too large a number in row 2; scale the inputs first$"):
        add_extra_inputs(inputs, NAMES, [kind])
