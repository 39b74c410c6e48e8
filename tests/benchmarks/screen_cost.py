"""What the app costs in a real terminal: key press to paint, bytes sent, processor time when nothing happens."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.terminal.pseudo_terminal import Terminal

COMMAND = (sys.executable, "-m", "tui_nn", "xor", "--min-error", "0", "--max-iterations", "1000000000")
SIZE = (100, 30)
PRESSES = 100
SECONDS = 8.0


def measure_screen() -> Iterator[str]:
    """Measure the app idle and while it trains the smallest network at full speed."""
    yield f"the app in a terminal of {SIZE[0]}x{SIZE[1]}, training xor 2-2-1 at full speed"
    for training in (False, True):
        with Terminal(*COMMAND, size=SIZE) as terminal:
            terminal.wait_for("ready")
            _watch(terminal, 1.0)
            if training:
                terminal.send(b"t")
                terminal.wait_for("training")
                _watch(terminal, 1.0)
            before, busy = len(terminal.written), _processor_seconds(terminal.process.pid)
            _watch(terminal, SECONDS)
            rate = (len(terminal.written) - before) / SECONDS / 1000
            load = (_processor_seconds(terminal.process.pid) - busy) / SECONDS
            waits = sorted(_key_to_paint(terminal, press) for press in range(PRESSES))
            started = time.perf_counter()
            terminal.send(b"\x11")
            terminal.wait_for_end()
            ending = time.perf_counter() - started
        p95, p99 = quantiles(waits, n=100)[94], quantiles(waits, n=100)[98]
        state = "training" if training else "idle"
        yield (
            f"  {state:<9} key to paint p50 {median(waits):.0f} p95 {p95:.0f} p99 {p99:.0f} ms; "
            f"{rate:.1f} kB/s; screen process {load:.1%} of a core; quits in {ending:.2f} s"
        )


def _watch(terminal: Terminal, seconds: float) -> None:
    """Read what the app writes for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        terminal._read(0.05)


def _key_to_paint(terminal: Terminal, press: int) -> float:
    """Milliseconds from pressing the key for the axis to the new axis on the screen."""
    _watch(terminal, random.Random(press).uniform(0.03, 0.12))
    wanted = b"linear scale" if press % 2 == 0 else b" log scale"
    seen = len(terminal.written)
    started = time.perf_counter()
    terminal.send(b"l")
    while wanted not in terminal.written[seen:]:
        terminal._read(0.001)
    return (time.perf_counter() - started) * 1000


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
