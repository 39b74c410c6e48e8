"""Writing a file so that it is whole, the old one or the new, whatever happens in between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file by new content: a temporary file beside it, flushed to the disk, then renamed over it.

    Raises:
        OSError: when it cannot be written; the old file is then untouched and no temporary file is left.
    """
    target = path.resolve()  # a link stays a link; the file it names is replaced
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))  # noqa: PTH101  the name is a str that mkstemp made
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        os.unlink(temporary)  # noqa: PTH108
        raise
    _sync_folder(target.parent)


def _mode(target: Path) -> int:
    """Permissions as the file had them, or as a new file gets them here; mkstemp's own are for secrets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
