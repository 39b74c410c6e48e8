"""A report of an error names the place and what is needed to understand it, and nothing that belongs to a person."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tui_nn.ui.crash_report import MOST_LINES, crash_report

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "state" / "tui-nn"


def caught(text: str = "something") -> Exception:
    secret = "value of " + "a variable"
    try:
        raise ValueError(text)
    except ValueError as error:
        assert secret
        return error


def the_report(folder: Path) -> str:
    (path,) = folder.glob("crash-*.txt")
    return path.read_text()


def test_three_lines_and_a_file_for_nobody_else(state_folder: Path) -> None:
    headline, path, _advice = crash_report(caught()).splitlines()

    assert "ValueError in " in headline
    assert "test_crash_report.caught (test_crash_report.py:" in headline
    (report,) = state_folder.glob("crash-*.txt")
    assert path.endswith(str(report))
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert f"numpy {np.__version__}" in text
    assert "ValueError: something" in text
    assert "value of a variable" not in text


def test_place_is_the_innermost_call_of_our_own(state_folder: Path) -> None:
    ours = {"__name__": "tui_nn.engine.made_up"}
    exec(compile("import json\ndef broken():\n    json.loads('{')", "folder/made_up.py", "exec"), ours)

    with pytest.raises(ValueError, match="Expecting") as raised:
        ours["broken"]()  # type: ignore[operator]

    assert "JSONDecodeError in tui_nn.engine.made_up.broken (made_up.py:3)" in crash_report(raised.value)


def test_error_that_was_never_raised(state_folder: Path) -> None:
    assert "KeyError in an unknown place" in crash_report(KeyError("x"))


def test_message_is_made_printable_and_limited(state_folder: Path) -> None:
    crash_report(caught("\x1b[2J" + "x" * 100_000 + "\n" * 10_000))

    text = the_report(state_folder)
    assert "\x1b" not in text
    assert "␛[2Jxxx" in text
    assert len(text) < 10_000
    assert len(text.splitlines()) < MOST_LINES + 20


def test_endless_recursion(state_folder: Path) -> None:
    def recurse() -> None:
        recurse()

    with pytest.raises(RecursionError) as raised:
        recurse()

    assert "RecursionError in " in crash_report(raised.value)


def test_state_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")

    assert str(tmp_path / "temporary") in crash_report(caught())
    assert "ValueError: something" in the_report(tmp_path / "temporary")


def test_no_folder_at_all(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    (tmp_path / "temporary").write_text("")

    shown = crash_report(caught())

    assert "ValueError: something" in shown
    assert "could not be saved" in shown


def test_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)

    crash_report(caught())

    assert not (tmp_path / "~").exists()
    assert "ValueError: something" in the_report(tmp_path / "temporary")
