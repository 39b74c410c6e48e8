"""What hidden layers buy, as text: truth tables down, hidden layers across, a success rate and its shade in each."""

from __future__ import annotations

import math

from tui_nn.cli.lab_map_text import rate_cell, shades
from tui_nn.data.gates import TWO_INPUT_GATES
from tui_nn.experiments.lab_events import GatesEvent, LabRow

FEW = 0.5
"""A gate that succeeds from fewer starts is hard."""


def gates_text(event: GatesEvent) -> str:
    """Return the picture and, where networks without hidden units are in it, which gates of two inputs are hard."""
    rows = {(row.name, dict(row.details)["hidden"]): row for row in event.rows}
    names = list(dict.fromkeys(row.name for row in event.rows))
    across = event.hidden_layers
    width = max(map(len, (*across, "100"))) + 3
    margin = max(map(len, names))
    lines = [" " * margin + " " + "".join(f"{hidden:<{width + 1}}" for hidden in across)]
    for name in names:
        cells = (rate_cell(rows[name, hidden].tally.rate) for hidden in across)
        lines.append(f"{name:<{margin}} " + "".join(f"{cell:<{width + 1}}" for cell in cells))
    worse, better = shades()[1], shades()[-1]
    legend = f"per cent of the starts that succeed; {worse} worse, {better} better, · unknown"
    text = [f"Across: units of the hidden layers. Down: gates. Each cell: {legend}.", *map(str.rstrip, lines)]
    if "none" in across:
        told = [rows[name, "none"] for name, _, _ in TWO_INPUT_GATES if (name, "none") in rows]
        text += [hard_text(told)] if told else []
    return "\n".join(text)


def hard_text(rows: list[LabRow]) -> str:
    """Say which gates succeed from less than half of the starts without hidden units."""
    if any(math.isnan(row.tally.rate) for row in rows):
        return "Not every gate has been tried without hidden units."
    hard = [row.name for row in rows if row.tally.rate < FEW]
    listed = " and ".join(filter(None, (", ".join(hard[:-1]), *hard[-1:])))
    if not hard:
        return f"Without hidden units, none of the {len(rows)} gates of two inputs is hard."
    of = f"of the {len(rows)} gates of two inputs"
    return f"Without hidden units, {listed} alone {of} succeed from less than half of the starts."
