"""Which panes stand where: layouts by name, as trees of rows and columns, and what people change about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

PaneName = Literal[
    "setup", "error", "log", "table", "network", "surface", "hidden", "health", "judgement", "rate"
]  # fmt: skip
PANE_NAMES: tuple[PaneName, ...] = get_args(PaneName)

LayoutName = Literal["overview", "surface", "network", "numbers", "projector", "everything"]
LAYOUT_NAMES: tuple[LayoutName, ...] = get_args(LayoutName)

Arrangement = Literal["tiny", "single", "columns", "full", "wide"]
"""tiny: too small for anything but a word about it. single: one pane at a time. columns: the few most telling panes of
a layout. full: a usual window. wide: a large one."""

ARRANGEMENTS: tuple[Arrangement, ...] = get_args(Arrangement)

SMALLEST_WIDTH, SMALLEST_HEIGHT = 40, 12

GROWTH, MOST_GROWTH = 1.25, 8.0
"""What a pane grows by with one key, and at most."""


@dataclass(frozen=True)
class Part:
    """Something in a split, and its share of the room."""

    content: Tree
    weight: float = 1.0
    cells: int = 0
    """A fixed size instead of a share; 0 for none."""

    fits: bool = False
    """For a table over which something stands: as many lines as it needs, up to two fifths."""


@dataclass(frozen=True)
class Split:
    """Parts side by side, or one above the other."""

    across: bool
    parts: tuple[Part, ...]


Tree: TypeAlias = Split | PaneName
"""What is shown: one pane, or a split of several."""


def _row(*parts: Part | Tree) -> Split:
    return Split(across=True, parts=tuple(part if isinstance(part, Part) else Part(part) for part in parts))


def _column(*parts: Part | Tree) -> Split:
    return replace(_row(*parts), across=False)


_LEFT_COLUMN = Part(_column(Part("setup", 1.8), "log"), cells=42)


@dataclass(frozen=True)
class Layout:
    """A choice of panes for a purpose, for each size of the window; the first pane of each is the most telling."""

    title: str
    help: str
    trees: Mapping[Arrangement, Split]
    front: PaneName
    """The pane to begin with."""


LAYOUTS: Mapping[LayoutName, Layout] = {
    "overview": Layout(
        "Overview",
        "The run at a glance: options, log, error, table and network.",
        {
            "columns": _row(Part("setup", cells=39), _column("error", Part("table", fits=True))),
            "full": _row(_LEFT_COLUMN, _column(_row("error", "network"), Part("table", fits=True))),
            "wide": _row(_LEFT_COLUMN, _column("error", "table"), _column("surface", "network")),
        },
        front="error",
    ),
    "surface": Layout(
        "Surface",
        "What the network makes of the plane of inputs, beside its error.",
        {
            "columns": _row(Part("surface", 3), Part("error", 2)),
            "full": _row(Part("surface", 3), Part(_column("error", "hidden"), 2)),
            "wide": _row(Part("surface", 3), Part(_column("error", "hidden", "table"), 2)),
        },
        front="surface",
    ),
    "network": Layout(
        "Network",
        "Units and weights at work, for one row or for the mean.",
        {
            "columns": _column(Part("network", 4), Part("table", 3)),
            "full": _column(Part("network", 3), Part(_row("error", "table"), 2)),
            "wide": _row(Part(_column(Part("network", 2), "table"), 3), Part(_column("surface", "hidden", "error"), 2)),
        },
        front="network",
    ),
    "numbers": Layout(
        "Numbers",
        "Rows, scores and the health of every layer.",
        {
            "columns": _row(Part("table", 6), Part("judgement", 5)),
            "full": _row(Part(_column("table", "log"), 6), Part(_column("judgement", "health"), 5)),
            "wide": _row(_column("table", "log"), _column("judgement", "health"), _column("error", "rate")),
        },
        front="table",
    ),
    "projector": Layout(
        "Projector",
        "For a class: two or three large pictures and few words.",
        {
            "columns": _row("network", "surface"),
            "full": _column(Part(_row("network", "surface"), 2), "error"),
            "wide": _column(Part(_row("network", "surface"), 2), "error"),
        },
        front="network",
    ),
    "everything": Layout(
        "Everything",
        "As many panes at once as the window has room for.",
        {
            "columns": _row(_column("error", "table"), _column("network", "surface")),
            "full": _row(_column("error", "network", "table"), _column("surface", "hidden", "health", "judgement")),
            "wide": _row(
                Part(_column(Part("setup", 1.5), "log"), cells=40),
                _column("error", "rate", "table"),
                _column("network", "judgement"),
                _column("surface", "hidden", "health"),
            ),
        },
        front="error",
    ),
}


@dataclass(frozen=True)
class Changes:
    """What a person has changed about a layout."""

    hidden: frozenset[PaneName] = frozenset()
    added: tuple[PaneName, ...] = ()
    growth: Mapping[tuple[PaneName, bool], float] = field(default_factory=dict)
    """How much larger a pane was made than the layout has it: across (True) and down (False)."""

    def toggled(self, pane: PaneName, *, shown: bool) -> Changes:
        """Return the changes with a pane hidden that was shown, or shown that was not."""
        if shown:
            added = tuple(name for name in self.added if name != pane)
            hidden = self.hidden if pane in self.added else self.hidden | {pane}
            return replace(self, hidden=hidden, added=added)
        if pane in self.hidden:
            return replace(self, hidden=self.hidden - {pane})
        return replace(self, added=(*self.added, pane))

    def grown(self, pane: PaneName, *, across: bool, larger: bool) -> Changes:
        """Return the changes with a pane made larger or smaller in one direction."""
        factor = self.growth.get((pane, across), 1.0) * (GROWTH if larger else 1 / GROWTH)
        factor = min(max(factor, 1 / MOST_GROWTH), MOST_GROWTH)
        return replace(self, growth={**self.growth, (pane, across): factor})


UNCHANGED = Changes()


def arrangement_for(width: int, height: int) -> Arrangement:
    """Return the arrangement for a window of so many cells."""
    if width < SMALLEST_WIDTH or height < SMALLEST_HEIGHT:
        return "tiny"
    if width < 76 or height < 20:
        return "single"
    if width < 100 or height < 36:
        return "columns"
    return "full" if width < 160 or height < 45 else "wide"


def panes_in(tree: Tree | None) -> Iterator[PaneName]:
    """Yield the panes of a tree, from the upper left to the lower right."""
    if isinstance(tree, Split):
        for part in tree.parts:
            yield from panes_in(part.content)
    elif tree is not None:
        yield tree


def cycle_of(layout: LayoutName, arrangement: Arrangement, changes: Changes = UNCHANGED) -> tuple[PaneName, ...]:
    """Return the panes that are visited one after the other; in a small window those of a usual one, too."""
    size = arrangement if arrangement in ("full", "wide") else "full"
    return tuple(panes_in(_changed(LAYOUTS[layout].trees[size], changes))) or (LAYOUTS[layout].front,)


def tree_of(
    layout: LayoutName,
    arrangement: Arrangement,
    front: PaneName,
    left: PaneName,
    changes: Changes = UNCHANGED,
    *,
    maximised: bool = False,
) -> Tree | None:
    """Return what is shown, as a tree; None where there is room for nothing.

    Args:
        layout: the one that was chosen.
        arrangement: as `arrangement_for` returned it.
        front: the pane that the person works in; one that the layout has no place for takes that of its last.
        left: the one of Setup and log that was in front last; in a small overview they share a place.
        changes: what the person has changed about the layout.
        maximised: whether the pane in front has the whole window.
    """
    if arrangement == "tiny":
        return None
    if arrangement == "single" or maximised:
        return front
    whole: Tree = LAYOUTS[layout].trees[arrangement]
    if layout == "overview" and arrangement == "columns":
        whole = _replaced(whole, "setup", left)
    tree = _changed(whole, changes)
    if tree is None:
        return front
    shown = tuple(panes_in(tree))
    return tree if front in shown else _replaced(tree, shown[-1], front)


def _replaced(tree: Tree, pane: PaneName, other: PaneName) -> Tree:
    if not isinstance(tree, Split):
        return other if tree == pane else tree
    parts = tuple(replace(part, content=_replaced(part.content, pane, other)) for part in tree.parts)
    return replace(tree, parts=parts)


def _changed(tree: Tree | None, changes: Changes) -> Tree | None:
    """Return a tree without the panes that were hidden, and with those that were added, in a column at the right."""
    tree = _without(tree, changes.hidden)
    added = tuple(pane for pane in changes.added if pane not in set(panes_in(tree)))
    if not added:
        return tree
    column = _column(*added)
    if tree is None:
        return column
    if isinstance(tree, Split) and tree.across:
        return replace(tree, parts=(*tree.parts, Part(column, _mean_weight(tree))))
    return _row(Part(tree, 2), column)


def _mean_weight(tree: Split) -> float:
    weights = [part.weight for part in tree.parts if not part.cells]
    return sum(weights) / len(weights) if weights else 1.0


def _without(tree: Tree | None, hidden: frozenset[PaneName]) -> Tree | None:
    if not isinstance(tree, Split):
        return None if tree in hidden else tree
    kept = []
    for part in tree.parts:
        content = _without(part.content, hidden)
        if content is not None:
            kept.append(replace(part, content=content))
    if not kept:
        return None
    return replace(tree, parts=tuple(kept)) if len(kept) > 1 else kept[0].content
