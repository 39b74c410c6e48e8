"""`tui-nn predict`: predictions beside the rows, for people, spreadsheets and programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from .command import Call, complaint

TRAIN = ("train", "xor", "--optimizer", "levenberg_marquardt", "--max-iterations", "50", "--seed", "1")


@pytest.fixture
def model(call: Call, tmp_path: Path) -> str:
    path = str(tmp_path / "xor.model")
    assert call(*TRAIN, "--save-model", path).status == 0
    return path


def test_predictions_stand_beside_the_rows(call: Call, model: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("name,b,a\n=1+1,0,1\nsecond,1,1\n", encoding="utf-8")
    done = call("predict", model, str(rows))
    assert (done.status, done.errors) == (0, "")
    assert done.lines[0] == "name,b,a,predicted result,output result"
    assert [line.split(",")[:4] for line in done.lines[1:]] == [["'=1+1", "0", "1", "1"], ["second", "1", "1", "0"]]


def test_programs_get_an_object_for_each_row(call: Call, model: str) -> None:
    objects = call("predict", model, "xor", "--json").objects
    outputs = call(*TRAIN, "--json").objects[-1]["outputs"]
    assert [each["row"] for each in objects] == [1, 2, 3, 4]
    assert [[each["output result"]] for each in objects] == outputs


def test_a_file_that_is_there_is_not_replaced(call: Call, model: str, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert call("predict", model, "xor", "--output", str(path)).status == 0
    content = path.read_bytes()
    assert content.startswith(b"a,b,result,predicted result,output result\r\n")
    assert "is there already" in complaint(call("predict", model, "xor", "--output", str(path)))
    assert path.read_bytes() == content


def test_what_is_wrong_is_one_line(call: Call, model: str) -> None:
    assert "does not exist" in complaint(call("predict", "nothing.model", "xor"))
    assert "has no column 'a'" in complaint(call("predict", model, "iris"))
    assert "is no model" in complaint(call("predict", __file__, "xor"))
    assert "required" in complaint(call("predict"))
