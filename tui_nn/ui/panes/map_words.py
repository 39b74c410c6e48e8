"""A map in words: one cell of it, and what the whole shows."""

from __future__ import annotations

import math

from tui_nn.experiments.lab_events import LabRow, MapEvent
from tui_nn.experiments.map_measures import best_cell
from tui_nn.ui.drawing.map_cells import Place

MOST_PLATEAUS = 3
NEARLY_ALL = 0.9


def row_at(event: MapEvent, place: Place) -> LabRow:
    """Return the cell at a place."""
    return event.cells[place[1] * len(event.x_values) + place[0]]


def cell_words(event: MapEvent, place: Place, room: int = 1_000) -> str:
    """Say what is known of a cell: its values, the rate and its interval, how long it takes, and what failed.

    Args:
        event: the map.
        place: the cell.
        room: characters; what matters least is left out where it does not fit.
    """
    row = row_at(event, place)
    where = f"{event.x_name} {event.x_values[place[0]]}, {event.y_name} {event.y_values[place[1]]}"
    if not row.tally.trials:
        return f"{where}: not trained yet."
    said = f"{where}: {rate_words(row)}."
    ways_to_say = ([failed_words(row), failed_words(row, short=True)], [f"Median final error {_error(row)}."])
    for ways in ways_to_say:
        fitting = (way for way in ways if way and len(said) + 1 + len(way) <= room)
        said = f"{said} {next(fitting, '')}".rstrip()
    return said


def rate_words(row: LabRow) -> str:
    """Say how many of a cell's starts succeed, and how soon."""
    tally = row.tally
    so_far = "" if row.complete else " so far"
    said = (
        f"{100 * tally.rate:.0f} % of {tally.trials:,} starts{so_far} succeed "
        f"(95 % sure: {100 * tally.low:.0f} to {100 * tally.high:.0f} %)"
    )
    return f"{said}, median {tally.median_iterations:,.0f} iterations" if tally.successes else said


def failed_words(row: LabRow, *, short: bool = False) -> str:
    """Say how many starts failed and near which errors they ended; nothing where none did."""
    tally = row.tally
    failed = tally.trials - tally.successes
    if not failed:
        return ""
    largest = sorted(row.failed_at, key=lambda cluster: -cluster.count)
    if short:
        most = f", {largest[0].count} near {largest[0].median:.3g}" if largest else ""
        return f"{failed} failed{most}."
    ends = [f"{cluster.count} near {cluster.median:.3g}" for cluster in largest[:MOST_PLATEAUS]]
    others = sum(cluster.count for cluster in largest[MOST_PLATEAUS:])
    ends += [f"{others} elsewhere"] if others else []
    ends += [f"{tally.diverged} diverged"] if tally.diverged else []
    return f"{failed} failed: {', '.join(ends)}."


def map_reading(event: MapEvent, cursor: Place, present: Place | None) -> str:
    """Say in two sentences what the map shows: how much of it succeeds and where best, and two cells of it."""
    known = [cell for cell in event.cells if cell.tally.trials]
    best = best_cell(event)
    extent = (
        f"{event.x_name} from {event.x_values[0]} to {event.x_values[-1]} across, "
        f"{event.y_name} from {event.y_values[0]} to {event.y_values[-1]} up"
    )
    if best is None:
        return f"Of the {len(event.cells)} cells ({extent}) none has been trained yet."
    nearly_all = sum(cell.tally.rate >= NEARLY_ALL for cell in known)
    none = sum(not cell.tally.successes for cell in known)
    first = (
        f"Of {len(known)} cells ({extent}), {nearly_all} reach {event.goal_words} from nine of ten starts or more and "
        f"{none} from none; best is {best.name}, where {rate_words(best)}"
    )
    cell = cell_words(event, cursor).rstrip(".").replace(". Median", "; median").replace(". ", "; ")
    second = f"The cell that is looked at is {cell}"
    if present == cursor:
        second += "; the present configuration lies in it"
    elif present is not None:
        row = row_at(event, present)
        mine = rate_words(row) if row.tally.trials else "nothing is known yet"
        second += f"; the present configuration lies in that of {row.name}, where {mine}"
    return f"{first}. {second}."


def _error(row: LabRow) -> str:
    error = row.tally.median_error
    return f"{error:.3g}" if math.isfinite(error) else "not finite"
