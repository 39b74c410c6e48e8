"""What happened: frozen, picklable events, each complete, so that a newer one may replace an older one unseen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from tui_nn.data.dataset import Dataset
from tui_nn.data.mapped_rows import MappedRows
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.judgement import Judgement
from tui_nn.engine.network import Network
from tui_nn.engine.recording import Moment, thinned
from tui_nn.engine.state import TrainingState
from tui_nn.engine.stopping import StopReason

MAX_OUTPUT_ROWS = 1000
"""Rows whose outputs an event carries: what a table can show, and little enough to send 25 times a second."""


@dataclass(frozen=True)
class Event:
    """Anything that a job tells."""

    supersedes: ClassVar[bool] = False
    """Whether it says all that the one of its kind before it said, which need not be seen any more."""


@dataclass(frozen=True)
class Loading(Event):
    """The data are being loaded; told only where that takes a while, and before Started."""

    supersedes: ClassVar[bool] = True

    what: str
    """What is being done: reading or preparing."""

    share: float
    """Of it, 0 to 1, how much is done."""

    seconds_left: float = math.nan
    """Until it is done, if it goes on as fast; NaN where nobody can say."""


@dataclass(frozen=True)
class Started(Event):
    """A run began, or went on: what is being trained on what."""

    rows: Dataset
    """The first rows of the data set, at most 1,000, whatever they are for: those whose outputs the events carry."""

    samples: int
    """Rows of the whole data set."""

    layer_sizes: tuple[int, ...]
    activations: tuple[str, ...]
    kernel: str
    """The name of the code that is to run the iterations."""

    remarks: tuple[str, ...] = ()
    """What was recognised in the data and done to them."""

    whole: MappedRows | None = None
    """All rows, for who wants to look at more than the first; None where those are all, or nobody shares them."""


@dataclass(frozen=True, repr=False)
class Snapshot(Event):
    """The run as it stands."""

    state: TrainingState
    """A copy, with which training can go on from here; its arrays are read-only."""

    outputs: FloatArray
    """(rows, outputs) for the first rows of the data set, at most 1,000."""

    iterations_per_second: float
    """Measured over the last stretches; 0 before the first."""

    gradient_norm: float
    """Euclidean norm of the gradient over all rows."""

    saturated_share: float
    """Share (0 to 1) of the hidden units that are flat for every row, and so learn from none."""

    share: float
    """Of the iteration that is under way, 0 to 1: where one takes long, this moves between two snapshots."""

    learning_rate: float = math.nan
    """In force for the next iteration."""

    validation_error: float = math.nan
    """Over the validation rows; NaN where there are none."""

    test_error: float = math.nan
    """Over the test rows; NaN where there are none."""

    judgements: tuple[tuple[str, Judgement], ...] = ()
    """The scores on the training, validation and test rows that there are, each with its part's name."""

    @property
    def iteration(self) -> int:
        """Passes over the rows so far."""
        return self.state.iteration

    @property
    def error(self) -> float:
        """Error of the network as it is now, over all rows."""
        return self.state.error

    @property
    def seconds(self) -> float:
        """Time spent training."""
        return self.state.seconds

    @property
    def kernel(self) -> str:
        """The name of the code that runs the iterations."""
        return self.state.kernel

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return self.state.network

    def __repr__(self) -> str:
        return f"{type(self).__name__}(iteration={self.iteration}, error={self.error:.6g})"


@dataclass(frozen=True, repr=False)
class Progress(Snapshot):
    """The run goes on, or waits for a command."""

    paused: bool = False
    preparing: bool = False
    """The kernel is being compiled, and iterations wait for it."""


@dataclass(frozen=True, repr=False)
class Finished(Snapshot):
    """The run ended, for one reason."""

    stop_reason: StopReason = StopReason.STOPPED
    best_iteration: int | None = None
    """Of the network, where the best one was kept and not the last."""

    def __repr__(self) -> str:
        return f"Finished(iteration={self.iteration}, error={self.error:.6g}, stop_reason='{self.stop_reason}')"


@dataclass(frozen=True, repr=False)
class Recorded(Event):
    """Moments of the run since the last that were told, each of them whole; told before the snapshot that follows."""

    moments: tuple[Moment, ...]

    def after(self, earlier: Recorded) -> Recorded:
        """Return both as one, for whoever has not seen the earlier one; a slow reader misses moments between others."""
        return Recorded(thinned((*earlier.moments, *self.moments)))

    def __repr__(self) -> str:
        return f"Recorded({len(self.moments)} moments)"


@dataclass(frozen=True)
class Remark(Event):
    """Something that a person should know; the run goes on."""

    message: str


@dataclass(frozen=True)
class Failed(Event):
    """The job could not go on; the message is one line for people."""

    message: str
    details: str = ""
    """A traceback, when the fault is ours."""

    about_columns: bool = False
    """Whether other choices about the columns of the data can mend it."""
