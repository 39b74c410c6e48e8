"""A scale from worst to best in one direction: colours for the colour-blind, too, or shades where there are too few."""

from __future__ import annotations

from functools import lru_cache

from tui_nn.ui.drawing.field_looks import BLUE, YELLOW, Shade
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.plots.figure import Rgb

LEVELS = 17
"""Of the scale."""

VIRIDIS = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
"""Ever lighter from purple to yellow (van der Walt, Smith 2015): in order also without red, without green, in grey."""

PALE = 0.45
"""How much of the colour of a neighbour is left where it only stands in."""

SHADES = "░▒▓█"

NOTHING, UNKNOWN = 2 * LEVELS, 2 * LEVELS + 1
"""Looks beside those of the scale: known, but without a value; and not known."""


def look_of(share: float, *, pale: bool = False) -> int:
    """Return the look for 0, the worst, to 1, the best; pale where a neighbour's stands in."""
    return round(min(max(share, 0.0), 1.0) * (LEVELS - 1)) + (LEVELS if pale else 0)


@lru_cache(maxsize=8)
def sequential_colours(palette: Palette) -> tuple[Rgb, ...]:
    """Return a colour for each look: the scale, the same paler, NOTHING and UNKNOWN."""
    places = [step / (LEVELS - 1) * (len(VIRIDIS) - 1) for step in range(LEVELS)]
    last = len(VIRIDIS) - 2
    scale = [
        blended(VIRIDIS[min(int(place), last)], VIRIDIS[min(int(place), last) + 1], place - min(int(place), last))
        for place in places
    ]
    pale = [blended(palette.background, colour, PALE) for colour in scale]
    return (*scale, *pale, palette.grid, palette.background)


@lru_cache(maxsize=8)
def sequential_shades(palette: Palette) -> tuple[Shade, ...]:
    """Return a character for each look, coloured where there are 16 colours."""
    low, high = YELLOW[palette.dark], BLUE[palette.dark]
    # Blue is the darker of the two: the better, the lighter, as in the scale of colours.
    halves = (None, None) if palette.depth == "none" else (high, low)
    steps = [min(step * len(SHADES) // LEVELS, len(SHADES) - 1) for step in range(LEVELS)]
    scale = tuple((SHADES[step], halves[step >= len(SHADES) // 2]) for step in steps)
    return (*scale, *scale, (" ", None), (" ", None))


def ink_on(colour: Rgb) -> Rgb:
    """Return black or white, whichever is read better on a colour (luma of BT.601)."""
    red, green, blue = colour
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 128 else (255, 255, 255)
