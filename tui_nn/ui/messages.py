"""What the panes ask for; whoever sends one does not know who answers."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from tui_nn.ui.session import Values


@dataclass
class ValuesChosen(Message):
    """Request to take other values of options."""

    values: Values
    at_once: bool
    """Whether the person asked for it with Enter; else the field was only left, and a new start has to wait."""


@dataclass
class FieldLeft(Message):
    """Request to take the focus out of the fields."""


@dataclass
class ActionAsked(Message):
    """Request to do an action, by its name."""

    name: str


@dataclass
class PanesArranged(Message):
    """Fact: other panes are shown than before."""


@dataclass
class RowChosen(Message):
    """Request to look at a row, in every picture."""

    row: int
    """Of `Started.rows`, counted from 0."""
