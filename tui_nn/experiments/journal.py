"""An experiment's results on disk as they come, so that a process that was killed goes on where it was."""

from __future__ import annotations

import fcntl
import json
import math
import os
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig
from tui_nn.data.dataset import Dataset

if TYPE_CHECKING:
    from tui_nn.experiments.lab_trials import Result

FORMAT = "tui-nn lab journal 1"

SYNC_SECONDS = 1.0
"""How much work a power cut may cost; a killed process loses none that was told."""


class JournalError(ConfigError):
    """A file that is no sound journal of the experiment."""


class Journal:
    """A file of JSON lines, each with a checksum; the first says which experiment it belongs to."""

    def __init__(self, path: Path, fingerprint: str, *, resume: bool) -> None:
        """Begin a journal, or go on with one.

        Args:
            path: the file; a new one must not be there yet or be empty, one to go on with must be.
            fingerprint: of the experiment, as `fingerprint_of` makes it.
            resume: go on with what is there; a torn last line is cut away.

        Raises:
            ConfigError: when the file cannot be used; it is then as it was.
        """
        self.path = path
        self.results: dict[str, dict[str, Any]] = {}
        """What is written, by the key of its trial."""

        self._synced = time.monotonic()
        try:
            # Only regular files: opening a pipe would wait for its other end.
            if path.exists() and not path.is_file():
                raise ConfigError(f"{quoted(str(path))} is not a regular file; give the path of a journal")
            flags = os.O_RDWR | os.O_CLOEXEC | (0 if resume else os.O_CREAT)
            self._file = os.fdopen(os.open(path, flags, 0o666), "r+b")
        except FileNotFoundError:
            raise ConfigError(f"there is no journal {quoted(str(path))}; begin one with --journal") from None
        except (OSError, ValueError) as error:
            if isinstance(error, ConfigError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigError(f"{quoted(str(path))} cannot be used: {reason.lower()}") from None
        try:
            self._begin(quoted(str(path)), fingerprint, resume=resume)
        except BaseException as error:
            with suppress(OSError):  # of what has not been written, which closing tries again
                self._file.close()
            if isinstance(error, OSError):
                raise _not_written(error) from None
            raise

    def _begin(self, name: str, fingerprint: str, *, resume: bool) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(f"{name} is being written by another process; wait for it") from None
        content = self._file.read()
        if not resume:
            if content:
                raise ConfigError(f"{name} is there already; go on with it by --resume, or give another name")
            self._write([{"format": FORMAT, "experiment": fingerprint}])
            return
        objects, sound = _read(content, name)
        if not objects or objects[0].get("format") != FORMAT:
            raise JournalError(f"{name} is no journal of tui-nn lab; give one that --journal has begun")
        if objects[0].get("experiment") != fingerprint:
            raise JournalError(f"{name} belongs to another experiment; give the options with which it was begun")
        try:
            self.results = {each["key"]: _from_json(each) for each in objects[1:]}
        except (KeyError, TypeError):
            raise JournalError(f"{name} has results of another kind; begin a new one with --journal") from None
        self._file.truncate(sound)
        self._file.seek(sound)

    def append(self, results: Iterable[Result]) -> None:
        """Write results; they are safe from the end of this process when it returns.

        Raises:
            ConfigError: when the disk takes no more.
        """
        objects = [_to_json(asdict(result)) for result in results]
        if not objects:
            return
        try:
            self._write(objects)
        except OSError as error:
            raise _not_written(error) from None

    def close(self) -> None:
        """Flush to the disk and let go of the file."""
        if not self._file.closed:
            os.fsync(self._file.fileno())
            self._file.close()

    def _write(self, objects: list[dict[str, Any]]) -> None:
        self._file.write(b"".join(map(_line, objects)))
        self._file.flush()
        if time.monotonic() - self._synced >= SYNC_SECONDS:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()


def _not_written(error: OSError) -> ConfigError:
    return ConfigError(f"the journal cannot be written: {(error.strerror or str(error)).lower()}")


def fingerprint_of(experiment: str, run: RunConfig, datasets: Iterable[Dataset], **more: object) -> str:
    """Return what tells an experiment from others: its kind, the configuration, the rows, and what else matters."""
    from tui_nn import __version__
    from tui_nn.experiments.lab_trials import Result

    kept = [FORMAT, __version__, [field.name for field in fields(Result)]]
    chosen = {part: asdict(getattr(run, part)) for part in ("network", "training")}
    digest = sha256(json.dumps([kept, experiment, chosen, more], sort_keys=True, default=str).encode())
    for dataset in datasets:
        digest.update(rows_digest(dataset))
    return digest.hexdigest()


def rows_digest(dataset: Dataset) -> bytes:
    """Return what tells rows from others: their inputs, targets and parts."""
    digest = sha256()
    for array in (dataset.inputs, dataset.targets, dataset.parts):
        digest.update(b"-" if array is None else f"{array.shape}".encode() + array.tobytes())
    return digest.digest()


def _line(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, allow_nan=False)
    return f'{{"crc": {zlib.crc32(text.encode())}, "is": {text}}}\n'.encode()


def _read(content: bytes, name: str) -> tuple[list[dict[str, Any]], int]:
    """Return the objects of all sound lines and how many bytes they fill; only the last line may be torn."""
    objects, sound = [], 0
    lines = content.split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):
        try:
            whole = json.loads(line)
            inner = whole["is"]
            if _line(inner) != line + b"\n" or not isinstance(inner, dict):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            if number < len(lines) - 1 and sound:
                raise JournalError(f"{name}, line {number}: the line is damaged; remove it and try again") from None
            break
        objects.append(inner)
        sound += len(line) + 1
    return objects, sound


def _to_json(result: dict[str, Any]) -> dict[str, Any]:
    """JSON has no word for what is not a number."""
    return {key: _null(value) for key, value in result.items()}


def _from_json(content: dict[str, Any]) -> dict[str, Any]:
    return {key: _nan(value) for key, value in content.items()}


def _null(value: object) -> object:
    if isinstance(value, tuple):
        return [_null(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _nan(value: object) -> object:
    if isinstance(value, list):
        return tuple(_nan(each) for each in value)
    return math.nan if value is None else value
