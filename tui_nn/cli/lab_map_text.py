"""A trainability map as text: a number and a shade for each cell."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

from tui_nn.experiments.lab_events import LabRow, MapEvent
from tui_nn.experiments.tally import Tally
from tui_nn.ui.formatting import short_error_text

SHADES, PLAIN_SHADES = " ░▒▓█", " .:*#"
"""From failure to success; the second where the output takes no others."""

MEASURES = ("rate", "iterations", "error")


def map_text(event: MapEvent, measure: str) -> str:
    """Return the map, the highest y above, with what its shades and numbers mean."""
    shades = _shades()
    values = [_value(cell.tally, measure) for cell in event.cells]
    lightness = _lightness(values, measure)
    shown = {"rate": _rate, "iterations": _iterations, "error": short_error_text}[measure]
    columns = len(event.x_values)
    numbers = ["·" if math.isnan(value) else shown(value) for value in values]
    width = max(map(len, (*numbers, *event.x_values))) + 1
    margin = max(map(len, event.y_values))
    lines = []
    for row in reversed(range(len(event.y_values))):
        cells = "".join(
            f"{shades[lightness[index]] * 2}{numbers[index]:<{width}}"
            for index in range(row * columns, (row + 1) * columns)
        )
        lines.append(f"{event.y_values[row]:>{margin}} {cells}".rstrip())
    lines.append((" " * margin + " " + "".join(f"  {name:<{width}}" for name in event.x_values)).rstrip())
    told = {
        "rate": "per cent of the starts that succeed",
        "iterations": "median iterations to success",
        "error": "median final error",
    }[measure]
    legend = f"{told}; {shades[1]} worse, {shades[-1]} better, · unknown"
    return "\n".join([f"Across: {event.x_name}. Up: {event.y_name}. Each cell: {legend}.", *lines])


def best_cell(event: MapEvent) -> LabRow | None:
    """Return the cell with the highest rate, and of several the one with the fewest iterations; None before any."""
    known = [cell for cell in event.cells if cell.tally.trials]
    if not known:
        return None
    return max(known, key=lambda cell: (cell.tally.rate, -_or_infinite(cell.tally.median_iterations)))


def _value(tally: Tally, measure: str) -> float:
    choose: dict[str, Callable[[Tally], float]] = {
        "rate": lambda tally: tally.rate,
        "iterations": lambda tally: tally.median_iterations,
        "error": lambda tally: tally.median_error,
    }
    return choose[measure](tally)


def _lightness(values: list[float], measure: str) -> list[int]:
    """Return a shade for each value, 0 for what is unknown or fails altogether."""
    steps = len(SHADES) - 1
    if measure == "rate":
        return [0 if math.isnan(value) else math.ceil(value * steps) for value in values]
    logarithms = [math.log(max(value, 1e-300)) for value in values if not math.isnan(value)]
    low, high = (min(logarithms), max(logarithms)) if logarithms else (0.0, 0.0)
    span = high - low or 1.0
    return [
        0 if math.isnan(value) else steps - round((steps - 1) * (math.log(max(value, 1e-300)) - low) / span)
        for value in values
    ]


def _rate(value: float) -> str:
    return f"{100 * value:.0f}"


def _iterations(value: float) -> str:
    return f"{value / 1000:.0f}k" if value >= 10_000 else f"{value:.0f}"


def _or_infinite(value: float) -> float:
    return math.inf if math.isnan(value) else value


def _shades() -> str:
    try:
        SHADES.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN_SHADES
    return SHADES
