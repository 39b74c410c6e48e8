"""Writing a file so that it is whole, the old one or the new, whatever happens in between."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

NEW_FILE_MODE = 0o666
"""What the system then takes away by the umask."""


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file by new content: a temporary file beside it, flushed to the disk, then renamed over it.

    The permissions stay as they were, and a link stays a link. Only a regular file is ever replaced: a rename would
    take the place of a device or a pipe, too.

    Raises:
        OSError: when it cannot be written; the old file is then untouched and no temporary file is left.
        ValueError: when the path cannot be one.
    """
    mode = _mode(path)
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}.tmp")
    # Never wider open than the file that it will be.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, NEW_FILE_MODE if mode is None else mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)  # noqa: PTH105  tests stand in for it here
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _mode(path: Path) -> int | None:
    """Permissions of the file that will be replaced, or None where there is none yet."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    if not os.access(path, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(status.st_mode)


def _sync_folder(folder: Path) -> None:
    """Make the rename survive a power cut; where a folder cannot be flushed, such a cut may bring the old file back."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
