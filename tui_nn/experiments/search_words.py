"""A search in words, for the screen and the command line alike."""

from __future__ import annotations

import math

from tui_nn.experiments.lab_events import SearchEvent, SearchTrial


def value_text(value: float) -> str:
    """Write what is made small: four digits, whole where it is large."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "diverged"
    return f"{value:,.0f}" if value >= 1000 or value.is_integer() else f"{value:.4g}"


def trial_words(trial: SearchTrial) -> str:
    """Say what a configuration changes of the present one."""
    return trial.words or "the present configuration"


def importance_words(event: SearchEvent) -> str:
    """Say which options mattered, the most important first."""
    return ", ".join(f"{key} {share:.0%}" for key, share in event.importances)
