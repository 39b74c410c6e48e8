"""A text in JSON, read as a whole, row after row or line after line; numbers stay as they are written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.text_lines import LINE_LIMIT, at_line

SHAPES = "a list of objects, a list of lists, or an object of columns"
"""The ways in which a table can stand in JSON, for people."""

BLANK = re.compile(r"[ \t\r\n]*")

Item = tuple[int, object]
"""The number of a row or a line, and what JSON says there."""


class _TwiceError(ValueError):
    """A name stands twice in one object."""


class Document:
    """A text in JSON, with a reader for each way in which rows stand in it."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        # Numbers stay as they are written: the same rules then hold for them as for those of a CSV file.
        self._decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=str)
        self.begin = self._skipped(0)
        if self.begin == len(text):
            raise DataError(f"{quoted(name)} is empty; a table is {SHAPES}")

    def looks_like_lines(self) -> bool:
        """Say whether each line is a value of its own: the first one is, and there is another."""
        end = self._text.find("\n", self.begin)
        if end < 0 or end - self.begin > LINE_LIMIT or self._skipped(end) == len(self._text):
            return False
        try:
            found, after = self._decoder.raw_decode(self._text[self.begin : end])
        except (ValueError, RecursionError):
            return False
        return isinstance(found, dict | list) and not self._text[self.begin + after : end].strip()

    def lines(self) -> Iterator[Item]:
        """Read a value from every line that is not blank."""
        begin, number = 0, 1
        while begin < len(self._text):
            end = self._text.find("\n", begin)
            end = len(self._text) if end < 0 else end
            if end - begin > LINE_LIMIT:
                raise DataError(
                    f"{at_line(self._name, number)}: the line is longer than {LINE_LIMIT:,} characters; "
                    "write one row on each line"
                )
            line = self._text[begin:end].strip(" \t\r")
            if line:
                place = at_line(self._name, number)
                value, after = self._value(line, 0, place)
                if after < len(line):
                    raise DataError(f"{place}: something follows the value of the line; write one row on each line")
                yield number, value
            begin, number = end + 1, number + 1

    def rows(self) -> Iterator[Item]:
        """Read the members of the list that the text is, one after another."""
        at, number = self._skipped(self.begin + 1), 1
        if self._text[at : at + 1] == "]":
            self._check_end(at + 1)
            return
        while True:
            place = at_line(self._name, number, "row")
            value, at = self._value(self._text, at, place)
            yield number, value
            at = self._skipped(at)
            sign, at = self._text[at : at + 1], self._skipped(at + 1)
            if sign == "]":
                self._check_end(at)
                return
            if sign != ",":
                what = f"{quoted(sign)} where a comma should be" if sign else "the list is cut off"
                raise DataError(f"{place}: {what} after this row; check the file, or write the rest of it")
            number += 1

    def whole(self) -> object:
        """Read the one value that the text is."""
        value, after = self._value(self._text, self.begin, quoted(self._name))
        self._check_end(after)
        return value

    def _value(self, text: str, at: int, place: str) -> tuple[object, int]:
        try:
            return self._decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            line = "" if text is not self._text else f"line {error.lineno}, "
            what = f"{line}character {error.colno}: {error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')}"
            raise DataError(f"{place} is not JSON: {printable(what)}; check the file, or save it again") from error
        except _TwiceError as error:
            raise DataError(f"{place}: the name {error} stands twice in one object; give each value its own") from error
        except RecursionError as error:
            raise DataError(f"{place}: lists or objects stand too deep in each other; a table is {SHAPES}") from error

    def _check_end(self, at: int) -> None:
        if self._skipped(at) < len(self._text):
            line = self._text.count("\n", 0, self._skipped(at)) + 1
            raise DataError(f"{at_line(self._name, line)}: something follows the end of the JSON; take it out")

    def _skipped(self, at: int) -> int:
        found = BLANK.match(self._text, at)
        return found.end() if found else at


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _TwiceError(quoted(counts.most_common(1)[0][0]))
    return found
