"""A person's table is read exactly, or refused with one line that says what is wrong, where, and what to do."""

import csv
import io
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import content, standard_input
from tui_nn.data.dataset import Dataset
from tui_nn.data.files import read_table
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table


def written(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def loaded(path: str | Path, targets: Sequence[str] = ()) -> Dataset:
    return prepare(read_table(path, targets=targets), DataConfig())


def table(folder: Path, content: str | bytes, **options: object) -> Table:
    return read_table(written(folder, content), DataConfig(**options))  # type: ignore[arg-type]  # any option


def kinds(read: Table) -> dict[str, str]:
    return {column.name: column.kind for column in read.columns}


def refusal(path: Path, *targets: str, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        prepare(read_table(path, DataConfig(**options), targets), DataConfig())  # type: ignore[arg-type]  # any option
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


def test_the_last_column_is_the_target(tmp_path: Path) -> None:
    dataset = loaded(written(tmp_path, "width,height,price\n1,2,3\n4,5,6\n"))
    assert dataset.name == "x.csv"
    assert dataset.input_names == ("width", "height")
    assert dataset.target_names == ("price",)
    assert dataset.inputs.tolist() == [[1, 2], [4, 5]]
    assert dataset.targets.tolist() == [[3], [6]]
    assert dataset.inputs.flags.c_contiguous
    assert not dataset.inputs.flags.writeable


def test_targets_are_the_named_columns_in_that_order(tmp_path: Path) -> None:
    dataset = loaded(written(tmp_path, "a,b,c,d\n1,2,3,4\n5,6,7,8\n"), ["c", "a"])
    assert dataset.target_names == ("c", "a")
    assert dataset.targets.tolist() == [[3, 1], [7, 5]]
    assert dataset.input_names == ("b", "d")
    assert dataset.inputs.tolist() == [[2, 4], [6, 8]]


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    assert loaded(os.fspath(written(tmp_path, "a,b\n1,2\n"))).samples == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", "a,b\n1,2\n3,4\n"),
        ("x.csv", "a,b\n1,2\n3,4"),
        ("x.csv", "a,b\r\n1,2\r\n3,4\r\n"),
        ("x.csv", "a,b\r1,2\r3,4\r"),
        ("x.csv", "\ufeffa,b\n1,2\n3,4\n"),
        ("x.csv", '\ufeff"a","b"\n"1","2"\n"3","4"\n'),
        ("x.csv", "a;b\n1;2\n3;4\n"),
        ("x.csv", "a\tb\n1\t2\n3\t4\n"),
        ("x.tsv", "a\tb\n1\t2\n3\t4\n"),
        ("x.TSV", "a\tb\n1\t2\n3\t4\n"),
        ("x.tsv", "a,b\n1,2\n3,4\n"),
        ("x", "a,b\n1,2\n3,4\n"),
        ("x.csv", "\n\r\n  \na,b\n\n1,2\n \n\n3,4\n\n\n"),
        ("x.csv", "a,b\n 1 , 2\n3,4\t\n"),
        ("x.csv", 'a,b\n"1\n",2\n3,4\n'),
    ],
)
def test_the_common_ways_to_write_a_table_mean_the_same(tmp_path: Path, name: str, content: str) -> None:
    dataset = loaded(written(tmp_path, content, name))
    assert (dataset.input_names, dataset.target_names) == (("a",), ("b",))
    assert dataset.inputs.tolist() == [[1], [3]]
    assert dataset.targets.tolist() == [[2], [4]]


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("x.csv", '"a,1,2";b\n1;2\n', ("a,1,2", "b")),
        ("x.csv", '"a\n,1,,2";"b"\n1;2\n', ("a\n,1,,2", "b")),
        ("x.csv", '"a\r\nb",c\n1,2\n', ("a\r\nb", "c")),
        ("x.tsv", "a,b,c\td\n1\t2\n", ("a,b,c", "d")),
        ("x.csv", 'height (5"),b\n1,2\n', ('height (5")', "b")),
        ("x.csv", '"say ""hi""",b\n1,2\n', ('say "hi"', "b")),
        ("x.csv", "größe,温度\n1,2\n", ("größe", "温度")),
        ("x.csv", " a , b\n1,2\n", ("a", "b")),
        ("x.csv", ",a\n1,2\n", ("column 1", "a")),
        ("x.csv", "a,a\n1,2\n", ("a", "a (2)")),
        ("x.csv", "2020,y\n1,2\n", ("2020", "y")),
        ("x.csv", "\x1b[2J,[b]x[/]\n1,2\n", ("\x1b[2J", "[b]x[/]")),
    ],
)
def test_names_are_those_of_the_file(tmp_path: Path, name: str, content: str, names: tuple[str, ...]) -> None:
    dataset = loaded(written(tmp_path, content, name))
    assert dataset.input_names + dataset.target_names == names
    assert dataset.inputs.tolist() == [[1]]
    assert dataset.targets.tolist() == [[2]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "'x.csv' is empty"),
        ("\ufeff", "'x.csv' is empty"),
        ("\n \r\n\t\n", "'x.csv' is empty"),
        ('""\n', "'x.csv' is empty"),
        ("a,b\n", "'x.csv' has a header but no rows"),
        ("a,b", "'x.csv' has a header but no rows"),
        ("a,b\n\n\n", "'x.csv' has a header but no rows"),
        ("\n\n1.5,,nan\n3,4,5\n", "'x.csv', line 3, column 2 ('column 2'): the cell is empty; 2 cells in all"),
        ("a\n1\n", "'x.csv', line 1: only one column, 'a'"),
        ("a b\n1\n", "'x.csv', line 1: only one column, 'a b'"),
        ("1\n2\n", "'x.csv', line 1: only one column, '1'"),
        ("a,b\n1,2\n3\n", "'x.csv', line 3 has 1 cell where the header names 2 columns"),
        ("a,b\n1,2,3\n", "'x.csv', line 2 has 3 cells where the header names 2 columns"),
        ("a,b\n1,2,\n", "'x.csv', line 2 has 3 cells where the header names 2 columns"),
        ("a,b\n1,x\n", "'x.csv': the target 'b' has only one class, 'x'"),
        ("a,b\n1,2\n3,x\n", "'x.csv', line 3, column 2 ('b'): 'x' is not a number"),
        ("a,b\n1,\n", "'x.csv', line 2, column 2 ('b'): the cell is empty"),
        ("a,b\n,\n", "'x.csv', line 2, column 1 ('a'): the cell is empty"),
        ("a,b,c\n1,2,\n", "'x.csv', line 2, column 3 ('c'): the cell is empty; choose --missing drop, mean, median"),
        ("a,b\r1,2\r\r3,1e400\r", "'x.csv', line 4, column 2 ('b'): '1e400' is not a finite number"),
        ("a,b\n1,-iNf\n", "'x.csv', line 2, column 2 ('b'): '-iNf' is not a finite number"),
        ("a,b\nNaN,1\n", "'x.csv', line 2, column 1 ('a'): 'NaN' is no value; choose --missing drop"),
        ("a,b\n1_000,1\n", "'x.csv', line 2, column 1 ('a'): '1_000' is not a number in plain digits"),
        ("a,b\n1,٣\n", "'x.csv', line 2, column 2 ('b'): '٣' is not a number in plain digits"),
        ("a;b\n1,500;2\n", "'x.csv', line 2, column 1: '1,500' may be 1.500 or 1500; choose --decimal comma"),
        ("a;b\n1,5;2.5\n", "'x.csv', line 2, column 1 ('a'): '1,5' has a comma in it"),
        ("a;b\n1,5;2\n1,234,5;2", "'x.csv', line 3, column 1 ('a'): '1,234,5' is not a number"),
        ('a,b\n"1,5",2\n', "'x.csv', line 2, column 1 ('a'): '1,5' has a comma in it"),
        ('"a\n\n",b\n1,2\n"3\n",4\n5,x\n', "'x.csv', line 7, column 2 ('b'): 'x' is not a number"),
        ('\n\n"a\n",b\n\n1,inf\n', "'x.csv', line 6, column 2 ('b'): 'inf' is not a finite number"),
        ('h (5"),b\n1,2\n\n3,x\n', "'x.csv', line 4, column 2 ('b'): 'x' is not a number"),
        ('a,b\n1,2\n"3,4\n5,6\n', "'x.csv', line 3: the row that begins here cannot be taken apart"),
        ('"a,b\n1,2\n', "'x.csv', line 1: the row that begins here cannot be taken apart"),
        ('a\tb\n"1"x\t2\n', "'x.csv', line 2: the row that begins here cannot be taken apart ('\u2409' expected"),
        ("a,b\n1," + "2" * 140_000, "'x.csv', line 2: the row that begins here cannot be taken apart (field larger"),
        ('a,b\n"' + "1,2\n" * 50_000, "'x.csv', line 2: the row that begins here cannot be taken apart (field larger"),
        ("a," * 10_000 + "b\n", "'x.csv', line 1: 10,001 columns are more than 10,000"),
        ("a,b\n" + "1," * 400_000 + "1\n", "'x.csv', line 2 has 400001 cells where the header names 2 columns"),
        ("a,b\n" + "1" * 1_000_001 + ",2\n", "'x.csv', line 2: the line is longer than 1,000,000 characters"),
        ("a,b\n1,\0\n", "'x.csv', line 2: a NUL byte"),
        ("a,größe\n1,2\n".encode("latin-1"), "'x.csv', line 1, character 5: the byte 0xF6 is not UTF-8"),
        (b"a,b\n1,2\n1,\xa32\n", "'x.csv', line 3, character 3: the byte 0xA3 is not UTF-8; save it as UTF-8"),
        ("a,b\n1,2\n".encode("utf-32"), "'x.csv' is written as UTF-32"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "'x.csv', line 1, character 1: the byte 0x89 is not UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", "'x.csv' begins as an archive and is none"),
        ('"\x1b]52;c;\x07",b\ninf,1\n', "'x.csv', line 2, column 1 ('\u241b]52;c;\u2407'): 'inf' is"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_bad_table_is_refused_where_it_is_bad(tmp_path: Path, content: str | bytes, message: str) -> None:
    refused = refusal(written(tmp_path, content))
    assert refused.startswith(message)
    assert len(refused) < 400
    assert ";" in refused, "every message ends with what to do"


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["prise"], "'x.csv' has no column 'prise'; did you mean 'price'? its columns are 'size', 'age', 'price'"),
        (["age", "age"], "'x.csv': the target 'age' is named twice"),
        (["age", "size", "price"], "'x.csv': every column is a target"),
    ],
)
def test_wrong_targets_are_refused_before_the_rows_are_read(tmp_path: Path, targets: list[str], message: str) -> None:
    assert refusal(written(tmp_path, "size,age,price\nnot,yet,read\n"), *targets).startswith(message)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "there is no file" in refusal(tmp_path / "x.csv")


def test_as_many_columns_as_the_limit_are_read(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(10_000))
    dataset = loaded(written(tmp_path, f"{header}\n{'1,' * 9_999}2\n"))
    assert (dataset.features, dataset.outputs) == (9_999, 1)


def test_a_table_that_does_not_fit_into_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(content, "read_cells", no_memory)
    assert refusal(written(tmp_path, "a,b\n1,2\n")) == (
        "'x.csv' needs more memory than there is; use fewer rows or columns"
    )


# Without quotation marks the other delimiters would be frequent enough to be taken for the one of the file.
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff\t;"), max_size=8)
# Up to Python 3.12 csv quotes no line end but its own when it quotes only what it has to, and cannot read that itself.
WAYS_TO_WRITE = st.sampled_from(
    [(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\r")]
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[float]]]:
    columns = draw(st.integers(2, 5))
    header = [
        f"{name}{number}x" for number, name in enumerate(draw(st.lists(NAMES, min_size=columns, max_size=columns)))
    ]
    rows = draw(st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=1, max_size=8))
    return header, rows


@given(tables(), WAYS_TO_WRITE)
def test_what_csv_writes_is_read_back_bit_for_bit(
    numbers: tuple[list[str], list[list[float]]], way: tuple[Literal[0, 1], str]
) -> None:
    quoting, line_end = way
    header, rows = numbers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=quoting, lineterminator=line_end)
            writer.writerow(header)
            writer.writerows([[repr(number) for number in row] for row in rows])
        dataset = loaded(path)
    together = np.hstack((dataset.inputs, dataset.targets))
    assert together.tobytes() == np.array(rows).tobytes()
    assert list(dataset.input_names + dataset.target_names) == [name.strip() for name in header]


# Pieces that mean something to the reader; joined at random they reach further than random bytes.
SIGNS = [bytes([sign]) for sign in b'ab,;\t\n\r"12.-e_ \0\x1b\xff\xe9']
WORDS = [b"\r\n", b'""', b"nan", b"1e999", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xd9\xa3", b"a,b\n1,2\n"]
FRAGMENTS = st.sampled_from(SIGNS + WORDS)


@given(st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=30).map(b"".join)), st.sampled_from("ct"))
def test_any_bytes_are_a_table_or_refused_with_one_line(content: bytes, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"x.{kind}sv")
        path.write_bytes(content)
        try:
            numbers, message = loaded(path).inputs, ""
        except DataError as error:
            numbers, message = np.zeros(0), str(error)
    assert np.isfinite(numbers).all()
    assert printable(message, 1_000) == message  # neither a second line nor a control character


@pytest.mark.parametrize(
    ("content", "options", "remark"),
    [
        ("a;b\n1;2\n", {}, "semicolons between cells"),
        ("a|b\n1|2\n", {}, "vertical bars between cells"),
        ("a  b\n 1 \t2 \n", {}, "blanks between cells"),
        ("a;b\n1,0;2\n", {}, "decimal comma"),
        ("a;b\n1,000;2\n", {"decimal": "comma"}, "decimal comma"),
        ('a,b\n"1,0",2\n', {"decimal": "comma"}, "decimal comma"),
        ("größe, in m;größe, in cm\n1;2\n", {}, "semicolons between cells"),
        ("a;b;c\n1,0;2,0;\n", {"ignored": ("c",)}, "semicolons between cells"),
        ("1,0;2,0\n1,0;2,0\n", {}, "no header: columns are called column 1, column 2"),
        ("1,2\n", {}, "no header: columns are called column 1, column 2"),
        ("a,b\n1,2\n".encode("utf-16"), {}, "written as UTF-16"),
    ],
)
def test_how_a_file_is_written_is_recognised_and_said(
    tmp_path: Path, content: str | bytes, options: dict[str, object], remark: str
) -> None:
    read = table(tmp_path, content, **options)
    assert remark in read.remarks
    assert [column.values[0] for column in read.columns[:2]] == [1, 2]


def test_a_second_column_of_a_name_is_renamed_and_said(tmp_path: Path) -> None:
    assert table(tmp_path, "a,a,b\n1,2,3\n").remarks == ("another column 'a' is called 'a (2)'",)


def test_a_sign_that_guards_against_spreadsheets_is_taken_off_and_said(tmp_path: Path) -> None:
    read = table(tmp_path, "a,b\n'=x,1\n'tis,2\n")
    assert read.column("a").categories == ("'tis", "=x")
    assert read.remarks == ("the sign ' before = + - @ taken off",)


def test_an_ordinary_file_needs_no_remark(tmp_path: Path) -> None:
    assert table(tmp_path, "a,b\n1,2\n").remarks == ()


def test_a_first_line_of_data_is_not_lost_for_names(tmp_path: Path) -> None:
    assert table(tmp_path, "5.1,setosa\n4.9,setosa\n6,virginica\n").rows == 3
    assert table(tmp_path, "2020,setosa\n4.9,versicolor\n6,virginica\n").names == ("2020", "setosa")
    assert table(tmp_path, "yes,no\nno,yes\n", header="no").rows == 2


def test_names_are_asked_for_where_a_header_is_promised(tmp_path: Path) -> None:
    message = refusal(written(tmp_path, "1,2\n3,4\n"), header="yes")
    assert message.startswith("'x.csv', line 1 holds only numbers where column names should be; ")


def test_kinds_are_recognised(tmp_path: Path) -> None:
    rows = "".join(f"{row},{row % 2},{'no' if row % 3 else 'yes'},person {row},{row % 5}a\n" for row in range(60))
    read = table(tmp_path, "n,bit,smoker,name,code\n" + rows)
    assert kinds(read) == {"n": "number", "bit": "binary", "smoker": "category", "name": "text", "code": "category"}
    assert read.column("smoker").categories == ("no", "yes")
    assert read.column("code").categories == ("0a", "1a", "2a", "3a", "4a")
    assert "column 'name' holds text and is left out" in read.remarks
    assert [column.name for column in read.inputs] == ["n", "bit", "smoker"]


def test_kinds_can_be_chosen(tmp_path: Path) -> None:
    content = "zip,flag,n,y\n007,0,1,3\n010,1,2,4\n"
    read = table(tmp_path, content, kinds=("zip=category", "flag=number", "n=text"))
    assert kinds(read) == {"zip": "category", "flag": "number", "n": "text", "y": "number"}
    assert [read.cell_text(row, "zip") for row in range(2)] == ["007", "010"]
    assert read.column("n").categories == ("1", "2")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ("prise=category",)}, "'x.csv' has no column 'prise'; did you mean 'price'?"),
        ({"kinds": ("price=categry",)}, "there is no kind 'categry'; did you mean 'category'?"),
        ({"kinds": ("price",)}, "'price' names no kind; write it as in zip=category"),
        ({"kinds": ("price=text", "price=number")}, "the column 'price' is given two kinds"),
        ({"ignored": ("prise",)}, "'x.csv' has no column 'prise'; did you mean 'price'?"),
        ({"ignored": ("price", "size")}, "'x.csv': every column is left out"),
        ({"ignored": ("price",)}, "'x.csv': every column is a target"),
        ({"kinds": ("price=binary",)}, "'x.csv', line 2, column 2 ('price'): 2 is neither 0 nor 1"),
    ],
)
def test_a_wrong_choice_is_answered_with_one_line(tmp_path: Path, options: dict[str, object], message: str) -> None:
    assert refusal(written(tmp_path, "size,price\n1,2\n"), **options).startswith(message)


def test_a_text_or_an_ignored_column_cannot_be_a_target(tmp_path: Path) -> None:
    content = "n,name\n" + "".join(f"{row},person {row}\n" for row in range(60))
    path = written(tmp_path, content + "")
    assert "the target 'name' holds 60 different texts; choose another target" in refusal(path, "name")
    assert "'n' is left out and cannot be a target" in refusal(path, "n", ignored=("n",))


def test_an_ignored_column_is_kept_as_it_is_and_not_looked_at(tmp_path: Path) -> None:
    read = table(tmp_path, "id,a,b\n1_000,1,2\n,3,4\n", ignored=("id",))
    assert [column.name for column in read.inputs] == ["a"]
    assert [read.cell_text(row, "id") for row in range(2)] == ["1_000", ""]
    assert read.remarks == ("column 'id' is ignored",)


def test_words_that_come_late_are_read_as_they_stand(tmp_path: Path) -> None:
    numbers = "".join(f"{row % 9:05},1,2\n" for row in range(40_000))
    words = "".join(f"w{row % 3},0,2\n" for row in range(50_000))
    read = table(tmp_path, "code,x,y\n" + numbers + words)
    assert kinds(read) == {"code": "category", "x": "binary", "y": "number"}
    assert [read.cell_text(row, "code") for row in (7, 40_001)] == ["00007", "w1"]


def test_what_is_left_when_all_inputs_are_text_is_said(tmp_path: Path) -> None:
    content = "name,y\n" + "".join(f"person {row},{row}\n" for row in range(60))
    assert refusal(written(tmp_path, content)).startswith(
        "'x.csv': no column is left as an input, since 'name' holds text; choose other targets, or --kinds name=categ"
    )


@pytest.mark.parametrize("missing", ["drop", "mean", "median", "category"])
def test_a_cell_that_is_no_number_is_never_filled(tmp_path: Path, missing: str) -> None:
    for cell in ("inf", "1e400", "1_000", "1,500", "x"):
        message = refusal(written(tmp_path, f'a,b\n1,2\n,3\n"{cell}",4\n5,6\n'), missing=missing)
        assert message.startswith(f"'x.csv', line 4, column 1 ('a'): '{cell}' ")


def test_missing_cells_are_refused_with_the_first_three_places_and_their_number(tmp_path: Path) -> None:
    message = refusal(written(tmp_path, "a,b,c\n1,2,x\n,?,y\n3,NA,\n4,5,none\n"))
    assert message == (
        "'x.csv', line 3, column 1 ('a'): the cell is empty; 5 cells in all have none, the next at "
        "line 3, column 2 ('b') and line 4, column 2 ('b'); choose --missing drop, mean, median or category, "
        "or fill it in"
    )


def test_missing_cells_stay_empty_in_the_table(tmp_path: Path) -> None:
    read = table(tmp_path, "a,b,c\n1,2,x\n,?,y\n3,NA,\n4,5,none\n", missing="mean")
    assert [read.cell_text(1, name) for name in read.names] == ["", "", "y"]
    assert read.column("c").categories == ("x", "y")
    assert "5 cells without a value" in read.remarks


def test_a_word_for_missing_is_a_category_where_a_person_says_so(tmp_path: Path) -> None:
    read = table(tmp_path, "wine,y\nnone,1\nsome,2\n", kinds=("wine=category",))
    assert read.column("wine").categories == ("none", "some")


def test_a_column_without_name_and_values_is_left_out(tmp_path: Path) -> None:
    read = table(tmp_path, "a,b,\n1,2,\n3,4,\n")
    assert (read.targets, [column.name for column in read.inputs]) == (("b",), ["a"])
    assert read.remarks == ("column 'column 3' is empty and is left out",)


class Piped(io.TextIOWrapper):
    def __init__(self, content: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(content))
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def test_standard_input_is_read_once_and_gives_the_same_table_again(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input.standard_input.cache_clear()
    monkeypatch.setattr(sys, "stdin", Piped(b"a;b\n1;2\n"))
    try:
        for _ in range(2):
            read = read_table("-")
            assert (read.name, read.names, read.rows) == ("standard input", ("a", "b"), 1)
    finally:
        standard_input.standard_input.cache_clear()


def test_standard_input_that_is_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input.standard_input.cache_clear()
    monkeypatch.setattr(sys, "stdin", Piped(b"", terminal=True))
    with pytest.raises(DataError, match=r"^standard input is a terminal; send a table to it"):
        read_table("-")


def test_endless_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input.standard_input.cache_clear()
    monkeypatch.setattr(standard_input, "SIZE_LIMIT", 10)
    monkeypatch.setattr(sys, "stdin", Piped(b"a,b\n" + b"1,2\n" * 10))
    with pytest.raises(DataError, match=r"^standard input holds more than "):
        read_table("-")
