"""Values of JSON as the cells that CSV would have, so that the same rules hold for both."""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import QUOTE_LIMIT, printable, quoted
from tui_nn.data.csv_rows import Row
from tui_nn.data.limits import CELL_LENGTH_LIMIT, COLUMN_LIMIT
from tui_nn.data.text_lines import NO_TEXT, at_line


class NewKeysError(Exception):
    """A row has a name that none before it had."""


@dataclass
class JsonCells:
    """Values of JSON as the cells that CSV would have."""

    name: str
    unit: str
    checked: bool
    """Whether texts may hold what no text holds."""

    missing: bool = False
    """Whether a row had fewer names than there are columns."""

    def learn_keys(self, number: int, value: object, keys: dict[str, int]) -> None:
        """Give every name of an object a place, in the order in which they come."""
        if not isinstance(value, dict):
            raise self._odd(number, value, "an object")
        for key in value:
            if key not in keys:
                self._check_text(number, key, "a name")
                keys[key] = len(keys)
                if len(keys) > COLUMN_LIMIT:
                    raise DataError(
                        f"{at_line(self.name, number, self.unit)}: more than {COLUMN_LIMIT:,} different names; "
                        "keep only those you need"
                    )

    def of_object(self, number: int, value: object, keys: dict[str, int]) -> Row:
        """Return the cells of an object in the order of the columns."""
        if not isinstance(value, dict):
            raise self._odd(number, value, "an object")
        if not self.checked and len(value) == len(keys) and all(map(eq, value, keys)):
            cells = list(value.values())
            if all(type(cell) is str for cell in cells) and max(map(len, cells)) <= CELL_LENGTH_LIMIT:
                return number, cells  # as nearly all rows are
        row = [""] * len(keys)
        for key, cell in value.items():
            if key not in keys:
                raise NewKeysError
            row[keys[key]] = self._text(number, key, cell)
        self.missing = self.missing or len(value) < len(keys)
        return number, row

    def of_list(self, number: int, value: object) -> Row:
        """Return the cells of a list."""
        if not isinstance(value, list):
            raise self._odd(number, value, "a list")
        return number, [self._text(number, str(index), cell) for index, cell in enumerate(value, start=1)]

    def _text(self, number: int, path: str, cell: object) -> str:
        if isinstance(cell, str):
            self._check_text(number, cell, quoted(path))
            return cell
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return "true" if cell else "false"
        inner = next(iter(cell), None) if isinstance(cell, dict) else None
        below = f".{printable(inner, QUOTE_LIMIT)}" if inner is not None else ""
        raise DataError(
            f"{at_line(self.name, number, self.unit)}: {kind_of(cell)} at '{printable(path, QUOTE_LIMIT)}{below}' "
            "where one value should be; give every value of a row a name of its own, or take it out"
        )

    def _check_text(self, number: int, text: str, what: str) -> None:
        if len(text) > CELL_LENGTH_LIMIT:
            raise DataError(
                f"{at_line(self.name, number, self.unit)}: {what} is longer than {CELL_LENGTH_LIMIT:,} characters"
            )
        if self.checked and NO_TEXT.search(text):
            raise DataError(
                f"{at_line(self.name, number, self.unit)}: {what} holds a NUL or half a character, which no "
                "text holds; take it out"
            )

    def _odd(self, number: int, value: object, expected: str) -> DataError:
        place = at_line(self.name, number, self.unit)
        return DataError(f"{place} holds {kind_of(value)} where the others hold {expected}; write all rows alike")


def kind_of(value: object) -> str:
    """Say what a value is, for people."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "nothing (null)" if value is None else "true or false" if isinstance(value, bool) else "a single value"
