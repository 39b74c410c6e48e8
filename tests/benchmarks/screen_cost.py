"""What the app costs in a real terminal: key press to paint, training with the screen open, start, rest and memory."""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.terminal.pseudo_terminal import Terminal
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit

COMMAND = (sys.executable, "-m", "tui_nn", "xor", "--min-error", "0", "--max-iterations", "1000000000000")
EMPTY_APP = "from textual.app import App; App().run()"
SIZE = (100, 30)
PRESSES = 150
SECONDS = 8.0
STARTS = 7
ROUNDS = 3
MANY_ITERATIONS = 10**9


def measure_keys() -> Iterator[str]:
    """U1: key press to painted answer, idle and while the smallest network is trained at full speed."""
    yield f"U1  the app in a terminal of {SIZE[0]}x{SIZE[1]}, training xor 2-2-1 at full speed"
    with_screen, without = [], []
    for training in (False, True):
        waits: list[float] = []
        for _ in range(ROUNDS):
            with Terminal(*COMMAND, size=SIZE) as terminal:
                terminal.wait_for("ready")
                _watch(terminal, 2.0)
                if training:
                    terminal.send(b"t")
                    terminal.wait_for("training")
                    _watch(terminal, 1.0)
                before, busy = len(terminal.written), _processor_seconds(terminal.process.pid)
                iteration, started = _iteration(terminal), time.perf_counter()
                _watch(terminal, SECONDS / ROUNDS)
                seconds = time.perf_counter() - started
                sent = (len(terminal.written) - before) / seconds / 1000
                load = (_processor_seconds(terminal.process.pid) - busy) / seconds
                if training:
                    with_screen.append((_iteration(terminal) - iteration) / seconds)
                    without.append(_rate_without_screen())
                waits += [_key_to_paint(terminal, press) for press in range(PRESSES // ROUNDS)]
                terminal.send(b"\x11")
                terminal.wait_for_end()
        percentiles = quantiles(sorted(waits), n=100)
        state = "training" if training else "idle"
        yield (
            f"    {state:<9} key to paint p50 {median(waits):.0f} p95 {percentiles[94]:.0f} "
            f"p99 {percentiles[98]:.0f} worst {max(waits):.0f} ms; {sent:.1f} kB/s; screen process {load:.1%} of a core"
        )
    ratios = [seen / alone for seen, alone in zip(with_screen, without, strict=True)]
    yield (
        f"    {median(with_screen):,.0f} iterations/s with the screen open, {median(without):,.0f} without: "
        f"{median(ratios):.2f} (reach 0.95)"
    )


def measure_rest() -> Iterator[str]:
    """U2: start to the first painted frame, processor at rest, memory after very many iterations."""
    ours, empty = [], []
    for _ in range(STARTS):
        empty.append(
            _start_to_paint(
                sys.executable,
                "-c",
                EMPTY_APP,
                painted=lambda terminal: b"\x1b[?1049h" in terminal.written and len(terminal.written) > 3000,
            )
        )
        ours.append(_start_to_paint(*COMMAND, painted=lambda terminal: "Setup" in terminal.text))
    yield (
        f"U2  start to first frame {median(ours):.0f} ms, an empty Textual app {median(empty):.0f} ms: "
        f"{median(ours) / median(empty):.2f} (reach 1.5)"
    )
    with Terminal(*COMMAND, size=SIZE) as terminal:
        terminal.wait_for("ready")
        _watch(terminal, 5.0)
        processes = [terminal.process.pid, *_children(terminal.process.pid)]
        busy, started = sum(map(_processor_seconds, processes)), time.perf_counter()
        _watch(terminal, 10.0)
        load = (sum(map(_processor_seconds, processes)) - busy) / (time.perf_counter() - started)
        yield f"    at rest {load:.2%} of a core, app and engine together (reach 1 %)"
        terminal.send(b"t")
        terminal.wait_for("training")
        memory, speeds = [], []
        for share in (0.05, 0.5, 1.0):
            while (iteration := _iteration(terminal)) < share * MANY_ITERATIONS:
                _watch(terminal, 1.0)
            begun = time.perf_counter()
            _watch(terminal, 2.0)
            speeds.append((_iteration(terminal) - iteration) / (time.perf_counter() - begun))
            memory.append([_memory(process) for process in processes])
        told = "; ".join(
            f"{share:g} x 10^9 iterations {sum(sizes):.0f} MB, {speed / 1e6:.1f} M/s"
            for share, sizes, speed in zip((0.05, 0.5, 1.0), memory, speeds, strict=True)
        )
        yield f"    app and engine after {told}"


def _start_to_paint(*command: str, painted: Callable[[Terminal], bool]) -> float:
    started = time.perf_counter()
    with Terminal(*command, size=SIZE) as terminal:
        while not painted(terminal):
            terminal._read(0.001)
        seconds = time.perf_counter() - started
        terminal.send(b"\x11")
        terminal.wait_for_end()
    return seconds * 1000


def _rate_without_screen() -> float:
    network, dataset = Network.create((2, 2, 1)), load_dataset("xor")
    result = fit(network, dataset, TrainingConfig(min_error=0, max_iterations=20_000_000))
    return result.iterations / result.seconds


def _iteration(terminal: Terminal) -> int:
    found = re.search(r"it(?:eration)? ([\d,]+)", terminal.text)
    return int(found[1].replace(",", "")) if found else 0


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


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _memory(process: int) -> float:
    """Megabytes that a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
