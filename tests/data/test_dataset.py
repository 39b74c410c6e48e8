"""A data set is checked when it is built and cannot be changed afterwards."""

import copy
import dataclasses
import pickle

import numpy as np
import numpy.typing as npt
import pytest

from tests.data.tables import small as small_table
from tests.data.tables import whole
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Column, Table, number_column


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


def classes_of(*words: str) -> Dataset:
    categories = tuple(sorted(set(words)))
    places = np.array([categories.index(word) for word in words], dtype=np.float64)
    columns = (number_column("a", np.arange(float(len(words)))), Column("y", "category", places, categories))
    return prepare(Table("x", columns, ("y",)), DataConfig())


def test_without_parts_everything_is_for_training() -> None:
    dataset = small()
    assert dataset.training is dataset
    assert dataset.validation is None
    assert dataset.test is None


def test_parts_share_out_the_rows() -> None:
    dataset = dataclasses.replace(small(), parts=np.array([2, 0, 1], dtype=np.int8))
    assert dataset.validation is not None
    assert dataset.test is not None
    assert dataset.training.inputs.tolist() == [[3, 4]]
    assert dataset.validation.inputs.tolist() == [[5, 6]]
    assert dataset.test.targets.tolist() == [[0, 0.5]]
    assert dataset.training is dataset.training
    assert dataset.training.training is dataset.training


def test_parts_need_one_number_a_sample() -> None:
    with pytest.raises(DataError, match="one number for each of the 3 samples"):
        dataclasses.replace(small(), parts=np.array([0, 1], dtype=np.int8))


def test_rows_keep_their_place_in_the_table_through_parts_head_and_pickle() -> None:
    config = DataConfig(missing="drop", validation_share=0.4, split_seed=1)
    dataset = pickle.loads(pickle.dumps(prepare(small_table(), config).head(3)))
    seen = []
    for part in (dataset.training, dataset.validation):
        for row in range(part.samples):
            assert part.shown_target(row) == (f"{part.targets[row, 0]:g}",)
            assert part.shown_inputs(row)[0] == f"{part.inputs[row, 0]:g}"
            seen.append(part.shown_target(row)[0])
    assert sorted(seen) == ["10", "40", "50"]


def test_the_task_is_bits_classes_or_numbers() -> None:
    assert small().task == "numbers"
    assert Dataset.from_arrays([[1], [2]], [0, 1]).task == "bits"
    assert prepare(whole(), DataConfig()).task == "numbers"
    assert prepare(dataclasses.replace(whole(), targets=("bit",)), DataConfig()).task == "bits"
    assert prepare(dataclasses.replace(whole(), targets=("color",)), DataConfig()).task == "classes"
    assert prepare(dataclasses.replace(whole(), targets=("color", "bit")), DataConfig()).task == "numbers"


def test_two_classes_are_told_by_a_threshold() -> None:
    dataset = classes_of("no", "yes", "yes")
    assert (dataset.class_names, dataset.target_names) == (("no", "yes"), ("y=yes",))
    assert dataset.true_classes.tolist() == [0, 1, 1]
    outputs = np.array([[0.2], [0.5], [0.75]])
    assert dataset.chosen_classes(outputs).tolist() == [0, 1, 1]
    assert dataset.chosen_classes(outputs, threshold=0.6).tolist() == [0, 0, 1]
    shares = dataset.class_probabilities(outputs)
    assert shares is not None
    np.testing.assert_allclose(shares, [[0.8, 0.2], [0.5, 0.5], [0.25, 0.75]])
    assert dataset.shown_outputs(np.array([0.03])) == ("no 97%",)
    assert dataset.shown_target(1) == ("yes",)


def test_more_classes_are_told_by_the_largest_output() -> None:
    dataset = classes_of("a", "b", "c", "b")
    assert dataset.target_names == ("y=a", "y=b", "y=c")
    assert dataset.true_classes.tolist() == [0, 1, 2, 1]
    outputs = np.array([[0.1, 0.2, 0.9], [0.6, 0.3, 0.5]])
    assert dataset.chosen_classes(outputs).tolist() == [2, 0]
    assert dataset.class_probabilities(outputs) is outputs
    assert dataset.shown_outputs(outputs[0]) == ("c 90%",)


def test_outputs_that_are_no_shares_have_none() -> None:
    dataset = classes_of("a", "b", "c")
    outputs = np.array([[-3.0, 2.0, 7.0]])
    assert dataset.class_probabilities(outputs) is None
    assert dataset.shown_outputs(outputs[0]) == ("c",)
    assert dataset.shown_outputs(np.full(3, np.nan)) == ("a",)


def test_only_classes_have_classes() -> None:
    assert small().class_names == ()
    with pytest.raises(DataError, match="are no classes"):
        small().true_classes  # noqa: B018  the point of the test


def test_what_is_shown_is_in_the_units_and_words_of_the_file() -> None:
    table = dataclasses.replace(whole(), targets=("price", "color"))
    dataset = prepare(table, DataConfig(scaling="standard", target_scaling="min_max"))
    assert dataset.shown_input_names == ("size", "bit")
    assert dataset.shown_target_names == ("price", "color")
    assert dataset.shown_inputs(4) == ("21.5", "1")
    assert dataset.shown_target(4) == ("50", "blue")
    assert dataset.shown_outputs(np.array([0.5, 0.1, 0.2, 0.97])) == ("30", "red 97%")
    np.testing.assert_allclose(dataset.unscaled_outputs(np.array([[0.25, 0, 1, 0]])), [[20, 0, 1, 0]])


def test_bare_arrays_are_shown_as_they_are() -> None:
    dataset = small()
    assert dataset.shown_input_names == ("a", "b")
    assert dataset.shown_inputs(1) == ("3", "4")
    assert dataset.shown_target(0) == ("0", "0.5")
    assert dataset.shown_outputs(np.array([1 / 3, 2e9])) == ("0.333333", "2e+09")
    assert dataset.unscaled_targets is dataset.targets
