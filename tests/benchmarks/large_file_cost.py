"""U5: a file of 1,000,000 x 20 numbers: how long it loads, what it takes, and how keys answer while it is trained."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from tests.benchmarks.screen_cost import SIZE, _children, _memory, _processor_seconds, _watch
from tests.terminal.pseudo_terminal import Terminal

ROWS, COLUMNS = 1_000_000, 20
OPTIONS = ("--batch-size", "256", "--hidden", "8", "--min-error", "0", "--learning-rate", "0.01")
PRESSES = 150
ROUNDS = 3
PATIENCE = 10.0
UP, END, ESCAPE = b"\x1b[A", b"\x1b[F", b"\x1b"


def measure_large_file() -> Iterator[str]:
    """Load, train by mini-batches, and press the arrow keys at the end of the table, idle and training in turns."""
    yield f"U5  a CSV of {ROWS:,} x {COLUMNS} in a terminal of {SIZE[0]}x{SIZE[1]}, batches of 256"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        _write(path)
        size = path.stat().st_size
        yield f"    the file holds {size / 1e6:.0f} MB"
        yield _stop_while_loading(path)
        with Terminal(sys.executable, "-m", "tui_nn", str(path), *OPTIONS, size=SIZE) as terminal:
            started = time.perf_counter()
            terminal.wait_for("Reading the data")
            processes = [terminal.process.pid, *_children(terminal.process.pid)]
            most = 0.0
            while "ready" not in terminal.text:
                _watch(terminal, 0.2)
                most = max(most, *map(_memory, processes))
            yield (
                f"    from the command to the network {time.perf_counter() - started:.1f} s; the most that one process "
                f"held {most:.0f} MB ({most * 1e6 / size:.1f} x the file, reach 4)"
            )
            _watch(terminal, 3.0)
            while "Add row" not in terminal.text[-4000:]:
                terminal.send(b"]")
                _watch(terminal, 0.3)
            terminal.send(END)
            _watch(terminal, 1.0)
            waits: dict[str, list[float]] = {"idle": [], "training": []}
            row = ROWS
            for _ in range(ROUNDS):
                for state in waits:
                    busy, begun = _processor_seconds(processes[0]), time.perf_counter()
                    for _ in range(PRESSES // ROUNDS):
                        row -= 1
                        waits[state].append(_key_to_paint(terminal, row))
                    load = (_processor_seconds(processes[0]) - busy) / (time.perf_counter() - begun)
                    terminal.send(b"t")
                    _watch(terminal, 2.0)
            sizes = [_memory(process) for process in processes]
            terminal.send(b"\x11")
            terminal.wait_for_end()
    for state, each in waits.items():
        percentiles = quantiles(sorted(each), n=100)
        yield (
            f"    {state:<8} key to paint p50 {median(each):.0f} p95 {percentiles[94]:.0f} p99 {percentiles[98]:.0f} "
            f"worst {max(each):.0f} ms"
        )
    yield f"    screen process {load:.1%} of a core while it trains; app and engine hold " + " and ".join(
        f"{size:.0f} MB" for size in sizes
    )


def _stop_while_loading(path: Path) -> str:
    """Milliseconds from Esc amid the loading to the network that tui-nn opens with."""
    with Terminal(sys.executable, "-m", "tui_nn", str(path), *OPTIONS, size=SIZE) as terminal:
        terminal.wait_for("Reading the data")
        _watch(terminal, 1.0)
        seen, started = len(terminal.written), time.perf_counter()
        terminal.send(ESCAPE)
        while b"is stopped" not in terminal.written[seen:]:
            terminal._read(0.001)
        seconds = time.perf_counter() - started
        terminal.send(b"\x11")
        terminal.wait_for_end()
    return f"    esc amid the loading is answered after {seconds * 1000:.0f} ms (reach 500)"


def _key_to_paint(terminal: Terminal, row: int) -> float:
    """Milliseconds from the key to the cursor on the row, whose first cell is its number over all rows."""
    _watch(terminal, random.Random(row).uniform(0.03, 0.12))
    wanted = f"{row / ROWS:.6g}".encode()
    seen, started = len(terminal.written), time.perf_counter()
    terminal.send(UP)
    while wanted not in terminal.written[seen:]:
        terminal._read(0.001)
        if time.perf_counter() - started > PATIENCE:
            raise TimeoutError(terminal.text)
    return (time.perf_counter() - started) * 1000


def _write(path: Path) -> None:
    generator = np.random.default_rng(0)
    weights = generator.normal(size=COLUMNS - 1)
    with path.open("w") as file:
        file.write(",".join([*(f"x{number}" for number in range(1, COLUMNS)), "y"]) + "\n")
        for start in range(0, ROWS, 10_000):
            inputs = generator.normal(size=(10_000, COLUMNS - 1))
            inputs[:, 0] = np.arange(start + 1, start + 10_001) / ROWS
            right = (inputs @ weights > 0).astype(int)
            for row, target in zip(inputs.tolist(), right.tolist(), strict=True):
                file.write(",".join(f"{value:.6f}" for value in row) + f",{target}\n")
