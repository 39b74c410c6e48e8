"""A cell is a plain finite number, or a missing one, or it is refused with what to do."""

import pytest

from tui_nn.config.plain_text import printable
from tui_nn.data.numbers import cell_fault, is_missing, looks_like_number, plain_number


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
        ("1,5", "'1,5' has a comma in it; write it with a decimal point and no thousands separators, or "),
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
    assert plain_number(cell) is None


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "NULL", "None", "?", "-", "nan", "-NaN"])
def test_the_usual_words_stand_for_a_missing_value(cell: str) -> None:
    assert is_missing(cell)
    assert plain_number(cell) is None


@pytest.mark.parametrize("cell", ["0", "no", "x", "nano", "--", "inf"])
def test_other_words_do_not(cell: str) -> None:
    assert not is_missing(cell)


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e400", "1_000", "1,500", "1.234,5", "٣"])
def test_what_was_meant_as_a_number_is_no_word(cell: str) -> None:
    assert looks_like_number(cell)
    assert plain_number(cell) is None


@pytest.mark.parametrize("cell", ["red", "01.02.2024", "1.2.3", ",", ".", "a,b", "12 cm", "2024-01-02"])
def test_words_and_dates_are_not_taken_for_numbers(cell: str) -> None:
    assert not looks_like_number(cell)


@pytest.mark.parametrize(("cell", "number"), [("1,5", 1.5), ("-,5", -0.5), (" 2 ", 2.0), ("1,5e3", 1500.0)])
def test_a_decimal_comma_is_read_where_it_is_the_sign_of_the_file(cell: str, number: float) -> None:
    assert plain_number(cell, decimal_comma=True) == number


@pytest.mark.parametrize("cell", ["1.5", "1.500", "1.500,25", "1,2,3"])
def test_a_point_beside_decimal_commas_is_never_guessed_at(cell: str) -> None:
    assert plain_number(cell, decimal_comma=True) is None
    assert cell_fault(cell, decimal_comma=True) is not None
