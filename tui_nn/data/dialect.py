"""How a file is written: what stands between its cells, whether names come first, and the sign of its decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data.text_lines import LINE_LIMIT, at_line

DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "blank": " "}
"""The sign for each name; of equally frequent ones the first wins."""

DELIMITER_REMARKS = {
    ";": "semicolons between cells",
    "\t": "tabs between cells",
    "|": "vertical bars between cells",
    " ": "blanks between cells",
}

TAB_SUFFIXES = frozenset({".tsv", ".tab"})
SAMPLED_LINES = 20

QUOTED_TEXT = re.compile('"[^"]*"')
COMMA_DECIMAL = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)
POINT_DECIMAL = re.compile(r"[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
"""A comma that parts a decimal place or a thousand: nobody can tell which."""


class FirstLines:
    """The first lines of a file, looked at before they are read; every line is still handed out once, in order."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.blank = 0
        """Blank lines before anything else, which are not handed out."""

        self.logical: list[str] = []
        """The first rows; a row with a line end between its quotation marks is several lines of the file."""

        self._seen: list[str] = []
        self._later = lines
        self._fault: DataError | None = None
        try:
            self._look(lines)
        except DataError as error:
            # It is raised where the file has come to it, so that the first mistake is the one that is named.
            self._fault = error

    @property
    def are_whole(self) -> bool:
        """Whether nothing was wrong with any of them."""
        return self._fault is None

    def all_lines(self) -> Iterator[str]:
        """Hand out every line from the first that is not blank."""
        yield from self._seen
        if self._fault is not None:
            raise self._fault
        yield from self._later

    def _look(self, lines: Iterator[str]) -> None:
        length = quotes = 0
        row: list[str] = []
        for line in lines:
            if not self._seen and not line.strip():
                self.blank += 1
                continue
            self._seen.append(line)
            row.append(line)
            length += len(line)
            quotes += line.count('"')
            if quotes % 2 == 0 or length > LINE_LIMIT:
                if "".join(row).strip():
                    self.logical.append("".join(row))
                row = []
            if len(self.logical) == SAMPLED_LINES or length > LINE_LIMIT:
                return
        if row:
            self.logical.append("".join(row))


def delimiter_of(rows: Sequence[str], suffix: str) -> str:
    """Recognise what stands between two cells from the first rows of a file and the ending of its name.

    What the first row holds most of, outside quotation marks; but a tab, semicolon or bar that every row holds equally
    often wins over commas, which may belong to names and decimals; blanks count only where there is nothing else.
    """
    bare = [QUOTED_TEXT.sub("", row) for row in rows]
    if not bare:
        return ","
    if suffix.lower() in TAB_SUFFIXES and "\t" in bare[0]:
        return "\t"
    best = max(",\t;|", key=bare[0].count)
    if len(bare) > 1 and best in ",|":
        for sign in "\t;|":
            counts = {row.count(sign) for row in bare}
            if len(counts) == 1 and counts != {0}:
                return sign
    if len(bare) == 1 and best == ",":
        for sign in "\t;|":
            # A single row of numbers with decimal commas.
            if sign in bare[0] and only_numbers(bare[0].split(sign), decimal_comma=True):
                return sign
    if best == "|" and len(bare) > 1 and bare[1].count("|") != bare[0].count("|"):
        best = max(",\t;", key=bare[0].count)
    if bare[0].count(best) == 0:
        widths = {len(row.split()) for row in bare}
        if len(bare) > 1 and len(widths) == 1 and widths != {1}:
            return " "
        return ","
    return best


def is_number(cell: str, *, decimal_comma: bool = False) -> bool:
    """Say whether a cell reads as a number, not finite ones included."""
    try:
        float(cell.replace(",", ".", 1) if decimal_comma and COMMA_DECIMAL.fullmatch(cell.strip()) else cell)
    except ValueError:
        return False
    return True


def only_numbers(cells: Sequence[str], *, decimal_comma: bool) -> bool:
    """Say whether all cells that are not blank read as numbers."""
    return all(is_number(cell, decimal_comma=decimal_comma) for cell in cells if cell.strip())


def has_header(first: Sequence[str], following: Sequence[Sequence[str]], *, decimal_comma: bool) -> bool:
    """Recognise whether the first row holds names.

    It does not when all its cells that are not blank are numbers; nor when some are, and a word beside them stands
    in the same column again: 5.1,setosa above 4.9,setosa are two rows of data.
    """
    numbers = [is_number(cell, decimal_comma=decimal_comma) for cell in first]
    words = [index for index, cell in enumerate(first) if cell.strip() and not numbers[index]]
    if not any(numbers):
        return True
    if not words:
        return False
    return not any(
        row[index].strip() == first[index].strip() for row in following for index in words if index < len(row)
    )


def has_decimal_comma(rows: Sequence[tuple[int, list[str]]], delimiter: str, file_name: str) -> bool:
    """Recognise whether numbers such as 1,5 have a comma before their decimals.

    Raises:
        DataError: every comma might as well part thousands, as in 1,500.
    """
    if delimiter == ",":
        return False
    ambiguous: tuple[int, int, str] | None = None
    certain = False
    for line, row in rows:
        for column, raw in enumerate(row, start=1):
            cell = raw.strip()
            if POINT_DECIMAL.fullmatch(cell):
                return False
            if "," not in cell or not COMMA_DECIMAL.fullmatch(cell):
                continue
            if AMBIGUOUS.fullmatch(cell):
                ambiguous = ambiguous or (line, column, cell)
            else:
                certain = True
    if ambiguous is not None and not certain:
        line, column, cell = ambiguous
        raise DataError(
            f"{at_line(file_name, line)}, column {column}: {quoted(cell)} may be {cell.replace(',', '.')} or "
            f"{cell.replace(',', '')}; choose --decimal comma for the first, or take the comma out for the other"
        )
    return certain


def without_runs_of_blanks(lines: Iterator[str]) -> Iterator[str]:
    """Make one blank of every run of blanks and tabs, so that blanks can stand between cells."""
    for line in lines:
        end = line[len(line.rstrip("\r\n")) :]
        # Between quotation marks a blank is part of the text.
        pieces = re.split(r'("[^"]*")', line[: len(line) - len(end)])
        joined = "".join(piece if piece.startswith('"') else re.sub(r"[ \t]+", " ", piece) for piece in pieces)
        yield joined.strip(" ") + end


def remarks_of(delimiter: str, *, decimal_comma: bool, header: bool, columns: int) -> Iterator[str]:
    """Say in a few words each what was recognised and is not as in most files."""
    if delimiter in DELIMITER_REMARKS:
        yield DELIMITER_REMARKS[delimiter]
    if decimal_comma:
        yield "decimal comma"
    if not header:
        shown = ", ".join(f"column {number}" for number in range(1, min(columns, 3) + 1))
        yield f"no header: columns are called {shown}" + (" ..." if columns > 3 else "")
