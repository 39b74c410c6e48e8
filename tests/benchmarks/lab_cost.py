"""U4: how the screen answers while a map trains on all cores in the engine process."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

from tests.benchmarks.screen_cost import SIZE, _watch
from tests.terminal.pseudo_terminal import Terminal

COMMAND = (sys.executable, "-m", "tui_nn", "spiral", "--hidden", "8,8", "--min-error", "0")
"""A map of these takes minutes: it is at work to the end."""

PRESSES = 30
ROUNDS = 4
PATIENCE = 10.0


def measure_lab() -> Iterator[str]:
    """Measure the key that opens the reading over a map that is paused and one that is running, in turns."""
    yield f"U4  a map of spiral, 12 x 10 cells of 25 starts, in a terminal of {SIZE[0]}x{SIZE[1]}, on all cores"
    waits: dict[str, list[float]] = {"paused": [], "running": []}
    with Terminal(*COMMAND, size=SIZE) as terminal:
        terminal.wait_for("ready")
        _watch(terminal, 2.0)
        terminal.send(b"M")
        terminal.wait_for("running:")
        for _ in range(ROUNDS):
            # In turns, so that both meet the machine in the same mood.
            for state in ("running", "paused"):
                terminal.wait_for(f"{state}:")
                _watch(terminal, 0.5)
                waits[state] += [_reading_to_paint(terminal, press) for press in range(PRESSES)]
                _watch(terminal, 0.3)
                terminal.send(b"p")
        terminal.send(b"\x11")
        terminal.wait_for_end()
    tails = {}
    for state, each in waits.items():
        percentiles = quantiles(sorted(each), n=100)
        tails[state] = percentiles[98]
        yield (
            f"    {state:<8} key to paint p50 {median(each):.0f} p95 {percentiles[94]:.0f} p99 {tails[state]:.0f} "
            f"worst {max(each):.0f} ms"
        )
    yield f"    p99 is {tails['running'] / tails['paused']:.2f} x that of rest (reach 1.5)"


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
