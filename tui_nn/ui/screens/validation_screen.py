"""Cross-validation: the present configuration on rows that it has not learned from, fold by fold, live."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Integer, Number
from tui_nn.data.folds import MOST_REPEATS
from tui_nn.engine.network import Network
from tui_nn.engine.process import Job
from tui_nn.experiments.cross_validation import (
    MOST_COLUMNS,
    MOST_SHUFFLES,
    SHUFFLES,
    CrossValidationJob,
    parse_measure,
)
from tui_nn.experiments.fold_events import BOUNDS, SHORT_INTERVAL_WORDS, Fold, FoldsEvent, Summary
from tui_nn.experiments.fold_words import (
    diverged_words,
    headline,
    number,
    validation_words,
    verdict_words,
    worth_words,
)
from tui_nn.experiments.lab_events import LabEvent
from tui_nn.ui.panes.interval_bars import DOT, HIGH_END, LOW_END, MARK, MEAN, IntervalBar, IntervalBars
from tui_nn.ui.panes.styled_lines import Line, StyledLines
from tui_nn.ui.screens.experiment_screen import ExperimentScreen
from tui_nn.ui.screens.question import Asked, read

View = Literal["scores", "inputs", "present"]

FOLD_CELLS = 30
"""Of a fold's own numbers, before its scores."""

COLUMN_GAP = 2
SHORTEST_COLUMN = 8


class ValidationScreen(ExperimentScreen):
    """How good the present configuration is on rows that it has not seen."""

    TITLE = "cross-validation"
    KEYS = "i inputs · ↑↓ fold"
    DEFAULT_CSS = """
    ValidationScreen {
        IntervalBars { height: 3fr; min-height: 6; }
        #folds { height: 1fr; min-height: 3; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Fold above"),
        Binding("down", "choose(1)", "Fold below"),
        Binding("pageup", "choose(-10)", "Folds above"),
        Binding("pagedown", "choose(10)", "Folds below"),
        Binding("i", "next_view", "Scores, or what inputs are worth"),
    ]
    _cursor = 0
    _view: View = "scores"

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask how rows are kept apart, and how inputs are judged."""
        rows = self.session.started.rows if self.session.started else None
        many = rows is not None and len(rows.shown_input_names) > MOST_COLUMNS
        return [
            [
                Asked("folds", "Folds", "5", "Parts of the rows, each judged once; 'all' for one row at a time", 5),
                Asked("repeats", "repeats", "1", f"How often, with other rows kept apart; up to {MOST_REPEATS:,}", 5),
                Asked("holdout", "hold out", "0", "A share of the rows to keep apart instead, as 0.25; 0 for folds", 6),
                Asked(
                    "shuffles", "shuffles", "0" if many else str(SHUFFLES),
                    f"Of each input, by which it is told what it is worth; up to {MOST_SHUFFLES}, 0 for not at all", 4,
                ),
                Asked("measure", "by", "auto", "The score that inputs are judged by, such as AUC, log-loss or R2", 12),
            ]
        ]  # fmt: skip

    def job(self, asked: Mapping[str, str]) -> Job:
        """Train the present configuration on each division of the rows."""
        try:
            folds = Integer(minimum=2, absent="all").parse(asked["folds"])
        except ValueError as error:
            raise ConfigError(f"folds: {error}") from None
        share = read(Number(minimum=0, below=1), "hold out", asked["holdout"])
        self._cursor = 0
        return CrossValidationJob(
            self.session.run,
            folds,
            read(Integer(minimum=1, maximum=MOST_REPEATS), "repeats", asked["repeats"]),
            share or None,
            read(Integer(maximum=MOST_SHUFFLES), "shuffles", asked["shuffles"]),
            parse_measure(asked["measure"]),
            self._network(),
            **self.common,
        )

    def picture(self) -> ComposeResult:
        """Lay out the bars and the folds."""
        self._bars, self._list = IntervalBars(), StyledLines("folds")
        self._list.can_focus = False
        yield self._bars
        yield self._list

    def words(self, event: LabEvent) -> str:
        """Say how good the networks are, or what the inputs are worth."""
        if not isinstance(event, FoldsEvent):
            return ""
        if self._shown_view(event) != "scores":
            return f"{validation_words(event)}\n{self._worth(event)}"
        verdict = verdict_words(event.summaries[0]) if event.summaries else ""
        said = [validation_words(event), f"{headline(event)}{': ' if verdict else ''}{verdict}.", diverged_words(event)]
        return "\n".join(line for line in said if len(line) > 1)

    def reading(self, event: LabEvent) -> str:
        """Say the scores in words, and what the inputs are worth."""
        if not isinstance(event, FoldsEvent):
            return ""
        return f"{self.words(event)} {worth_words(event.inputs, event.measure)}".strip()

    def draw(self) -> None:
        """Show the bars and the folds."""
        event = self.event if isinstance(self.event, FoldsEvent) else None
        folds = event.folds if event is not None else ()
        self._cursor = max(0, min(self._cursor, len(folds) - 1))
        self._draw_bars(event)
        names = _names_that_fit(event, self._list.size.width)
        width = FOLD_CELLS + sum(_column_width(name) for name in names)
        self._list.show_lines(
            [_fold_head(names)], len(folds), lambda index: _fold_line(folds[index], names), width, self._cursor
        )
        self._list.bring_into_sight(self._cursor)

    def on_resize(self) -> None:
        """Show as many scores as fit the new width."""
        self.call_after_refresh(self.draw)

    def action_choose(self, step: int) -> None:
        """Go to another fold."""
        self._cursor = max(0, self._cursor + step)
        self.draw()

    def action_next_view(self) -> None:
        """Show what inputs are worth over the folds, then to the present network, then the scores again."""
        event = self.event
        if isinstance(event, FoldsEvent):
            views: list[View] = ["scores"]
            views += ["inputs"] if event.measure else []
            views += ["present"] if event.present_inputs else []
            self._view = views[(views.index(self._shown_view(event)) + 1) % len(views)]
            self.show_again()

    def _network(self) -> Network | None:
        """The network as it stands, once it has learned anything."""
        snapshot = self.session.snapshot
        return snapshot.network if snapshot is not None and snapshot.iteration else None

    def _shown_view(self, event: FoldsEvent) -> View:
        """The view that was chosen, where this event has it."""
        there = {"scores": True, "inputs": bool(event.measure), "present": bool(event.present_inputs)}
        return self._view if there[self._view] else "scores"

    def _worth(self, event: FoldsEvent) -> str:
        if self._shown_view(event) == "present":
            words = worth_words(event.present_inputs, event.measure)
            return f"The present network on the {event.present_rows}: {words[0].lower()}{words[1:]}"
        return worth_words(event.inputs, event.measure) or "No fold has ended yet."

    def _draw_bars(self, event: FoldsEvent | None) -> None:
        bars = self._bars
        view = "scores" if event is None else self._shown_view(event)
        bars.legend = f"{DOT} fold  {MEAN} mean  {LOW_END}{HIGH_END} sure  {MARK} baseline"
        bars.heading, bars.ending = "Scores", SHORT_INTERVAL_WORDS
        if event is None:
            bars.bars = ()
        elif view == "scores":
            bars.bars = [_score_bar(each) for each in event.summaries]
        else:
            bars.heading = f"What inputs are worth ({event.measure})"
            bars.legend = f"{DOT} fold  {MEAN} mean  {LOW_END}{HIGH_END} sure  {MARK} nothing"
            found = event.inputs
            if view == "present":
                bars.legend = bars.legend.replace("fold", "shuffle")
                found, bars.ending = event.present_inputs, "95 % t intervals over the shuffles"
                bars.heading = f"What inputs are worth to the present network ({event.measure})"
            bars.bars = _input_bars(found)
        bars.redraw()


def _score_bar(summary: Summary) -> IntervalBar:
    least, most = BOUNDS.get(summary.name, (-math.inf, math.inf))
    there = [value for value in (*summary.values, summary.mean, summary.baseline) if math.isfinite(value)]
    low = min(0.0, *there) if there else 0.0
    high = most if math.isfinite(most) else max(0.0, *there, low)
    return IntervalBar(
        summary.name, summary.mean, summary.low, summary.high, summary.values, (max(low, least), high), summary.baseline
    )


def _input_bars(inputs: Sequence[Summary]) -> list[IntervalBar]:
    """All on one axis, so that their lengths can be compared."""
    there = [value for each in inputs for value in (*each.values, 0.0) if math.isfinite(value)]
    axis = (min(there, default=0.0), max(there, default=0.0))
    return [IntervalBar(each.name, each.mean, each.low, each.high, each.values, axis, 0.0) for each in inputs]


def _names_that_fit(event: FoldsEvent | None, width: int) -> list[str]:
    names: list[str] = []
    room = width - FOLD_CELLS
    for summary in event.summaries if event is not None else ():
        room -= _column_width(summary.name)
        if room < 0:
            break
        names.append(summary.name)
    return names


def _column_width(name: str) -> int:
    return max(SHORTEST_COLUMN, len(name)) + COLUMN_GAP


def _fold_head(names: Sequence[str]) -> Line:
    scores = "".join(name.rjust(_column_width(name)) for name in names)
    return ((f"{'fold':<8}{'rows':>8}{'iterations':>12}  {scores}", "heading"),)


def _fold_line(fold: Fold, names: Sequence[str]) -> Line:
    own = f"{f'{fold.repeat + 1}.{fold.number + 1}':<8}{fold.test_rows:>8,}{fold.iterations:>12,}  "
    if fold.diverged:
        return (own, "plain"), ("  diverged", "wrong")
    scores = {name: value for name, value, _ in fold.scores}
    return ((own + "".join(number(scores.get(name, math.nan)).rjust(_column_width(name)) for name in names), "plain"),)
