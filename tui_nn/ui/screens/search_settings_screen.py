"""Search: the best of many settings at once, live; any configuration that was tried opens as a run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from tui_nn.config.kinds import Integer
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, SearchEvent, SearchTrial
from tui_nn.experiments.search_course import IMPORTANCE_EVERY
from tui_nn.experiments.search_measures import MEASURES, parse_measure
from tui_nn.experiments.search_space import SearchSpace, split_space, usual_space
from tui_nn.experiments.search_words import importance_words, trial_words, value_text
from tui_nn.experiments.settings_search import MOST_TRIALS, SearchJob
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.panes.importance_bars import ImportanceBars
from tui_nn.ui.panes.search_curve import SearchCurve
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines
from tui_nn.ui.screens.experiment_screen import ExperimentScreen
from tui_nn.ui.screens.question import Asked, read
from tui_nn.ui.screens.success_screen import GOAL_HELP, goal_for

TRIALS, SEEDS, MOST_SEEDS = 60, 5, 1000

FIRST_COLUMNS = 5 + 8 + 8
"""Cells of number, value and success rate."""

PRESENT = "now"
"""In place of the number of the present configuration."""

SPACE_HELP = (
    "Options with ranges or values, between semicolons: learning_rate=log:0.01..10; hidden=2..8; optimizer=sgd,adam"
)
MEASURE_HELP = "What is made small: iterations (to success, which comes first), error or validation (error, at the end)"


class SearchSettingsScreen(ExperimentScreen):
    """Which settings are the best."""

    TITLE = "search"
    KEYS = "↑↓ trial · enter opens it"
    DEFAULT_CSS = """
    SearchSettingsScreen {
        #words { max-height: 7; }
        #found { height: 1fr; min-height: 4; }
        SearchCurve { width: 2fr; height: 1fr; }
        ImportanceBars { width: 1fr; max-width: 48; height: 1fr; margin: 0 0 0 2; }
        #trials { height: 1fr; min-height: 4; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Trial above"),
        Binding("down", "choose(1)", "Trial below"),
        Binding("pageup", "choose(-10)", "Trials above"),
        Binding("pagedown", "choose(10)", "Trials below"),
        Binding("enter", "open", "Open as a run"),
    ]
    _chosen: int | None = None
    """The number of a trial; None for the best, whichever that is."""

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for the space, how much is tried, and what is made small."""
        rows = self.session.started.rows if self.session.started else None
        goal = goal_for(rows.task if rows is not None else None)
        return [
            [Asked("space", "Search over", usual_space(self.session.run).text, SPACE_HELP, 0)],
            [
                Asked("trials", "trials", str(TRIALS), f"How many configurations at most, up to {MOST_TRIALS:,}", 5),
                Asked("seeds", "starts", str(SEEDS), f"From how many starts each is tried, up to {MOST_SEEDS:,}", 5),
                Asked("measure", "make small", MEASURES[0], MEASURE_HELP, 11),
                Asked("success", "Success is", goal.text, GOAL_HELP, 15),
            ],
        ]

    def job(self, asked: Mapping[str, str]) -> Job:
        """Search from the present configuration."""
        space = SearchSpace.parse(split_space(asked["space"]))
        trials = read(Integer(minimum=1, maximum=MOST_TRIALS), "trials", asked["trials"])
        seeds = read(Integer(minimum=1, maximum=MOST_SEEDS), "starts", asked["seeds"])
        self._chosen = None
        return SearchJob(
            self.session.run,
            space,
            parse_measure(asked["measure"]),
            SuccessGoal.parse(asked["success"]),
            trials,
            seeds,
            **self.common,
        )

    def picture(self) -> ComposeResult:
        """Lay out the curve and the bars beside each other, and the trials below."""
        self._curve, self._bars, self._list = SearchCurve(), ImportanceBars(), StyledLines("trials")
        self._bars.waiting = f"needs {IMPORTANCE_EVERY} trials"
        self._list.can_focus = False
        with Horizontal(id="found"):
            yield self._curve
            yield self._bars
        yield self._list

    def words(self, event: LabEvent) -> str:
        """Say how good the best configuration is, and what it changes."""
        return summary(event) if isinstance(event, SearchEvent) else ""

    def reading(self, event: LabEvent) -> str:
        """Say the same, what the present configuration reaches, and what mattered."""
        if not isinstance(event, SearchEvent) or not event.trials:
            return self.words(event)
        present = f"The present configuration reaches {value_text(event.trials[0].value)}."
        mattered = f"What mattered: {importance_words(event)}." if event.importances else ""
        faults = [trial.fault for trial in event.trials if trial.fault]
        left_out = f"{len(faults):,} could not be trained: {faults[0]}." if faults else ""
        return "\n".join(part for part in (self.words(event), present, mattered, left_out, event.command) if part)

    def draw(self) -> None:
        """Show the curve, what mattered, and the trials, the best first."""
        trials = self.trials
        cursor = self.cursor
        event = self.event if isinstance(self.event, SearchEvent) else None
        self._curve.event = event
        self._curve.chosen = trials[cursor].number if trials else None
        self._curve.redraw()
        self._bars.shares = event.importances if event is not None else ()
        self._bars.redraw()
        widths = _widths(trials)
        head = _head(trials[0], widths) if trials else []
        width = FIRST_COLUMNS + sum(each + 1 for each in widths)

        def line_at(index: int) -> Line:
            return _line(trials[index], widths, chosen=index == cursor)

        self._list.show_lines(head, len(trials), line_at, width, cursor)
        self._list.bring_into_sight(cursor)

    @property
    def trials(self) -> tuple[SearchTrial, ...]:
        """The trials in the list, the best first."""
        return self.event.ranked if isinstance(self.event, SearchEvent) else ()

    @property
    def cursor(self) -> int:
        """The place of the chosen trial in the list, wherever better ones have pushed it."""
        places = [place for place, trial in enumerate(self.trials) if trial.number == self._chosen]
        return places[0] if places else 0

    def action_choose(self, step: int) -> None:
        """Go to another trial; the best stays chosen, whichever it is, until somebody leaves it."""
        trials = self.trials
        if trials:
            place = max(0, min(self.cursor + step, len(trials) - 1))
            self._chosen = trials[place].number if place else None
            self.draw()

    @on(StyledLines.Clicked)
    def choose_clicked(self, event: StyledLines.Clicked) -> None:
        """Go to the trial that was clicked."""
        self.action_choose(event.line - self.cursor)

    def action_open(self) -> None:
        """Open the configuration under the cursor as a run."""
        trials = self.trials
        if trials:
            self.dismiss(dict(trials[self.cursor].values))


def summary(event: SearchEvent) -> str:
    """Say in two lines how good the best configuration is, and what it changes of the present one."""
    ranked = event.ranked
    if not ranked:
        return "The first configurations are being trained ..."
    best = ranked[0]
    tally = best.tally
    tried = f"all {len(event.trials):,} there are" if event.exhausted else f"{len(event.trials):,}"
    return (
        f"Best of {tried}: {value_text(best.value)} ({event.measure_words}); {tally.rate:.0%} of "
        f"{tally.trials:,} starts succeed ({tally.low:.0%} to {tally.high:.0%}).\n{trial_words(best)}."
    )


def _widths(trials: Sequence[SearchTrial]) -> list[int]:
    """Cells of each option's column: those of its longest value, or of the longest word in its name."""
    if not trials:
        return []
    texts = [[*_title(key), *(str(dict(trial.details)[key]) for trial in trials)] for key, _ in trials[0].details]
    return [max(map(len, column)) for column in texts]


def _head(trial: SearchTrial, widths: Sequence[int]) -> list[Line]:
    """The names of the columns, in two lines where one of them has two words."""
    names = [_title(key) for key, _ in trial.details]
    upper, lower = (
        "".join(f" {name[place]:>{width}}" for name, width in zip(names, widths, strict=True)) for place in (0, 1)
    )
    lines = [f"{'':{FIRST_COLUMNS}}{upper}", f"{'trial':>5}{'value':>8}{'success':>8}{lower}"]
    return [((line, "heading"),) for line in lines if line.strip()]


def _line(trial: SearchTrial, widths: Sequence[int], *, chosen: bool) -> Line:
    rate = trial.tally.rate
    share = f"{rate:.0%}" if math.isfinite(rate) else "–"
    style: LineStyle = "right" if rate == 1 else "wrong" if rate == 0 else "plain"
    values = "".join(f" {value!s:>{width}}" for (_, value), width in zip(trial.details, widths, strict=True))
    number = f"{trial.number}" if trial.number else PRESENT
    # A sign as well, for a background that cannot be seen.
    sign = "›" if chosen else " "
    return ((f"{sign}{number:>4}{value_text(trial.value):>8}", "plain"), (f"{share:>8}", style), (values, "plain"))


def _title(key: str) -> tuple[str, str]:
    """An option's name in two lines, the upper one empty for a single word."""
    above, _, below = key.rpartition("_")
    return above.replace("_", " "), below
