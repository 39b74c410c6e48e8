"""What a column of a file holds: numbers, 0 and 1, categories or text; and which of its cells are missing or wrong."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tui_nn.config.data_config import DataConfig
from tui_nn.config.plain_text import quoted
from tui_nn.data.cells import RawColumn
from tui_nn.data.dates import Dates, read_dates
from tui_nn.data.numbers import cell_fault, is_missing, looks_like_number, plain_number
from tui_nn.data.table import ByteColumn, Column, ColumnKind, FloatArray, number_column, sorted_categories

FEW_CATEGORIES = 20
"""So many different words are categories however few rows there are."""

MOST_CATEGORIES = 50
"""So many are categories when each stands in two rows or more."""

GUARDED = re.compile("'+(\\s*[=+\\-@]|[\t\r])")
"""A text that a spreadsheet would take for a formula, with the sign before it that keeps it from doing so."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A column as it will stand in the table, or what stands in its way."""

    column: Column | None
    """None when its cells have to be read again as words, or when one of them is wrong."""

    fault: tuple[int, str] | None = None
    """The first row with a wrong cell, and what is wrong with it."""

    missing: tuple[tuple[int, str], ...] = ()
    """The first rows without a value, and what stands there."""

    missing_count: int = 0
    guards_taken_off: bool = False
    """Whether some words stood behind a sign ' that is no part of them."""

    dates: Dates | None = None
    """What its words are when they are dates, whether they are used or not."""


def recognised(
    raw: RawColumn, name: str, wanted: ColumnKind | None, config: DataConfig, *, decimal_comma: bool, keep: int = 3
) -> Recognised:
    """Decide what a column holds, unless a person has said it.

    Numbers when at least half of the cells with a value are meant as numbers; otherwise dates when all are, which are
    text unless `config.dates` says what to do with them; otherwise categories when there are at most 20 different
    words, or at most 50 and fewer than half the rows; otherwise text.
    """
    kind = wanted or _kind(raw, decimal_comma=decimal_comma)
    if kind == "date" or (wanted is None and kind in ("category", "text") and raw.words is not None):
        dates = _dates(raw, name, config.date_order, keep, wanted=kind == "date", used=bool(config.dates))
        if dates is not None:
            return dates
    if kind in ("number", "binary"):
        return _numbers(raw, name, kind, keep, decimal_comma=decimal_comma, explicit=wanted is not None)
    if raw.words is None:
        return Recognised(None)
    # Who says that a column holds categories or text means its words, and only an empty cell is none.
    missing = {place for place, word in enumerate(raw.words) if (not word if wanted else is_missing(word))}
    return _words(raw, name, kind, missing, keep)


def without_guard(word: str) -> str:
    """Take off the sign ' by which `to_csv` keeps a spreadsheet from reading a text as a formula."""
    return word[1:] if GUARDED.match(word) and plain_number(word[1:]) is None else word


def _kind(raw: RawColumn, *, decimal_comma: bool) -> ColumnKind:
    rows = len(raw.values)
    counts = _odd_counts(raw, decimal_comma=decimal_comma)
    numbers = rows - sum(counts.values())
    words = {cell: count for cell, count in counts.items() if not is_missing(cell)}
    meant = sum(count for cell, count in words.items() if looks_like_number(cell))
    if sum(words.values()) - meant <= numbers + meant:
        return "number"
    different = len(words) if raw.words is None else sum(not is_missing(word) for word in raw.words)
    if different <= FEW_CATEGORIES or (different <= MOST_CATEGORIES and 2 * different < rows):
        return "category"
    return "text"


def _odd_counts(raw: RawColumn, *, decimal_comma: bool) -> Counter[str]:
    """How often each text stands in the column that is no plain number."""
    if raw.words is None:
        return Counter(raw.odd.values())
    counts = np.bincount(raw.values.astype(np.int64), minlength=len(raw.words)).tolist()
    return Counter(
        {
            word: count
            for word, count in zip(raw.words, counts, strict=True)
            if plain_number(word, decimal_comma=decimal_comma) is None
        }
    )


def _numbers(
    raw: RawColumn, name: str, kind: ColumnKind, keep: int, *, decimal_comma: bool, explicit: bool
) -> Recognised:
    if raw.values.dtype == np.uint8 and not explicit:
        return Recognised(ByteColumn(name, raw.values.astype(np.uint8, copy=False)))
    values, odd = raw.values, raw.odd
    if raw.words is not None:
        values, odd = _words_as_numbers(raw, decimal_comma=decimal_comma)
    missing = [row for row, cell in odd.items() if is_missing(cell)]
    if len(missing) < len(odd):
        row = min(row for row, cell in odd.items() if not is_missing(cell))
        return Recognised(None, (row, cell_fault(odd[row], decimal_comma=decimal_comma) or ""))
    column = number_column(name, values)
    if kind == "binary" and column.kind != "binary" and len(missing) < len(values):
        row = int(np.flatnonzero((values != 0) & (values != 1) & ~np.isnan(values))[0])
        fault = f"{values[row]:g} is neither 0 nor 1; write one of them, or make the column a number"
        return Recognised(None, (row, fault))
    if explicit:
        # Who wants 0 and 1 to be numbers wants them scaled like numbers.
        column = Column(name, kind, column.values)
    first = sorted(missing)[:keep]
    return Recognised(column, None, tuple((row, odd[row]) for row in first), len(missing))


def _dates(raw: RawColumn, name: str, order: str, keep: int, *, wanted: bool, used: bool) -> Recognised | None:
    """A column of dates, used as such or left out as text; nothing when its words are none and nobody says so."""
    if raw.words is None:
        return Recognised(None) if wanted else None
    present = [place for place, word in enumerate(raw.words) if not is_missing(word)]
    words = [raw.words[place] for place in present]
    # A look at a few saves a column of words the look at all of them.
    found = read_dates(words[:keep], order, compact=wanted) and read_dates(words, order, compact=wanted)
    if found is None:
        return _no_dates(raw, words, order) if wanted and words else None
    if not (wanted or used):
        return replace(_words(raw, name, "text", set(range(len(raw.words))) - set(present), keep), dates=found)
    if found.ambiguous:
        fault = (
            f"{quoted(found.ambiguous)} may have its day or its month first; choose --date-order day_first or "
            "month_first, or take the column out"
        )
        return Recognised(None, (_first_row(raw, found.ambiguous), fault), dates=found)
    of_word = np.full(len(raw.words), np.nan)
    of_word[present] = found.days
    values = of_word[raw.values.astype(np.int64)]
    rows = np.flatnonzero(np.isnan(values))
    first = tuple((int(row), raw.words[int(raw.values[row])]) for row in rows[:keep])
    return Recognised(Column(name, "date", values), None, first, len(rows), dates=found)


def _no_dates(raw: RawColumn, words: list[str], order: str) -> Recognised:
    """What is wrong with a column that somebody calls dates."""
    for word in words:
        if read_dates([word], order, compact=True) is None:
            fault = f"{quoted(word)} is no date; write one such as 2024-03-01, or choose another kind"
            return Recognised(None, (_first_row(raw, word), fault))
    fault = "some dates have the day first and others the month; choose another kind, or write them in one way"
    return Recognised(None, (0, fault))


def _first_row(raw: RawColumn, word: str) -> int:
    assert raw.words is not None
    return int(np.argmax(raw.values == raw.words.index(word)))


def _words_as_numbers(raw: RawColumn, *, decimal_comma: bool) -> tuple[FloatArray, dict[int, str]]:
    assert raw.words is not None
    converted = [plain_number(word, decimal_comma=decimal_comma) for word in raw.words]
    of_word = np.array([np.nan if number is None else number for number in converted])
    places = raw.values.astype(np.int64)
    values = of_word[places] if len(places) else np.empty(0)
    odd = {int(row): raw.words[places[row]] for row in np.flatnonzero(np.isnan(values))}
    return values, odd


def _words(raw: RawColumn, name: str, kind: ColumnKind, missing: set[int], keep: int) -> Recognised:
    assert raw.words is not None
    texts = [without_guard(word) for word in raw.words]
    different = dict.fromkeys(text for place, text in enumerate(texts) if place not in missing)
    categories = sorted_categories(different) if kind == "category" else tuple(different)
    place_of = {word: float(place) for place, word in enumerate(categories)}
    of_word = np.array([np.nan if place in missing else place_of[text] for place, text in enumerate(texts)])
    places: npt.NDArray[np.int64] = raw.values.astype(np.int64)
    values = of_word[places] if len(places) else np.empty(0)
    rows = np.flatnonzero(np.isnan(values))
    first = tuple((int(row), raw.words[places[row]]) for row in rows[:keep])
    taken_off = any(text is not word for text, word in zip(texts, raw.words, strict=True))
    return Recognised(Column(name, kind, values, categories), None, first, len(rows), taken_off)
