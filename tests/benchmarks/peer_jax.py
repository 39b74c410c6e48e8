"""JAX on the processor: whole loops compiled by XLA, compiled before they are measured."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.benchmarks.mini_batches import MiniBatchWork
from tests.benchmarks.timing import Contestant
from tests.benchmarks.workload import Agreement, Build
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray

SUMS = "JAX whole loop"
PRODUCTS = "JAX whole loop, written with @"
EPOCHS = "JAX lax.scan"
STRETCH = 100_000
"""Iterations of one call, which costs some microseconds."""

ROWS = 50_000
"""About so many rows of one call."""


def full_batch_build(
    dataset: Dataset,
    weights: Sequence[FloatArray],
    rate: float,
    iterations: int,
    tolerance: float,
    *,
    products: bool = False,
) -> Build:
    """Return what prepares JAX for sigmoid layers and the sum of squares, all rows in one batch."""
    name = PRODUCTS if products else SUMS

    def build(agreement: Agreement) -> Contestant:
        jax, numpy = _jax()
        loop = jax.jit(_full_batch_loop(jax, numpy, dataset, rate, products=products), static_argnums=1)
        start = tuple(numpy.asarray(weight) for weight in weights)
        _, errors = loop(start, iterations + 1)
        agreement.require(name, float(errors[-1]), tolerance=tolerance)

        def run(count: int) -> None:
            parameters = start
            for _ in range(count):
                parameters, errors = loop(parameters, STRETCH)
            jax.block_until_ready((parameters, errors))

        return Contestant(name, run, units=STRETCH)

    return build


def stack_build(
    dataset: Dataset, stack: Sequence[FloatArray], rate: float, iterations: int, tolerance: float, stretch: int
) -> Build:
    """Return what prepares JAX for many networks at once: the loop for one of them under vmap.

    `stack` has, for each layer, (networks, units_out, units_in + 1).
    """

    def build(agreement: Agreement) -> Contestant:
        jax, numpy = _jax()
        loop = _full_batch_loop(jax, numpy, dataset, rate, products=False)
        start = tuple(numpy.asarray(weight) for weight in stack)
        many = jax.jit(jax.vmap(lambda one: loop(one, stretch)))
        _, errors = jax.jit(jax.vmap(lambda one: loop(one, iterations + 1)))(start)
        agreement.require("JAX vmap", float(errors[:, -1].sum()), tolerance=tolerance)

        def run(count: int) -> None:
            parameters = start
            for _ in range(count):
                parameters, errors = many(parameters)
            jax.block_until_ready((parameters, errors))

        return Contestant("JAX vmap", run, units=stretch * len(stack[0]))

    return build


def mini_batch_build(work: MiniBatchWork) -> Build:
    """Return what prepares JAX for this work."""

    def build(agreement: Agreement) -> Contestant:
        jax, numpy = _jax()
        dtype = np.dtype(work.precision)
        start, epoch = _epoch(jax, numpy, work)
        one_epoch = jax.jit(epoch)
        carry, error = start, None
        for order in work.checked_orders():
            carry, error = one_epoch(carry, numpy.asarray(order, dtype=np.int32))
        assert error is not None
        assert error.dtype == dtype
        agreement.require(EPOCHS, float(error), tolerance=work.tolerance)

        rows = numpy.arange(work.samples, dtype=np.int32)
        epochs = max(1, ROWS // work.samples)

        def stretch(carry: Any, key: Any) -> Any:  # noqa: ANN401
            def shuffled(carry: Any, key: Any) -> Any:  # noqa: ANN401
                return epoch(carry, jax.random.permutation(key, rows))

            return jax.lax.scan(shuffled, carry, jax.random.split(key, epochs))

        compiled = jax.jit(stretch)

        def run(count: int) -> None:
            carry, key = start, jax.random.key(0)
            for _ in range(count):
                key, mine = jax.random.split(key)
                carry, errors = compiled(carry, mine)
            jax.block_until_ready((carry, errors))

        return Contestant(EPOCHS, run, units=epochs * work.samples)

    return build


def _jax() -> tuple[Any, Any]:
    """Return the module and its NumPy, with 64 bits allowed: without that it computes W1 in 32."""
    jax: Any = importlib.import_module("jax")  # optional, so its types are not there for mypy
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003  its own signature
    return jax, importlib.import_module("jax.numpy")


def _full_batch_loop(jax: Any, numpy: Any, dataset: Dataset, rate: float, *, products: bool) -> Any:  # noqa: ANN401
    """Return `loop(weights, count)`, which gives the weights and the error before each of so many updates."""
    inputs, targets = numpy.asarray(dataset.inputs.T), numpy.asarray(dataset.targets.T)

    def layer(weight: Any, rows: Any) -> Any:  # noqa: ANN401
        if products:
            return jax.nn.sigmoid(weight[:, :-1] @ rows + weight[:, -1:])
        # Matrices this small are better written as sums: XLA makes one loop of everything, and @ calls a library.
        return jax.nn.sigmoid((weight[:, :-1, None] * rows[None]).sum(axis=1) + weight[:, -1:])

    def half_error(weights: Any) -> Any:  # noqa: ANN401
        outputs = inputs
        for weight in weights:
            outputs = layer(weight, outputs)
        return ((outputs - targets) ** 2).sum() / 2

    def update(weights: Any, _: None) -> Any:  # noqa: ANN401
        half, gradients = jax.value_and_grad(half_error)(weights)
        return tuple(weight - rate * slope for weight, slope in zip(weights, gradients, strict=True)), 2 * half

    def loop(weights: Any, count: int) -> Any:  # noqa: ANN401
        # The same as lax.fori_loop with an array of errors, and as fast.
        return jax.lax.scan(update, weights, length=count)

    return loop


def _epoch(jax: Any, numpy: Any, work: MiniBatchWork) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the start and `epoch(carry, order)`, which gives the carry after one pass and its error over all rows."""
    dtype = np.dtype(work.precision)
    inputs, targets = numpy.asarray(work.inputs, dtype=dtype), numpy.asarray(work.targets, dtype=dtype)
    functions = {"tanh": numpy.tanh, "relu": jax.nn.relu, "softmax": lambda values: values}
    whole = work.samples // work.batch_size * work.batch_size

    def error(parameters: Any, rows: Any, wanted: Any) -> Any:  # noqa: ANN401
        outputs = rows
        for (weight, bias), activation in zip(parameters, work.activations, strict=True):
            outputs = functions[activation](outputs @ weight + bias)
        if work.loss == "mse":
            return ((outputs - wanted) ** 2).mean()
        return -(wanted * jax.nn.log_softmax(outputs)).sum(axis=1).mean()

    def update(carry: Any, rows: Any) -> Any:  # noqa: ANN401
        parameters, memory = carry
        gradients = jax.grad(error)(parameters, inputs[rows], targets[rows])
        if work.optimizer == "sgd":
            changes = jax.tree.map(lambda slope: work.learning_rate * slope, gradients)
        else:
            changes, memory = _adam(jax, numpy, gradients, memory, work.learning_rate)
        return (jax.tree.map(lambda value, change: value - change, parameters, changes), memory), None

    def epoch(carry: Any, order: Any) -> Any:  # noqa: ANN401
        carry, _ = jax.lax.scan(update, carry, order[:whole].reshape(-1, work.batch_size))
        if whole < work.samples:
            carry, _ = update(carry, order[whole:])
        return carry, error(carry[0], inputs, targets)

    parameters = [
        (numpy.asarray(weight[:, :-1].T, dtype=dtype), numpy.asarray(weight[:, -1], dtype=dtype))
        for weight in work.weights
    ]
    zeros = jax.tree.map(numpy.zeros_like, parameters)
    memory = (zeros, zeros, numpy.zeros((), dtype=dtype)) if work.optimizer == "adam" else ()
    return (parameters, memory), epoch


def _adam(jax: Any, numpy: Any, gradients: Any, memory: Any, rate: float) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the changes and the memory after one step (Kingma & Ba 2015, with their constants)."""
    means, squares, step = memory
    step = step + 1
    means = jax.tree.map(lambda mean, slope: 0.9 * mean + 0.1 * slope, means, gradients)
    squares = jax.tree.map(lambda square, slope: 0.999 * square + 0.001 * slope * slope, squares, gradients)
    first, second = 1 - 0.9**step, 1 - 0.999**step
    changes = jax.tree.map(
        lambda mean, square: rate * (mean / first) / (numpy.sqrt(square / second) + 1e-8), means, squares
    )
    return changes, (means, squares, step)
