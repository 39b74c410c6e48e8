"""The columns of a table: a name of its own for each, and which of them are targets."""

from __future__ import annotations

from collections.abc import Sequence

from tui_nn.config.errors import ColumnError, DataError, did_you_mean
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted

LISTED_NAMES = 12
"""Names that a message lists before it only counts the rest."""


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return a different name for each cell of a header line.

    A blank cell becomes 'column 3', and a name that stands there again gets ' (2)'. The first column that really has a
    name keeps it, even against one that would only be given it: who asks for a name of the file gets that column.
    Blanks around a name, as after the commas of "a, b", are not part of it.
    """
    cells = [cell.strip() for cell in header]
    unclaimed = {cell for cell in cells if cell}
    taken = set(unclaimed)
    copies: dict[str, int] = {}
    names = []
    for number, cell in enumerate(cells, start=1):
        wanted = name = cell or f"column {number}"
        if cell in unclaimed:
            unclaimed.remove(cell)
        else:
            while name in taken:
                copies[wanted] = copies.get(wanted, 1) + 1
                name = f"{wanted} ({copies[wanted]})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def split_columns(names: Sequence[str], targets: Sequence[str], source: str) -> tuple[list[int], list[int]]:
    """Return the positions of the input columns and those of the target columns.

    Args:
        names: the name of each column, all different.
        targets: the names of the target columns in the order wanted; none at all means the last column.
        source: what the table is called in a message, ready to be shown.

    Raises:
        DataError: a target is unknown or stands there twice, or no column is left as an input.
    """
    wanted = [targets] if isinstance(targets, str) else list(targets)
    position = {name: index for index, name in enumerate(names)}
    chosen: list[int] = []
    for target in wanted:
        if target not in position:
            raise unknown_column(target, names, source)
        if position[target] in chosen:
            raise ColumnError(f"{source}: the target {quoted(target)} is named twice; name each target once")
        chosen.append(position[target])
    if not wanted:
        chosen.append(len(names) - 1)
    taken = set(chosen)
    inputs = [index for index in range(len(names)) if index not in taken]
    if not inputs:
        raise ColumnError(f"{source}: every column is a target; leave at least one column as an input")
    return inputs, chosen


def unknown_column(wanted: str, names: Sequence[str], source: str) -> DataError:
    """Return the error for a column that a table does not have; `source` is what a message calls the table."""
    hint = did_you_mean(printable(wanted, QUOTE_LIMIT), [printable(name, QUOTE_LIMIT) for name in names])
    return ColumnError(f"{source} has no column {quoted(wanted)}{hint or ';'} its columns are {_listed(names)}")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:LISTED_NAMES])
    rest = len(names) - LISTED_NAMES
    return f"{shown} and {rest} more" if rest > 0 else shown
