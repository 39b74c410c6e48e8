"""What a doctor may find in a run: an illness by its name, in a sentence, with the evidence and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Illness(StrEnum):
    """Everything that can be found; the value is what a person reads."""

    NOTHING = "nothing wrong"
    FALLING = "still falling"
    SADDLE = "plateau near a saddle"
    TROUGH = "saturated trough"
    LOCAL_MINIMUM = "local minimum"
    DEAD = "dead units"
    SATURATED = "saturated units"
    TWINS = "twin units"
    DIVERGING = "diverging"
    OSCILLATING = "oscillating"
    MISFIT = "loss and output fight"
    OUT_OF_REACH = "target error out of reach"
    OUT_OF_RANGE = "targets beyond the output's range"
    UNSCALED = "inputs not scaled"
    CONTRADICTORY = "contradictory rows"
    RARE_CLASS = "rare class never predicted"
    OUTLIERS = "outlying rows"
    TOO_FEW_UNITS = "too few units"
    TOO_SLOW = "learning rate too small"
    OVERFITTING = "overfitting"


NO_ILLNESS = frozenset({Illness.NOTHING, Illness.FALLING})
"""What a healthy run may be said to be."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found."""

    name: Illness

    sentence: str
    """In plain words, for somebody who learns."""

    evidence: str
    """The numbers from which it follows, in words."""

    certainty: float
    """0 to 1."""
