"""The physical lines of a person's text file: opened without ever waiting, UTF-8 or UTF-16, bounded in length."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import cast

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted

LINE_LIMIT = 1_000_000
"""Characters of one line: far more than 10,000 columns need, little enough to be read at once."""

PATH_LIMIT = 200
"""Characters of a path that a message repeats."""

UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")

# With the error handler "surrogateescape" a byte that is not UTF-8 becomes the character U+DC00 + byte.
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def at_line(file_name: str, line: int) -> str:
    """Where in a file something is wrong, as the beginning of a message."""
    return f"{quoted(file_name)}, line {line}"


class TextLines:
    """The lines of a text, each once, and the encoding it turned out to have."""

    def __init__(self, lines: Iterator[str], encoding: str) -> None:
        self._lines = lines
        self.encoding = encoding

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def __next__(self) -> str:
        return next(self._lines)


@contextmanager
def open_lines(path: Path) -> Iterator[TextLines]:
    """Open a text file and hand out its physical lines from the first on, each with the line end it has in the file.

    A mark at the beginning that says UTF-8 or UTF-16 is obeyed and left out; line ends are LF, CRLF or CR.

    Raises:
        DataError: the file cannot be read or is no regular file; or, when that line is reached, the line is too long,
            holds a NUL, or is not UTF-8.
    """
    with _open_regular(path) as binary, _decoded(binary, path.name) as lines:
        yield lines


@contextmanager
def lines_of_bytes(content: bytes, name: str) -> Iterator[TextLines]:
    """Hand out the lines of what was read before, as `open_lines` does; `name` is what a message calls it."""
    binary = cast("io.BufferedReader", io.BufferedReader(io.BytesIO(content)))
    with binary, _decoded(binary, name) as lines:
        yield lines


@contextmanager
def _decoded(binary: io.BufferedReader, name: str) -> Iterator[TextLines]:
    try:
        first_bytes = binary.peek(4)[:4]
    except OSError as error:
        raise _unreadable(quoted(name), error) from error
    if first_bytes in UTF_32_MARKS:
        raise DataError(f"{quoted(name)} is written as UTF-32; save it as UTF-8")
    encoding = "utf-8"
    if first_bytes.startswith(UTF_16_MARKS):
        encoding = "utf-16"
    elif first_bytes.startswith(UTF_8_MARK):
        binary.read(len(UTF_8_MARK))
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    # newline="" splits at every kind of line end, so that a line here is a line in a person's editor.
    with io.TextIOWrapper(binary, encoding=encoding, errors=errors, newline="") as text:
        yield TextLines(_checked_lines(text, name), encoding)


def _open_regular(path: Path) -> io.BufferedReader:
    shown = quoted(str(path), PATH_LIMIT)
    try:
        # Looked at before it is opened: opening alone already acts on some devices and on the writer of a pipe.
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            # Should it be exchanged for a pipe in between, the open must not wait for a writer.
            return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except FileNotFoundError as error:
        raise DataError(f"there is no file {shown}; check its name and its folder") from error
    except PermissionError as error:
        raise DataError(f"no permission to read {shown}; change the permissions of the file or its folder") from error
    except OSError as error:
        raise _unreadable(shown, error) from error
    except ValueError as error:  # a NUL, or a character that no file name can hold
        raise DataError(f"there is no file {shown}; the name holds characters that no file name can hold") from error
    if stat.S_ISDIR(mode):
        raise DataError(f"{shown} is a directory; name a file in it")
    raise DataError(f"{shown} is not a regular file; save the data to a file first")


def _checked_lines(text: io.TextIOWrapper, file_name: str) -> Iterator[str]:
    for number in count(1):
        try:
            line = text.readline(LINE_LIMIT + len("\r\n"))
        except OSError as error:
            raise _unreadable(at_line(file_name, number), error) from error
        except UnicodeError as error:
            raise DataError(
                f"{at_line(file_name, number)}: here or soon after it the file is not the UTF-16 that its beginning "
                "promises; save it as UTF-8"
            ) from error
        if not line:
            return
        if "\0" in line:
            raise DataError(
                f"{at_line(file_name, number)}: a NUL byte, which no text holds; save the table as a text file in UTF-8"
            )
        if not line.isascii() and (found := ESCAPED_BYTE.search(line)):
            byte = ord(found.group()) - 0xDC00
            place = f"{at_line(file_name, number)}, character {found.start() + 1}"
            raise DataError(f"{place}: the byte 0x{byte:02X} is not UTF-8; save it as UTF-8")
        if len(line) > LINE_LIMIT and len(line.rstrip("\r\n")) > LINE_LIMIT:
            raise DataError(
                f"{at_line(file_name, number)}: the line is longer than {LINE_LIMIT:,} characters; "
                "write one row on each line"
            )
        yield line


def _unreadable(what: str, error: OSError) -> DataError:
    return DataError(f"{what} cannot be read: {printable(error.strerror or type(error).__name__)}")
