"""Lines of coloured texts, also of characters two cells wide, as strips; and texts for canvases, which take none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_nn.config.plain_text import printable
from tui_nn.ui.drawing.palette import Palette
from tui_nn.ui.plots.figure import Rgb

STAND_IN = "□"
"""For a character that is not one cell wide."""


class Part(NamedTuple):
    """A text that is printable already, and its colours: those of the picture unless given."""

    text: str
    colour: Rgb | None = None
    back: Rgb | None = None
    bold: bool = False


def text_strip(parts: Sequence[Part], width: int, palette: Palette) -> Strip:
    """Return a line of parts, cut or filled to a width."""
    plain = _style(palette.foreground, palette.background, bold=False)
    segments = [
        Segment(part.text, _style(part.colour or palette.foreground, part.back or palette.background, bold=part.bold))
        for part in parts
    ]
    return Strip(segments).crop_extend(0, width, plain)


def filled(lines: Sequence[Sequence[Part]], width: int, height: int, palette: Palette) -> list[Strip]:
    """Return exactly so many strips: what is too much is left out, what lacks is blank."""
    kept = [*lines[:height], *([()] * (height - len(lines)))]
    return [text_strip(parts, width, palette) for parts in kept]


def narrow_text(text: str, width: int) -> str:
    """Return a foreign text in at most so many characters of one cell each, cut with a sign."""
    shown = "".join(
        character if cell_len(character) == 1 else STAND_IN if cell_len(character) else ""
        for character in printable(text, width + 8)
    )
    return shown if len(shown) <= width else shown[: max(0, width - 1)] + "…"[:width]


def ink_on(back: Rgb) -> Rgb:
    """Return black or white, whichever is read better on a colour (ITU-R BT.601 luma)."""
    red, green, blue = back
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)


@lru_cache(maxsize=4096)
def _style(colour: Rgb, back: Rgb, *, bold: bool) -> Style:
    return Style(color=Color.from_rgb(*colour), bgcolor=Color.from_rgb(*back), bold=bold or None)
