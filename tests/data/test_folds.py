"""Folds: every row once, sizes and classes alike, and nothing measured on rows that are kept apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.folds import FoldedRows, FoldPlan, fold_numbers
from tui_nn.data.preparation import prepare
from tui_nn.data.splitting import TEST
from tui_nn.data.table import Column, Table

ORACLE = "scikit-learn, the oracle of these guarantees, is not installed"


@given(st.lists(st.integers(0, 4), min_size=2, max_size=60), st.integers(2, 60), st.integers(0, 9))
def test_sizes_and_the_rows_of_each_class_differ_by_one_at_most(given: list[int], folds: int, seed: int) -> None:
    classes = np.array(given)
    folds = min(folds, len(classes))
    numbers = fold_numbers(len(classes), folds, seed, classes=classes)

    sizes = np.bincount(numbers, minlength=folds)
    assert sizes.max() - sizes.min() <= 1
    for each in range(5):
        counts = np.bincount(numbers[classes == each], minlength=folds)
        assert counts.max() - counts.min() <= 1


def test_the_counts_are_those_of_scikit_learns_stratified_folds() -> None:
    selection = pytest.importorskip("sklearn.model_selection", reason=ORACLE)
    classes = np.repeat([0, 1, 2], (23, 31, 9))
    ours = fold_numbers(63, 4, seed=1, classes=classes)
    theirs = np.empty(63, dtype=np.int64)
    for fold, (_, test) in enumerate(
        selection.StratifiedKFold(4, shuffle=True, random_state=1).split(classes, classes)
    ):
        theirs[test] = fold
    for numbers in (ours, theirs):
        table = np.array([np.bincount(numbers[classes == each], minlength=4) for each in range(3)])
        assert (np.ptp(table, axis=1) <= 1).all()
    assert sorted(np.bincount(ours)) == sorted(np.bincount(theirs))


def test_another_seed_or_repeat_parts_otherwise_and_the_same_one_alike() -> None:
    first = fold_numbers(40, 5, seed=1)
    assert (first == fold_numbers(40, 5, seed=1)).all()
    assert (first != fold_numbers(40, 5, seed=2)).any()
    assert (first != fold_numbers(40, 5, seed=1, repeat=1)).any()


def test_every_row_is_kept_apart_once_in_each_repeat() -> None:
    parts = FoldPlan(3, 2).parts(10, seed=0, classes=None)
    assert [repeat for repeat, _ in parts] == [0, 0, 0, 1, 1, 1]
    for repeat in (0, 1):
        apart = sum((each == TEST).astype(int) for number, each in parts if number == repeat)
        assert (apart == 1).all()
    assert len(FoldPlan(None).parts(10, seed=0, classes=None)) == 10


def test_the_first_holdout_is_the_test_part_of_the_same_seed_and_each_has_its_share_of_each_class() -> None:
    config = DataConfig("iris", split_seed=3)
    parts = folded(load_data(config), config, FoldPlan(holdout=0.2, repeats=3)).parts
    alone = load_data(replace(config, test_share=0.2)).parts
    assert alone is not None
    assert (parts[0][1] == alone).all()
    assert (parts[1][1] != parts[0][1]).any()
    classes = load_data(config).true_classes
    assert all(np.bincount(classes[each == TEST]).tolist() == [10, 10, 10] for _, each in parts)


def folded(dataset: Dataset, config: DataConfig, plan: FoldPlan) -> FoldedRows:
    return FoldedRows.of(dataset, config, plan)


def table(scale: float) -> Table:
    """Thirty rows; those that fold 0 keeps apart are multiplied, and some of their cells are missing."""
    generator = np.random.default_rng(0)
    values = generator.normal(size=30)
    values[[3, 4]] = np.nan
    apart = fold_numbers(30, 3, seed=0) == 0
    values[apart] *= scale
    target = np.where(apart, scale * np.arange(30.0), np.arange(30.0))
    return Table("rows", (Column("x", "number", values), Column("y", "number", target)), ("y",))


def test_whatever_stands_in_rows_kept_apart_changes_nothing_of_what_is_learned_from() -> None:
    config = DataConfig(missing="mean", scaling="standard", target_scaling="min_max", validation_share=0.2)
    learned = []
    for scale in (1.0, 1000.0):
        rows = folded(prepare(table(scale), replace(config, validation_share=0.0)), config, FoldPlan(3))
        dataset = rows.dataset(0)
        assert dataset.test is not None
        assert dataset.validation is not None
        assert dataset.test.samples == 10
        learned.append((dataset.training, dataset.validation))
    for ours, others in zip(*learned, strict=True):
        assert ours.inputs.tobytes() == others.inputs.tobytes()
        assert ours.targets.tobytes() == others.targets.tobytes()
    training = learned[0][0]
    assert training.inputs.mean() == pytest.approx(0, abs=1e-12)
    assert training.inputs.std() == pytest.approx(1)


def test_rows_for_the_test_take_no_part() -> None:
    config = DataConfig("iris", test_share=0.2)
    whole = load_data(config)
    rows = folded(whole, config, FoldPlan(5))
    assert rows.left_out == 30
    assert rows.stratified
    assert whole.test is not None
    tested = {tuple(row) for row in whole.test.inputs}
    first = rows.dataset(0)
    assert first.samples == 120
    outside = sum(tuple(row) not in tested for row in whole.training.inputs)
    assert sum(tuple(row) not in tested for row in first.inputs) == outside


@pytest.mark.parametrize(
    ("plan", "complaint"),
    [
        (lambda: FoldPlan(1), "2 folds or more"),
        (lambda: FoldPlan(5).parts(4, 0, None), "from 2 to 4"),
        (lambda: FoldPlan(holdout=1.0), "below 1"),
        (lambda: FoldPlan(holdout=0.01).parts(4, 0, None), "hold out more"),
        (lambda: FoldPlan(repeats=0), "repeats"),
    ],
)
def test_what_cannot_be_parted_is_refused_in_words(plan: object, complaint: str) -> None:
    assert callable(plan)
    with pytest.raises(ConfigError, match=complaint):
        plan()
