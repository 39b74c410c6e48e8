"""The error over the learning rate: where it falls fastest, where it breaks out, and the rate that is suggested."""

from __future__ import annotations

import numpy as np
from textual.strip import Strip

from tui_nn.experiments.lab_events import RateRangeEvent
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plots.line_plot import LinePlot, PointMark, Series, VerticalLine, draw_line_plot

FAR = 1e3
"""Times the lowest error: a curve that breaks out further is cut there, so that what matters keeps its room."""


class RateCurve(DrawnLines):
    """A curve over the logarithm of the rate, with a cursor."""

    event: RateRangeEvent | None = None
    chosen: float | None = None
    """The rate under the cursor."""

    def draw_lines(self) -> list[Strip]:
        """Draw what is known."""
        palette = palette_of(self.app, self.background_colors[1])
        event = self.event
        if event is None or not np.isfinite(event.errors).any():
            return [Strip.blank(self.size.width, self.rich_style)] * self.size.height
        rates, errors = np.array(event.rates), np.array(event.errors)
        lowest = np.nanmin(errors[np.isfinite(errors)])
        shown = np.where(np.isposinf(errors), np.inf, np.minimum(errors, FAR * max(lowest, 1e-12)))
        marks = []
        if event.suggestion is not None:
            best = float(errors[event.rates.index(event.suggestion)])
            marks.append(PointMark(event.suggestion, best, "◆", palette.positive, "suggested"))
        cursor = [] if self.chosen is None else [VerticalLine(self.chosen, palette.muted)]
        plot = LinePlot(
            (Series(rates, shown, palette.primary, f"median error after {event.iterations:,} iterations"),),
            x_label="learning rate",
            y_label="error",
            log_y=True,
            log_x=True,
            vertical_lines=tuple(cursor),
            marks=tuple(marks),
        )
        return draw_line_plot(plot, *self.size, palette.plot_style)
