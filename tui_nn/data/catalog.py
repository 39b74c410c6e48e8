"""One door to all data: a built-in name or the path of a person's own file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tui_nn.config.errors import DataError, did_you_mean
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data.columns import split_columns
from tui_nn.data.dataset import Dataset
from tui_nn.data.files import read_table
from tui_nn.data.gates import FAMILIES, GATES


@dataclass(frozen=True, slots=True)
class BuiltinDataset:
    """What a list says about a built-in data set, known without building it."""

    name: str
    inputs: int
    targets: int
    rows: int
    description: str


def builtin_datasets() -> tuple[BuiltinDataset, ...]:
    """Describe every built-in data set, in the order in which a list shows them."""
    return tuple(
        BuiltinDataset(gate.name, len(gate.input_names), len(gate.target_names), gate.rows, gate.description)
        for gate in GATES.values()
    )


def is_builtin(name: str) -> bool:
    """Say whether a built-in data set has this name, in small or capital letters."""
    return name.lower() in GATES


def load_dataset(name_or_path: str | os.PathLike[str], targets: Sequence[str] = ()) -> Dataset:
    """Load a built-in data set by its name, or read a CSV or TSV file.

    A built-in name wins over a file of that name; './xor' and a `Path` always mean the file, and '~' at the beginning
    of a text is the home directory. The columns named in `targets`, in that order, become the targets, and all others
    the inputs; without them a file's last column is the target, and a built-in data set is as it is.

    Raises:
        DataError: there is no such data, it is not a table of numbers, or it has no such columns.
    """
    if not isinstance(name_or_path, str):
        return read_table(name_or_path, targets)
    if is_builtin(name_or_path):
        dataset = GATES[name_or_path.lower()].dataset()
        return _with_targets(dataset, targets) if targets else dataset
    if _is_path(name_or_path):
        # Path's own method would raise for a file that is called '~name'.
        return read_table(os.path.expanduser(name_or_path), targets)  # noqa: PTH111
    raise _unknown(name_or_path)


def _is_path(name: str) -> bool:
    return os.sep in name or bool(Path(name).suffix) or os.path.lexists(name)


def _unknown(name: str) -> DataError:
    for family in FAMILIES:
        if name.lower().startswith(family.prefix):
            return DataError(f"there is no {quoted(name)}: {family.prefix}-N is built in for {family.limits}")
    hint = did_you_mean(printable(name, QUOTE_LIMIT), GATES) or ";"
    return DataError(
        f"there is no built-in data set and no file {quoted(name)}{hint} 'tui-nn datasets' lists what is built in"
    )


def _with_targets(dataset: Dataset, targets: Sequence[str]) -> Dataset:
    """The same columns, divided into inputs and targets in another way."""
    names = dataset.input_names + dataset.target_names
    inputs, chosen = split_columns(names, targets, quoted(dataset.name))
    columns = np.hstack((dataset.inputs, dataset.targets))
    return Dataset.from_arrays(
        columns[:, inputs],
        columns[:, chosen],
        name=dataset.name,
        input_names=tuple(names[index] for index in inputs),
        target_names=tuple(names[index] for index in chosen),
        description=dataset.description,
    )
