"""All gates as one picture: truth tables coloured by how often they are learned, and what hidden layers buy."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_nn.data.gates import GATES, TWO_INPUT_GATES
from tui_nn.experiments.lab_events import LabRow
from tui_nn.ui.drawing.cells import Canvas
from tui_nn.ui.drawing.gate_places import TILES, Sheet, neighbour, sheet_of, truth_rows, truth_text
from tui_nn.ui.drawing.palette import Palette, blended, palette_of
from tui_nn.ui.drawing.text_lines import ink_on
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plots.figure import Rgb

LEARNED, HARD = 0.9, 0.5
"""Success rates from which on a gate counts as learned, and below which as hard."""

LEARNED_MARK, PARTLY_MARK, HARD_MARK, UNKNOWN_MARK, CURSOR = "✓", "~", "✗", "·", "▶"
FILLED, EMPTY = "█", "░"
HALVES = {("0", "0"): " ", ("1", "0"): "▀", ("0", "1"): "▄", ("1", "1"): "█"}
"""Two digits, one above the other, in one line."""

DIM = 0.25
"""How much of its colour the place of a 0 has there."""

LEVELS = "▁▂▃▄▅▆▇█"
"""For rates where there is no room for numbers."""

WIDEST_COLUMN, NARROWEST_COLUMN = 7, 4
NAME_WIDTH, DRAWN_WIDTH, MARK_WIDTH = 11, 10, 2
"""Of a gate in a line, with its cursor; of its drawing, and of its mark."""


class GateSheet(DrawnLines):
    """The sixteen gates of two inputs as tiles, all others as lines; one column for each choice of hidden layers."""

    class Chosen(Message):
        """Fact: a gate was clicked, or one of its columns."""

        def __init__(self, gate: int, choice: int | None) -> None:
            super().__init__()
            self.gate, self.choice = gate, choice

    rows: Sequence[LabRow] = ()
    """For each gate one for each choice, in the order of the atlas."""

    choices: Sequence[str] = ()
    """Hidden layers that are compared, as they are typed."""

    gate, choice = [name for name, _, _ in TWO_INPUT_GATES].index("xor"), 0
    """Under the cursor: at first the one that everybody asks about."""

    reading = ""
    """Words about it, for the lines that are left."""

    @property
    def gates(self) -> int:
        """How many gates there are."""
        return len(self.rows) // max(1, len(self.choices))

    @property
    def sheet(self) -> Sheet:
        """Where everything stands."""
        return sheet_of(*self.size, self.gates)

    def row_at(self, gate: int, choice: int) -> LabRow:
        """Return what is known of a gate with one choice of hidden layers."""
        return self.rows[gate * len(self.choices) + choice]

    def moved(self, across: int, down: int) -> int:
        """Return the gate next to the chosen one in a direction."""
        return neighbour(self.sheet.places, self.gate, across, down) if self.gates else 0

    def on_click(self, event: events.Click) -> None:
        """Say which gate was clicked, and which of its columns."""
        sheet = self.sheet
        for gate, place in enumerate(sheet.places):
            if place.contains(event.x, event.y):
                left, width = self._columns(sheet, gate)
                choice = (event.x - place.x - left) // width
                known = width and place.x + left <= event.x and choice < len(self.choices)
                self.post_message(self.Chosen(gate, choice if known else None))

    def draw_lines(self) -> list[Strip]:
        """Draw the legend, tiles and lines, and words about the chosen gate."""
        palette = palette_of(self.app, self.background_colors[1])
        width, height = self.size
        canvas = Canvas(width, height, palette.foreground, palette.background)
        if self.gates and width >= 4 and height:
            sheet = self.sheet
            self._put_legend(canvas, sheet, palette)
            for gate in range(self.gates):
                draw = self._put_tile if gate < TILES else self._put_line
                draw(canvas, sheet, gate, palette)
            for row, line in enumerate(wrapped(self.reading, width)[: max(0, height - sheet.reading)]):
                canvas.put(0, sheet.reading + row, line, palette.foreground)
        return canvas.strips()

    def _put_legend(self, canvas: Canvas, sheet: Sheet, palette: Palette) -> None:
        rows = "success rate, median iterations, margin" if sheet.large else "success rate"
        text = f"{rows} with hidden layers: "
        if len(text) + sum(len(choice) + 3 for choice in self.choices) > canvas.width:
            text = "hidden: "
        canvas.put(0, sheet.legend, text, palette.muted)
        column = len(text)
        for index, choice in enumerate(self.choices):
            chosen = index == self.choice
            shown = f"[{choice}]" if chosen else f" {choice} "
            canvas.put(column, sheet.legend, shown, palette.accent if chosen else palette.foreground, bold=chosen)
            column += len(shown)

    def _put_tile(self, canvas: Canvas, sheet: Sheet, gate: int, palette: Palette) -> None:
        place = sheet.places[gate]
        across, down = sheet.square
        row = self.row_at(gate, self.choice)
        colour = rate_colour(row.tally.rate, palette)
        upper, lower = truth_rows(GATES[row.name].target_columns[0])
        if down == 1:
            back = blended(palette.background, colour, DIM) if palette.depth in ("256", "true") else None
            halves = "".join(HALVES[pair] * (across // 2) for pair in zip(upper, lower, strict=True))
            canvas.put(place.x, place.y, halves, colour, back)
        for line in range(down if down > 1 else 0):
            digits = lower if line >= down // 2 else upper
            cells = "".join((FILLED if digit == "1" else EMPTY) * (across // 2) for digit in digits)
            canvas.put(place.x, place.y + line, cells, colour)
        end = self._put_name(canvas, place.x + across, place.y, gate, row, palette)
        if end + 2 <= place.right:
            canvas.put(end + 1, place.y, mark_of(row), colour, bold=True)
        left, width = self._columns(sheet, gate)
        for choice in range(len(self.choices)):
            each = self.row_at(gate, choice)
            column = place.x + left + choice * width
            bold = choice == self.choice
            canvas.put(column, place.y + 1, rate_text(each, width), rate_colour(each.tally.rate, palette), bold=bold)
            if sheet.large and width >= NARROWEST_COLUMN:
                ink = palette.foreground if bold else palette.muted
                canvas.put(column, place.y + 2, f"{count_text(each.tally.median_iterations):>{width}}", ink)
                canvas.put(column, place.y + 3, f"{margin_text(each.tally.median_margin, width - 1):>{width}}", ink)

    def _put_line(self, canvas: Canvas, sheet: Sheet, gate: int, palette: Palette) -> None:
        place = sheet.places[gate]
        row = self.row_at(gate, self.choice)
        self._put_name(canvas, place.x, place.y, gate, row, palette)
        colour = rate_colour(row.tally.rate, palette)
        left, width = self._columns(sheet, gate)
        if left > NAME_WIDTH:
            canvas.put(place.x + NAME_WIDTH + 1, place.y, truth_text(GATES[row.name]), colour)
        for choice in range(len(self.choices)):
            each = self.row_at(gate, choice)
            text = rate_text(each, width)
            ink = rate_colour(each.tally.rate, palette)
            canvas.put(place.x + left + choice * width, place.y, text, ink, bold=choice == self.choice)
        canvas.put(place.x + left + len(self.choices) * width + 1, place.y, mark_of(row), colour, bold=True)

    def _put_name(self, canvas: Canvas, column: int, line: int, gate: int, row: LabRow, palette: Palette) -> int:
        """Put the name, with the cursor before it where it is; returns the column after it."""
        chosen = gate == self.gate
        name = f"{CURSOR if chosen else ' '}{row.name}"
        ink, back = (ink_on(palette.accent), palette.accent) if chosen else (palette.foreground, None)
        canvas.put(column, line, name, ink, back, bold=chosen)
        return column + len(name)

    def _columns(self, sheet: Sheet, gate: int) -> tuple[int, int]:
        """Return where in its place a gate's first column begins, and how wide each is."""
        place = sheet.places[gate]
        if gate < TILES:
            left, room = sheet.square[0], place.width - sheet.square[0]
        else:
            left, room = NAME_WIDTH, place.width - NAME_WIDTH - MARK_WIDTH
            if room - DRAWN_WIDTH >= (NARROWEST_COLUMN + 1) * len(self.choices):
                left, room = left + DRAWN_WIDTH, room - DRAWN_WIDTH
        width = min(WIDEST_COLUMN, room // max(1, len(self.choices)))
        return left, width if width >= NARROWEST_COLUMN else min(2, width)


def mark_of(row: LabRow) -> str:
    """Return a sign for a success rate: learned, hard, or between."""
    rate = row.tally.rate
    if math.isnan(rate):
        return UNKNOWN_MARK
    return LEARNED_MARK if rate >= LEARNED else HARD_MARK if rate < HARD else PARTLY_MARK


def rate_colour(rate: float, palette: Palette) -> Rgb:
    """Return the colour of a success rate, from orange for never to blue for always."""
    if math.isnan(rate):
        return palette.muted
    if palette.depth in ("256", "true"):
        return blended(palette.negative, palette.positive, round(10 * rate) / 10)
    return palette.negative if rate < HARD else palette.positive


def rate_text(row: LabRow, width: int) -> str:
    """Return a success rate in so many cells: as a number, or as the height of a block."""
    rate = row.tally.rate
    if math.isnan(rate):
        return f"{UNKNOWN_MARK:>{max(1, width)}}"
    if width > NARROWEST_COLUMN:
        return f"{rate:>{width}.0%}"
    if width == NARROWEST_COLUMN:
        return f"{100 * rate:>{width}.0f}"
    return f"{LEVELS[round(rate * (len(LEVELS) - 1))]:>{max(1, width)}}"


def count_text(count: float) -> str:
    """Return a number of iterations in at most four characters."""
    if not math.isfinite(count):
        return "–"
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if count >= 0.9995 * size:
            scaled = count / size
            return f"{scaled:.0f}{unit}" if scaled >= 9.95 else f"{scaled:.1f}{unit}"
    return f"{count:.0f}"


def margin_text(margin: float, most: int = 4) -> str:
    """Return a margin in at most so many characters, 3 or more, without the zero before the point."""
    if not math.isfinite(margin):
        return "–"
    digits = 1 if margin < 0 and most < 4 else 2
    rounded = round(margin, digits) + 0.0  # never -0
    return f"{rounded:.{digits}f}".replace("0.", ".", 1) if abs(rounded) < 1 else f"{rounded:.0f}"


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines."""
    from textwrap import wrap

    return [line for part in text.split("\n") for line in wrap(part, max(1, width))]
