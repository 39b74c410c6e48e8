"""What a search may make small, by name and in words."""

from __future__ import annotations

from typing import Literal, get_args

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted

Measure = Literal["iterations", "error", "validation"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


def parse_measure(text: str) -> Measure:
    """Read a measure; raises ConfigError."""
    for measure in MEASURES:
        if text.strip().lower() == measure:
            return measure
    raise ConfigError(f"there is no measure {quoted(text)}; give one of {', '.join(MEASURES)}")


def measure_words(measure: Measure, limit: int) -> str:
    """Say what the number is."""
    if measure == "iterations":
        return f"median iterations to success, plus {limit:,} for each start that fails"
    return f"median final {'training' if measure == 'error' else 'validation'} error"
