"""One name is enough to get data, and a wrong one is answered with what there is."""

import re
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.catalog import (
    ROWS_KEY,
    BuiltinDataset,
    builtin_datasets,
    is_builtin,
    load_data,
    load_dataset,
    load_table,
)
from tui_nn.data.shapes import SHAPES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the test stands, and which is its home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("builtin", builtin_datasets(), ids=lambda builtin: str(builtin.name))
def test_every_built_in_data_set_is_what_the_list_says(builtin: BuiltinDataset) -> None:
    dataset = load_dataset(builtin.name)
    assert dataset.name == builtin.name
    assert dataset.description == builtin.description
    assert (dataset.features, dataset.outputs, dataset.samples) == (builtin.inputs, builtin.targets, builtin.rows)


@pytest.mark.parametrize("name", ["xor", "XOR", "Xor", "Parity-3", "half-adder"])
def test_a_built_in_name_may_be_written_in_capitals(name: str) -> None:
    assert is_builtin(name)
    assert load_dataset(name).name == name.lower()


@pytest.mark.parametrize("name", ["", "xo", "xor.csv", "./xor", "parity", "parity-11", "parity-02", " xor"])
def test_other_names_are_not_built_in(name: str) -> None:
    assert not is_builtin(name)


def test_a_built_in_name_wins_over_a_file(folder: Path) -> None:
    (folder / "xor").write_text("p,q\n5,6\n")
    assert load_dataset("xor").samples == 4
    assert load_dataset("./xor").input_names == ("p",)
    assert load_dataset(Path("xor")).input_names == ("p",)


@pytest.mark.parametrize("name", ["mine", "mine.csv", "parity-11", "~mine", "./mine", "sub/mine"])
def test_an_existing_file_is_read_whatever_it_is_called(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / name).write_text("p,q\n5,6\n")
    assert load_dataset(name).targets.tolist() == [[6]]


def test_a_file_at_home_may_be_written_with_a_tilde(folder: Path) -> None:
    (folder / "mine.csv").write_text("p,q\n5,6\n")
    assert load_dataset("~/mine.csv").name == "mine.csv"


def test_targets_are_chosen_in_a_file(folder: Path) -> None:
    (folder / "mine.csv").write_text("p,q\n5,6\n")
    assert load_dataset("mine.csv", ["p"]).targets.tolist() == [[5]]


def test_targets_may_be_chosen_among_the_columns_of_a_built_in_data_set() -> None:
    dataset = load_dataset("half-adder", ["carry", "a"])
    assert dataset.target_names == ("carry", "a")
    assert dataset.input_names == ("b", "sum")
    assert dataset.targets.tolist() == [[0, 0], [0, 0], [0, 1], [1, 1]]
    assert dataset.inputs.tolist() == [[0, 0], [1, 1], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("name", "targets", "message"),
    [
        ("xor", ["c"], "'xor' has no column 'c'; its columns are 'a', 'b', 'result'"),
        ("half-adder", ["cary"], "'half-adder' has no column 'cary'; did you mean 'carry'? its columns are "),
        ("xor", ["a", "a"], "'xor': the target 'a' is named twice"),
        ("xor", ["a", "b", "result"], "'xor': every column is a target"),
        ("xro", (), "there is no built-in data set and no file 'xro'; did you mean "),
        ("qqqq", (), "there is no built-in data set and no file 'qqqq'; 'tui-nn datasets' lists what is built in"),
        ("", (), "there is no built-in data set and no file ''; 'tui-nn datasets' lists"),
        ("\x1b\n", (), "there is no built-in data set and no file '\u241b\u240a'"),
        ("x" * 5_000, (), "there is no built-in data set and no file 'xxxx"),
        ("parity-11", (), "there is no 'parity-11': parity-N is built in for every N from 1 to 10"),
        ("Parity-0", (), "there is no 'Parity-0': parity-N is built in for every N from 1 to 10"),
        ("parity", (), "there is no 'parity': parity-N is built in for every N from 1 to 10"),
        ("majority-4", (), "there is no 'majority-4': majority-N is built in for the odd N from 3 to 9"),
        ("majority-11", (), "there is no 'majority-11': majority-N is built in for the odd N from 3 to 9"),
        ("blobs-11", (), "there is no 'blobs-11': blobs-N is built in for every N from 2 to 10"),
        ("irsi", (), "there is no built-in data set and no file 'irsi'; did you mean 'iris'?"),
        ("xro.csv", (), "there is no file 'xro.csv'"),
        ("sub/xor", (), "there is no file 'sub/xor'"),
        (".", (), "'.' is a directory"),
    ],
    ids=lambda part: str(part)[:40],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_loaded_is_answered_with_one_line(name: str, targets: list[str], message: str) -> None:
    with pytest.raises(DataError, match=f"^{re.escape(message)}") as caught:
        load_dataset(name, targets)
    assert printable(str(caught.value), 1_000) == str(caught.value)
    assert len(str(caught.value)) < 300


def test_no_name_stands_in_the_list_twice() -> None:
    names = [builtin.name for builtin in builtin_datasets()]
    assert len(set(names)) == len(names) == (16 + 10 + 4 + 2 + 3) + (8 + 9 + 5) + 5


def test_a_list_says_where_measured_data_are_from() -> None:
    by_kind = {builtin.name: builtin for builtin in builtin_datasets()}
    assert (by_kind["xor"].kind, by_kind["spiral"].kind, by_kind["iris"].kind) == ("truth table", "shape", "sample")
    assert all(
        (builtin.kind == "sample") == bool(builtin.source) == bool(builtin.licence) for builtin in by_kind.values()
    )


def test_a_gate_is_its_truth_table_whatever_scaling_is_chosen() -> None:
    dataset = load_data(DataConfig(source="xor", scaling="standard", noise=0.5, missing="mean"))
    assert dataset.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert dataset.targets.tolist() == [[0], [1], [1], [0]]
    assert (dataset.input_names, dataset.target_names, dataset.task) == (("a", "b"), ("result",), "bits")


def test_a_shape_is_drawn_as_asked() -> None:
    shape = SHAPES["rings"]
    generator = np.random.default_rng(np.random.SeedSequence(7, spawn_key=(ROWS_KEY,)))
    inputs, classes = shape.make(90, 0.25, generator)
    dataset = load_data(DataConfig(source="rings", samples=90, noise=0.25, seed=7))
    np.testing.assert_array_equal(dataset.inputs, inputs)
    np.testing.assert_array_equal(dataset.true_classes, classes)
    assert dataset.class_names == shape.class_names
    assert dataset.target_names == ("class=ring 1", "class=ring 2", "class=ring 3")


def test_columns_of_a_sample_are_chosen_like_those_of_a_file() -> None:
    dataset = load_data(DataConfig(source="iris", targets=("petal width (cm)",), ignored=("petal length (cm)",)))
    assert dataset.task == "numbers"
    assert dataset.shown_input_names == ("sepal length (cm)", "sepal width (cm)", "species")
    assert dataset.input_names[2:] == ("species=setosa", "species=versicolor", "species=virginica")
    with pytest.raises(DataError, match=r"^'iris' has no column 'specie'; did you mean 'species'"):
        load_table(DataConfig(source="iris", ignored=("specie",)))
    with pytest.raises(DataError, match=r"^'iris': 'species' is left out and cannot be a target"):
        load_table(DataConfig(source="iris", ignored=("species",)))


def test_a_label_is_what_the_data_are_called() -> None:
    assert load_data(DataConfig(source="xor", label="either")).name == "either"
