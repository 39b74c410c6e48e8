"""Which kind of row each is by what it should become, class, bits or number, and how each kind is drawn."""

from __future__ import annotations

from itertools import product
from string import ascii_lowercase

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import IntArray
from tui_nn.ui.drawing.palette import Palette, blended
from tui_nn.ui.drawing.scatter import Ink
from tui_nn.ui.panes.hidden_space_view import narrow

STEPS = 9
"""Of the scale for numbers: with letters, the digits 1 to 9."""

MOST_BITS = 3
"""Whose combinations are kinds of their own; of more, only the first bit is shown."""

NAME_LENGTH = 12


def row_kinds(rows: Dataset) -> IntArray:
    """Return the kind of each row, (samples,): an index into `row_inks`."""
    if rows.task == "classes":
        return rows.true_classes
    if rows.task == "bits":
        bits = rows.targets[:, : _bits(rows)].astype(np.int64)
        return np.asarray(bits @ (1 << np.arange(bits.shape[1])[::-1]), dtype=np.int64)
    targets = rows.targets[:, 0]
    low, high = float(targets.min()), float(targets.max())
    with np.errstate(all="ignore"):
        shares = np.nan_to_num((targets / 2 - low / 2) / (high / 2 - low / 2)) if high > low else np.zeros(len(targets))
    return np.rint(shares * (STEPS - 1)).astype(np.int64)


def row_inks(rows: Dataset, palette: Palette) -> list[Ink]:
    """Return how each kind of row is drawn."""
    if rows.task == "classes":
        # Two classes are one output near 0 or near 1, which has the same colours in every picture.
        two = (palette.negative, palette.positive) if len(rows.class_names) == 2 else None
        return [
            Ink(
                two[index] if two else palette.class_colour(index),
                ascii_lowercase[index % 26],
                narrow(name, NAME_LENGTH),
            )
            for index, name in enumerate(rows.class_names)
        ]
    if rows.task == "bits":
        names = ["".join(bits) for bits in product("01", repeat=_bits(rows))]
        if len(names) == 2:
            return [Ink(palette.negative, "0", "0"), Ink(palette.positive, "1", "1")]
        return [Ink(palette.class_colour(index), str(index), name) for index, name in enumerate(names)]
    low, high = float(rows.unscaled_targets[:, 0].min()), float(rows.unscaled_targets[:, 0].max())
    inks = []
    for step in range(STEPS):
        share = 2 * step / (STEPS - 1) - 1
        colour = blended(palette.muted, palette.positive if share > 0 else palette.negative, abs(share))
        name = {0: f"{low:.3g}", STEPS - 1: f"{high:.3g}"}.get(step, "")
        inks.append(Ink(colour, str(step + 1), name))
    return inks


def _bits(rows: Dataset) -> int:
    return rows.outputs if rows.outputs <= MOST_BITS else 1
