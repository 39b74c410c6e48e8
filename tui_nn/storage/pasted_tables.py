"""Tables that somebody pasted: each kept in a file of its own, from which its runs can be loaded again."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

from tui_nn.storage.atomic_write import write_atomically


def pasted_folder() -> Path:
    """Return where pasted tables are kept."""
    from platformdirs import user_state_path

    return user_state_path("tui-nn") / "pasted"


def keep_pasted(text: str, folder: Path, moment: datetime) -> Path:
    """Write a pasted text to a file that is called by its moment, and return where it is.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"pasted-{moment:%Y-%m-%d-%H%M%S}"
    # The ending says nothing about what is in it: a table may have been pasted as JSON.
    names = (f"{name}{'' if number == 1 else f'-{number}'}.txt" for number in count(1))
    path = next(path for path in map(folder.joinpath, names) if not path.exists())
    write_atomically(path, text.encode("utf-8", "replace"))
    return path
