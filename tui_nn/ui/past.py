"""The recorded past of a run, and the moment of it that the person looks at; no widget, no thread and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.splitting import TRAINING
from tui_nn.engine.events import Snapshot, Started
from tui_nn.engine.parts_observer import PartsObserver
from tui_nn.engine.recording import Moment, Recording


class Past:
    """A recording, and where in it the person is: at one of its moments, or at the present."""

    def __init__(self, recording: Recording | None = None) -> None:
        self.recording = recording or Recording()
        self.moment: Moment | None = None
        """What is looked at; None for the present."""

        self._snapshot: Snapshot | None = None
        self._shown: Snapshot | None = None

    def add(self, moments: Iterable[Moment]) -> None:
        """Take in what was recorded."""
        self.recording.add(moments)

    def look_at(self, place: int) -> None:
        """Look at the moment that has this place in the recording, or the nearest there is."""
        moments = self.recording.moments
        if moments:
            self.moment = moments[max(0, min(place, len(moments) - 1))]

    def look_at_the_present(self) -> None:
        """Look at the run as it stands."""
        self.moment = None

    def place(self, iteration: int) -> int | None:
        """Return the place of the moment that is looked at, or of the one nearest to an iteration; None without any."""
        if not self.recording.moments:
            return None
        return self.recording.nearest(self.moment.iteration if self.moment is not None else iteration)

    def snapshot(self, present: Snapshot, started: Started, config: TrainingConfig) -> Snapshot:
        """Return the moment that is looked at as a snapshot of the run; the present one where none is.

        Outputs, gradient and scores are measured anew, on the rows that the screen has.
        """
        moment = self.moment
        if moment is None:
            return present
        if self._shown is None or self._snapshot is not present or self._shown.iteration != moment.iteration:
            self._shown, self._snapshot = _snapshot_of(moment, present, started, config), present
        return self._shown


def _snapshot_of(moment: Moment, present: Snapshot, started: Started, config: TrainingConfig) -> Snapshot:
    state = moment.state(present.state)
    rows = started.rows
    if rows.parts is not None and not (rows.parts == TRAINING).any():
        rows = replace(rows, parts=None)  # so few rows are to learn from that none is among those of the screen
    inspection = PartsObserver(state.network, rows, config).inspect(state.network)
    outputs = state.network.predict(rows.inputs)
    outputs.setflags(write=False)
    return Snapshot(
        state=state,
        outputs=outputs,
        iterations_per_second=0.0,
        gradient_norm=inspection.gradient_norm,
        saturated_share=inspection.saturated_share,
        share=0.0,
        learning_rate=moment.learning_rate,
        validation_error=moment.validation_error,
        test_error=moment.test_error,
        judgements=inspection.judgements,
    )
