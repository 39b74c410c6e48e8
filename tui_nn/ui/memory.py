"""What the screen remembers between two starts: the layout, what was changed about each, the theme, the tour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tui_nn.storage.preferences import load_preferences, save_preferences
from tui_nn.ui.layout import LAYOUT_NAMES, MOST_GROWTH, PANE_NAMES, Changes, LayoutName, PaneName

ACROSS, DOWN = "across", "down"


@dataclass
class Memory:
    """Preferences of one person; without a path they are forgotten at the end."""

    path: Path | None = None
    layout: LayoutName = "overview"
    changes: dict[LayoutName, Changes] = field(default_factory=dict)
    theme: str = ""
    """Empty until one was chosen."""

    toured: bool = False
    """Whether the tour was taken or declined, so that it is not offered again."""

    pasted: Path | None = None
    """The folder where pasted tables are kept; None for one that is forgotten."""

    journals: Path | None = None
    """The folder where experiments are written down as they go; None for nowhere."""

    @classmethod
    def load(cls, path: Path, journals: Path | None = None) -> Memory:
        """Read what was remembered; what is not understood is left out."""
        kept = load_preferences(path)
        memory = cls(path, journals=journals)
        memory.layout = next((name for name in LAYOUT_NAMES if name == kept.get("layout")), memory.layout)
        theme = kept.get("theme")
        memory.theme = theme if isinstance(theme, str) else ""
        memory.toured = kept.get("toured") is True
        changes = kept.get("changes")
        if isinstance(changes, Mapping):
            memory.changes = {name: _changes_from(changes[name]) for name in LAYOUT_NAMES if name in changes}
        return memory

    def save(self) -> bool:
        """Write it down; says whether that could be done."""
        if self.path is None:
            return True
        kept = {
            "layout": self.layout,
            "theme": self.theme,
            "toured": self.toured,
            "changes": {name: _changes_to(changes) for name, changes in self.changes.items()},
        }
        return save_preferences(self.path, kept)


def _changes_to(changes: Changes) -> dict[str, object]:
    growth = [[pane, ACROSS if across else DOWN, factor] for (pane, across), factor in changes.growth.items()]
    return {"hidden": sorted(changes.hidden), "added": list(changes.added), "growth": growth}


def _changes_from(kept: object) -> Changes:
    if not isinstance(kept, Mapping):
        return Changes()
    growth: dict[tuple[PaneName, bool], float] = {}
    for entry in _list(kept.get("growth")):
        if not (isinstance(entry, list) and len(entry) == 3):
            continue
        pane, direction, factor = entry
        if pane in PANE_NAMES and direction in (ACROSS, DOWN) and isinstance(factor, int | float):
            growth[pane, direction == ACROSS] = min(max(float(factor), 1 / MOST_GROWTH), MOST_GROWTH)
    hidden = _list(kept.get("hidden"))
    added = _list(kept.get("added"))
    return Changes(
        hidden=frozenset(pane for pane in PANE_NAMES if pane in hidden),
        added=tuple(pane for pane in PANE_NAMES if pane in added),
        growth=growth,
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
