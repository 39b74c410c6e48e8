"""A search over its trials: what each reached, and the best so far as a line, on a logarithmic scale."""

from __future__ import annotations

import math

import numpy as np
from textual.strip import Strip

from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.experiments.lab_events import SearchEvent, SearchTrial
from tui_nn.experiments.search_words import value_text
from tui_nn.ui.drawing.braille import dotted_cells
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import Palette, palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines

SMALLEST, LARGEST = 1e-12, 1e12
"""What is drawn of values: a logarithm needs an end."""

NARROWEST, LOWEST = 20, 4
"""Cells below which nothing can be told apart."""

ALL_SUCCEED, SOME_FAIL, DIVERGED, CHOSEN = "•", "○", "×", "◆"
"""Signs beside colours, for those who have none."""


class SearchCurve(DrawnLines):
    """A dot for each configuration, and the smallest value up to each."""

    event: SearchEvent | None = None
    chosen: int | None = None
    """The number of the trial under the cursor."""

    def draw_lines(self) -> list[Strip]:
        """Draw the line, the trials, the chosen one, and the ends of the scales."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        found = self.event.ranked if self.event is not None else ()
        if self.event is None or not found or width < NARROWEST or height < LOWEST:
            return canvas.strips()
        values = [trial.value for trial in found if math.isfinite(trial.value)] or [1.0]
        low, high = _log(min(values)), _log(max(values))
        labels = value_text(max(values)), value_text(min(values))
        margin = max(map(len, labels)) + 1
        scale = _Scale(width - margin, height - 1, low, high, self.event.most_trials)
        canvas.put(0, 0, labels[0].rjust(margin - 1), palette.foreground)
        canvas.put(0, height - 2, labels[1].rjust(margin - 1), palette.foreground)
        best = np.array([_log(value) for value in self.event.best_so_far])
        across, down = scale.staircase(best)
        for column, row, character in dotted_cells(across, down, width - margin, height - 1):
            canvas.put(margin + column, row, character, palette.positive)
        for trial in sorted(found, key=lambda each: each.number == self.chosen):
            sign, colour, bold = _sign(trial, palette, chosen=trial.number == self.chosen)
            canvas.put(margin + scale.column(trial.number), scale.row(trial.value), sign, colour, bold=bold)
        legend = f"{ALL_SUCCEED} all succeed {SOME_FAIL} some fail"
        end = f"{self.event.most_trials:,} configurations"
        canvas.put(margin, height - 1, "1", palette.muted)
        if width - margin > len(legend) + len(end) + 6:
            canvas.put(margin + 3, height - 1, legend, palette.muted)
        canvas.put(width - len(end), height - 1, end, palette.muted)
        return canvas.strips()


class _Scale:
    """Where trials and values stand on a place of so many cells."""

    def __init__(self, width: int, height: int, low: float, high: float, most: int) -> None:
        self.width, self.height = width, height
        self.high, self.span = high, max(high - low, 1e-9)
        self.most = max(1, most - 1)

    def column(self, number: int) -> int:
        """Cell of a trial."""
        return number * (self.width - 1) // self.most

    def row(self, value: float) -> int:
        """Cell of a value; what diverged stands at the top."""
        share = (self.high - _log(value)) / self.span
        return round(min(max(share, 0.0), 1.0) * (self.height - 1))

    def staircase(self, logs: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the dots of a line that falls in steps, (dots,) each way."""
        columns = np.arange(2 * self.column(len(logs) - 1) + 2)
        index = np.minimum(columns // 2 * self.most // max(1, self.width - 1), len(logs) - 1)
        shares = np.clip((self.high - logs[index]) / self.span, 0.0, 1.0)
        known = np.isfinite(shares)
        columns, downs = columns[known], np.rint(shares[known] * (4 * self.height - 1)).astype(np.int64)
        before = np.concatenate((downs[:1], downs[:-1]))
        across = [
            np.full(abs(end - start) + 1, column) for column, start, end in zip(columns, before, downs, strict=True)
        ]
        down = [np.arange(min(start, end), max(start, end) + 1) for start, end in zip(before, downs, strict=True)]
        empty = np.empty(0, dtype=np.int64)
        return np.concatenate([*across, empty]), np.concatenate([*down, empty])


def _sign(trial: SearchTrial, palette: Palette, *, chosen: bool) -> tuple[str, tuple[int, int, int], bool]:
    if chosen:
        return CHOSEN, palette.accent, True
    if not math.isfinite(trial.value):
        return DIVERGED, palette.error, False
    if trial.tally.successes == trial.tally.trials:
        return ALL_SUCCEED, palette.success, False
    return SOME_FAIL, palette.warning, False


def _log(value: float) -> float:
    return math.log10(min(max(value, SMALLEST), LARGEST)) if not math.isnan(value) else math.nan
