"""The iterations as Numba compiles them: forward, backward and update for any layer sizes, four samples at a time.

A layer's values lie in memory unit after unit, each with its `width` samples side by side; `width` is a multiple of the
lanes, and rows that are missing repeat the first one, with an error and a gradient of zero.

One entry, `work`, with one signature: it is compiled and cached whole.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
from numba import njit, types
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

from tui_nn.engine.dropout import dropout_chance, dropout_key, mixed
from tui_nn.engine.kernels.compiled_formulas import (
    SOFTMAX_NUMBER,
    apply_activation,
    inlined,
    inner,
    measure_outputs,
    multiply_by_slope,
    share_of_loss,
    step_of_optimizer,
    take_logarithms,
)
from tui_nn.engine.kernels.lanes import (
    address,
    at,
    beyond,
    load,
    multiply_add,
    put,
    spread,
    store,
    total,
    totals,
)
from tui_nn.engine.kernels.numba_workarounds import optimized_once
from tui_nn.engine.kernels.side_by_side import laid_one_by_one, laid_side_by_side, learn_side_by_side, repeat
from tui_nn.engine.kernels.tasks import FEWEST_SIDE_BY_SIDE, LANES, LEARN, MEASURE, SIDE, UPDATE
from tui_nn.engine.optimizers import Settings
from tui_nn.engine.regularization import CLIP_EPSILON, Bounds, cut, with_l1, with_l2

register_jitable(mixed)
_dropout_key, _dropout_chance = inner(dropout_key), inner(dropout_chance)
_with_l1, _with_l2, _cut = inner(with_l1), inner(with_l2), inner(cut)
SETTINGS, BOUNDS = len(get_args(Settings)), len(Bounds._fields)


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
def _gather(
    inputs, targets, importance, weighted, order, start, rows, features, outputs, width, values, wanted
):  # fmt: skip
    """Copy the rows order[start:start + rows] into columns; the columns that are left repeat the first row.

    The targets' weights stand after the targets; those of the columns that are left are 0.
    """
    weights = outputs * width
    for sample in range(width):
        row = at(order, start + (sample if sample < rows else 0))
        for feature in range(features):
            put(values, feature * width + sample, at(inputs, row * features + feature))
        for output in range(outputs):
            put(wanted, output * width + sample, at(targets, row * outputs + output))
            weight = at(importance, row * outputs + output) if weighted else 1.0
            put(wanted, weights + output * width + sample, weight if sample < rows else 0.0)


@inner
def _leave_out(values, kept, start, units, width, first_unit, dropout, key, first_sample):
    """Leave units of a hidden layer out, and note what became of each in `kept`."""
    factor = 1.0 / (1.0 - dropout)
    for unit in range(units):
        for sample in range(width):
            place = start + unit * width + sample
            chance = _dropout_chance(key, np.uint64(first_unit + unit), np.uint64(first_sample + sample))
            left = 0.0 if chance < dropout else factor
            put(kept, place, left)
            put(values, place, at(values, place) * left)


@inner
def _take_back(values, deltas, kept, start, stop):
    """Lead no error to units that were left out; the others' values become those of the activation again."""
    for place in range(start, stop):
        left = at(kept, place)
        put(deltas, place, at(deltas, place) * left)
        if left > 0.0:
            put(values, place, at(values, place) / left)


@inlined
def _forward(
    layers, layer_sizes, activations, shapes, parameters, sums, values, kept, width, dropout, key, first_sample
):  # fmt: skip
    """Compute every layer's values from the inputs, and return where the last layer's begin."""
    yes, one = np.bool_(1), np.int64(1)
    weights = before = first_unit = np.int64(0)
    for layer in range(layers):
        units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
        after = before + units_in * width
        _multiply(parameters, weights, units_in + 1, one, units_out, units_in, yes, values, before, width, sums, after)
        chosen = at(activations, layer)
        if chosen == SOFTMAX_NUMBER:
            take_logarithms(sums, after, units_out, width)
        apply_activation(chosen, shapes, 2 * layer, sums, values, after, after + units_out * width)
        if dropout > 0.0 and layer < layers - 1:
            _leave_out(values, kept, after, units_out, width, first_unit, dropout, key, first_sample)
            first_unit += units_out
        weights += units_out * (units_in + 1)
        before = after
    return before


@inlined
def _backward(
    layers, layer_sizes, activations, shapes, from_sums, parameters, gradient, sums, values, deltas, kept, width, last,
    dropout, add,
):  # fmt: skip
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
        before, end = after - units_in * width, after + units_out * width
        if dropout > 0.0 and layer < layers - 1:
            _take_back(values, deltas, kept, after, end)
        if layer < layers - 1 or not from_sums:
            multiply_by_slope(at(activations, layer), shapes, 2 * layer, sums, values, deltas, after, end)
        _weight_gradient(deltas, after, values, before, units_in, units_out, width, gradient, weights, add)
        if layer:
            _multiply(
                parameters, weights, one, units_in + 1, units_in, units_out, no, deltas, after, width, deltas, before
            )
        after = before


@inner
def _learn_chunk(
    layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, learn, parameters, gradient,
    sums, values, deltas, kept, wanted, width, dropout, key, first_sample, add,
):  # fmt: skip
    """Take the samples that are there through the network, return their error and, to learn, write their gradient."""
    last = _forward(
        layers, layer_sizes, activations, shapes, parameters, sums, values, kept, width, dropout, key, first_sample
    )
    units = at(layer_sizes, layers)
    judged = sums if from_sums else values
    errors = measure_outputs(loss, loss_settings, judged, last, wanted, deltas, units, width, 0, width, factor)
    if learn:
        _backward(
            layers, layer_sizes, activations, shapes, from_sums, parameters, gradient, sums, values, deltas, kept,
            width, last, dropout, add,
        )  # fmt: skip
    return total(errors)


@inner
def _take(
    layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, inputs, targets, importance,
    weighted, order, start, stop, width, filled, learn, parameters, gradient, sums, values, deltas, kept, wanted,
    dropout, key, add, error,
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
            _gather(
                inputs, targets, importance, weighted, order, chunk, rows, features, outputs, narrow, values, wanted
            )  # fmt: skip
        if narrow == LANES:
            # A width that is known when it is compiled: a truth table is learned a fifth faster.
            error += _learn_chunk(
                layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, learn, parameters,
                gradient, sums, values, deltas, kept, wanted, LANES, dropout, key, chunk - start,
                add or chunk > start,
            )  # fmt: skip
        else:
            error += _learn_chunk(
                layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, learn, parameters,
                gradient, sums, values, deltas, kept, wanted, narrow, dropout, key, chunk - start,
                add or chunk > start,
            )  # fmt: skip
    return error


# Updates


@inner
def _before_step(bounds, parameters, gradient, is_weight, before, size):
    """Clip the gradient, add that of L2, and remember the parameters for L1."""
    l1, l2, longest, largest = at(bounds, 0), at(bounds, 1), at(bounds, 2), at(bounds, 4)
    if largest > 0.0:
        for index in range(0, size, LANES):
            store(gradient, index, _cut(load(gradient, index), largest))
    if longest > 0.0:
        squares = spread(0.0)
        for index in range(0, size, LANES):
            part = load(gradient, index)
            squares = multiply_add(part, part, squares)
        factor = min(1.0, longest / (np.sqrt(total(squares)) + CLIP_EPSILON))
        for index in range(0, size, LANES):
            store(gradient, index, factor * load(gradient, index))
    if l2 > 0.0:
        for index in range(0, size, LANES):
            store(gradient, index, _with_l2(load(parameters, index), load(gradient, index), load(is_weight, index), l2))
    if l1 > 0.0:
        for index in range(0, size, LANES):
            store(before, index, load(parameters, index))


@inner
def _after_step(layers, layer_sizes, bounds, rate, parameters, is_weight, before, size):
    """Draw weights to zero by L1, and shorten those of units that have become too long."""
    l1, longest = at(bounds, 0), at(bounds, 3)
    if l1 > 0.0:
        for index in range(0, size, LANES):
            new = _with_l1(load(before, index), load(parameters, index), load(is_weight, index), rate * l1)
            store(parameters, index, new)
    if longest > 0.0:
        start = np.int64(0)
        for layer in range(layers):
            units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
            for _ in range(units_out):
                squares = 0.0
                for place in range(start, start + units_in):
                    squares += at(parameters, place) * at(parameters, place)
                norm = np.sqrt(squares)
                if longest < norm < np.inf:
                    for place in range(start, start + units_in):
                        put(parameters, place, at(parameters, place) * (longest / norm))
                start += units_in + 1


@inlined
def _update(
    layers, layer_sizes, optimizer, settings, bounds, regular, rate, number, parameters, gradient, is_weight, memory,
    before, size,
):  # fmt: skip
    if regular:
        _before_step(bounds, parameters, gradient, is_weight, before, size)
    step_of_optimizer(optimizer, parameters, gradient, is_weight, memory, settings, rate, float(number), size)
    if regular:
        _after_step(layers, layer_sizes, bounds, rate, parameters, is_weight, before, size)


def work(
    task, layer_sizes, activations, shapes, loss, loss_settings, from_sums, optimizer, settings, bounds, dropout, seed,
    updates, rates, batch_size, min_error, inputs, targets, importance, order, every_row, is_weight, start, stop, width,
    parameters, gradient, memory, before, sums, values, deltas, kept, wanted, iterations, errors,
):  # fmt: skip
    """Do a task and return how many iterations were done, where that is what was asked for.

    Args:
        task: one of `engine.kernels.tasks`.
        layer_sizes: (layers + 1,)
        activations: (layers,), each a number of `ACTIVATIONS`.
        shapes: (2 * layers,), two parameters for each activation.
        loss: a number of `LOSSES`.
        loss_settings: what the loss's formula needs.
        from_sums: whether the loss takes pre-activations in place of outputs.
        optimizer: a number of `OPTIMIZERS`.
        settings: what the optimizer's formula needs; the rate stands in `rates`.
        bounds: L1, L2, longest gradient, longest incoming weights, largest number of the gradient; 0 for none.
        dropout: share of the hidden units that an update leaves out.
        seed: of dropout.
        updates: done so far.
        rates: one for each iteration.
        batch_size: rows for each update; as many as there are for the full batch.
        min_error: ADVANCE ends after an error that is this small.
        inputs: (samples * features,), row after row.
        targets: (samples * outputs,), row after row.
        importance: as targets, what each weighs in the error; empty where all weigh 1.
        order: rows in the order in which mini-batches take them; for ADVANCE, one iteration's after the other.
        every_row: 0, 1, 2 ... samples - 1
        is_weight: as `parameters`, 1 for a weight and 0 for a bias.
        start: for LEARN and MEASURE, the first row of the order; for UPDATE, the update's number within the iteration.
        stop: for LEARN and MEASURE, the row after the last.
        width: samples in a chunk, a multiple of the lanes.
        parameters: as many as the network has, and zeros up to a multiple of the lanes.
        gradient: as `parameters`.
        memory: rows of `parameters`, one after the other.
        before: as `parameters`, scratch.
        sums: units * width, scratch for pre-activations.
        values: units * width, scratch for activations.
        deltas: units * width, scratch.
        kept: units * width, scratch for dropout.
        wanted: 2 * outputs * width, scratch for targets and their weights.
        iterations: for ADVANCE, how many.
        errors: receives one for each iteration; MEASURE adds to the first, which is not yet multiplied by its share.
    """
    samples, layers, size = len(every_row), len(activations), len(is_weight)
    # With dropout a network learns in another pass than the one that judges it.
    full = batch_size >= samples and not dropout > 0.0
    # As literals these would make Numba compile what they are passed to once for each value.
    no, yes, begin, no_key = np.bool_(0), np.bool_(1), np.int64(0), np.uint64(0)
    sizes, chosen, errors_at, settings_at = (
        address(layer_sizes),
        address(activations),
        address(errors),
        address(settings),
    )
    shapes_at, loss_at, bounds_at, rates_at = (
        address(shapes),
        address(loss_settings),
        address(bounds),
        address(rates),
    )
    inputs_at, targets_at, order_at, every = address(inputs), address(targets), address(order), address(every_row)
    weights, slope, remembered, mask = address(parameters), address(gradient), address(memory), address(is_weight)
    before_at, kept_at = address(before), address(kept)
    importance_at, weighted = address(importance), len(importance) > 0
    sums_at, values_at, deltas_at, wanted_at = address(sums), address(values), address(deltas), address(wanted)
    regular = at(bounds_at, 0) + at(bounds_at, 1) + at(bounds_at, 2) + at(bounds_at, 3) + at(bounds_at, 4) > 0.0
    outputs = at(sizes, layers)
    whole = share_of_loss(loss, samples, outputs)
    number = updates
    if task == UPDATE:
        _update(
            layers, sizes, optimizer, settings_at, bounds_at, regular, at(rates_at, 0), number + 1, weights, slope,
            mask, remembered, before_at, size,
        )  # fmt: skip
    elif task == MEASURE:
        error = _take(
            layers, sizes, chosen, shapes_at, loss, loss_at, from_sums, whole, inputs_at, targets_at, importance_at,
            weighted, every, start, stop, width, no, full, weights, slope, sums_at, values_at, deltas_at, kept_at,
            wanted_at, 0.0, no_key, start > 0, at(errors_at, 0),
        )  # fmt: skip
        put(errors_at, 0, error)
    elif task == LEARN:
        for batch in range(start, stop, batch_size):
            end = min(batch + batch_size, stop)
            _take(
                layers, sizes, chosen, shapes_at, loss, loss_at, from_sums, share_of_loss(loss, end - batch, outputs),
                inputs_at, targets_at, importance_at, weighted, order_at, batch, end, width, no, yes, weights, slope,
                sums_at, values_at, deltas_at, kept_at, wanted_at, dropout,
                _dropout_key(np.uint64(seed), np.uint64(number)), no, 0.0,
            )  # fmt: skip
            number += 1
            _update(
                layers, sizes, optimizer, settings_at, bounds_at, regular, at(rates_at, 0), number, weights, slope,
                mask, remembered, before_at, size,
            )  # fmt: skip
    else:
        filled = no
        if full:
            _take(
                layers, sizes, chosen, shapes_at, loss, loss_at, from_sums, whole, inputs_at, targets_at, importance_at,
                weighted, every, begin, samples, width, no, yes, weights, slope, sums_at, values_at, deltas_at, kept_at,
                wanted_at, 0.0, no_key, no, 0.0,
            )  # fmt: skip
            filled = samples <= width
        for iteration in range(iterations):
            rate = at(rates_at, iteration)
            if full:
                number += 1
                _update(
                    layers, sizes, optimizer, settings_at, bounds_at, regular, rate, number, weights, slope, mask,
                    remembered, before_at, size,
                )  # fmt: skip
            else:
                first = iteration * samples
                for batch in range(first, first + samples, batch_size):
                    end = min(batch + batch_size, first + samples)
                    _take(
                        layers, sizes, chosen, shapes_at, loss, loss_at, from_sums,
                        share_of_loss(loss, end - batch, outputs), inputs_at, targets_at, importance_at, weighted,
                        order_at, batch, end, width, no, yes, weights, slope, sums_at, values_at, deltas_at, kept_at,
                        wanted_at, dropout,
                        _dropout_key(np.uint64(seed), np.uint64(number)), no, 0.0,
                    )  # fmt: skip
                    number += 1
                    _update(
                        layers, sizes, optimizer, settings_at, bounds_at, regular, rate, number, weights, slope,
                        mask, remembered, before_at, size,
                    )  # fmt: skip
            if filled and width == LANES:
                error = _learn_chunk(
                    layers, sizes, chosen, shapes_at, loss, loss_at, from_sums, whole, yes, weights, slope, sums_at,
                    values_at, deltas_at, kept_at, wanted_at, LANES, 0.0, no_key, begin, no,
                )  # fmt: skip
            else:
                error = _take(
                    layers, sizes, chosen, shapes_at, loss, loss_at, from_sums, whole, inputs_at, targets_at,
                    importance_at, weighted, every, begin, samples, width, filled, full, weights, slope, sums_at,
                    values_at, deltas_at, kept_at, wanted_at, 0.0, no_key, no, 0.0,
                )  # fmt: skip
            error *= whole
            put(errors_at, iteration, error)
            if not min_error < error < np.inf:
                return iteration + 1
    return iterations


def advance_side_by_side(
    _task, layer_sizes, activations, shapes, loss, loss_settings, from_sums, optimizer, settings, bounds, _dropout,
    _seed, updates, rates, _batch_size, min_error, inputs, targets, importance, last, every_row, is_weight, _start,
    _stop, _width, parameters, gradient, memory, before, sums, values, deltas, numbers, wanted, iterations, errors,
):  # fmt: skip
    """Run iterations until each network has done its last, or so few go on that they are done sooner one by one.

    It takes what `work` takes, of `SIDE` networks: their parameters, gradients, memories, settings, bounds and rates
    stand one after the other, and of all units there are `LANES * SIDE` numbers. In place of the order it takes the
    iterations at which each network is to end and, afterwards, does; in place of what dropout keeps, scratch for
    parameters and gradients. After each iteration it writes the error of each network, whether or not that goes on.
    """
    samples, layers, size = len(every_row), len(activations), len(is_weight)
    layer_sizes, activations, shapes = address(layer_sizes), address(activations), address(shapes)
    loss_settings, settings, bounds, rates = address(loss_settings), address(settings), address(bounds), address(rates)
    inputs, targets, every_row = address(inputs), address(targets), address(every_row)
    weighted, importance = len(importance) > 0, address(importance)
    memory_size, memory = len(memory) // SIDE, address(memory)
    parameters, gradient, is_weight, before = (
        address(parameters),
        address(gradient),
        address(is_weight),
        address(before),
    )
    sums, values, deltas, numbers = address(sums), address(values), address(deltas), address(numbers)
    wanted, last, errors = address(wanted), address(last), address(errors)
    factor = share_of_loss(loss, samples, at(layer_sizes, layers))
    begin, one_chunk = np.int64(0), np.int64(LANES)
    features, outputs = at(layer_sizes, 0), at(layer_sizes, layers)
    _gather(
        inputs, targets, importance, weighted, every_row, begin, samples, features, outputs, one_chunk, values, wanted
    )  # fmt: skip
    repeat(values, features * LANES)
    repeat(wanted, 2 * outputs * LANES)
    gradients = beyond(numbers, size * SIDE)
    regular = False
    for index in range(SIDE * BOUNDS):
        regular = regular or at(bounds, index) > 0.0
    # The first pass measures where they begin: its gradient is that of the first update.
    for iteration in range(-1, iterations):
        for network in range(SIDE):
            if 0 <= iteration < at(last, network):
                first = network * size
                _update(
                    layers, layer_sizes, optimizer, beyond(settings, network * SETTINGS),
                    beyond(bounds, network * BOUNDS), regular, at(rates, network * iterations + iteration),
                    updates + iteration + 1, beyond(parameters, first), beyond(gradient, first), is_weight,
                    beyond(memory, network * memory_size), before, size,
                )  # fmt: skip
        laid_side_by_side(parameters, numbers, size)
        found = beyond(errors, max(0, iteration) * SIDE)
        learn_side_by_side(
            layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, numbers, gradients, sums,
            values, deltas, wanted, found,
        )  # fmt: skip
        laid_one_by_one(gradients, gradient, size)
        going_on = SIDE if iteration < 0 else 0
        for network in range(SIDE):
            if 0 <= iteration < at(last, network):
                if min_error < at(found, network) < np.inf:
                    going_on += 1
                else:
                    put(last, network, iteration + 1)
        if going_on < FEWEST_SIDE_BY_SIDE:
            return iteration + 1
    return iterations


_NUMBERS = types.Array(types.float64, 1, "C")
_WHOLE = types.Array(types.int64, 1, "C")
_READ = types.Array(types.float64, 1, "C", readonly=True)

SIGNATURE = types.int64(
    types.int64, _WHOLE, _WHOLE, _NUMBERS, types.int64, _NUMBERS, types.boolean, types.int64, _NUMBERS, _NUMBERS,
    types.float64, types.int64, types.int64, _NUMBERS, types.int64, types.float64,
    _READ, _READ, _READ, _WHOLE, _WHOLE, _NUMBERS, types.int64, types.int64, types.int64,
    *[_NUMBERS] * 9, types.int64, _NUMBERS,
)  # fmt: skip
"""Of both: the data set's arrays are read-only."""


def compile_work(*, cached: bool) -> Dispatcher:
    """Compile `work`, or load it from Numba's cache directory if that is wanted."""
    return _compiled(work, cached=cached)


def compile_side_by_side(*, cached: bool) -> Dispatcher:
    """Compile `advance_side_by_side`, or load it likewise."""
    return _compiled(advance_side_by_side, cached=cached)


def _compiled(function, *, cached):
    with optimized_once(function.__name__):
        return njit(SIGNATURE, nogil=True, cache=cached, error_model="numpy")(function)
