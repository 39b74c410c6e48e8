"""What each input is worth to a network: how much worse it answers when one column's cells are shuffled among rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import slices_of, with_extra_inputs
from tui_nn.engine.arrays import FloatArray, IntArray

SHUFFLE_KEY = 4
"""Keeps the random numbers of shuffles apart from others of the same seed."""


def shuffles(rows: int, repeats: int, seed: int) -> IntArray:
    """Return orders of the rows, (repeats, rows); the same for every column, so that columns differ by nothing else."""
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SHUFFLE_KEY,)))
    return np.array([generator.permutation(rows) for _ in range(repeats)], dtype=np.int64).reshape(repeats, rows)


def permutation_importance(
    rows: Dataset, predict: Callable[[FloatArray], FloatArray], loss: Callable[[FloatArray], float], orders: IntArray
) -> FloatArray:
    """Return how much the loss grows when one column is shuffled: (columns, repeats).

    loss(predict(rows with the column shuffled)) - loss(predict(rows)): Breiman 2001 (Random forests) for a forest,
    Fisher, Rudin & Dominici 2019 (All models are wrong, but many are useful) for any model. A column is one of the
    table's, whatever numbers it became: categories are shuffled whole, and extra inputs are made of what was shuffled.
    Of two columns that say the same, each may seem to be worth little, for the other one is left.

    Args:
        rows: that the network is judged on.
        predict: outputs (rows, outputs) for inputs (rows, features).
        loss: of such outputs; less is better.
        orders: (repeats, rows), which row each row takes the column's cell from.
    """
    before = loss(predict(rows.inputs))
    found = np.empty((len(rows.shown_input_names), len(orders)))
    for column in range(len(found)):
        for repeat, order in enumerate(orders):
            found[column, repeat] = loss(predict(_shuffled(rows, column, order))) - before
    return found


def _shuffled(rows: Dataset, column: int, order: IntArray) -> FloatArray:
    """The inputs (rows, features) with the cells of one column of the table in another order."""
    inputs = rows.inputs.copy()
    if rows.encoding is None:
        inputs[:, column] = inputs[order, column]
        return inputs
    codes = rows.encoding.inputs
    places = slices_of(codes)
    inputs[:, places[column]] = rows.inputs[order, places[column]]
    own = inputs[:, : places[-1].stop]
    return with_extra_inputs(own, codes, rows.encoding.extra_inputs)[0]
