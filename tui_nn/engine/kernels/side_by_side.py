"""Networks of a stack as Numba compiles them: one in each lane, where a network alone would fill one vector with rows.

Alone, four rows lie side by side, and what belongs to the network (a weight, a sum over rows) is spread and folded in
each step. Here eight networks do: a layer's values lie in memory unit after unit, row after row, network after network.
Each sum runs over the same numbers in the same order, so that a network ends at the same bits as it does alone.
"""

from __future__ import annotations

import numpy as np

from tui_nn.engine.kernels.compiled_formulas import (
    SOFTMAX_NUMBER,
    apply_activation,
    inlined,
    inner,
    measure_outputs,
    multiply_by_slope,
    take_logarithms,
)
from tui_nn.engine.kernels.lanes import at, load, multiply_add, spread, store, transposed
from tui_nn.engine.kernels.tasks import LANES, SIDE

WIDTH = LANES * SIDE
"""Numbers of each unit: one for each row of each network."""


@inner
def repeat(numbers, count):
    """Write each of some numbers once for each network, from the last on, for they are read where they are written."""
    for index in range(count - 1, -1, -1):
        number = spread(at(numbers, index))
        for network in range(0, SIDE, LANES):
            store(numbers, index * SIDE + network, number)


@inner
def laid_side_by_side(networks, numbers, size):
    """Turn the networks' rows of `size` numbers into as many rows of one number of each network."""
    for network in range(0, SIDE, LANES):
        for place in range(0, size, LANES):
            row, column = network * size + place, place * SIDE + network
            first, second, third, fourth = transposed(
                load(networks, row), load(networks, row + size), load(networks, row + 2 * size),
                load(networks, row + 3 * size),
            )  # fmt: skip
            store(numbers, column, first)
            store(numbers, column + SIDE, second)
            store(numbers, column + 2 * SIDE, third)
            store(numbers, column + 3 * SIDE, fourth)


@inner
def laid_one_by_one(numbers, networks, size):
    """Do the reverse."""
    for network in range(0, SIDE, LANES):
        for place in range(0, size, LANES):
            row, column = network * size + place, place * SIDE + network
            first, second, third, fourth = transposed(
                load(numbers, column), load(numbers, column + SIDE), load(numbers, column + 2 * SIDE),
                load(numbers, column + 3 * SIDE),
            )  # fmt: skip
            store(networks, row, first)
            store(networks, row + size, second)
            store(networks, row + 2 * size, third)
            store(networks, row + 3 * size, fourth)


@inlined
def _multiply(left, left_start, row_step, inner_step, rows, inner, biased, right, right_start, out, out_start):
    """Write the products of the networks' matrices and values: out[r, s] = sum over k of left[r, k] right[k, s]."""
    for row in range(rows):
        begin = left_start + row * row_step
        for network in range(0, SIDE, LANES):
            bias = load(left, (begin + inner * inner_step) * SIDE + network) if biased else spread(0.0)
            first = second = third = fourth = bias
            for k in range(inner):
                factor, place = load(left, (begin + k * inner_step) * SIDE + network), right_start + k * WIDTH + network
                first = multiply_add(factor, load(right, place), first)
                second = multiply_add(factor, load(right, place + SIDE), second)
                third = multiply_add(factor, load(right, place + 2 * SIDE), third)
                fourth = multiply_add(factor, load(right, place + 3 * SIDE), fourth)
            place = out_start + row * WIDTH + network
            store(out, place, first)
            store(out, place + SIDE, second)
            store(out, place + 2 * SIDE, third)
            store(out, place + 3 * SIDE, fourth)


@inlined
def _weight_gradient(deltas, delta_start, values, value_start, units_in, units_out, gradient, start):
    """Write delta [values; 1]^T, summed over the rows as `total` adds lanes: (0 + 2) + (1 + 3)."""
    zero = spread(0.0)  # each lane's sum begins with it when a network is alone: it makes 0 of -0
    for unit in range(units_out):
        for network in range(0, SIDE, LANES):
            row = (start + unit * (units_in + 1)) * SIDE + network
            place = delta_start + unit * WIDTH + network
            first, second = load(deltas, place), load(deltas, place + SIDE)
            third, fourth = load(deltas, place + 2 * SIDE), load(deltas, place + 3 * SIDE)
            for column in range(units_in):
                place = value_start + column * WIDTH + network
                a = multiply_add(first, load(values, place), zero)
                b = multiply_add(second, load(values, place + SIDE), zero)
                c = multiply_add(third, load(values, place + 2 * SIDE), zero)
                d = multiply_add(fourth, load(values, place + 3 * SIDE), zero)
                store(gradient, row + column * SIDE, (a + c) + (b + d))
            store(
                gradient, row + units_in * SIDE, ((zero + first) + (zero + third)) + ((zero + second) + (zero + fourth))
            )


@inlined
def _measure(loss, loss_settings, judged, start, wanted, deltas, units, factor, errors):
    """Write the networks' errors, and the loss's gradient into the deltas."""
    for network in range(0, SIDE, LANES):
        even = odd = spread(0.0)
        for row in range(0, WIDTH, 2 * SIDE):
            begin, end = row + network, row + network + LANES
            even = even + measure_outputs(
                loss, loss_settings, judged, start, wanted, deltas, units, WIDTH, begin, end, factor
            )
            odd = odd + measure_outputs(
                loss, loss_settings, judged, start, wanted, deltas, units, WIDTH, begin + SIDE, end + SIDE, factor
            )
        store(errors, network, factor * (even + odd))


@inner
def learn_side_by_side(
    layers, layer_sizes, activations, shapes, loss, loss_settings, from_sums, factor, parameters, gradient, sums,
    values, deltas, wanted, errors,
):  # fmt: skip
    """Take the rows through all networks, and write each one's error and gradient."""
    yes, no, one, width = np.bool_(1), np.bool_(0), np.int64(1), np.int64(WIDTH)
    weights = before = np.int64(0)
    for layer in range(layers):
        units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
        after = before + units_in * WIDTH
        _multiply(parameters, weights, units_in + 1, one, units_out, units_in, yes, values, before, sums, after)
        chosen = at(activations, layer)
        if chosen == SOFTMAX_NUMBER:
            take_logarithms(sums, after, units_out, width)
        apply_activation(chosen, shapes, 2 * layer, sums, values, after, after + units_out * WIDTH)
        weights += units_out * (units_in + 1)
        before = after
    judged = sums if from_sums else values
    _measure(loss, loss_settings, judged, before, wanted, deltas, at(layer_sizes, layers), factor, errors)
    after = before
    for layer in range(layers - 1, -1, -1):
        units_in, units_out = at(layer_sizes, layer), at(layer_sizes, layer + 1)
        weights -= units_out * (units_in + 1)
        before, end = after - units_in * WIDTH, after + units_out * WIDTH
        if layer < layers - 1 or not from_sums:
            multiply_by_slope(at(activations, layer), shapes, 2 * layer, sums, values, deltas, after, end)
        _weight_gradient(deltas, after, values, before, units_in, units_out, gradient, weights)
        if layer:
            _multiply(parameters, weights, one, units_in + 1, units_in, units_out, no, deltas, after, deltas, before)
        after = before
