"""Histograms in block characters: a line of eight levels, or bars of any height.

plotext takes 6 ms and more for a plot of 60 x 9 cells, which ten drawings a second of several layers cannot afford;
these take a tenth of one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tui_nn.ui.drawing.cells import Canvas, IntArray
from tui_nn.ui.plots.figure import Rgb

LEVELS = " ▁▂▃▄▅▆▇█"


def merged(counts: IntArray, columns: int) -> IntArray:
    """Return the counts of as many bins as there are columns at most, each made of equally many of the given ones."""
    together = max(1, -(-len(counts) // max(1, columns)))
    padding = -len(counts) % together
    together_counts: IntArray = np.pad(counts, (0, padding)).reshape(-1, together).sum(axis=1)
    return together_counts


def block_line(counts: IntArray, columns: int) -> str:
    """Return counts (bins,) as a line of block characters, at most so many; what is there at all can be seen."""
    return _bars(merged(counts, columns), 1)[0].ljust(columns)[:columns]


def put_bars(
    canvas: Canvas,
    corner: tuple[int, int],
    size: tuple[int, int],
    counts: IntArray,
    colour_of: Callable[[float], Rgb],
) -> None:
    """Put bars into a rectangle of a canvas.

    Args:
        canvas: receives them.
        corner: column and row of the upper left cell.
        size: width and height of the place.
        counts: (bins,).
        colour_of: returns the colour for a place between the lowest edge, 0, and the highest, 1.
    """
    width, height = size
    bins = merged(counts, width)
    # Bars are as wide as they can be, some a cell wider than others.
    starts = [index * width // len(bins) for index in range(len(bins) + 1)]
    colours = [colour_of((index + 0.5) / len(bins)) for index in range(len(bins))]
    for row, line in enumerate(_bars(bins, height), start=corner[1]):
        for index, character in enumerate(line):
            if character != " ":
                bar = character * (starts[index + 1] - starts[index])
                canvas.put(corner[0] + starts[index], row, bar, colours[index])


def _bars(counts: IntArray, height: int) -> list[str]:
    """The lines of bars as high as these counts, the largest as high as the place."""
    most = max(1, int(counts.max(initial=0)))
    eighths = np.ceil(counts * (8.0 * height / most)).astype(np.int64)
    return [
        "".join(LEVELS[level] for level in np.clip(eighths - below, 0, 8).tolist())
        for below in range(8 * (height - 1), -1, -8)
    ]
