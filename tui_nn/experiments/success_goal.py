"""What counts as success: an error that is small enough, or rows that are right."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Number
from tui_nn.config.plain_text import quoted
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.losses import loss_named
from tui_nn.experiments.pool import Outcome

GoalKind = Literal["error", "accuracy", "bits"]

CHECK_EVERY = 100
"""Iterations between two looks at the rows that are right: a look costs as much as dozens of iterations."""

EXPECTED = "give error<=0.01 or another number, accuracy>=0.9 or another share, or bits"


@dataclass(frozen=True)
class SuccessGoal:
    """The bar that a network has to reach, once, on its training rows."""

    kind: GoalKind = "error"
    bar: float = 0.01
    """The largest error, or the least share of right rows (1 for bits)."""

    @classmethod
    def parse(cls, text: str) -> SuccessGoal:
        """Read error<=0.01, accuracy>=0.95 or bits; raises ConfigError."""
        words = "".join(text.lower().split())
        if words == "bits":
            return cls("bits", 1.0)
        if words == "accuracy":
            return cls("accuracy", 1.0)
        if words == "error":
            return cls()
        limits = {"error<=": Number(above=0), "accuracy>=": Number(above=0, maximum=1)}
        for prefix, kind in limits.items():
            if words.startswith(prefix):
                try:
                    bar = kind.parse(words.removeprefix(prefix))
                except ValueError as error:
                    raise ConfigError(f"{prefix}{error}") from None
                assert bar is not None
                return cls("error" if prefix == "error<=" else "accuracy", bar)
        raise ConfigError(f"{quoted(text)} is no measure of success; {EXPECTED}")

    @property
    def text(self) -> str:
        """The goal as a person would type it."""
        return {"error": f"error<={self.bar:g}", "accuracy": f"accuracy>={self.bar:g}", "bits": "bits"}[self.kind]

    @property
    def words(self) -> str:
        """The goal in words."""
        if self.kind == "error":
            return f"an error of at most {self.bar:g}"
        return "all bits right" if self.kind == "bits" else f"at least {100 * self.bar:g} % of the rows right"

    def require_for(self, dataset: Dataset) -> None:
        """Refuse a goal that these data do not have; raises ConfigError."""
        if self.kind == "bits" and dataset.task != "bits":
            raise ConfigError(
                f"{quoted(dataset.name)} has other targets than bits; {EXPECTED.partition(', or bits')[0]}"
            )
        if self.kind == "accuracy" and dataset.task not in ("bits", "classes"):
            raise ConfigError(f"{quoted(dataset.name)} has rows that are near or far, not right; give error<=0.01")

    def training(self, config: TrainingConfig) -> TrainingConfig:
        """Return the configuration that stops at this goal, and otherwise as it would."""
        if self.kind == "error":
            return replace(config, min_error=self.bar)
        every = CHECK_EVERY if config.check_every == 1 else config.check_every
        return replace(config, min_accuracy=self.bar, check_every=every)

    def reached_by(self, outcome: Outcome, dataset: Dataset, config: TrainingConfig) -> bool:
        """Say whether a network that was trained with `training(config)` reached the goal."""
        if not math.isfinite(outcome.error):
            return False
        if self.kind == "error":
            return outcome.error <= self.bar
        outputs = outcome.network.predict(dataset.training.inputs)
        right = rows_right(dataset.training, outputs, loss_named(config.loss).threshold)
        return right is not None and float(right.mean()) >= self.bar
