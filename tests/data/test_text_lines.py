"""The lines of a file are counted as an editor counts them, and no file makes the reader wait."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.text_lines import LINE_LIMIT, lines_of_bytes, open_lines

NOBODY = 65_534


def lines_of(path: Path) -> list[str]:
    with open_lines(path) as lines:
        return list(lines)


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        lines_of(path)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything, so for a moment this process is somebody else."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(NOBODY)
    except OSError as error:
        pytest.skip(f"root cannot become another user here, and may read every file: {error}")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"a", ["a"]),
        (b"a\nb\n", ["a\n", "b\n"]),
        (b"a\r\nb\r\n", ["a\r\n", "b\r\n"]),
        (b"a\rb\r", ["a\r", "b\r"]),
        (b"a\n\r\n\rb", ["a\n", "\r\n", "\r", "b"]),
        (b"\xef\xbb\xbfa\n", ["a\n"]),
        (b"\xef\xbb\xbf", []),
        ("a,é\r\n1\n".encode("utf-16"), ["a,é\r\n", "1\n"]),
        ("\ufeffa\r1".encode("utf-16-be"), ["a\r", "1"]),
        ("é\u2028€\x0b\n😀".encode(), ["é\u2028€\x0b\n", "😀"]),
    ],
)
def test_lines_keep_their_ends_and_lose_the_mark_of_their_encoding(
    tmp_path: Path, content: bytes, lines: list[str]
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert lines_of(tmp_path / "x.csv") == lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\nb\n\xe9t\xe9\n", "'x.csv', line 3, character 1: the byte 0xE9 is not UTF-8; save it as UTF-8"),
        (b"a\r\rab\xff", "'x.csv', line 3, character 3: the byte 0xFF is not UTF-8; save it as UTF-8"),
        (b"\xed\xa0\x80", "'x.csv', line 1, character 1: the byte 0xED is not UTF-8; save it as UTF-8"),
        (b"a\n\xe2\x82", "'x.csv', line 2, character 1: the byte 0xE2 is not UTF-8; save it as UTF-8"),
        (b"a\r\n1\0\n", "'x.csv', line 2: a NUL byte, which no text holds"),
        ("a,b\nc".encode("utf-16") + b"x", "'x.csv', line 2: here or soon after it the file is not the UTF-16"),
        (b"\xff\xfea\0\xd8\xd8\xd8\xd8", "'x.csv', line 1: here or soon after it the file is not the UTF-16"),
        ("\ufeffa\0".encode("utf-16-be"), "'x.csv', line 1: a NUL byte"),
        ("\ufeffa,b\n".encode("utf-32-be"), "'x.csv' is written as UTF-32; save it as UTF-8"),
        ("\ufeffa,b\n".encode("utf-32-le"), "'x.csv' is written as UTF-32; save it as UTF-8"),
        (b"a\n" + b"1" * (LINE_LIMIT + 1), "'x.csv', line 2: the line is longer than 1,000,000 characters"),
        (b"a\n" + b"1" * (LINE_LIMIT + 1) + b"\r\n", "'x.csv', line 2: the line is longer than 1,000,000 characters"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_what_is_no_text_is_refused_where_it_stands(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert refusal(tmp_path / "x.csv").startswith(message)


def test_the_encoding_that_was_found_can_be_asked_for(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "x.csv").write_text("a,b\n", encoding=encoding)
        with open_lines(tmp_path / "x.csv") as lines:
            assert lines.encoding == encoding


def test_bytes_that_were_read_before_have_lines_like_a_file() -> None:
    with lines_of_bytes(b"\xef\xbb\xbfa\r\nb", "standard input") as lines:
        assert list(lines) == ["a\r\n", "b"]


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
def test_a_line_may_be_as_long_as_the_limit_whatever_ends_it(tmp_path: Path, end: str) -> None:
    line = "1" * LINE_LIMIT + end
    (tmp_path / "x.csv").write_bytes((line + "2").encode() if end else line.encode())
    assert lines_of(tmp_path / "x.csv")[0] == line


def test_a_huge_line_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a" * 4_000_000)
    os.truncate(path, 50_000_000_000)
    assert "longer than 1,000,000 characters" in refusal(path)


def test_a_file_of_holes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.touch()
    os.truncate(path, 50_000_000_000)
    assert "NUL byte" in refusal(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "there is no file" in refusal(tmp_path / "x.csv")
    assert "x.csv" in refusal(tmp_path / "x.csv")


def test_a_link_to_nowhere_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to(tmp_path / "gone.csv")
    assert "there is no file" in refusal(tmp_path / "x.csv")


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to(tmp_path / "x.csv")
    assert "cannot be read" in refusal(tmp_path / "x.csv")


def test_a_file_taken_for_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").touch()
    assert "cannot be read: Not a directory" in refusal(tmp_path / "x.csv" / "y.csv")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "is a directory; name a file in it" in refusal(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    assert "is not a regular file" in refusal(tmp_path / "x.csv")


def test_a_pipe_that_takes_the_place_of_a_file_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    regular = (tmp_path / "regular.csv").resolve()
    regular.touch()
    looked_like = regular.stat()
    os.mkfifo(tmp_path / "x.csv")
    monkeypatch.setattr(Path, "stat", lambda path: looked_like)
    assert lines_of(tmp_path / "x.csv") == []


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x.csv")
        assert "is not a regular file" in refusal(Path("x.csv"))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert "is not a regular file" in refusal(Path(device))


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    with ordinary_user():
        assert "no permission to read" in refusal(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has a file whose first byte cannot be read")
def test_a_file_that_fails_while_it_is_read_is_refused() -> None:
    assert refusal(Path("/proc/self/mem")) == "'mem' cannot be read: Input/output error"


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    assert "no file name can hold" in refusal(Path(name))


def test_a_name_that_is_too_long_is_refused_in_a_short_message(tmp_path: Path) -> None:
    message = refusal(tmp_path / ("x" * 5_000))
    assert "cannot be read: File name too long" in message
    assert len(message) < 300


def test_control_characters_in_a_path_are_shown_as_symbols(tmp_path: Path) -> None:
    assert "\u241b]52;c;\u2407" in refusal(Path("\x1b]52;c;\x07.csv"))


def test_a_name_that_is_not_utf_8_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xe9.csv")
    path.write_text("a\n")
    assert lines_of(path) == ["a\n"]
