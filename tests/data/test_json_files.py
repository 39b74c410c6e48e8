"""JSON means what the same table means as CSV, and whatever is wrong with it is told in one line."""

import json
from pathlib import Path

import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import json_document
from tui_nn.data.files import read_table
from tui_nn.data.table import Table

SAME = [
    ("x.json", '[{"a": 1.5, "kind": "fir", "y": 0.5}, {"a": -2e3, "kind": "oak", "y": 1}]'),
    ("x.json", '[{"a": 1.5, "kind": "fir", "y": 0.5}, {"y": 1, "kind": "oak", "a": -2e3}]'),
    ("x.json", '[["a", "kind", "y"], [1.5, "fir", 0.5], [-2e3, "oak", 1]]'),
    ("x.json", '{"a": [1.5, -2e3], "kind": ["fir", "oak"], "y": [0.5, 1]}'),
    ("x.json", '{"a": {"0": 1.5, "1": -2e3}, "kind": {"1": "oak", "0": "fir"}, "y": {"0": 0.5, "1": 1}}'),
    ("x.json", '{"columns": ["a", "kind", "y"], "index": [0, 1], "data": [[1.5, "fir", 0.5], [-2e3, "oak", 1]]}'),
    ("x.json", '{"by": "me", "rows": [{"a": 1.5, "kind": "fir", "y": 0.5}, {"a": -2e3, "kind": "oak", "y": 1}]}'),
    ("x.jsonl", '{"a": 1.5, "kind": "fir", "y": 0.5}\n\n{"a": -2e3, "kind": "oak", "y": 1}'),
    ("x", '{"a": 1.5, "kind": "fir", "y": 0.5}\r\n{"a": -2e3, "kind": "oak", "y": 1}\r\n'),
    ("x.ndjson", '["a", "kind", "y"]\n[1.5, "fir", 0.5]\n[-2e3, "oak", 1]\n'),
    ("x.txt", '\ufeff [ {"a": 1.5, "kind": "fir", "y": 0.5}, {"a": -2e3, "kind": "oak", "y": 1} ] '),
]


def table(folder: Path, content: str | bytes, name: str = "x.json", **options: object) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, DataConfig(**options))  # type: ignore[arg-type]  # any option


def refusal(folder: Path, content: str | bytes, name: str = "x.json", **options: object) -> str:
    with pytest.raises(DataError) as caught:
        table(folder, content, name, **options)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


@pytest.mark.parametrize(("name", "content"), SAME)
def test_the_ways_to_write_a_table_mean_the_same(tmp_path: Path, name: str, content: str) -> None:
    read = table(tmp_path, content, name)
    assert [(column.name, column.kind) for column in read.columns] == [
        ("a", "number"), ("kind", "category"), ("y", "number"),
    ]  # fmt: skip
    assert [read.cell_text(row, name) for name in read.names for row in range(2)] == [
        "1.5", "-2000", "fir", "oak", "0.5", "1",
    ]  # fmt: skip
    assert read.targets == ("y",)
    assert read.remarks[0].startswith("JSON")


def test_utf_16_is_read(tmp_path: Path) -> None:
    assert table(tmp_path, '[{"größe": 1, "y": 2}]'.encode("utf-16")).names == ("größe", "y")


def test_names_come_together_from_all_rows(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"a": row, "y": row} for row in range(1_500)]
    rows[3]["b"], rows[1_400]["c"] = True, "late"
    read = table(tmp_path, json.dumps(rows), missing="drop", targets=("y",))
    assert read.names == ("a", "y", "b", "c")
    assert (read.cell_text(3, "b"), read.cell_text(1_400, "c"), read.cell_text(0, "c")) == ("true", "late", "")
    assert "names missing in some objects are missing cells" in read.remarks


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    read = table(tmp_path, '[{"a": 0.1, "y": 1e-300}, {"a": 12345678901234567, "y": -0.0}]')
    assert read.column("a").values.tolist() == [0.1, 12345678901234568.0]
    assert read.column("y").values.tolist()[0] == 1e-300


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "'x.json' is empty"),
        ("3", "'x.json' holds a single value; a table is a list of objects"),
        ("null", "'x.json' holds nothing (null)"),
        ("{}", "'x.json' holds an empty object"),
        ("[]", "'x.json' holds no rows"),
        ("[1, 2]", "'x.json', row 1 holds a single value"),
        ('[{"a": 1}]', "'x.json': only one column, 'a'"),
        ('[{"a": 1, "y": 2}', "'x.json', row 1: the list is cut off after this row"),
        ('[{"a": 1, "y": 2},', "'x.json', row 2 is not JSON: line 1, character 19: expecting value"),
        ('[{"a": 1, "y": 2} {"a": 1, "y": 2}]', "'x.json', row 1: '{' where a comma should be after this row"),
        ('[{"a": 1, "y": 2}] [3]', "'x.json', line 1: something follows the end of the JSON"),
        ('[{"a": 1, "y": 2}, [3, 4]]', "'x.json', row 2 holds a list where the others hold an object"),
        ('[[1, 2], {"a": 1}]', "'x.json', row 2 holds an object where the others hold a list"),
        ("[[1, 2], [3]]", "'x.json', row 2 has 1 cell where the header names 2 columns"),
        ('[{"a": {"city": 1}, "y": 2}]', "'x.json', row 1: an object at 'a.city' where one value should be"),
        ('[{"a": [1, 2], "y": 2}]', "'x.json', row 1: a list at 'a' where one value should be"),
        ('[{"a": 1, "a": 2, "y": 2}]', "'x.json', row 1: the name 'a' stands twice in one object"),
        ('[{"a": 1, "y": NaN}]', "'x.json', row 1, column 2 ('y'): 'NaN' is no value; choose --missing"),
        ('[{"a": 1, "y": null}]', "'x.json', row 1, column 2 ('y'): the cell is empty; choose --missing"),
        ('[{"a": 1, "y": -Infinity}]', "'x.json', row 1, column 2 ('y'): '-Infinity' is not a finite number"),
        ('[{"a": 1, "y": 1e400}]', "'x.json', row 1, column 2 ('y'): '1e400' is not a finite number"),
        ('[{"a": 1, "y": 1' + "0" * 400 + "}]", "'x.json', row 1, column 2 ('y'): '1000000"),
        ('[{"a": 1, "y": "' + "x" * 200_000 + '"}]', "'x.json', row 1: 'y' is longer than 131,072 characters"),
        ('[{"a": "\\ud800", "y": 2}]', "'x.json', row 1: 'a' holds a NUL or half a character"),
        ('[{"a": "\\u0000", "y": 2}]', "'x.json', row 1: 'a' holds a NUL or half a character"),
        ('[{"a": "\x01", "y": 2}]', "'x.json', row 1 is not JSON: line 1, character 9: invalid control character;"),
        ("[" * 100_000, "'x.json', row 1: lists or objects stand too deep in each other"),
        ('{"a":' * 100_000, "'x.json': lists or objects stand too deep in each other"),
        ('{"a": [1, 2], "y": [1]}', "'x.json': its columns differ in length, 'y' has only 1 of 2 cells"),
        ('{"a": [1, 2], "y": 3}', "'x.json' holds a single value under 'y'"),
        ('{"a": {"0": 1}, "y": {"1": 1}}', "'x.json': the columns 'a' and 'y' name different rows"),
        ('{"columns": ["a", "a"], "data": []}', "'x.json': its columns need names, all different, as texts"),
        ('{"columns": ["a", "b"], "data": [[1]]}', "'x.json', row 1 holds 1 cells where 2 columns are named"),
        (b'[{"a": "\xff", "y": 2}]', "'x.json', line 1: the byte 0xFF is not UTF-8; save it as UTF-8"),
        ("[1]".encode("utf-32"), "'x.json' is written as UTF-32"),
        (b"\xff\xfe[\0\0\xd8", "'x.json' is not the UTF-16 that its beginning promises"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refusal(tmp_path, content).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 1, "y": 2}\n{"a": 3, "y": 4', "'x.jsonl', line 2 is not JSON: character 16: expecting ',' delimiter"),
        ('{"a": 1, "y": 2}\n\n[3, 4]', "'x.jsonl', line 3 holds a list where the others hold an object"),
        ('{"a": 1, "y": 2}\n7', "'x.jsonl', line 2 holds a single value where the others hold an object"),
        ('{"a": 1, "y": 2} {"a": 3, "y": 4}', "'x.jsonl', line 1: something follows the value of the line"),
        ('{"a": 1, "y": 2}\n{"a": 5, "y": 4}\n{"a": 2, "y": null}', "'x.jsonl', line 3, column 2 ('y'): the cell is"),
    ],
)
def test_lines_that_are_torn_or_odd_are_named_by_number(tmp_path: Path, content: str, message: str) -> None:
    assert refusal(tmp_path, content, "x.jsonl").startswith(message)


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_document, "LINE_LIMIT", 20)
    content = '{"a": 1, "y": 2}\n{"a": 1, "y": "' + "x" * 50 + '"}'
    assert refusal(tmp_path, content, "x.jsonl").startswith("'x.jsonl', line 2: the line is longer than 20 characters")


def test_names_that_are_hostile_are_only_names(tmp_path: Path) -> None:
    read = table(tmp_path, '[{"\\u001b[2J": 1, "[b]": 2, " ": 3, "y": 4}]')
    assert read.names == ("\x1b[2J", "[b]", "column 3", "y")
