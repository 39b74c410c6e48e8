"""The folder that owner and engine share goes with them, however they end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.engine import shared_folder
from tui_nn.engine.events import Loading, Started
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.process import EngineDied, EngineProcess
from tui_nn.engine.shared_folder import PREFIX, make_folder, remove_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nobody_else_may_look_into_it(folder: Path) -> None:
    made = make_folder()
    assert made is not None
    assert made.parent == folder
    assert made.stat().st_mode & 0o077 == 0
    remove_folder(made)
    assert list(folder.iterdir()) == []


def test_what_the_dead_have_left_is_taken_away_and_nothing_else(folder: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    for name in (f"{PREFIX}{int(dead.stdout)}-x", f"{PREFIX}{os.getpid()}-x", f"{PREFIX}strange-x", "another"):
        (folder / name).mkdir()
    made = make_folder()
    assert made is not None
    left = {path.name for path in folder.iterdir()}
    assert left == {f"{PREFIX}{os.getpid()}-x", f"{PREFIX}strange-x", "another", made.name}


def test_where_no_folder_can_be_made_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert make_folder() is None
    remove_folder(None)


@pytest.mark.parametrize("killed", [False, True])
def test_it_goes_with_the_engine_process(folder: Path, killed: bool) -> None:
    process = EngineProcess()
    process.start()
    assert len(list(folder.iterdir())) == 1
    if killed:
        assert process.pid is not None
        os.kill(process.pid, 9)
        with pytest.raises(EngineDied):
            process.receive()
    process.close()
    assert list(folder.iterdir()) == []


def test_an_owner_sees_every_row_that_its_engine_has_loaded(folder: Path) -> None:
    (folder / "rows.csv").write_text("a,b\n" + "".join(f"{row},{row % 2}\n" for row in range(1_500)))
    process = EngineProcess()
    process.start()
    try:
        process.begin(TrainingJob(RunConfig(data=DataConfig(source=str(folder / "rows.csv")))))
        while not isinstance(started := process.receive()[1], Started):
            assert isinstance(started, Loading), started
        assert started.whole is not None
        whole = started.whole.opened()
    finally:
        process.close()
    assert whole is not None
    assert whole.inputs[:, 0].tolist() == list(range(1_500))  # also when the file has gone
    assert whole.shown_inputs(1_499) == ("1499",)


OWNER = """
import os
from tui_nn.engine.process import EngineProcess
if __name__ == "__main__":
    process = EngineProcess()
    process.start()
    os.kill(os.getpid(), 9)
"""


def test_it_goes_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "owner.py").write_text(OWNER)
    (tmp_path / "rows").mkdir()
    reading, writing = os.pipe()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "rows"), "PYTHONPATH": str(Path.cwd())}
    # The engine process inherits standard output: its end is that of the pipe.
    subprocess.run([sys.executable, tmp_path / "owner.py"], env=environment, stdout=writing, check=False)
    os.close(writing)
    assert os.read(reading, 1) == b""
    os.close(reading)
    assert list((tmp_path / "rows").iterdir()) == []


def test_this_process_writes_only_where_it_was_told_to() -> None:
    assert shared_folder.shared_folder() is None
