"""The compiled loops of this process: compiled or loaded in the background, and kept for the next start."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from tui_nn.config.plain_text import printable

Work = Callable[..., int]
"""`compiled_loops.work`, compiled."""

KEPT_VERSIONS = 4
"""Of the compiled code in the cache: one for each of a few installations side by side."""

_ONE_AT_A_TIME = threading.RLock()
"""What is set for Numba while it compiles is set for the whole process."""

_SOURCES = (
    *("kernels/compiled_loops.py", "kernels/compiled_formulas.py", "kernels/lanes.py", "kernels/tasks.py"),
    "kernels/side_by_side.py",
    *("activations.py", "error_function.py", "losses.py", "loss_formulas.py", "optimizers.py"),
    *("regularization.py", "dropout.py"),
)


class CompilationFailed(Exception):  # noqa: N818  the fact it tells, not a kind of error
    """The compiled loops cannot be had; the message says why in one line."""


class Compilation:
    """Imports Numba and compiles in a thread of its own, once a process."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._work: Work | None = None
        self._side_by_side: Work | None = None
        self._second: threading.Thread | None = None
        self._failure = ""
        self._directory = _version_directory()
        self._from_cache = self._directory is not None and any(self._directory.rglob("*.nbc"))
        threading.Thread(target=self._compile, name="tui-nn compilation", daemon=True).start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is done, at most so long, and say whether it is; raises CompilationFailed."""
        done = self._done.wait(seconds)
        if self._failure:
            raise CompilationFailed(self._failure)
        return done

    @property
    def takes_long(self) -> bool:
        """Whether the compiler is at work for some seconds: what an earlier start has compiled is loaded in one."""
        return not self._from_cache and not self._done.is_set()

    @property
    def work(self) -> Work:
        """The compiled loops; waits for them, and raises CompilationFailed."""
        if self._work is None:  # to ask an event takes as long as to train a small network for 20 iterations
            self.wait()
        assert self._work is not None
        return self._work

    @property
    def side_by_side(self) -> Work | None:
        """The loop for networks side by side, which end at the same bits without it.

        Whoever asks first has it compiled, in the background, for one run alone has no use for it; None until then.
        """
        if self._second is None:
            with _ONE_AT_A_TIME:
                if self._second is None:
                    # No daemon: a process that ended in the middle of LLVM's work could crash.
                    self._second = threading.Thread(target=self._compile_second, name="tui-nn second compilation")
                    self._second.start()
        return self._side_by_side

    def wait_for_all(self) -> None:
        """Have the loop for networks side by side compiled, too, and wait for it."""
        if self.side_by_side is None and self._second is not None:
            self._second.join()

    def _compile(self) -> None:
        try:
            self._work = _compiled(self._directory, "compile_work")
        except Exception as error:  # noqa: BLE001  whatever is wrong with Numba, NumPy can train
            self._failure = printable(f"{type(error).__name__}: {error}".splitlines()[0], 160)
        self._done.set()

    def _compile_second(self) -> None:
        self._done.wait()
        with suppress(Exception):  # whatever is wrong, networks are trained one after the other
            self._side_by_side = _compiled(self._directory, "compile_side_by_side")


@cache
def compilation() -> Compilation:
    """Return this process's compilation, which begins with the first call."""
    return Compilation()


def _compiled(directory: Path | None, compiler: str) -> Work:
    import numba  # noqa: F401  where it is missing or broken, the cache is not to blame

    if directory is None:
        return _compile_with_numba(None, compiler)
    try:
        work = _compile_with_numba(directory, compiler)
    except Exception:  # noqa: BLE001  a cache that was damaged; what is wrong with Numba itself is told by the second try
        shutil.rmtree(directory, ignore_errors=True)
        return _compile_with_numba(None, compiler)
    _forget_old_versions(directory)
    return work


def _compile_with_numba(directory: Path | None, compiler: str) -> Work:
    """Compile what a function of `compiled_loops` compiles."""
    import numba

    with _ONE_AT_A_TIME, _cache_in(numba.config, directory):
        from tui_nn.engine.kernels import compiled_loops

        work: Work = getattr(compiled_loops, compiler)(cached=directory is not None)
    return work


@contextmanager
def _cache_in(config: Any, directory: Path | None) -> Iterator[None]:  # noqa: ANN401  Numba's module of settings
    """Let Numba cache what is declared meanwhile in this directory, and nothing else that the process compiles."""
    before = config.CACHE_DIR
    config.CACHE_DIR = "" if directory is None else str(directory)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def _version_directory() -> Path | None:
    """Return the directory for this very version of code, compiler and place, or None when none can be written.

    Numba itself looks only at the file that holds the entry, so the other sources have to be in the name. Two processes
    that compile at once write the same files, each under a name of its own that then replaces the other's whole.
    """
    fingerprint = hashlib.sha256()
    engine = Path(__file__).parent.parent
    for source in _SOURCES:
        path = engine / source
        fingerprint.update(f"{path} {path.stat().st_mtime_ns}\n".encode())
        fingerprint.update(path.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        with suppress(importlib.metadata.PackageNotFoundError):
            fingerprint.update(importlib.metadata.version(package).encode())
    fingerprint.update(sys.version.encode())
    try:
        directory = platformdirs.user_cache_path("tui-nn") / "compiled" / fingerprint.hexdigest()[:16]
        directory.mkdir(parents=True, exist_ok=True)
        os.utime(directory)  # the versions in use are the ones that are kept
        writable = os.access(directory, os.W_OK)
    except OSError:
        return None
    return directory if writable else None


def _forget_old_versions(current: Path) -> None:
    with suppress(OSError):
        versions = sorted(current.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in versions[KEPT_VERSIONS:]:
            if old != current:
                shutil.rmtree(old, ignore_errors=True)
