"""Success rate: the present configuration from many starts, live; any of them opens as a run."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Static

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Task
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import SuccessJob
from tui_nn.ui.drawing.braille import dotted_cells
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.palette import palette_of
from tui_nn.ui.formatting import duration_text, short_error_text
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines
from tui_nn.ui.plain_text import plain
from tui_nn.ui.screens.lab_screen import LabScreen
from tui_nn.ui.session import Session

STARTS = 400
SMALLEST_ERROR, LARGEST_ERROR = 1e-12, 1e12
"""What is drawn of curves: a logarithm needs an end."""

NO_DOTS: IntArray = np.empty(0, dtype=np.int64)

LIST_HEAD: Line = ((f"{'seed':>8}  {'success':<9}{'iterations':>12}  {'final error':>12}", "heading"),)
LIST_WIDTH = 48


def goal_for(task: Task) -> SuccessGoal:
    """Return what counts as success unless somebody says otherwise."""
    return SuccessGoal("accuracy", 0.95) if task == "classes" else SuccessGoal()


def summary(event: SuccessEvent | None, started: str) -> str:
    """Say in three lines what is known: the rate and its interval, how long it takes, where the others stay."""
    if event is None or not event.done:
        return f"{started}\nThe first starts are being trained ...\n"
    tally = event.tally
    left = "" if event.finished else f"; about {duration_text(event.seconds_left)} left"
    state = "stopped" if event.stopped else "paused" if event.paused else "done" if event.finished else "running"
    took = (
        f"Those that succeed need {tally.median_iterations:,.0f} iterations (median), 9 of 10 within "
        f"{tally.p90_iterations:,.0f}."
        if tally.successes
        else "None of them succeeded."
    )
    plateaus = ", ".join(
        f"{cluster.count} near {short_error_text(cluster.median)}"
        for cluster in sorted(event.clusters, key=lambda cluster: -cluster.count)[:5]
    )
    return (
        f"{tally.rate:.1%} of {event.done:,} starts succeed (95 % sure: {tally.low:.1%} to {tally.high:.1%}): "
        f"{event.goal_words}. {state}{left}\n{took}\nThey end at these errors: {plateaus}."
    )


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


class SuccessScreen(LabScreen[int]):
    """Answers the seed of the start that is to be opened."""

    DEFAULT_CSS = """
    SuccessScreen {
        align: center middle;
        #success {
            width: 100%; max-width: 130; height: 1fr;
            border: round $accent; background: $surface; padding: 0 1;
        }
        #summary { height: auto; max-height: 6; }
        StartCurves { height: 2fr; margin: 1 0 0 0; }
        #starts { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("up", "choose(-1)", "Start above"),
        Binding("down", "choose(1)", "Start below"),
        Binding("pageup", "choose(-10)", "Starts above"),
        Binding("pagedown", "choose(10)", "Starts below"),
        Binding("f", "toggle_failed", "Only those that fail"),
        Binding("p,space", "pause", "Pause"),
        Binding("x", "stop", "Stop"),
        Binding("enter", "open", "Open as a run"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._summary = Static(id="summary", markup=False)
        self._curves = StartCurves()
        self._list = StyledLines("starts")
        self._cursor = 0
        self._failed_alone = False
        self._event: SuccessEvent | None = None

    def compose(self) -> ComposeResult:
        """Lay out summary, curves and the list of starts."""
        with Vertical(id="success") as box:
            box.border_title = "Lab: success rate"
            box.border_subtitle = "↑↓ start · enter opens it · f failed · p pauses · x stops · esc closes"
            yield self._summary
            yield self._curves
            yield self._list

    def on_mount(self) -> None:
        """Begin with the present configuration."""
        self._list.can_focus = False
        rows = self.session.started.rows if self.session.started else None
        goal = goal_for(rows.task) if rows is not None else SuccessGoal()
        self.session.begin_experiment(SuccessJob(self.session.run, goal, STARTS))
        self.call_after_refresh(self.show, self.session)

    def show(self, session: Session) -> None:
        """Show what is known by now; nothing is drawn while nothing is new."""
        event = session.experiment if isinstance(session.experiment, SuccessEvent) else None
        if event is self._event and event is not None:
            return
        self._event = self._curves.event = event
        name = printable(session.data_name, 60)
        self._summary.update(plain_lines(summary(event, f"{STARTS} starts of the present run on {name}")))
        self._draw()

    @property
    def results(self) -> list[Result]:
        """The starts in the list."""
        found = list(self._event.results) if self._event else []
        return [result for result in found if not (self._failed_alone and result.success)]

    def action_choose(self, step: int) -> None:
        """Go to another start."""
        self._cursor = max(0, min(self._cursor + step, len(self.results) - 1))
        self._draw()

    def action_toggle_failed(self) -> None:
        """Show only those that fail, or all."""
        self._failed_alone = not self._failed_alone
        self._cursor = 0
        self._draw()

    def action_pause(self) -> None:
        """Let the experiment wait, or go on."""
        self.session.pause_experiment(paused=not (self._event is not None and self._event.paused))

    def action_stop(self) -> None:
        """End the experiment; what it has found stays."""
        self.session.stop_experiment()

    def action_open(self) -> None:
        """Open the start under the cursor as a run."""
        results = self.results
        if results:
            self.dismiss(results[min(self._cursor, len(results) - 1)].seed)

    def _draw(self) -> None:
        results = self.results
        self._curves.chosen = results[min(self._cursor, len(results) - 1)].seed if results else None
        self._curves.redraw()
        self._list.show_lines([LIST_HEAD], len(results), lambda index: _line(results[index]), LIST_WIDTH, self._cursor)
        self._list.bring_into_sight(self._cursor)


def _line(result: Result) -> Line:
    said: tuple[str, LineStyle] = ("✓ yes", "right") if result.success else ("✗ no", "wrong")
    iterations = f"{result.iterations:,}"
    error = short_error_text(result.error) if math.isfinite(result.error) else "diverged"
    return (
        (f"{result.seed:>8}  ", "plain"),
        (f"{said[0]:<9}", said[1]),
        (f"{iterations:>12}  {error:>12}", "plain"),
    )


def plain_lines(text: str) -> str:
    """Return a text of several lines, each made harmless."""
    return "\n".join(str(plain(line, 400)) for line in text.split("\n"))
