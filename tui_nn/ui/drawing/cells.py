"""A canvas of cells: fields in half blocks or shades, characters and texts on them, turned into strips."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_nn.ui.plots.figure import Rgb

IntArray = npt.NDArray[np.int64]

UPPER_HALF = "▀"
BLANK = " "


class Canvas:
    """Cells of one character each, with a colour and a background; rows and columns are counted from the upper left.

    What is put on it later covers what was there. What lies beyond an edge is left out.
    """

    def __init__(self, width: int, height: int, foreground: Rgb, background: Rgb) -> None:
        self.width, self.height = width, height
        self._foreground, self._background = foreground, background
        plain = (BLANK, foreground, background, False)
        self._cells: list[list[tuple[str, Rgb, Rgb, bool]]] = [[plain] * width for _ in range(height)]

    def put(
        self, column: int, row: int, text: str, colour: Rgb | None = None, back: Rgb | None = None, bold: bool = False
    ) -> None:
        """Put a text of characters one cell wide; without `back` the background that is there stays."""
        if not 0 <= row < self.height:
            return
        line = self._cells[row]
        ink = colour or self._foreground
        for place, character in enumerate(text, start=column):
            if 0 <= place < self.width:
                line[place] = (character, ink, back or self._back_of(line[place]), bold)

    def put_half_blocks(self, column: int, row: int, indices: IntArray, colours: Sequence[Rgb]) -> None:
        """Put a field of colours, two for each cell, one above the other.

        Args:
            column: of its left edge.
            row: of its upper edge.
            indices: (2 * cells high, cells wide), which of the colours each half is.
            colours: those that there are.
        """
        upper, lower = indices[0::2].tolist(), indices[1::2].tolist()
        left = max(0, -column)
        for place, (above, below) in enumerate(zip(upper, lower, strict=True), start=row):
            if 0 <= place < self.height:
                cells = [(UPPER_HALF, colours[a], colours[b], False) for a, b in zip(above, below, strict=True)][left:]
                start = max(0, column)
                cells = cells[: self.width - start]
                self._cells[place][start : start + len(cells)] = cells

    def put_shades(self, column: int, row: int, indices: IntArray, shades: Sequence[tuple[str, Rgb | None]]) -> None:
        """Put a field of characters, for terminals without colours enough for half blocks.

        Args:
            column: of its left edge.
            row: of its upper edge.
            indices: (cells high, cells wide), which of the shades each cell is.
            shades: character and colour of each.
        """
        for place, line in enumerate(indices.tolist(), start=row):
            at = column
            for index, run in groupby(line):
                character, colour = shades[index]
                text = character * len([*run])
                self.put(at, place, text, colour)
                at += len(text)

    def strips(self) -> list[Strip]:
        """Return the cells as strips, each run of cells of one style as one segment."""
        return [_strip(line, self.width) for line in self._cells]

    def _back_of(self, cell: tuple[str, Rgb, Rgb, bool]) -> Rgb:
        """The background for a character that is put on a cell: of two halves the lower one."""
        return cell[2]


def _strip(line: list[tuple[str, Rgb, Rgb, bool]], width: int) -> Strip:
    segments = [
        Segment("".join(cell[0] for cell in run), _style(*key)) for key, run in groupby(line, key=lambda cell: cell[1:])
    ]
    return Strip(segments, width)


@lru_cache(maxsize=8192)
def _style(colour: Rgb, background: Rgb, bold: bool) -> Style:
    from rich.color import Color

    return Style(color=Color.from_rgb(*colour), bgcolor=Color.from_rgb(*background), bold=bold or None)
