"""A pseudo-terminal with a program in it: what it shows, what it is sent, and what it leaves behind."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PATIENCE = 20.0
"""Seconds to wait for what has to come; only a failing test ever waits that long."""

ON_FROM_THE_START = {7, 25}
"""The DEC private modes that a fresh terminal has on: line wrap and the cursor."""

QUERIES = {b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
"""Queries that every terminal of today answers."""

_MODES = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_SEQUENCES = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")


class Terminal:
    """Runs a program as the leader of a session on a terminal of its own.

    Nothing is read in the background: every method that waits reads what the program writes meanwhile.
    """

    def __init__(
        self,
        *command: str,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str | None] | None = None,
        streams: Mapping[str, int] | None = None,
        answers: Mapping[bytes, bytes] | None = None,
        prelude: str = ":",
    ) -> None:
        """Start `command`.

        Args:
            command: The program and its arguments.
            size: Columns and rows.
            environment: Variables to set, or with None to leave out.
            streams: What subprocess takes for "stdin", "stdout" or "stderr", for those that are not the terminal.
            answers: Queries of the program and what the terminal says to them, besides the usual.
            prelude: Shell commands that are run first, by the process that then becomes the program.
        """
        self.written = bytearray()
        """Everything that the program has written to the terminal."""
        self.draws = True
        """Whether `text` follows; to draw takes a processor that a measurement may want for something else."""
        self._ours, self._theirs = pty.openpty()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.resize(*size)
        self._before = termios.tcgetattr(self._theirs)
        self._answers = {**QUERIES, **(answers or {})}

        # The leader of a session makes a terminal its own by opening it. A shell does it, because Python's way to do
        # something between fork and exec is not safe in a process with threads, such as a worker of pytest-xdist.
        leader = ["sh", "-c", f'exec 3<>"$0" 3>&-; {prelude}; exec "$@"', os.ttyname(self._theirs)]
        streams = streams or {}
        self.process = subprocess.Popen(
            [*leader, *command],
            env=_environment(environment or {}),
            start_new_session=True,
            stdin=streams.get("stdin", self._theirs),
            stdout=streams.get("stdout", self._theirs),
            stderr=streams.get("stderr", self._theirs),
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        for child in [*self.children(), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        for descriptor in (self._ours, self._theirs):
            with suppress(OSError):
                os.close(descriptor)

    @property
    def text(self) -> str:
        """What a person sees, line after line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, text: str, *, gone: bool = False) -> None:
        """Wait until a person can see `text`, or with `gone` can see it no more."""
        self.wait_until(lambda: (text in self.text) is not gone, f"{'no ' if gone else ''}{text!r}")

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds, and fail with the screen when it does not come to that."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain for {what}; the screen:\n{self.text}"
            assert self._read(0.05) or self.process.poll() is None, f"ended before {what}; the screen:\n{self.text}"

    def wait_for_end(self) -> int:
        """Wait for the end of the program, read its last words, and return its status as a shell reports it."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"does not end; the screen:\n{self.text}"
            self._read(0.02)
        while self._read(0.0):
            pass
        status: int = self.process.returncode
        return 128 - status if status < 0 else status

    def wait_for_stop(self) -> None:
        """Wait until the program, or one that it has started, has been stopped, and read what it wrote before."""
        self.wait_until(lambda: "T" in [_state(member) for member in (self.process.pid, *self.children())], "a stop")
        while self._read(0.0):
            pass

    def send(self, keys: bytes) -> None:
        """Type something."""
        while keys:
            self._read(0.0)
            keys = keys[os.write(self._ours, keys[:1000]) :]

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def stop_waiting(self) -> None:
        """Make the terminal non-blocking, as a program may that shares it and does not put it back."""
        os.set_blocking(self._theirs, False)

    def hang_up(self) -> None:
        """Go away, as a closed window or a lost connection does."""
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    def modes_left(self) -> list[str]:
        """The terminal's modes that are not as they were."""
        modes: dict[int, bool] = {}
        for match in _MODES.finditer(self.written):
            modes |= {int(number): match[2] == b"h" for number in match[1].split(b";")}
        left = [str(number) for number, on in modes.items() if on is not (number in ON_FROM_THE_START)]
        if len(re.findall(rb"\x1b\[>[0-9]+u", self.written)) > self.written.count(b"\x1b[<u"):
            left.append("kitty keyboard")
        return left

    def settings_left(self) -> list[object]:
        """The settings of the terminal's driver (echo, line editing, signals ...) that are not as they were."""
        after = termios.tcgetattr(self._theirs)
        return [now for before, now in zip(self._before, after, strict=True) if before != now]

    def last_words(self) -> str:
        """What was written after the screen had been left."""
        after = bytes(self.written).rpartition(b"\x1b[?1049l")[2]
        return _SEQUENCES.sub(b"", after).decode().replace("\r\n", "\n").strip()

    def children(self) -> list[int]:
        """All processes that the program has started and that have not ended, and theirs."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with suppress(OSError):
                    state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                    if state != "Z":
                        parents[int(folder.name)] = int(parent)
        family = [self.process.pid]
        for member in family:
            family += [child for child, parent in parents.items() if parent == member]
        return family[1:]

    def _read(self, seconds: float) -> bool:
        """Read what has been written, waiting so many seconds for a first byte; False when there was none."""
        if self._ours < 0:
            time.sleep(seconds)
            return False
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        data = os.read(self._ours, 65536)
        self.written += data
        if self.draws:
            self._stream.feed(data.replace(b"\x1b[<u", b""))  # which pyte does not know and would show
        for query, answer in self._answers.items():
            if query in data:
                os.write(self._ours, answer)
        return True


def alive(processes: Sequence[int]) -> list[int]:
    """Those of the processes that have not ended."""
    return [process for process in processes if _state(process) not in ("", "Z")]


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    plain = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    unwanted = ("NO_COLOR", "LC_ALL", "COLUMNS", "LINES", "TEXTUAL", "PYTEST_CURRENT_TEST")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {name: value for name, value in {**environment, **plain, **changes}.items() if value is not None}
