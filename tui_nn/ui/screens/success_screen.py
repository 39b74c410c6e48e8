"""Success rate: the present configuration from many starts, live; any of them opens as a run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_nn.config.kinds import Integer, Number
from tui_nn.data.dataset import Task
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, SuccessEvent
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import SuccessJob
from tui_nn.ui.formatting import short_error_text
from tui_nn.ui.panes.start_curves import StartCurves
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines
from tui_nn.ui.screens.experiment_screen import ExperimentScreen
from tui_nn.ui.screens.question import Asked, read

STARTS = 400
MOST_STARTS = 100_000
SHOWN_PLATEAUS = 4

GOAL_HELP = "What counts as success: error<=0.01, accuracy>=0.95 (a share of the rows) or bits (all of them right)"

LIST_HEAD: Line = ((f"{'seed':>8}  {'success':<9}{'iterations':>12}  {'final error':>12}", "heading"),)
LIST_WIDTH = 48


def goal_for(task: Task | None) -> SuccessGoal:
    """Return what counts as success unless somebody says otherwise."""
    return SuccessGoal("accuracy", 0.95) if task == "classes" else SuccessGoal()


class SuccessScreen(ExperimentScreen):
    """How often the present configuration succeeds."""

    TITLE = "success rate"
    KEYS = "↑↓ enter opens · f failed"
    DEFAULT_CSS = """
    SuccessScreen {
        StartCurves { height: 2fr; }
        #starts { height: 1fr; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Start above"),
        Binding("down", "choose(1)", "Start below"),
        Binding("pageup", "choose(-10)", "Starts above"),
        Binding("pagedown", "choose(10)", "Starts below"),
        Binding("f", "toggle_failed", "Only those that fail"),
        Binding("enter", "open", "Open as a run"),
    ]
    _cursor = 0
    _failed_alone = False

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for goal, starts and the width that ends it."""
        rows = self.session.started.rows if self.session.started else None
        goal = goal_for(rows.task if rows is not None else None)
        return [
            [
                Asked("success", "Success is", goal.text, GOAL_HELP, 16),
                Asked("starts", "starts", str(STARTS), f"How many starts at most, up to {MOST_STARTS:,}", 8),
                Asked(
                    "within", "until sure within", "0",
                    "Ends as soon as the 95 % interval is no wider than this share, such as 0.05; 0 for never", 6,
                ),
            ]
        ]  # fmt: skip

    def job(self, asked: Mapping[str, str]) -> Job:
        """Train the present configuration from many starts."""
        goal = SuccessGoal.parse(asked["success"])
        starts = read(Integer(minimum=1, maximum=MOST_STARTS), "starts", asked["starts"])
        within = read(Number(minimum=0, below=1), "until sure within", asked["within"])
        return SuccessJob(self.session.run, goal, starts, within, **self.common)

    def picture(self) -> ComposeResult:
        """Lay out the curves and the list of starts."""
        self._curves, self._list = StartCurves(), StyledLines("starts")
        self._list.can_focus = False
        yield self._curves
        yield self._list

    def words(self, event: LabEvent) -> str:
        """Say the rate and its interval, how long it takes, and where the others stay."""
        return summary(event) if isinstance(event, SuccessEvent) else ""

    def draw(self) -> None:
        """Show the curves and the starts."""
        results = self.results
        self._cursor = max(0, min(self._cursor, len(results) - 1))
        self._curves.event = self.event if isinstance(self.event, SuccessEvent) else None
        self._curves.chosen = results[self._cursor].seed if results else None
        self._curves.redraw()
        self._list.show_lines([LIST_HEAD], len(results), lambda index: _line(results[index]), LIST_WIDTH, self._cursor)
        self._list.bring_into_sight(self._cursor)

    @property
    def results(self) -> list[Result]:
        """The starts in the list."""
        found = self.event.results if isinstance(self.event, SuccessEvent) else ()
        return [result for result in found if not (self._failed_alone and result.success)]

    def action_choose(self, step: int) -> None:
        """Go to another start."""
        self._cursor = max(0, self._cursor + step)
        self.draw()

    def action_toggle_failed(self) -> None:
        """Show only those that fail, or all."""
        self._failed_alone, self._cursor = not self._failed_alone, 0
        self.draw()

    def action_open(self) -> None:
        """Open the start under the cursor as a run."""
        results = self.results
        if results:
            self.dismiss({("network", "seed"): results[self._cursor].seed})


def summary(event: SuccessEvent) -> str:
    """Say in three lines what is known: the rate and its interval, how long it takes, where the starts end."""
    tally = event.tally
    took = (
        f"Iterations to success: {tally.median_iterations:,.0f} (median), 9 of 10 within {tally.p90_iterations:,.0f}."
        if tally.successes
        else "None of them succeeded."
    )
    largest = sorted(event.clusters, key=lambda cluster: -cluster.count)[:SHOWN_PLATEAUS]
    plateaus = ", ".join(f"{cluster.count} near {short_error_text(cluster.median)}" for cluster in largest)
    narrow = " As sure as was asked." if event.narrow else ""
    return (
        f"{tally.rate:.1%} of {event.done:,} starts succeed (95 % sure: {tally.low:.1%} to {tally.high:.1%}).{narrow}\n"
        f"{took}\nFinal errors: {plateaus or 'none is finite'}."
    )


def _line(result: Result) -> Line:
    said: tuple[str, LineStyle] = ("✓ yes", "right") if result.success else ("✗ no", "wrong")
    iterations = f"{result.iterations:,}"
    error = short_error_text(result.error) if math.isfinite(result.error) else "diverged"
    return (
        (f"{result.seed:>8}  ", "plain"),
        (f"{said[0]:<9}", said[1]),
        (f"{iterations:>12}  {error:>12}", "plain"),
    )
