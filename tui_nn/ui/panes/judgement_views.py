"""How the Judgement pane draws its views; those of differences are in `judgement_plots`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from textual.strip import Strip

from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import slices_of
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.digit_pictures import balanced, picture_side, pixels_of, put_picture, put_weights
from tui_nn.ui.drawing.palette import STEPS, Palette
from tui_nn.ui.drawing.text_lines import Part, filled, ink_on, narrow_text
from tui_nn.ui.formatting import output_text
from tui_nn.ui.panes.judged import Judged, View
from tui_nn.ui.panes.judgement_plots import draw_errors, draw_predicted
from tui_nn.ui.panes.styled_lines import fitted_text, text_width
from tui_nn.ui.plots.figure import Rgb

LABEL_LIMIT = 12
MOST_CELL, MOST_LINES = 32, 12
"""Of a field of the confusion matrix."""

LINES_WITH_SHADES = 3

CELLS_OF_A_LINE = 4
"""How wide a field is at least for each line, lest it be a tower."""
RECALL_WIDTH = 7
BARS = " ▁▂▃▄▅▆▇█"
SHADES = "░▒▓"
"""Of fields of the confusion matrix by their share of the line, where there are no hues."""

AXIS = 5
WORD_LIMIT = 14
BAR_BLOCK = 18
"""Cells for the outputs beside a picture."""

GAP = "  "


def has_hues(palette: Palette) -> bool:
    """Whether the terminal has colours enough for scales."""
    return palette.depth in ("256", "true")


def draw_view(
    view: View, judged: Judged, cursor: int, choice: int, palette: Palette, width: int, height: int
) -> list[Strip]:
    """Draw a view.

    Args:
        view: which one.
        judged: what it is drawn of.
        cursor: a place in the list of the worst rows.
        choice: of the output or the unit that a view shows.
        palette: the colours.
        width: cells.
        height: cells.
    """
    match view:
        case "confusion":
            return draw_confusion(judged, palette, width, height)
        case "reliability":
            return draw_reliability(judged, palette, width, height)
        case "errors":
            return draw_errors(judged, palette, width, height)
        case "predicted":
            return draw_predicted(judged, choice % judged.rows.outputs, palette, width, height)
        case "worst":
            return draw_worst(judged, cursor, palette, width, height)
        case "picture":
            return draw_picture(judged, choice, palette, width, height)


# Confusion


def draw_confusion(judged: Judged, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw the confusion matrix: a line for each true class, a column for each chosen one, and the recall beside it."""
    matrix, names = judged.confusion, judged.class_names
    label = max(4, min(LABEL_LIMIT, width // 5, text_width(names, LABEL_LIMIT)))
    digits = len(f"{int(matrix.max(initial=0))}")
    room = width - label - 1 - RECALL_WIDTH
    cell = min(MOST_CELL, max(digits + 1, 2, room // len(names)))
    fit = max(1, min(len(names), room // cell))
    lines = max(1, min(MOST_LINES, (height - 3) // fit, max(1, 2 * cell // CELLS_OF_A_LINE)))
    totals = matrix.sum(axis=1)
    cut = "" if fit == len(names) else f"  {fit} of {len(names)} classes"
    caption = [Part(fitted_text(f"true ↓  chosen →{cut}", width), palette.muted)]
    heads = [Part(" " * (label + 1))]
    heads += [Part(_centred(name, cell), palette.foreground, bold=True) for name in names[:fit]]
    drawn: list[list[Part]] = [caption, [*heads, Part(" recall", palette.muted)]]
    for true in range(fit):
        for line in range(lines):
            middle = line == lines // 2
            parts = [Part(fitted_text(names[true] if middle else "", label) + " ", bold=True)]
            for chosen in range(fit):
                share = matrix[true, chosen] / totals[true] if totals[true] else 0.0
                text = _count_text(int(matrix[true, chosen]), true == chosen, cell, palette) if middle else ""
                large = lines >= LINES_WITH_SHADES and cell >= digits + 6
                parts.append(_cell(text, cell, share, right=true == chosen, large=large, palette=palette))
            recall = f"{_percent(matrix[true, true], totals[true]):>7}" if middle else ""
            drawn.append([*parts, Part(recall, palette.foreground)])
    hits = int(np.trace(matrix))
    share = _percent(hits, judged.judged_rows)
    drawn.append([Part(f"{hits:,} of {judged.judged_rows:,} {judged.part} rows right, {share}", palette.muted)])
    return filled(drawn, width, height, palette)


def _centred(name: str, cell: int) -> str:
    """A foreign text in the middle of a column, with a gap before the next."""
    wide = text_width((name,), cell - 1)
    left = (cell - wide) // 2
    return " " * left + fitted_text(name, wide) + " " * (cell - wide - left)


def _count_text(count: int, right: bool, cell: int, palette: Palette) -> str:
    if count == 0:
        return "·"
    marked = right and not has_hues(palette) and len(str(count)) + 2 <= cell
    return f"[{count}]" if marked else str(count)


def _cell(text: str, cell: int, share: float, *, right: bool, large: bool, palette: Palette) -> Part:
    """A line of a field of the confusion matrix, with its count where it is the one in the middle."""
    if share == 0:
        return Part(f"{text:^{cell}}", palette.muted)
    if not has_hues(palette):
        shade = SHADES[min(len(SHADES) - 1, int(share * len(SHADES)))] if large else " "
        inner = f" {text} " if text else ""
        return Part(f" {inner:{shade}^{cell - 1}}", palette.foreground, bold=right)
    step = max(1, round(share * STEPS))
    back = palette.scale[STEPS + step if right else STEPS - step]
    return Part(f"{text:^{cell}}", ink_on(back), back, right)


def _percent(part: float, whole: float) -> str:
    """Write a share of rows; 100 % are all of them, not nearly all."""
    if not whole:
        return "–"
    return f"{min(100 * part / whole, 100 if part == whole else 99):.0f} %"


# Reliability


def draw_reliability(judged: Judged, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw a bar for each bin of probabilities, as high as the share that came true; a dash where it should end."""
    found = judged.reliability
    bins = len(found.counts)
    bar = max(1, (width - AXIS) // bins)
    canvas = Canvas(width, height, palette.foreground, palette.background)
    total = int(found.counts.sum())
    error = found.expected_calibration_error
    title = f"ECE {error:.3f} · {total:,} probabilities" if total else "no probabilities"
    heads = (f"came true ↑ said →  ─ where it should end  {title}", f"came true ↑ said →  {title}", title)
    canvas.put(0, 0, next((head for head in heads if len(head) <= width), title[:width]), palette.muted)
    floor = height - (3 if height >= 7 else 2)
    tall = floor  # lines 1 to floor
    for share, text in ((1.0, "100%"), (0.5, " 50%"), (0.0, "  0%")):
        canvas.put(0, 1 + round((1 - share) * (tall - 1)), text, palette.muted)
    for place in range(bins):
        left, count = AXIS + place * bar, int(found.counts[place])
        wide = max(1, bar - 1)
        if count:
            _put_bar(canvas, left, floor, wide, float(found.observed[place]) * tall, palette.positive)
        should = float(found.predicted[place]) if count else (place + 0.5) / bins
        up = min(tall - 1, int(should * tall))
        # On a bar the dash must not look like a gap in it.
        on_bar = bool(count) and round(float(found.observed[place]) * tall * 8) >= 8 * (up + 1)
        back = palette.positive if on_bar and has_hues(palette) else None
        canvas.put(left, floor - up, "─" * wide, palette.background if back else palette.negative, back, bool(count))
        _put_bin_labels(canvas, left, floor + 1, wide, count, place, palette)
    if width > AXIS + bins * bar:
        canvas.put(AXIS + bins * bar, floor + 1, "1", palette.muted)
    return canvas.strips()


def _put_bin_labels(canvas: Canvas, left: int, row: int, wide: int, count: int, place: int, palette: Palette) -> None:
    edge = f".{place}" if place else "0"
    canvas.put(left, row, edge if wide >= 2 or place % 5 == 0 else "", palette.muted)
    if len(str(count)) <= wide:
        canvas.put(left, row + 1, str(count) if count else "·", palette.foreground if count else palette.muted)


def _put_bar(canvas: Canvas, left: int, floor: int, wide: int, cells: float, colour: Rgb) -> None:
    eighths = round(cells * 8)
    for line in range(-(-eighths // 8)):
        canvas.put(left, floor - line, BARS[min(8, eighths - 8 * line)] * wide, colour)


# Worst rows


def draw_worst(judged: Judged, cursor: int, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw the list of rows, worst first, the one under the cursor in sight; `cursor` is a place in that list."""
    rows, threshold = judged.rows, judged.threshold
    room = max(1, height - 1)
    first = max(0, min(cursor - room // 2, len(judged.worst) - room))
    seen = judged.worst[first : first + room].tolist()
    outputs = [", ".join(_outputs(judged, row, threshold)) for row in seen]
    targets = [", ".join(rows.shown_target(row)) for row in seen]
    number = max(3, len(f"{rows.samples:,}"))
    most = max(8, min(22, (width - number - 9) // 3))
    said = max(6, text_width(outputs, most))
    meant = max(6, text_width(targets, most))
    head = f"  {'row':>{number}}  share  {'output':<{said}}  {'target':<{meant}}  inputs"
    lines: list[list[Part]] = [[Part(head, palette.muted, bold=True)]]
    for place, row in enumerate(seen, start=first):
        chosen = place == cursor
        left = width - number - 13 - said - meant - 4
        inputs = _inputs(rows, row, max(1, left // 2))
        texts = (fitted_text(outputs[place - first], said), fitted_text(targets[place - first], meant))
        text = f"{'▸' if chosen else ' '} {row + 1:>{number},} {_share_text(float(judged.shares[place]))}  "
        text += GAP.join(texts) + GAP
        back = palette.grid if chosen and has_hues(palette) else None
        lines.append(
            [
                Part(text, palette.foreground, back, chosen),
                Part(fitted_text(inputs, max(0, left)), palette.foreground if chosen else palette.muted, back),
            ]
        )
    return filled(lines, width, height, palette)


def _outputs(judged: Judged, row: int, threshold: float) -> tuple[str, ...]:
    outputs = judged.shown.outputs[row]
    if not np.isfinite(outputs).all():
        return ("not finite",)
    with np.errstate(all="ignore"):
        return judged.rows.shown_outputs(outputs, threshold)


@lru_cache(maxsize=1024)
def _inputs(rows: Dataset, row: int, count: int) -> str:
    """Write the first inputs of a row in the units and words of the file; writing all of a wide table takes long."""
    if rows.encoding is None:
        return " ".join(f"{value:.6g}" for value in rows.inputs[row, :count].tolist())
    codes = rows.encoding.inputs[:count]
    return " ".join(
        code.value_text(rows.inputs[row, place]) for code, place in zip(codes, slices_of(codes), strict=True)
    )


def _share_text(share: float) -> str:
    """Write a share in five cells."""
    return f"{share:>6.1%}" if share < 0.9995 else "  100%"


# Pictures


def draw_picture(judged: Judged, unit: int, palette: Palette, width: int, height: int) -> list[Strip]:
    """Draw the row that everybody looks at, the outputs beside it, and the weights into a unit as a picture."""
    canvas = Canvas(width, height, palette.foreground, palette.background)
    side = picture_side(judged.rows) or 1
    most_high = max(1, 2 * (height - 1) // side)
    two, one = (width - BAR_BLOCK - 4) // (2 * side), (width - BAR_BLOCK - 2) // side
    zoom = max(1, min(most_high, two if two >= 1 else one))
    rows, row = judged.rows, judged.row
    target = ", ".join(rows.shown_target(row))
    canvas.put(0, 0, narrow_text(f"row {row + 1:,}: {target}", max(side * zoom, 16)), palette.foreground, bold=True)
    put_picture(canvas, 0, 1, pixels_of(rows, row, side), zoom, palette)
    left = max(side * zoom, 16) + 2
    last = width - left if two < 1 else min(width - left - side * zoom - 2, 40)
    _put_outputs(canvas, left, last, judged, palette)
    first = judged.shown.network.weights[0]
    start = left + last + 2
    if two >= 1 and width - start >= side * zoom:
        unit = unit % len(first)
        of = "unit" if len(judged.shown.network.layer_sizes) > 2 else "output"
        canvas.put(start, 0, f"{of} {unit + 1}/{len(first)}"[: width - start], palette.foreground, bold=True)
        put_weights(canvas, start, 1, balanced(first[unit, : side * side], side), zoom, palette)
    return canvas.strips()


def _put_outputs(canvas: Canvas, left: int, width: int, judged: Judged, palette: Palette) -> None:
    outputs = np.nan_to_num(judged.shown.outputs[judged.row], posinf=1.0, neginf=0.0)
    rows, row = judged.rows, judged.row
    names = rows.class_names if len(rows.class_names) == rows.outputs else rows.target_names
    label = max(1, min(WORD_LIMIT, width // 3, max(len(narrow_text(name, WORD_LIMIT)) for name in names)))
    room = max(1, width - label - 7)
    scale = max(1.0, float(np.abs(outputs).max()))
    best, meant = int(np.argmax(outputs)), rows.targets[row] > judged.threshold
    canvas.put(left, 0, "outputs", palette.foreground, bold=True)
    for place, (name, value) in enumerate(zip(names[: canvas.height - 1], outputs.tolist(), strict=False)):
        line = place + 1
        colour = palette.positive if meant[place] else palette.negative if place == best else palette.muted
        sign = "✓" if meant[place] else " "
        canvas.put(left, line, f"{sign}{narrow_text(name, label):<{label}} ", palette.foreground, bold=place == best)
        full = "█" * round(max(0.0, value) / scale * room)
        canvas.put(left + label + 2, line, full or "▏", colour)
        canvas.put(left + width - 5, line, f"{output_text(value, 4):>5}"[:5], palette.muted)
