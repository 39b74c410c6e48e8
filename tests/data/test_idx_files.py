"""A folder of IDX files is pictures with their classes; t10k is the part to test by; what does not fit is told."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.ui.drawing.digit_pictures import picture_side, pixels_of

SIDE = 5


def images(count: int, seed: int = 0, *, side: int = SIDE) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (count, side, side), dtype=np.uint8)
    return struct.pack(">4B3I", 0, 0, 8, 3, count, side, side) + pixels.tobytes()


def labels(count: int) -> bytes:
    return struct.pack(">4BI", 0, 0, 8, 1, count) + bytes(number % 3 for number in range(count))


def folder(tmp_path: Path, **changes: bytes) -> Path:
    """A folder of 6 pictures to learn and 3 to test by, with some files exchanged."""
    contents = {
        "train-images-idx3-ubyte": images(6), "train-labels-idx1-ubyte": labels(6),
        "t10k-images-idx3-ubyte": images(3, 1), "t10k-labels-idx1-ubyte": labels(3),
    }  # fmt: skip
    contents.update({name.replace("_", "-"): content for name, content in changes.items()})
    where = tmp_path / "mnist"
    where.mkdir()
    for name, content in contents.items():
        (where / name).write_bytes(content)
    return where


def loaded(path: Path, **options: object) -> Dataset:
    return load_data(DataConfig(str(path), **options))  # type: ignore[arg-type]  # any option


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        loaded(path)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


def test_a_folder_is_pictures_with_their_classes_and_a_test_part(tmp_path: Path) -> None:
    dataset = loaded(folder(tmp_path))
    assert (dataset.name, dataset.task, dataset.class_names) == ("mnist", "classes", ("0", "1", "2"))
    assert dataset.test is not None
    assert (dataset.training.samples, dataset.test.samples) == (6, 3)
    raw = np.frombuffer(images(6)[16:] + images(3, 1)[16:], dtype=np.uint8)
    assert dataset.inputs.tolist() == raw.reshape(9, SIDE * SIDE).tolist()
    assert dataset.true_classes.tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 2]


def test_the_pictures_can_be_drawn(tmp_path: Path) -> None:
    dataset = loaded(folder(tmp_path), scaling="min_max")
    assert picture_side(dataset) == SIDE
    raw = np.frombuffer(images(6)[16:], dtype=np.uint8).reshape(6, SIDE, SIDE)
    shown = pixels_of(dataset, 4, SIDE)
    np.testing.assert_array_equal(np.argsort(shown, axis=None), np.argsort(raw[4], axis=None))


def test_packed_files_and_single_pairs_are_read(tmp_path: Path) -> None:
    where = folder(tmp_path)
    plain = loaded(where)
    for path in list(where.iterdir()):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
    assert loaded(where).inputs.tolist() == plain.inputs.tolist()
    for path in where.glob("*-ubyte"):
        path.unlink()
    assert loaded(where).inputs.tolist() == plain.inputs.tolist()
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
        assert loaded(where / name).inputs.tolist() == plain.training.inputs.tolist()


def test_a_set_without_a_part_for_learning_is_learned(tmp_path: Path) -> None:
    where = folder(tmp_path)
    for path in where.glob("train*"):
        path.unlink()
    assert loaded(where).parts is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"train_images_idx3_ubyte": images(6)[:-1]}, "'train-images-idx3-ubyte' is cut off after 149 of 150 values"),
        ({"train_images_idx3_ubyte": images(6) + b"x"}, "'train-images-idx3-ubyte' goes on after its last value"),
        ({"train_images_idx3_ubyte": images(6)[:9]}, "'train-images-idx3-ubyte' does not begin as an IDX file of pic"),
        ({"train_images_idx3_ubyte": labels(6)}, "'train-images-idx3-ubyte' does not begin as an IDX file of pictures"),
        ({"train_images_idx3_ubyte": b"\0\0\x0d\3" + images(6)[4:]}, "'train-images-idx3-ubyte' does not begin as an"),
        ({"t10k_labels_idx1_ubyte": labels(4)}, "'t10k-images-idx3-ubyte' holds 3 pictures, 't10k-labels-idx1-uby"),
        ({"t10k_images_idx3_ubyte": images(3, side=4)}, "'mnist': the rows for training have 26 columns, others 17"),
        ({"train_images_idx3_ubyte": struct.pack(">4B3I", 0, 0, 8, 3, 1 << 31, 28, 28)}, "'train-images-idx3-ubyte' "),
        ({"train_images_idx3_ubyte": gzip.compress(images(6))[:40]}, "'train-images-idx3-ubyte' cannot be read: Compr"),
        ({"train_images_idx3_ubyte": images(0), "train_labels_idx1_ubyte": labels(0),
          "t10k_images_idx3_ubyte": images(0), "t10k_labels_idx1_ubyte": labels(0)}, "'mnist' holds no rows"),
        ({"digits_images_idx3_ubyte": images(1), "digits_labels_idx1_ubyte": labels(1)}, "'mnist' holds several sets"),
    ],
)  # fmt: skip
def test_files_that_do_not_fit_are_told(tmp_path: Path, changes: dict[str, bytes], message: str) -> None:
    assert refusal(folder(tmp_path, **changes)).startswith(message)


def without_labels(where: Path) -> Path:
    (where / "train-labels-idx1-ubyte").unlink()
    return where


def renamed(where: Path) -> Path:
    return (where / "train-images-idx3-ubyte").rename(where / "pictures")


def emptied(where: Path) -> Path:
    for path in where.iterdir():
        path.unlink()
    return where


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_labels, "'train-images-idx3-ubyte' has no file of labels beside it"),
        (renamed, "'pictures' is an IDX file; call it as in train-images-idx3-ubyte"),
        (emptied, "'{}' is a directory without IDX files"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, change: Callable[[Path], Path], message: str) -> None:
    where = change(folder(tmp_path))
    assert refusal(where).startswith(message.format(where))
