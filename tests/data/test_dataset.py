"""A data set is checked when it is built and cannot be changed afterwards."""

import copy
import dataclasses
import pickle

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset


def small() -> Dataset:
    return Dataset(
        name="small",
        inputs=np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
        targets=np.array([[0.0, 0.5], [1.0, 1.0], [0.0, 0.0]]),
        input_names=("a", "b"),
        target_names=("c", "d"),
        description="three rows",
    )


def test_it_knows_its_sizes() -> None:
    dataset = small()
    assert (dataset.samples, dataset.features, dataset.outputs) == (3, 2, 2)


def test_it_says_which_target_columns_are_binary() -> None:
    assert small().binary_targets == (True, False)


def test_its_representation_is_one_short_line() -> None:
    assert repr(small()) == "Dataset('small', samples=3, features=2, outputs=2)"


def test_its_arrays_are_copies_of_its_own() -> None:
    inputs = np.array([[1.0], [2.0]])
    dataset = Dataset.from_arrays(inputs, [0, 1])
    inputs[0, 0] = 99.0
    assert dataset.inputs[0, 0] == 1.0


def test_its_arrays_are_contiguous_and_float64_whatever_it_was_given() -> None:
    dataset = Dataset.from_arrays(np.asfortranarray(np.ones((4, 3), dtype=np.int8)), np.ones((8, 2), np.float32)[::2])
    for table in (dataset.inputs, dataset.targets):
        assert table.flags.c_contiguous
        assert table.dtype == np.float64


def test_nobody_can_write_into_its_arrays() -> None:
    dataset = small()
    with pytest.raises(ValueError, match="read-only"):
        dataset.inputs[0, 0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        dataset.targets[0, 0] = 1.0


def test_nobody_can_exchange_its_fields() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().name = "other"  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_survives_a_pickle_with_its_arrays_still_read_only(protocol: int) -> None:
    dataset = small()
    again = pickle.loads(pickle.dumps(dataset, protocol))
    np.testing.assert_array_equal(again.inputs, dataset.inputs)
    np.testing.assert_array_equal(again.targets, dataset.targets)
    assert not again.inputs.flags.writeable
    assert not again.targets.flags.writeable
    assert (again.name, again.input_names, again.target_names, again.description) == (
        "small",
        ("a", "b"),
        ("c", "d"),
        "three rows",
    )


def test_a_deep_copy_is_read_only_too() -> None:
    assert not copy.deepcopy(small()).inputs.flags.writeable


def test_it_is_equal_to_itself_alone_and_can_be_a_key() -> None:
    dataset = small()
    assert dataset == dataset
    assert dataset != small()
    assert {dataset: 1}[dataset] == 1


def test_bare_arrays_get_numbered_names() -> None:
    dataset = Dataset.from_arrays([[1, 2], [3, 4]], [[1, 2], [3, 4]])
    assert dataset.name == "arrays"
    assert dataset.input_names == ("input 1", "input 2")
    assert dataset.target_names == ("target 1", "target 2")


def test_a_flat_array_of_targets_is_one_column() -> None:
    dataset = Dataset.from_arrays([[1], [2], [3]], [0, 1, 0])
    assert dataset.targets.shape == (3, 1)
    assert dataset.target_names == ("target 1",)


@pytest.mark.parametrize(
    ("inputs", "targets", "part"),
    [
        ([1, 2], [1, 2], "inputs must have two dimensions"),
        ([[[1]]], [1], "inputs must have two dimensions"),
        ([[1], [2]], [[[1]], [[2]]], "targets must have two dimensions"),
        (3, [1], "inputs must have two dimensions"),
        ([[1], [2]], [1], "inputs have 2 rows, targets 1"),
        (np.empty((0, 2)), np.empty((0, 1)), "inputs have no rows"),
        (np.empty((2, 0)), [1, 2], "inputs have no columns"),
        ([[1], [2]], np.empty((2, 0)), "targets have no columns"),
        ([[1, 2], [3, np.nan]], [1, 2], "inputs, row 2, column 2: nan is not a finite number"),
        ([[1], [2]], [1, -np.inf], "targets, row 2, column 1: -inf is not a finite number"),
        (np.array([[np.finfo(np.longdouble).max]]), [1], "inputs, row 1, column 1"),
        ([[1, 2], [3]], [1, 2], "inputs cannot be read as a table"),
        ([["one"]], [1], "inputs must hold numbers only"),
        ([[1 + 2j]], [1], "inputs must hold numbers only"),
        ([[None]], [1], "inputs must hold numbers only"),
    ],
)
def test_what_is_no_table_of_finite_numbers_is_refused(
    inputs: npt.ArrayLike, targets: npt.ArrayLike, part: str
) -> None:
    with pytest.raises(DataError) as caught:
        Dataset.from_arrays(inputs, targets)
    assert part in str(caught.value)
    assert printable(str(caught.value), 1_000) == str(caught.value)


@pytest.mark.parametrize("names", [(), ("a",), ("a", "b", "c"), "ab"])
def test_each_column_needs_a_name(names: tuple[str, ...]) -> None:
    with pytest.raises(DataError, match="input names"):
        Dataset.from_arrays([[1, 2]], [1], input_names=names)


def test_a_list_of_names_becomes_a_tuple() -> None:
    dataset = Dataset("x", np.ones((1, 2)), np.ones((1, 1)), ["a", "b"], ["c"])  # type: ignore[arg-type]  # a script may
    assert dataset.input_names == ("a", "b")
    assert dataset.target_names == ("c",)
