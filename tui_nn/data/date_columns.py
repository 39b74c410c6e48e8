"""What a column of dates becomes by consent: days, and where in the year, the week or the day they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.columns import column_names
from tui_nn.data.dates import cycles_of
from tui_nn.data.table import Column, number_column

DAYS = "days"


def with_date_parts(
    columns: Sequence[Column], targets: Collection[str], parts: Sequence[str]
) -> tuple[tuple[Column, ...], list[str]]:
    """Put columns for each part after every column of dates that goes in, and say so.

    A column of dates without the part 'days' is kept as text, which is not used; a target is days alone.
    """
    chosen = list(parts) or [DAYS]
    names = [column.name for column in columns]
    kept: list[Column] = []
    remarks: list[str] = []
    for column in columns:
        goes_in = column.kind == "date" and column.name not in targets
        kept.append(_as_text(column) if goes_in and DAYS not in chosen else column)
        if not goes_in:
            continue
        made = []
        for part in chosen:
            if part == DAYS:
                continue
            for wave, values in zip(("sine", "cosine"), cycles_of(column.values, part), strict=True):
                names.append(f"{column.name} {part} {wave}")
                name = column_names(names)[-1]
                made.append(name)
                kept.append(number_column(name, values))
        days = ["days since the first"] if DAYS in chosen else []
        remarks.append(f"dates of {quoted(column.name)} as {', '.join([*days, *map(printable, made)])}")
    return tuple(kept), remarks


def _as_text(column: Column) -> Column:
    values, places = np.unique(column.values, return_inverse=True)
    words = tuple(column.text_of(float(value)) for value in values if not np.isnan(value))
    positions = places.reshape(-1).astype(np.float64)
    positions[column.missing] = np.nan
    return Column(column.name, "text", positions, words)
