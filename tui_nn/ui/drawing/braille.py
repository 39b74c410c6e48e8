"""Dots finer than cells: eight of them, two beside each other and four in height, make one Braille character."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.ui.drawing.cells import Canvas, IntArray
from tui_nn.ui.plots.figure import Rgb

DOTS_ACROSS, DOTS_DOWN = 2, 4
"""Of a character."""

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""Of the dots of a character in Unicode's order: (down, across)."""

_FIRST = 0x2800


def dotted_cells(x: IntArray, y: IntArray, width: int, height: int) -> list[tuple[int, int, str]]:
    """Return (column, row, character) of every cell that holds a dot.

    Args:
        x: (dots,), from 0 at the left to 2 * width - 1; dots beyond an edge are left out.
        y: (dots,), from 0 at the top to 4 * height - 1.
        width: of the place, in cells.
        height: of the place, in cells.
    """
    inside = (x >= 0) & (x < DOTS_ACROSS * width) & (y >= 0) & (y < DOTS_DOWN * height)
    x, y = x[inside], y[inside]
    masks = np.zeros((height, width), dtype=np.int64)
    np.bitwise_or.at(masks, (y // DOTS_DOWN, x // DOTS_ACROSS), _BITS[y % DOTS_DOWN, x % DOTS_ACROSS])
    rows, columns = np.nonzero(masks)
    found = masks[rows, columns]
    return [
        (column, row, braille(mask))
        for column, row, mask in zip(columns.tolist(), rows.tolist(), found.tolist(), strict=True)
    ]


def braille_masks(dots: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Return which of the eight dots each cell has, (layers, cells high, cells wide), as bits of `braille`.

    Args:
        dots: (layers, 4 * cells high, 2 * cells wide).
    """
    masks = np.zeros((len(dots), dots.shape[1] // DOTS_DOWN, dots.shape[2] // DOTS_ACROSS), dtype=np.uint8)
    for down in range(DOTS_DOWN):
        for across in range(DOTS_ACROSS):
            here = dots[:, down::DOTS_DOWN, across::DOTS_ACROSS]
            masks |= here.view(np.uint8) * np.uint8(_BITS[down, across])
    return masks


def braille(mask: int) -> str:
    """Return the character with these dots."""
    return chr(_FIRST + mask)


def put_dots(
    canvas: Canvas, corner: tuple[int, int], size: tuple[int, int], x: IntArray, y: IntArray, colour: Rgb
) -> None:
    """Put dots, counted as in `dotted_cells`, into a rectangle of a canvas with this upper left corner and size."""
    for column, row, character in dotted_cells(x, y, *size):
        canvas.put(corner[0] + column, corner[1] + row, character, colour)
