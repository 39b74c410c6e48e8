"""Runs as TOML files: relative paths of data are meant from the file's own folder, so that both can be handed out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig
from tui_nn.config.toml_file import LARGEST_FILE, from_toml, to_toml
from tui_nn.data.catalog import is_builtin
from tui_nn.storage.atomic_write import write_atomically


def load_run(path: Path) -> RunConfig:
    """Read a run from a TOML file.

    Raises:
        ConfigError: in one line that says what is wrong, and where.
    """
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise ConfigError(f"{quoted(str(path))} {what}; give the path of a TOML file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"{quoted(str(path))} cannot be read: {_reason(error)}") from None
    run = from_toml(content, path.name)
    source = run.data.source
    if is_builtin(source) or Path(source).is_absolute():
        return run
    return replace(run, data=replace(run.data, source=str(path.parent / source)))


def save_run(path: Path, run: RunConfig) -> None:
    """Write a run to a TOML file, whole or not at all.

    Raises:
        ConfigError: when it cannot be written.
    """
    source = run.data.source
    if not is_builtin(source) and not Path(source).is_absolute():
        run = replace(run, data=replace(run.data, source=os.path.relpath(source, path.parent)))
    try:
        write_atomically(path, to_toml(run).encode())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{quoted(str(path))} cannot be written: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
