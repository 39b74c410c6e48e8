"""The header: always what is running, on one line, the most telling part last to go."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.config.plain_text import printable
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.progress import READING
from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import Judgement
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.formatting import error_text, layers_text, score_text, short_error_text, speed_text
from tui_nn.ui.session import Session

NAME_LIMIT = 70
"""Characters of a name: it is shown whole where there is room, and goes where there is none."""

TRAINING_ROWS = "training"
"""What the judgement of the rows to learn from is called."""

SIGNS = {
    "loading": "… loading",
    "ready": "○ ready",
    "training": "▶ training",
    "paused": "‖ paused",
    "failed": "✗ no network",
    "finished": "■ finished",
}
REASONS = {
    StopReason.MIN_ERROR: "✓ target reached",
    StopReason.MIN_ACCURACY: "✓ accuracy reached",
    StopReason.MAX_ITERATIONS: "■ limit reached",
    StopReason.PATIENCE: "■ patience ended",
    StopReason.MAX_SECONDS: "■ time is up",
    StopReason.MIN_GRADIENT_NORM: "■ gradient is flat",
    StopReason.NO_STEP: "■ no lower step",
    StopReason.DIVERGED: "✗ diverged",
}


@dataclass(frozen=True)
class Part:
    """A piece of the header."""

    text: str
    rank: int
    """The lower, the longer it stays as the window gets narrow."""

    short: str = ""
    """What it becomes where room is short."""


class StatusBar(Widget):
    """Name, data, layers, state, iteration, error, speed and kernel of the run."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
    }
    """

    parts: reactive[tuple[Part, ...]] = reactive(())
    """What is shown, from left to right."""

    def show(self, session: Session) -> None:
        """Show where a session stands."""
        self.parts = status_parts(session)

    def render(self) -> Content:
        """Join as many parts as fit."""
        return Content.assemble((" tui-nn ", "bold"), fitting(self.parts, self.size.width - len(" tui-nn ")))


def status_parts(session: Session) -> tuple[Part, ...]:
    """Return the parts of the header for a session."""
    snapshot, started = session.shown, session.started
    state = REASONS[session.stop_reason] if session.stop_reason in REASONS else SIGNS[session.phase]
    if session.phase == "training" and session.compiling:
        state = "… compiling"
    if session.looks_back:
        state = "◀ past"
    parts = [Part(printable(session.run.name, NAME_LIMIT), rank=10)] if session.run.name else []
    if session.phase == "loading":
        name = session.run.data.label or session.run.data.source
        if session.loading is not None and session.loading.what == READING:
            state += f" {session.loading.share:.0%}"
        return (*parts, Part(printable(name, NAME_LIMIT), rank=3), Part(state, rank=0))
    parts.append(Part(printable(session.data_name, NAME_LIMIT), rank=3))
    if started is not None:
        parts.append(Part(layers_text(started.layer_sizes), rank=6))
    parts.append(Part(state, rank=0))
    if snapshot is not None:
        iteration = f"{snapshot.iteration:,}" + (f" + {snapshot.share:.0%}" if snapshot.share else "")
        parts.append(Part(f"iteration {iteration}", rank=2, short=f"it {iteration}"))
        parts.append(Part(f"error {error_text(snapshot.error)}", rank=1))
        parts += _parts_kept_apart(snapshot)
        if _changes_rate(session.run.training) and math.isfinite(snapshot.learning_rate):
            parts.append(Part(f"rate {snapshot.learning_rate:.4g}", rank=7))
        if snapshot.iterations_per_second:
            parts.append(Part(speed_text(snapshot.iterations_per_second), rank=8))
        parts.append(Part(snapshot.kernel, rank=11))
    return tuple(parts)


def _changes_rate(training: TrainingConfig) -> bool:
    return training.schedule != "constant" or training.warm_up > 0


def _parts_kept_apart(snapshot: Snapshot) -> list[Part]:
    """Errors on rows that are not learned from, and how many of the test rows are right."""
    kept_apart = {name: judgement for name, judgement in snapshot.judgements if name != TRAINING_ROWS}
    parts = []
    if "validation" in kept_apart or not math.isnan(snapshot.validation_error):
        parts.append(Part(f"valid {short_error_text(snapshot.validation_error)}", rank=4))
    if "test" in kept_apart or not math.isnan(snapshot.test_error):
        parts.append(Part(f"test {short_error_text(snapshot.test_error)}", rank=9))
    accuracy = accuracy_of(kept_apart["test"]) if "test" in kept_apart else None
    if accuracy is not None:
        text = score_text(accuracy)
        parts.append(Part(f"test accuracy {text}", rank=5, short=f"test acc {text}"))
    return parts


def accuracy_of(judgement: Judgement) -> float | None:
    """The share of rows that are right, or None where a number is near or far, not right or wrong."""
    for score in judgement.scores:
        if score.name == "accuracy":
            return score.value
        if score.name == "rows right" and score.value is not None and score.of:
            return score.value / score.of
    return None


def fitting(parts: tuple[Part, ...], width: int) -> str:
    """Join the parts so that they fit: where room is short, first lines and words are shortened, then parts go."""
    shown = sorted(parts, key=lambda part: part.rank)
    while shown:
        kept = [part for part in parts if part in shown]
        for separator, short in ((" │ ", False), ("  ", False), ("  ", True)):
            line = separator.join((short and part.short) or part.text for part in kept)
            if cell_len(line) + len(separator) <= width:
                return separator.lstrip() + line
        shown.pop()
    return ""
