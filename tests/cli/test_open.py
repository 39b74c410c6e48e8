"""`tui-nn`: what is wrong is told before a screen opens, and the app gets the run that was meant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tui_nn.config.run import RunConfig

from .command import Call, complaint


class OpenedApps(list[RunConfig]):
    """The runs for which an app was opened."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> OpenedApps:
    """A terminal that an app can be shown on, and no app."""
    apps = OpenedApps()
    stand_in = ModuleType("tui_nn.ui.app")
    stand_in.TuiNnApp = lambda run, memory: run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tui_nn.ui.app", stand_in)
    monkeypatch.setattr("tui_nn.ui.terminal.refusal", lambda: None)

    def run_guarded(make_app: Callable[[], RunConfig]) -> int:
        apps.append(make_app())
        return 129

    monkeypatch.setattr("tui_nn.ui.terminal.run_guarded", run_guarded)
    return apps


def test_the_app_is_opened_with_the_run_and_its_status_is_the_commands(call: Call, opened: OpenedApps) -> None:
    done = call("and", "--hidden", "4", "--learning-rate", "0.5")

    assert (done.status, done.output, done.errors) == (129, "", "")
    assert [(run.data.source, run.network.hidden, run.training.learning_rate) for run in opened] == [("and", (4,), 0.5)]


def test_without_a_word_the_app_opens_with_xor(call: Call, opened: OpenedApps) -> None:
    call()

    assert opened == [RunConfig()]


def test_a_file_is_left_for_the_engine_process_to_read(call: Call, opened: OpenedApps, tmp_path: Path) -> None:
    path = tmp_path / "not a table.csv"
    path.write_bytes(b"\xff\x00")  # the app shows what is wrong with it, where it can be mended
    call(str(path))

    assert [run.data.source for run in opened] == [str(path)]


def test_the_run_is_saved_when_that_is_asked_for(call: Call, opened: OpenedApps, tmp_path: Path) -> None:
    call("xor", "--seed", "8", "--save-config", str(tmp_path / "run.toml"))
    call("--config", str(tmp_path / "run.toml"))

    assert [run.network.seed for run in opened] == [8, 8]


@pytest.mark.parametrize("source", ["nope", "nope.csv", "trian", ".", "/dev/zero", "x" * 500, "a\x00b", ""])
def test_what_is_no_data_set_opens_no_app(source: str, call: Call, opened: OpenedApps) -> None:
    complaint(call(source))

    assert opened == []


def test_a_path_that_may_not_be_looked_at_opens_no_app(
    call: Call, opened: OpenedApps, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.stat", refuse)  # root may look everywhere

    assert "no permission to read" in complaint(call("/secret/rows.csv"))
    assert opened == []


def test_columns_that_a_built_in_data_set_does_not_have_open_no_app(call: Call, opened: OpenedApps) -> None:
    assert "'xor' has no column 'z'" in complaint(call("xor", "--targets", "z"))
    assert opened == []


def test_where_there_is_no_terminal_the_other_command_is_named(call: Call) -> None:
    # Under pytest standard input is no terminal.
    assert "without a screen use: tui-nn train DATA" in complaint(call("xor"))
