"""The compiled loops are kept for the next start, are safe to share, and nobody is stranded without them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event, Finished, Progress, Remark, Snapshot
from tui_nn.engine.kernels import compilation as module
from tui_nn.engine.kernels.compilation import Compilation, CompilationFailed
from tui_nn.engine.network import Network
from tui_nn.engine.training import COMPILED, COMPILING, train

TRAIN = """
from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.losses import LOSSES
from tui_nn.engine.optimizers import OPTIMIZERS

# The fewest formulas that train: what is looked at is where the compiled code goes, not what it computes.
for registry, needed in ((ACTIVATIONS, ("sigmoid", "softmax")), (LOSSES, ("sse",)), (OPTIMIZERS, ("sgd",))):
    for name in set(registry).difference(needed):
        del registry[name]

import tui_nn
network, xor = tui_nn.Network.create((2, 2, 1)), tui_nn.load_dataset("xor")
print(tui_nn.fit(network, xor, tui_nn.TrainingConfig(max_iterations=1000)).error)
"""


def in_a_process(cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", TRAIN],
        # Hardly optimised, which halves the compilation, too.
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "NUMBA_OPT": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_two_processes_that_compile_at_once_leave_one_cache_that_a_third_one_uses(tmp_path: Path) -> None:
    both = [in_a_process(tmp_path), in_a_process(tmp_path)]
    answers = [process.communicate(timeout=100) for process in both]
    left = files(tmp_path)
    third = in_a_process(tmp_path).communicate(timeout=100)

    assert answers == [third, third]
    assert third[1] == ""
    assert {name.rpartition(".")[2] for name in left} == {"nbi", "nbc"}
    assert files(tmp_path) == left


def test_where_nothing_can_be_written_it_is_compiled_for_this_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file, where a folder would have to be made")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    asked: list[Path | None] = []
    monkeypatch.setattr(module, "_compile_with_numba", lambda directory, _compiler: asked.append(directory))
    Compilation().wait()

    assert asked == [None]
    assert blocked.is_file()


def test_a_damaged_cache_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path | None] = []

    def read(directory: Path | None, _compiler: str) -> None:
        asked.append(directory)
        if directory is not None:
            raise ValueError("nonsense in an index")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(module, "_compile_with_numba", read)
    damaged = Compilation()
    damaged.wait()
    (directory,) = [path for path in asked if path is not None]

    assert asked == [directory, None]
    assert not directory.exists()


class _Broken(Compilation):
    """A compiler that fails after a while, when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.wait()
        self._done.clear()

    def fail(self) -> None:
        self._failure = "ImportError: no module named numba"
        self._done.set()

    def succeed(self) -> None:
        self._done.set()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> _Broken:
    stand_in = _Broken()
    monkeypatch.setattr("tui_nn.engine.kernels.compiled_kernel.compilation", lambda: stand_in)
    return stand_in


def test_a_failure_to_compile_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_directory: Path | None, _compiler: str) -> None:
        raise ImportError("cannot load\nlibllvm\x1b[31m")

    monkeypatch.setattr(module, "_compile_with_numba", fail)
    monkeypatch.setattr(module, "_version_directory", lambda: None)
    with pytest.raises(CompilationFailed, match=r"^ImportError: cannot load$"):
        Compilation().wait()


def test_without_the_compiler_numpy_trains_and_one_line_says_so(broken: _Broken, xor: Dataset) -> None:
    broken.fail()
    events = list(train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=50)))
    finished = events[-1]

    assert [event for event in events if isinstance(event, Remark)] == [
        Remark("Training with NumPy, for the compiled kernel cannot be had: ImportError: no module named numba")
    ]
    assert isinstance(finished, Finished)
    assert (finished.kernel, finished.iteration) == ("numpy", 50)


def test_a_run_waits_for_the_compiler_and_says_so(broken: _Broken, xor: Dataset) -> None:
    broken._from_cache = False
    events = train(Network.create((2, 2, 1)), xor, TrainingConfig(max_iterations=50))
    seen: list[Event] = [next(events) for _ in range(4)]
    waiting = [event for event in seen if isinstance(event, Progress)]
    broken.succeed()
    *rest, finished = events

    assert Remark(COMPILING) in seen
    assert rest[0] == Remark(COMPILED)
    assert [(event.preparing, event.iteration) for event in waiting] == [(True, 0), (True, 0)]
    assert isinstance(finished, Finished)
    assert (finished.kernel, finished.iteration) == ("compiled", 50)


def test_while_the_compiler_works_commands_are_heard(broken: _Broken, xor: Dataset) -> None:
    control = Control()
    events = train(Network.create((2, 2, 1)), xor, control=control)
    while not isinstance(next(events), Progress):
        pass
    control.pause()
    paused = next(event for event in events if isinstance(event, Progress) and event.paused)
    control.stop()
    *_, finished = events

    assert paused.preparing
    assert isinstance(finished, Finished)
    assert finished.stop_reason == "stopped"


def test_a_paused_run_says_when_the_compiler_is_done(broken: _Broken, xor: Dataset) -> None:
    control = Control()
    events = train(Network.create((2, 2, 1)), xor, control=control, paused=True)
    first = next(event for event in events if isinstance(event, Snapshot))
    broken.succeed()
    second = next(event for event in events if isinstance(event, Snapshot))

    assert isinstance(first, Progress)
    assert isinstance(second, Progress)
    assert (first.paused, first.preparing) == (True, True)
    assert (second.paused, second.preparing) == (True, False)


def test_a_run_that_began_with_one_kernel_goes_on_with_it(xor: Dataset) -> None:
    config = TrainingConfig(max_iterations=20, kernel="numpy")
    *_, first = train(Network.create((2, 2, 1)), xor, config)
    assert isinstance(first, Finished)
    *_, second = train(first.network, xor, TrainingConfig(max_iterations=40), state=first.state)

    assert isinstance(second, Finished)
    assert second.kernel == "numpy"
