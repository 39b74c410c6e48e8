"""The error of every start over the iterations, in one picture: what they have in common, and who fell behind."""

from __future__ import annotations

import numpy as np
from textual.strip import Strip

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.ui.drawing.braille import dotted_cells
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines

SMALLEST_ERROR, LARGEST_ERROR = 1e-12, 1e12
"""What is drawn of curves: a logarithm needs an end."""

NO_DOTS: IntArray = np.empty(0, dtype=np.int64)


class StartCurves(DrawnLines):
    """The logarithm of the error of every start over the iterations; those that fail are bright."""

    event: SuccessEvent | None = None
    chosen: int | None = None
    """The seed under the cursor."""

    def draw_lines(self) -> list[Strip]:
        """Draw all curves, then those that failed, then the chosen one."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        results = [result for result in self.event.results if result.curve] if self.event else []
        if self.event is None or not results or width < 12 or height < 3:
            return canvas.strips()
        curves = np.full((len(results), len(self.event.marks)), np.nan)
        for row, result in zip(curves, results, strict=True):
            row[: len(result.curve)] = result.curve
        logs = np.log10(np.clip(curves, SMALLEST_ERROR, LARGEST_ERROR))
        low, high = float(np.nanmin(logs)), float(np.nanmax(logs))
        marks = np.array(self.event.marks, dtype=np.float64)
        fine = np.linspace(0.0, marks[-1], 2 * width)
        scale = (4 * height - 1) / max(high - low, 1e-9)
        layers = (
            ([not result.success or result.seed == self.chosen for result in results], palette.muted, False),
            ([result.success or result.seed == self.chosen for result in results], palette.warning, False),
            ([result.seed != self.chosen for result in results], palette.positive, True),
        )
        for left_out, colour, bold in layers:
            lines = [_dots(fine, marks, row, high, scale) for row in logs[~np.array(left_out)]]
            across, down = (np.concatenate([line[axis] for line in lines] or [NO_DOTS]) for axis in (0, 1))
            for column, row_at, character in dotted_cells(across, down, width, height):
                canvas.put(column, row_at, character, colour, bold=bold)
        canvas.put(0, 0, f"{10**high:.2g}", palette.foreground)
        canvas.put(0, height - 1, f"{10**low:.2g}", palette.foreground)
        end = f"{self.event.marks[-1]:,} iterations"
        canvas.put(width - len(end), height - 1, end, palette.foreground)
        return canvas.strips()


def _dots(
    fine: FloatArray, marks: FloatArray, logs: FloatArray, high: float, scale: float
) -> tuple[IntArray, IntArray]:
    """Return the dots of a curve, without gaps where it falls steeply: columns and rows, both (dots,)."""
    known = logs[np.isfinite(logs)]
    places = fine[fine <= marks[len(known) - 1]] if len(known) else fine[:0]
    if not len(places):
        return NO_DOTS, NO_DOTS
    rows = np.rint((high - np.interp(places, marks[: len(known)], known)) * scale).astype(np.int64)
    before = np.concatenate((rows[:1], rows[:-1]))
    first, last = np.minimum(before, rows), np.maximum(before, rows)
    counts = last - first + 1
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    down = np.repeat(first, counts) + np.arange(int(counts.sum())) - starts
    return np.repeat(np.arange(len(places)), counts), down
