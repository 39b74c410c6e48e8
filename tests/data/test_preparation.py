"""A table becomes numbers that are finite, and nothing about the rows kept to judge leaks into them."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.tables import small, tables, whole
from tui_nn.config.data_config import MISSING_NAMES, SCALING_NAMES, DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.scaling import fitted
from tui_nn.data.splitting import split_rows
from tui_nn.data.table import Column, Table, number_column


def remarks(dataset: Dataset) -> tuple[str, ...]:
    assert dataset.table is not None
    return dataset.table.remarks


def test_categories_become_one_number_each_and_never_an_order() -> None:
    dataset = prepare(whole(), DataConfig())
    assert dataset.input_names == ("size", "bit", "color=blue", "color=green", "color=red")
    assert dataset.inputs.tolist() == [
        [1.5, 0, 1, 0, 0],
        [2, 1, 0, 1, 0],
        [3, 0, 1, 0, 0],
        [4, 1, 0, 0, 1],
        [21.5, 1, 1, 0, 0],
    ]
    assert dataset.targets.tolist() == [[10], [20], [30], [40], [50]]


def test_two_categories_are_a_single_0_or_1() -> None:
    smoker = Column("color", "category", np.array([0.0, 1, 1, 0, 0]), ("no", "yes"))
    dataset = prepare(whole_with(color=smoker), DataConfig())
    assert dataset.input_names[2:] == ("color=yes",)
    assert dataset.inputs[:, 2].tolist() == [0, 1, 1, 0, 0]


def whole_with(**changes: object) -> Table:
    table = whole()
    return replace(table, columns=tuple(changes.get(column.name, column) for column in table.columns))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("none", [1, 2, 3, 6]),
        ("standard", [(value - 3) / np.sqrt(3.5) for value in (1, 2, 3, 6)]),
        ("min_max", [0, 0.2, 0.4, 1]),
        ("robust", [(value - 2.5) / 2 for value in (1, 2, 3, 6)]),
    ],
)
def test_numbers_are_scaled_by_hand_worked_values(how: str, expected: list[float]) -> None:
    table = Table("x", (number_column("a", [1, 2, 3, 6]), number_column("y", [10, 20, 30, 60])), ("y",))
    dataset = prepare(table, DataConfig(scaling=how, target_scaling=how))
    np.testing.assert_allclose(dataset.inputs[:, 0], expected, rtol=1e-15)
    given_size = 10 if how == "none" else 1
    np.testing.assert_allclose(dataset.targets[:, 0], np.multiply(expected, given_size), rtol=1e-15)
    np.testing.assert_allclose(dataset.unscaled_targets[:, 0], [10, 20, 30, 60], rtol=1e-15)
    assert dataset.shown_target(3) == ("60",)
    assert dataset.shown_outputs(dataset.targets[3]) == ("60",)


def test_bits_and_categories_are_not_scaled() -> None:
    dataset = prepare(whole(), DataConfig(scaling="standard"))
    assert set(np.unique(dataset.inputs[:, 1:])) == {0, 1}


def test_a_constant_column_is_moved_and_said() -> None:
    table = Table("x", (number_column("a", [7, 7]), number_column("y", [2, 3])), ("y",))
    for how in ("standard", "min_max", "robust"):
        dataset = prepare(table, DataConfig(scaling=how))
        assert dataset.inputs.tolist() == [[0], [0]]
        assert remarks(dataset) == ("column 'a' is constant",)


@pytest.mark.parametrize("how", ["standard", "min_max", "robust"])
@pytest.mark.parametrize("size", [1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_scales_hold_for_numbers_of_every_size(how: str, size: float) -> None:
    values = np.array([1.0, 2.0, 4.0, 8.0])
    np.testing.assert_allclose(
        fitted(size * values, how).scaled(size * values), fitted(values, how).scaled(values), rtol=1e-12, atol=1e-15
    )


def test_extra_inputs_are_made_of_scaled_numbers_and_bits_and_stand_last() -> None:
    dataset = prepare(whole(), DataConfig(scaling="min_max", extra_inputs=("squares", "products")))
    assert dataset.input_names[5:] == ("size²", "bit²", "size·bit")
    np.testing.assert_array_equal(dataset.inputs[:, 5], dataset.inputs[:, 0] ** 2)
    np.testing.assert_array_equal(dataset.inputs[:, 7], dataset.inputs[:, 0] * dataset.inputs[:, 1])
    assert dataset.shown_input_names == ("size", "bit", "color")


def test_missing_values_are_refused_with_their_places() -> None:
    with pytest.raises(DataError) as caught:
        prepare(small(), DataConfig())
    assert str(caught.value) == (
        "'small', row 2, column 'size': the cell has no value; 2 cells in all have none, the next at "
        "row 3, column 'color'; choose --missing drop, mean, median or category, or fill it in"
    )


def test_rows_with_missing_values_are_dropped_and_counted() -> None:
    dataset = prepare(small(), DataConfig(missing="drop"))
    assert dataset.targets[:, 0].tolist() == [10, 40, 50]
    assert [dataset.shown_inputs(row)[0] for row in range(3)] == ["1.5", "4", "21.5"]
    assert remarks(dataset) == ("2 rows with missing cells dropped",)


@pytest.mark.parametrize(("missing", "filling"), [("mean", 7.5), ("median", 3.5), ("category", 7.5)])
def test_missing_numbers_are_filled_and_missing_words_a_category(missing: str, filling: float) -> None:
    dataset = prepare(small(), DataConfig(missing=missing))
    assert dataset.inputs[1, 0] == filling
    assert dataset.input_names[-1] == "color=missing"
    assert dataset.inputs[:, -1].tolist() == [0, 0, 1, 0, 0]
    assert dataset.shown_inputs(1)[0] == f"{filling:g}"
    assert dataset.shown_inputs(2)[2] == "missing"
    how = "median" if missing == "median" else "mean"
    assert remarks(dataset) == (
        f"1 missing cell of 'size' filled with the {how} of the training rows, {filling:g}",
        "1 missing cell of 'color' made a category of their own, 'missing'",
    )


@pytest.mark.parametrize("missing", ["drop", "mean", "median", "category"])
def test_a_row_without_a_target_is_always_left_out(missing: str) -> None:
    table = whole_with(price=number_column("price", [10, np.nan, 30, 40, 50]))
    dataset = prepare(table, DataConfig(missing=missing))
    assert dataset.targets[:, 0].tolist() == [10, 30, 40, 50]
    assert remarks(dataset) == ("1 row without a target left out",)


def any_table(rows: int, seed: int = 0) -> Table:
    generator = np.random.default_rng(seed)
    numbers = generator.normal(3, 2, (rows, 3))
    numbers[generator.random((rows, 3)) < 0.1] = np.nan
    words = Column("color", "category", generator.integers(0, 3, rows).astype(np.float64), ("blue", "green", "red"))
    inputs = [number_column(f"x{index}", numbers[:, index]) for index in range(3)]
    return Table("x", (*inputs, words, number_column("y", generator.normal(0, 5, rows))), ("y",))


@pytest.mark.parametrize("scaling", SCALING_NAMES)
@pytest.mark.parametrize("missing", ["mean", "median", "category"])
def test_nothing_leaks_from_the_rows_that_are_kept_to_judge(scaling: str, missing: str) -> None:
    config = DataConfig(
        missing=missing, scaling=scaling, target_scaling=scaling, validation_share=0.2, test_share=0.2, split_seed=4
    )
    table = any_table(50)
    before = prepare(table, config)
    assert before.parts is not None
    kept = before.parts != 0
    changed = []
    for column in table.columns:
        values = column.values.copy()
        values[kept] = 2 if column.in_words else 1e6 * (1 + np.arange(kept.sum()))
        changed.append(replace(column, values=values))
    after = prepare(replace(table, columns=tuple(changed)), config)
    np.testing.assert_array_equal(after.parts, before.parts)
    assert after.training.inputs.tobytes() == before.training.inputs.tobytes()
    assert after.training.targets.tobytes() == before.training.targets.tobytes()
    assert after.encoding == before.encoding


def test_a_dropped_row_is_in_no_part() -> None:
    dataset = prepare(any_table(50), DataConfig(missing="drop", test_share=0.3))
    assert dataset.test is not None
    assert dataset.training.samples + dataset.test.samples == dataset.samples < 50


@pytest.mark.parametrize("counts", [(50, 50), (90, 10), (33, 33, 34), (5, 5, 5, 5), (3, 2, 1)])
@pytest.mark.parametrize(("validation", "test"), [(0.2, 0.2), (0.25, 0.0), (0.0, 0.5), (0.1, 0.3)])
def test_each_class_is_split_by_the_same_shares(counts: tuple[int, ...], validation: float, test: float) -> None:
    classes = np.repeat(np.arange(len(counts)), counts)
    parts = split_rows(len(classes), validation, test, 3, classes)
    assert parts is not None
    for number, count in enumerate(counts):
        of_class = np.bincount(parts[classes == number], minlength=3)
        assert abs(of_class[1] - validation * count) <= 1
        assert abs(of_class[2] - test * count) <= 1
        assert of_class[0] >= 1


def test_the_numbers_of_rows_are_those_of_the_shares() -> None:
    parts = split_rows(1_000, 0.2, 0.1, 0)
    assert parts is not None
    assert np.bincount(parts).tolist() == [700, 200, 100]


def test_the_seed_decides_the_parts() -> None:
    first, same, other = (split_rows(100, 0.5, 0.0, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert (np.asarray(first) != np.asarray(other)).any()


def test_a_row_is_always_left_to_learn_from() -> None:
    parts = split_rows(2, 0.49, 0.49, 0)
    assert parts is not None
    assert (parts == 0).any()
    assert "too few rows for a test part" in remarks(prepare(whole(), DataConfig(test_share=0.01)))


def test_shares_that_leave_nothing_are_refused() -> None:
    with pytest.raises(DataError, match=r"^validation share 0\.5 and test share 0\.5 leave no rows for training; "):
        prepare(whole(), DataConfig(validation_share=0.5, test_share=0.5))


def test_a_category_for_every_row_is_refused_before_it_takes_the_memory() -> None:
    rows = 20_000
    words = Column("id", "category", np.arange(float(rows)), tuple(f"p{row}" for row in range(rows)))
    table = Table("x", (words, number_column("y", np.arange(float(rows)))), ("y",))
    with pytest.raises(DataError, match=r"^'x' would become 20,000 columns .* the 20,000 categories of 'id'; ignore"):
        prepare(table, DataConfig())


def test_a_target_with_one_class_is_refused() -> None:
    table = Table("x", (number_column("a", [1, 2]), Column("y", "category", np.zeros(2), ("only",))), ("y",))
    with pytest.raises(DataError, match="has only one class, 'only'"):
        prepare(table, DataConfig())


SHARES = st.sampled_from([0.0, 0.1, 0.3])
CONFIGS = st.builds(
    DataConfig,
    missing=st.sampled_from(MISSING_NAMES),
    scaling=st.sampled_from(SCALING_NAMES),
    target_scaling=st.sampled_from(SCALING_NAMES),
    extra_inputs=st.sampled_from([(), ("squares", "products"), ("sines", "cosines")]),
    validation_share=SHARES,
    test_share=SHARES,
    split_seed=st.integers(0, 5),
)


@settings(max_examples=300, deadline=None)
@given(tables(), CONFIGS)
def test_any_table_becomes_finite_numbers_or_one_line(table: Table, config: DataConfig) -> None:
    message = ""
    try:
        dataset = prepare(table, config)
    except DataError as error:
        message = str(error)
    assert printable(message, 1_000) == message
    if message:
        assert config.missing == "refuse" or "no row is left" in message or "too " in message
        return
    for part in (dataset.training, dataset.validation, dataset.test):
        if part is not None:
            assert np.isfinite(part.inputs).all()
            assert np.isfinite(part.targets).all()
            for row in range(part.samples):
                assert all(part.shown_inputs(row))
                assert all(part.shown_target(row))
    again = pickle.loads(pickle.dumps(dataset))
    assert again.inputs.tobytes() == dataset.inputs.tobytes()
    assert again.shown_target(0) == dataset.shown_target(0)
