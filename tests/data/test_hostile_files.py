"""Files that no memory could hold are refused in words, soon, and before they take any."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOM = 128 << 20
"""Bytes that may be taken on top of what the program itself needs."""

READER = """
import json, resource, sys, time
from tui_nn.config.errors import DataError
from tui_nn.data.catalog import load_dataset
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + int(sys.argv[1]),) * 2)
for path in sys.argv[2:]:
    began = time.monotonic()
    try:
        load_dataset(path)
    except DataError as error:
        print(json.dumps([str(error), time.monotonic() - began]))
"""

ROWS = b"1.5,2.5,0\n" * 10_000


def large(path: Path, content: bytes, size: int) -> Path:
    """A file that says it is so long; what follows the content takes no place on the disk, and reads as zeros."""
    path.write_bytes(content)
    os.truncate(path, size)
    return path


def test_files_without_end_are_refused_within_little_memory_and_time(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    columns = b",".join([b"1"] * 400_000) + b"\n"
    (tmp_path / "columns.csv").write_bytes(columns * 3)
    (tmp_path / "million.csv").write_bytes(b",".join([b"1"] * 1_000_000) + b"\n" + b"1\n" * 10)
    (tmp_path / "line.csv").write_bytes(b"1," * (20 << 20))
    expected = {
        large(tmp_path / "rows.csv", ROWS, 2 << 30): "million numbers; keep fewer rows or columns",
        large(tmp_path / "nothing.csv", b"a,b\n1,2\n", 2 << 30): "a NUL byte",
        tmp_path / "columns.csv": "columns are more than",
        tmp_path / "million.csv": "the line is longer than",
        tmp_path / "line.csv": "the line is longer than",
        tmp_path / "fifo.csv": "not a regular file",
        Path("/dev/zero"): "not a regular file",
        tmp_path: "is a directory",
    }
    read = subprocess.run(
        [sys.executable, "-c", READER, str(ROOM), *map(str, expected)], capture_output=True, check=True, timeout=60
    )
    told = [json.loads(line) for line in read.stdout.splitlines()]
    assert len(told) == len(expected)
    for (message, seconds), words in zip(told, expected.values(), strict=True):
        assert words in message
        assert "\n" not in message
        assert seconds < 5.0
