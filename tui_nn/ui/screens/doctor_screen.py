"""Doctor: what is wrong with the run, and which remedies help, tried from many starts and ranked."""

from __future__ import annotations

import math
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui_nn.config.plain_text import printable
from tui_nn.engine.events import Event
from tui_nn.experiments.doctor import Diagnosed, DoctorJob, Treated, Trials
from tui_nn.experiments.doctor_trials import TriedRemedy
from tui_nn.ui.formatting import duration_text
from tui_nn.ui.panes.styled_lines import Line, StyledLines, fitted_text
from tui_nn.ui.plain_text import plain
from tui_nn.ui.screens.lab_screen import WAITS, LabScreen
from tui_nn.ui.session import Session

NAME_WIDTH, LONGEST_NAME = 28, 70
"""Cells for a remedy's name: at least, and where there is room."""

HEAD = f"{'success':>9}  {'95 % sure':<16}{'starts':>7}{'iterations':>12}"
LONGEST_LINE = 400


def findings_text(event: Diagnosed) -> str:
    """Say what was found, each in a sentence with its evidence."""
    lines = [
        f"{finding.certainty:>4.0%} {finding.name}: {finding.sentence} ({finding.evidence})"
        for finding in event.findings
    ]
    return "\n".join(printable(line, LONGEST_LINE) for line in lines)


def progress_text(event: Trials | None, diagnosed: Diagnosed) -> str:
    """Say how far the trials are, and what they call success."""
    goal = printable(f"Success is {diagnosed.goal.words}, within {diagnosed.iterations:,} iterations.", LONGEST_LINE)
    if event is None:
        return f"{goal} The remedies are being tried ..."
    if isinstance(event, Treated):
        return f"{goal} {event.done:,} networks were trained{'; stopped' if event.stopped else ''}."
    left = "; paused" if event.paused else ""
    if not left and math.isfinite(event.seconds_left):
        left = f", about {duration_text(event.seconds_left)} left"
    return f"{goal} {event.done:,} of {event.planned:,} networks are trained{left}."


class DoctorScreen(LabScreen[TriedRemedy]):
    """Answers the remedy that is to be applied."""

    DEFAULT_CSS = """
    DoctorScreen {
        align: center middle;
        #doctor {
            width: 100%; max-width: 120; height: 1fr;
            border: round $accent; background: $surface; padding: 0 1;
        }
        #findings { height: auto; max-height: 12; }
        #progress { height: auto; max-height: 3; margin: 1 0 0 0; color: $foreground-muted; }
        #chosen { height: 1; }
        #remedies { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
        Binding("up", "choose(-1)", "Remedy above"),
        Binding("down", "choose(1)", "Remedy below"),
        Binding("p,space", "pause", "Pause"),
        Binding("x", "stop", "Stop"),
        Binding("enter", "apply", "Apply"),
    ]

    def __init__(self, session: Session, journals: Path | None = None) -> None:
        """Make the screen.

        Args:
            session: what the person does; its run is looked at.
            journals: a folder where trials are written down, so that those that were left go on.
        """
        super().__init__(session)
        self._journals = journals
        self._findings = Static(id="findings", markup=False)
        self._progress = Static(id="progress", markup=False)
        self._chosen = Static(id="chosen", markup=False)
        self._remedies = StyledLines("remedies")
        self._diagnosed: Diagnosed | None = None
        self._trials: Trials | None = None
        self._shown: Event | None = None
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """Lay out findings, progress and the ranked remedies."""
        with Vertical(id="doctor") as box:
            box.border_title = "Lab: doctor"
            box.border_subtitle = "↑↓ remedy · enter applies it (u takes it back) · p pauses · x stops · esc closes"
            yield self._findings
            yield self._progress
            yield self._chosen
            yield self._remedies

    def on_mount(self) -> None:
        """Look at the run as it stands."""
        self._remedies.can_focus = False
        session, snapshot = self.session, self.session.snapshot
        self._findings.update("Looking at the run ...")
        if snapshot is not None:
            moments = session.recording.moments
            job = DoctorJob(session.run, snapshot.state, table=session.table, moments=moments, keep=self._journals)
            session.begin_experiment(job)

    def show(self, session: Session) -> None:
        """Show what is known by now; nothing is drawn while nothing is new."""
        event = session.experiment
        if event is None or event is self._shown:
            return
        self._shown = event
        if session.diagnosis is not None and session.diagnosis is not self._diagnosed:
            self._diagnosed = session.diagnosis
            self._findings.update(findings_text(self._diagnosed))
        if isinstance(event, Trials):
            self._trials = event
        self._draw()

    @property
    def trials(self) -> tuple[TriedRemedy, ...]:
        """The remedies, the best first."""
        return self._trials.ranked if self._trials is not None else ()

    def action_choose(self, step: int) -> None:
        """Go to another remedy."""
        self._cursor = max(0, min(self._cursor + step, len(self.trials) - 1))
        self._draw()

    def action_pause(self) -> None:
        """Let the trials wait, or go on."""
        self.session.pause_experiment(paused=not (self._trials is not None and self._trials.paused))

    def action_stop(self) -> None:
        """End the trials; what they have shown stays."""
        self.session.stop_experiment()

    def action_apply(self) -> None:
        """Take the remedy under the cursor."""
        if self.trials:
            self.dismiss(self.trials[self._cursor])

    def _draw(self) -> None:
        self._cursor = max(0, min(self._cursor, len(self.trials) - 1))
        trials = self.trials
        if self._diagnosed is not None:
            waits = self.session.experiment_runs and self.session.compiler_works
            said = WAITS if waits else progress_text(self._trials, self._diagnosed)
            self._progress.update(plain(said, LONGEST_LINE))
        # A name may be longer than its column.
        self._chosen.update(plain(f"▸ {_name(trials[self._cursor])}" if trials else "", LONGEST_LINE))
        longest = max((len(_name(trial)) + 2 for trial in trials), default=0)
        width = max(NAME_WIDTH, min(longest, LONGEST_NAME, self._remedies.size.width - len(HEAD) - 1))
        head: Line = ((f"{'remedy':<{width}}{HEAD}", "heading"),)
        self._remedies.show_lines(
            [head], len(trials), lambda index: _line(trials[index], width), width + len(HEAD), self._cursor
        )
        self._remedies.bring_into_sight(self._cursor)


def _name(trial: TriedRemedy) -> str:
    return "the present setting" if trial.present else trial.remedy.name


def _line(trial: TriedRemedy, width: int) -> Line:
    low, high = trial.interval
    rate = f"{trial.rate:.0%}" if trial.starts else "–"
    sure = f"{low:.0%} to {high:.0%}" if trial.starts else ""
    iterations = f"{trial.median_iterations:,.0f}" if math.isfinite(trial.median_iterations) else "–"
    return (
        (fitted_text(_name(trial), width), "muted" if trial.present else "plain"),
        (f"{rate:>9}  ", "right" if trial.rate >= 0.5 else "wrong"),
        (f"{sure:<16}{trial.starts:>7}{iterations:>12}", "plain"),
    )
