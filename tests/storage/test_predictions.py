"""A model asked about other rows: the same outputs as in training, whatever the order of the columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_columns, load_data
from tui_nn.engine.events import Finished
from tui_nn.engine.network import Network
from tui_nn.engine.training import train
from tui_nn.storage.model_files import Model, load_model, model_of, save_model
from tui_nn.storage.predictions import Predictions, predict

ROWS = """size;when;colour;price
1,5;2024-03-01;red;10
2,5;2024-06-15;green;20
4,0;2024-09-01;blue;31
7,5;2025-01-20;red;48
"""


def trained(path: Path, **options: object) -> tuple[Model, Finished]:
    data = DataConfig(str(path), scaling="standard", target_scaling="standard", **options)  # type: ignore[arg-type]
    run = RunConfig(
        data=data,
        network=NetworkConfig(hidden=(3,), activations=("tanh", "linear")),
        training=TrainingConfig(loss="mse", learning_rate=0.05, max_iterations=200),
    )
    dataset = load_data(data)
    network = Network.from_config(run.network, dataset.features, dataset.outputs, dataset.name)
    *_, finished = train(network, dataset, run.training)
    assert isinstance(finished, Finished)
    return model_of(run, dataset, finished), finished


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def asked(model: Model, path: Path) -> Predictions:
    return predict(model, load_columns(replace(model.reading, source=str(path))))


def numbers(found: Predictions, name: str) -> list[float]:
    return [float(value) for value in found.table.column(name).values]


@pytest.mark.parametrize("dates", [(), ("days", "season")])
def test_the_rows_of_training_are_predicted_to_the_bit(prices: Path, tmp_path: Path, dates: tuple[str, ...]) -> None:
    model, finished = trained(prices, dates=dates)
    save_model(tmp_path / "m", model)
    found = asked(load_model(tmp_path / "m"), prices)
    expected = load_data(DataConfig(str(prices), scaling="standard", target_scaling="standard", dates=dates))
    np.testing.assert_array_equal(numbers(found, "predicted price"), expected.unscaled_outputs(finished.outputs)[:, 0])


def test_columns_are_found_by_their_names_and_the_target_need_not_be_there(prices: Path, tmp_path: Path) -> None:
    model, _ = trained(prices)
    other = tmp_path / "other.csv"
    other.write_text("colour,extra,size\nblue,9,4.0\nred,9,1.5\n", encoding="utf-8")
    found, same = asked(model, other), asked(model, prices)
    assert found.table.names == ("colour", "extra", "size", "predicted price")
    assert numbers(found, "predicted price") == [
        numbers(same, "predicted price")[2], numbers(same, "predicted price")[0],
    ]  # fmt: skip


def test_rows_without_a_value_and_words_never_seen_have_no_prediction(prices: Path, tmp_path: Path) -> None:
    model, _ = trained(prices)
    other = tmp_path / "other.csv"
    other.write_text("size,colour\n1.5,red\n,red\n2.5,pink\n", encoding="utf-8")
    found = asked(model, other)
    assert found.whole.tolist() == [True, False, False]
    assert np.isnan(numbers(found, "predicted price")[1:]).all()
    assert found.remarks == (
        "column 'colour': 'pink' never stood in the rows that were learnt",
        "2 of 3 rows lack a value and have no prediction",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [("size,x\n1,2\n", "no column 'colour'"), ("size,colour\nbig,red\n", "column 'size' holds 'big'")],
)
def test_a_table_without_what_the_model_needs_is_refused(prices: Path, tmp_path: Path, text: str, reason: str) -> None:
    model, _ = trained(prices)
    other = tmp_path / "other.csv"
    other.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        asked(model, other)


def test_a_network_of_one_input_is_shown_a_file_of_one_column(tmp_path: Path) -> None:
    path, other = tmp_path / "line.csv", tmp_path / "x.csv"
    path.write_text("x,y\n0,1\n1,3\n2,5\n", encoding="utf-8")
    other.write_text("x\n1\n2\n", encoding="utf-8")
    model, _ = trained(path)
    found, same = asked(model, other), asked(model, path)
    assert numbers(found, "predicted y") == numbers(same, "predicted y")[1:]


def test_a_class_comes_with_the_share_of_each(tmp_path: Path) -> None:
    run = RunConfig(
        data=DataConfig("iris"),
        network=NetworkConfig(hidden=(), activations=("softmax",)),
        training=TrainingConfig(loss="categorical_crossentropy", max_iterations=50),
    )
    dataset = load_data(run.data)
    *_, finished = train(Network.from_config(run.network, 4, 3, "iris"), dataset, run.training)
    assert isinstance(finished, Finished)
    found = predict(model_of(run, dataset, finished), load_columns(DataConfig("iris")))
    shares = np.column_stack([numbers(found, f"share {name}") for name in dataset.class_names])
    np.testing.assert_array_equal(shares, finished.outputs)
    assert numbers(found, "predicted species") == shares.argmax(axis=1).tolist()


def test_a_bit_comes_with_its_output(tmp_path: Path) -> None:
    run = RunConfig(training=TrainingConfig(optimizer="levenberg_marquardt", max_iterations=50))
    dataset = load_data(run.data)
    *_, finished = train(Network.from_config(run.network, 2, 1, "xor"), dataset, run.training)
    assert isinstance(finished, Finished)
    found = predict(model_of(run, dataset, finished), load_columns(run.data))
    np.testing.assert_array_equal(numbers(found, "output result"), finished.outputs[:, 0])
    assert numbers(found, "predicted result") == (finished.outputs[:, 0] >= 0.5).tolist()
    assert found.row_object(1) == {"predicted result": 1.0, "output result": finished.outputs[1, 0]}
