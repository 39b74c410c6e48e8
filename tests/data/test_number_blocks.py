"""Whole blocks of numbers are read as line by line they would be, to the bit and to the word of a refusal."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.data import block_lines, cells, csv_files, csv_rows
from tui_nn.data.files import read_table
from tui_nn.data.number_blocks import numbers_in
from tui_nn.data.progress import READING, heard_by

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=6).map(str),
    st.sampled_from(
        ["0", "-0", "+.5", "5.", "1E5", "007", "4.9406564584124654e-324", "0.1000000000000000055511151231"]
    ),
)
ODD = st.sampled_from(["", " 1", "inf", "nan", "1e999", "1_0", "1-2", "1.2.3", "-", "e", '"3"', "é", "\0", "1\r2", "x"])
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A file that is mostly numbers, long enough for several blocks."""
    delimiter = draw(st.sampled_from(",,;\t"))
    end = draw(ENDS)
    cell = st.one_of(NUMBERS, NUMBERS, NUMBERS, ODD) if draw(st.booleans()) else NUMBERS
    rows = draw(st.lists(st.lists(cell, min_size=2, max_size=2), min_size=1, max_size=6))
    # What is drawn stands behind the rows that are looked at in advance, or amid them, and before others.
    before, after = ([[str(row), "2.5"] for row in range(draw(st.integers(0, 60)))] for _ in range(2))
    rows = [*before, *rows, *after]
    if draw(st.booleans()) and draw(st.booleans()):
        rows[draw(st.integers(0, len(rows) - 1))].append("7")
    header = delimiter.join(("a", "b")) + "\n" if draw(st.booleans()) else ""
    return (header + "".join(delimiter.join(row) + end for row in rows)).encode()


def what_is_read(path: Path) -> object:
    try:
        read = read_table(path, DataConfig(missing="drop"))
    except DataError as error:
        return str(error)
    columns = [(column.name, column.kind, column.values.tobytes(), column.categories) for column in read.columns]
    return columns, read.targets, read.remarks


@given(texts(), st.integers(8, 200))
def test_blocks_and_lines_make_the_same_table(content: bytes, block_size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        patch.setattr(block_lines, "BLOCK_SIZE", block_size)
        in_blocks = what_is_read(path)
        patch.setattr(csv_rows, "numbers_in", lambda *_: None)
        assert in_blocks == what_is_read(path)


@given(st.binary(max_size=300), st.integers(1, 100))
def test_no_block_escapes_as_another_error(content: bytes, block_size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_lines, "BLOCK_SIZE", block_size)
        path = Path(folder) / "x.csv"
        path.write_bytes(b"a,b\n" + b"1,2\n" * 30 + content)
        what_is_read(path)


@given(st.text("0123456789+-.eE,\n", max_size=40), st.integers(1, 3))
def test_a_block_is_what_float_reads_or_nothing(text: str, width: int) -> None:
    found = numbers_in(text.encode() + b"\n", ",", width)
    if found is not None:
        assert found.tolist() == [list(map(float, line.split(","))) for line in text.split("\n")]
        assert np.isfinite(found).all()


@pytest.mark.parametrize(
    "block",
    [b"1e999,2\n", b"1,2\n3\n", b"1,2\n3,4,5\n6\n", b"1,\n", b"1, 2\n", b'"1",2\n', b"1,nan\n", b"1,2\r3,4\n",
     b"1,2\n\n", b"1,1_0\n", b"1,0x10\n", b"1,2-3\n", b"\n"],
)  # fmt: skip
def test_a_block_with_anything_but_numbers_is_not_taken(block: bytes) -> None:
    assert numbers_in(block, ",", 2) is None


def test_line_ends_of_both_kinds_are_taken() -> None:
    found = numbers_in(b"1,2\r\n3,4\n", ",", 2)
    assert found is not None
    assert found.tolist() == [[1, 2], [3, 4]]


def test_a_large_part_of_a_plain_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_lines, "BLOCK_SIZE", 1_000)
    (tmp_path / "x.csv").write_text("a,b\n" + "".join(f"{row},{row % 2}\n" for row in range(2_000)))
    taken, heard = [], []

    def numbers_in_and_noted(block: bytes, delimiter: str, width: int) -> object:
        found = numbers_in(block, delimiter, width)
        taken.append(0 if found is None else len(found))
        return found

    monkeypatch.setattr(csv_rows, "numbers_in", numbers_in_and_noted)
    with heard_by(lambda *told: heard.append(told)):
        read = read_table(tmp_path / "x.csv")
    assert read.columns[0].values.tolist() == list(range(2_000))
    assert sum(taken) > 1_500
    size = (tmp_path / "x.csv").stat().st_size
    assert [told[0] for told in heard] == [READING] * len(heard)
    assert [told[1] for told in heard] == sorted(told[1] for told in heard)
    assert heard[-1] == (READING, size, size)


def test_a_mistake_behind_blocks_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_lines, "BLOCK_SIZE", 100)
    (tmp_path / "x.csv").write_text("a,b\n" + "1,2\n" * 500 + "1,x\n" + "3,4\n" * 500)
    with pytest.raises(DataError, match="line 502, column 2"):
        read_table(tmp_path / "x.csv")


@pytest.mark.parametrize("first", [True, False])
def test_more_numbers_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool) -> None:
    monkeypatch.setattr(block_lines, "BLOCK_SIZE", 100)
    monkeypatch.setattr(cells, "NUMBER_LIMIT", 600)
    monkeypatch.setattr(csv_files, "NUMBER_LIMIT", 600 if first else 10_000)
    (tmp_path / "x.csv").write_text("a,b\n" + "1,2\n" * 500)
    heard: list[int] = []
    with heard_by(lambda _what, done, _of: heard.append(done)), pytest.raises(DataError, match="keep fewer rows"):
        read_table(tmp_path / "x.csv")
    assert (heard[-1] < 300) == first  # after the first lines already, where they say enough
