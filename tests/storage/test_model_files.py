"""Models on disk: the same bits come back, and a damaged or foreign file gives one line and nothing else."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.data.catalog import load_data
from tui_nn.engine.network import Network
from tui_nn.storage.model_files import Model, load_model, reading_of, save_model


def model() -> Model:
    dataset = load_data(DataConfig("iris", scaling="standard"))
    assert dataset.encoding is not None
    network = Network.create((4, 3, 3), ("=x*tanh(x)", "softmax"), seed=5)
    reading = reading_of(DataConfig("iris", dates=("days",)), dataset.encoding)
    return Model(network, dataset.encoding, 0.5, reading, "iris", 120, 0.25)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("models") / "iris.model"
    save_model(path, model())
    return path.read_bytes()


def test_a_model_comes_back_to_the_bit(tmp_path: Path) -> None:
    before = model()
    save_model(tmp_path / "m", before)
    after = load_model(tmp_path / "m")
    np.testing.assert_array_equal(after.network.parameters, before.network.parameters)
    assert after.network.layer_sizes == before.network.layer_sizes
    assert after.network.activations == before.network.activations
    assert after.encoding == before.encoding
    assert after.reading == before.reading
    assert (after.threshold, after.trained_on, after.iteration, after.error) == (0.5, "iris", 120, 0.25)


@given(st.data())
def test_a_damaged_file_is_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, written: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(written) - 1))
    bit = data.draw(st.integers(0, 7))
    cut = data.draw(st.booleans())
    damaged = written[:place] if cut else _flipped(written, place, bit)
    path = tmp_path_factory.mktemp("damaged") / "m"
    path.write_bytes(damaged)
    try:
        found = load_model(path)
    except ConfigError as error:
        message = str(error)
    else:
        # A bit of the archive that says nothing, such as a date, may be any.
        message = ""
        np.testing.assert_array_equal(found.network.parameters, model().network.parameters)
        assert found.encoding == model().encoding
    assert "\n" not in message


def _flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


def _archive(**entries: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in entries.items():
            archive.writestr(f"{name}.npy", inner)
    return content.getvalue()


def _npy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    content = io.BytesIO()
    np.save(content, array, allow_pickle=pickled)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no model"),
        (b"PK\x03\x04 and so on", "no model"),
        (_archive(parameters=_npy(np.zeros(3)), about=_npy(np.frombuffer(b"[1]", dtype=np.uint8))), "no model"),
        (_archive(parameters=_npy(np.zeros(3)), about=_npy(np.frombuffer(b"[" * 9000, dtype=np.uint8))), "no model"),
        (_archive(parameters=_npy(np.array([print]), pickled=True), about=_npy(np.zeros(2, np.uint8))), "no model"),
        (_archive(parameters=_npy(np.zeros(3, np.float32)), about=_npy(np.zeros(2, np.uint8))), "other kinds"),
    ],
    ids=["empty", "cut", "list", "deep", "pickled", "single"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "m"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        load_model(path)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a file"):
        load_model(tmp_path)
    with pytest.raises(ConfigError, match="does not exist"):
        load_model(tmp_path / "none")
    with pytest.raises(ConfigError, match="no such folder"):
        save_model(tmp_path / "none" / "m", model())


def test_an_old_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m"
    save_model(path, model())

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigError, match="no space left"):
        save_model(path, replace(model(), iteration=999))
    monkeypatch.undo()
    assert load_model(path).iteration == 120
