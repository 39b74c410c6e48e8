"""Means of several numbers as lines of a chart: single values as dots, the interval of the mean, and a mark beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.strip import Strip

from tui_nn.experiments.fold_words import number
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.panes.styled_lines import fitted_text

DOT, MEAN, MARK, LINE, LOW_END, HIGH_END = "•", "●", "┃", "─", "├", "┤"
MOST_NAME, NUMBER, SHORTEST_BAR = 20, 8, 12
INTERVAL = 20
"""Cells of the interval in digits, where there is room."""


@dataclass(frozen=True)
class IntervalBar:
    """One line."""

    name: str
    mean: float
    low: float
    high: float
    dots: tuple[float, ...]
    axis: tuple[float, float]
    """What the ends of the line stand for."""

    mark: float = math.nan
    """Drawn across: the baseline, or no effect."""


class IntervalBars(DrawnLines):
    """A heading, a line for each bar, and a word about the intervals."""

    heading, legend, ending = "", "", ""
    bars: Sequence[IntervalBar] = ()

    def draw_lines(self) -> list[Strip]:
        """Draw what there is; bars beyond the last line are counted."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        canvas.put(0, 0, self.heading[:width], palette.primary, bold=True)
        if cell_len(self.heading) + cell_len(self.legend) + 2 <= width:
            canvas.put(width - cell_len(self.legend), 0, self.legend, palette.muted)
        room = max(0, height - 1 - bool(self.ending))
        shown = self.bars if len(self.bars) <= room else self.bars[: max(0, room - 1)]
        name_width = min(MOST_NAME, max((cell_len(bar.name) for bar in self.bars), default=0))
        told = name_width + 3 * (NUMBER + 1) + INTERVAL + SHORTEST_BAR * 2 <= width
        start = name_width + 1 + NUMBER + 1 + (INTERVAL + 1 if told else 0)
        line_width = width - start - 2 * (NUMBER + 1)
        for row, bar in enumerate(shown, start=1):
            canvas.put(0, row, fitted_text(bar.name, name_width), palette.foreground)
            canvas.put(name_width + 1, row, number(bar.mean).rjust(NUMBER), palette.foreground, bold=True)
            if told and math.isfinite(bar.low):
                text = f"{number(bar.low)} to {number(bar.high)}"
                canvas.put(name_width + NUMBER + 2, row, text.rjust(INTERVAL), palette.muted)
            if line_width < SHORTEST_BAR:
                continue
            canvas.put(start, row, f"{bar.axis[0]:.3g}".rjust(NUMBER)[:NUMBER], palette.muted)
            canvas.put(start + NUMBER + 1 + line_width, row, f" {bar.axis[1]:.3g}"[:NUMBER], palette.muted)
            for place, sign in enumerate(bar_signs(bar, line_width)):
                colour = {DOT: palette.primary, MEAN: palette.success, MARK: palette.warning}.get(sign, palette.muted)
                canvas.put(start + NUMBER + 1 + place, row, sign, colour)
        if len(shown) < len(self.bars) and room > 0:
            canvas.put(0, room, f"... and {len(self.bars) - len(shown):,} more"[:width], palette.muted)
        if self.ending and height > 1:
            canvas.put(0, min(height - 1, len(shown) + 2), self.ending[:width], palette.muted)
        return canvas.strips()


def bar_signs(bar: IntervalBar, width: int) -> str:
    """Return the line of a bar: the interval, dots upon it, the mark and, above all, the mean."""
    low, high = bar.axis
    span = high - low

    def place(value: float) -> int:
        share = (value - low) / span if span > 0 else 0.0
        return min(width - 1, max(0, round(share * (width - 1))))

    cells = [" "] * width
    if math.isfinite(bar.low) and math.isfinite(bar.high):
        first, last = place(bar.low), place(bar.high)
        cells[first : last + 1] = LINE * (last - first + 1)
        # An interval that goes on beyond the line has no end on it.
        if bar.low >= low:
            cells[first] = LOW_END
        if bar.high <= high:
            cells[last] = HIGH_END
    if math.isfinite(bar.mark):
        cells[place(bar.mark)] = MARK
    for dot in bar.dots:
        if math.isfinite(dot):
            cells[place(dot)] = DOT
    if math.isfinite(bar.mean):
        cells[place(bar.mean)] = MEAN
    return "".join(cells)
