"""Networks that were left behind, and the way back to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tui_nn.config.run import RunConfig
from tui_nn.data.table import Table
from tui_nn.engine.events import Finished, Snapshot, Started
from tui_nn.engine.recording import Moment, Recording

MOST_CHECKPOINTS = 50
MOST_CHECKPOINT_BYTES = 200_000_000


@dataclass(frozen=True)
class Checkpoint:
    """A network that was left, with all that is needed to take it up again."""

    run: RunConfig
    started: Started
    snapshot: Snapshot
    job_number: int
    """The job that made it; its last words may come after it was left."""

    table: Table | None = None
    """The rows as the person had edited them; None for those of the source."""

    recording: Recording = field(default_factory=Recording)
    """Its past; where memory is short, it goes before the network does."""

    @property
    def size(self) -> int:
        """Bytes that it holds on to."""
        state = self.snapshot.state
        return state.network.parameters.nbytes + state.optimizer_memory.nbytes + self.recording.size


class UndoHistory:
    """What can be undone and redone, oldest first."""

    def __init__(self) -> None:
        self.undo_stack: list[Checkpoint] = []
        self.redo_stack: list[Checkpoint] = []

    def keep(self, current: Checkpoint | None) -> None:
        """Keep what is left for something new; what could be redone is left behind too, and stays within reach."""
        self.undo_stack.extend(reversed(self.redo_stack))
        self.redo_stack.clear()
        if current is not None:
            self.undo_stack.append(current)
        del self.undo_stack[:-MOST_CHECKPOINTS]
        too_much = sum(kept.size for kept in self.undo_stack) - MOST_CHECKPOINT_BYTES
        for place, kept in enumerate(self.undo_stack):
            if too_much > 0 and kept.recording.moments:
                too_much -= kept.recording.size
                self.undo_stack[place] = replace(kept, recording=Recording())
        while len(self.undo_stack) > 1 and sum(kept.size for kept in self.undo_stack) > MOST_CHECKPOINT_BYTES:
            del self.undo_stack[0]

    def take_back(self, *, kept: bool, redoable: int) -> Checkpoint | None:
        """Undo a `keep`, which had kept something or not, and found so much that could be redone; returns the kept."""
        current = self.undo_stack.pop() if kept else None
        for _ in range(min(redoable, len(self.undo_stack))):
            self.redo_stack.append(self.undo_stack.pop())
        return current

    def hear_last_words(self, job_number: int, event: Finished) -> None:
        """A run that was left went on until it was stopped: keep it as it then was."""
        for stack in (self.undo_stack, self.redo_stack):
            for index, kept in enumerate(stack):
                if kept.job_number == job_number:
                    stack[index] = replace(kept, snapshot=event)

    def hear_moments(self, job_number: int, moments: tuple[Moment, ...]) -> None:
        """What a run that was left had recorded comes after it was left."""
        for kept in (*self.undo_stack, *self.redo_stack):
            if kept.job_number == job_number:
                kept.recording.add(moments)
