"""One layer in full: its numbers, and a large histogram of its weights, activations or gradients."""

from __future__ import annotations

import math

from tui_nn.engine.vitals import LayerVitals
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.panes.health_table import Shown, histogram_of
from tui_nn.ui.plots.figure import Rgb
from tui_nn.ui.plots.histogram import put_bars


def put_detail(canvas: Canvas, top: int, name: str, layer: LayerVitals, kind: Shown, palette: Palette) -> None:
    """Draw a layer from a row of a canvas on to its end: its numbers, a histogram, and where that begins and ends."""
    said = f"{name}: {layer.units} {layer.activation}"
    for more in (
        kind,
        f"update {layer.update_ratio:.1e} of |w| {layer.weight_norm:.3g}",
        f"activations {layer.activation_mean:.2g} ± {layer.activation_deviation:.2g}",
        f"gradient {layer.gradient_norm:.1e}",
    ):
        if len(said) + len(more) + 3 <= canvas.width:
            said += f" · {more}"
    canvas.put(0, top, said, palette.foreground, bold=True)
    found = histogram_of(layer, kind)
    low, high = float(found.edges[0]), float(found.edges[-1])
    size = (canvas.width, canvas.height - top - 2)
    put_bars(canvas, (0, top + 1), size, found.counts, lambda at: _bar_colour(at, low, high, palette))
    _put_edges(canvas, canvas.height - 1, low, high, palette)


def _bar_colour(at: float, low: float, high: float, palette: Palette) -> Rgb:
    """The colour of a bar between two edges: by its sign, paler near 0."""
    value = low + at * (high - low)
    most = max(abs(low), abs(high)) or 1.0
    strong = palette.positive if value > 0 else palette.negative
    return blended(palette.muted, strong, min(1.0, 0.35 + abs(value) / most)) if math.isfinite(value) else strong


def _put_edges(canvas: Canvas, row: int, low: float, high: float, palette: Palette) -> None:
    """Write what the ends of a histogram are, and where 0 is."""
    left, right, width = f"{low:.3g}", f"{high:.3g}", canvas.width
    if low < 0 < high:
        zero = round(-low / (high - low) * (width - 1)) if math.isfinite(high - low) else width // 2
        if len(left) < zero < width - len(right) - 1:
            canvas.put(zero, row, "0", palette.muted)
    canvas.put(0, row, left, palette.muted)
    canvas.put(max(len(left) + 1, width - len(right)), row, right, palette.muted)
