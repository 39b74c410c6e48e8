"""Extra inputs made of the ones there are: squares, products, sines and cosines, each kind as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError, did_you_mean
from tui_nn.config.plain_text import quoted

FloatArray = npt.NDArray[np.float64]

EXTRA_INPUT_NAMES = ("squares", "products", "sines", "cosines")
"""The kinds of extra inputs, in the order in which they are appended."""

MAX_COLUMNS = 10_000


def add_extra_inputs(
    inputs: FloatArray, names: tuple[str, ...], kinds: Iterable[str]
) -> tuple[FloatArray, tuple[str, ...]]:
    """Append columns such as x1², x1·x2, sin x1 and cos x1 after the inputs (rows, features), and name them so.

    The kinds always come in the order of EXTRA_INPUT_NAMES, each at most once.

    Raises:
        DataError: a kind is unknown, there would be too many columns, or a number becomes too large.
    """
    chosen = set(kinds)
    for kind in sorted(chosen.difference(EXTRA_INPUT_NAMES)):
        hint = did_you_mean(kind, EXTRA_INPUT_NAMES) or f"; there are {', '.join(EXTRA_INPUT_NAMES)}"
        raise DataError(f"there are no extra inputs {quoted(kind)}{hint}")
    if not chosen:
        return inputs, names
    ordered = [kind for kind in EXTRA_INPUT_NAMES if kind in chosen]
    features = len(names)
    columns = features + sum(features * (features - 1) // 2 if kind == "products" else features for kind in ordered)
    if columns > MAX_COLUMNS:
        raise DataError(
            f"{' and '.join(ordered)} of {features:,} inputs would make {columns:,} columns; "
            f"at most {MAX_COLUMNS:,} are possible"
        )
    with np.errstate(over="ignore"):  # told below in words
        added = [_extra_columns(inputs, names, kind) for kind in ordered]
    all_names = names + tuple(name for _, more_names in added for name in more_names)
    all_inputs = np.hstack([inputs, *(more_inputs for more_inputs, _ in added)])
    finite = np.isfinite(all_inputs)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise DataError(f"{quoted(all_names[column])} is too large a number in row {row + 1}; scale the inputs first")
    return all_inputs, all_names


def _extra_columns(inputs: FloatArray, names: tuple[str, ...], kind: str) -> tuple[FloatArray, list[str]]:
    match kind:
        case "squares":
            return inputs * inputs, [f"{name}²" for name in names]
        case "products":
            first, second = np.triu_indices(inputs.shape[1], 1)
            return inputs[:, first] * inputs[:, second], [f"{one}·{other}" for one, other in combinations(names, 2)]
        case "sines":
            return np.sin(inputs), [f"sin {name}" for name in names]
        case _:
            return np.cos(inputs), [f"cos {name}" for name in names]
