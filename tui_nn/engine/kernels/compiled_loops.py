"""The iterations as Numba compiles them: forward, backward and update for any layer sizes, four samples at a time.

A layer's values lie in memory unit after unit, each with its `width` samples side by side; `width` is a multiple of the
lanes, and rows that are missing repeat the first one, with an error and a gradient of zero. The formulas are those of
`engine.activations`, `engine.losses` and `engine.optimizers`; a number chooses among them, in the order of their names.

One entry, `work`, with one signature: it is compiled and cached whole.
"""

from __future__ import annotations

import numpy as np
from numba import njit, types
from numba.core.dispatcher import Dispatcher

from tui_nn.engine.activations import ACTIVATIONS
from tui_nn.engine.kernels.lanes import (
    address,
    at,
    first_lanes,
    load,
    multiply_add,
    put,
    spread,
    store,
    total,
    totals,
)
from tui_nn.engine.kernels.tasks import LANES, LEARN, MEASURE, UPDATE
from tui_nn.engine.losses import LOSSES, Loss
from tui_nn.engine.optimizers import OPTIMIZERS, Optimizer

inner = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True)
"""Called by compiled code alone: without the doors for Python and C, compilation takes a third less time."""

inlined = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, forceinline=True)
"""Written out where it is called: the arithmetic of a truth table takes no longer than the calls would."""


# Formulas by number


def _activation_loops(number: int, formula: Dispatcher, slope: Dispatcher, rest: tuple[Dispatcher, Dispatcher]):
    """Return (apply, multiply_by_slope) that know this activation and leave other numbers to the rest."""
    apply_rest, multiply_rest = rest

    @inlined
    def apply(activation, sums, values, start, stop):
        if activation == number:
            for index in range(start, stop, LANES):
                store(values, index, formula(load(sums, index)))
        else:
            apply_rest(activation, sums, values, start, stop)

    @inlined
    def multiply_by_slope(activation, sums, values, deltas, start, stop):
        if activation == number:
            for index in range(start, stop, LANES):
                slopes = slope(load(sums, index), load(values, index))
                store(deltas, index, load(deltas, index) * slopes)
        else:
            multiply_rest(activation, sums, values, deltas, start, stop)

    return apply, multiply_by_slope


def _loss_loop(number: int, loss: Loss, rest: Dispatcher) -> Dispatcher:
    """Return a function that knows this loss and leaves other numbers to the rest."""
    value, gradient = inner(loss.value), inner(loss.gradient)

    @inlined
    def measure(chosen, outputs, start, targets, deltas, units, width, rows):
        """Return the error of the rows in this chunk and write the loss's gradient into the deltas."""
        if chosen != number:
            return rest(chosen, outputs, start, targets, deltas, units, width, rows)
        errors = spread(0.0)
        for unit in range(units):
            for sample in range(0, width, LANES):
                place = unit * width + sample
                there = first_lanes(rows - sample)
                output, target = load(outputs, start + place), load(targets, place)
                errors = errors + np.where(there, value(output, target), 0.0)
                store(deltas, start + place, np.where(there, gradient(output, target), 0.0))
        return total(errors)

    return measure


def _optimizer_loop(number: int, optimizer: Optimizer, rest: Dispatcher) -> Dispatcher:
    """Return a function that knows this optimizer and leaves other numbers to the rest."""
    formula = inner(optimizer.formula)

    @inlined
    def update_with_one_row(parameters, gradient, memory, settings, size):
        chosen = (at(settings, 0), at(settings, 1))
        for index in range(0, size, LANES):
            parameter, rows = formula(load(parameters, index), load(gradient, index), (load(memory, index),), chosen)
            store(parameters, index, parameter)
            store(memory, index, rows[0])

    loop = {1: update_with_one_row}[optimizer.memory_rows]

    @inlined
    def update(chosen, parameters, gradient, memory, settings, size):
        if chosen == number:
            loop(parameters, gradient, memory, settings, size)
        else:
            rest(chosen, parameters, gradient, memory, settings, size)

    return update


@inner
def _no_apply(activation, sums, values, start, stop):
    pass


@inner
def _no_slope(activation, sums, values, deltas, start, stop):
    pass


@inner
def _no_loss(chosen, outputs, start, targets, deltas, units, width, rows):
    return 0.0


@inner
def _no_update(chosen, parameters, gradient, memory, settings, size):
    pass


def _chosen_by_number() -> tuple[Dispatcher, Dispatcher, Dispatcher, Dispatcher]:
    loops, measure, update = (_no_apply, _no_slope), _no_loss, _no_update
    for number, activation in reversed(list(enumerate(ACTIVATIONS.values()))):
        loops = _activation_loops(number, inner(activation.value), inner(activation.slope), loops)
    for number, loss in reversed(list(enumerate(LOSSES.values()))):
        measure = _loss_loop(number, loss, measure)
    for number, optimizer in reversed(list(enumerate(OPTIMIZERS.values()))):
        update = _optimizer_loop(number, optimizer, update)
    return *loops, measure, update


_apply, _multiply_by_slope, _measure_outputs, _update = _chosen_by_number()


# Products


@inlined
def _multiply(left, left_start, row_step, inner_step, rows, inner, biased, right, right_start, width, out, out_start):
    """Write the product of a matrix and a layer's values: out[r, s] = sum over k of left[r, k] right[k, s].

    `left[r, k]` stands at left_start + r * row_step + k * inner_step, so that a matrix and its transpose are read by
    the same loops; with `biased`, left[r, inner] is added. Each sum runs over k in order, whatever the tile that it is
    in. Tiles of 4 rows by 2 lanes keep eight sums in registers, for six loads in each step.
    """
    tiled = rows - rows % 4
    for row in range(0, tiled, 4):
        a = left_start + row * row_step
        b, c, d = a + row_step, a + 2 * row_step, a + 3 * row_step
        end = inner * inner_step
        bias_a = at(left, a + end) if biased else 0.0
        bias_b = at(left, b + end) if biased else 0.0
        bias_c = at(left, c + end) if biased else 0.0
        bias_d = at(left, d + end) if biased else 0.0
        sample = 0
        while sample + 2 * LANES <= width:
            a0, b0, c0, d0 = spread(bias_a), spread(bias_b), spread(bias_c), spread(bias_d)
            a1, b1, c1, d1 = a0, b0, c0, d0
            for k in range(inner):
                place, step = right_start + k * width + sample, k * inner_step
                first, second = load(right, place), load(right, place + LANES)
                factor = at(left, a + step)
                a0, a1 = multiply_add(factor, first, a0), multiply_add(factor, second, a1)
                factor = at(left, b + step)
                b0, b1 = multiply_add(factor, first, b0), multiply_add(factor, second, b1)
                factor = at(left, c + step)
                c0, c1 = multiply_add(factor, first, c0), multiply_add(factor, second, c1)
                factor = at(left, d + step)
                d0, d1 = multiply_add(factor, first, d0), multiply_add(factor, second, d1)
            place = out_start + row * width + sample
            store(out, place, a0)
            store(out, place + LANES, a1)
            store(out, place + width, b0)
            store(out, place + width + LANES, b1)
            store(out, place + 2 * width, c0)
            store(out, place + 2 * width + LANES, c1)
            store(out, place + 3 * width, d0)
            store(out, place + 3 * width + LANES, d1)
            sample += 2 * LANES
        if sample < width:
            a0, b0, c0, d0 = spread(bias_a), spread(bias_b), spread(bias_c), spread(bias_d)
            for k in range(inner):
                first, step = load(right, right_start + k * width + sample), k * inner_step
                a0 = multiply_add(at(left, a + step), first, a0)
                b0 = multiply_add(at(left, b + step), first, b0)
                c0 = multiply_add(at(left, c + step), first, c0)
                d0 = multiply_add(at(left, d + step), first, d0)
            place = out_start + row * width + sample
            store(out, place, a0)
            store(out, place + width, b0)
            store(out, place + 2 * width, c0)
            store(out, place + 3 * width, d0)
    for row in range(tiled, rows):
        a = left_start + row * row_step
        bias = at(left, a + inner * inner_step) if biased else 0.0
        for sample in range(0, width, LANES):
            single = spread(bias)
            for k in range(inner):
                single = multiply_add(
                    at(left, a + k * inner_step), load(right, right_start + k * width + sample), single
                )
            store(out, out_start + row * width + sample, single)


@inlined
def _put_or_add(numbers, index, value, add):
    put(numbers, index, at(numbers, index) + value if add else value)


@inlined
def _weight_gradient(deltas, delta_start, values, value_start, units_in, units_out, width, gradient, start, add):
    """Write or add delta [values; 1]^T, summed over the samples: a layer's gradient (units_out, units_in + 1)."""
    tiled = units_in - units_in % 4
    for unit in range(units_out):
        row = start + unit * (units_in + 1)
        delta_row = delta_start + unit * width
        for column in range(0, tiled, 4):
            a = value_start + column * width
            b, c, d = a + width, a + 2 * width, a + 3 * width
            sum_a = sum_b = sum_c = sum_d = spread(0.0)
            for sample in range(0, width, LANES):
                delta = load(deltas, delta_row + sample)
                sum_a = multiply_add(delta, load(values, a + sample), sum_a)
                sum_b = multiply_add(delta, load(values, b + sample), sum_b)
                sum_c = multiply_add(delta, load(values, c + sample), sum_c)
                sum_d = multiply_add(delta, load(values, d + sample), sum_d)
            sums = totals(sum_a, sum_b, sum_c, sum_d)
            store(gradient, row + column, sums + load(gradient, row + column) if add else sums)
        for column in range(tiled, units_in):
            a = value_start + column * width
            single = spread(0.0)
            for sample in range(0, width, LANES):
                single = multiply_add(load(deltas, delta_row + sample), load(values, a + sample), single)
            _put_or_add(gradient, row + column, total(single), add)
        single = spread(0.0)
        for sample in range(0, width, LANES):
            single = single + load(deltas, delta_row + sample)
        _put_or_add(gradient, row + units_in, total(single), add)


# Passes


@inner
def _gather(inputs, targets, order, start, rows, features, outputs, width, values, wanted):
    """Copy the rows order[start:start + rows] into columns; the columns that are left repeat the first row."""
    for sample in range(width):
        row = at(order, start + (sample if sample < rows else 0))
        for feature in range(features):
            put(values, feature * width + sample, at(inputs, row * features + feature))
        for output in range(outputs):
            put(wanted, output * width + sample, at(targets, row * outputs + output))


@inlined
def _forward(layers, layer_sizes, activations, parameters, sums, values, width):
    """Compute every layer's values from the inputs, and return where the last layer's begin."""
    yes, one = np.bool_(1), np.int64(1)
    weights = before = np.int64(0)
    for layer in range(layers):
        units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
        after = before + units_in * width
        _multiply(parameters, weights, units_in + 1, one, units_out, units_in, yes, values, before, width, sums, after)
        _apply(at(activations, layer), sums, values, after, after + units_out * width)
        weights += units_out * (units_in + 1)
        before = after
    return before


@inlined
def _backward(layers, layer_sizes, activations, parameters, gradient, sums, values, deltas, width, last, add):
    """Write the gradient of the error by every weight, or add it to that of the chunks before.

    The loss's gradient stands in the deltas of the last layer.
    """
    no, one = np.bool_(0), np.int64(1)
    after, weights = last, np.int64(0)
    for layer in range(layers):
        weights += at(layer_sizes, layer + 1) * (at(layer_sizes, layer) + 1)
    for layer in range(layers - 1, -1, -1):
        units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
        weights -= units_out * (units_in + 1)
        before = after - units_in * width
        _multiply_by_slope(at(activations, layer), sums, values, deltas, after, after + units_out * width)
        _weight_gradient(deltas, after, values, before, units_in, units_out, width, gradient, weights, add)
        if layer:
            _multiply(
                parameters, weights, one, units_in + 1, units_in, units_out, no, deltas, after, width, deltas, before
            )
        after = before


@inner
def _learn_chunk(
    layers, layer_sizes, activations, loss, learn, parameters, gradient, sums, values, deltas, wanted, width, rows, add
):  # fmt: skip
    """Take the samples that are there through the network, return their error and, to learn, write their gradient."""
    last = _forward(layers, layer_sizes, activations, parameters, sums, values, width)
    error = _measure_outputs(loss, values, last, wanted, deltas, at(layer_sizes, layers), width, rows)
    if learn:
        _backward(layers, layer_sizes, activations, parameters, gradient, sums, values, deltas, width, last, add)
    return error


@inner
def _take(
    layers, layer_sizes, activations, loss, inputs, targets, order, start, stop, width, filled, learn,
    parameters, gradient, sums, values, deltas, wanted, add, error,
):  # fmt: skip
    """Take the rows order[start:stop] through the network, return their error added to `error`, and learn.

    The gradient of the first chunk is added to what is there, or takes its place. Chunks are added one by one, so that
    rows taken in parts have the same error, to the bit, as rows taken at once.
    """
    features, outputs = at(layer_sizes, 0), at(layer_sizes, layers)
    for chunk in range(start, stop, width):
        rows = min(width, stop - chunk)
        narrow = min(width, (rows + LANES - 1) // LANES * LANES)
        if not filled:
            _gather(inputs, targets, order, chunk, rows, features, outputs, narrow, values, wanted)
        if narrow == LANES:
            # A width that is known when it is compiled: a truth table is learned a fifth faster.
            error += _learn_chunk(
                layers, layer_sizes, activations, loss, learn, parameters, gradient, sums, values, deltas, wanted,
                LANES, rows, add or chunk > start,
            )  # fmt: skip
        else:
            error += _learn_chunk(
                layers, layer_sizes, activations, loss, learn, parameters, gradient, sums, values, deltas, wanted,
                narrow, rows, add or chunk > start,
            )  # fmt: skip
    return error


def work(
    task, layer_sizes, activations, loss, optimizer, settings, batch_size, min_error,
    inputs, targets, order, every_row, start, stop, width,
    parameters, gradient, memory, sums, values, deltas, wanted, iterations, errors,
):  # fmt: skip
    """Do a task and return how many iterations were done, where that is what was asked for.

    Args:
        task: one of `engine.kernels.tasks`.
        layer_sizes: (layers + 1,)
        activations: (layers,), each a number of `ACTIVATIONS`.
        loss: a number of `LOSSES`.
        optimizer: a number of `OPTIMIZERS`.
        settings: what the optimizer's formula needs.
        batch_size: rows for each update; as many as there are for the full batch.
        min_error: ADVANCE ends after an error that is this small.
        inputs: (samples * features,), row after row.
        targets: (samples * outputs,), row after row.
        order: rows in the order in which mini-batches take them; for ADVANCE, one iteration's after the other.
        every_row: 0, 1, 2 ... samples - 1
        start: for LEARN and MEASURE, the first row of the order.
        stop: for LEARN and MEASURE, the row after the last; for MEASURE, with a `batch_size` of all rows, the gradient
            is added too.
        width: samples in a chunk, a multiple of the lanes.
        parameters: as many as the network has, and zeros up to a multiple of the lanes.
        gradient: as `parameters`.
        memory: rows of `parameters`, one after the other.
        sums: units * width, scratch for pre-activations.
        values: units * width, scratch for activations.
        deltas: units * width, scratch.
        wanted: outputs * width, scratch for targets.
        iterations: for ADVANCE, how many.
        errors: receives one for each iteration; MEASURE adds to the first.
    """
    samples, layers, size = len(every_row), len(activations), len(parameters)
    full = batch_size >= samples
    # As literals these would make Numba compile what they are passed to once for each value.
    no, yes, begin = np.bool_(0), np.bool_(1), np.int64(0)
    sizes, chosen, errors_at, settings_at = (
        address(layer_sizes),
        address(activations),
        address(errors),
        address(settings),
    )
    inputs_at, targets_at, order_at, every = address(inputs), address(targets), address(order), address(every_row)
    weights, slope, remembered = address(parameters), address(gradient), address(memory)
    sums_at, values_at, deltas_at, wanted_at = address(sums), address(values), address(deltas), address(wanted)
    if task == UPDATE:
        _update(optimizer, weights, slope, remembered, settings_at, size)
    elif task == MEASURE:
        error = _take(
            layers, sizes, chosen, loss, inputs_at, targets_at, every, start, stop, width, no, full,
            weights, slope, sums_at, values_at, deltas_at, wanted_at, start > 0, at(errors_at, 0),
        )  # fmt: skip
        put(errors_at, 0, error)
    elif task == LEARN:
        for batch in range(start, stop, batch_size):
            _take(
                layers, sizes, chosen, loss, inputs_at, targets_at, order_at, batch, min(batch + batch_size, stop),
                width, no, yes, weights, slope, sums_at, values_at, deltas_at, wanted_at, no, 0.0,
            )  # fmt: skip
            _update(optimizer, weights, slope, remembered, settings_at, size)
    else:
        filled = no
        if full:
            _take(
                layers, sizes, chosen, loss, inputs_at, targets_at, every, begin, samples, width, no, yes,
                weights, slope, sums_at, values_at, deltas_at, wanted_at, no, 0.0,
            )  # fmt: skip
            filled = samples <= width
        for iteration in range(iterations):
            if full:
                _update(optimizer, weights, slope, remembered, settings_at, size)
            else:
                first = iteration * samples
                for batch in range(first, first + samples, batch_size):
                    _take(
                        layers, sizes, chosen, loss, inputs_at, targets_at, order_at, batch,
                        min(batch + batch_size, first + samples), width, no, yes,
                        weights, slope, sums_at, values_at, deltas_at, wanted_at, no, 0.0,
                    )  # fmt: skip
                    _update(optimizer, weights, slope, remembered, settings_at, size)
            if filled and width == LANES:
                error = _learn_chunk(
                    layers, sizes, chosen, loss, yes, weights, slope, sums_at, values_at, deltas_at, wanted_at,
                    LANES, samples, no,
                )  # fmt: skip
            else:
                error = _take(
                    layers, sizes, chosen, loss, inputs_at, targets_at, every, begin, samples, width, filled, full,
                    weights, slope, sums_at, values_at, deltas_at, wanted_at, no, 0.0,
                )  # fmt: skip
            put(errors_at, iteration, error)
            if not min_error < error < np.inf:
                return iteration + 1
    return iterations


_NUMBERS = types.Array(types.float64, 1, "C")
_WHOLE = types.Array(types.int64, 1, "C")
_READ = types.Array(types.float64, 1, "C", readonly=True)

SIGNATURE = types.int64(
    types.int64, _WHOLE, _WHOLE, types.int64, types.int64, _NUMBERS, types.int64, types.float64,
    _READ, _READ, _WHOLE, _WHOLE, types.int64, types.int64, types.int64,
    _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, types.int64, _NUMBERS,
)  # fmt: skip
"""Of `work`: the data set's arrays are read-only."""


def compile_work(*, cached: bool) -> Dispatcher:
    """Compile `work`, or load it from Numba's cache directory if that is wanted."""
    return njit(SIGNATURE, nogil=True, cache=cached, error_model="numpy")(work)
