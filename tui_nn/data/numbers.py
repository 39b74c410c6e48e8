"""A cell as a number: what counts as one, what stands for a missing one, and what is wrong with the rest."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Sequence

import numpy as np

from tui_nn.config.plain_text import quoted

COMMA_IN_NUMBER = re.compile(r"\s*[+-]?(?=[0-9.,]*[0-9])[0-9.]*,[0-9.,]*([eE][+-]?[0-9]+)?\s*")
"""A decimal comma or thousands separators: which of the two, nobody can tell."""

POINT_IN_NUMBER = re.compile(
    r"\s*[+-]?([0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?|[0-9]*\.[0-9]+|[0-9]+\.)([eE][+-]?[0-9]+)?\s*"
)
"""The same with a point, where a comma stands before decimals; 01.02.2024 is none."""

MISSING_WORDS = frozenset({"", "na", "n/a", "#n/a", "null", "none", "?", "-", "nan", "-nan", "+nan"})
"""What people and programs write for a value that is not there, in small letters."""


def is_missing(cell: str) -> bool:
    """Say whether a cell is empty or holds one of the usual words for a missing value."""
    return cell.strip().lower() in MISSING_WORDS


def plain_numbers(cells: Sequence[str], *, decimal_comma: bool = False) -> array[float] | None:
    """Return all cells as numbers, or nothing when `cell_fault` has something to say about one of them."""
    if decimal_comma:
        if "." in "".join(cells):
            return None
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        numbers = array("d", map(float, cells))
    except ValueError:
        return None
    # float() also takes nan, 1_000 and the digits of other scripts.
    text = "".join(cells)
    plain = text.isascii() and "_" not in text and (not numbers or np.isfinite(np.frombuffer(numbers)).all())
    return numbers if plain else None


def plain_number(cell: str, *, decimal_comma: bool = False) -> float | None:
    """Return one cell as a number, or nothing when it is none in plain digits."""
    if decimal_comma:
        if "." in cell:
            return None
        cell = cell.replace(",", ".")
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if cell.isascii() and "_" not in cell and math.isfinite(number) else None


def looks_like_number(cell: str) -> bool:
    """Say whether a cell that is no plain number was meant as one: inf, 1e400, 1_000, 1,500."""
    try:
        float(cell)
    except ValueError:
        return len(cell) < 400 and bool(COMMA_IN_NUMBER.fullmatch(cell) or POINT_IN_NUMBER.fullmatch(cell))
    return True


def cell_fault(cell: str, *, decimal_comma: bool = False) -> str | None:
    """Say what is wrong with a cell and what to do about it, or nothing when it is a number as it should be."""
    if not cell.strip():
        return "the cell is empty; fill it in or take the row out"
    if plain_number(cell, decimal_comma=decimal_comma) is not None:
        return None
    if decimal_comma and POINT_IN_NUMBER.fullmatch(cell):
        return (
            f"{quoted(cell)} has a point in it where others have a decimal comma; "
            "write it with a comma and no thousands separators, or choose --decimal point"
        )
    try:
        number = float(cell)
    except ValueError:
        if not decimal_comma and COMMA_IN_NUMBER.fullmatch(cell):
            return (
                f"{quoted(cell)} has a comma in it; write it with a decimal point and no thousands separators, "
                "or choose --decimal comma"
            )
        return f"{quoted(cell)} is not a number; write a number, or take the row or the column out"
    if "_" in cell or not cell.isascii():
        return f"{quoted(cell)} is not a number in plain digits; write it with the digits 0 to 9 alone"
    if not math.isfinite(number):
        return f"{quoted(cell)} is not a finite number; write an ordinary number or take the row out"
    return f"{quoted(cell)} is not a number; write a number, or take the row or the column out"
