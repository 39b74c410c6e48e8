"""Error: the curve of the error over the iterations, with the target as a line."""

from __future__ import annotations

import numpy as np
from textual.color import Color
from textual.reactive import reactive
from textual.strip import Strip

from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot, PlotStyle, Series, draw_line_plot
from tui_nn.ui.session import Session

_NOTHING: FloatArray = np.empty(0)


class ErrorPane(DrawnLines, can_focus=True):
    """The plot."""

    BORDER_TITLE = "Error"
    HELP = """\
The **error** over the **iterations**. One iteration is one pass over all rows; the error is the sum of squared
differences between outputs and targets, over all rows: *E = Σ (output − target)²*. Learning follows the slope of E/2
downhill, step by step.

- The dashed line is the **target error**: training stops when the curve reaches it.
- On the **logarithmic** axis equal heights are equal factors, which shows the long tail; **l** switches to the linear
  one.
- A flat stretch is a *plateau*: the slope is nearly zero there, and learning takes long to leave it. On XOR the plateau
  at E = 1 (every output 0.5) is the most common place to be stuck; **n** tries other start weights.
"""

    DEFAULT_CSS = """
    ErrorPane {
        border: round $foreground-muted;
        border-title-color: $foreground;
        border-subtitle-color: $foreground-muted;
        &:focus { border: round $accent; }
    }
    """

    logarithmic: reactive[bool] = reactive(default=True)
    """Whether the error's axis is logarithmic."""

    def __init__(self) -> None:
        super().__init__(id="error")
        self._x: FloatArray = _NOTHING
        self._y: FloatArray = _NOTHING
        self._target = 0.0
        self._shown: object = None

    def show(self, session: Session) -> None:
        """Show the history of a session's network."""
        snapshot = session.snapshot
        key = (snapshot.state.history if snapshot else None, session.run.training.min_error)
        if key == self._shown:
            return
        self._shown = key
        iterations, errors = snapshot.state.history.points() if snapshot else (_NOTHING, _NOTHING)
        self._x, self._y, self._target = iterations.astype(np.float64), errors, session.run.training.min_error
        self.redraw()

    def watch_logarithmic(self) -> None:
        """Say which axis it is, and draw."""
        self.border_subtitle = "log scale" if self.logarithmic else "linear scale"
        self.redraw()

    def draw_lines(self) -> list[Strip]:
        """Draw the plot, once there is something in it."""
        if not len(self._x):
            return [Strip.blank(self.size.width, self.rich_style)] * self.size.height
        return draw_line_plot(self._plot(), *self.size, self._style())

    def _plot(self) -> LinePlot:
        label = f"target {self._target:g}"
        return LinePlot(
            series=(Series(self._x, self._y, self._rgb("primary"), "error"),),
            x_label="iteration",
            y_label="error",
            log_y=self.logarithmic,
            horizontal_line=HorizontalLine(self._target, self._rgb("warning"), label) if self._target else None,
        )

    def _style(self) -> PlotStyle:
        background = self.background_colors[1]
        foreground = Color.parse(self.app.theme_variables["foreground"])
        return PlotStyle(
            background=background.rgb,
            foreground=background.blend(foreground, 0.8).rgb,
            grid=background.blend(foreground, 0.18).rgb,
        )

    def _rgb(self, variable: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[variable]).rgb
