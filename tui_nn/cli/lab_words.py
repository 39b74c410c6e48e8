"""Rates, numbers and tables as `tui-nn lab` prints them, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tui_nn.experiments.lab_events import LabRow
from tui_nn.experiments.tally import Tally


def tally_object(tally: Tally) -> dict[str, Any]:
    """Return a tally as JSON tells it."""
    told = asdict(tally)
    told["starts"] = told.pop("trials")
    return told


def rate_text(tally: Tally) -> str:
    """Return a rate with its interval."""
    if not tally.trials:
        return "no starts"
    return f"{100 * tally.rate:.1f} % ({100 * tally.low:.1f} to {100 * tally.high:.1f} %)"


def count_text(value: float) -> str:
    """Return a number of iterations, or a dash where there is none."""
    return f"{value:,.0f}" if math.isfinite(value) else "–"


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns, the first to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in rows)
    ]
    return "\n".join(line.rstrip() for line in lines)


def plain(value: Any) -> Any:  # noqa: ANN401  whatever JSON can hold
    """Return a value for JSON, which has no word for what is not a finite number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def row_object(row: LabRow) -> dict[str, Any]:
    """Return one configuration among others as JSON tells it."""
    curve = {"curve": row.curve, "seconds_per_iteration": row.seconds_per_iteration} if row.curve else {}
    return {"name": row.name, **dict(row.details), **tally_object(row.tally), "complete": row.complete, **curve}
