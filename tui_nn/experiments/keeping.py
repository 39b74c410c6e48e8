"""Journals that keep themselves: one for each experiment, so that the same question goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_nn.config.errors import ConfigError
from tui_nn.experiments.journal import Journal, JournalError

if TYPE_CHECKING:
    from tui_nn.experiments.lab_trials import Result

MOST_BYTES = 64 * 2**20
MOST_FILES = 200

SUFFIX = ".journal"
"""Only files that are called so are counted, and removed."""


@dataclass(frozen=True, kw_only=True)
class KeptJob:
    """What the jobs of all experiments have in common: where their results are written down."""

    journal: Path | None = None
    """A file of the person's own choice; it comes before `keep`, and what is wrong with it is told."""

    resume: bool = False
    """Go on with that file instead of beginning it."""

    keep: Path | None = None
    """A folder in which the journal of this very experiment is begun or gone on with, if that is possible."""

    @contextmanager
    def open_journal(self, fingerprint: str) -> Iterator[Journal | None]:
        """Keep the journal open, if there is to be one.

        Args:
            fingerprint: of the experiment, as `fingerprint_of` makes it.

        Raises:
            ConfigError: when the file of the person's own choice cannot be used.
        """
        journal: Journal | None = None
        if self.journal is not None:
            journal = Journal(self.journal, fingerprint, resume=self.resume)
        elif self.keep is not None:
            journal = kept_journal(self.keep, fingerprint)
        try:
            yield journal
        finally:
            if journal is not None:
                journal.close()


class KeptJournal(Journal):
    """A journal that nobody has asked for: where it cannot be written, the experiment goes on without."""

    _ended = False

    def append(self, results: Iterable[Result]) -> None:
        """Write results as long as the disk takes them and the folder has room."""
        if self._ended:
            return
        try:
            super().append(results)
            self._ended = not _has_room(self.path)
        except ConfigError:
            # Nothing may stand behind half a line: that would be damage, and a torn end is not.
            self._ended = True

    def close(self) -> None:
        """Let go of the file, flushed if that is possible."""
        with suppress(OSError):
            super().close()


def kept_journal(folder: Path, fingerprint: str) -> KeptJournal | None:
    """Return the experiment's journal in a folder: gone on with, or begun; None where there cannot be one.

    A damaged one is begun anew. The folder holds at most 200 journals and 64 MB; the oldest are removed.
    """
    path = folder / f"{fingerprint}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = path.exists()
        if there:
            os.utime(path)
        _make_room(folder, path, files=MOST_FILES if there else MOST_FILES - 1)
        try:
            return KeptJournal(path, fingerprint, resume=there)
        except JournalError:
            path.unlink()
            return KeptJournal(path, fingerprint, resume=False)
    except (OSError, ValueError, ConfigError):  # ValueError: a NUL byte in the name
        return None


def _has_room(path: Path) -> bool:
    """Make room for a journal that grows, and say whether there is some."""
    try:
        return _make_room(path.parent, path, files=MOST_FILES) < MOST_BYTES
    except OSError:
        return False


def _make_room(folder: Path, mine: Path, *, files: int) -> int:
    """Remove the oldest journals but one until the folder is within its limits; returns the bytes that remain."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(FileNotFoundError):  # another process makes room, too
            status = path.stat()
            found.append((status.st_mtime, path, status.st_size))
    found.sort()
    count, size = len(found), sum(each for _, _, each in found)
    for _, path, each in found:
        if count <= files and size <= MOST_BYTES:
            break
        if path != mine:
            path.unlink(missing_ok=True)
            count, size = count - 1, size - each
    return size
