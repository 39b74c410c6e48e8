"""The plot of the errors of a run, made from its curves, from how they are looked at, and from colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.formatting import duration_text, short_error_text
from tui_nn.ui.panes.curves import (
    NO_POINTS,
    SMOOTHING_SHARES,
    Clock,
    KeptCurve,
    Points,
    Smoothing,
    Window,
    lowest,
    smoothed,
)
from tui_nn.ui.plots.line_plot import HorizontalLine, LinePlot, PointMark, Series, VerticalLine

BEST_MARK = "◆"

RAW_SHARE, OTHER_SHARE = 0.4, 0.6
"""How much of its colour a curve has that stands behind others."""

VALIDATION_COLOUR, TEST_COLOUR = 2, 3
"""Of the colours of classes: green and magenta."""


@dataclass(frozen=True, eq=False)
class ErrorCurves:
    """All that can be drawn of a run and beside it."""

    error: Points
    """Over the rows that are learned from."""

    clock: Clock
    target: float = 0.0
    """0 for none."""

    validation: Points = NO_POINTS
    test: Points = NO_POINTS
    others: Sequence[KeptCurve] = ()

    @property
    def last(self) -> float:
        """The last iteration of all curves."""
        return max(self.error.last, *(other.points.last for other in self.others), 0.0)


@dataclass(frozen=True)
class ErrorView:
    """How the curves are looked at."""

    logarithmic: bool = True
    by_seconds: bool = False
    smoothing: Smoothing = "off"
    window: Window | None = None
    cursor: float | None = None
    """The iteration that is read off."""

    shown: float | None = None
    """The iteration of the moment of the past that other pictures show."""


def error_plot(curves: ErrorCurves, view: ErrorView, palette: Palette, *, roomy: bool = True) -> LinePlot:
    """Return the plot.

    Args:
        curves: what there is to draw.
        view: how it is looked at.
        palette: the colours.
        roomy: Whether there is room for what was measured behind what is smoothed.
    """
    width = SMOOTHING_SHARES[view.smoothing] * curves.error.last
    alone = not (len(curves.validation) or len(curves.test) or curves.others)
    named = [
        ("error" if alone else "training", curves.error, palette.primary),
        ("validation", curves.validation, palette.class_colour(VALIDATION_COLOUR)),
        ("test", curves.test, palette.class_colour(TEST_COLOUR)),
    ]

    def placed(points: Points, clock: Clock = curves.clock) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return clock.seconds_at(points.iterations) if view.by_seconds else points.iterations

    series = []
    for name, points, colour in named:
        if len(points) or name in ("error", "training"):
            drawn = smoothed(points, width)
            series.append(Series(placed(drawn), drawn.values, colour, name))
    for other in curves.others:
        colour = blended(palette.background, palette.foreground, OTHER_SHARE)
        drawn = smoothed(other.points, width)
        series.append(Series(placed(drawn, other.clock), drawn.values, colour, other.name, other.mark))
    # Without colours it could not be told from the smoothed one.
    if width and roomy and palette.depth in ("256", "true"):
        faint = blended(palette.background, palette.primary, RAW_SHARE)
        series.append(Series(placed(curves.error), curves.error.values, faint, "", "braille"))

    def position(iteration: float) -> float:
        return float(placed(Points(np.array([iteration]), np.zeros(1)))[0])

    lines = []
    if view.shown is not None:
        lines.append(VerticalLine(position(view.shown), palette.accent, "shown"))
    if view.cursor is not None:
        lines.append(VerticalLine(position(view.cursor), palette.foreground, solid=True))
    best = lowest(curves.validation) or lowest(curves.error)
    marks = [PointMark(position(best[0]), best[1], BEST_MARK, palette.foreground, "best")] if best else []
    target = HorizontalLine(curves.target, palette.warning, f"target {curves.target:g}") if curves.target else None
    return LinePlot(
        series=tuple(series),
        x_label="seconds of training" if view.by_seconds else "iteration",
        y_label="error",
        log_y=view.logarithmic,
        horizontal_line=target,
        vertical_lines=tuple(lines),
        marks=tuple(marks) if len(curves.error) > 1 else (),
        x_range=(position(view.window[0]), position(view.window[1])) if view.window else None,
    )


def cursor_parts(curves: ErrorCurves, view: ErrorView, cursor: float) -> list[str]:
    """Return what stands at an iteration, as it was measured: the most telling first."""
    place = curves.error.nearest(cursor)
    iteration = float(curves.error.iterations[place])
    parts = [f"iteration {iteration:,.0f}", f"error {short_error_text(float(curves.error.values[place]))}"]
    if view.by_seconds:
        parts.insert(0, duration_text(float(curves.clock.seconds_at(np.array([iteration]))[0])))
    beside = [("validation", curves.validation), ("test", curves.test)]
    beside += [(other.name, other.points) for other in curves.others]
    for name, points in beside:
        value = points.at(iteration)
        if np.isfinite(value):
            parts.append(f"{name} {short_error_text(value)}")
    return parts


def view_parts(view: ErrorView) -> list[str]:
    """Return how the curves are looked at, and the keys that matter: the most telling first."""
    parts = ["log scale" if view.logarithmic else "linear scale"]
    if view.smoothing != "off":
        parts.append(f"smoothed, {view.smoothing}")
    if view.window:
        parts += ["zoomed: 0 shows all", "pgup pgdn pan"]
    return [*parts, "← → read off", "+ - zoom", "g smooth", "k keep"]


def joined(parts: Sequence[str], width: int) -> str:
    """Join the first parts, as many as there is room for; the first is always there."""
    text = parts[0]
    for part in parts[1:]:
        longer = f"{text} · {part}"
        if len(longer) > width:
            break
        text = longer
    return text
