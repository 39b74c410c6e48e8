"""Learning rates side by side: the error after a few iterations with each, and the one to begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_nn.config.kinds import Integer, Number
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, LabRow, RateRangeEvent
from tui_nn.experiments.rate_range import FEWEST_RATES, MOST_RATES, RateRangeJob
from tui_nn.ui.panes.rate_curve import RateCurve
from tui_nn.ui.rate_words import rate_text, suggestion_text
from tui_nn.ui.screens.experiment_screen import ExperimentScreen
from tui_nn.ui.screens.question import Asked, read

MOST_STARTS, MOST_ITERATIONS = 1_000, 1_000_000


class RateScreen(ExperimentScreen):
    """Which learning rates let the error fall fastest."""

    TITLE = "learning rates"
    KEYS = "←→ enter uses it · home suggested"
    DEFAULT_CSS = "RateScreen { RateCurve { height: 1fr; } }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "Lower rate"),
        Binding("right", "choose(1)", "Higher rate"),
        Binding("home", "choose_suggested", "Suggested rate"),
        Binding("enter", "open", "Use this rate"),
    ]
    _place: int | None = None
    """Of the rate under the cursor; None for the suggested one."""

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for the range, how finely it is looked at, and for how long."""
        usual = RateRangeJob
        return [
            [
                Asked("low", "Rates from", f"{usual.low:g}", "The lowest learning rate", 8),
                Asked("high", "to", f"{usual.high:g}", "The highest learning rate", 8),
                Asked("rates", "rates", str(usual.rates), f"How many rates, from {FEWEST_RATES} to {MOST_RATES}", 4),
                Asked("starts", "starts", str(usual.starts), "Starts for each rate, the same for all", 5),
                Asked("iterations", "iterations", str(usual.iterations), "How long each network is trained", 7),
            ]
        ]

    def job(self, asked: Mapping[str, str]) -> Job:
        """Train the same starts with every rate."""
        return RateRangeJob(
            self.session.run,
            low=read(Number(above=0), "rates from", asked["low"]),
            high=read(Number(above=0), "to", asked["high"]),
            rates=read(Integer(minimum=FEWEST_RATES, maximum=MOST_RATES), "rates", asked["rates"]),
            starts=read(Integer(minimum=1, maximum=MOST_STARTS), "starts", asked["starts"]),
            iterations=read(Integer(minimum=1, maximum=MOST_ITERATIONS), "iterations", asked["iterations"]),
            **self.common,
        )

    def picture(self) -> ComposeResult:
        """Lay out the curve."""
        self._curve = RateCurve()
        yield self._curve

    def words(self, event: LabEvent) -> str:
        """Say what is suggested, where it breaks out, and what the rate under the cursor does."""
        if not isinstance(event, RateRangeEvent):
            return ""
        row = self._row
        return f"{suggestion_text(event)}\n{rate_text(row, event.iterations) if row else ''}"

    def draw(self) -> None:
        """Show the curve."""
        event = self.event if isinstance(self.event, RateRangeEvent) else None
        row = self._row
        self._curve.event = event
        self._curve.chosen = float(row.name) if row else None
        self._curve.redraw()

    @property
    def _row(self) -> LabRow | None:
        """The rate under the cursor."""
        event = self.event
        if not isinstance(event, RateRangeEvent):
            return None
        place = self._place
        if place is None:
            place = None if event.suggestion is None else event.rates.index(event.suggestion)
        return None if place is None else event.rows[min(place, len(event.rows) - 1)]

    def action_choose(self, step: int) -> None:
        """Go to another rate."""
        event = self.event
        if isinstance(event, RateRangeEvent):
            row = self._row
            place = event.rows.index(row) if row else len(event.rows) // 2
            self._place = max(0, min(place + step, len(event.rows) - 1))
            self.show_again()

    def action_choose_suggested(self) -> None:
        """Go back to the rate that is suggested."""
        self._place = None
        self.show_again()

    def action_open(self) -> None:
        """Use the rate under the cursor."""
        row = self._row
        if row is not None:
            self.dismiss({("training", "learning_rate"): float(row.name)})
