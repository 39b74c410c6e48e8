"""What `tui-nn lab search` prints: the best configuration as a command, the best ten, and what mattered."""

from __future__ import annotations

import math
from typing import Any

from tui_nn.cli.lab_words import rate_text, table_text, tally_object
from tui_nn.config.plain_text import printable
from tui_nn.experiments.lab_events import SearchEvent, SearchTrial
from tui_nn.experiments.search_words import importance_words, trial_words, value_text

SHOWN_TRIALS = 10


def search_text(event: SearchEvent) -> str:
    """Return the lines in which a search ends, all but the last."""
    ranked = event.ranked
    if not ranked:
        return "No configuration was tried to its end."
    best = ranked[0]
    reached = f"{value_text(best.value)} ({event.measure_words})"
    lines = [
        f"Best of {len(event.trials):,} configurations: {reached}",
        f"  {rate_text(best.tally)} of its {best.tally.trials:,} starts reach {event.goal_words}",
        f"  {trial_words(best)}",
        f"  {printable(event.command, 1000)}",
    ]
    present = event.trials[0]
    if best.number != 0:
        lines.append(f"The present configuration: {value_text(present.value)}, {rate_text(present.tally)}")
    lines += ["", _table(ranked[:SHOWN_TRIALS]), ""]
    if event.importances:
        lines.append(f"What mattered: {importance_words(event)}")
    faults = [trial for trial in event.trials if trial.fault]
    if faults:
        lines.append(
            f"{len(faults):,} could not be trained, such as {faults[0].name}: {printable(faults[0].fault, 200)}"
        )
    if event.exhausted:
        lines.append("Every configuration has been tried.")
    return "\n".join(lines)


def search_now_text(event: SearchEvent) -> str:
    """Return the best so far in a few words."""
    ranked = event.ranked
    return f"best {value_text(ranked[0].value)} in {len(event.trials):,} configurations" if ranked else ""


def search_object(event: SearchEvent) -> dict[str, Any]:
    """Return what a search tells beside what all experiments tell."""
    ranked = event.ranked
    told = {
        "measure": event.measure,
        "trials": len(event.trials),
        "best": trial_object(ranked[0]) if ranked else None,
        "command": event.command,
        "importances": dict(event.importances),
    }
    if not event.finished:
        return told
    best = [trial_object(trial) for trial in ranked[:SHOWN_TRIALS]]
    return {**told, "measure_words": event.measure_words, "exhausted": event.exhausted, "ranked": best}


def trial_object(trial: SearchTrial) -> dict[str, Any]:
    """Return one configuration as JSON tells it."""
    told: dict[str, Any] = {"number": trial.number, "value": trial.value, "settings": dict(trial.details)}
    return {**told, **({"fault": trial.fault} if trial.fault else tally_object(trial.tally))}


def _table(trials: tuple[SearchTrial, ...]) -> str:
    header = ["number", "value", "success", *(key.replace("_", " ") for key, _ in trials[0].details)]
    rows = [
        [
            f"{trial.number:,}",
            value_text(trial.value),
            f"{100 * trial.tally.rate:.0f} %" if math.isfinite(trial.tally.rate) else "–",
            *(str(value) for _, value in trial.details),
        ]
        for trial in trials
    ]
    return table_text([header, *rows])
