"""A trainability map as text: a number and a shade for each cell."""

from __future__ import annotations

import math
import sys

from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_measures import MEASURE_WORDS, goodness, measured
from tui_nn.ui.formatting import short_error_text

SHADES, PLAIN_SHADES = " ░▒▓█", " .:*#"
"""From failure to success; the second where the output takes no others."""


def map_text(event: MapEvent, measure: str) -> str:
    """Return the map, the highest y above, with what its shades and numbers mean."""
    steps = shades()
    values = [measured(cell.tally, measure) for cell in event.cells]
    lightness = _lightness(values, measure)
    shown = {"rate": _rate, "iterations": _iterations, "error": short_error_text}[measure]
    columns = len(event.x_values)
    numbers = ["·" if math.isnan(value) else shown(value) for value in values]
    width = max(map(len, (*numbers, *event.x_values))) + 1
    margin = max(map(len, event.y_values))
    lines = []
    for row in reversed(range(len(event.y_values))):
        cells = "".join(
            f"{steps[lightness[index]] * 2}{numbers[index]:<{width}}"
            for index in range(row * columns, (row + 1) * columns)
        )
        lines.append(f"{event.y_values[row]:>{margin}} {cells}".rstrip())
    lines.append((" " * margin + " " + "".join(f"  {name:<{width}}" for name in event.x_values)).rstrip())
    legend = f"{MEASURE_WORDS[measure]}; {steps[1]} worse, {steps[-1]} better, · unknown"
    return "\n".join([f"Across: {event.x_name}. Up: {event.y_name}. Each cell: {legend}.", *lines])


def rate_cell(rate: float) -> str:
    """Return a success rate as a cell of a picture: its shade, and how many per cent."""
    return f"{shades()[_lightness([rate], 'rate')[0]] * 2}{'·' if math.isnan(rate) else _rate(rate)}"


def _lightness(values: list[float], measure: str) -> list[int]:
    """Return a shade for each value, 0 for what is unknown or fails altogether."""
    steps = len(SHADES) - 1
    shares = goodness(values, measure)
    if measure == "rate":
        return [0 if math.isnan(share) else math.ceil(share * steps) for share in shares]
    return [0 if math.isnan(share) else steps - round((steps - 1) * (1.0 - share)) for share in shares]


def _rate(value: float) -> str:
    return f"{100 * value:.0f}"


def _iterations(value: float) -> str:
    return f"{value / 1000:.0f}k" if value >= 10_000 else f"{value:.0f}"


def shades() -> str:
    """Return a character for each step from failure to success, as the output takes them."""
    try:
        SHADES.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN_SHADES
    return SHADES
