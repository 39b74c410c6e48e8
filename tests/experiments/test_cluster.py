"""On a cluster results are the same bits, whatever becomes of workers; what is wrong with it is told in one line."""

from __future__ import annotations

import builtins
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

from tui_nn.experiments.cluster import ClusterError, cluster_executor

PATIENCE = 100.0
"""Seconds after which everything is killed, so that whoever reads finds an end."""


class Processes:
    """Programs of Dask, and of ours that use it; all are killed at the end."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._started = ExitStack()
        self._all: list[subprocess.Popen[str]] = []
        self._watchdog = threading.Timer(PATIENCE, self.kill)
        self._watchdog.start()

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        process = self._started.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        self._all.append(process)
        return process

    def scheduler(self) -> str:
        """Start one and return its address."""
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        return said(self.start("distributed.cli.dask_scheduler", *options).stderr, r"Scheduler at: +(tcp://\S+)")

    def worker(self, address: str) -> subprocess.Popen[str]:
        """Start one; it is not registered yet."""
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
        return self.start(
            "distributed.cli.dask_worker", address, *options, "--local-directory", str(self._directory / "worker")
        )

    def kill(self) -> None:
        for process in self._all:
            process.kill()

    def close(self) -> None:
        self._watchdog.cancel()
        self.kill()
        self._started.close()


def said(stream: IO[str] | None, pattern: str) -> str:
    """Read what a program says up to a line with the pattern, and return its group."""
    assert stream is not None
    lines = []
    for line in stream:
        lines.append(line)
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError("".join(lines))


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    started = Processes(tmp_path)
    try:
        yield started
    finally:
        started.close()


def test_a_worker_is_killed_and_the_results_are_those_of_one_machine(processes: Processes) -> None:
    address = processes.scheduler()
    workers = [processes.worker(address) for _ in range(2)]
    for worker in workers:
        said(worker.stderr, r"(Registered to)")
    program = processes.start("tests.experiments.cluster_run", address)
    reached = int(said(program.stdout, r'"reached": (\d+)'))
    workers[0].kill()
    workers[0].wait()
    output, errors = program.communicate("killed\n")

    assert 0 < reached < 160
    assert json.loads(output) == {"done": 160, "same": True}
    assert errors == ""
    assert workers[1].poll() is None


def complaint_of(address: str) -> str:
    with pytest.raises(ClusterError) as told, cluster_executor(address):
        pass
    return str(told.value)


@pytest.mark.parametrize(
    "address", ["", "nowhere", "127.0.0.1", "tcp://127.0.0.1:0", "tcp://a:70000", "http://a:1", "inproc://a:1", "a\n:1"]
)
def test_what_is_no_address_is_told_at_once(address: str) -> None:
    assert "is no address of a cluster; give that of a Dask scheduler" in complaint_of(address)


def test_without_dask_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: object) -> object:
        if name.partition(".")[0] in ("dask", "distributed"):
            raise ModuleNotFoundError(name)
        return real(name, *arguments)  # type: ignore[arg-type]  # whatever was given is passed on

    monkeypatch.setattr(builtins, "__import__", without)
    assert (
        complaint_of("tcp://127.0.0.1:8786") == "a cluster needs Dask; install it with: pip install 'tui-nn[cluster]'"
    )


def test_nobody_at_the_address_and_nobody_at_work_are_told_in_one_line(processes: Processes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # which takes calls and never answers
        mute = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        for address, beginning in ((mute, "no Dask scheduler answers"), (processes.scheduler(), "no worker is at")):
            output, errors = processes.start("tests.experiments.cluster_complaint", address).communicate()
            assert output.startswith(beginning)
            assert output.count("\n") == 1
            assert errors == ""
