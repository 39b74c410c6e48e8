"""A cell is a plain finite number or it is refused by its line, its column and its name."""

import numpy as np
import pytest

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.numbers import CELLS_AT_ONCE, cell_fault, read_numbers


@pytest.mark.parametrize("cell", ["0", "-1", "+2.5", ".5", "5.", "1e5", "1E-400", " 3 ", "\t4", "5\n", "-0.0", "007"])
def test_a_plain_number_has_no_fault(cell: str) -> None:
    assert cell_fault(cell) is None


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("", "the cell is empty"),
        ("  ", "the cell is empty"),
        ("\u00a0", "the cell is empty"),
        ("nan", "'nan' is not a finite number"),
        ("-NaN", "is not a finite number"),
        ("inf", "is not a finite number"),
        (" -Infinity ", "is not a finite number"),
        ("1e400", "'1e400' is not a finite number"),
        ("9" * 400, "is not a finite number"),
        ("1_000", "'1_000' is not a number in plain digits"),
        ("٣", "'٣' is not a number in plain digits"),
        ("１２", "'１２' is not a number in plain digits"),
        ("\u20031", "is not a number in plain digits"),
        ("1,5", "'1,5' has a comma in it; write it with a decimal point and no thousands separators"),
        ("-1,234.5", "has a comma in it"),
        ("yes", "'yes' is not a number; write a number"),
        ("NA", "is not a number; write a number"),
        ("?", "is not a number; write a number"),
        ("0x10", "is not a number; write a number"),
        ("1 000", "is not a number; write a number"),
        ("1+2j", "is not a number; write a number"),
        ("\x1b[31m", "'\u241b[31m' is not a number"),
    ],
)
def test_anything_else_is_named_with_what_to_do(cell: str, part: str) -> None:
    fault = cell_fault(cell)
    assert fault is not None
    assert part in fault
    assert printable(fault, 1_000) == fault
    with pytest.raises(DataError, match=r"^'x\.csv', line 7, column 2 \('b\u2407'\): "):
        read_numbers([(6, ["0", "0"]), (7, ["1", cell])], ["a", "b\x07"], "x.csv")


def test_the_first_mistake_is_the_one_that_is_named() -> None:
    rows = [(2, ["1", "2"]), (3, ["x", "2"]), (4, ["1", "2", "3"])]
    with pytest.raises(DataError, match="line 3, column 1"):
        read_numbers(rows, ["a", "b"], "x.csv")


def test_a_mistake_is_found_wherever_the_cells_are_taken_together() -> None:
    count = CELLS_AT_ONCE
    for wrong in (0, count // 2 - 1, count // 2, count - 1):
        rows = [(line + 2, ["1", "inf" if line == wrong else "2"]) for line in range(count)]
        with pytest.raises(DataError, match=f"line {wrong + 2}, column 2"):
            read_numbers(rows, ["a", "b"], "x.csv")


def test_more_rows_than_are_taken_together_keep_their_order() -> None:
    count = CELLS_AT_ONCE + 7
    table = read_numbers(((line, [str(line), "0"]) for line in range(count)), ["a", "b"], "x.csv")
    np.testing.assert_array_equal(table[:, 0], np.arange(count))


def test_no_rows_are_an_empty_table() -> None:
    assert read_numbers([], ["a", "b"], "x.csv").shape == (0, 2)
