"""How a field of outputs looks: colours for half blocks, or characters where there are too few colours."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase

from tui_nn.ui.drawing.palette import STEPS, Palette, blended
from tui_nn.ui.plots.figure import Rgb

FIELD_STRENGTH = 0.62
"""Of the theme's colours in a field: marks of the same colour, at full strength, are seen on it."""

MARK_CONTRAST = 0.45
"""How far the colour of a mark goes on to the foreground."""

CLASS_STEPS = 8
"""Shades of a class, by its lead over the second."""

BELOW_SHADES, ABOVE_SHADES = " ░", "▒▓█"
"""Without colour, from low to high: the two sides of the middle share no character."""

SIDE_SHADES = " ░▒▓"
"""With 16 colours: the colour tells the side, the density how far from the middle."""

YELLOW, BLUE = {True: (255, 255, 85), False: (170, 85, 0)}, {True: (85, 85, 255), False: (0, 0, 170)}
"""Of 16 colours those next to orange and blue, on dark and on light."""

Shade = tuple[str, Rgb | None]


@lru_cache(maxsize=8)
def field_colours(palette: Palette) -> tuple[Rgb, ...]:
    """Return 2 STEPS + 1 colours from low to high, and after them that of the contour."""
    scale = [blended(palette.background, colour, FIELD_STRENGTH) for colour in palette.scale]
    return (*scale, palette.foreground)


@lru_cache(maxsize=8)
def class_field_colours(palette: Palette, classes: int) -> tuple[Rgb, ...]:
    """Return CLASS_STEPS colours for each class, from no lead to a full one, and after them that of the contour."""
    shares = [0.12 + (FIELD_STRENGTH - 0.12) * step / (CLASS_STEPS - 1) for step in range(CLASS_STEPS)]
    colours = [
        blended(palette.background, palette.class_colour(index), share) for index in range(classes) for share in shares
    ]
    return (*colours, palette.foreground)


@lru_cache(maxsize=8)
def field_shades(palette: Palette) -> tuple[Shade, ...]:
    """Return 2 STEPS + 1 characters from low to high, coloured where there are 16 colours."""
    if palette.depth == "none":
        below = [BELOW_SHADES[step * len(BELOW_SHADES) // STEPS] for step in range(STEPS)]
        above = [ABOVE_SHADES[step * len(ABOVE_SHADES) // STEPS] for step in range(STEPS)]
        return tuple((character, None) for character in (*below, ABOVE_SHADES[0], *above))
    sides = [SIDE_SHADES[1 + step * (len(SIDE_SHADES) - 1) // STEPS] for step in range(STEPS)]
    low, high = YELLOW[palette.dark], BLUE[palette.dark]
    return (*((one, low) for one in reversed(sides)), (SIDE_SHADES[0], None), *((one, high) for one in sides))


@lru_cache(maxsize=8)
def class_field_shades(palette: Palette, classes: int) -> tuple[Shade, ...]:
    """Return CLASS_STEPS letters for each class, capital where its lead is large, coloured where there are colours."""
    shades: list[Shade] = []
    for index in range(classes):
        letter = class_letter(index)
        colour = None if palette.depth == "none" else palette.class_colour(index)
        half = CLASS_STEPS // 2
        shades += [(letter, colour)] * half + [(letter.upper(), colour)] * (CLASS_STEPS - half)
    return tuple(shades)


def class_letter(index: int) -> str:
    """Return the letter that stands for a class where there are no colours; beyond 26 they begin again."""
    return ascii_lowercase[index % len(ascii_lowercase)]


def mark_colour(palette: Palette, colour: Rgb) -> Rgb:
    """Return the colour of a mark that has to be seen on a field of its own colour."""
    return blended(colour, (255, 255, 255) if palette.dark else (0, 0, 0), MARK_CONTRAST)
