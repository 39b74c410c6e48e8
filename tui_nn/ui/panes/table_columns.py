"""What stands in the columns of the table and how wide they are: a data set in the words and units of its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len, set_cell_size

from tui_nn.config.plain_text import printable
from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import ColumnCode, slices_of
from tui_nn.data.scaling import UNSCALED
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION
from tui_nn.engine.arrays import FloatArray
from tui_nn.ui.formatting import difference_text, given_text, output_text

FEW_INPUTS, SHORT_NAME_LIMIT = 2, 12
"""With more inputs than a few, cells of a column's name; the rest is cut off."""

NAME_LIMIT = 70
"""Cells of a column's name: a longer one would push the outputs out of any window."""

WORD_LIMIT = 30
"""Cells of a word in a row; the whole of it is seen when the cell is edited."""

OUTPUT_WIDTH, DIFFERENCE_WIDTH, SHARE_WIDTH = 9, 10, 5
MEASURED_ROWS, MEASURED_CELLS = 200, 20_000
"""Rows that are looked at to find how wide a column of inputs must be, and cells: fewer rows of a wide table."""

MOST_UNNUMBERED_ROWS = 16
"""A truth table of four inputs needs no numbers for its rows: the inputs count."""

GAP = "  "
PART_NAMES = {TRAINING: "train", VALIDATION: "valid", TEST: "test"}
RIGHT, WRONG, UNJUDGED = "✓", "✗", " "
PART_WIDTH = max(map(len, PART_NAMES.values())) + len(GAP)


@dataclass(frozen=True)
class Cell:
    """A column whose cells a person can change."""

    name: str
    """Of the column in the person's table, as it stands there."""

    start: int
    """Where it begins in a line."""

    width: int
    target: bool


@dataclass(frozen=True)
class Group:
    """The columns of one target: what comes out, what should, and what lies between them."""

    code: ColumnCode | None
    """None for plain numbers."""

    place: slice
    """Where its numbers stand among the outputs."""

    output_width: int
    target_width: int

    @property
    def in_words(self) -> bool:
        """Whether a class is chosen, which lies neither near its target nor far from it."""
        return self.code is not None and self.code.kind == "category"

    def line(self, output: str, target: str, difference: str) -> str:
        """Put the texts of a row, or the headings, at their places."""
        return "".join(self.parts(output, target, difference))

    def parts(self, output: str, target: str, difference: str) -> tuple[str, str]:
        """The same in two: what is said, and what is coloured by the verdict."""
        said = f"{fitted(output, self.output_width)}{GAP}{fitted(target, self.target_width)}"
        return (said, "") if self.in_words else (said + GAP, f"{difference:<{DIFFERENCE_WIDTH}}")

    def output_text(self, numbers: FloatArray, threshold: float) -> str:
        """Write outputs, (width,), in the file's units, or as the class they speak for and its share."""
        if self.code is None:
            return output_text(numbers[0], OUTPUT_WIDTH)
        if not self.in_words:
            return output_text(self.code.decoded(numbers[np.newaxis])[0], OUTPUT_WIDTH)
        if not np.isfinite(numbers).all():
            return "not finite"
        row = numbers[np.newaxis]
        chosen = int(self.code.chosen(row, threshold)[0])
        # With a threshold other than one half the outputs are distances, not shares.
        shares = self.code.probabilities(row) if threshold == 0.5 else None
        word = fitted(_word(self.code.categories[chosen]), self.output_width - SHARE_WIDTH)
        return f"{word}{shares[0, chosen]:>{SHARE_WIDTH}.0%}" if shares is not None else word

    def difference(self, numbers: FloatArray, targets: FloatArray) -> str:
        """Write how far outputs, (width,), are from the targets in the file's units."""
        if self.code is None:
            return difference_text(numbers[0] - targets[0])
        output, target = self.code.decoded(np.array([numbers, targets]))
        return difference_text(output - target)


@dataclass(frozen=True)
class Columns:
    """How wide everything is, and the headings; made once for a data set."""

    rows: Dataset
    plain: bool
    """Whether every cell of the table is a number that went in, or is to come out, as it stands there."""

    number_width: int
    part_width: int
    input_widths: tuple[int, ...]
    groups: tuple[Group, ...]
    cells: tuple[Cell, ...]
    headings: tuple[str, str]

    @property
    def width(self) -> int:
        """Cells of a whole line."""
        return cell_len(self.headings[1])

    @property
    def fixed_width(self) -> int:
        """Cells at the left that stay in sight when the others scroll: the number of a row and what it is for."""
        return 1 + self.number_width + self.part_width if self.number_width or self.part_width else 0

    def before_inputs(self, row: int) -> str:
        """The number of a row and what it is for."""
        number = f" {row + 1:>{self.number_width - len(GAP)},}{GAP}" if self.number_width else " "
        parts = self.rows.parts
        return number if parts is None else f"{number}{PART_NAMES[int(parts[row])]:<{self.part_width}}"

    def inputs(self, row: int) -> str:
        """The inputs of a row at their places."""
        texts = _input_texts(self.rows, row, plain=self.plain)
        return GAP.join(map(fitted, texts, self.input_widths)) + GAP

    def targets(self, row: int) -> list[str]:
        """The targets of a row."""
        return _target_texts(self.rows, row, plain=self.plain)

    def texts(self, row: int) -> list[str]:
        """The cells of a row that can be changed, as they are written: first the inputs, then the targets."""
        return [*_input_texts(self.rows, row, plain=self.plain), *self.targets(row)]


def columns_for(rows: Dataset, samples: int) -> Columns:
    """Measure the columns of a data set."""
    plain = _is_plain(rows)
    names = [_name(name) for name in (rows.input_names if plain else rows.shown_input_names)]
    target_names = rows.target_names if plain else rows.shown_target_names
    measured = range(min(rows.samples, MEASURED_ROWS, max(1, MEASURED_CELLS // len(names))))
    # Of many columns each gets the room that its numbers need: what the network says has to be in sight, too.
    room = NAME_LIMIT if len(names) <= FEW_INPUTS else SHORT_NAME_LIMIT
    least = [set_cell_size(name, min(cell_len(name), room)) for name in names]
    input_widths = _widest([_input_texts(rows, row, plain=plain) for row in measured], least)
    target_widths = _widest([_target_texts(rows, row, plain=plain) for row in measured], ["target"] * len(target_names))
    codes: Sequence[ColumnCode | None] = [None] * rows.outputs
    places = [slice(index, index + 1) for index in range(rows.outputs)]
    if not plain and rows.encoding is not None:
        codes, places = rows.encoding.targets, slices_of(rows.encoding.targets)
    groups = tuple(map(_group, codes, places, target_widths))
    number_width = len(f"{samples:,}") + len(GAP) if samples > MOST_UNNUMBERED_ROWS else 0
    part_width = 0 if rows.parts is None else PART_WIDTH

    second = [group.line("output", "target", "difference") for group in groups]
    above = [set_cell_size(_name(name), cell_len(line)) for name, line in zip(target_names, second, strict=True)]
    inputs = GAP.join(map(fitted, names, input_widths))
    left = f"{'#' if number_width else '':<{number_width}}{'part' if part_width else '':<{part_width}}"
    title = "inputs" if cell_len(inputs) >= len("inputs") else "in"
    first = GAP.join([set_cell_size(" " * len(left) + title, len(left) + cell_len(inputs)), *above])
    headings = (f" {first}{GAP} ", f" {GAP.join([left + inputs, *second])}{GAP} ")
    shown_names = (*rows.shown_input_names[: len(names)], *rows.shown_target_names)
    cells = _cells(shown_names, 1 + len(left), input_widths, groups)
    return Columns(rows, plain, number_width, part_width, input_widths, groups, cells, headings)


def fitted(text: str, width: int) -> str:
    """Make a text exactly so wide; what is cut off is seen to be."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def _cells(names: Sequence[str], start: int, input_widths: Sequence[int], groups: Sequence[Group]) -> tuple[Cell, ...]:
    cells = []
    for name, width in zip(names, input_widths, strict=False):
        cells.append(Cell(name, start, width, target=False))
        start += width + len(GAP)
    for name, group in zip(names[len(input_widths) :], groups, strict=True):
        cells.append(Cell(name, start + group.output_width + len(GAP), group.target_width, target=True))
        start += cell_len(group.line("", "", "")) + len(GAP)
    return tuple(cells)


def _group(code: ColumnCode | None, place: slice, target_width: int) -> Group:
    output_width = OUTPUT_WIDTH
    if code is not None and code.kind == "category":
        output_width = max(OUTPUT_WIDTH, max(cell_len(_word(word)) for word in code.categories) + SHARE_WIDTH)
    return Group(code, place, output_width, target_width)


def _is_plain(rows: Dataset) -> bool:
    encoding = rows.encoding
    if encoding is None:
        return True
    codes = (*encoding.inputs, *encoding.targets)
    as_it_stands = all(code.kind in ("number", "binary") and code.scale == UNSCALED for code in codes)
    return as_it_stands and not encoding.extra_inputs


def _input_texts(rows: Dataset, row: int, *, plain: bool) -> list[str]:
    return list(map(given_text, rows.inputs[row])) if plain else list(map(_word, rows.shown_inputs(row)))


def _target_texts(rows: Dataset, row: int, *, plain: bool) -> list[str]:
    return list(map(given_text, rows.targets[row])) if plain else list(map(_word, rows.shown_target(row)))


def _widest(texts: Sequence[Sequence[str]], least: Sequence[str]) -> tuple[int, ...]:
    return tuple(max(map(cell_len, column)) for column in zip(least, *texts, strict=True))


def _name(name: str) -> str:
    return printable(name, NAME_LIMIT)


def _word(word: str) -> str:
    shown = printable(word, WORD_LIMIT)
    return shown if cell_len(shown) <= WORD_LIMIT else fitted(shown, WORD_LIMIT)
