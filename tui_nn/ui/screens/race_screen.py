"""The race: optimizers or whole configurations from the same starts, on one error plot and in a ranked table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui_nn.config.activation_names import split_list
from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Choice, Integer
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import OPTIMIZER_NAMES
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, LabRow, TableEvent
from tui_nn.experiments.race import PRESENT, RaceJob, Variant, optimizer_variants, parse_variant
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.formatting import duration_text
from tui_nn.ui.panes.race_curves import RaceCurves, letter_of, ranked
from tui_nn.ui.panes.styled_lines import Line, StyledLines, fitted_text, text_width
from tui_nn.ui.plain_text import plain
from tui_nn.ui.screens.experiment_screen import LONGEST_LINE, ExperimentScreen
from tui_nn.ui.screens.question import Asked, read
from tui_nn.ui.screens.success_screen import GOAL_HELP, MOST_STARTS, goal_for

RACERS = "sgd, momentum, adam, rprop"
STARTS = 50
RACERS_HELP = (
    "Optimizers, or options: adam, rprop; optimizer=sgd momentum=0.9; hidden=4+4. The present configuration "
    "always takes part"
)
MOMENTUM = Variant("momentum", ((("training", "optimizer"), "sgd"), (("training", "momentum"), 0.9)))
"""What people call an optimizer of its own."""

NAME_WIDTH, NUMBERS_WIDTH = 22, 58
"""Cells of the table before what differs."""

FEWEST_LINES = 2

LEAST_ROOM = 24
"""For what differs; the line above the table says it of the chosen one in any case."""


class RaceScreen(ExperimentScreen):
    """Who gets there, how often, and how fast."""

    TITLE = "race"
    KEYS = "↑↓ enter opens · i time · l log"
    DEFAULT_CSS = """
    RaceScreen {
        RaceCurves { height: 1fr; min-height: 8; }
        #racers { height: 6; max-height: 50%; }
        #differs { height: 1; color: $foreground-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Variant above"),
        Binding("down", "choose(1)", "Variant below"),
        Binding("i", "toggle_seconds", "Iterations or seconds"),
        Binding("l", "toggle_scale", "Logarithmic or linear"),
        Binding("enter", "open", "Open as a run"),
    ]
    _chosen = 0
    """The variant under the cursor, whatever its rank."""

    _raced: RaceJob | None = None

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask who races, from how many starts, how long, and what success is."""
        rows = self.session.started.rows if self.session.started else None
        goal = goal_for(rows.task if rows is not None else None)
        most = self.session.run.training.max_iterations
        return [
            [Asked("racers", "Who races:", RACERS, RACERS_HELP, 0)],
            [
                Asked("success", "Success is", goal.text, GOAL_HELP, 16),
                Asked("starts", "starts", str(STARTS), f"How many starts for each, up to {MOST_STARTS:,}", 8),
                Asked(
                    "iterations", "iterations", str(most), "After which a run that has not succeeded is given up", 12
                ),
            ],
        ]

    def job(self, asked: Mapping[str, str]) -> Job:
        """Race the present configuration against those that were named."""
        goal = SuccessGoal.parse(asked["success"])
        starts = read(Integer(minimum=1, maximum=MOST_STARTS), "starts", asked["starts"])
        iterations = read(Integer(minimum=1), "iterations", asked["iterations"])
        run = self.session.run.with_values({("training", "max_iterations"): iterations})
        self._raced = RaceJob(run, variants=variants_of(asked["racers"], run), goal=goal, starts=starts, **self.common)
        self._chosen = 0
        return self._raced

    def picture(self) -> ComposeResult:
        """Lay out the plot and the table."""
        self._curves, self._list, self._detail = RaceCurves(), StyledLines("racers"), Static(id="differs", markup=False)
        self._list.can_focus = False
        yield self._curves
        yield self._detail
        yield self._list

    def words(self, event: LabEvent) -> str:
        """Say who leads, and where the present configuration stands."""
        return standing_text(event) if isinstance(event, TableEvent) else ""

    def reading(self, event: LabEvent) -> str:
        """Say how each has done, the best first."""
        rows = event.rows if isinstance(event, TableEvent) else ()
        said = "; ".join(f"{rows[place].name}: {_result_text(rows[place])}" for place in ranked(rows))
        return f"From the same starts: {said}. Success is {event.goal_words}; iterations are medians."

    def draw(self) -> None:
        """Show the curves and the table."""
        event, rows = self.event, self.rows
        self._curves.event = event if isinstance(event, TableEvent) else None
        self._curves.chosen = self._chosen
        self._curves.redraw()
        order = ranked(rows)
        cursor = order.index(self._chosen) if rows else 0
        name_width = min(NAME_WIDTH, max(9, text_width([row.name for row in rows], NAME_WIDTH)))
        room = self._list.size.width - name_width - NUMBERS_WIDTH
        self._list.show_lines(
            [_head(name_width, room)],
            len(rows),
            lambda place: _line(rows[order[place]], order[place], name_width, room, chosen=place == cursor),
            1,
            cursor,
        )
        self._list.bring_into_sight(cursor)
        self._list.styles.height = 1 + max(len(rows), FEWEST_LINES)
        chosen = f"{letter_of(self._chosen)} {rows[self._chosen].name}: " if rows else ""
        self._detail.update(plain(chosen + (differences_text(rows[self._chosen]) if rows else ""), LONGEST_LINE))

    def on_resize(self, _event: events.Resize) -> None:
        """Draw the table for the new width."""
        self.call_after_refresh(self.draw)

    @property
    def rows(self) -> tuple[LabRow, ...]:
        """All who race, in the order in which they were named."""
        return self.event.rows if isinstance(self.event, TableEvent) else ()

    @on(StyledLines.Clicked)
    def take_clicked(self, event: StyledLines.Clicked) -> None:
        """Go to the variant that was clicked."""
        self._chosen = ranked(self.rows)[event.line]
        self.draw()

    def action_choose(self, step: int) -> None:
        """Go to another rank."""
        order = ranked(self.rows)
        if order:
            self._chosen = order[min(max(order.index(self._chosen) + step, 0), len(order) - 1)]
            self.draw()

    def action_toggle_seconds(self) -> None:
        """Compare by seconds of training, or by iterations."""
        self._curves.by_seconds = not self._curves.by_seconds
        self._curves.redraw()

    def action_toggle_scale(self) -> None:
        """Draw the error on a logarithmic or a linear scale."""
        self._curves.logarithmic = not self._curves.logarithmic
        self._curves.redraw()

    def action_open(self) -> None:
        """Open the variant under the cursor as a run, from the first of its starts."""
        if self._raced is not None and self.rows:
            iterations = self._raced.run_config.training.max_iterations
            values = dict(self._raced.variants[self._chosen].values)
            self.dismiss({("training", "max_iterations"): iterations, **values})


def variants_of(text: str, run: RunConfig) -> tuple[Variant, ...]:
    """Return who races: the present configuration first, then those named, but for those that are the same as it.

    Args:
        text: optimizers or options of variants, between commas or semicolons.
        run: the present configuration.

    Raises:
        ConfigError: in words for whoever typed it.
    """
    found = [PRESENT]
    for word in (word for part in text.split(";") for word in split_list(part)):
        if not word:
            continue
        variant = _variant(word)
        if run.with_values(dict(variant.values)) != run:
            found.append(variant)
    if len(found) < 2:
        raise ConfigError(
            "nobody races against the present configuration; name another optimizer, or options such as hidden=4"
        )
    return tuple(found)


def _variant(word: str) -> Variant:
    if "=" in word:
        return parse_variant(word)
    if word.lower() == MOMENTUM.name:
        return MOMENTUM
    try:
        return optimizer_variants([Choice(OPTIMIZER_NAMES).parse(word)])[0]
    except ValueError as error:
        raise ConfigError(f"who races: {error}") from None


def differences_text(row: LabRow) -> str:
    """Return what is not the same in all who race, as it is typed."""
    return " ".join(
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in row.details
    )


def seconds_of(row: LabRow) -> float:
    """Return the seconds that the median of iterations to success takes; NaN while that is not known."""
    return row.tally.median_iterations * row.seconds_per_iteration


def standing_text(event: TableEvent) -> str:
    """Say who leads, and where the present configuration stands."""
    order = ranked(event.rows)
    first, present = event.rows[order[0]], event.rows[0]
    said = f"{first.name} leads: {_result_text(first)}"
    if order[0] == 0:
        return f"{said}."
    return f"{said}; present is {order.index(0) + 1} of {len(order)}: {_result_text(present)}."


def _result_text(row: LabRow) -> str:
    tally = row.tally
    if not tally.trials:
        return "not tried yet"
    said = f"{tally.rate:.0%} of {tally.trials} starts"
    return f"{said}, in {tally.median_iterations:,.0f} iterations" if tally.successes else said


def time_text(seconds: float) -> str:
    """Write a time that may be very short."""
    if not math.isfinite(seconds):
        return "–"
    if seconds >= 1:
        return duration_text(seconds)
    return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"


def _head(name_width: int, room: int) -> Line:
    titles = f"{'succeed':>8}  {'95 % sure':<12}{'median':>9}{'9 of 10 in':>11}{'time':>10}"
    return ((f"    {'':{name_width}}{titles}  {'what differs' if room >= LEAST_ROOM else ''}", "heading"),)


def _line(row: LabRow, index: int, name_width: int, room: int, *, chosen: bool) -> Line:
    tally = row.tally
    rate = f"{tally.rate:.1%}" if tally.trials else "–"
    sure = f"{tally.low:.0%} to {tally.high:.0%}" if tally.trials else ""
    median, most = (
        f"{each:,.0f}" if math.isfinite(each) else "–" for each in (tally.median_iterations, tally.p90_iterations)
    )
    took = time_text(seconds_of(row))
    return (
        (f"{'▶' if chosen else ' '}{letter_of(index)} {'★' if index == 0 else ' '}", "heading"),
        (fitted_text(row.name, name_width), "heading" if index == 0 else "plain"),
        (f"{rate:>8}  ", "muted" if not tally.trials else "right" if tally.rate >= 0.5 else "wrong"),
        (f"{sure:<12}{median:>9}{most:>11}{took:>10}  ", "plain"),
        (fitted_text(differences_text(row), room) if room >= LEAST_ROOM else "", "muted"),
    )
