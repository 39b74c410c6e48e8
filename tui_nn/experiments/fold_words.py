"""A cross-validation in words: the screen, the command line and a screen reader say the same."""

from __future__ import annotations

import math

from tui_nn.config.errors import counted
from tui_nn.experiments.fold_events import FoldsEvent, Summary


def number(value: float) -> str:
    """Write a score in four digits, or a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 10 else f"{value:.4g}"


def headline(event: FoldsEvent) -> str:
    """Say the first score so far, with its interval."""
    return summary_words(event.summaries[0]) if event.summaries else ""


def summary_words(summary: Summary) -> str:
    """Say one score with its spread, its interval and its baseline."""
    spread = f" ± {number(summary.deviation)}" if math.isfinite(summary.deviation) else ""
    sure = f" (95 % sure: {number(summary.low)} to {number(summary.high)})" if math.isfinite(summary.low) else ""
    beside = f", baseline {number(summary.baseline)}" if math.isfinite(summary.baseline) else ""
    return f"{summary.name} {number(summary.mean)}{spread}{sure}{beside}"


def verdict_words(summary: Summary) -> str:
    """Say whether a score is surely better than the baseline's; nothing where that is not known."""
    if summary.beats_baseline is None:
        return ""
    return "surely better than the baseline" if summary.beats_baseline else "not surely better than the baseline"


def validation_words(event: FoldsEvent) -> str:
    """Say how rows were kept apart."""
    even = ", classes spread evenly" if event.stratified else ""
    out = f"; {counted(event.left_out, 'row')} for the test take no part" if event.left_out else ""
    return f"Judged on rows kept apart: {event.method}{even}{out}."


def diverged_words(event: FoldsEvent) -> str:
    """Say how many networks have no scores; nothing where all have."""
    if not event.diverged:
        return ""
    return f"{event.diverged:,} of {counted(event.done, 'network')} diverged and have no scores: the means flatter."


def worth_words(inputs: tuple[Summary, ...], measure: str, most: int = 3) -> str:
    """Say which inputs matter, and how many surely do."""
    if not inputs:
        return ""
    sure = sum(each.low > 0 for each in inputs)
    if not sure:
        return f"Shuffled, no input surely makes {measure} worse: none of {len(inputs):,} matters beyond chance."
    named = ", ".join(f"{each.name} {number(each.mean)}" for each in inputs[:most])
    return f"Shuffled, {measure} gets worse by: {named}. {sure:,} of {counted(len(inputs), 'input')} surely matter."
