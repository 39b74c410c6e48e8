"""W1: XOR with the tutorial's network, where everything is overhead but some dozen multiplications."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from tests.benchmarks import ours, peer_jax, peer_sklearn, peer_torch
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build, NotYet, Workload
from tests.engine.test_tutorial import BackPropNN
from tui_nn.config.training_config import KernelName, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.network import Network

RATE = 0.2
CHECKED_ITERATIONS = 1000
TOLERANCE = 1e-9
COMPILED, NUMPY, TUTORIAL, C = "tui-nn compiled", "tui-nn NumPy", "the tutorial's code", "C, fixed sizes"
COMMAND = ("gcc", "-O3", "-march=native", "-shared", "-fPIC")
STRETCH = 200_000
"""Iterations of one call of C: the errors of all of them are kept, as in a stretch of ours."""

DATASET = load_dataset("xor")
# Larger start weights than usual: from small ones the error stands still for long, and hardly shows another rate.
NETWORK = Network.create((2, 2, 1), scale=1.0)


def workload() -> Workload:
    """Return W1."""
    full_batch = (DATASET, NETWORK.weights, RATE, CHECKED_ITERATIONS, TOLERANCE)
    return Workload(
        code="W1",
        title="XOR (2,2,1), sigmoid, sse, full batch, float64",
        unit="iterations/s",
        ours=COMPILED,
        entrants=(
            # The tutorial is the first to say which error is right.
            (TUTORIAL, _tutorial),
            (COMPILED, engine_build(COMPILED, "compiled")),
            (NUMPY, engine_build(NUMPY, "numpy")),
            (peer_sklearn.LINEAR, peer_sklearn.full_batch_build(*full_batch)),
            (peer_torch.NAME, peer_torch.full_batch_build(*full_batch)),
            (peer_jax.SUMS, peer_jax.full_batch_build(*full_batch)),
            (peer_jax.PRODUCTS, peer_jax.full_batch_build(*full_batch, products=True)),
            (C, _c),
        ),
        reach={TUTORIAL: 200, peer_jax.SUMS: 1.2, C: 0.75},
    )


def engine_build(name: str, kernel: KernelName) -> Build:
    """Return what prepares our engine with one of its kernels."""

    def build(agreement: Agreement) -> Contestant:
        if kernel == "compiled":
            ours.wait_for_compiler()
        config = TrainingConfig(learning_rate=RATE, kernel=kernel)
        error = ours.run_for(NETWORK, DATASET, config, CHECKED_ITERATIONS).error
        agreement.require(name, error, tolerance=TOLERANCE)
        return Contestant(name, lambda count: ours.run_for(NETWORK, DATASET, config, count))

    return build


def _tutorial(agreement: Agreement) -> Contestant:
    def run(count: int) -> float:
        tutorial = BackPropNN(NETWORK.weights)
        error = float("nan")
        for _ in range(count):
            error = tutorial.back_prop(DATASET.inputs, DATASET.targets, RATE)
        return error

    # It returns the error from before its update.
    agreement.require(TUTORIAL, run(CHECKED_ITERATIONS + 1), tolerance=TOLERANCE)
    return Contestant(TUTORIAL, run)


def _c(agreement: Agreement) -> Contestant:
    train = _compiled_c()
    table = np.concatenate([DATASET.inputs.T.ravel(), DATASET.targets.ravel()])
    errors = np.empty(STRETCH)

    def run(iterations: int) -> float:
        done = train(_pointer(NETWORK.parameters), _pointer(table), RATE, 0.0, iterations, _pointer(errors))
        assert done == iterations
        return float(errors[iterations - 1])

    agreement.require(C, run(CHECKED_ITERATIONS), tolerance=TOLERANCE)

    def run_stretches(count: int) -> None:
        for _ in range(count):
            run(STRETCH)

    return Contestant(C, run_stretches, units=STRETCH)


def _pointer(array: FloatArray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


@cache
def _compiled_c() -> ctypes._NamedFuncPointer:
    """Compile for this very machine; the library stays loaded when its file is gone."""
    if shutil.which(COMMAND[0]) is None:
        raise NotYet(f"missing ({COMMAND[0]})")
    with tempfile.TemporaryDirectory() as directory:
        library = Path(directory) / "xor.so"
        source = Path(__file__).with_name("xor.c")
        subprocess.run([*COMMAND, str(source), "-o", str(library), "-lm"], check=True)
        train = ctypes.CDLL(str(library)).train
    train.restype = ctypes.c_long
    train.argtypes = [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_double,
        ctypes.c_double,
        ctypes.c_long,
        ctypes.c_void_p,
    ]
    return train
