"""Training as a job for the engine process: what to train, from where, and whether to wait for a command."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tui_nn.config.data_config import DataConfig
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.mapped_rows import MappedRows, without_other_rows, written
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table
from tui_nn.engine.control import Command, Control
from tui_nn.engine.events import MAX_OUTPUT_ROWS, Event, Started
from tui_nn.engine.loading import loaded
from tui_nn.engine.network import Network
from tui_nn.engine.shared_folder import shared_folder
from tui_nn.engine.state import TrainingState
from tui_nn.engine.training import train


@dataclass(frozen=True)
class TrainingJob:
    """A run, described so briefly that it can be sent to another process: the data are loaded there."""

    run_config: RunConfig
    state: TrainingState | None = None
    """Where to go on; without it, the run begins with start weights from its seed."""

    paused: bool = True
    """Wait for a command before the first iteration."""

    first_command: Command | None = None
    """Obeyed before anything else: no iteration can slip in between the start and a step."""

    table: Table | None = None
    """Rows that a person has edited, in place of those that the source holds."""

    def run(self, control: Control) -> Iterator[Event]:
        """Load the data, build the network and train; raises as `train` and `load_dataset` do.

        A Stop while the data are loaded ends it without a word: there is nothing yet that could be told.
        """
        chosen = self.run_config
        found, commands = yield from loaded(self._data, control)
        if found is None:
            return
        dataset, whole = found
        network = (
            self.state.network
            if self.state is not None
            else Network.from_config(chosen.network, dataset.features, dataset.outputs, dataset.name)
        )
        if self.first_command is not None:
            commands = (self.first_command, *commands)
        if commands:
            control = _After(commands, control)
        for event in train(
            network, dataset, chosen.training, control=control, state=self.state, paused=self.paused, record=True
        ):
            if isinstance(event, Started) and whole is not None:
                yield replace(event, rows=without_other_rows(event.rows), whole=whole)
            else:
                yield event

    def _data(self) -> tuple[Dataset, MappedRows | None]:
        data = self.run_config.data
        if self.table is not None:
            return prepare(self.table, data), None
        return _load_once(replace(data, label=""), _file_stamp(data.source))


class _After(Control):
    """Some commands, and then all that come through another control."""

    def __init__(self, first: Iterable[Command], others: Control) -> None:
        super().__init__()
        for command in first:
            self.send(command)
        self._others = others

    def take(self) -> list[Command]:
        """Return the commands that have come since the last look, without waiting."""
        return [*super().take(), *self._others.take()]

    def wait(self, seconds: float | None = None) -> Command | None:
        """Wait for the next command, at most so long; None when none came."""
        return super().wait(0.0) or self._others.wait(seconds)


# One run after another usually learns from the same rows; two sets, so that going back does not read a file again.
@lru_cache(maxsize=2)
def _load_once(data: DataConfig, _stamp: tuple[int, ...] | None) -> tuple[Dataset, MappedRows | None]:
    """Load the data; where an owner wants to see more rows than an event carries, they are on a file for both."""
    dataset, folder = load_data(data), shared_folder()
    if folder is None or dataset.samples <= MAX_OUTPUT_ROWS:
        return dataset, None
    return written(dataset, folder) or (dataset, None)


def _file_stamp(source: str) -> tuple[int, ...] | None:
    """What changes when a file is written again or exchanged; None for what is no file."""
    try:
        status = Path(os.path.expanduser(source)).stat()  # noqa: PTH111  as load_dataset does
    except (OSError, ValueError):  # ValueError: a NUL byte in the name
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size
