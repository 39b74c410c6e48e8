"""A table holds what its owner wrote, and nobody can change it."""

import copy
import pickle

import numpy as np
import pytest

from tests.data.tables import small
from tui_nn.config.errors import DataError
from tui_nn.data.table import Column, Table, number_column, number_text, sorted_categories


def test_cells_are_written_as_their_owner_would() -> None:
    table = small()
    assert [table.cell_text(4, name) for name in table.names] == ["21.5", "1", "blue", "50"]
    assert [table.cell_text(row, "size") for row in (0, 1)] == ["1.5", ""]
    assert table.cell_text(2, 2) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (21.5, "21.5"),
        (0.1, "0.1"),
        (-0.0, "-0"),
        (1e30, "1e+30"),
        (1e-7, "1e-07"),
        (123456789.25, "123456789.25"),
    ],
)
def test_a_number_is_written_in_the_fewest_digits_that_mean_it(number: float, text: str) -> None:
    assert number_text(number) == text
    assert float(text) == number


def test_inputs_are_neither_targets_nor_text() -> None:
    table = small(name=Column("name", "text", np.zeros(5), ("Anna",)))
    assert [column.name for column in table.inputs] == ["size", "bit", "color"]
    assert [column.name for column in table.target_columns] == ["price"]
    assert table.rows == 5


def test_a_column_of_0_and_1_alone_is_binary() -> None:
    assert number_column("x", [0, 1, np.nan]).kind == "binary"
    assert number_column("x", [0, 1, 2]).kind == "number"
    assert number_column("x", [np.nan]).kind == "number"


@pytest.mark.parametrize(
    ("words", "ordered"),
    [
        (["10", "9", "1.5"], ("1.5", "9", "10")),
        (["yes", "no"], ("no", "yes")),
        (["True", "False"], ("False", "True")),
        (["on", "off"], ("off", "on")),
        (["positive", "negative"], ("negative", "positive")),
        (["plot 10", "plot 2"], ("plot 2", "plot 10")),
        (["b", "A", "1"], ("1", "A", "b")),
        (["²", "2"], ("2", "²")),
        (["9" * 5_000 + "x", "1x"], ("1x", "9" * 5_000 + "x")),
    ],
)
def test_categories_stand_in_the_order_people_expect(words: list[str], ordered: tuple[str, ...]) -> None:
    assert sorted_categories(words) == ordered


def test_values_are_read_only_even_after_a_pickle() -> None:
    for table in (small(), pickle.loads(pickle.dumps(small())), copy.deepcopy(small())):
        for column in table.columns:
            with pytest.raises(ValueError, match="read-only"):
                column.values[0] = 1
        assert table.cell_text(4, "color") == "blue"
        assert table.targets == ("price",)


def test_a_read_only_array_of_its_own_is_not_copied() -> None:
    values = np.arange(3.0)
    assert not np.shares_memory(Column("x", "number", values).values, values)
    values.setflags(write=False)
    assert Column("x", "number", values).values is values


@pytest.mark.parametrize(
    ("columns", "targets", "message"),
    [
        ((), (), "'x' has no columns"),
        ((number_column("a", [1]), number_column("b", [1, 2])), ("b",), "'x': its columns differ in length"),
        ((number_column("a", [1]), number_column("a", [1])), ("a",), "'x': two columns share a name"),
        ((number_column("price", [1]),), ("prise",), "'x' has no column 'prise'; did you mean 'price'?"),
    ],
)
def test_what_is_no_table_is_refused(columns: tuple[Column, ...], targets: tuple[str, ...], message: str) -> None:
    with pytest.raises(DataError) as caught:
        Table("x", columns, targets)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("values", [[0, 2], [0.5], [-1]])
def test_a_value_without_a_category_is_refused(values: list[float]) -> None:
    with pytest.raises(DataError, match="none of its categories"):
        Column("x", "category", np.array(values, dtype=np.float64), ("a", "b"))
