"""Which reader a file is for: decided by what it holds first, and by the ending of its name where that says nothing."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path
from typing import Literal

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import quoted
from tui_nn.data import standard_input
from tui_nn.data.content import TableFile
from tui_nn.data.csv_files import CsvFile
from tui_nn.data.text_lines import UTF_8_MARK, UTF_16_MARKS, first_bytes, open_regular

FORMATS = (
    "CSV, TSV and their kin, with or without a header, decimal point or comma",
    "JSON (rows as objects or lists, or whole columns) and JSON lines",
    "NumPy's .npz (inputs and targets, x_train and y_train ..., a column each) and .npy",
    "Parquet and Excel, with the extra tui-nn[frames]",
    "a folder of IDX files, as MNIST has them, packed by gzip or not",
)
"""What can be read, for people."""

TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
LOOKED_AT = 4096

JSON_BEGINNING = re.compile(r"\s*(\{\s*[\"}]|\[\s*([\[{\]\"\d-]|true|false|null|NaN|Infinity))")
"""An object or a list; a name such as [b] in the header of a table is neither."""

ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NUMPY = b"\x93NUMPY"
GZIP = b"\x1f\x8b"
IDX = re.compile(rb"\0\0[\x08\x09\x0b-\x0e][\x01-\x08]", re.DOTALL)


def opened(source: str | os.PathLike[str], config: DataConfig) -> TableFile:
    """Return the reader for a file, or for standard input when `source` is '-'.

    Raises:
        DataError: it is of a kind that cannot be read; whether the file is there, its reader says.
    """
    if source == standard_input.SOURCE:
        return _reader(standard_input.NAME, standard_input.standard_input(), config)
    path = Path(source)
    # os.path never raises here, whatever the name; pathlib does.
    if os.path.isdir(path):  # noqa: PTH112
        return _idx(path)
    return _reader(path.name, path, config)


def _reader(name: str, source: Path | bytes, config: DataConfig) -> TableFile:
    # Each room is imported when it is needed: most people open CSV alone.
    suffix = source.suffix.lower() if isinstance(source, Path) else ""
    first = first_bytes(source, LOOKED_AT)
    if first.startswith(NUMPY):
        return _numpy(name, source)
    if first.startswith(ZIP):
        return _archive(name, source, config)
    if first.startswith(PARQUET):
        return _frame(name, source, config, "parquet")
    if first.startswith(OLD_EXCEL):
        return _frame(name, source, config, "excel")
    if isinstance(source, Path) and (IDX.match(first) or (first.startswith(GZIP) and "idx" in name.lower())):
        return _idx(source)
    if first.startswith(GZIP):
        raise DataError(f"{quoted(name)} is packed by gzip; unpack it first")
    if suffix in JSON_SUFFIXES or (suffix not in TEXT_SUFFIXES and JSON_BEGINNING.match(_text_of(first))):
        from tui_nn.data.json_files import JsonFile

        return JsonFile(name, source, config)
    return CsvFile(name, source, config)


def _text_of(first: bytes) -> str:
    if first.startswith(UTF_16_MARKS):
        return first[: len(first) & ~1].decode("utf-16", "replace")
    return first.removeprefix(UTF_8_MARK).decode("utf-8", "replace")


def _numpy(name: str, source: Path | bytes) -> TableFile:
    from tui_nn.data.npz_files import NpzFile

    return NpzFile(name, source)


def _idx(path: Path) -> TableFile:
    from tui_nn.data.idx_files import IdxFiles

    return IdxFiles(path)


def _frame(name: str, source: Path | bytes, config: DataConfig, kind: Literal["parquet", "excel"]) -> TableFile:
    from tui_nn.data.frame_files import FrameFile

    return FrameFile(name, source, config, kind)


def _archive(name: str, source: Path | bytes, config: DataConfig) -> TableFile:
    """The reader for an archive, by what is in it."""
    try:
        with (
            open_regular(source) if isinstance(source, Path) else io.BytesIO(source) as binary,
            zipfile.ZipFile(binary) as archive,
        ):
            names = archive.namelist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise DataError(f"{quoted(name)} begins as an archive and is none; fetch or save it again") from error
    if any(member.endswith(".npy") for member in names):
        return _numpy(name, source)
    if any(member.startswith("xl/") for member in names) or {"mimetype", "content.xml"} <= set(names):
        return _frame(name, source, config, "excel")
    raise DataError(f"{quoted(name)} is an archive of other files; unpack it and open the table that is in it")
