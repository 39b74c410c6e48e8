"""How a file is written is recognised from its first rows, and never guessed at."""

from collections.abc import Iterator

import pytest

from tui_nn.config.errors import DataError
from tui_nn.data.dialect import FirstLines, delimiter_of, has_decimal_comma, has_header, without_runs_of_blanks


@pytest.mark.parametrize(
    ("rows", "suffix", "delimiter"),
    [
        (["a,b", "1,2"], ".csv", ","),
        (["a;b", "1,5;2,5"], ".csv", ";"),
        (["1,5;2,5"], ".csv", ";"),
        (["2,25\t\n"], ".csv", "\t"),
        (["a;b,c"], ".csv", ","),
        (["1,5;2,5;3,5", "1,5;2,5;3"], ".csv", ";"),
        (["a, b\tc, d\te", "1\t2\t3"], ".csv", "\t"),
        (["a,b,c\td", "1\t2"], ".tsv", "\t"),
        (["a|b", "1|2"], "", "|"),
        (["a|b,c", "1,2"], ".csv", ","),
        (["a||b,c", "1,2"], ".csv", ","),
        (["a;b,c", "1,2"], ".csv", ","),
        (['"a;b;c",d', '"1;2;3",4'], ".csv", ","),
        (["a b", "1 2"], "", " "),
        (["a  b c", " 1\t2  3"], "", " "),
        (["a b", "1"], "", ","),
        (["a"], "", ","),
        ([], "", ","),
    ],
)
def test_what_stands_between_cells(rows: list[str], suffix: str, delimiter: str) -> None:
    assert delimiter_of(rows, suffix) == delimiter


@pytest.mark.parametrize(
    ("first", "following", "header"),
    [
        (["a", "b"], [["1", "2"]], True),
        (["1", "2"], [["3", "4"]], False),
        (["1", "", "-inf"], [["3", "4", "5"]], False),
        (["", ""], [["3", "4"]], True),
        (["2020", "2021", "y"], [["1", "2", "3"]], True),
        (["5.1", "setosa"], [["4.9", "setosa"]], False),
        (["5.1", "setosa"], [["4.9", "other"], ["1"]], True),
        (["a", "b"], [["a", "b"]], True),
    ],
)
def test_whether_names_come_first(first: list[str], following: list[list[str]], *, header: bool) -> None:
    assert has_header(first, following, decimal_comma=False) is header


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (["1,5", "2"], True),
        (["1,500", "0,5"], True),
        (["1234,567"], True),
        (["0,125"], True),
        (["-,5e3"], True),
        (["1,5", "2.5"], False),
        (["1", "2"], False),
        (["1,234,567"], False),
        (["Smith, John"], False),
    ],
)
def test_whether_decimals_have_a_comma(cells: list[str], *, comma: bool) -> None:
    assert has_decimal_comma([(2, cells)], ";", "x.csv") is comma
    assert not has_decimal_comma([(2, cells)], ",", "x.csv")


def test_a_comma_that_may_mean_two_things_is_asked_about() -> None:
    with pytest.raises(
        DataError, match=r"^'x\.csv', line 3, column 2: '1,500' may be 1\.500 or 1500; choose --decimal"
    ):
        has_decimal_comma([(2, ["1", "2"]), (3, ["1", "1,500"])], ";", "x.csv")


def test_lines_that_were_looked_at_are_still_handed_out() -> None:
    lines = ["\n", " \n", "a,b\n", "\n", '"1\n', '2",3\n', *(f"{number},0\n" for number in range(100))]
    first = FirstLines(iter(lines))
    assert first.blank == 2
    assert first.logical[:2] == ["a,b\n", '"1\n2",3\n']
    assert list(first.all_lines()) == lines[2:]


def test_a_fault_further_down_is_raised_where_it_stands() -> None:
    def lines() -> Iterator[str]:
        yield "a,b\n"
        raise DataError("line 2")

    taken = FirstLines(lines()).all_lines()
    assert next(taken) == "a,b\n"
    with pytest.raises(DataError, match="line 2"):
        next(taken)


def test_runs_of_blanks_part_cells_but_not_quoted_text() -> None:
    assert list(without_runs_of_blanks(iter(['  a \t b  "c  d"\r\n', "1\n"]))) == ['a b "c  d"\r\n', "1\n"]
