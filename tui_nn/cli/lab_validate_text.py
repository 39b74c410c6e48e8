"""What `tui-nn lab validate` prints: each score with its interval, the folds, and what the inputs are worth."""

from __future__ import annotations

from typing import Any

from tui_nn.cli.lab_words import count_text, table_text
from tui_nn.experiments.fold_events import INTERVAL_WORDS, SHORT_INTERVAL_WORDS, Fold, FoldsEvent, Summary
from tui_nn.experiments.fold_words import diverged_words, headline, number, validation_words

SHOWN_FOLDS = 30
TERMINAL_WIDTH = 80
"""Scores of single folds beyond it are for --json alone."""


def validate_text(event: FoldsEvent) -> str:
    """Return the lines in which a cross-validation ends, all but the last."""
    lines = [validation_words(event)]
    if event.diverged:
        lines.append(diverged_words(event))
    if event.summaries:
        lines += ["", _summary_table(event), SHORT_INTERVAL_WORDS, "", _fold_table(event)]
    if event.inputs:
        lines += ["", f"Inputs: how much worse {event.measure} gets when their columns are shuffled"]
        lines.append(_input_table(event))
    return "\n".join([*lines, ""] if event.folds else lines)


def validate_now_text(event: FoldsEvent) -> str:
    """Return the first score so far in a few words."""
    return headline(event)


def validate_object(event: FoldsEvent) -> dict[str, Any]:
    """Return what a cross-validation tells beside what all experiments tell."""
    told: dict[str, Any] = {"scores": {each.name: _summary_object(each) for each in event.summaries}}
    told["diverged"] = event.diverged
    if not event.finished:
        return told
    told |= {
        "method": event.method,
        "stratified": event.stratified,
        "left_out": event.left_out,
        "interval": INTERVAL_WORDS,
        "folds": [_fold_object(fold) for fold in event.folds],
    }
    if event.measure:
        inputs = [{"name": each.name, **_summary_object(each)} for each in event.inputs]
        told |= {"measure": event.measure, "inputs": inputs}
    return told


def _summary_object(summary: Summary) -> dict[str, Any]:
    return {
        "mean": summary.mean,
        "deviation": summary.deviation,
        "low": summary.low,
        "high": summary.high,
        "baseline": summary.baseline,
        "folds": len(summary.values),
    }


def _fold_object(fold: Fold) -> dict[str, Any]:
    return {
        "repeat": fold.repeat + 1,
        "fold": fold.number + 1,
        "training_rows": fold.training_rows,
        "test_rows": fold.test_rows,
        "seed": fold.seed,
        "iterations": fold.iterations,
        "stop_reason": fold.stop_reason,
        "diverged": fold.diverged,
        "scores": {name: value for name, value, _ in fold.scores},
        "baseline": {name: value for name, _, value in fold.scores},
    }


def _summary_table(event: FoldsEvent) -> str:
    header = ["score", "mean", "deviation", "95 % interval", "baseline", "folds"]
    rows = [
        [each.name, number(each.mean), number(each.deviation), interval_text(each), number(each.baseline),
         f"{len(each.values):,}"]
        for each in event.summaries
    ]  # fmt: skip
    return table_text([header, *rows])


def _fold_table(event: FoldsEvent) -> str:
    names = [each.name for each in event.summaries]
    while True:
        table = _table_of_folds(event, names)
        if len(names) == 1 or max(map(len, table.split("\n"))) < TERMINAL_WIDTH:
            break
        names.pop()
    more = len(event.folds) - SHOWN_FOLDS
    return f"{table}\n... and {more:,} folds more; --json gives all" if more > 0 else table


def _table_of_folds(event: FoldsEvent, names: list[str]) -> str:
    header = ["fold", "rows", "iterations", *names]
    rows = []
    for fold in event.folds[:SHOWN_FOLDS]:
        scores = {name: value for name, value, _ in fold.scores}
        told = [number(scores[name]) if name in scores else "–" for name in names]
        rows.append([_fold_name(event, fold), f"{fold.test_rows:,}", count_text(fold.iterations), *told])
    return table_text([header, *rows])


def _fold_name(event: FoldsEvent, fold: Fold) -> str:
    several = any(each.repeat for each in event.folds)
    return f"{fold.repeat + 1}.{fold.number + 1}" if several else str(fold.number + 1)


def _input_table(event: FoldsEvent) -> str:
    header = ["input", "worth", "95 % interval"]
    return table_text([header, *([each.name, number(each.mean), interval_text(each)] for each in event.inputs)])


def interval_text(summary: Summary) -> str:
    """Return an interval, or a dash for a single fold."""
    return f"{number(summary.low)} to {number(summary.high)}" if summary.low == summary.low else "–"
