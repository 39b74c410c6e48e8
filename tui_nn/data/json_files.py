"""JSON and JSON lines: rows as objects or as lists, or whole columns, read one row after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data.cells import read_cells
from tui_nn.data.columns import column_names
from tui_nn.data.content import ROWS_LOOKED_AT, Content, Wanted, check_width, content_of_rows, narrow_fault, positions
from tui_nn.data.json_cells import JsonCells, NewKeysError, kind_of
from tui_nn.data.json_document import SHAPES, Document, Item
from tui_nn.data.text_lines import at_line, decoded, whole_file

LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
ESCAPED_NO_TEXT = re.compile(r"\\u(0000|[dD][89a-fA-F])")
"""How JSON can hold it all the same."""

Items = Callable[[], Iterator[Item]]
"""Begins the rows anew each time it is called."""


class JsonFile:
    """A text in JSON; every cell is taken as CSV would write it, so that both mean the same."""

    def __init__(self, name: str, source: Path | bytes, config: DataConfig) -> None:
        """Take a file, or what was read before; `name` is what a message calls it."""
        self.name = name
        self._source = source
        self._config = config

    def read(self, wanted: Wanted) -> Content:
        """Read everything; raises DataError."""
        text = decoded(whole_file(self._source, self.name), self.name)
        suffix = self._source.suffix.lower() if isinstance(self._source, Path) else ""
        document = Document(self.name, text)
        self._may_hold_no_text = ESCAPED_NO_TEXT.search(text) is not None
        if suffix in LINE_SUFFIXES or document.looks_like_lines():
            return self._rows(document.lines, "line", "JSON lines", wanted)
        if text[document.begin : document.begin + 1] == "[":
            return self._rows(document.rows, "row", "JSON", wanted)
        return self._of_object(document.whole(), wanted)

    def _of_object(self, found: object, wanted: Wanted) -> Content:
        """Columns under their names, rows under a name of their own, or columns and data apart."""
        if not isinstance(found, dict):
            raise DataError(f"{quoted(self.name)} holds {kind_of(found)}; a table is {SHAPES}")
        names, data = found.get("columns"), found.get("data")
        if isinstance(names, list) and isinstance(data, list):
            return self._rows(self._under_names(names, data), "row", "JSON, names and rows apart", wanted)
        of_rows = [key for key, value in found.items() if isinstance(value, list) and _holds_rows(value)]
        if len(of_rows) == 1:
            rows = found[of_rows[0]]
            remark = f"JSON, the list under {quoted(of_rows[0])}"
            return self._rows(lambda: iter(enumerate(rows, start=1)), "row", remark, wanted)
        if found and all(isinstance(value, dict) for value in found.values()):
            found = {name: list(cells.values()) for name, cells in self._same_rows(found).items()}
        wrong = next((key for key, value in found.items() if not isinstance(value, list)), None)
        if wrong is not None or not found:
            what = f"{kind_of(found[wrong])} under {quoted(wrong)}" if wrong is not None else "an empty object"
            raise DataError(f"{quoted(self.name)} holds {what}; a table is {SHAPES}")
        lengths = {len(cells) for cells in found.values()}
        if len(lengths) > 1:
            short = min(found, key=lambda key: len(found[key]))
            raise DataError(
                f"{quoted(self.name)}: its columns differ in length, {quoted(short)} has only {len(found[short])} of "
                f"{max(lengths)} cells; write null where there is no value"
            )
        rows = list(zip(*found.values(), strict=True))
        return self._rows(self._under_names(list(found), rows), "row", "JSON, column by column", wanted)

    def _under_names(self, names: list[object], data: Sequence[object]) -> Items:
        """Rows as objects, when there is a name for each cell."""
        known = [name for name in names if isinstance(name, str)]
        if len(set(known)) < len(names):
            raise DataError(f"{quoted(self.name)}: its columns need names, all different, as texts")
        for number, row in enumerate(data, start=1):
            if not isinstance(row, list | tuple) or len(row) != len(known):
                what = f"{len(row)} cells" if isinstance(row, list) else kind_of(row)
                raise DataError(
                    f"{at_line(self.name, number, 'row')} holds {what} where {len(known)} columns are named; "
                    "give every row one cell for each column"
                )
        return lambda: (
            (number, dict(zip(known, row, strict=True)))
            for number, row in enumerate(data, start=1)
            if isinstance(row, list | tuple)
        )

    def _same_rows(self, found: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
        """Columns as objects, which need the same keys in each; pandas writes them so."""
        first = next(iter(found.values()))
        for name, cells in found.items():
            if cells.keys() != first.keys():
                raise DataError(
                    f"{quoted(self.name)}: the columns {quoted(next(iter(found)))} and {quoted(name)} name different "
                    f"rows; a table is {SHAPES}"
                )
        return {name: {key: cells[key] for key in first} for name, cells in found.items()}

    def _rows(self, items: Items, unit: str, remark: str, wanted: Wanted) -> Content:
        """Read rows: objects or lists, all of them alike."""
        first = next(items(), None)
        if first is None:
            raise DataError(f"{quoted(self.name)} holds no rows; a table is {SHAPES}")
        cells = JsonCells(self.name, unit, self._may_hold_no_text)
        if isinstance(first[1], dict):
            content = self._objects(items, cells, wanted)
        elif isinstance(first[1], list):
            rows = (cells.of_list(number, value) for number, value in items())
            content = content_of_rows(rows, self.name, self._config, wanted, delimiter=",", unit=unit)
        else:
            raise DataError(f"{at_line(self.name, first[0], unit)} holds {kind_of(first[1])}; a table is {SHAPES}")
        content.remarks.insert(0, remark)
        return content

    def _objects(self, items: Items, cells: JsonCells, wanted: Wanted) -> Content:
        """Rows under the names of their columns; a name that a row does not have is a missing cell there."""
        keys: dict[str, int] = {}
        for number, value in islice(items(), ROWS_LOOKED_AT):
            cells.learn_keys(number, value, keys)
        while True:
            known = len(keys)
            names = column_names(list(keys))
            check_width(list(keys), quoted(self.name))
            as_words = positions(names, wanted(names))
            rows = (cells.of_object(number, value, keys) for number, value in items())
            try:
                found = read_cells(rows, names, self.name, as_words, decimal_comma=False, unit=cells.unit)
            except NewKeysError:
                for number, value in items():
                    cells.learn_keys(number, value, keys)
                assert len(keys) > known
                continue
            missing = ["names missing in some objects are missing cells"] if cells.missing else []
            unnamed = frozenset(name for name, key in zip(names, keys, strict=True) if not key.strip())
            narrow = narrow_fault(list(keys), quoted(self.name))
            return Content(names, found, missing, unnamed, unit=cells.unit, too_narrow=narrow)


def _holds_rows(value: list[object]) -> bool:
    return bool(value) and isinstance(value[0], dict | list)
