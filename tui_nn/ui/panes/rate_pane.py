"""Learning rate: what it was in each iteration, by schedule, by plateau or by hand."""

from __future__ import annotations

from textual.strip import Strip

from tui_nn.config.training_config import SECOND_ORDER_NAMES
from tui_nn.ui.panes.curve_words import number_text, rate_reading
from tui_nn.ui.panes.curves import NO_POINTS, Points, measured, up_to_now
from tui_nn.ui.panes.error_plot import joined
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.plots.axes import stable_upper_limit
from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot, Series, VerticalLine, draw_line_plot
from tui_nn.ui.session import Session

LOGARITHMIC_FROM = 20.0
"""Where the largest rate is so many times the smallest, equal heights are equal factors."""

BORDER_WIDTH = 4
"""Cells of the lower border that no text may take."""


class RatePane(Picture, can_focus=True):
    """The plot."""

    BORDER_TITLE = "Learning rate"
    HELP = """\
The **learning rate** η over the iterations: how far each update goes down the slope of the error, with plain descent
*Δw = −η · ∂E/∂w*. It is drawn as it was in force: as it was set, as the **schedule** lets it fall or rise, as a
**plateau** of the error lowers it, or as you changed it while the network learned.

- A rate that is too large makes the error jump or grow; one that is too small makes it crawl.
- Optimizers of second order have none: they choose the length of every step by what they measure.
- One rate for the whole run is a flat line with its number. Where the largest rate is 20 times the smallest, the axis
  is logarithmic.
"""

    def __init__(self) -> None:
        super().__init__(id="rate")

    def sources(self, session: Session) -> tuple[object, ...]:
        """Return what the curve is made of."""
        snapshot = session.snapshot
        past = session.shown.iteration if session.looks_back and session.shown is not None else None
        if snapshot is None:
            return (None,)
        return (session.recording.moments, snapshot.iteration, snapshot.learning_rate, past)

    def reading(self) -> str:
        """Say which rate was in force."""
        return self._why_none() or rate_reading(self._rate())

    def draw_lines(self) -> list[Strip]:
        """Draw the curve, or a flat line with its number."""
        rate = self._rate()
        if not len(rate):
            self.tell(self._why_none())
            return self.blank_lines()
        now = f"now {number_text(float(rate.values[-1]))}"
        kind = "the same all along" if _is_flat(rate) else "log scale" if _is_logarithmic(rate) else "linear scale"
        self.tell(joined([now, kind], self.size.width - BORDER_WIDTH))
        return draw_line_plot(self._plot(rate), *self.size, self.palette.plot_style)

    def _why_none(self) -> str:
        """Say why there is no rate at all, where that is so."""
        optimizer = self.session.run.training.optimizer if self.session is not None else ""
        return f"{optimizer} has no rate: it measures each step" if optimizer in SECOND_ORDER_NAMES else ""

    def _rate(self) -> Points:
        session = self.session
        if session is None or session.snapshot is None:
            return NO_POINTS
        moments = up_to_now(session.recording.moments, session.snapshot)
        return measured(moments, lambda moment: moment.learning_rate)

    def _plot(self, rate: Points) -> LinePlot:
        session, palette = self.session, self.palette
        lines: tuple[VerticalLine, ...] = ()
        if session is not None and session.looks_back and session.shown is not None:
            lines = (VerticalLine(float(session.shown.iteration), palette.accent, "shown"),)
        if _is_flat(rate):
            value = float(rate.values[-1])
            return LinePlot(
                series=(),
                x_label="iteration",
                y_label="rate",
                horizontal_line=HorizontalLine(value, palette.primary, number_text(value)),
                vertical_lines=lines,
                x_range=(0.0, stable_upper_limit(rate.last)),
            )
        return LinePlot(
            series=(Series(rate.iterations, rate.values, palette.primary, "rate"),),
            x_label="iteration",
            y_label="rate",
            log_y=_is_logarithmic(rate),
            vertical_lines=lines,
        )


def _is_flat(rate: Points) -> bool:
    return float(rate.values.min()) == float(rate.values.max())


def _is_logarithmic(rate: Points) -> bool:
    smallest = float(rate.values.min())
    return smallest > 0 and float(rate.values.max()) / LOGARITHMIC_FROM >= smallest
