"""U4: how the screen answers while an experiment trains on all cores in the engine process."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

from tests.benchmarks.screen_cost import SIZE, _watch
from tests.terminal.pseudo_terminal import Terminal

COMMAND = (sys.executable, "-m", "tui_nn", "xor", "--min-error", "0", "--max-iterations", "1000000000000")
PRESSES = 120
ROUNDS = 2
PATIENCE = 10.0


def measure_lab() -> Iterator[str]:
    """Measure the key that opens the reading, with the experiment paused and with it running."""
    yield f"U4  a success rate of xor in a terminal of {SIZE[0]}x{SIZE[1]}: endless runs from many starts, on all cores"
    tails = {}
    for running in (False, True):
        waits: list[float] = []
        for _ in range(ROUNDS):
            with Terminal(*COMMAND, size=SIZE) as terminal:
                terminal.wait_for("ready")
                _watch(terminal, 2.0)
                terminal.send(b"L")
                terminal.wait_for("running")
                _watch(terminal, 2.0)
                if not running:
                    terminal.send(b"p")
                    terminal.wait_for("paused")
                waits += [_reading_to_paint(terminal, press) for press in range(PRESSES // ROUNDS)]
                terminal.send(b"\x11")
                terminal.wait_for_end()
        tails[running] = quantiles(sorted(waits), n=100)[98]
        state = "running" if running else "paused"
        yield f"    {state:<8} key to paint p50 {median(waits):.0f} p99 {tails[running]:.0f} worst {max(waits):.0f} ms"
    yield f"    p99 is {tails[True] / tails[False]:.2f} x that of rest (reach 1.5)"


def _reading_to_paint(terminal: Terminal, press: int) -> float:
    """Milliseconds from the key that opens the reading to its title on the screen; it is closed before."""
    _watch(terminal, random.Random(press).uniform(0.1, 0.2))
    seen = len(terminal.written)
    started = time.perf_counter()
    terminal.send(b"v")
    while b"What the pictures show" not in terminal.written[seen:]:
        terminal._read(0.001)
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(terminal.text)
    seconds = time.perf_counter() - started
    terminal.send(b"v")
    return seconds * 1000
