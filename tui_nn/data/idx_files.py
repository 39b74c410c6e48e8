"""IDX, the format of MNIST: a file of pictures and one of labels, or a folder of such pairs, packed by gzip or not."""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from collections import defaultdict
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable, quoted
from tui_nn.data.arrays import ArrayPair, content_of_arrays
from tui_nn.data.content import Content, Wanted
from tui_nn.data.limits import NUMBER_LIMIT
from tui_nn.data.splitting import TEST, TRAINING, VALIDATION
from tui_nn.data.text_lines import PATH_LIMIT, open_regular

FILE_NAME = re.compile(r"(.*?)(images|labels)[-._]idx([13])[-._]ubyte(\.gz)?", re.IGNORECASE)
PARTS = {
    "train": TRAINING,
    "t10k": TEST,
    "test": TEST,
    "val": VALIDATION,
    "valid": VALIDATION,
    "validation": VALIDATION,
}
MOST_FILES_LOOKED_AT = 100_000
BYTES_OF_IDX = 0x08
"""The type of value that pictures and labels have; IDX knows others, which are no pictures."""

ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Pair:
    images: Path
    labels: Path
    part: int


class IdxFiles:
    """A folder of IDX files, or one of a pair."""

    def __init__(self, path: Path) -> None:
        """Take a folder or a file."""
        self.name = path.name or printable(str(path.resolve()), PATH_LIMIT)
        self._path = path

    def read(self, wanted: Wanted) -> Content:
        """Read all pictures with their labels, those that are kept for testing, too; raises DataError."""
        pairs = self._pairs()
        arrays = []
        left = NUMBER_LIMIT
        for pair in pairs:
            images, labels = _read(pair.images, 3, left), _read(pair.labels, 1, NUMBER_LIMIT)
            if len(images) != len(labels):
                raise DataError(
                    f"{quoted(pair.images.name)} holds {len(images):,} pictures, {quoted(pair.labels.name)} "
                    f"{len(labels):,} labels; take the two files that belong together"
                )
            left -= images.size
            arrays.append(ArrayPair(images, labels, part=pair.part))
        height, width = arrays[0].inputs.shape[1:] if arrays[0].inputs is not None else (0, 0)
        remark = f"IDX, pictures of {width} by {height} pixels from 0 to 255"
        return content_of_arrays(self.name, arrays, wanted, target_name="label", remark=remark, classes=True)

    def _pairs(self) -> list[_Pair]:
        if not self._path.is_dir():
            return [self._partner(self._path)]
        found = idx_names(self._path)
        sets: dict[str, list[_Pair]] = defaultdict(list)
        for name in found:
            match = FILE_NAME.fullmatch(name)
            # Where a file is there packed and as it is, one of the two is enough.
            if match is None or match[2].lower() != "images" or (match[4] and name[:-3] in found):
                continue
            pair = self._partner(self._path / name)
            sets[_without_part(match[1])].append(pair)
        if not sets:
            raise DataError(
                f"{quoted(str(self._path), PATH_LIMIT)} is a directory without IDX files (train-images-idx3-ubyte); "
                "name a file in it"
            )
        if len(sets) > 1:
            raise DataError(
                f"{quoted(self.name)} holds several sets of pictures; name one file of the set, such as "
                f"{quoted(next(iter(sets.values()))[0].images.name)}"
            )
        pairs = sorted(next(iter(sets.values())), key=lambda pair: pair.part)
        if len({pair.part for pair in pairs}) < len(pairs):
            raise DataError(f"{quoted(self.name)} holds the same pictures twice; name one of the files")
        return [_Pair(pairs[0].images, pairs[0].labels, TRAINING)] if len(pairs) == 1 else pairs

    def _partner(self, path: Path) -> _Pair:
        """The pair that a file belongs to, found by its name."""
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            raise DataError(
                f"{quoted(path.name)} is an IDX file; call it as in train-images-idx3-ubyte, for its labels to be found"
            )
        are_images = match[2].lower() == "images"
        other = "labels" if are_images else "images"
        wanted = re.compile(
            re.escape(match[1]) + other + r"[-._]idx" + ("1" if are_images else "3") + r"[-._]ubyte(\.gz)?",
            re.IGNORECASE,
        )
        partners = sorted(name for name in idx_names(path.parent) if wanted.fullmatch(name))
        if not partners:
            raise DataError(f"{quoted(path.name)} has no file of {other} beside it; put it into the same folder")
        partner = path.parent / partners[0]
        part = next((PARTS[word] for word in re.findall("[a-z0-9]+", match[1].lower()) if word in PARTS), TRAINING)
        return _Pair(path, partner, part) if are_images else _Pair(partner, path, part)


def has_idx_files(folder: str | os.PathLike[str]) -> bool:
    """Say whether there are IDX files in a folder."""
    try:
        return bool(idx_names(Path(folder)))
    except DataError:
        return False


def idx_names(folder: Path) -> set[str]:
    """Return the names of the IDX files in a folder; raises DataError when it cannot be looked into."""
    names = set()
    try:
        for number, path in enumerate(folder.iterdir()):
            if number == MOST_FILES_LOOKED_AT:
                break
            if FILE_NAME.fullmatch(path.name):
                names.add(path.name)
    except OSError as error:
        what = printable(error.strerror or type(error).__name__)
        raise DataError(f"{quoted(str(folder), PATH_LIMIT)} cannot be looked into: {what}") from error
    return names


def _without_part(stem: str) -> str:
    words = re.split(r"([a-z0-9]+)", stem.lower())
    return "".join(word for word in words if word not in PARTS)


def _read(path: Path, dimensions: int, limit: int) -> ByteArray:
    """Read a file of bytes with so many dimensions: (pictures, height, width) or (labels,)."""
    name = quoted(path.name)
    what = "pictures" if dimensions == 3 else "labels"
    with open_regular(path) as plain:
        packed = plain.peek(2)[:2] == b"\x1f\x8b"
        with gzip.GzipFile(fileobj=plain) if packed else plain as opened:
            try:
                head = opened.read(4 + 4 * dimensions)
                if len(head) < 4 + 4 * dimensions or head[:3] != bytes((0, 0, BYTES_OF_IDX)) or head[3] != dimensions:
                    raise DataError(f"{name} does not begin as an IDX file of {what} does; take another file")
                shape = struct.unpack(f">{dimensions}I", head[4:])
                size = prod(shape)
                if size > limit:
                    raise DataError(
                        f"{name} says that it holds {size:,} values, more than the {NUMBER_LIMIT:,} of one file"
                    )
                content = bytearray(size)
                view, filled = memoryview(content), 0
                while filled < size and (piece := opened.read(min(1 << 20, size - filled))):
                    view[filled : filled + len(piece)] = piece
                    filled += len(piece)
                more = opened.read(1)
            except (OSError, EOFError, zlib.error) as error:
                fault = printable(str(error) or type(error).__name__, 120)
                raise DataError(f"{name} cannot be read: {fault}; fetch the file again") from error
    if filled < size or more:
        how = f"is cut off after {filled:,} of {size:,} values" if filled < size else "goes on after its last value"
        raise DataError(f"{name} {how}; fetch the file again")
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)
