"""What `tui-nn lab` prints: a line that lives and a table at the end, or one JSON object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tui_nn.cli.lab_gates_text import gates_text
from tui_nn.cli.lab_map_text import map_text
from tui_nn.cli.lab_rate import rate_object, rates_text
from tui_nn.cli.lab_search_text import search_now_text, search_object, search_text, trial_object
from tui_nn.cli.lab_validate_text import validate_now_text, validate_object, validate_text
from tui_nn.cli.lab_words import count_text, plain, rate_text, row_object, table_text, tally_object
from tui_nn.cli.live_line import LiveLine
from tui_nn.cli.output import say
from tui_nn.engine.events import Event
from tui_nn.experiments.fold_events import FoldsEvent
from tui_nn.experiments.lab_events import (
    GatesEvent,
    LabEvent,
    LabRow,
    MapEvent,
    RateRangeEvent,
    SearchEvent,
    SmallestEvent,
    SuccessEvent,
    TableEvent,
)
from tui_nn.experiments.map_measures import best_cell
from tui_nn.experiments.tally import Cluster
from tui_nn.ui.formatting import duration_text, short_error_text

SHOWN_SEEDS = 20
SHOWN_CLUSTERS = 8
SHOWN_MARKS = 8
SHOWN_RATES = 4
BAR_WIDTH = 24


class LabReport:
    """Prints the events of one experiment."""

    def __init__(self, experiment: str, *, as_json: bool, measure: str = "rate") -> None:
        self._measure = measure
        self._told: set[str] = set()
        self._trials = 0
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
        if isinstance(event, SearchEvent):
            for trial in event.trials[self._trials :]:
                yield {"event": "trial", **trial_object(trial)}
            self._trials = len(event.trials)
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
        case RateRangeEvent():
            return rate_object(event)
        case SmallestEvent():
            found = None if event.found is None else list(event.found)
            return {"bar": event.bar, "hidden": found, "rows": [row_object(row) for row in event.rows]}
        case TableEvent():
            return {"rows": [row_object(row) for row in event.rows], **({"marks": event.marks} if event.marks else {})}
        case SearchEvent():
            return search_object(event)
        case FoldsEvent():
            return validate_object(event)
    return {}


def text_of(event: LabEvent, measure: str) -> str:
    """Return the lines in which an experiment ends."""
    match event:
        case SuccessEvent():
            return _success_text(event)
        case GatesEvent() if event.hidden_layers:
            return "\n".join([f"Success is {event.goal_words}.", gates_text(event), ending_text(event)])
        case RateRangeEvent():
            return f"{rates_text(event)}\n{ending_text(event)}"
        case TableEvent():
            return _table_text(event)
        case MapEvent():
            return _map_text(event, measure)
        case SearchEvent():
            return f"{search_text(event)}\n{ending_text(event)}"
        case FoldsEvent():
            return f"{validate_text(event)}\n{ending_text(event)}"
    return ""


def live_text(event: LabEvent) -> str:
    """Return one line about an experiment that goes on."""
    share = event.done / event.total
    filled = "#" * int(BAR_WIDTH * share)
    # Which architecture passes is not known before: all that are left are the most it may take.
    about = "at most" if isinstance(event, SmallestEvent) else "about"
    left = f"{about} {duration_text(event.seconds_left)} left" if math.isfinite(event.seconds_left) else ""
    return f"[{filled:-<{BAR_WIDTH}}] {event.done:,} of {event.total:,}  {_now_text(event)}  {left}"


def _now_text(event: LabEvent) -> str:
    """The rate so far, or that of the configuration that was the last to get a result."""
    match event:
        case SuccessEvent():
            return rate_text(event.tally)
        case SmallestEvent():
            return f"{event.rows[-1].name}: {rate_text(event.rows[-1].tally)}"
        case TableEvent() if len(event.rows) <= SHOWN_RATES:
            return ", ".join(f"{row.name} {100 * row.tally.rate:.0f} %" for row in event.rows if row.tally.trials)
        case SearchEvent():
            return search_now_text(event)
        case FoldsEvent():
            return validate_now_text(event)
    return ""


def ending_text(event: LabEvent) -> str:
    """Return the last line: whether it came to its end, and how long it took."""
    why = "Stopped by you" if event.stopped else "Done"
    total = "" if isinstance(event, SmallestEvent) else f" of {event.total:,}"
    return f"{why} after {event.done:,}{total} starts ({duration_text(event.seconds)})."


def _table_text(event: TableEvent) -> str:
    """A line for each configuration; columns that say nothing, or what the first says, are left out."""
    details = [name for name, _ in event.rows[0].details] if event.rows else []
    header = ["", *(name.replace("_", " ") for name in details)]
    header += ["success", "95 % interval", "median iterations", "90 % within", "median error", "margin", "to success"]
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
        cells += [_seconds_text(row, raced=bool(event.marks))]
        lines.append(cells)
    kept = [
        place
        for place in range(len(header))
        if any(line[place] for line in lines[1:]) and (place == 0 or any(line[place] != line[0] for line in lines[1:]))
    ]
    text = [f"Success is {event.goal_words}.", table_text([[line[place] for place in kept] for line in lines])]
    if event.marks and all(row.curve for row in event.rows):
        text += ["Median error at iteration:", _curves_text(event)]
    if isinstance(event, SmallestEvent):
        bar = f"above {100 * event.bar:g} %"
        passed = f"{event.rows[-1].name} is the first whose rate is surely {bar} (95 % interval)."
        text.append(passed if event.found is not None else f"None has shown a rate {bar}.")
    return "\n".join([*text, ending_text(event)])


def _seconds_text(row: LabRow, *, raced: bool) -> str:
    """How long a start took to success, where configurations race: the slower may take fewer iterations."""
    if not raced:
        return ""
    seconds = row.tally.median_iterations * row.seconds_per_iteration
    if not math.isfinite(seconds):
        return "–"
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else duration_text(seconds)


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
