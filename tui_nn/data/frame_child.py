"""Run as a program of its own: reads Parquet or Excel by polars and leaves plain columns in a folder.

A damaged or hostile file can make polars end the process it runs in, write to its output or ask for all memory; here it
ends nobody else. Nothing of tui-nn is imported.

Arguments: parquet or excel, the file, the folder to write to, and the most columns and numbers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MEMORY_LIMIT = 12 << 30
"""Bytes of addresses, of which polars reserves many more than it uses."""

FAULT = 3
"""The exit status after a fault of the file that people are told about."""


class FaultError(Exception):
    """The file cannot be used; the message says why."""


def convert(kind: str, source: str, folder: str, most_columns: int, most_numbers: int) -> None:
    """Read a file and write what is in it; raises FaultError, and what polars raises."""
    if kind == "excel":
        _write_sheet(source, Path(folder))
    else:
        _write_columns(source, Path(folder), most_columns, most_numbers)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on every system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_sheet(source: str, folder: Path) -> None:
    """Write the first sheet that holds a table as CSV, and the names of all sheets."""
    import fastexcel

    reader = fastexcel.read_excel(source)
    for name in reader.sheet_names:
        frame = reader.load_sheet(name, header_row=None, dtypes="string").to_polars()
        if frame.height and frame.width:
            frame.write_csv(folder / "cells.csv", include_header=False)
            break
    else:
        raise FaultError("holds no sheet with a table")
    (folder / "columns.json").write_text(json.dumps({"sheet": name, "sheets": len(reader.sheet_names)}))


def _write_columns(source: str, folder: Path, most_columns: int, most_numbers: int) -> None:
    """Write each column as float64, one after another, and the words that some of those numbers stand for."""
    import polars as pl

    with Path(source).open("rb") as binary:
        schema = pl.read_parquet_schema(binary)
    if len(schema) > most_columns:
        raise FaultError(f"has {len(schema):,} columns, more than {most_columns:,}; keep only those you need")
    rows = int(pl.scan_parquet(source, glob=False).select(pl.len()).collect().item())
    if rows * max(len(schema), 1) > most_numbers:
        raise FaultError(f"holds {rows * len(schema):,} cells, more than {most_numbers:,}; save fewer rows or columns")
    columns = []
    with (folder / "cells.bin").open("wb") as cells:
        for name in schema:
            series = pl.scan_parquet(source, glob=False).select(pl.col(name)).collect().to_series()
            numbers, words = _plain(series)
            cells.write(numbers.cast(pl.Float64).fill_null(float("nan")).to_numpy().tobytes())
            columns.append({"name": name, "words": words})
    (folder / "columns.json").write_text(json.dumps({"rows": rows, "columns": columns}))


def _plain(series: pl.Series) -> tuple[pl.Series, list[str] | None]:
    """A column as numbers, or as the places of its words."""
    import polars as pl

    kind = series.dtype
    if kind.is_numeric() or kind == pl.Boolean:
        return series, None
    if kind == pl.Duration:
        return series.dt.total_microseconds() / 1e6, None
    if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Unknown):
        raise FaultError(f"holds values of the type {kind} in the column {series.name!r}; take that column out")
    different: dict[str, int] = {}
    places = [different.setdefault(word or "", len(different)) for word in series.cast(pl.String).to_list()]
    return pl.Series(places, dtype=pl.Int64), list(different)


if __name__ == "__main__":
    _limit_memory()
    try:
        convert(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    except FaultError as fault:
        sys.stdout.write(json.dumps(str(fault)))
        sys.exit(FAULT)
