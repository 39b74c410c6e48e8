"""U3: all panes of the widest layout on a spiral at full speed: redraws, keys, and what the pictures cost training."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median, quantiles

from textual.strip import Strip

from tests.benchmarks.screen_cost import _iteration, _key_to_paint, _processor_seconds, _watch
from tests.terminal.pseudo_terminal import Terminal
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.ui.app import TuiNnApp
from tui_nn.ui.layout import PaneName
from tui_nn.ui.panes.drawn_lines import DrawnLines

COMMAND = (
    sys.executable,
    "-m",
    "tui_nn",
    "spiral",
    "--preset",
    "playground",
    "--noise",
    "0.5",
    "--max-iterations",
    "1000000000",
)
SIZE = (200, 60)
SECONDS = 8.0
PRESSES = 120
PICTURES: tuple[PaneName, ...] = ("error", "network", "surface", "hidden", "health", "judgement", "table", "rate")


def measure_pictures() -> Iterator[str]:
    """Measure with every pane open, at rest and while training."""
    yield f"U3  the layout Everything in a terminal of {SIZE[0]}x{SIZE[1]}, training spiral 2-16-16-1 at full speed"
    idle, _ = _measure(training=False)
    yield f"    idle      {_percentiles(idle)}"
    busy, told = _measure(training=True)
    yield f"    training  {_percentiles(busy)}; p99 is {_p99(busy) / _p99(idle):.2f} x idle (reach 1.5)"
    yield f"    {told}"
    redraws = asyncio.run(_redraws())
    yield "    redraws a second: " + ", ".join(f"{name} {count:.1f}" for name, count in redraws.items()) + " (reach 10)"


def _measure(*, training: bool) -> tuple[list[float], str]:
    with Terminal(*COMMAND, size=SIZE, environment={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("ready")
        terminal.send(b"6")
        terminal.wait_for("Health")
        _watch(terminal, 2.0)
        told = ""
        if training:
            terminal.send(b"t")
            terminal.wait_for("training")
            _watch(terminal, 5.0)
            before, iteration = len(terminal.written), _iteration(terminal)
            load = _processor_seconds(terminal.process.pid)
            started = time.perf_counter()
            _watch(terminal, SECONDS)
            seconds = time.perf_counter() - started
            speed = (_iteration(terminal) - iteration) / seconds
            alone = _rate_without_screen()
            told = (
                f"{speed:,.0f} iterations/s with the screen, {alone:,.0f} without: {speed / alone:.2f} (reach 0.9); "
                f"{(len(terminal.written) - before) / seconds / 1000:.0f} kB/s; "
                f"screen process {(_processor_seconds(terminal.process.pid) - load) / seconds:.0%} of a core"
            )
        terminal.draws = False
        waits = [_key_to_paint(terminal, press) for press in range(PRESSES)]
        terminal.send(b"\x11")
        terminal.wait_for_end()
    return waits, told


async def _redraws() -> dict[PaneName, float]:
    """Return how often each picture is drawn in a second, by an app with its own engine process."""
    app = TuiNnApp(_run(10**9))
    counts: Counter[PaneName] = Counter()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("6")
        await pilot.pause(1.0)
        panes = app.main_screen.panes()
        for name in PICTURES:
            pane = panes[name]
            assert isinstance(pane, DrawnLines)
            _count(pane, name, counts)
        await pilot.press("t")
        await pilot.pause(1.0)
        counts.clear()
        started = time.perf_counter()
        await pilot.pause(SECONDS)
        seconds = time.perf_counter() - started
    return {name: counts[name] / seconds for name in PICTURES}


def _count(pane: DrawnLines, name: PaneName, counts: Counter[PaneName]) -> None:
    drawn = pane.draw_lines

    def draw_lines() -> list[Strip]:
        counts[name] += 1
        return drawn()

    pane.draw_lines = draw_lines  # type: ignore[method-assign]  # to count is all that it does


def _rate_without_screen() -> float:
    run = _run(20_000)
    dataset = load_data(run.data)
    network = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
    result = fit(network, dataset, run.training)
    return result.iterations / result.seconds


def _run(iterations: int) -> RunConfig:
    values = {("data", "source"): "spiral", ("data", "noise"): 0.5, ("training", "max_iterations"): iterations}
    return find_preset("playground").run().with_values(values)


def _p99(waits: list[float]) -> float:
    return quantiles(sorted(waits), n=100)[98]


def _percentiles(waits: list[float]) -> str:
    return (
        f"key to paint p50 {median(waits):.0f} p95 {quantiles(sorted(waits), n=100)[94]:.0f} p99 {_p99(waits):.0f} ms"
    )
