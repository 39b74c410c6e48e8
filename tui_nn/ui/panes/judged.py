"""What the Judgement pane looks at: the rows of a part with their outputs, and the views that make sense for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION
from tui_nn.engine.arrays import FloatArray, IntArray
from tui_nn.engine.calibration import Reliability, reliability, said_and_true
from tui_nn.engine.class_metrics import classification_scores
from tui_nn.engine.events import Snapshot
from tui_nn.engine.judgement import Judgement
from tui_nn.engine.losses import loss_named
from tui_nn.engine.row_errors import differences, row_errors, shares_of, worst_first
from tui_nn.ui.drawing.digit_pictures import picture_side
from tui_nn.ui.session import Session

View = Literal["confusion", "reliability", "errors", "predicted", "worst", "picture"]

VIEW_NAMES: dict[View, str] = {
    "confusion": "confusion",
    "reliability": "reliability",
    "errors": "errors",
    "predicted": "predicted over true",
    "worst": "worst rows",
    "picture": "picture",
}
PARTS = {"training": TRAINING, "validation": VALIDATION, "test": TEST}


@dataclass(frozen=True, eq=False)
class Judged:
    """A network on the rows of one part, and the numbers that the views draw."""

    rows: Dataset
    shown: Snapshot
    config: TrainingConfig
    part: str
    row: int
    """The one that everybody looks at."""

    activation: str
    """Of the output layer."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Those that there are."""
        parts = self.rows.parts
        return ("training",) if parts is None else tuple(name for name, part in PARTS.items() if (parts == part).any())

    @property
    def threshold(self) -> float:
        """From which output on a row belongs to the class 1."""
        return loss_named(self.config.loss).threshold

    @cached_property
    def here(self) -> IntArray:
        """(rows of the part,): their places among the rows."""
        return self.places_of(self.part)

    def places_of(self, part: str) -> IntArray:
        """Where the rows of a part stand, (rows of the part,)."""
        if self.rows.parts is None:
            return np.arange(self.rows.samples)
        return np.flatnonzero(self.rows.parts == PARTS[part])

    @property
    def judgement(self) -> Judgement | None:
        """The scores of the whole part, beyond the rows that are shown; None before there are any."""
        return dict(self.shown.judgements).get(self.part)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Those that make sense for what is learnt."""
        task = self.rows.task
        found: list[View] = []
        if task == "classes" or (task == "bits" and self.rows.outputs == 1):
            found.append("confusion")
        if said_and_true(self.rows, self.shown.outputs, self.activation) is not None:
            found.append("reliability")
        if task == "numbers":
            found.append("predicted")
        found += ["errors", "worst"]
        if picture_side(self.rows) is not None:
            found.append("picture")
        return tuple(found)

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """Of the confusion matrix."""
        return self.rows.class_names if self.rows.task == "classes" else ("0", "1")

    @cached_property
    def confusion(self) -> IntArray:
        """(classes, classes): rows of the true class, in columns of the chosen one."""
        judgement = self.judgement
        if judgement is not None and judgement.confusion is not None:
            return judgement.confusion
        outputs, targets = self.shown.outputs[self.here], self.rows.targets[self.here]
        finite = np.isfinite(outputs).all(axis=1)
        if self.rows.task == "classes":
            chosen = self.rows.chosen_classes(outputs[finite], self.threshold)
            true = self.rows.true_classes[self.here][finite]
        else:
            chosen = (outputs[finite, 0] >= self.threshold).astype(np.int64)
            true = (targets[finite, 0] >= 0.5).astype(np.int64)
        return classification_scores(chosen, true, len(self.class_names)).confusion

    @property
    def judged_rows(self) -> int:
        """How many rows the confusion matrix is of."""
        judgement = self.judgement
        return judgement.rows if judgement is not None and judgement.confusion is not None else len(self.here)

    @cached_property
    def reliability(self) -> Reliability:
        """Of the probabilities of the part's rows."""
        found = said_and_true(self.rows, self.shown.outputs, self.activation)
        if found is None:
            return reliability(np.empty(0), np.empty(0, dtype=bool))
        said, true = found
        shape = (self.rows.samples, -1)
        return reliability(said.reshape(shape)[self.here].ravel(), true.reshape(shape)[self.here].ravel())

    @cached_property
    def differences(self) -> FloatArray:
        """(rows of the part, outputs): output - target in the units of the file."""
        return differences(self.rows, self.shown.outputs)[self.here]

    @cached_property
    def errors(self) -> FloatArray:
        """(rows of the part,): what each adds to the error."""
        return row_errors(self.shown.network, self.rows, self.shown.outputs, self.config)[self.here]

    @cached_property
    def worst(self) -> IntArray:
        """(rows of the part,): their places among the rows, the worst first."""
        order: IntArray = self.here[worst_first(self.errors)]
        return order

    @cached_property
    def shares(self) -> FloatArray:
        """(rows of the part,): what part of the error of them all each is, the worst first."""
        shares: FloatArray = shares_of(self.errors)[worst_first(self.errors)]
        return shares


def judged(session: Session, part: str) -> Judged | None:
    """Return what there is to judge of a session; None while rows, outputs and network do not fit one another.

    Args:
        session: what is shown.
        part: the rows that are wanted; where there are none, those of the last part there are.
    """
    started, shown = session.started, session.shown
    if started is None or shown is None:
        return None
    rows = started.rows
    sizes = shown.network.layer_sizes
    if shown.outputs.shape != rows.targets.shape or (sizes[0], sizes[-1]) != (rows.features, rows.outputs):
        return None
    row = max(0, min(session.row, rows.samples - 1))
    found = Judged(rows, shown, session.run.training, part, row, shown.network.activations[-1])
    if part in found.parts:
        return found
    return Judged(rows, shown, session.run.training, found.parts[-1], row, shown.network.activations[-1])
