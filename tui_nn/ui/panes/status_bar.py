"""The header: always what is running, on one line, the most telling part last to go."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui_nn.config.plain_text import printable
from tui_nn.engine.stopping import StopReason
from tui_nn.ui.formatting import error_text, layers_text, speed_text
from tui_nn.ui.session import Session

NAME_LIMIT = 24

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
    StopReason.MAX_ITERATIONS: "■ limit reached",
    StopReason.DIVERGED: "✗ diverged",
}


class StatusBar(Widget):
    """Name, data, layers, state, iteration, error, speed and kernel of the run."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        background: $panel;
        color: $foreground;
        text-wrap: nowrap;
        .status-bar--name { text-style: bold; color: $text-primary; }
    }
    """

    parts: reactive[tuple[str, ...]] = reactive(())
    """What is shown, from left to right."""

    def show(self, session: Session) -> None:
        """Show where a session stands."""
        self.parts = status_parts(session)
        self.set_class(session.phase == "training", "-training")

    def render(self) -> Content:
        """Join as many parts as fit."""
        return Content.assemble((" tui-nn ", "bold"), fitting(self.parts, self.size.width - 8))


def status_parts(session: Session) -> tuple[str, ...]:
    """Return the parts of the header for a session."""
    snapshot, started = session.snapshot, session.started
    state = REASONS[session.stop_reason] if session.stop_reason in REASONS else SIGNS[session.phase]
    title = printable(session.run.name, NAME_LIMIT)
    parts = [title] if title else []
    if session.phase == "loading":
        return (*parts, printable(session.run.data.label or session.run.data.source, NAME_LIMIT), state)
    parts.append(printable(session.data_name, NAME_LIMIT))
    if started is not None:
        parts.append(layers_text(started.layer_sizes))
    parts.append(state)
    if snapshot is not None:
        parts += [f"iteration {snapshot.iteration:,}", f"error {error_text(snapshot.error)}"]
        if snapshot.iterations_per_second:
            parts.append(speed_text(snapshot.iterations_per_second))
    if started is not None:
        parts.append(started.kernel)
    return tuple(parts)


def fitting(parts: tuple[str, ...], width: int) -> str:
    """Join the parts so that they fit: where the width is short, first lines and words are shortened, then parts go."""
    short = tuple(part.replace("iteration ", "it ", 1) for part in parts)
    for count in range(len(parts), 0, -1):
        for shown, separator in ((parts, " │ "), (parts, "  "), (short, "  ")):
            line = separator.join(shown[:count])
            # The kernel is the least of it: lines between the parts are worth more than its name.
            if cell_len(line) < width - len(separator):
                return separator.lstrip() + line
    return ""
