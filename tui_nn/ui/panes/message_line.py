"""The line above the keys: what just happened, what is wrong, or what to do next; it stays until there is news."""

from __future__ import annotations

import math

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.config.plain_text import printable
from tui_nn.config.training_config import SECOND_ORDER_NAMES
from tui_nn.engine.events import Loading
from tui_nn.ui.formatting import duration_text
from tui_nn.ui.session import Notice, Phase, Session

LONGEST_MESSAGE = 400
SIGNS = {"information": "›", "warning": "!", "error": "✗"}
HINTS: dict[Phase, str] = {
    "loading": "Loading the data ...",
    "ready": "Press t to train, e to edit the setup, F1 for help",
    "training": "t pauses; the learning rate can be changed while it trains (e)",
    "paused": "t goes on, s does one iteration, n starts anew, D says what is wrong",
    "finished": "D says what is wrong and what helps, r goes back to the start, n starts anew",
    "failed": "Choose other data or layers in Setup (e)",
}
SECOND_ORDER_HINT = "t pauses; the optimizer chooses the lengths of its steps itself"
"""In place of what is said of a run whose rate can be changed."""

TOUR_HINT = "New here? T leads you through in two minutes; t trains, F1 helps"


BAR_WIDTH = 20


def loading_text(loading: Loading) -> str:
    """Say how far the loading of data is: what is done, a bar, and the time that is left."""
    done = round(loading.share * BAR_WIDTH)
    bar = "█" * done + "░" * (BAR_WIDTH - done)
    left = f", {duration_text(loading.seconds_left)} left" if math.isfinite(loading.seconds_left) else ""
    return f"{loading.what.capitalize()} the data {bar} {loading.share:.0%}{left}; esc stops"


class MessageLine(Widget):
    """One line, or up to four for a long complaint."""

    DEFAULT_CSS = """
    MessageLine {
        height: auto;
        max-height: 4;
        padding: 0 1;
        color: $foreground-muted;
        &.-information { color: $foreground; }
        &.-warning { color: $text-warning; }
        &.-error { color: $text-error; text-style: bold; }
    }
    """

    notice: reactive[Notice | None] = reactive(None, layout=True)
    """What is said; without it, what to do next."""

    offers_tour: reactive[bool] = reactive(default=False)
    """Whether a newcomer is to be told that there is a tour."""

    phase: reactive[Phase] = reactive[Phase]("loading")
    """Where the run stands: what to do next depends on it."""

    progress: reactive[str] = reactive("")
    """How far the loading of the data is, in words; it goes before everything else."""

    chooses_steps: reactive[bool] = reactive(default=False)
    """Whether the optimizer is of second order."""

    def __init__(self) -> None:
        super().__init__()
        self._iteration = 0

    def watch_notice(self, notice: Notice | None) -> None:
        """Colour it by how grave it is; the sign says the same without colour."""
        for severity in SIGNS:
            self.set_class(notice is not None and notice.severity == severity, f"-{severity}")

    def show(self, session: Session) -> None:
        """Let go of what was said when the run has gone on since; an error stays until the person trains again."""
        went_on = session.iteration != self._iteration
        began = session.phase == "training" and self.phase != "training"
        if self.notice is not None and (began or (went_on and self.notice.severity != "error")):
            self.notice = None
        self.phase, self._iteration = session.phase, session.iteration
        self.chooses_steps = session.run.training.optimizer in SECOND_ORDER_NAMES
        self.progress = loading_text(session.loading) if session.loading is not None else ""

    def forget_warning(self) -> None:
        """Why a key did nothing is of no interest once another has done something."""
        if self.notice is not None and self.notice.severity == "warning":
            self.notice = None

    def render(self) -> Content:
        """Return sign and text."""
        if self.progress:
            return Content(self.progress)
        if self.notice is None:
            if self.offers_tour and self.phase == "ready":
                return Content(TOUR_HINT)
            return Content(SECOND_ORDER_HINT if self.chooses_steps and self.phase == "training" else HINTS[self.phase])
        return Content(f"{SIGNS[self.notice.severity]} {printable(self.notice.text, LONGEST_MESSAGE)}")
