"""The median errors of those who race, in one plot: each with a colour and a letter of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np
from textual.strip import Strip

from tui_nn.engine.arrays import FloatArray
from tui_nn.experiments.lab_events import LabRow, TableEvent
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.drawing.palette import Palette, palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plots.line_plot import CURVE_MARKS, HorizontalLine, LinePlot, PointMark, Series, draw_line_plot

AT_REST = 0.02
"""Powers of ten: a curve that is no further than this from its end has come to rest, and is not worth the room."""

MARGIN = 1.05
"""What is shown beyond the place where the last curve comes to rest."""

ROUNDS = (0.03, 0.5)
"""Where, in fractions of the plot, the letters of all curves begin to stand, one beside the other."""

LONGEST_NAME = 24
"""Of a variant in the legend."""


class RaceCurves(DrawnLines):
    """The error over iterations or seconds."""

    event: TableEvent | None = None
    chosen: int | None = None
    """Who is drawn over the others."""

    by_seconds = False
    logarithmic = True

    def draw_lines(self) -> list[Strip]:
        """Draw all curves that are known."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        plot = race_plot(self.event, palette, self.chosen, by_seconds=self.by_seconds, logarithmic=self.logarithmic)
        return draw_line_plot(plot, width, height, palette.plot_style)


def letter_of(index: int) -> str:
    """Return the letter of a variant; beyond Z they begin again."""
    return ascii_uppercase[index % len(ascii_uppercase)]


def race_plot(
    event: TableEvent | None, palette: Palette, chosen: int | None, *, by_seconds: bool, logarithmic: bool
) -> LinePlot:
    """Return the plot of the median errors.

    Args:
        event: what is known; None draws axes alone.
        palette: the colours.
        chosen: who is drawn over the others.
        by_seconds: seconds of training in place of iterations; who has none yet is left out.
        logarithmic: the vertical axis.
    """
    rows = event.rows if event is not None else ()
    marks = np.array(event.marks if event is not None else (), dtype=np.float64)
    known = [(index, row) for index, row in enumerate(rows) if row.curve]
    if by_seconds:
        known = [(index, row) for index, row in known if math.isfinite(row.seconds_per_iteration)]
    known.sort(key=lambda each: each[0] != chosen)
    steps = {index: row.seconds_per_iteration if by_seconds else 1.0 for index, row in known}
    end = max((rest_of(marks, row) * steps[index] for index, row in known), default=0.0) * MARGIN
    last = max((marks[-1] * step for step in steps.values()), default=0.0) if len(marks) else 0.0
    end = min(end, last)
    series: list[Series] = []
    letters: dict[int, list[PointMark]] = {}
    for index, row in known:
        colour = palette.class_colour(index)
        mark = CURVE_MARKS[index % len(CURVE_MARKS)][0] if palette.depth == "none" else None
        x, y = marks * steps[index], np.array(row.curve)
        series.append(Series(x, y, colour, "", mark))
        letters[index] = _letters(index, len(rows), row, x, y, end, colour)
    return LinePlot(
        series=tuple(series),
        x_label="seconds of training" if by_seconds else "iteration",
        y_label="median error",
        log_y=logarithmic,
        horizontal_line=_goal_line(event, palette),
        marks=tuple(mark for _, found in sorted(letters.items()) for mark in found),
        x_range=(0.0, end) if end > 0 else None,
    )


def rest_of(marks: FloatArray, row: LabRow) -> float:
    """Return the iteration from which on a curve stays where it ends."""
    curve = np.array(row.curve)
    with np.errstate(all="ignore"):
        away = ~(np.abs(np.log10(curve) - np.log10(curve[-1])) <= AT_REST) & np.isfinite(curve)
    moving = np.flatnonzero(away)
    return float(marks[min(int(moving[-1]) + 1, len(marks) - 1)]) if len(moving) else float(marks[0])


def _letters(
    index: int, count: int, row: LabRow, x: FloatArray, y: FloatArray, end: float, colour: tuple[int, int, int]
) -> list[PointMark]:
    """The letter of a curve at two places, the first of them named; no two curves have theirs above each other."""
    finite = np.isfinite(y) & (y > 0)
    if not finite.any():
        return []
    name = row.name[:LONGEST_NAME]
    found: list[PointMark] = []
    for begin in ROUNDS:
        place = end * (begin + (index + 0.5) / count * (ROUNDS[1] - ROUNDS[0]))
        height = float(10 ** np.interp(place, x[finite], np.log10(y[finite])))
        place = min(max(place, float(x[finite][0])), float(x[finite][-1]))
        found.append(PointMark(place, height, letter_of(index), colour, "" if found else name))
    return found


def _goal_line(event: TableEvent | None, palette: Palette) -> HorizontalLine | None:
    if event is None:
        return None
    goal = SuccessGoal.parse(event.goal)
    return HorizontalLine(goal.bar, palette.warning, f"goal {goal.bar:g}") if goal.kind == "error" else None


def ranked(rows: Sequence[LabRow]) -> list[int]:
    """Return the places of rows, the best first: by success rate, then by iterations; those not yet tried last."""

    def rank(index: int) -> tuple[float, float, int]:
        tally = rows[index].tally
        rate = tally.rate if tally.trials else -1.0
        return -rate, tally.median_iterations if tally.successes else math.inf, index

    return sorted(range(len(rows)), key=rank)
