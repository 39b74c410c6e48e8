"""The rows of a CSV file: one by one, or a block of them at once where they hold plain numbers alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.number_blocks import numbers_in
from tui_nn.data.table import FloatArray
from tui_nn.data.text_lines import TextLines, at_line

Row = tuple[int, list[str]]
"""The line of the file on which a row begins, and its cells."""


class CsvRows:
    """Takes lines apart: each row that is not blank, with the line of the file on which it begins.

    Raises:
        DataError: while it is read, when the quotation marks of a row are wrong.
    """

    def __init__(
        self, lines: Iterator[str], delimiter: str, lines_before: int, file_name: str, source: TextLines | None = None
    ) -> None:
        """Take lines as they are handed out, and where they come from when blocks may be taken there."""
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self._delimiter = delimiter
        self._lines_before = lines_before
        self._file_name = file_name
        self._source = source

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        while True:
            line = self._lines_before + self._reader.line_num + 1
            try:
                row = next(self._reader)
            except csv.Error as error:
                fault = f"the row that begins here cannot be taken apart ({printable(str(error))})"
                raise DataError(f"{at_line(self._file_name, line)}: {fault}; check its quotation marks") from error
            if len(row) > 1 or (row and row[0].strip()):
                return line, row

    @property
    def at_block(self) -> bool:
        """Whether a block may come next: nothing that was read in advance waits to be handed out."""
        source = self._source
        return source is not None and source.at_block and source.count == self._lines_before + self._reader.line_num

    def take_numbers(self, width: int) -> tuple[int, FloatArray] | None:
        """Take the next rows at once, where they are numbers alone.

        Returns:
            The line of the first row, and the numbers (rows, width); None when the next row has to be looked at.
        """
        if self._source is None or not self.at_block:
            return None
        taken = self._source.whole_block(lambda block: numbers_in(block, self._delimiter, width))
        if taken is not None:
            self._lines_before += len(taken[1])
        return taken
