"""How much of a file is read: the same for every way in which a table can be written."""

from __future__ import annotations

COLUMN_LIMIT = 10_000
"""Columns of one table; a wider one is nothing that this laboratory could show or train."""

CELL_LENGTH_LIMIT = 131_072
"""Characters of one cell: where Python's csv module draws the line."""

SIZE_LIMIT = 1 << 28
"""Bytes of what has to be in memory at once before it can be taken apart: a pipe, JSON, the pages of a workbook."""

NUMBER_LIMIT = 1 << 27
"""Numbers in the arrays of one file: 1 GiB of them once they are float64."""
