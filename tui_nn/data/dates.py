"""Dates and times of a file: recognised, read as days since 1970, written again, placed in the year or the week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

FIRST_DAY = date(1970, 1, 1).toordinal()
LAST_DAY = date.max.toordinal() - FIRST_DAY
SECONDS_A_DAY = 86_400
THURSDAY = 3
"""The weekday of the first day, counted from Monday."""

LONGEST = 40
"""Characters of a date with its time."""

TIME = r"(?:(?:[T,]|\s)\s*(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?\s*([AaPp][Mm])?\s*(Z|[+-]\d\d:?\d\d)?)?"
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + TIME, re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + TIME, re.ASCII)
COMPACT = re.compile(r"(\d{4})()(\d\d)(\d\d)" + TIME, re.ASCII)


@dataclass(frozen=True, slots=True)
class Dates:
    """Texts that are dates."""

    days: tuple[float, ...]
    """Of each text, since the beginning of 1970; where there is a zone, of universal time."""

    order: str = ""
    """Which of two numbers was taken for the day: day_first or month_first; empty where the year comes first."""

    ambiguous: str = ""
    """A text whose day and month might be exchanged, when no other one says which is which."""


def read_dates(words: Sequence[str], order: str = "auto", *, compact: bool = False) -> Dates | None:
    """Read texts as dates: all of them in one way, or none.

    2024-03-01, 2024/3/1 and 1.3.2024 are certain; 3/1/2024 is the first of March or the third of January: a text with
    a number above 12 decides for all, and without one `order` does.

    Args:
        words: what stands in the cells, each once.
        order: auto, day_first or month_first.
        compact: whether 20240301 is a date.
    """
    matches = [_match(word, compact=compact) for word in words]
    found = [match for match in matches if match is not None]
    if not found or len(found) < len(matches):
        return None
    loose = [match.groups() for match in found if match.re is YEAR_LAST]
    chosen = order if order != "auto" else _order_of(loose)
    days = []
    for match in found:
        first, _, second, third, *time = match.groups()
        if match.re is YEAR_LAST:
            day, month = (second, first) if chosen == "month_first" else (first, second)
            value = _days(third, month, day, time)
        else:
            value = _days(first, second, third, time)
        if value is None:
            return None
        days.append(value)
    uncertain = next((match.group() for match in found if match.re is YEAR_LAST), "") if not chosen else ""
    return Dates(tuple(days), chosen if loose else "", uncertain)


def text_of_days(days: float) -> str | None:
    """Write days since 1970 as 2024-03-01, with the time where there is one; None when no calendar has it."""
    if not -FIRST_DAY < days <= LAST_DAY:
        return None
    milliseconds = round(days * SECONDS_A_DAY * 1000)
    text = str(np.datetime64(milliseconds, "ms"))
    return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")


def cycles_of(days: FloatArray, part: str) -> tuple[FloatArray, FloatArray]:
    """Return sine and cosine, (rows,) each, of the time of the year, of the week or of the day; NaN stays NaN.

    Args:
        days: since 1970: (rows,).
        part: season, weekday or hour.
    """
    match part:
        case "season":
            share = np.full(len(days), np.nan)
            known = ~np.isnan(days)
            moments = np.round(days[known] * SECONDS_A_DAY).astype("datetime64[s]")
            years = moments.astype("datetime64[Y]")
            start, end = years.astype("datetime64[s]"), (years + 1).astype("datetime64[s]")
            share[known] = (moments - start).astype(np.float64) / (end - start).astype(np.float64)
        case "weekday":
            share = np.floor(days + THURSDAY) % 7 / 7
        case _:
            share = days % 1.0
    angle = 2 * np.pi * share
    return np.sin(angle), np.cos(angle)


def _match(word: str, *, compact: bool) -> re.Match[str] | None:
    if len(word) > LONGEST:
        return None
    found = YEAR_FIRST.fullmatch(word) or YEAR_LAST.fullmatch(word)
    return COMPACT.fullmatch(word) if found is None and compact else found


def _order_of(loose: Sequence[tuple[str, ...]]) -> str:
    """Which number is the day, where some text says it; a point between them says it, too."""
    for first, sign, second, *_ in loose:
        if sign == "." or int(first) > 12:
            return "day_first"
        if int(second) > 12:
            return "month_first"
    return ""


def _days(year: str, month: str, day: str, time: Sequence[str | None]) -> float | None:
    try:
        whole = date(int(year), int(month), int(day)).toordinal() - FIRST_DAY
    except ValueError:
        return None
    hour_text, minute, second, half, zone = time
    if hour_text is None or minute is None:
        return float(whole)
    hour = int(hour_text)
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    seconds = float((second or "0").replace(",", "."))
    if hour > 24 or int(minute) > 59 or seconds >= 61 or (hour == 24 and (int(minute) or seconds)):
        return None
    since_midnight = hour * 3600 + int(minute) * 60 + seconds
    if zone is not None and zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = int(digits[:2]) * 3600 + int(digits[2:]) * 60
        since_midnight -= offset if zone[0] == "+" else -offset
    return whole + since_midnight / SECONDS_A_DAY
