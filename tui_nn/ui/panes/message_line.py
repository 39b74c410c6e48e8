"""The line above the keys: what just happened, what is wrong, or what to do next; it stays until there is news."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.config.plain_text import printable
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
TOUR_HINT = "New here? T leads you through in two minutes; t trains, F1 helps"


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

    def forget_warning(self) -> None:
        """Why a key did nothing is of no interest once another has done something."""
        if self.notice is not None and self.notice.severity == "warning":
            self.notice = None

    def render(self) -> Content:
        """Return sign and text."""
        if self.notice is None:
            return Content(TOUR_HINT if self.offers_tour and self.phase == "ready" else HINTS[self.phase])
        return Content(f"{SIGNS[self.notice.severity]} {printable(self.notice.text, LONGEST_MESSAGE)}")
