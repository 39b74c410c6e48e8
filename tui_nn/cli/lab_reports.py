"""What `tui-nn lab` prints: a line that lives and a table at the end, or one JSON object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tui_nn.cli.lab_map_text import best_cell, map_text
from tui_nn.cli.live_line import LiveLine
from tui_nn.cli.output import say
from tui_nn.engine.events import Event
from tui_nn.experiments.lab_events import LabEvent, LabRow, MapEvent, SmallestEvent, SuccessEvent, TableEvent
from tui_nn.experiments.tally import Cluster, Tally
from tui_nn.ui.formatting import duration_text, short_error_text

SHOWN_SEEDS = 20
SHOWN_CLUSTERS = 8
SHOWN_MARKS = 8
BAR_WIDTH = 24


class LabReport:
    """Prints the events of one experiment."""

    def __init__(self, experiment: str, *, as_json: bool, measure: str = "rate") -> None:
        self._measure = measure
        self._told: set[str] = set()
        self._experiment = experiment
        self._as_json = as_json
        self._line = LiveLine()
        self._begun = False

    def show(self, event: Event) -> None:
        """Print what is new in an event."""
        if not isinstance(event, LabEvent):
            return
        if self._as_json:
            say("\n".join(json.dumps(plain(each), allow_nan=False) for each in self._objects(event)))
        elif event.finished:
            self._line.clear()
            say(text_of(event, self._measure))
        else:
            self._line.draw(live_text(event))

    def _objects(self, event: LabEvent) -> Iterator[dict[str, Any]]:
        if not self._begun:
            yield {"event": "started", "experiment": self._experiment, "goal": event.goal, "total": event.total}
        self._begun = True
        if isinstance(event, MapEvent):
            for cell in event.cells:
                if cell.complete and cell.name not in self._told:
                    self._told.add(cell.name)
                    yield {"event": "cell", **row_object(cell)}
        name = "finished" if event.finished else "progress"
        yield {"event": name, **progress_object(event), **specific_object(event)}


def progress_object(event: LabEvent) -> dict[str, Any]:
    """Return what every experiment tells."""
    told: dict[str, Any] = {"done": event.done, "total": event.total, "seconds": round(event.seconds, 3)}
    if event.finished:
        return {**told, "stopped": event.stopped}
    return {**told, "seconds_left": event.seconds_left, "paused": event.paused}


def specific_object(event: LabEvent) -> dict[str, Any]:
    """Return what an experiment tells beside that."""
    match event:
        case SuccessEvent():
            return _success_object(event)
        case MapEvent() if event.finished:
            return {
                "x": {"name": event.x_name, "values": event.x_values},
                "y": {"name": event.y_name, "values": event.y_values},
                "cells": [row_object(cell) for cell in event.cells],
            }
        case SmallestEvent():
            found = None if event.found is None else list(event.found)
            return {"bar": event.bar, "hidden": found, "rows": [row_object(row) for row in event.rows]}
        case TableEvent():
            return {"rows": [row_object(row) for row in event.rows], **({"marks": event.marks} if event.marks else {})}
    return {}


def text_of(event: LabEvent, measure: str) -> str:
    """Return the lines in which an experiment ends."""
    match event:
        case SuccessEvent():
            return _success_text(event)
        case TableEvent():
            return _table_text(event)
        case MapEvent():
            return _map_text(event, measure)
    return ""


def live_text(event: LabEvent) -> str:
    """Return one line about an experiment that goes on."""
    share = event.done / event.total
    filled = "#" * int(BAR_WIDTH * share)
    left = f"about {duration_text(event.seconds_left)} left" if math.isfinite(event.seconds_left) else ""
    return f"[{filled:-<{BAR_WIDTH}}] {event.done:,} of {event.total:,}  {_now_text(event)}  {left}"


def _now_text(event: LabEvent) -> str:
    """The rate so far, or that of the configuration that was the last to get a result."""
    match event:
        case SuccessEvent():
            return rate_text(event.tally)
        case TableEvent():
            begun = [row for row in event.rows if row.tally.trials]
            return f"{begun[-1].name}: {rate_text(begun[-1].tally)}" if begun else ""
    return ""


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
    curve = {"curve": row.curve} if row.curve else {}
    return {"name": row.name, **dict(row.details), **tally_object(row.tally), "complete": row.complete, **curve}


def ending_text(event: LabEvent) -> str:
    """Return the last line: whether it came to its end, and how long it took."""
    why = "Stopped by you" if event.stopped else "Done"
    total = "" if isinstance(event, SmallestEvent) else f" of {event.total:,}"
    return f"{why} after {event.done:,}{total} starts ({duration_text(event.seconds)})."


def _table_text(event: TableEvent) -> str:
    """A line for each configuration; columns that say nothing in any of them are left out."""
    details = [name for name, _ in event.rows[0].details] if event.rows else []
    header = ["", *(name.replace("_", " ") for name in details)]
    header += ["success", "95 % interval", "median iterations", "90 % within", "median error", "margin"]
    lines = [header]
    for row in event.rows:
        tally, told = row.tally, dict(row.details)
        known = tally.trials > 0
        cells = [row.name, *(_detail_text(told[name]) for name in details)]
        cells += [f"{100 * tally.rate:.0f} %" if known else "–"]
        cells += [f"{100 * tally.low:.0f} to {100 * tally.high:.0f} %" if known else "–"]
        cells += [count_text(tally.median_iterations), count_text(tally.p90_iterations)]
        cells += [short_error_text(tally.median_error) if math.isfinite(tally.median_error) else "–"]
        cells += [f"{tally.median_margin:+.2f}" if math.isfinite(tally.median_margin) else ""]
        lines.append(cells)
    kept = [place for place in range(len(header)) if any(line[place] for line in lines[1:])]
    text = [f"Success is {event.goal_words}.", table_text([[line[place] for place in kept] for line in lines])]
    if event.marks and all(row.curve for row in event.rows):
        text += ["Median error at iteration:", _curves_text(event)]
    if isinstance(event, SmallestEvent):
        bar = f"above {100 * event.bar:g} %"
        passed = f"{event.rows[-1].name} is the first whose rate is surely {bar} (95 % interval)."
        text.append(passed if event.found is not None else f"None has shown a rate {bar}.")
    return "\n".join([*text, ending_text(event)])


def _map_text(event: MapEvent, measure: str) -> str:
    lines = [map_text(event, measure)]
    best = best_cell(event)
    if best is not None:
        median = count_text(best.tally.median_iterations)
        lines.append(f"Best: {best.name}: {rate_text(best.tally)} reach {event.goal_words}, median iterations {median}")
    return "\n".join([*lines, ending_text(event)])


def _curves_text(event: TableEvent) -> str:
    """The medians of the errors at about a dozen iterations."""
    places = sorted({round(share * (len(event.marks) - 1) / SHOWN_MARKS) for share in range(SHOWN_MARKS + 1)})
    header = ["", *(f"{event.marks[place]:,}" for place in places)]
    return table_text(
        [header, *([row.name, *(short_error_text(row.curve[each]) for each in places)] for row in event.rows)]
    )


def _detail_text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _success_object(event: SuccessEvent) -> dict[str, Any]:
    told = {"goal": event.goal, **tally_object(event.tally), "clusters": [asdict(each) for each in event.clusters]}
    if not event.finished:
        return told
    failed = [
        {"seed": each.seed, "iterations": each.iterations, "error": each.error, "stop_reason": each.stop_reason}
        for each in event.results
        if not each.success
    ]
    return {**told, "narrow_enough": event.narrow, "failed_seeds": list(event.failed_seeds), "failed": failed}


def _success_text(event: SuccessEvent) -> str:
    tally = event.tally
    lines = [f"{rate_text(tally)} of the starts reach {event.goal_words}: {tally.successes:,} of {tally.trials:,}"]
    if tally.successes:
        median, most = count_text(tally.median_iterations), count_text(tally.p90_iterations)
        lines.append(f"Iterations to success: median {median}, 90 % within {most}")
    if event.clusters:
        lines += ["Final errors:", *_cluster_lines(event.clusters)]
    if tally.diverged:
        lines.append(f"{tally.diverged:,} diverged")
    failed = event.failed_seeds
    if failed:
        rest = f" and {len(failed) - SHOWN_SEEDS:,} more" if len(failed) > SHOWN_SEEDS else ""
        lines.append(f"Seeds that failed: {', '.join(map(str, failed[:SHOWN_SEEDS]))}{rest}")
    if event.narrow:
        lines.append("The interval is as narrow as was asked.")
    return "\n".join([*lines, ending_text(event)])


def _cluster_lines(clusters: Sequence[Cluster]) -> list[str]:
    """The largest plateaus, from the lowest error to the highest; the others in one line."""
    several = [each for each in clusters if each.count > 1] or clusters
    shown = sorted(sorted(several, key=lambda each: -each.count)[:SHOWN_CLUSTERS], key=lambda each: each.low)
    most = max(each.count for each in shown)
    rows = []
    for each in shown:
        low, high = short_error_text(each.low), short_error_text(each.high)
        bar = "#" * max(1, round(BAR_WIDTH * each.count / most))
        rows.append((f"  {low}" + (f" to {high}" if high != low else ""), f"{each.count:,}", bar.ljust(BAR_WIDTH)))
    lines = table_text(rows).split("\n")
    rest = sum(each.count for each in clusters) - sum(each.count for each in shown)
    return [*lines, f"  elsewhere: {rest:,}"] if rest else lines
