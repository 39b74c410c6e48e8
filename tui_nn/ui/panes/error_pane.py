"""Error: the curve of the error over the iterations, with the target as a line."""

from __future__ import annotations

import numpy as np
from textual import events
from textual.color import Color
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot, PlotStyle, Series, draw_line_plot
from tui_nn.ui.plots.redraw import changed_regions
from tui_nn.ui.session import Session

_NOTHING: FloatArray = np.empty(0)


class ErrorPane(Widget, can_focus=True):
    """The plot; it is drawn again only when it changed and can be seen, and only the cells that differ are sent."""

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
        self._strips: list[Strip] = []

    def show(self, session: Session) -> None:
        """Show the history of a session's network."""
        snapshot = session.snapshot
        key = (snapshot.state.history if snapshot else None, session.run.training.min_error)
        if key == self._shown:
            return
        self._shown = key
        iterations, errors = snapshot.state.history.points() if snapshot else (_NOTHING, _NOTHING)
        self._x, self._y, self._target = iterations.astype(np.float64), errors, session.run.training.min_error
        self._draw()

    def watch_logarithmic(self) -> None:
        """Say which axis it is, and draw."""
        self.border_subtitle = "log scale" if self.logarithmic else "linear scale"
        self._draw()

    def on_mount(self) -> None:
        """Follow the theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw())

    def on_resize(self, _event: events.Resize) -> None:
        """Draw for the new size."""
        self._draw()

    def on_show(self, _event: events.Show) -> None:
        """Draw what came while the pane was hidden."""
        self._draw()

    def render_line(self, y: int) -> Strip:
        """Return a line of the plot as it was drawn."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _draw(self) -> None:
        width, height = self.size
        if not (self.is_attached and self.display and width and height):
            return
        strips = draw_line_plot(self._plot(), width, height, self._style())
        same_size = len(strips) == len(self._strips) and strips[0].cell_length == self._strips[0].cell_length
        regions = changed_regions(self._strips, strips) if same_size else None
        self._strips = strips
        if regions is None:
            self.refresh()
        elif regions:
            self.refresh(*regions)

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
