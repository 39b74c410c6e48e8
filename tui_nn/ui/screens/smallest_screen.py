"""The smallest network that works: architectures in order of their parameters, each with its rate, live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_nn.config.errors import counted
from tui_nn.config.kinds import Integer, Number
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, LabRow, SmallestEvent
from tui_nn.experiments.smallest import SmallestJob, with_hidden
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.ui.drawing.interval_bar import interval_bar, scale_line
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines, fitted_text
from tui_nn.ui.screens.experiment_screen import ExperimentScreen, with_free_ends
from tui_nn.ui.screens.question import Asked, read
from tui_nn.ui.screens.success_screen import GOAL_HELP, MOST_STARTS, goal_for

BAR, STARTS, MOST_UNITS, MOST_LAYERS = 0.9, 100, 8, 2
UNITS_LIMIT, LAYERS_LIMIT = 64, 3
TABLE_WIDTH = 48
"""Cells left of the bars."""


class SmallestScreen(ExperimentScreen):
    """Architectures tried so far, and the one that was looked for."""

    TITLE = "the smallest network that works"
    KEYS = "↑↓ network · enter opens it"
    DEFAULT_CSS = """
    SmallestScreen #architectures { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Network above"),
        Binding("down", "choose(1)", "Network below"),
        Binding("pageup", "choose(-10)", "Networks above"),
        Binding("pagedown", "choose(10)", "Networks below"),
        Binding("enter", "open", "Open as a run"),
    ]
    _cursor: int | None = None
    """None follows what is being tried."""

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for the bar, the starts, the limits and what success is."""
        rows = self.session.started.rows if self.session.started else None
        goal = goal_for(rows.task if rows is not None else None)
        return [
            [
                Asked("success", "Success is", goal.text, GOAL_HELP, 14),
                Asked("bar", "bar", f"{BAR:g}", "The success rate that the lower end of the interval has to pass", 5),
                Asked("starts", "starts", str(STARTS), "Starts for each network, at most", 6),
                Asked("most_units", "units", str(MOST_UNITS), f"Units of a hidden layer, up to {UNITS_LIMIT}", 3),
                Asked("most_layers", "layers", str(MOST_LAYERS), f"Hidden layers, up to {LAYERS_LIMIT}", 2),
            ]
        ]

    def job(self, asked: Mapping[str, str]) -> Job:
        """Look for the smallest network with the present training."""
        bar = read(Number(above=0, below=1), "bar", asked["bar"])
        starts = read(Integer(minimum=1, maximum=MOST_STARTS), "starts", asked["starts"])
        units = read(Integer(minimum=1, maximum=UNITS_LIMIT), "units", asked["most_units"])
        layers = read(Integer(minimum=0, maximum=LAYERS_LIMIT), "layers", asked["most_layers"])
        run, goal = with_free_ends(self.session.run), SuccessGoal.parse(asked["success"])
        self._cursor = None
        return SmallestJob(run, bar, goal, starts=starts, most_units=units, most_layers=layers, **self.common)

    def picture(self) -> ComposeResult:
        """Lay out the list of networks."""
        self._list = StyledLines("architectures")
        self._list.can_focus = False
        yield self._list

    def words(self, event: LabEvent) -> str:
        """Say which network works, or how far the search is."""
        return verdict_text(event) if isinstance(event, SmallestEvent) else ""

    def draw(self) -> None:
        """Show the networks tried so far."""
        rows, event = self.rows, self.event
        bar = event.bar if isinstance(event, SmallestEvent) else None
        room = self._list.size.width - TABLE_WIDTH
        cursor = self._at(rows)
        head: Line = (
            (f"   {'network':<13}{'parameters':>10}{'starts':>8}{'succeed':>9}    ", "heading"),
            (scale_line(room, bar), "muted"),
        )
        self._list.show_lines(
            [head],
            len(rows),
            lambda index: _line(rows[index], bar, room, chosen=index == cursor),
            TABLE_WIDTH + room,
            cursor,
        )
        self._list.bring_into_sight(cursor)

    def on_resize(self, _event: events.Resize) -> None:
        """Draw bars for the new width."""
        self.call_after_refresh(self.draw)

    @property
    def rows(self) -> tuple[LabRow, ...]:
        """The networks in the list."""
        return self.event.rows if isinstance(self.event, SmallestEvent) else ()

    @on(StyledLines.Clicked)
    def take_clicked(self, event: StyledLines.Clicked) -> None:
        """Go to the network that was clicked."""
        self._cursor = event.line
        self.draw()

    def action_choose(self, step: int) -> None:
        """Go to another network; beyond the last one, follow the search."""
        rows = self.rows
        place = max(0, self._at(rows) + step)
        self._cursor = place if place < len(rows) else None
        self.draw()

    def action_open(self) -> None:
        """Open the network under the cursor as a run, from the first of its starts."""
        rows = self.rows
        if rows:
            network = with_hidden(with_free_ends(self.session.run).network, hidden_of(rows[self._at(rows)]))
            values = {("network", "hidden"): network.hidden, ("network", "activations"): network.activations}
            self.dismiss(values)

    def _at(self, rows: Sequence[LabRow]) -> int:
        last = max(0, len(rows) - 1)
        return last if self._cursor is None else min(self._cursor, last)


def hidden_of(row: LabRow) -> tuple[int, ...]:
    """Return the hidden layers of a network that is called by its layers, as in 2-4-1."""
    return tuple(int(units) for units in row.name.split("-")[1:-1])


def parameters_of(row: LabRow) -> int:
    """Return how many parameters a network has."""
    return int(str(dict(row.details)["parameters"]))


def verdict_text(event: SmallestEvent) -> str:
    """Say in two lines which network works, or how far the search is, and what was asked."""
    asked = f"Success is {event.goal_words}; the lower end of the rate's 95 % interval has to pass {event.bar:.3g}."
    newest = event.rows[-1]
    said = f"{newest.name}, {counted(parameters_of(newest), 'parameter')}"
    before = counted(len(event.rows) - 1, "smaller network")
    if event.found is not None:
        return f"The smallest network that works is {said}: {rate_text(newest)}; {before} did not.\n{asked}"
    if event.finished and not event.stopped:
        best = max(event.rows, key=lambda row: row.tally.rate)
        return (
            f"None of {counted(len(event.rows), 'network')} works; the best is {best.name}: {rate_text(best)}.\n{asked}"
        )
    return f"{before.capitalize()} did not work; the one being tried is {said}.\n{asked}"


def rate_text(row: LabRow) -> str:
    """Say how many starts succeed, with the interval."""
    tally = row.tally
    return f"{tally.successes} of {tally.trials} starts succeed (95 % sure: {tally.low:.1%} to {tally.high:.1%})"


def _line(row: LabRow, bar: float | None, room: int, *, chosen: bool) -> Line:
    tally = row.tally
    passed = bar is not None and row.complete and tally.low > bar
    looks: tuple[str, LineStyle] = ("✓", "right") if passed else ("✗", "wrong")
    sign, style = looks if row.complete else ("…", "plain")
    rate = f"{tally.rate:.1%}" if tally.trials else "–"
    return (
        ("▶" if chosen else " ", "heading"),
        (f"{sign} ", style),
        (f"{fitted_text(row.name, 13)}{parameters_of(row):>10,}{tally.trials:>8,}{rate:>9}    ", "plain"),
        (interval_bar(tally.rate, tally.low, tally.high, room, bar), style),
    )
