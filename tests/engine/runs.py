"""Short ways to look at a run: its events, and what two runs must have in common to be the same to the bit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tui_nn.engine.events import Event, Finished, Progress, Snapshot
from tui_nn.engine.state import TrainingState


def snapshots(events: Iterable[Event]) -> list[Snapshot]:
    return [event for event in events if isinstance(event, Snapshot)]


def progress(events: Iterable[Event]) -> list[Progress]:
    return [event for event in events if isinstance(event, Progress)]


def last(events: Iterable[Event]) -> Finished:
    event = list(events)[-1]
    assert isinstance(event, Finished)
    return event


def assert_same_bits(one: TrainingState, other: TrainingState) -> None:
    """Everything that a run leaves is equal; only clocks may differ."""
    assert (one.iteration, one.error) == (other.iteration, other.error)
    assert one.network.layer_sizes == other.network.layer_sizes
    assert one.network.parameters.tobytes() == other.network.parameters.tobytes()
    assert one.optimizer_memory.tobytes() == other.optimizer_memory.tobytes()
    assert one.generator.bit_generator.state == other.generator.bit_generator.state
    for points, others in zip(one.history.points(), other.history.points(), strict=True):
        assert points.tobytes() == others.tobytes()
    lines, other_lines = one.log.lines(), other.log.lines()
    assert lines.total == other_lines.total
    np.testing.assert_array_equal(lines.iterations, other_lines.iterations)
    np.testing.assert_array_equal(lines.errors, other_lines.errors)
    np.testing.assert_array_equal(lines.changes, other_lines.changes)  # takes NaN as equal to NaN
