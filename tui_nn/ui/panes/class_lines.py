"""The classes of one part of the data as lines: the confusion matrix, and precision, recall, F1 and AUC of each."""

from __future__ import annotations

from collections.abc import Callable

from tui_nn.engine.class_metrics import ClassTable
from tui_nn.engine.judgement import Judgement
from tui_nn.ui.formatting import score_text
from tui_nn.ui.panes.styled_lines import Line, LineStyle, fitted_text, text_width

NAME_LIMIT, HEADING_LIMIT = 24, 12
"""Cells of a class name before its row and above its column."""

GAP = "  "
RIGHT, WRONG, NONE = "✓", "✗", "·"
MATRIX_HEAD = 2
"""Lines above those of the classes."""

COLUMNS = ("precision", "recall", "F1", "AUC", "rows")
COLUMN_WIDTH = len(GAP) + len(COLUMNS[0])
TABLE_WIDTH = COLUMN_WIDTH * len(COLUMNS)


def class_lines(part: str, judgement: Judgement, width: int) -> tuple[list[Line], int, Callable[[int], Line], int]:
    """Return what `StyledLines.show_lines` takes: the matrix, and the table beside it, or below it where room is short.

    Args:
        part: of the data.
        judgement: of that part, with a confusion matrix.
        width: cells there are.
    """
    head, matrix_width = matrix_head(part, judgement)
    classes, table = len(judgement.class_names), judgement.class_table
    if table is None:
        return head, classes, lambda index: matrix_line(judgement, index), matrix_width
    columns: Line = (("".join(f"{name:>{COLUMN_WIDTH}}" for name in COLUMNS), "heading"),)
    if matrix_width + TABLE_WIDTH <= width:

        def both(index: int) -> Line:
            return (*matrix_line(judgement, index), *table_line(table, index))

        return [head[0], (*head[1], *columns)], classes, both, matrix_width + TABLE_WIDTH
    label, _ = _matrix_widths(judgement)

    def line_at(index: int) -> Line:
        if index < classes:
            return matrix_line(judgement, index)
        place = index - classes - 2
        if place < 0:
            return ((" " * label, "plain"), *columns) if place == -1 else ()
        return ((fitted_text(judgement.class_names[place], label), "heading"), *table_line(table, place))

    return head, 2 * classes + 2, line_at, max(matrix_width, label + TABLE_WIDTH)


def table_line(table: ClassTable, place: int) -> Line:
    """Return precision, recall, F1, AUC and rows of one class."""
    scores = [float(column[place]) for column in (table.precision, table.recall, table.f1, table.auc)]
    texts = [*(score_text(score) for score in scores), f"{int(table.support[place]):,}"]
    return (("".join(f"{text:>{COLUMN_WIDTH}}" for text in texts), "plain"),)


def matrix_head(part: str, judgement: Judgement) -> tuple[list[Line], int]:
    """Return the title and the headings of a confusion matrix, and how wide it is."""
    assert judgement.confusion is not None
    unanswered = judgement.rows - int(judgement.confusion.sum())
    title: list[tuple[str, LineStyle]] = [
        (f"Confusion matrix, {part}: ", "heading"),
        ("true classes down, what the network said across", "muted"),
    ]
    if unanswered:
        title.append((f"; {unanswered:,} without an answer", "wrong"))
    label, cell = _matrix_widths(judgement)
    headings: Line = [
        (fitted_text("true ↓ said →", label), "muted"),
        *((_ending_at(name, cell), "heading") for name in judgement.class_names),
    ]
    return [title, headings], label + cell * len(judgement.class_names)


def matrix_line(judgement: Judgement, true: int) -> Line:
    """Return the line of a true class: how often each class was said; right and wrong ones differ by sign, too."""
    assert judgement.confusion is not None
    label, cell = _matrix_widths(judgement)
    line: list[tuple[str, LineStyle]] = [(fitted_text(judgement.class_names[true], label), "heading")]
    for said, count in enumerate(judgement.confusion[true].tolist()):
        if said == true:
            line.append((f"{f'{count:,}{RIGHT if count else NONE}':>{cell}}", "right" if count else "muted"))
        elif count:
            line.append((f"{f'{count:,}{WRONG}':>{cell}}", "wrong"))
        else:
            line.append((f"{NONE:>{cell}}", "muted"))
    return line


def _matrix_widths(judgement: Judgement) -> tuple[int, int]:
    """Cells of the names before the rows, and of each column with the gap before it."""
    names = judgement.class_names
    label = max(len("true ↓ said →"), text_width(names, NAME_LIMIT))
    most = len(f"{judgement.rows:,}") + len(RIGHT)
    return label, max(most, text_width(names, HEADING_LIMIT)) + len(GAP)


def _ending_at(name: str, cells: int) -> str:
    """A class name right-aligned, its cells counted as a terminal does."""
    room = cells - len(GAP)
    text = fitted_text(name, room).rstrip()
    return " " * (cells - text_width([text], room)) + text
