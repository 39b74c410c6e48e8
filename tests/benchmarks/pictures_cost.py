"""U3: all panes of the widest layout on a spiral at full speed: redraws, keys, and what the pictures cost training."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

from tests.benchmarks.screen_cost import _iteration, _processor_seconds, _watch
from tests.terminal.pseudo_terminal import Terminal
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.ui.layout import LAYOUTS, PaneName
from tui_nn.ui.placement import Place, places

COMMAND = (sys.executable, "-m", "tui_nn", "spiral", "--preset", "playground", "--noise", "0.5",
           "--max-iterations", "1000000000")
SIZE = (200, 60)
LINES_ABOVE, LINES_BELOW = 1, 2
ROWS = 500
SECONDS = 8.0
PRESSES = 120
SAME_FRAME = 0.03
"""Seconds within which two writes to a pane belong to one redraw."""

MOVES = re.compile(rb"\x1b\[(\d+);(\d+)H")
PICTURES: tuple[PaneName, ...] = ("error", "network", "surface", "hidden", "health", "judgement", "table")
"""The rate does not change in this run: there is nothing to draw."""


def measure_pictures() -> Iterator[str]:
    """Measure with every pane open, at rest and while training."""
    yield f"U3  the layout Everything in a terminal of {SIZE[0]}x{SIZE[1]}, training spiral 2-16-16-1 at full speed"
    idle, _, _ = _measure(training=False)
    yield f"    idle      {_percentiles(idle)}"
    busy, redraws, told = _measure(training=True)
    yield f"    training  {_percentiles(busy)}; p99 is {_p99(busy) / _p99(idle):.2f} x idle (reach 1.5)"
    yield f"    {told}"
    yield "    redraws a second: " + ", ".join(f"{name} {count:.1f}" for name, count in redraws.items()) + " (reach 10)"


def _measure(*, training: bool) -> tuple[list[float], dict[PaneName, float], str]:
    with Terminal(*COMMAND, size=SIZE, environment={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("ready")
        terminal.send(b"6")
        terminal.wait_for("Health")
        _watch(terminal, 2.0)
        redraws: dict[PaneName, float] = {}
        told = ""
        if training:
            terminal.send(b"t")
            terminal.wait_for("training")
            _watch(terminal, 5.0)
            before, iteration = len(terminal.written), _iteration(terminal)
            load = _processor_seconds(terminal.process.pid)
            started = time.perf_counter()
            moments = _writes(terminal, SECONDS)
            seconds = time.perf_counter() - started
            speed = (_iteration(terminal) - iteration) / seconds
            redraws = {name: _redraws(moments, place) / seconds for name, place in _panes().items() if name in PICTURES}
            alone = _rate_without_screen()
            told = (
                f"{speed:,.0f} iterations/s with the screen, {alone:,.0f} without: {speed / alone:.2f} (reach 0.9); "
                f"{(len(terminal.written) - before) / seconds / 1000:.0f} kB/s; "
                f"screen process {(_processor_seconds(terminal.process.pid) - load) / seconds:.0%} of a core"
            )
        waits = [_key_to_paint(terminal, press) for press in range(PRESSES)]
        terminal.send(b"\x11")
        terminal.wait_for_end()
    return waits, redraws, told


def _writes(terminal: Terminal, seconds: float) -> list[tuple[float, int, int]]:
    """Return when, and at which column and row, the app began to write."""
    found, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = len(terminal.written)
        terminal._read(0.005)
        now = time.monotonic()
        found += [(now, int(x) - 1, int(y) - 1) for y, x in MOVES.findall(terminal.written[seen:])]
    return found


def _panes() -> dict[PaneName, Place]:
    body = SIZE[1] - LINES_ABOVE - LINES_BELOW
    found = places(LAYOUTS["everything"].trees["wide"], SIZE[0], body, ROWS)
    return {name: place._replace(y=place.y + LINES_ABOVE) for name, place in found.items()}


def _redraws(moments: list[tuple[float, int, int]], place: Place) -> int:
    """Count the frames in which something inside a pane's border was written."""
    count, last = 0, 0.0
    for when, x, y in moments:
        inside = place.x <= x < place.x + place.width and place.y < y < place.y + place.height - 1
        if inside and when - last > SAME_FRAME:
            count, last = count + 1, when
    return count


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


def _rate_without_screen() -> float:
    run: RunConfig = find_preset("playground").run()
    run = run.with_values({("data", "source"): "spiral", ("training", "max_iterations"): 20_000})
    dataset = load_data(run.data)
    network = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
    result = fit(network, dataset, run.training)
    return result.iterations / result.seconds


def _p99(waits: list[float]) -> float:
    return quantiles(sorted(waits), n=100)[98]


def _percentiles(waits: list[float]) -> str:
    return (
        f"key to paint p50 {median(waits):.0f} p95 {quantiles(sorted(waits), n=100)[94]:.0f} p99 {_p99(waits):.0f} ms"
    )
