"""NumPy's files: an archive of arrays (.npz) or a single one (.npy), read by their headers and never unpickled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError, counted
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.arrays import ArrayPair, content_of_arrays
from tui_nn.data.content import Content, Wanted
from tui_nn.data.limits import NUMBER_LIMIT
from tui_nn.data.text_lines import open_regular

PAIRS = (
    ("inputs", "targets"),
    ("input", "target"),
    ("x", "y"),
    ("features", "labels"),
    ("data", "target"),
    ("data", "labels"),
    ("images", "labels"),
)
"""What inputs and targets are called, in small letters."""

PART_NAMES = (("train", "training"), ("val", "valid", "validation"), ("test",))
"""What is added to the names for training, validation and test rows."""

MOST_MEMBERS = 10_000
LISTED_ARRAYS = 6
KINDS = "biufUSM"
"""Arrays that can be read: numbers, texts, dates."""


class NpzFile:
    """Arrays in one file."""

    def __init__(self, name: str, source: Path | bytes) -> None:
        """Take a file, or what was read before; `name` is what a message calls it."""
        self.name = name
        self._source = source

    def read(self, wanted: Wanted) -> Content:
        """Read all arrays that belong to the table; raises DataError."""
        with self._opened() as binary:
            try:
                arrays = self._arrays(binary)
            except DataError:
                raise
            # NumPy and zipfile raise at least eight kinds of exception for damaged files, none of them documented.
            except Exception as error:
                text = printable(str(error).partition("\n")[0], 120) or type(error).__name__
                raise DataError(f"{quoted(self.name)} cannot be read: {text}; save the arrays again") from error
            pairs = list(_pairs(arrays))
            if pairs:
                return content_of_arrays(self.name, pairs, wanted)
            return content_of_arrays(self.name, [self._one_table(arrays)], wanted)

    def _opened(self) -> BinaryIO:
        if isinstance(self._source, bytes):
            return io.BytesIO(self._source)
        return cast("BinaryIO", open_regular(self._source))

    def _arrays(self, binary: BinaryIO) -> dict[str, npt.NDArray[np.generic]]:
        if binary.read(6) == b"\x93NUMPY":
            binary.seek(0)
            return {"array": self._array(binary, "the array", NUMBER_LIMIT)}
        binary.seek(0)
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        left = NUMBER_LIMIT
        with zipfile.ZipFile(binary) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
            if len(members) > MOST_MEMBERS:
                raise DataError(f"{quoted(self.name)} holds {len(members):,} arrays; keep only those you need")
            for member in members:
                if member.flag_bits & 1:
                    raise DataError(f"{quoted(self.name)} is locked by a password; save the arrays without one")
                name = member.filename.removesuffix(".npy")
                with archive.open(member) as opened:
                    arrays[name] = self._array(cast("BinaryIO", opened), f"the array {quoted(name)}", left)
                left -= arrays[name].size
        if not arrays:
            raise DataError(f"{quoted(self.name)} holds no arrays; save some with numpy.savez")
        return arrays

    def _array(self, opened: BinaryIO, what: str, limit: int) -> npt.NDArray[np.generic]:
        """Read one array, of which the header is looked at before anything is made room for."""
        version = np.lib.format.read_magic(opened)
        if version == (1, 0):
            shape, by_columns, kind = np.lib.format.read_array_header_1_0(opened)
        elif version == (2, 0):
            shape, by_columns, kind = np.lib.format.read_array_header_2_0(opened)
        else:
            raise DataError(f"{quoted(self.name)}: {what} is of a version that is not known; save it again")
        place = f"{quoted(self.name)}: {what}"
        if kind.hasobject:
            raise DataError(f"{place} holds Python objects, which are never loaded; save it as numbers")
        if kind.kind == "c":
            raise DataError(f"{place} holds complex numbers; save real and imaginary parts as columns of their own")
        if kind.kind not in KINDS:
            raise DataError(f"{place} holds values of the type {printable(str(kind), 40)}; save it as numbers")
        size = prod(shape)
        if any(length < 0 for length in shape) or size > limit or size * kind.itemsize > NUMBER_LIMIT * 8:
            raise DataError(
                f"{place} holds {size:,} values, more than the {NUMBER_LIMIT:,} of one file; save fewer rows"
            )
        if not size or not kind.itemsize:
            return np.empty(shape, dtype=kind)
        content = bytearray(size * kind.itemsize)
        view, filled = memoryview(content), 0
        while filled < len(content):
            piece = opened.read(min(1 << 20, len(content) - filled))
            if not piece:
                raise DataError(f"{place} is cut off; save it again")
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        flat = np.frombuffer(content, dtype=kind)
        return flat.reshape(shape, order="F" if by_columns else "C")

    def _one_table(self, arrays: dict[str, npt.NDArray[np.generic]]) -> ArrayPair:
        """Arrays without names that say what they are for: a single table, or a column each."""
        tables = {name: array for name, array in arrays.items() if array.ndim == 2}
        if len(tables) == 1 and len(arrays) == 1:
            return ArrayPair(next(iter(tables.values())), None)
        lengths = {len(array) for array in arrays.values() if array.ndim == 1}
        if len(lengths) == 1 and all(array.ndim == 1 for array in arrays.values()) and len(arrays) > 1:
            return ArrayPair(None, None, tuple(arrays.items()))
        shown = [f"{quoted(name)} {array.shape}" for name, array in list(arrays.items())[:LISTED_ARRAYS]]
        more = f" and {len(arrays) - LISTED_ARRAYS} more" if len(arrays) > LISTED_ARRAYS else ""
        raise DataError(
            f"{quoted(self.name)} holds {counted(len(arrays), 'array')}, {', '.join(shown)}{more}; call them inputs "
            "and targets (or x and y), give flat arrays of one length, or save a single table of rows and columns"
        )


def _pairs(arrays: dict[str, npt.NDArray[np.generic]]) -> Iterator[ArrayPair]:
    """Inputs and targets by their names: alone, or one pair for each part."""
    by_name: dict[str, npt.NDArray[np.generic]] = {}
    for name, array in arrays.items():
        by_name.setdefault(name.lower(), array)
    for inputs, targets in PAIRS:
        if inputs in by_name and targets in by_name:
            yield ArrayPair(by_name[inputs], by_name[targets])
            return
        found = [
            ArrayPair(by_name[names[0]], by_name[names[1]], part=part)
            for part, words in enumerate(PART_NAMES)
            for word in words
            for names in ((f"{inputs}_{word}", f"{targets}_{word}"), (f"{word}_{inputs}", f"{word}_{targets}"))
            if all(name in by_name for name in names)
        ]
        if found and found[0].part == 0:
            yield from found
            return
