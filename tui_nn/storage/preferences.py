"""What the app remembers of a person from one start to the next, in folders of their own: preferences as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tui_nn.storage.atomic_write import write_atomically

LARGEST_FILE = 100_000
"""Bytes; what is larger was not written by us."""


def preferences_path() -> Path:
    """Return where preferences are kept."""
    from platformdirs import user_config_path

    return user_config_path("tui-nn") / "preferences.json"


def journals_folder() -> Path:
    """Return where experiments of the app are written down."""
    from platformdirs import user_state_path

    return user_state_path("tui-nn") / "experiments"


def load_preferences(path: Path) -> Mapping[str, object]:
    """Read preferences; nothing of what cannot be read, for no preference is worth a start that fails."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return {}
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def save_preferences(path: Path, preferences: Mapping[str, object]) -> bool:
    """Write preferences, whole or not at all; says whether that could be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(preferences, indent=1).encode())
    except OSError:
        return False
    return True
