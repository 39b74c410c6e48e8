"""The physical lines of a person's text file: opened without ever waiting, UTF-8 or UTF-16, bounded in length."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar, cast

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.block_lines import LINE_LIMIT as LINE_LIMIT
from tui_nn.data.block_lines import BlockLines
from tui_nn.data.limits import SIZE_LIMIT

PATH_LIMIT = 200
"""Characters of a path that a message repeats."""

UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")

T = TypeVar("T")

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no text holds: a NUL, and halves of characters."""

# With the error handler "surrogateescape" a byte that is not UTF-8 becomes the character U+DC00 + byte.
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


def at_line(file_name: str, line: int, unit: str = "line") -> str:
    """Where in a file something is wrong, as the beginning of a message."""
    return f"{quoted(file_name)}, {unit} {line}"


class LineSource(Protocol):
    """Physical lines, one after the other."""

    def readline(self, size: int, /) -> str:
        """Return the next line with its end, at most so many characters of it; nothing at the end of the file."""


class TextLines:
    """The lines of a text, each once, and the encoding it turned out to have."""

    def __init__(self, source: LineSource, encoding: str, file_name: str, size: int) -> None:
        self._source = source
        self._file_name = file_name
        self.encoding = encoding
        self.size = size
        """Bytes of the whole text."""

        self.count = 0
        """Lines that were handed out or taken."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._source.readline(LINE_LIMIT + len("\r\n"))
        except OSError as error:
            raise _unreadable(at_line(self._file_name, self.count + 1), error) from error
        except UnicodeError as error:
            raise DataError(
                f"{at_line(self._file_name, self.count + 1)}: here or soon after it the file is not the UTF-16 that "
                "its beginning promises; save it as UTF-8"
            ) from error
        if not line:
            raise StopIteration
        self.count += 1
        _check_line(line, at_line(self._file_name, self.count))
        return line

    @property
    def at_block(self) -> bool:
        """Whether the next line begins a block of them."""
        return isinstance(self._source, BlockLines) and not self._source.amid_block

    def whole_block(self, take: Callable[[bytes], T | None]) -> tuple[int, T] | None:
        """Offer the next lines, all at once and as they are in the file, to somebody who may take them.

        Args:
            take: given whole lines that end in LF; what it returns is passed on, None when it does not want them,
                and then they come one by one.

        Returns:
            The number of the first line and what was made of all of them; None when there is no such block.
        """
        if not isinstance(self._source, BlockLines):
            return None
        try:
            block = self._source.peek_block()
        except OSError as error:
            raise _unreadable(at_line(self._file_name, self.count + 1), error) from error
        taken = take(block) if block else None
        if taken is None:
            return None
        self._source.skip_block()
        first = self.count + 1
        self.count += block.count(b"\n")
        return first, taken


@contextmanager
def open_lines(path: Path) -> Iterator[TextLines]:
    """Open a text file and hand out its physical lines from the first on, each with the line end it has in the file.

    A mark at the beginning that says UTF-8 or UTF-16 is obeyed and left out; line ends are LF, CRLF or CR.

    Raises:
        DataError: the file cannot be read or is no regular file; or, when that line is reached, the line is too long,
            holds a NUL, or is not UTF-8.
    """
    with open_regular(path) as binary, _decoded(binary, path.name, os.fstat(binary.fileno()).st_size) as lines:
        yield lines


@contextmanager
def lines_of_bytes(content: bytes, name: str) -> Iterator[TextLines]:
    """Hand out the lines of what was read before, as `open_lines` does; `name` is what a message calls it."""
    binary = cast("io.BufferedReader", io.BufferedReader(io.BytesIO(content)))
    with binary, _decoded(binary, name, len(content)) as lines:
        yield lines


def whole_file(source: Path | bytes, name: str, limit: int = SIZE_LIMIT) -> bytes:
    """Return all bytes of a file, or those that were read before.

    Raises:
        DataError: the file cannot be read, is no regular file, or is too large to be taken apart in memory.
    """
    if isinstance(source, bytes):
        return source
    with open_regular(source) as binary:
        try:
            content = binary.read(limit + 1)
        except OSError as error:
            raise _unreadable(quoted(name), error) from error
    if len(content) > limit:
        raise DataError(f"{quoted(name)} holds more than {limit >> 20:,} MiB; save the table as CSV or Parquet")
    return content


def first_bytes(source: Path | bytes, count: int) -> bytes:
    """Return how a file begins; nothing of what cannot be opened or read, which is refused later."""
    if isinstance(source, bytes):
        return source[:count]
    try:
        with open_regular(source) as binary:
            return binary.read(count)
    except (DataError, OSError):
        return b""


def decoded(content: bytes, name: str) -> str:
    """Return a whole text in UTF-8 or UTF-16, without the mark at its beginning.

    Raises:
        DataError: it is in neither.
    """
    encoding = "utf-8"
    if content[:4] in UTF_32_MARKS:
        raise DataError(f"{quoted(name)} is written as UTF-32; save it as UTF-8")
    if content.startswith(UTF_16_MARKS):
        encoding = "utf-16"
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise DataError(
                f"{quoted(name)} is not the UTF-16 that its beginning promises; save it as UTF-8"
            ) from error
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02X} is not UTF-8; save it as UTF-8"
        raise DataError(f"{at_line(name, line)}: {found}") from error


@contextmanager
def _decoded(binary: io.BufferedReader, name: str, size: int) -> Iterator[TextLines]:
    try:
        first_bytes = binary.peek(4)[:4]
    except OSError as error:
        raise _unreadable(quoted(name), error) from error
    if first_bytes in UTF_32_MARKS:
        raise DataError(f"{quoted(name)} is written as UTF-32; save it as UTF-8")
    if first_bytes.startswith(UTF_16_MARKS):
        # newline="" splits at every kind of line end, so that a line here is a line in a person's editor.
        with io.TextIOWrapper(binary, encoding="utf-16", errors="strict", newline="") as text:
            yield TextLines(text, "utf-16", name, size)
        return
    if first_bytes.startswith(UTF_8_MARK):
        binary.read(len(UTF_8_MARK))
    yield TextLines(BlockLines(binary, size), "utf-8", name, size)


def open_regular(path: Path) -> io.BufferedReader:
    """Open a regular file without ever waiting; raises DataError."""
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


def _check_line(line: str, place: str) -> None:
    if "\0" in line:
        raise DataError(f"{place}: a NUL byte, which no text holds; save the table as a text file in UTF-8")
    if not line.isascii() and (found := ESCAPED_BYTE.search(line)):
        byte = ord(found.group()) - 0xDC00
        raise DataError(f"{place}, character {found.start() + 1}: the byte 0x{byte:02X} is not UTF-8; save it as UTF-8")
    if len(line) > LINE_LIMIT and len(line.rstrip("\r\n")) > LINE_LIMIT:
        raise DataError(f"{place}: the line is longer than {LINE_LIMIT:,} characters; write one row on each line")


def _unreadable(what: str, error: OSError) -> DataError:
    return DataError(f"{what} cannot be read: {printable(error.strerror or type(error).__name__)}")
