"""Rows on a file: the same to the bit wherever they are opened, no copy, and no file left behind."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.data import mapped_rows
from tui_nn.data.dataset import Dataset
from tui_nn.data.mapped_rows import MappedRows, without_other_rows, written
from tui_nn.data.preparation import prepare
from tui_nn.data.table import ByteColumn, Column, Table, number_column

ROWS = 40


@pytest.fixture
def dataset() -> Dataset:
    generator = np.random.default_rng(3)
    words = Column("colour", "category", generator.integers(0, 3, ROWS).astype(float), ("red", "green", "blue"))
    holes = np.where(np.arange(ROWS) % 7 == 3, np.nan, generator.normal(size=ROWS))
    pixels = generator.integers(0, 255, ROWS).astype(np.uint8)
    pixels.setflags(write=False)
    columns = (number_column("x", holes), ByteColumn("pixel", pixels), words, number_column("y", np.arange(ROWS) % 2))
    config = DataConfig(missing="drop", scaling="standard", test_share=0.25)
    return prepare(Table("few.csv", columns, ("y",)), config)


def in_another_process(described: MappedRows, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setattr(mapped_rows, "_open", {})
    opened = pickle.loads(pickle.dumps(described)).opened()
    assert isinstance(opened, Dataset)
    return opened


def test_everything_is_there_again(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = written(dataset, tmp_path)
    assert found is not None
    for opened in (found[0], in_another_process(found[1], monkeypatch)):
        assert opened.inputs.tobytes() == dataset.inputs.tobytes()
        assert opened.targets.tobytes() == dataset.targets.tobytes()
        assert opened.parts is not None
        assert dataset.parts is not None
        assert opened.parts.tolist() == dataset.parts.tolist()
        assert opened.training.inputs.tobytes() == dataset.training.inputs.tobytes()
        assert opened.class_shares.tolist() == dataset.class_shares.tolist()
        for row in range(dataset.samples):
            assert opened.shown_inputs(row) == dataset.shown_inputs(row)
            assert opened.shown_target(row) == dataset.shown_target(row)


def test_the_arrays_are_windows_that_nobody_can_write_to(dataset: Dataset, tmp_path: Path) -> None:
    found = written(dataset, tmp_path)
    assert found is not None
    mapped = found[0]
    assert mapped.inputs.base is not None
    assert not mapped.inputs.flags.writeable
    assert Dataset(**{**vars(mapped), "name": "another"}).inputs is mapped.inputs  # nor need it be copied for that


def test_the_file_goes_with_the_rows_and_what_is_open_stays_readable(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = written(dataset, tmp_path)
    assert found is not None
    mapped, described = found
    opened = in_another_process(described, monkeypatch)
    del mapped, found
    monkeypatch.setattr(mapped_rows, "_open", {})
    gc.collect()
    assert list(tmp_path.iterdir()) == []
    assert opened.inputs.tobytes() == dataset.inputs.tobytes()
    assert described.opened() is None


def test_where_there_is_no_room_there_are_no_rows_on_a_file(dataset: Dataset, tmp_path: Path) -> None:
    assert written(dataset, tmp_path / "nowhere") is None


def test_a_file_that_is_cut_short_is_not_opened(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = written(dataset, tmp_path)
    assert found is not None
    Path(found[1].path).write_bytes(b"short")
    monkeypatch.setattr(mapped_rows, "_open", {})
    assert found[1].opened() is None


def test_the_first_rows_take_their_part_of_the_table_with_them(dataset: Dataset) -> None:
    few = without_other_rows(dataset.head(5))
    assert few.table is not None
    assert few.table.rows == 5
    assert [few.shown_inputs(row) for row in range(5)] == [dataset.shown_inputs(row) for row in range(5)]
