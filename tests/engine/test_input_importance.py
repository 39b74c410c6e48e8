"""What inputs are worth: scikit-learn's numbers on the same shuffles, whole columns, and nothing for what is unused."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Column, Table
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.input_importance import permutation_importance, shuffles

ORACLE = "scikit-learn, the oracle of these numbers, is not installed"


def squared(rows: Dataset, outputs: FloatArray) -> float:
    return float(((outputs - rows.targets) ** 2).mean())


def test_they_are_scikit_learns_on_the_same_shuffles() -> None:
    inspection = pytest.importorskip("sklearn.inspection", reason=ORACLE)
    linear = pytest.importorskip("sklearn.linear_model", reason=ORACLE)
    rows = load_data(DataConfig("diabetes"))
    model = linear.LinearRegression().fit(rows.inputs, rows.targets)
    theirs = inspection.permutation_importance(
        model, rows.inputs, rows.targets, scoring="neg_mean_squared_error", n_repeats=3, random_state=5
    )
    # Its shuffles: one seed for all columns; it shuffles an order that is shuffled already, of a column that is, too.
    seed = np.random.RandomState(5).randint(np.iinfo(np.int32).max + 1)
    state, order = np.random.RandomState(seed), np.arange(rows.samples)
    orders = [np.arange(rows.samples)]
    for _ in range(3):
        state.shuffle(order)
        orders.append(orders[-1][order])
    ours = permutation_importance(rows, model.predict, lambda outputs: squared(rows, outputs), np.array(orders[1:]))

    assert ours == pytest.approx(theirs.importances, rel=1e-12, abs=1e-9)


def test_an_input_that_is_not_used_is_worth_exactly_nothing() -> None:
    rows = Dataset.from_arrays(np.random.default_rng(0).normal(size=(50, 2)), np.arange(50.0))
    found = permutation_importance(
        rows, lambda inputs: 3 * inputs[:, :1], lambda outputs: squared(rows, outputs), shuffles(50, 4, seed=0)
    )
    assert found.shape == (2, 4)
    assert (found[1] == 0).all()
    assert (found[0] != 0).all()


def test_a_category_is_shuffled_whole_and_extra_inputs_are_made_of_what_was_shuffled() -> None:
    generator = np.random.default_rng(0)
    colour = Column("colour", "category", generator.integers(3, size=40).astype(float), ("red", "green", "blue"))
    table = Table(
        "rows",
        (colour, Column("x", "number", generator.normal(size=40)), Column("y", "number", np.arange(40.0))),
        ("y",),
    )
    rows = prepare(table, DataConfig(extra_inputs=("squares",)))
    seen: list[FloatArray] = []

    def predict(inputs: FloatArray) -> FloatArray:
        seen.append(inputs)
        return inputs[:, :1]

    permutation_importance(rows, predict, lambda outputs: squared(rows, outputs), shuffles(40, 1, seed=1))
    before, by_colour, by_x = seen
    assert before.shape == (40, 5)
    assert (by_colour[:, :3].sum(axis=1) == 1).all()
    assert (by_colour[:, :3] != before[:, :3]).any()
    assert (by_colour[:, 3:] == before[:, 3:]).all()
    assert (by_x[:, 4] == by_x[:, 3] ** 2).all()
    assert (by_x[:, 3] != before[:, 3]).any()


def test_shuffles_are_the_same_by_seed_and_hold_every_row_once() -> None:
    orders = shuffles(30, 3, seed=7)
    assert (orders == shuffles(30, 3, seed=7)).all()
    assert (np.sort(orders, axis=1) == np.arange(30)).all()
    assert (orders[0] != orders[1]).any()
