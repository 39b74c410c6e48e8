"""W6: a trainability map of XOR, 12 x 10 cells of 25 starts, from the question to the last event."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from tests.benchmarks import ours
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build, Workload
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.trainability_map import MapJob

COLUMNS, ROWS, SEEDS, ITERATIONS = 12, 10, 25, 2000
UNITS = COLUMNS * ROWS * SEEDS * ITERATIONS
RATES = parse_axis("learning_rate=log:0.01..100", COLUMNS)
SCALES = parse_axis("scale=log:0.01..10", ROWS)
NEVER = SuccessGoal("error", 1e-300)
"""Nothing ends early, so that everybody does all iterations."""

CHECKED_ITERATIONS, CHECKED_RATE, TOLERANCE = 200, 1.0, 1e-9
"""Above that rate a network is chaotic: the last bit of a sum decides where it ends."""

OURS, UNITS_FIRST, NETWORKS_FIRST = "tui-nn lab map", "batched NumPy, one array a unit", "batched NumPy, matmul"
THREADS = "batched NumPy, one array a unit, all cores"

DATASET = load_dataset("xor")
RUN = RunConfig().with_values({("data", "source"): "xor"})

Train = Callable[[FloatArray, FloatArray, int], FloatArray]
"""Takes (networks, parameters), (networks,) learning rates and the iterations; returns (networks,) last errors."""


def workload() -> Workload:
    """Return W6."""
    places = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    starts = [
        Network.create((2, 2, 1), seed=RUN.network.seed + start, scale=float(str(SCALES.values[row]))).parameters
        for _, row in places
        for start in range(SEEDS)
    ]
    parameters = np.array(starts)
    rates = np.repeat([float(str(RATES.values[column])) for column, _ in places], SEEDS)

    def build_ours(agreement: Agreement) -> Contestant:
        ours.wait_for_compiler()
        cells = _our_map(CHECKED_ITERATIONS).cells
        medians = np.array([cell.tally.median_error for cell in cells])
        agreement.require(OURS, _checksum(medians, rates), tolerance=TOLERANCE)
        return Contestant(OURS, lambda count: [_our_map(ITERATIONS) for _ in range(count)], UNITS)

    def peer(name: str, train: Train) -> tuple[str, Build]:
        def build(agreement: Agreement) -> Contestant:
            with np.errstate(all="ignore"):
                # The error from before an update is the one after the update before it.
                errors = train(parameters, rates, CHECKED_ITERATIONS + 1)
            agreement.require(name, _checksum(np.median(errors.reshape(-1, SEEDS), axis=1), rates), tolerance=TOLERANCE)
            return Contestant(name, run, UNITS)

        def run(count: int) -> None:
            with np.errstate(all="ignore"):
                for _ in range(count):
                    train(parameters, rates, ITERATIONS)

        return name, build

    return Workload(
        code="W6",
        title=f"a map of XOR, {COLUMNS} x {ROWS} cells of {SEEDS} starts, {ITERATIONS:,} iterations each",
        unit="network-iterations/s",
        ours=OURS,
        entrants=(
            (OURS, build_ours),
            peer(UNITS_FIRST, _units_first),
            peer(NETWORKS_FIRST, _networks_first),
            peer(THREADS, _on_threads),
        ),
        reach={UNITS_FIRST: 1.5, NETWORKS_FIRST: 1.5},
        remark="ours with its events, tallies and goals; the others with nothing but the loop",
    )


def _our_map(iterations: int) -> MapEvent:
    run = replace(RUN, training=replace(RUN.training, max_iterations=iterations))
    for event in MapJob(run, RATES, SCALES, NEVER, SEEDS).run(Control()):
        last = event
    assert isinstance(last, MapEvent)
    assert last.done == COLUMNS * ROWS * SEEDS
    return last


def _checksum(medians: FloatArray, rates: FloatArray) -> float:
    """Return the sum of the cells' median errors, (cells,), of those whose rates are not too high."""
    return float(medians[rates[::SEEDS] <= CHECKED_RATE].sum())


def _networks_first(parameters: FloatArray, rates: FloatArray, iterations: int) -> FloatArray:
    """Train with stacked products of matrices: (networks, units_out, units_in) @ (networks, units_in, samples)."""
    first, second = parameters[:, :6].reshape(-1, 2, 3).copy(), parameters[:, 6:].reshape(-1, 1, 3).copy()
    steps = rates[:, None, None]
    inputs = np.vstack([DATASET.inputs.T, np.ones(DATASET.samples)])
    targets = DATASET.targets.T
    hidden = np.ones((len(first), 3, DATASET.samples))
    for _ in range(iterations):
        hidden[:, :2] = 1 / (1 + np.exp(-(first @ inputs)))
        outputs = 1 / (1 + np.exp(-(second @ hidden)))
        differences = outputs - targets
        errors: FloatArray = (differences * differences).sum(axis=(1, 2))
        output_deltas = differences * outputs * (1 - outputs)
        deltas = second[:, :, :2].transpose(0, 2, 1) * output_deltas * hidden[:, :2] * (1 - hidden[:, :2])
        second -= steps * (output_deltas @ hidden.transpose(0, 2, 1))
        first -= steps * (deltas @ inputs.T)
    return errors


def _units_first(parameters: FloatArray, rates: FloatArray, iterations: int) -> FloatArray:
    """Train with the networks along the last axis, which every operation of NumPy passes in order."""
    networks = len(parameters)
    first = parameters[:, :6].T.reshape(2, 3, networks).copy()
    second = parameters[:, 6:].T.copy()
    inputs = np.vstack([DATASET.inputs.T, np.ones(DATASET.samples)])
    targets = DATASET.targets
    hidden = np.ones((3, DATASET.samples, networks))
    for _ in range(iterations):
        sums = np.tensordot(inputs.T, first, axes=(1, 1)).transpose(1, 0, 2)
        hidden[:2] = 1 / (1 + np.exp(-sums))
        outputs = 1 / (1 + np.exp(-(second[:, None] * hidden).sum(axis=0)))
        differences = outputs - targets
        errors: FloatArray = (differences * differences).sum(axis=0)
        output_deltas = differences * outputs * (1 - outputs)
        deltas = second[:2, None] * output_deltas * hidden[:2] * (1 - hidden[:2])
        second -= rates * (output_deltas * hidden).sum(axis=1)
        first -= rates * np.tensordot(inputs, deltas, axes=(1, 1)).transpose(1, 0, 2)
    return errors


def _on_threads(parameters: FloatArray, rates: FloatArray, iterations: int) -> FloatArray:
    """Train equal parts of the networks on threads: NumPy lets go of the interpreter while it works."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as threads:
        parts = zip(np.array_split(parameters, cores), np.array_split(rates, cores), strict=True)
        ended = [threads.submit(_units_first, *part, iterations) for part in parts]
        return np.concatenate([each.result() for each in ended])
