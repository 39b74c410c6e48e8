"""Scores: how good the network is on each part of the data, beside the obvious baseline, while it trains."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import Judgement, Score
from tui_nn.ui.formatting import score_text
from tui_nn.ui.panes.class_lines import GAP, MATRIX_HEAD, class_lines
from tui_nn.ui.panes.status_bar import StatusBar
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines
from tui_nn.ui.session import Notice, Session

MEANINGS = {
    "accuracy": "Accuracy: the share of rows whose class the network names rightly; 1 is all of them. "
    "The majority answer always says the most frequent class.",
    "balanced accuracy": "Balanced accuracy: the share of rows found of each class, averaged, so that a rare class "
    "counts as much as a frequent one.",
    "F1": "F1: near 1 only when a class is found where it is, and not also seen where it is not.",
    "MCC": "MCC, Matthews' correlation of said and true classes: 1 is all right, 0 a guess, -1 all wrong; a rare class "
    "counts, too.",
    "AUC": "AUC: the chance that a row of the class gets a larger number than another row; 0.5 is a guess, 1 perfect, "
    "whatever the threshold.",
    "average precision": "Average precision: of the rows that are surest to be of a class, how many are; a guess gets "
    "the class's share.",
    "Brier score": "Brier score: the mean square of how far the probabilities are from what came true; 0 is perfect.",
    "log-loss": "Log-loss: how surprised the network is by the true classes; 0 is perfect, and being sure and wrong "
    "costs most.",
    "rows right": "Rows right: rows of which every output is on its target's side of the threshold.",
    "bits right": "Bits right: single outputs that are on their target's side of the threshold.",
    "smallest margin": "Smallest margin: how far the least sure output is from the threshold; below 0 it is on the "
    "wrong side.",
    "RMSE": "RMSE: the size of a typical miss, in the unit of the target; large misses count more.",
    "MAE": "MAE: the mean size of a miss, in the unit of the target; all misses count alike.",
    "R2": "R2: the share of the targets' ups and downs that the network explains; 1 is perfect, 0 is no better than "
    "always saying the mean, below 0 is worse.",
}
"""What each score says, in one sentence for somebody who has not met it before."""

NO_SCORES = "There are no scores yet: press t to train"
FEWEST_LINES = 5
"""Of the scores and their heading, however many classes the matrix has; the others are scrolled to."""

LINES_BESIDES = 5
"""Of the box: header, what a score means, and gaps."""


class ScoresScreen(ModalScreen[None]):
    """A table of scores, and the confusion matrix and the classes of one part."""

    CSS_PATH = "scores_screen.tcss"
    ACTIONS: ClassVar[frozenset[str]] = frozenset({"train", "step", "step_ten", "reset", "new_start"})
    """Of the app's: the point is to watch the scores while it trains."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m,q", "dismiss", "Close"),
        Binding("up", "choose_score(-1)", "Score above"),
        Binding("down", "choose_score(1)", "Score below"),
        Binding("left", "choose_part(-1)", "Part before"),
        Binding("right", "choose_part(1)", "Next part"),
        Binding("pageup", "scroll_matrix('page_up')"),
        Binding("pagedown", "scroll_matrix('page_down')"),
        Binding("home", "scroll_matrix('home')"),
        Binding("end", "scroll_matrix('end')"),
        Binding("t", "app.train", "Train"),
        Binding("s", "app.step", "Step"),
        Binding("S", "app.step_ten", "Step 10"),
        Binding("r", "app.reset", "Reset"),
        Binding("n", "app.new_start", "New start"),
    ]

    def __init__(self, session: Session) -> None:
        """Make the screen for a session."""
        super().__init__()
        self.status_bar = StatusBar()
        self.numbers = StyledLines("numbers")
        self.matrix = StyledLines("matrix")
        self.meaning = Static(id="meaning", markup=False)
        self._session = session
        self._snapshot: Snapshot | None = None
        self._score = 0
        self._part = ""
        """The part whose matrix is shown; the last one there is unless it was chosen."""

        self._said = ""
        """Why a key did nothing."""

    def compose(self) -> ComposeResult:
        """Lay out header, scores, matrix and what the score under the cursor means."""
        with Vertical(id="scores") as box:
            box.border_title = "Scores"
            box.border_subtitle = "↑↓ score · ←→ part · t trains · s steps · esc closes"
            yield self.status_bar
            yield self.numbers
            yield self.matrix
            yield self.meaning

    def on_mount(self) -> None:
        """Show where the session stands."""
        self.numbers.can_focus = False
        self.set_focus(self.matrix)
        self.show(self._session)
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Baselines are named where there is room."""
        self.call_after_refresh(self._draw)

    def show(self, session: Session) -> None:
        """Show where a session stands; nothing is drawn while nothing is new."""
        self.status_bar.show(session)
        if session.snapshot is not self._snapshot:
            self._snapshot, self._said = session.snapshot, ""
            self._draw()

    def say(self, notice: Notice) -> None:
        """Say something in place of what a score means, until the run goes on or another score is chosen."""
        self._said = notice.text
        self._draw()

    @property
    def judgements(self) -> tuple[tuple[str, Judgement], ...]:
        """The parts of the data, each with its scores."""
        return self._snapshot.judgements if self._snapshot is not None else ()

    @property
    def chosen_part(self) -> str:
        """The part whose matrix is shown."""
        names = [name for name, _ in self.judgements]
        return self._part if self._part in names else names[-1] if names else ""

    def action_choose_score(self, step: int) -> None:
        """Go to another score."""
        count = len(self.judgements[0][1].scores) if self.judgements else 0
        self._score, self._said = max(0, min(self._score + step, count - 1)), ""
        self._draw()

    def action_choose_part(self, step: int) -> None:
        """Show the matrix of another part."""
        names = [name for name, _ in self.judgements]
        if names:
            self._part = names[(names.index(self.chosen_part) + step) % len(names)]
            self._draw()

    def action_scroll_matrix(self, where: str) -> None:
        """Scroll the matrix; a key of the screen, since the arrows choose scores and parts."""
        getattr(self.matrix, f"scroll_{where}")(animate=False)

    def on_styled_lines_clicked(self, event: StyledLines.Clicked) -> None:
        """Go to the score that was clicked."""
        if event.lines is self.numbers:
            self.action_choose_score(event.line - self._score)

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        judgements = self.judgements
        self.meaning.set_class(bool(self._said), "-said")
        if not judgements:
            self.numbers.show_lines([], 0, _nothing, 0)
            self.matrix.show_lines([], 0, _nothing, 0)
            self.meaning.update(f"! {self._said}" if self._said else NO_SCORES, layout=False)
            return
        count = len(judgements[0][1].scores)
        self.numbers.styles.height = self._lines_of_scores(count + 1, dict(judgements)[self.chosen_part])
        self._score = min(self._score, count - 1)
        lines = score_lines(judgements, self._score, self.numbers.size.width, self.chosen_part)
        width = sum(len(text) for text, _ in lines[0])
        self.numbers.show_lines(lines[:1], count, lambda index: lines[index + 1], width, self._score)
        self.numbers.bring_into_sight(self._score)
        name = judgements[0][1].scores[self._score].name
        self.meaning.update(f"! {self._said}" if self._said else MEANINGS.get(name, name), layout=False)
        self._draw_matrix(dict(judgements)[self.chosen_part])

    def _lines_of_scores(self, wanted: int, judgement: Judgement) -> int:
        """Leave the matrix room for all its classes before scores are shown that could be scrolled to."""
        classes = len(judgement.class_names)
        room = self.query_one("#scores").size.height - LINES_BESIDES - (classes + MATRIX_HEAD if classes else 0)
        return min(wanted, max(FEWEST_LINES, room))

    def _draw_matrix(self, judgement: Judgement) -> None:
        if judgement.confusion is None:
            self.matrix.show_lines([], 0, _nothing, 0)
            return
        self.matrix.show_lines(*class_lines(self.chosen_part, judgement, self.matrix.size.width))


def baseline_name(scores: tuple[Score, ...]) -> str:
    """What the answer that needs no inputs is called."""
    return "mean" if any(score.name == "RMSE" for score in scores) else "majority"


def score_lines(judgements: tuple[tuple[str, Judgement], ...], cursor: int, width: int, chosen_part: str) -> list[Line]:
    """Return a heading and a line for each score, a column for each part.

    Args:
        judgements: the parts of the data, each with its scores.
        cursor: the score under the cursor.
        width: cells there are; where they do not suffice, the heading alone says what the second number is.
        chosen_part: the part whose matrix is shown.
    """
    scores = judgements[0][1].scores
    baseline = baseline_name(scores)
    label_width = max(len(score.name) for score in scores) + len("› ") + len(GAP)
    for named in (True, False):
        columns = [_column(judgement, baseline if named else "") for _, judgement in judgements]
        headings = [_heading(part, judgement, part == chosen_part) for part, judgement in judgements]
        widths = [
            max(len(heading), *(len(value) + len(beside) for value, beside in column))
            for heading, column in zip(headings, columns, strict=True)
        ]
        if label_width + sum(widths) + len(GAP) * len(widths) <= width:
            break
    corner = "" if named else f"score · {baseline}"
    first: Line = [
        (f"{corner:<{label_width}}", "muted"),
        *((f"{heading:<{cells}}{GAP}", "heading") for heading, cells in zip(headings, widths, strict=True)),
    ]
    lines = [first]
    for index, score in enumerate(scores):
        sign = "› " if index == cursor else "  "
        line: list[tuple[str, LineStyle]] = [(f"{sign}{score.name}".ljust(label_width), "plain")]
        for column, cells in zip(columns, widths, strict=True):
            value, beside = column[index]
            line += [(value, "heading"), (f"{beside:<{cells - len(value)}}{GAP}", "muted")]
        lines.append(line)
    return lines


def _heading(part: str, judgement: Judgement, chosen: bool) -> str:
    marked = "▸ " if chosen and judgement.confusion is not None else ""
    return f"{marked}{part} ({judgement.rows:,})"


def _column(judgement: Judgement, baseline: str) -> list[tuple[str, str]]:
    """Each value of a part, and what stands beside it; values end at the same cell."""
    values = [score_text(score.value, score.of) for score in judgement.scores]
    width = max(map(len, values))
    name = f"{baseline} " if baseline else ""
    beside = [
        "" if score.baseline is None else f" · {name}{score_text(score.baseline)}"
        if score.of is None else f" · {name}{score.baseline:,.0f}"
        for score in judgement.scores
    ]  # fmt: skip
    return [(f"{value:>{width}}", text) for value, text in zip(values, beside, strict=True)]


def _nothing(_index: int) -> Line:
    return ()
