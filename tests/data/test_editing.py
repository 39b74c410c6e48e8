"""A table is changed by making another one, and what is saved is read back the same."""

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.tables import small
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.data.editing import (
    empty_table,
    table_of,
    to_csv,
    truth_table,
    with_cell,
    with_row_added,
    with_row_copied,
    without_rows,
)
from tui_nn.data.files import read_table
from tui_nn.data.table import Column, Table, number_column


def texts(table: Table, name: str) -> list[str]:
    return [table.cell_text(row, name) for row in range(table.rows)]


def reread(table: Table, **options: object) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_text(to_csv(table), encoding="utf-8", newline="")
        return read_table(path, DataConfig(**options))  # type: ignore[arg-type]  # any option


def test_a_number_is_exchanged_and_the_old_table_stays() -> None:
    before = small()
    after = with_cell(before, 0, "price", " 21.5 ")
    assert (texts(after, "price")[0], texts(before, "price")[0]) == ("21.5", "10")


def test_a_word_is_found_or_becomes_a_category() -> None:
    after = with_cell(small(), 0, "color", "red")
    assert texts(after, "color") == ["red", "green", "", "red", "blue"]
    after = with_cell(small(), 0, "color", "brown")
    assert after.column("color").categories == ("blue", "brown", "green", "red")
    assert texts(after, "color") == ["brown", "green", "", "red", "blue"]


def test_bits_are_bits_for_as_long_as_they_are_all_0_or_1() -> None:
    table = with_cell(truth_table(2, 1), 3, "result", "0.9")
    assert table.column("result").kind == "number"
    assert with_cell(table, 3, "result", "1").column("result").kind == "binary"


@pytest.mark.parametrize("text", ["x", "inf", "nan", "1_000", "1e400", "1,5"])
def test_a_number_column_takes_nothing_else(text: str) -> None:
    with pytest.raises(DataError, match=r"^row 1, column 'price': '.*; type a number such as 0.5$"):
        with_cell(small(), 0, "price", text)


def test_an_empty_cell_is_refused_unless_missing_values_are_allowed() -> None:
    with pytest.raises(DataError, match=r"^row 1, column 'price': the cell needs a value; "):
        with_cell(small(), 0, "price", " ")
    assert texts(with_cell(small(), 0, "price", "", missing_allowed=True), "price")[0] == ""
    assert texts(with_cell(small(), 0, "color", "", missing_allowed=True), "color")[0] == ""


def test_rows_are_added_copied_and_taken_out() -> None:
    table = small()
    added = with_row_added(table, 1)
    assert added.rows == 6
    assert [added.cell_text(2, name) for name in added.names] == ["0", "0", "blue", "0"]
    assert texts(with_row_added(table, -1), "price") == ["0", "10", "20", "30", "40", "50"]
    assert texts(with_row_copied(table, 1), "color") == ["blue", "green", "green", "", "red", "blue"]
    assert texts(without_rows(table, [0, 3]), "price") == ["20", "30", "50"]
    assert table.rows == 5


def test_the_last_row_stays() -> None:
    with pytest.raises(DataError, match=r"^the last row cannot be taken out"):
        without_rows(small(), range(5))


@pytest.mark.parametrize("row", [-2, 5])
def test_a_row_that_is_not_there_is_refused(row: int) -> None:
    for change in (with_row_added, with_row_copied, lambda table, row: without_rows(table, [row])):
        with pytest.raises(DataError, match=r"^'small' has no row .*; it has 5 rows$"):
            change(small(), row)
    with pytest.raises(DataError, match="has no row"):
        with_cell(small(), row, "price", "1")


def test_a_truth_table_counts_up() -> None:
    table = truth_table(2, 2)
    assert (table.names, table.targets) == (("a", "b", "result 1", "result 2"), ("result 1", "result 2"))
    assert [texts(table, name) for name in table.names[:2]] == [["0", "0", "1", "1"], ["0", "1", "0", "1"]]
    assert all(column.kind == "binary" for column in table.columns)
    assert truth_table(1, 1).targets == ("result",)
    assert empty_table(3, 1).rows == 1


@pytest.mark.parametrize("counts", [(0, 1), (11, 1), (2, 0), (2, 27)])
def test_a_truth_table_has_its_limits(counts: tuple[int, int]) -> None:
    with pytest.raises(DataError, match="has from 1 to"):
        truth_table(*counts)


def test_a_gate_and_bare_arrays_are_tables_too() -> None:
    table = table_of(load_dataset("half-adder"))
    assert (table.names, table.targets) == (("a", "b", "sum", "carry"), ("sum", "carry"))
    arrays = table_of(Dataset.from_arrays([[0.5], [1.0]], [0, 1]))
    assert [column.kind for column in arrays.columns] == ["number", "binary"]
    assert texts(arrays, "input 1") == ["0.5", "1"]


FORMULAS = ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "'=x", "''-x", "=a\nb", "-1+2", " =1"]


@pytest.mark.parametrize("word", FORMULAS)
def test_no_word_and_no_name_is_a_formula_to_a_spreadsheet(word: str) -> None:
    columns = (Column(word, "category", np.array([0.0, 1]), (word, "plain")), number_column("y", [-1, 2]))
    table = Table("x", columns, ("y",))
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert rows[0][0] == rows[1][0] == "'" + word
    assert [row[1] for row in rows[1:]] == ["-1", "2"]
    again = reread(table)
    assert again.names[0] == word.strip()  # blanks around a name are not part of it
    assert texts(again, word.strip()) == [word, "plain"]


def test_numbers_and_words_that_are_numbers_stay_as_they_are() -> None:
    columns = (Column("z", "category", np.array([0.0, 1]), ("-5", "007")), number_column("y", [-1.5, 2]))
    assert to_csv(Table("x", columns, ("y",))) == "z,y\r\n-5,-1.5\r\n007,2\r\n"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1, max_size=6).map(
    lambda word: f"w{word}x"
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(NUMBERS, WORDS, st.integers(0, 1)), min_size=2, max_size=8), WORDS)
def test_what_is_saved_is_read_back_the_same(rows: list[tuple[float, str, int]], name: str) -> None:
    numbers, words, bits = zip(*rows, strict=True)
    categories = tuple(dict.fromkeys(words))
    places = np.array([categories.index(word) for word in words], dtype=np.float64)
    columns = (number_column("n", numbers), Column(name, "category", places, categories), number_column("y", bits))
    table = Table("x", columns, ("y",))
    again = reread(table, delimiter="comma")
    assert again.names == table.names
    assert again.column("n").values.tobytes() == table.column("n").values.tobytes()
    assert texts(again, name) == list(words)
    assert texts(again, "y") == [str(bit) for bit in bits]
    assert [column.kind for column in again.columns[1:]] == ["category", "binary"]


def test_missing_cells_are_saved_empty() -> None:
    again = reread(small(), missing="mean")
    assert [texts(again, name) for name in again.names] == [texts(small(), name) for name in small().names]
