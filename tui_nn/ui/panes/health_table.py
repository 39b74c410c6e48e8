"""One line for each layer: how fast it changes on a gauge, gradient, flat and dead units, a small histogram."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tui_nn.engine.vitals import (
    FASTEST_HEALTHY,
    HEALTHY_RATIO,
    SLOWEST_HEALTHY,
    STANDSTILL,
    Histogram,
    LayerVitals,
    Pace,
)
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.plots.figure import Rgb
from tui_nn.ui.plots.histogram import block_line

Shown = Literal["weights", "activations", "gradients"]
KINDS: tuple[Shown, ...] = ("weights", "activations", "gradients")
"""What the histograms can be of."""

DECADES = -math.log10(STANDSTILL)
"""From the left end of the gauge, below which a layer stands still, to its right end, 1."""

MARK, BEYOND_LEFT, BEYOND_RIGHT = "●", "◂", "▸"

WORDS: dict[Pace, str] = {
    "still": "still",
    "too slow": "too slow",
    "fine": "fine",
    "too fast": "too fast",
    "broken": "no number",
}

HEADINGS = {"layer": "layer", "word": "", "saturated": "sat.", "dead": "dead", "gradient": "gradient", "ratio": "ratio"}


@dataclass(frozen=True)
class Column:
    """What stands in a column, and how many cells it takes."""

    what: str
    width: int


ORDER = ("layer", "gauge", "ratio", "word", "gradient", "saturated", "dead", "histogram")
"""From the left to the right."""

NEEDED = {"layer": 9, "gauge": 13, "word": 9}
ADDED = (
    *(("saturated", 6), ("histogram", 8), ("gradient", 8), ("dead", 4), ("ratio", 7)),
    *(("histogram", 11), ("histogram", 16), ("gauge", 25), ("histogram", 32)),
)
"""What is added, or becomes wider, as long as there is room: the more telling first."""


def histogram_of(layer: LayerVitals, kind: Shown) -> Histogram:
    """Return the histogram of that kind."""
    return {"weights": layer.weights, "activations": layer.activations, "gradients": layer.gradients}[kind]


def columns_for(width: int) -> list[Column]:
    """Return the columns that fit into so many cells, one cell between two of them."""
    widths = dict(NEEDED)
    for what, wanted in ADDED:
        more = {**widths, what: wanted}
        if sum(more.values()) + len(more) - 1 <= width:
            widths = more
    return [Column(what, widths[what]) for what in ORDER if what in widths]


def put_heading(canvas: Canvas, columns: list[Column], kind: Shown, palette: Palette) -> None:
    """Write what the columns are."""
    place = 0
    for column in columns:
        if column.what == "gauge":
            canvas.put(place, 0, "1e-6", palette.muted)
            canvas.put(place + column.width // 2 - 1, 0, "1e-3", palette.muted)
            canvas.put(place + column.width - 1, 0, "1", palette.muted)
        else:
            text = kind if column.what == "histogram" else HEADINGS[column.what]
            text = text if len(text) <= column.width else f"{text[: column.width - 1]}."
            canvas.put(place, 0, text, palette.muted)
        place += column.width + 1


def put_layer(
    canvas: Canvas,
    row: int,
    columns: list[Column],
    name: str,
    layer: LayerVitals,
    kind: Shown,
    palette: Palette,
    *,
    chosen: bool,
) -> None:
    """Write the line of one layer."""
    verdict = _colour(layer.pace, palette)
    place = 0
    for column in columns:
        match column.what:
            case "layer":
                mark = "▸" if chosen else " "
                text = f"{mark}{name}" if len(name) < column.width else f"{mark}h {name.rpartition(' ')[2]}"
                canvas.put(place, row, text[: column.width], palette.accent if chosen else None, bold=chosen)
            case "gauge":
                _put_gauge(canvas, place, row, column.width, layer.update_ratio, verdict, palette)
            case "word":
                canvas.put(place, row, WORDS[layer.pace], verdict, bold=True)
            case "ratio":
                canvas.put(place, row, f"{layer.update_ratio:.1e}")
            case "gradient":
                canvas.put(place, row, f"{layer.gradient_norm:.1e}")
            case "saturated":
                text = f"{layer.saturated}/{layer.units}"
                text = text if len(text) <= column.width else f"{layer.saturated / layer.units:.0%}"
                canvas.put(place, row, text, palette.warning if layer.saturated else palette.muted)
            case "dead":
                canvas.put(place, row, f"{layer.dead}"[: column.width], palette.error if layer.dead else palette.muted)
            case _:
                canvas.put(place, row, block_line(histogram_of(layer, kind).counts, column.width), palette.primary)
        place += column.width + 1


def _put_gauge(canvas: Canvas, column: int, row: int, width: int, ratio: float, colour: Rgb, palette: Palette) -> None:
    """Draw the scale, the healthy band on it, and where the value is."""
    first, last = _place(SLOWEST_HEALTHY, width), _place(FASTEST_HEALTHY, width)
    back = blended(palette.background, palette.success, 0.25) if palette.depth in ("256", "true") else None
    canvas.put(column, row, "·" * width, palette.muted)
    canvas.put(column + first, row, "═" * (last - first + 1), palette.success, back)
    canvas.put(column + _place(HEALTHY_RATIO, width), row, "╪", palette.success, back)
    if math.isnan(ratio):
        return
    mark = BEYOND_LEFT if ratio < STANDSTILL else BEYOND_RIGHT if ratio > 1 else MARK
    canvas.put(column + _place(ratio, width), row, mark, colour, bold=True)


def _place(ratio: float, width: int) -> int:
    """The cell of a gauge that a ratio falls on."""
    if ratio <= STANDSTILL:
        return 0
    share = (math.log10(min(ratio, 1.0)) + DECADES) / DECADES
    return round(share * (width - 1))


def _colour(pace: Pace, palette: Palette) -> Rgb:
    return {
        "still": palette.muted,
        "too slow": palette.warning,
        "fine": palette.success,
        "too fast": palette.error,
        "broken": palette.error,
    }[pace]
