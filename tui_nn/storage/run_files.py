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
    shown = quoted(str(path))
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise ConfigError(f"{shown} {what}; give the path of a TOML file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ConfigError(f"{shown} cannot be read: {_reason(error)}; give the path of a TOML file") from None
    run = from_toml(content, path.name)
    return replace(run, data=replace(run.data, source=_from_here(run.data.source, path.parent)))


def save_run(path: Path, run: RunConfig) -> None:
    """Write a run to a TOML file, whole or not at all.

    Raises:
        ConfigError: when it cannot be written.
    """
    shown = quoted(str(path))
    try:
        text = to_toml(replace(run, data=replace(run.data, source=_from_there(run.data.source, path.parent))))
        write_atomically(path, text.encode())
    except UnicodeEncodeError:
        raise ConfigError(f"{shown} cannot be written: a name or a path in the run is not UTF-8; rename it") from None
    except FileNotFoundError:
        raise ConfigError(f"{shown} cannot be written: there is no such folder; make it first") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise ConfigError(f"{shown} cannot be written: {_reason(error)}; give another path") from None


def _from_here(source: str, folder: Path) -> str:
    """What a file in `folder` calls `source`, as a path for this process."""
    if folder == Path():
        return source
    beside = os.path.join(folder, source)  # noqa: PTH118  Path would take the ./ away that tells a file from a name
    is_mistyped_name = _is_word(source) and not os.path.lexists(beside) and not os.path.lexists(source)
    return source if _is_same_everywhere(source) or is_mistyped_name else beside


def _from_there(source: str, folder: Path) -> str:
    """What this process calls `source`, as a file in `folder` has to call it."""
    if _is_same_everywhere(source) or (_is_word(source) and not os.path.lexists(source)):
        return source
    # The folders without their links: what a link's .. means differs between the name and the disk.
    place, name = os.path.split(source)
    relative = os.path.join(os.path.relpath(os.path.realpath(place), os.path.realpath(folder)), name)  # noqa: PTH118
    shortest = os.path.normpath(relative)
    return shortest if not is_builtin(shortest) else os.path.join(os.curdir, shortest)  # noqa: PTH118


def _is_same_everywhere(source: str) -> bool:
    return is_builtin(source) or os.path.isabs(source) or source.startswith("~")  # noqa: PTH117


def _is_word(source: str) -> bool:
    """Whether it may be the name of a built-in data set, and not only a path."""
    return os.sep not in source and "." not in source


def _reason(error: Exception) -> str:
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
