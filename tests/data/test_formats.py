"""Whatever bytes are in a file of whatever name, they are a table or one line that says why they are none."""

import gzip
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.data.test_files import Piped
from tests.data.test_idx_files import images, labels
from tests.data.workbooks import workbook
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import standard_input
from tui_nn.data.files import read_table
from tui_nn.data.formats import opened
from tui_nn.data.table import Table

SUFFIXES = ("", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".npz", ".npy", ".idx3-ubyte", ".gz")
MAGIC = (b"", b"\x93NUMPY\x01\0", b"PK\x03\x04", b"\0\0\x08\x03", b"\x1f\x8b\x08", b"[{", b'{"a":', b"\xff\xfe[\0")
OPTIONS = (
    DataConfig(),
    DataConfig(missing="mean", dates=("days", "season", "hour")),
    DataConfig(header="no", decimal="comma", missing="category", date_order="day_first"),
)


def read_or_refused(path: Path, config: DataConfig) -> Table | None:
    try:
        table = read_table(path, config)
    except DataError as error:
        message = str(error)
        assert printable(message, 2_000) == message
        return None
    assert table.rows
    for name in table.names[:3]:
        table.cell_text(0, name)
    return table


@cache
def valid() -> tuple[tuple[str, bytes], ...]:
    """A small file in each format."""
    rows = [{"a": 1.5, "when": "2024-01-02", "kind": "fir", "y": 1}, {"a": None, "when": "x", "kind": "[b]", "y": 2}]
    archive, single = io.BytesIO(), io.BytesIO()
    np.savez(archive, x_train=np.ones((3, 2)), y_train=np.arange(3), x_test=np.ones((1, 2)), y_test=np.zeros(1, int))
    np.save(single, np.array([["a", "1", "2024-01-01"], ["b", "2", "2024-01-02"]]))
    return (
        ("x.json", json.dumps(rows).encode()),
        ("x.json", json.dumps({"columns": ["a", "y"], "data": [[1, 2], [3, 4]]}).encode()),
        ("x.jsonl", "\n".join(map(json.dumps, rows)).encode()),
        ("x.csv", b"a,when,y\n1,3/4/2024,2\n2,31/1/2024 1:05 PM,3\n"),
        ("x.npz", archive.getvalue()),
        ("x.npy", single.getvalue()),
        ("train-images-idx3-ubyte", images(3)),
        ("train-images-idx3-ubyte.gz", gzip.compress(images(3))),
    )


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        (where / "train-labels-idx1-ubyte").write_bytes(labels(3))
        yield where


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SUFFIXES), st.sampled_from(MAGIC), st.binary(max_size=80), st.sampled_from(OPTIONS))
@example(".json", b"", b'{"":1}\n{}', OPTIONS[1])
def test_any_bytes_are_a_table_or_refused(
    folder: Path, suffix: str, magic: bytes, content: bytes, config: DataConfig
) -> None:
    path = folder / f"x{suffix}"
    path.write_bytes(magic + content)
    read_or_refused(path, config)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values, st.sampled_from((".json", ".jsonl", "")), st.sampled_from(OPTIONS))
def test_any_json_is_a_table_or_refused(folder: Path, value: object, suffix: str, config: DataConfig) -> None:
    path = folder / f"y{suffix}"
    path.write_text(json.dumps(value))
    read_or_refused(path, config)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_valid_files_that_were_changed_are_a_table_or_refused(folder: Path, data: st.DataObject) -> None:
    name, content = data.draw(st.sampled_from(valid()))
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)) | st.just(len(changed)))
    path = folder / name
    path.write_bytes(bytes(changed[:cut]))
    read_or_refused(path, data.draw(st.sampled_from(OPTIONS)))


def test_every_valid_file_is_read(folder: Path) -> None:
    for name, content in valid():
        (folder / name).write_bytes(content)
        config = DataConfig(missing="mean", kinds=("a=category",)) if name == "x.csv" else DataConfig(missing="mean")
        assert read_or_refused(folder / name, config) is not None, name


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a;b\n1;2\n", "CsvFile"),
        (b"[b]x[/],y\n1,2\n", "CsvFile"),
        (b'\n [{"a": 1, "y": 2}]', "JsonFile"),
        (b'{"a": 1, "y": 2}\n{"a": 1, "y": 2}', "JsonFile"),
        (workbook({"a": [["a", "y"], [1, 2]]}), "FrameFile"),
        (b"PAR1", "FrameFile"),
        (valid()[4][1], "NpzFile"),
        (valid()[5][1], "NpzFile"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_standard_input_says_by_itself_what_it_is(monkeypatch: pytest.MonkeyPatch, content: bytes, kind: str) -> None:
    standard_input.standard_input.cache_clear()
    monkeypatch.setattr(sys, "stdin", Piped(content))
    try:
        assert type(opened("-", DataConfig())).__name__ == kind
        assert kind == "FrameFile" or read_table("-").rows
    finally:
        standard_input.standard_input.cache_clear()


def test_the_ending_decides_where_the_content_might_be_both(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('["a","b"]\n1,2\n')
    assert type(opened(tmp_path / "x.csv", DataConfig())).__name__ == "CsvFile"


def test_what_is_packed_is_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(DataError, match=r"'x.csv.gz' is packed by gzip; unpack it first"):
        read_table(tmp_path / "x.csv.gz")
