"""Parquet and Excel are read by polars in a process of its own, and mean what the same table means as CSV."""

import importlib.util
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.data.workbooks import Value, workbook
from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import frame_child, frame_files
from tui_nn.data.files import read_table
from tui_nn.data.table import Table

NOON = datetime(2024, 3, 1, 12)  # noqa: DTZ001  as in most files, without a zone
COLUMNS = {
    "size": [1.5, None, -0.1],
    "count": [1, 2, 3],
    "kind": ["fir", "oak", None],
    "day": [date(2024, 1, 2), None, date(2024, 2, 29)],
    "moment": [NOON, NOON, NOON],
    "done": [True, False, True],
    "y": [0.1, 0.2, 1e-300],
}


def parquet(folder: Path, columns: Mapping[str, object] = COLUMNS) -> Path:
    pl.DataFrame(columns).write_parquet(folder / "x.parquet")
    return folder / "x.parquet"


def written(folder: Path, content: bytes, name: str = "x.xlsx") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def table(path: Path, **options: object) -> Table:
    return read_table(path, DataConfig(**options))  # type: ignore[arg-type]  # any option


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        table(path, **options)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


def test_a_table_in_parquet_is_what_it_is_as_csv(tmp_path: Path) -> None:
    read = table(parquet(tmp_path), missing="mean", dates=("days",))
    assert {column.name: column.kind for column in read.columns} == {
        "size": "number", "count": "number", "kind": "category", "day": "date", "moment": "date", "done": "binary",
        "y": "number",
    }  # fmt: skip
    assert [read.cell_text(0, name) for name in read.names] == [
        "1.5", "1", "fir", "2024-01-02", "2024-03-01 12:00:00", "1", "0.1",
    ]  # fmt: skip
    assert [read.cell_text(1, name) for name in ("size", "day")] == ["", ""]
    assert read.column("y").values.tolist() == COLUMNS["y"]


def test_a_sheet_is_read_as_csv_is(tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        [], ["size", "kind", "day", "y"], [1.5, "fir", date(2024, 1, 2), True], [None], [None, "oak", None, False],
    ]  # fmt: skip
    path = written(tmp_path, workbook({"notes": [], "Wood <1>": rows}))
    read = table(path, missing="mean", dates=("days",))
    assert [(column.name, column.kind) for column in read.columns] == [
        ("size", "number"), ("kind", "category"), ("day", "date"), ("y", "category"),
    ]  # fmt: skip
    assert [read.cell_text(row, name) for row in range(2) for name in read.names] == [
        "1.5", "fir", "2024-01-02", "true", "", "oak", "", "false",
    ]  # fmt: skip
    assert read.remarks[0] == "Excel, the sheet 'Wood <1>' of 2"
    assert refusal(path).startswith("'x.xlsx', row 4, column 1 ('size'): the cell is empty")


def test_every_wish_about_columns_is_heard(tmp_path: Path) -> None:
    read = table(parquet(tmp_path), missing="drop", kinds=("count=category",), targets=("done",), ignored=("moment",))
    assert read.column("count").categories == ("1", "2", "3")
    assert (read.targets, read.column("moment").kind) == (("done",), "text")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"a": [[1], [2]], "y": [1, 2]},
            "holds values of the type List(Int64) in the column 'a'; take that column out",
        ),
        ({"a": [b"x", b"y"], "y": [1, 2]}, "holds values of the type Binary in the column 'a'; take that"),
        ({"a": range(6), "b": range(6)}, "holds 12 cells, more than 10; save fewer rows or columns"),
        ({"a": [1], "b": [1], "c": [1], "d": [1]}, "has 4 columns, more than 3; keep only those you need"),
    ],
)
def test_what_is_no_cell_or_too_much_is_refused_where_it_is_read(
    tmp_path: Path, columns: dict[str, list[object]], message: str
) -> None:
    with pytest.raises(frame_child.FaultError) as caught:
        frame_child.convert("parquet", str(parquet(tmp_path, columns)), str(tmp_path), 3, 10)
    assert str(caught.value).startswith(message)


def test_what_the_reader_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    path = parquet(tmp_path, {"a": [[1], [2]], "y": [1, 2]})
    assert refusal(path) == ("'x.parquet' holds values of the type List(Int64) in the column 'a'; take that column out")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"a": [1, 2], "y": [1.0, float("inf")]}, "'x.parquet', row 2, column 2 ('y'): 'inf' is not a finite number"),
        ({"a": [1, 2]}, "'x.parquet': only one column, 'a'"),
        ({"a": ["x\0", "z"], "y": [1, 2]}, "'x.parquet': a cell holds a NUL"),
        ({"a": [], "y": []}, "'x.parquet' has no rows"),
    ],
)
def test_cells_that_are_no_values_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: dict[str, list[object]], message: str
) -> None:
    def read_here(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        frame_child.convert(command[5], command[6], command[7], int(command[8]), int(command[9]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", read_here)
    assert refusal(parquet(tmp_path, columns)).startswith(message)


@pytest.mark.parametrize("name", ["parquet", "excel"])
def test_damaged_files_are_told(tmp_path: Path, name: str) -> None:
    content = parquet(tmp_path).read_bytes() if name == "parquet" else workbook({"a": [["a", "y"], [1, 2]]})
    half = written(tmp_path, content[: len(content) // 2], "half")
    what = " cannot be read as Parquet: " if name == "parquet" else " begins as an archive and is none; "
    assert refusal(half).startswith(f"'half'{what}")


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_files, "SIZE_LIMIT", 1 << 20)
    content = io.BytesIO(workbook({"a": [["a", "y"], [1, 2]]}))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(1 << 21))
    assert refusal(written(tmp_path, content.getvalue())).startswith("'x.xlsx' holds more than 1 MiB")


def test_a_reader_that_dies_takes_nobody_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    died = tmp_path / "died.py"
    died.write_text("import os; os.abort()")
    monkeypatch.setattr(frame_child, "__file__", str(died))
    assert refusal(parquet(tmp_path)).startswith("'x.parquet' cannot be read: it is damaged, or needs more memory than")


def test_a_reader_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("polars", 300)

    monkeypatch.setattr(subprocess, "run", never)
    assert refusal(parquet(tmp_path)).startswith("'x.parquet' takes longer than 300 s to be read")


@pytest.mark.parametrize("missing", ["polars", "fastexcel"])
def test_without_the_extra_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    path = written(tmp_path, workbook({"a": [["a", "y"], [1, 2]]}))
    assert refusal(path).endswith(f'for which {missing} is needed: pip install "tui-nn[frames]"')


def test_nothing_of_polars_comes_into_our_own_process(tmp_path: Path) -> None:
    path = parquet(tmp_path, {"a": [1, 2], "y": [1, 2]})
    (tmp_path / "polars.py").write_text("raise SystemExit('not the polars that is meant')")
    code = (
        "import sys; from tui_nn.data.catalog import load_dataset; "
        f"print(load_dataset({str(path)!r}).samples, 'polars' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.stdout, done.stderr) == ("2 False\n", "")
