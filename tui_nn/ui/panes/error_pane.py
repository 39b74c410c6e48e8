"""Error: its curves over the run, those of other runs behind them, and a cursor that reads them off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip

from tui_nn.config.run import RunConfig
from tui_nn.engine.events import Snapshot
from tui_nn.engine.losses import options_of_loss
from tui_nn.ui.panes.curve_words import error_reading
from tui_nn.ui.panes.curves import (
    MOST_KEPT,
    NO_POINTS,
    SMOOTHINGS,
    KeptCurve,
    Moment,
    clock_of,
    earlier_curves,
    history_points,
    kept_curve,
    measured,
    panned,
    up_to_now,
    with_in_sight,
    zoomed,
)
from tui_nn.ui.panes.error_plot import ErrorCurves, ErrorView, cursor_parts, error_plot, joined, view_parts
from tui_nn.ui.panes.picture import Picture, same_sources
from tui_nn.ui.plots.line_plot import CAPTIONED_HEIGHT, Frame, LinePlot, draw_line_plot, plot_frame
from tui_nn.ui.session import Session
from tui_nn.ui.undo import Checkpoint

ROOM_FOR_RAW = 40
"""Columns from which on the measured curve is drawn behind the smoothed one."""

BORDER_WIDTH = 4
"""Cells of the lower border that no text may take."""


class ErrorPane(Picture, can_focus=True):
    """The plot."""

    BORDER_TITLE = "Error"
    HELP = """\
The **error** over the **iterations**. One iteration is one pass over all rows; with the loss *sse* the error is the sum
of squared differences between outputs and targets, over all rows: *E = Σ (output − target)²*. Learning follows the
slope of E/2 downhill, step by step.

- The dashed line is the **target error**: training stops when the curve reaches it.
- **Validation** and **test** error are measured now and then on rows that are not learned from. Where the validation
  error rises while the error goes on falling, the network learns its rows by heart. **◆** is the best point: the lowest
  validation error, or the lowest error where there are no such rows.
- On the **logarithmic** axis equal heights are equal factors, which shows the long tail; **l** switches to the linear
  one. **o** counts seconds of training instead of iterations.
- A flat stretch is a *plateau*: the slope is nearly zero there, and learning takes long to leave it. On XOR the plateau
  at E = 1 (every output 0.5) is the most common place to be stuck; **n** tries other start weights.
- **g** smooths, lightly or strongly: each point becomes the mean of the points before it, *s(i) = mean of E(j),
  i − w < j ≤ i*, with w = 2 % or 10 % of the iterations. What was measured stands faintly behind it.
- **← →** and a click move a **cursor** that reads off what was measured, **home** and **end** move it to the first and
  the last iteration. **+** and **-** zoom around it, **page up** and **page down** pan; **0** shows all again. What is
  zoomed fits the height.
- **k** keeps the present curve to compare later runs on the same data with (five at most, drawn in their numbers);
  **K** lets them go. **b** shows the runs *before*, those that undo would bring back (a is the newest).
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move_cursor(-1)", show=False),
        Binding("right", "move_cursor(1)", show=False),
        Binding("home", "cursor_to(False)", show=False),
        Binding("end", "cursor_to(True)", show=False),
        Binding("plus", "zoom(0.5)", show=False),
        Binding("minus", "zoom(2.0)", show=False),
        Binding("pageup", "pan(-0.5)", show=False),
        Binding("pagedown", "pan(0.5)", show=False),
        Binding("0", "show_all", show=False),
        Binding("o", "toggle_seconds", show=False),
        Binding("g", "smooth", show=False),
        Binding("k", "keep_curve", show=False),
        Binding("K", "drop_curves", show=False),
        Binding("b", "toggle_earlier", show=False),
    ]

    logarithmic: reactive[bool] = reactive(default=True)
    """Whether the error's axis is logarithmic."""

    view: reactive[ErrorView] = reactive(ErrorView())
    """How the curves are looked at, but for the axis."""

    def __init__(self) -> None:
        super().__init__(id="error")
        self.kept_curves: list[KeptCurve] = []
        """Of other runs on the same data, the newest last."""

        self._kept_number = 0
        self._made: tuple[tuple[object, ...], ErrorCurves | None] | None = None
        """The curves that were made last, and what of."""

        self._with_earlier = False
        self._ground: object = None
        """What two runs must have in common for their errors to be compared."""

    def show(self, session: Session) -> None:
        """Show the errors of a session's network; what was kept of other data goes."""
        if session.phase not in ("loading", "failed"):
            ground = _ground_of(session.run)
            if ground != self._ground:
                self._forget()
            self._ground = ground
        super().show(session)

    def sources(self, session: Session) -> tuple[object, ...]:
        """Return what the curves are made of."""
        snapshot, stack = session.snapshot, session.undo_stack
        return (
            snapshot.state.history if snapshot else None,
            _moments(session),
            session.run.training.min_error,
            _past_iteration(session),
            stack[-1] if self._with_earlier and stack else None,
        )

    def reading(self) -> str:
        """Say how the error went."""
        curves = self._curves()
        if curves is None:
            return error_reading(NO_POINTS, NO_POINTS, NO_POINTS, 0.0)
        return error_reading(curves.error, curves.validation, curves.test, curves.target)

    def watch_logarithmic(self) -> None:
        """Draw with the other axis."""
        self.redraw()

    def watch_view(self) -> None:
        """Draw what is looked at now."""
        self.redraw()

    def draw_lines(self) -> list[Strip]:
        """Draw the plot, once there is something in it."""
        curves, view = self._curves(), self._view()
        room = self.size.width - BORDER_WIDTH
        if curves is None:
            self.tell(joined(view_parts(view), room))
            return self.blank_lines()
        read_off = view.cursor is not None
        self.tell(joined(cursor_parts(curves, view, view.cursor or 0.0) if read_off else view_parts(view), room))
        return draw_line_plot(self._plot(curves, view), *self.size, self.palette.plot_style)

    # What the keys and the mouse do

    def action_move_cursor(self, direction: int) -> None:
        """Read off the next point, about a column further."""
        curves, view = self._curves(), self._view()
        if curves is None:
            return
        lower, upper = view.window or (0.0, curves.last)
        if view.cursor is None:
            self._read_off(curves, upper)
            return
        frame = self._frame(curves, view)
        step = (upper - lower) / max(1, frame.columns - 1) if frame else 1.0
        here = curves.error.nearest(view.cursor)
        there = curves.error.nearest(view.cursor + direction * step)
        if there == here:
            there = min(len(curves.error) - 1, max(0, here + direction))
        self._read_off(curves, float(curves.error.iterations[there]))

    def action_cursor_to(self, last: bool) -> None:
        """Read off the first or the last point."""
        if curves := self._curves():
            self._read_off(curves, curves.error.last if last else 0.0)

    def action_zoom(self, factor: float) -> None:
        """Show a part, so many times as wide, around the cursor or else around the middle."""
        if curves := self._curves():
            window, cursor = self.view.window, self._view().cursor
            lower, upper = window or (0.0, curves.last)
            around = cursor if cursor is not None and lower <= cursor <= upper else (lower + upper) / 2
            self.view = replace(self.view, window=zoomed(window, curves.last, around, factor))

    def action_pan(self, distance: float) -> None:
        """Show what stands before or after, so many widths away."""
        if curves := self._curves():
            self.view = replace(self.view, window=panned(self.view.window, curves.last, distance))

    def action_show_all(self) -> None:
        """Show the whole run, without a cursor."""
        self.view = replace(self.view, window=None, cursor=None)

    def action_toggle_seconds(self) -> None:
        """Count seconds, or iterations."""
        self.view = replace(self.view, by_seconds=not self.view.by_seconds)

    def action_smooth(self) -> None:
        """Smooth the curves more, or not at all."""
        following = (SMOOTHINGS.index(self.view.smoothing) + 1) % len(SMOOTHINGS)
        self.view = replace(self.view, smoothing=SMOOTHINGS[following])

    def action_keep_curve(self) -> None:
        """Keep the present curve, to compare others with; the oldest goes where there are too many."""
        if curves := self._curves():
            number = self._kept_number % MOST_KEPT + 1
            self._kept_number = number
            kept = kept_curve(f"run {number}", str(number), curves.error, curves.clock)
            self.kept_curves = [*self.kept_curves, kept][-MOST_KEPT:]
            self.redraw()

    def action_drop_curves(self) -> None:
        """Keep no curve any more."""
        self._forget()
        self.redraw()

    def action_toggle_earlier(self) -> None:
        """Show the runs that undo would bring back, or not."""
        self._with_earlier = not self._with_earlier
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Read off the point that is clicked."""
        offset, curves = event.get_content_offset(self), self._curves()
        frame = self._frame(curves, self._view()) if curves is not None else None
        if offset is not None and curves is not None and frame is not None:
            place = frame.value_at(offset.x)
            self._read_off(curves, curves.clock.iteration_at(place) if self.view.by_seconds else place)

    def _read_off(self, curves: ErrorCurves, iteration: float) -> None:
        cursor = float(curves.error.iterations[curves.error.nearest(iteration)])
        self.view = replace(self.view, cursor=cursor, window=with_in_sight(self.view.window, curves.last, cursor))

    def _forget(self) -> None:
        self.kept_curves, self._kept_number = [], 0

    # What there is to draw

    def _curves(self) -> ErrorCurves | None:
        """Return the curves, made anew only when something is new; None while there is none."""
        session = self.session
        if session is None or session.snapshot is None:
            return None
        made_of = (session.snapshot, *self.sources(session), self.kept_curves, self._with_earlier)
        if self._made is None or not same_sources(made_of, self._made[0]):
            self._made = (made_of, self._made_curves(session, session.snapshot))
        return self._made[1]

    def _made_curves(self, session: Session, snapshot: Snapshot) -> ErrorCurves | None:
        error = history_points(snapshot.state.history)
        if not len(error):
            return None
        moments = up_to_now(_moments(session), snapshot)
        earlier = earlier_curves(session.undo_stack, self._is_comparable) if self._with_earlier else []
        return ErrorCurves(
            error=error,
            clock=clock_of(moments),
            target=session.run.training.min_error,
            validation=measured(moments, lambda moment: moment.validation_error),
            test=measured(moments, lambda moment: moment.test_error),
            others=[*self.kept_curves, *earlier],
        )

    def _view(self) -> ErrorView:
        past = _past_iteration(self.session) if self.session else None
        return replace(self.view, logarithmic=self.logarithmic, shown=past)

    def _plot(self, curves: ErrorCurves, view: ErrorView) -> LinePlot:
        roomy = self.size.width >= ROOM_FOR_RAW and self.size.height >= CAPTIONED_HEIGHT
        return error_plot(curves, view, self.palette, roomy=roomy)

    def _frame(self, curves: ErrorCurves, view: ErrorView) -> Frame | None:
        return plot_frame(self._plot(curves, view), *self.size)

    def _is_comparable(self, left: Checkpoint) -> bool:
        return _ground_of(left.run) == self._ground


def _ground_of(run: RunConfig) -> object:
    return run.data, options_of_loss(run.training)


def _moments(session: Session) -> Sequence[Moment]:
    return session.recording.moments


def _past_iteration(session: Session) -> int | None:
    """Return the iteration of the moment that is looked at; None for the present."""
    return session.shown.iteration if session.looks_back and session.shown is not None else None
