"""Test scores on the real data sets against scikit-learn's MLP: same rows, layers, start, optimizer and epochs.

Run it with `python -m tests.benchmarks.accuracy`; it needs scikit-learn.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np

from tui_nn.config.data_config import DataConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.judgement import judge
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit

NAMES = ("iris", "wine", "breast-cancer", "digits", "diabetes")
SEEDS = 20
HIDDEN = 32
EPOCHS = 100
BATCH = 32
RATE = 0.001


def data(name: str, seed: int) -> Dataset:
    """Return the rows, a quarter of them for the test, standardised by the others."""
    target_scaling = "standard" if name == "diabetes" else "none"
    return load_data(
        DataConfig(source=name, test_share=0.25, split_seed=seed, scaling="standard", target_scaling=target_scaling)
    )


def score(dataset: Dataset, outputs: FloatArray) -> float:
    """Return the accuracy of classes, or R2 of numbers, on the test rows."""
    assert dataset.test is not None
    named = {each.name: each.value for each in judge(dataset.test, outputs, dataset.training, 0.5).scores}
    value = named.get("accuracy", named.get("R2"))
    assert value is not None
    return value


def ours(dataset: Dataset, seed: int) -> float:
    """Train with tui-nn."""
    classes = dataset.task == "classes"
    output = ("softmax" if dataset.outputs > 1 else "sigmoid") if classes else "linear"
    loss = ("categorical_crossentropy" if dataset.outputs > 1 else "binary_crossentropy") if classes else "mse"
    network = Network.create((dataset.features, HIDDEN, dataset.outputs), ("relu", output), "glorot_uniform", seed=seed)
    config = TrainingConfig(
        optimizer="adam",
        learning_rate=RATE,
        loss=loss,
        batch_size=BATCH,
        max_iterations=EPOCHS,
        min_error=0,
        seed=seed,
    )
    assert dataset.test is not None
    return score(dataset, fit(network, dataset, config).network.predict(dataset.test.inputs))


def theirs(dataset: Dataset, seed: int) -> float:
    """Train with scikit-learn."""
    library: Any = importlib.import_module("sklearn.neural_network")  # optional, so its types are not there for mypy
    classes = dataset.task == "classes"
    model = (library.MLPClassifier if classes else library.MLPRegressor)(
        hidden_layer_sizes=(HIDDEN,),
        solver="adam",
        learning_rate_init=RATE,
        alpha=0.0,
        batch_size=BATCH,
        max_iter=EPOCHS,
        n_iter_no_change=EPOCHS + 1,
        random_state=seed,
    )
    training, test = dataset.training, dataset.test
    assert test is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged, which is what both are asked for
        if not classes:
            model.fit(training.inputs, training.targets[:, 0])
            return score(dataset, np.asarray(model.predict(test.inputs)).reshape(-1, 1))
        model.fit(training.inputs, training.true_classes)
    shares = np.asarray(model.predict_proba(test.inputs))
    return score(dataset, shares if dataset.outputs > 1 else shares[:, 1:])


def main() -> None:
    """Print the table."""
    print(f"{SEEDS} seeds, one hidden layer of {HIDDEN} relu, Adam {RATE}, batches of {BATCH}, {EPOCHS} epochs")
    print(f"{'data':<14} {'score':<9} {'tui-nn':>16} {'scikit-learn':>16} {'difference / standard error':>28}")
    for name in NAMES:
        pairs = np.array([[run(data(name, seed), seed) for run in (ours, theirs)] for seed in range(SEEDS)])
        means, errors = pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(SEEDS)
        difference = (means[0] - means[1]) / max(float(np.hypot(*errors)), 1e-12)
        what = "R2" if name == "diabetes" else "accuracy"
        mine, others = (f"{mean:.4f} ± {error:.4f}" for mean, error in zip(means, errors, strict=True))
        print(f"{name:<14} {what:<9} {mine:>16} {others:>16} {difference:>28.2f}")


if __name__ == "__main__":
    main()
