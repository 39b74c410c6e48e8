"""CSV and its kin: a text whose rows are lines, from a file or from standard input."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.data import dialect
from tui_nn.data.cells import too_many_numbers
from tui_nn.data.content import Content, Wanted, content_of_rows
from tui_nn.data.csv_rows import CsvRows
from tui_nn.data.limits import NUMBER_LIMIT
from tui_nn.data.text_lines import TextLines, lines_of_bytes, open_lines

SURELY_TOO_MANY = 1.5
"""Times the limit: what the first rows let expect is no more than an estimate."""


class CsvFile:
    """A text with signs between its cells; how it is written is recognised unless options say it."""

    def __init__(self, name: str, source: Path | bytes, config: DataConfig) -> None:
        """Take a file, or what was read before; `name` is what a message calls it."""
        self.name = name
        self._source = source
        self._config = config

    def read(self, wanted: Wanted) -> Content:
        """Read everything, never more than a block of rows as text at once; raises DataError."""
        with self._opened() as lines:
            first = dialect.FirstLines(lines)
            suffix = self._source.suffix if isinstance(self._source, Path) else ""
            delimiter = dialect.DELIMITERS.get(self._config.delimiter) or dialect.delimiter_of(first.logical, suffix)
            if first.are_whole:
                self._check_size(lines.size, first.logical, delimiter)
            taken = first.all_lines()
            if delimiter == " ":
                rows = CsvRows(dialect.without_runs_of_blanks(taken), delimiter, first.blank, self.name)
            else:
                rows = CsvRows(taken, delimiter, first.blank, self.name, lines)
            content = content_of_rows(rows, self.name, self._config, wanted, delimiter=delimiter)
            if lines.encoding != "utf-8":
                content.remarks.insert(0, "written as UTF-16")
            return content

    def _check_size(self, size: int, rows: Sequence[str], delimiter: str) -> None:
        """Refuse a file at once that would be refused after a long time; raises DataError."""
        cells = sum(row.count(delimiter) + 1 for row in rows)
        if cells * (size / max(1, sum(map(len, rows)))) > SURELY_TOO_MANY * NUMBER_LIMIT:
            raise DataError(too_many_numbers(self.name))

    def _opened(self) -> AbstractContextManager[TextLines]:
        if isinstance(self._source, bytes):
            return lines_of_bytes(self._source, self.name)
        return open_lines(self._source)
