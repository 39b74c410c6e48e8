"""A network on a canvas: edges in braille, units as numbers on the colours of a scale, as maps, or as thin cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.one_pass import value_shares
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.network_edges import Selection, draw_edges
from tui_nn.ui.drawing.network_layout import TARGET_WIDTH, NetworkLayout
from tui_nn.ui.drawing.network_places import NUMBER_WIDTH, LayerPlace
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.drawing.text_lines import ink_on, narrow_text
from tui_nn.ui.plots.figure import Rgb

SIGNS = "=-·+#"
"""Thin cells where there are no colours: strongly negative to strongly positive."""

MAP_SHADES = " ░▒▓█"
"""Maps where there are no colours, from the lowest to the highest."""

BIAS_UP, BIAS_DOWN, NO_BIAS = "▴", "▾", "·"
SELECTED = "▸"


@dataclass(frozen=True, eq=False)
class NetworkValues:
    """What is drawn; the lists have an item for every layer, inputs included, where nothing else is said."""

    weights: Sequence[FloatArray]
    """(units_out, units_in + 1) for each layer after the inputs."""

    activations: Sequence[FloatArray]
    """(units,)"""

    shares: Sequence[FloatArray]
    """(units,): the activations from -1 to 1, for their colours."""

    targets: FloatArray
    """(outputs,)"""

    maps: dict[int, FloatArray]
    """By layer (units, map height, map width), from -1 to 1."""

    input_names: Sequence[str] = ()
    target_names: Sequence[str] = ()
    """Of characters one cell wide."""


def draw_network(
    canvas: Canvas,
    top: int,
    layout: NetworkLayout,
    values: NetworkValues,
    palette: Palette,
    selection: Selection | None = None,
) -> tuple[int, int]:
    """Draw edges and units below a row of the canvas, and return how many edges were drawn of how many."""
    drawn = total = 0
    for place, target in zip(layout.layers, layout.layers[1:], strict=False):
        weights = values.weights[place.layer]
        total += weights.size - len(weights)
        drawn += draw_edges(canvas, top, layout, (place, target), weights, palette, selection)
    for place in layout.layers:
        if place.right <= 0 or place.left >= canvas.width:
            continue
        chosen = selection.unit - place.first if selection is not None and selection.layer == place.layer else -1
        if place.strip:
            _draw_strip(canvas, top, layout, place, values.shares[place.layer], palette, chosen)
        else:
            _draw_boxes(canvas, top, place, values, palette, chosen)
    _draw_ends(canvas, top, layout, values, palette)
    return drawn, total


def short_number(value: float) -> str:
    """Write a number in at most five characters, with two digits that count where there is room."""
    if not np.isfinite(value):
        return "nan" if np.isnan(value) else "∞" if value > 0 else "-∞"
    size = abs(value)
    if size < 0.0005:
        text = "0" if size == 0 else f"{value:.0e}".replace("e-0", "e-")
        return text if len(text) <= 5 else "0"
    if size < 0.0995:
        return f"{value:.3f}".replace("0.", ".", 1)
    for bound, digits in ((9.995, 2), (99.95, 1), (9999.5, 0)):
        if size < bound:
            return f"{value:.{digits}f}"
    text = f"{value:.0e}".replace("e+0", "e").replace("e+", "e")
    return text if len(text) <= 5 else "-" + text[text.index("e") :]


def _draw_strip(
    canvas: Canvas,
    top: int,
    layout: NetworkLayout,
    place: LayerPlace,
    shares: FloatArray,
    palette: Palette,
    chosen: int,
) -> None:
    """Draw units as thin cells."""
    seen = shares[place.first : place.first + place.count]
    in_signs = palette.depth in ("none", "16")
    steps = len(SIGNS) // 2 if in_signs else STEPS
    levels = steps + np.rint(seen * steps).astype(np.int64)
    if 0 <= chosen < place.count:
        levels[chosen] = 2 * steps + 1
    field = np.full((2 * layout.wanted.height, place.width), 2 * steps + 2)
    for down in range(place.high):
        for right in range(place.unit_width):
            field[place.halves + down, place.lefts - place.left + right] = levels
    first, last = int(place.halves.min()) // 2, -(-(int(place.halves.max()) + place.high) // 2)
    field = field[2 * first : 2 * last]
    if in_signs:
        colours = (palette.negative, palette.negative, palette.muted, palette.positive, palette.positive)
        shades = [*zip(SIGNS, colours, strict=True), ("@", palette.foreground), (" ", None)]
        canvas.put_shades(place.left, top + first, field[::2], shades)
    else:
        canvas.put_half_blocks(place.left, top + first, field, (*palette.scale, palette.foreground, palette.background))


def _draw_boxes(
    canvas: Canvas, top: int, place: LayerPlace, values: NetworkValues, palette: Palette, chosen: int
) -> None:
    """Draw units one below the other: the map, the activation on its colour, and the bias."""
    layer = place.layer
    in_signs = palette.depth in ("none", "16")
    biases = values.weights[layer - 1][:, -1] if layer else None
    bias_shares = value_shares(biases) if biases is not None else None
    maps = values.maps.get(layer) if place.map_width else None
    colours, rows = palette.scale, place.number_rows
    for unit in range(place.count):
        share = float(values.shares[layer][unit])
        row = top + int(rows[unit])
        left = place.number_left
        if maps is not None:
            _draw_map(canvas, place.map_left, top + int(place.halves[unit]) // 2, maps[unit], palette)
        back = None if in_signs else colours[STEPS + round(share * STEPS)]
        ink = _sign_colour(share, palette) if in_signs else ink_on(back or palette.background)
        if unit == chosen:
            back, ink = (None, palette.accent) if in_signs else (palette.accent, ink_on(palette.accent))
        if not place.numbers:
            if not place.map_width:
                text = SELECTED if unit == chosen else SIGNS[2 + round(2 * share)] if in_signs else " "
                canvas.put(left, row, f"{text} ", ink, back, bold=unit == chosen)
            continue
        number = short_number(float(values.activations[layer][unit])).rjust(NUMBER_WIDTH)
        mark, mark_colour = _bias_mark(biases, bias_shares, unit, palette)
        two_rows = place.high >= 4
        canvas.put(left, row, number, ink, back, bold=unit == chosen)
        if two_rows and biases is not None:
            text = mark + short_number(float(biases[unit])).rjust(NUMBER_WIDTH - 1)
            canvas.put(left, row + 1, text, mark_colour)
        elif biases is not None:
            canvas.put(left, row, mark, mark_colour, palette.background)
        if unit == chosen:
            canvas.put(left, row, SELECTED, ink, back, bold=True)


def _draw_map(canvas: Canvas, left: int, row: int, shares: FloatArray, palette: Palette) -> None:
    high, wide = shares.shape
    if palette.depth in ("none", "16"):
        levels = 2 + np.rint(2.0 * shares[1::2]).astype(np.int64)
        canvas.put_shades(left, row, levels, [(shade, palette.foreground) for shade in MAP_SHADES])
        return
    levels = np.full((high + high % 2, wide), STEPS)
    levels[:high] = STEPS + np.rint(shares * STEPS).astype(np.int64)
    canvas.put_half_blocks(left, row, levels, palette.scale)


def _draw_ends(canvas: Canvas, top: int, layout: NetworkLayout, values: NetworkValues, palette: Palette) -> None:
    """Write the names of the inputs, and beside the outputs the targets with theirs."""
    first, last = layout.layers[0], layout.layers[-1]
    if layout.input_names and not first.strip:
        for name, at in zip(values.input_names, first.number_rows.tolist(), strict=True):
            text = narrow_text(name, layout.input_names).rjust(layout.input_names)
            canvas.put(first.left - 1 - layout.input_names, top + at, text, palette.foreground)
    if last.strip or not last.numbers:
        return
    for name, target, at in zip(values.target_names, values.targets.tolist(), last.number_rows.tolist(), strict=True):
        row, number = top + at, short_number(target)
        if last.below:
            _put_centred(canvas, last, row + 2, narrow_text(name, NUMBER_WIDTH + TARGET_WIDTH), palette.foreground)
            _put_centred(canvas, last, row + 3, f"target {number}", palette.muted)
            continue
        if layout.names_targets:
            canvas.put(last.right + 2, row, narrow_text(name, layout.target_names), palette.foreground)
            canvas.put(last.right + 2, row + 1, f"target {number}", palette.muted)
            continue
        canvas.put(last.right, row, number.rjust(TARGET_WIDTH - 1), palette.foreground)
        if layout.target_names:
            text = narrow_text(name, layout.target_names)
            canvas.put(last.right + TARGET_WIDTH + 1, row, text, palette.muted)


def _put_centred(canvas: Canvas, place: LayerPlace, row: int, text: str, colour: Rgb) -> None:
    left = place.left + (place.width - len(text)) // 2
    canvas.put(min(left, canvas.width - len(text)), row, text, colour)


def _bias_mark(biases: FloatArray | None, shares: FloatArray | None, unit: int, palette: Palette) -> tuple[str, Rgb]:
    if biases is None or shares is None or biases[unit] == 0:
        return NO_BIAS, palette.muted
    share = float(shares[unit])
    level = STEPS + round(np.sign(share) * (0.5 + 0.5 * abs(share)) * STEPS)
    colour = _sign_colour(share, palette) if palette.depth in ("none", "16") else palette.scale[level]
    return (BIAS_UP if biases[unit] > 0 else BIAS_DOWN), colour


def _sign_colour(share: float, palette: Palette) -> Rgb:
    return palette.positive if share > 0 else palette.negative if share < 0 else palette.foreground
