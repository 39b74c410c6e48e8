"""A person's table is read exactly, or refused with one line that says what is wrong, where, and what to do."""

import csv
import os
import tempfile
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import files
from tui_nn.data.files import read_table


def written(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, *targets: str) -> str:
    with pytest.raises(DataError) as caught:
        read_table(path, targets)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


def test_the_last_column_is_the_target(tmp_path: Path) -> None:
    dataset = read_table(written(tmp_path, "width,height,price\n1,2,3\n4,5,6\n"))
    assert dataset.name == "x.csv"
    assert dataset.input_names == ("width", "height")
    assert dataset.target_names == ("price",)
    assert dataset.inputs.tolist() == [[1, 2], [4, 5]]
    assert dataset.targets.tolist() == [[3], [6]]
    assert dataset.inputs.flags.c_contiguous
    assert not dataset.inputs.flags.writeable


def test_targets_are_the_named_columns_in_that_order(tmp_path: Path) -> None:
    dataset = read_table(written(tmp_path, "a,b,c,d\n1,2,3,4\n5,6,7,8\n"), ["c", "a"])
    assert dataset.target_names == ("c", "a")
    assert dataset.targets.tolist() == [[3, 1], [7, 5]]
    assert dataset.input_names == ("b", "d")
    assert dataset.inputs.tolist() == [[2, 4], [6, 8]]


def test_a_path_may_be_a_text(tmp_path: Path) -> None:
    assert read_table(os.fspath(written(tmp_path, "a,b\n1,2\n"))).samples == 1


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
    dataset = read_table(written(tmp_path, content, name))
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
    dataset = read_table(written(tmp_path, content, name))
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
        ("1,2\n3,4\n", "'x.csv', line 1 holds only numbers where column names should be"),
        ("\n\n1.5,,nan\n3,4,5\n", "'x.csv', line 3 holds only numbers where column names should be"),
        ("a\n1\n", "'x.csv', line 1: only one column, 'a'"),
        ("a b\n1 2\n", "'x.csv', line 1: only one column, 'a b'"),
        ("1\n2\n", "'x.csv', line 1: only one column, '1'"),
        ("a,b\n1,2\n3\n", "'x.csv', line 3 has 1 cell where the header names 2 columns"),
        ("a,b\n1,2,3\n", "'x.csv', line 2 has 3 cells where the header names 2 columns"),
        ("a,b\n1,2,\n", "'x.csv', line 2 has 3 cells where the header names 2 columns"),
        ("a,b\n1,x\n", "'x.csv', line 2, column 2 ('b'): 'x' is not a number"),
        ("a,b\n1,\n", "'x.csv', line 2, column 2 ('b'): the cell is empty"),
        ("a,b\n,\n", "'x.csv', line 2, column 1 ('a'): the cell is empty"),
        ("a,b,\n1,2,\n", "'x.csv', line 2, column 3 ('column 3'): the cell is empty"),
        ("a,b\r1,2\r\r3,1e400\r", "'x.csv', line 4, column 2 ('b'): '1e400' is not a finite number"),
        ("a,b\n1,-iNf\n", "'x.csv', line 2, column 2 ('b'): '-iNf' is not a finite number"),
        ("a,b\nNaN,1\n", "'x.csv', line 2, column 1 ('a'): 'NaN' is not a finite number"),
        ("a,b\n1_000,1\n", "'x.csv', line 2, column 1 ('a'): '1_000' is not a number in plain digits"),
        ("a,b\n1,٣\n", "'x.csv', line 2, column 2 ('b'): '٣' is not a number in plain digits"),
        ("a;b\n1,5;2\n", "'x.csv', line 2, column 1 ('a'): '1,5' has a comma in it"),
        ('"a\n\n",b\n1,2\n"3\n",4\n5,x\n', "'x.csv', line 7, column 2 ('b'): 'x' is not a number"),
        ('\n\n"a\n",b\n\n1,x\n', "'x.csv', line 6, column 2 ('b'): 'x' is not a number"),
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
        ("a,b\n1,2\n".encode("utf-16"), "'x.csv' is written as UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "'x.csv', line 1, character 1: the byte 0x89 is not UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", "'x.csv', line 1: a NUL byte"),
        ('"\x1b]52;c;\x07",b\nx,1\n', "'x.csv', line 2, column 1 ('\u241b]52;c;\u2407'): 'x' is not a number"),
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
    dataset = read_table(written(tmp_path, f"{header}\n{'1,' * 9_999}2\n"))
    assert (dataset.features, dataset.outputs) == (9_999, 1)


def test_a_table_that_does_not_fit_into_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(files, "read_numbers", no_memory)
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
    table: tuple[list[str], list[list[float]]], way: tuple[Literal[0, 1], str]
) -> None:
    quoting, line_end = way
    header, rows = table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=quoting, lineterminator=line_end)
            writer.writerow(header)
            writer.writerows([[repr(number) for number in row] for row in rows])
        dataset = read_table(path)
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
            numbers, message = read_table(path).inputs, ""
        except DataError as error:
            numbers, message = np.zeros(0), str(error)
    assert np.isfinite(numbers).all()
    assert printable(message, 1_000) == message  # neither a second line nor a control character
