"""Trained networks as files: parameters, and all that is needed to show them other rows, in one NPZ without pickles."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError, DataError, NetworkError
from tui_nn.config.plain_text import quoted
from tui_nn.config.run import RunConfig
from tui_nn.data.dataset import Dataset
from tui_nn.data.editing import table_of
from tui_nn.data.encoding import ColumnCode, Encoding
from tui_nn.data.preparation import prepare
from tui_nn.data.scaling import Scale
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import weight_views
from tui_nn.engine.events import Snapshot
from tui_nn.engine.losses import loss_named
from tui_nn.engine.memory import parameter_count
from tui_nn.engine.network import Network
from tui_nn.storage.atomic_write import write_atomically

FORMAT = "tui-nn model 1"

LARGEST_FILE = 2**30
"""Bytes, of the file and of what it holds: a network of 100 million parameters."""

READING = ("kinds", "dates", "date_order")
"""Options of the data that decide which columns a table has."""

PARAMETERS, ABOUT = "parameters", "about"
"""The arrays: float64 (parameters,) in the order of `Network.parameters`, and JSON as bytes."""


@dataclass(frozen=True, eq=False)
class Model:
    """A network, and what its inputs and outputs mean."""

    network: Network
    encoding: Encoding
    threshold: float
    """From which output on a row belongs to the class 1."""

    reading: DataConfig
    """By which other rows are read: `reading_of` the options of those that were learnt."""

    trained_on: str
    """What the data were called."""

    iteration: int
    error: float


def reading_of(config: DataConfig, encoding: Encoding) -> DataConfig:
    """Return the options by which other rows are read as those were that a network was trained on."""
    kinds = {code.name: "category" for code in encoding.inputs if code.kind == "category"}
    for chosen in config.kinds:
        name, _, kind = (word.strip() for word in chosen.rpartition("="))
        if kind == "date" and name not in (code.name for code in encoding.targets):
            kinds[name] = kind
    words = tuple(f"{name}={kind}" for name, kind in kinds.items())
    return DataConfig(kinds=words, dates=config.dates, date_order=config.date_order, missing="drop")


def model_of(run: RunConfig, dataset: Dataset, snapshot: Snapshot) -> Model:
    """Return the model that a run has come to.

    Args:
        run: what was chosen.
        dataset: what it was trained on, or a part of it.
        snapshot: the run as it stands.
    """
    encoding = dataset.encoding or prepare(table_of(dataset), DataConfig()).encoding
    assert encoding is not None
    return Model(
        network=snapshot.network,
        encoding=encoding,
        threshold=loss_named(run.training.loss).threshold,
        reading=reading_of(run.data, encoding),
        trained_on=run.data.label or dataset.name,
        iteration=snapshot.iteration,
        error=snapshot.error,
    )


def model_bytes(model: Model) -> bytes:
    """Return what a model's file holds."""
    about: dict[str, Any] = {
        "format": FORMAT,
        "layer_sizes": list(model.network.layer_sizes),
        "activations": list(model.network.activations),
        "encoding": asdict(model.encoding),
        "threshold": model.threshold,
        "reading": {name: getattr(model.reading, name) for name in READING},
        "trained_on": model.trained_on,
        "iteration": model.iteration,
        "error": model.error,
    }
    parameters = np.ascontiguousarray(model.network.parameters, dtype=np.float64)
    about["checksum"] = _checksum(about, parameters)
    content = io.BytesIO()
    text = np.frombuffer(json.dumps(about, default=list).encode(), dtype=np.uint8)
    np.savez(content, parameters=parameters, about=text)
    return content.getvalue()


def save_model(path: Path, model: Model) -> None:
    """Write a model, whole or not at all.

    Raises:
        ConfigError: when it cannot be written; a file that was there is then untouched.
    """
    try:
        write_atomically(path, model_bytes(model))
    except FileNotFoundError:
        raise ConfigError(f"{quoted(str(path))} cannot be written: there is no such folder; make it first") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise ConfigError(f"{quoted(str(path))} cannot be written: {_reason(error)}; give another path") from None


def load_model(path: Path) -> Model:
    """Read a model.

    Raises:
        ConfigError: when it cannot be read, is damaged or is no model, in one line that says which.
    """
    shown = quoted(str(path))
    try:
        if not path.is_file():
            what = "is not a file" if path.exists() else "does not exist"
            raise ConfigError(f"{shown} {what}; give the path of a model, which tui-nn train --save-model writes")
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigError(f"{shown} is larger than any model may be ({LARGEST_FILE // 2**20:,} MB)")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"{shown} cannot be read: {_reason(error)}") from None
    arrays = _arrays(content, shown)
    try:
        about = json.loads(arrays[ABOUT].tobytes())
        if about["format"] != FORMAT:
            raise ConfigError(f"{shown} is a model of another version; this one reads {FORMAT!r}")
        parameters = arrays[PARAMETERS]
        if about.pop("checksum") != _checksum(about, parameters):
            raise ConfigError(f"{shown} is damaged: its checksum is wrong; save the model anew")
        return _model(about, parameters)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, NetworkError, DataError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"{shown} is no model of tui-nn; give what tui-nn train --save-model has written") from None


def _arrays(content: bytes, shown: str) -> Mapping[str, FloatArray]:
    """Return both arrays, once it is sure that they are no larger than they may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            claimed = sum(entry.file_size for entry in archive.infolist())
        if claimed > LARGEST_FILE:
            raise ConfigError(f"{shown} holds more than any model may ({LARGEST_FILE // 2**20:,} MB)")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in (PARAMETERS, ABOUT)}
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001  whatever zip and NumPy say of a file that is damaged or hostile
        raise ConfigError(f"{shown} is no model of tui-nn, or is damaged ({type(error).__name__})") from None
    if found[PARAMETERS].dtype != np.float64 or found[ABOUT].dtype != np.uint8:
        raise ConfigError(f"{shown} is no model of tui-nn: its arrays are of other kinds")
    return found


def _model(about: Mapping[str, Any], parameters: FloatArray) -> Model:
    sizes, activations = tuple(map(int, about["layer_sizes"])), tuple(map(str, about["activations"]))
    if not sizes or min(sizes) < 1 or parameters.shape != (parameter_count(sizes),):
        raise ValueError("the parameters do not fill the layers")
    network = Network.from_weights(weight_views(sizes, parameters), activations)
    encoding = about["encoding"]
    inputs, targets = (tuple(map(_code, encoding[part])) for part in ("inputs", "targets"))
    return Model(
        network,
        Encoding(inputs, targets, tuple(map(str, encoding["extra_inputs"]))),
        float(about["threshold"]),
        _reading(about["reading"]),
        str(about["trained_on"]),
        int(about["iteration"]),
        float(about["error"]),
    )


def _code(told: Mapping[str, Any]) -> ColumnCode:
    categories: Sequence[str] = told["categories"]
    scale = Scale(float(told["scale"]["offset"]), float(told["scale"]["factor"]))
    kind = told["kind"]
    if kind not in ("number", "binary", "category", "date"):
        raise ValueError(kind)
    return ColumnCode(str(told["name"]), kind, tuple(map(str, categories)), scale)


def _reading(told: Mapping[str, Any]) -> DataConfig:
    return DataConfig(
        kinds=tuple(map(str, told["kinds"])),
        dates=tuple(map(str, told["dates"])),
        date_order=str(told["date_order"]),
        missing="drop",
    )


def _checksum(about: Mapping[str, Any], parameters: FloatArray) -> str:
    text = json.dumps(about, sort_keys=True, default=list)
    return sha256(text.encode() + parameters.tobytes()).hexdigest()


def _reason(error: Exception) -> str:
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
