"""What the screens of experiments have in common that ask a question, show a picture and open runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui_nn.config.errors import UserError
from tui_nn.config.plain_text import printable
from tui_nn.config.run import RunConfig
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent
from tui_nn.ui.formatting import duration_text
from tui_nn.ui.plain_text import plain
from tui_nn.ui.screens.lab_screen import WAITS, LabScreen
from tui_nn.ui.screens.question import Asked, Question
from tui_nn.ui.screens.reading_screen import ReadingScreen
from tui_nn.ui.session import Session, Values

LONGEST_LINE = 400


class ExperimentScreen(LabScreen[Values]):
    """Asks, runs the experiment in the engine process and shows it; answers the values of a run to open, or None.

    A screen says what it asks (`question`), makes the job of it (`job`), and shows what is told (`words`, `draw`).
    """

    TITLE: ClassVar[str]
    """In the border."""

    KEYS: ClassVar[str]
    """The keys of its own, for the border below; those of all experiments follow."""

    AUTO_FOCUS = ""
    KEYS_OF_ALL = "e asks · p pauses · x stops · esc closes"

    DEFAULT_CSS = """
    ExperimentScreen {
        align: center middle;
        #experiment {
            width: 100%; max-width: 140; height: 1fr;
            border: round $accent; background: $surface; padding: 0 1;
        }
        #words { height: auto; max-height: 6; margin: 0 0 1 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("e", "edit", "Ask anew"),
        Binding("p,space", "pause", "Pause"),
        Binding("x", "stop", "Stop"),
        Binding("v", "read", "In words"),
    ]

    def __init__(self, session: Session, journals: Path | None = None) -> None:
        """Make the screen.

        Args:
            session: what the person does; the experiment begins with its run.
            journals: a folder where experiments are written down, so that one that was left goes on.
        """
        super().__init__(session)
        self.journals = journals
        self.event: LabEvent | None = None
        """What was told last."""

        self.asked = Question(self.question())
        self._words = Static(id="words", markup=False)

    # What each screen says for itself

    def question(self) -> Sequence[Sequence[Asked]]:
        """Return the lines of fields."""
        raise NotImplementedError

    def job(self, asked: Mapping[str, str]) -> Job:
        """Make the job of what stands in the fields; raises UserError in words for whoever typed it."""
        raise NotImplementedError

    def picture(self) -> ComposeResult:
        """Yield the widgets below the words."""
        raise NotImplementedError

    def words(self, event: LabEvent) -> str:
        """Say in lines what is known, once something is."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show `self.event` in the picture; it is None until something is told."""
        raise NotImplementedError

    def reading(self, event: LabEvent) -> str:
        """Say what the picture shows, in two sentences of plain text with the numbers that matter."""
        return self.words(event)

    # What all do

    def compose(self) -> ComposeResult:
        """Lay out question, words and picture."""
        with Vertical(id="experiment") as box:
            box.border_title = f"Lab: {self.TITLE}"
            box.border_subtitle = f"{self.KEYS} · {self.KEYS_OF_ALL}"
            yield self.asked
            yield self._words
            yield from self.picture()

    def on_mount(self) -> None:
        """Begin with what stands in the fields."""
        self.ask()
        self.call_after_refresh(self.show, self.session)

    @property
    def common(self) -> dict[str, Any]:
        """Return what every job is given beside its question: rows that were edited, and where to write it down."""
        return {"table": self.session.table, "keep": self.journals}

    @on(Question.Answered)
    def ask(self) -> None:
        """Begin the experiment that stands in the fields; another that runs is ended, and what it found is kept."""
        try:
            job = self.job(self.asked.values)
        except UserError as error:
            self.asked.refuse(printable(str(error), LONGEST_LINE))
            return
        self.asked.take()
        self.set_focus(None)
        self.event = None
        self.session.begin_experiment(job)
        begun = f"{printable(self.session.data_name, 60)}: the first networks are being trained ..."
        self._say(WAITS if self.session.compiler_works else begun)
        self.draw()

    @on(Question.Left)
    def leave_question(self) -> None:
        """Give the keys back to the picture."""
        self.set_focus(None)

    def show(self, session: Session) -> None:
        """Show what is known by now; nothing is drawn while nothing is new."""
        for notice in session.notices:
            if notice.severity == "error" and not session.experiment_runs:  # the line for it is behind this screen
                self._say(notice.text)
        event = session.experiment if isinstance(session.experiment, LabEvent) else None
        if event is None or event is self.event:
            return
        self.event = event
        self.show_again()

    def show_again(self) -> None:
        """Say and draw what is known, after a key has chosen something else of it."""
        if self.event is not None and self.event.done:
            self._say(f"{self.words(self.event)}\n{progress_text(self.event)}")
        self.draw()

    def action_edit(self) -> None:
        """Go to the question."""
        self.asked.focus_first()

    def action_pause(self) -> None:
        """Let the experiment wait, or go on."""
        self.session.pause_experiment(paused=not (self.event is not None and self.event.paused))

    def action_stop(self) -> None:
        """End the experiment; what it has found stays."""
        self.session.stop_experiment()

    def action_read(self) -> None:
        """Show in words what the picture shows."""
        if self.event is not None:
            said = f"{self.reading(self.event)}\n{progress_text(self.event)}".replace("\n", " ")
            self.app.push_screen(ReadingScreen([(self.TITLE.capitalize(), said)]))

    def _say(self, text: str) -> None:
        self._words.update("\n".join(str(plain(line, LONGEST_LINE)) for line in text.split("\n")))


def with_free_ends(run: RunConfig) -> RunConfig:
    """Return the run with layers whose ends follow the data."""
    layers = run.network.layers
    return run if layers is None else run.with_values({("network", "hidden"): layers[1:-1]})


def progress_text(event: LabEvent) -> str:
    """Say how far an experiment is, and how long it will take."""
    done = f"{event.done:,} of {event.total:,} networks"
    if event.finished:
        why = "stopped: " if event.stopped else "done: "
        return f"{why}{event.done:,} networks in {duration_text(event.seconds)}."
    left = f", about {duration_text(event.seconds_left)} left" if event.seconds_left == event.seconds_left else ""
    return f"{'paused' if event.paused else 'running'}: {done}{left}."
