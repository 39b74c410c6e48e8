"""Which rows are learnt from and which are kept to judge: drawn by a seed of its own, each class by its share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError

TRAINING, VALIDATION, TEST = 0, 1, 2
SPLIT_KEY = 2
"""Keeps the split's random numbers apart from those of start weights, batches and generated rows of the same seed."""

PartArray = npt.NDArray[np.int8]


def split_rows(
    rows: int, validation_share: float, test_share: float, seed: int, classes: npt.NDArray[np.int64] | None = None
) -> PartArray | None:
    """Give each row its part, 0 training, 1 validation, 2 test: (rows,); None when all rows are for training.

    Args:
        rows: how many there are.
        validation_share: of all rows; the number is rounded.
        test_share: likewise.
        seed: the same one gives the same parts.
        classes: the class of each row, 0, 1 ...; each is split by the same shares as nearly as whole rows allow.

    Raises:
        DataError: the shares leave no row for training.
    """
    if validation_share + test_share >= 1:
        raise DataError(
            f"validation share {validation_share:g} and test share {test_share:g} leave no rows for training; "
            "their sum must be below 1"
        )
    if validation_share == test_share == 0:
        return None
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SPLIT_KEY,)))
    of_class = np.zeros(rows, dtype=np.int64) if classes is None else classes
    counts = np.bincount(of_class)
    # Where it can be, a row of each class is left to learn from.
    room = np.maximum(counts - 1, 0)
    parts = np.zeros(rows, dtype=np.int8)
    taken = np.zeros_like(counts)
    shuffled = [generator.permutation(np.flatnonzero(of_class == number)) for number in range(len(counts))]
    for part, share in ((TEST, test_share), (VALIDATION, validation_share)):
        wanted = min(round(share * rows), int((room - taken).sum()))
        quota = _quotas((counts * share).astype(np.float64), room - taken, wanted, generator)
        for number, order in enumerate(shuffled):
            parts[order[taken[number] : taken[number] + quota[number]]] = part
        taken += quota
    return parts


def _quotas(
    ideal: npt.NDArray[np.float64], room: npt.NDArray[np.int64], total: int, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Whole numbers near the ideal ones with the given sum: rounded down, then one more where most was cut off."""
    quota = np.minimum(np.floor(ideal + 1e-9).astype(np.int64), room)
    chance = generator.random(len(ideal))
    while quota.sum() > total:
        quota[np.argmax(quota - ideal)] -= 1
    while quota.sum() < total:
        left = np.where(quota < room, ideal - quota, -np.inf)
        # Among equal classes the seed decides, so that it is not always the first that gives a row.
        quota[np.lexsort((chance, left.round(9)))[-1]] += 1
    return quota
