"""Parquet and Excel, read by polars in a process of its own, for which the extra `frames` has to be installed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data import frame_child
from tui_nn.data.cells import Cells, RawColumn
from tui_nn.data.columns import column_names
from tui_nn.data.content import Content, Wanted, check_width, column_of_numbers, content_of_rows, narrow_fault
from tui_nn.data.csv_rows import CsvRows
from tui_nn.data.limits import CELL_LENGTH_LIMIT, COLUMN_LIMIT, NUMBER_LIMIT, SIZE_LIMIT
from tui_nn.data.text_lines import NO_TEXT, lines_of_bytes, open_regular

FrameKind = Literal["parquet", "excel"]

MODULES = {"parquet": ("polars",), "excel": ("polars", "fastexcel")}
NAMES = {"parquet": "Parquet", "excel": "Excel"}
ERROR_PREFIX = re.compile(r"^(.*Error: |\s*\d+: )")
"""What stands before the reason in the last line of a traceback."""

SECONDS = 300
"""For one file: a million rows take two."""


class FrameFile:
    """A file that polars reads."""

    def __init__(self, name: str, source: Path | bytes, config: DataConfig, kind: FrameKind) -> None:
        """Take a file, or what was read before; `name` is what a message calls it."""
        self.name = name
        self._source = source
        self._config = config
        self._kind: FrameKind = kind

    def read(self, wanted: Wanted) -> Content:
        """Read everything; raises DataError."""
        missing = [name for name in MODULES[self._kind] if importlib.util.find_spec(name) is None]
        if missing:
            raise DataError(
                f"{quoted(self.name)} is a file of {NAMES[self._kind]}, for which {missing[0]} is needed: "
                'pip install "tui-nn[frames]"'
            )
        with tempfile.TemporaryDirectory(prefix="tui-nn-") as folder:
            told = self._converted(Path(folder))
            if self._kind == "excel":
                return self._sheet(Path(folder), told, wanted)
            return self._columns(Path(folder), told, wanted)

    def _converted(self, folder: Path) -> dict[str, object]:
        """Let the other process read the file; return what it tells about it."""
        source = folder / f"source.{self._kind}"
        if isinstance(self._source, bytes):
            source.write_bytes(self._source)
        else:
            with open_regular(self._source):  # says what is wrong with it as for any file
                source = self._source.absolute()
        if self._kind == "excel":
            self._check_pages(source)
        # -P: nothing in the folder where somebody works may pass for polars.
        command = [sys.executable, "-P", "-W", "ignore", frame_child.__file__, self._kind, str(source), str(folder)]
        command += [str(COLUMN_LIMIT), str(NUMBER_LIMIT)]
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS,
                env={**os.environ, "RUST_BACKTRACE": "0", "POLARS_VERBOSE": "0"},
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise DataError(f"{quoted(self.name)} takes longer than {SECONDS} s to be read; save it as CSV") from error
        except OSError as error:
            raise DataError(f"{quoted(self.name)} cannot be read: {printable(str(error))}") from error
        if done.returncode == frame_child.FAULT:
            raise DataError(f"{quoted(self.name)} {printable(str(json.loads(done.stdout)), 300)}")
        if done.returncode < 0:
            raise DataError(f"{quoted(self.name)} cannot be read: it is damaged, or needs more memory than there is")
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason is given"]
            fault = printable(ERROR_PREFIX.sub("", lines[-1]), 160)
            raise DataError(f"{quoted(self.name)} cannot be read as {NAMES[self._kind]}: {fault}; save it again")
        told = folder / "columns.json"
        if told.stat().st_size > SIZE_LIMIT:
            raise DataError(f"{quoted(self.name)} holds more than {SIZE_LIMIT >> 20:,} MiB of different words")
        found: dict[str, object] = json.loads(told.read_text(encoding="utf-8"))
        return found

    def _check_pages(self, source: Path) -> None:
        """Refuse a workbook that grows beyond all measure when it is unpacked; what it says of itself is checked."""
        try:
            with zipfile.ZipFile(source) as archive:
                if sum(page.file_size for page in archive.infolist()) > SIZE_LIMIT:
                    raise DataError(f"{quoted(self.name)} holds more than {SIZE_LIMIT >> 20:,} MiB; save it as CSV")
                damaged = archive.testzip()
        except zipfile.BadZipFile:
            return  # the older .xls is no archive
        except DataError:
            raise
        # zipfile raises what its decompressors raise, and RuntimeError for a password.
        except Exception as error:
            raise DataError(f"{quoted(self.name)} cannot be read: {printable(str(error), 120)}") from error
        if damaged is not None:
            raise DataError(f"{quoted(self.name)} is damaged at {quoted(damaged)}; save it again")

    def _sheet(self, folder: Path, told: dict[str, object], wanted: Wanted) -> Content:
        content = (folder / "cells.csv").read_bytes()
        with lines_of_bytes(content, self.name) as lines:
            rows = (row for row in CsvRows(lines, ",", 0, self.name) if any(map(str.strip, row[1])))
            read = content_of_rows(rows, self.name, self._config, wanted, delimiter=",", unit="row")
        if told["sheets"] != 1:
            read.remarks.insert(0, f"Excel, the sheet {quoted(str(told['sheet']))} of {told['sheets']}")
        else:
            read.remarks.insert(0, "Excel")
        return read

    def _columns(self, folder: Path, told: dict[str, object], wanted: Wanted) -> Content:
        columns, rows = told["columns"], told["rows"]
        assert isinstance(columns, list) and isinstance(rows, int)  # noqa: PT018
        given = [str(column["name"]) for column in columns]
        if not rows or not columns:
            raise DataError(f"{quoted(self.name)} has no rows; save some")
        check_width(given, quoted(self.name))
        names = column_names(given)
        as_words = wanted(names)
        raw: list[RawColumn] = []
        with (folder / "cells.bin").open("rb") as binary:
            for name, column in zip(names, columns, strict=True):
                numbers = np.fromfile(binary, dtype=np.float64, count=rows)
                raw.append(self._raw(numbers, column["words"], in_words=name in as_words))
        for name in given:
            self._check_text(name)
        unnamed = frozenset(name for name, cell in zip(names, given, strict=True) if not cell.strip())
        narrow = narrow_fault(given, quoted(self.name))
        return Content(names, Cells(raw, np.arange(1, rows + 1)), ["Parquet"], unnamed, unit="row", too_narrow=narrow)

    def _raw(self, numbers: npt.NDArray[np.float64], words: list[str] | None, *, in_words: bool) -> RawColumn:
        if words is None:
            return column_of_numbers(numbers, in_words=in_words)
        for word in words:
            self._check_text(word)
        numbers.setflags(write=False)
        return RawColumn(numbers, tuple(words), {})

    def _check_text(self, text: str) -> None:
        if len(text) > CELL_LENGTH_LIMIT:
            raise DataError(f"{quoted(self.name)}: a cell is longer than {CELL_LENGTH_LIMIT:,} characters")
        if NO_TEXT.search(text):
            raise DataError(f"{quoted(self.name)}: a cell holds a NUL, which no text holds; take it out")
