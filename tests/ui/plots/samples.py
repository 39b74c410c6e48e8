"""Plots that the tests draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot, PlotStyle, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike
    from textual.strip import Strip

DARK = PlotStyle(background=(18, 18, 24), foreground=(224, 224, 224), grid=(70, 74, 86))
BLUE, ORANGE, RED = (90, 170, 255), (255, 180, 80), (240, 120, 120)
TARGET = HorizontalLine(1e-5, RED, "target 1e-05")


def series(x: ArrayLike, y: ArrayLike, name: str = "training", color: tuple[int, int, int] = BLUE) -> Series:
    return Series(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), color, name)


def error_plot(*curves: Series, log_y: bool = True, target: HorizontalLine | None = TARGET) -> LinePlot:
    return LinePlot(curves, "iteration", "error", log_y=log_y, horizontal_line=target)


def xor_run(last: int = 100_000, points: int = 4096) -> Series:
    """A plateau at 1, a fall around iteration 30,000, a slow approach to 3e-4."""
    x = np.unique(np.round(np.linspace(0, last, points)))
    return series(x, 1 / (1 + np.exp((x - 30_000) / 3_000)) + 3e-4 * (1e5 / np.maximum(x, 3_000)) ** 1.3)


def texts(strips: Sequence[Strip]) -> list[str]:
    return [strip.text for strip in strips]


def curve_cells(strips: Sequence[Strip]) -> set[tuple[int, int]]:
    """Row and column of every cell with a braille character, below the row that names the axis."""
    return {
        (row, column)
        for row, text in enumerate(texts(strips))
        if row > 0
        for column, character in enumerate(text)
        if "\u2800" < character <= "\u28ff"
    }
