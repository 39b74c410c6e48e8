"""A private folder for what the engine process shows its owner without a copy; it goes with whichever ends last."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "tui-nn-rows-"

_folder: Path | None = None


def make_folder() -> Path | None:
    """Make the folder, and take away those that nobody was left to take away; None where none can be made."""
    try:
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
            owner = left.name.removeprefix(PREFIX).partition("-")[0]
            if owner.isdigit() and not _is_alive(int(owner)):
                remove_folder(left)
        return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    except OSError:
        return None


def remove_folder(folder: Path | None) -> None:
    """Take a folder away with all that is in it; what is open stays readable where it is open."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def use_folder(folder: Path | None) -> None:
    """Let this process write there."""
    global _folder
    _folder = folder


def shared_folder() -> Path | None:
    """Return where this process may write; None where nobody would look."""
    return _folder


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
