"""The physical lines of a person's text file: opened without ever waiting, UTF-8, bounded in length."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted

LINE_LIMIT = 1_000_000
"""Characters of one line: far more than 10,000 columns need, little enough to be read at once."""

PATH_LIMIT = 200
"""Characters of a path that a message repeats."""

UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_32_MARK = b"\x00\x00\xfe\xff"

# With the error handler "surrogateescape" a byte that is not UTF-8 becomes the character U+DC00 + byte.
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def at_line(file_name: str, line: int) -> str:
    """Where in a file something is wrong, as the beginning of a message."""
    return f"{quoted(file_name)}, line {line}"


@contextmanager
def open_lines(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file and hand out its physical lines from the first on, each with the line end it has in the file.

    A mark at the beginning that says UTF-8 is left out; line ends are LF, CRLF or CR.

    Raises:
        DataError: the file cannot be read or is no regular file; or, when that line is reached, the line is too long,
            holds a NUL, or is not UTF-8.
    """
    with _open_regular(path) as binary:
        try:
            first_bytes = binary.peek(4)[:4]
        except OSError as error:
            raise _unreadable(quoted(path.name), error) from error
        if first_bytes.startswith(UTF_16_MARKS) or first_bytes == UTF_32_MARK:
            raise DataError(f"{quoted(path.name)} is written as UTF-16 or UTF-32; save it as UTF-8")
        if first_bytes.startswith(UTF_8_MARK):
            binary.read(len(UTF_8_MARK))
        # newline="" splits at every kind of line end, so that a line here is a line in a person's editor.
        with io.TextIOWrapper(binary, encoding="utf-8", errors="surrogateescape", newline="") as text:
            yield _checked_lines(text, path.name)


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
