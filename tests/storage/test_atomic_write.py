"""A file is the old one or the new one, whole, whatever happens while it is written."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_nn.storage.atomic_write import write_atomically

OLD, NEW = b"the old content", b"the new content, which is longer" * 1000
NO_SPACE = OSError(28, "No space left on device")


class Calls(list[str]):
    """What was asked of the system, in order."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "run.toml"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    seen = Calls()

    def watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            descriptor = arguments[0]
            folder = isinstance(descriptor, int) and stat.S_ISDIR(os.fstat(descriptor).st_mode)
            seen.append(f"{name} folder" if folder else name)
            return real(*arguments, **options)

        return call

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    return seen


class Breaking:
    """A file that takes some bytes, and then no more."""

    def __init__(self, descriptor: int, mode: str, error: BaseException, when: str) -> None:
        self._file = open(descriptor, mode)  # noqa: SIM115
        self._error, self._when = error, when

    def __enter__(self) -> Breaking:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._when == "close":
            raise self._error

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        if self._when == "write":
            raise self._error

    def flush(self) -> None:
        self._file.flush()
        if self._when == "flush":
            raise self._error


def assert_untouched(target: Path) -> None:
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]  # and no temporary file is left


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "run.toml", NEW)

    assert (tmp_path / "run.toml").read_bytes() == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["run.toml"]


def test_an_old_file_is_replaced(target: Path) -> None:
    write_atomically(target, NEW)

    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


def test_an_empty_file_can_be_written(target: Path) -> None:
    write_atomically(target, b"")

    assert target.read_bytes() == b""


def test_the_content_is_on_the_disk_before_the_name_is_and_the_name_before_the_end(target: Path, calls: Calls) -> None:
    write_atomically(target, NEW)

    assert calls == ["fsync", "replace", "fsync folder"]


# Faults


@pytest.mark.parametrize("error", [NO_SPACE, OSError(5, "Input/output error"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("function", ["fsync", "replace", "fchmod"])
def test_a_call_that_fails_leaves_the_old_file_and_nothing_else(
    function: str, error: BaseException, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(os, function, fail)
        with pytest.raises(type(error)):
            write_atomically(target, NEW)

    assert_untouched(target)


@pytest.mark.parametrize("error", [NO_SPACE, KeyboardInterrupt()])
@pytest.mark.parametrize("when", ["write", "flush", "close"])
def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else(
    when: str, error: BaseException, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdopen", lambda descriptor, mode: Breaking(descriptor, mode, error, when))
        with pytest.raises(type(error)):
            write_atomically(target, NEW)

    assert_untouched(target)


def test_a_new_file_that_cannot_be_written_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(NO_SPACE))
        with pytest.raises(OSError, match="No space left"):
            write_atomically(tmp_path / "run.toml", NEW)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_flushed_holds_the_new_file_all_the_same(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")  # as some file systems do
        real(descriptor)

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse_folders)
        write_atomically(target, NEW)

    assert target.read_bytes() == NEW


def test_two_writers_at_once_leave_one_whole_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, other = os.fsync, b"the other's content"

    def write_meanwhile(descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        write_atomically(target, other)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", write_meanwhile)
    write_atomically(target, NEW)

    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


# Permissions and links


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o777, 0o200])
def test_permissions_stay_as_they_were(mode: int, target: Path) -> None:
    target.chmod(mode)
    write_atomically(target, NEW)

    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_what_is_written_is_never_wider_open_than_the_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.chmod(0o600)
    seen = []
    real = os.fdopen

    def look(descriptor: int, mode: str) -> object:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return real(descriptor, mode)

    with monkeypatch.context() as watched:
        watched.setattr(os, "fdopen", look)
        write_atomically(target, NEW)

    assert seen == [0o600]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o000, 0o666)])
def test_a_new_file_gets_the_permissions_that_new_files_get(mask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "new", NEW)
    finally:
        after = os.umask(before)

    assert after == mask
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == mode


def test_a_file_that_is_protected_is_not_replaced(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as as_a_person:
        as_a_person.setattr(os, "access", lambda *_: False)  # root may write everywhere
        with pytest.raises(PermissionError):
            write_atomically(target, NEW)

    assert_untouched(target)


def test_a_link_stays_a_link_and_the_file_it_names_is_replaced(target: Path) -> None:
    link = target.parent / "link.toml"
    link.symlink_to(target.name)
    write_atomically(link, NEW)

    assert link.is_symlink()
    assert target.read_bytes() == NEW


def test_a_link_into_another_folder_is_followed(target: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "link.toml"
    link.symlink_to(target)
    write_atomically(link, NEW)

    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert list(link.parent.iterdir()) == [link]


def test_a_link_to_a_file_that_is_not_there_yet_makes_that_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", NEW)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == NEW


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OSError, match="symbolic links"):
        write_atomically(tmp_path / "round", NEW)

    assert (tmp_path / "round").is_symlink()


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_only_a_regular_file_is_ever_replaced(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "no file"
    make(path)
    before = path.stat()
    with pytest.raises(OSError, match=r"not a regular file|Is a directory"):
        write_atomically(path, NEW)

    assert path.stat() == before
    assert list(tmp_path.iterdir()) == [path]


# Names


@pytest.mark.parametrize("name", ["x" * 255, "日" * 85, "-", "a b\nc", "\udcff\udcfe", ".hidden", "*?[a]"])
def test_whatever_a_file_can_be_called(name: str, tmp_path: Path) -> None:
    write_atomically(tmp_path / name, NEW)

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_is_too_long_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        write_atomically(tmp_path / ("x" * 256), NEW)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "run.toml", NEW)

    assert list(tmp_path.iterdir()) == []


def test_a_path_in_the_current_folder_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomically(Path("run.toml"), NEW)

    assert (tmp_path / "run.toml").read_bytes() == NEW
