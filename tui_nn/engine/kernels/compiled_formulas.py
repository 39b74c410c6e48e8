"""Formulas chosen by number: those of the activations, losses and optimizers, compiled for lanes.

The numbers follow the order of the registries, so that one compiled loop runs them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

from tui_nn.config.activation_names import NAMED_ACTIVATIONS
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX, Activation, log_softmax, softmax_term
from tui_nn.engine.error_function import erf
from tui_nn.engine.kernels.lanes import at, load, multiply_add, spread, store
from tui_nn.engine.kernels.tasks import LANES
from tui_nn.engine.loss_formulas import softplus_and_logarithm
from tui_nn.engine.losses import LOSSES, Loss
from tui_nn.engine.optimizers import OPTIMIZERS, Optimizer

inner = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True)
"""Called by compiled code alone: without the doors for Python and C, compilation takes a third less time."""

inlined = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, forceinline=True)
"""Written out where it is called: the arithmetic of a truth table takes no longer than the calls would."""

for _part in (erf, softplus_and_logarithm):
    register_jitable(_part)

SHORT = frozenset({"sse", "mse", "mae", "binary_crossentropy", "categorical_crossentropy", "hinge"})
"""Losses that are written out where they are called, as the most usual; what is written out is compiled twice."""


def _chosen_by_number(arguments: str, functions: Sequence[Dispatcher]) -> Dispatcher:
    """Return a function that hands its arguments on to the one of some functions that its first argument numbers.

    It is written as text, one question after the other, because Numba knows no table of functions; a chain or a tree of
    functions that ask one question each takes Numba twice as long.
    """
    questions = [
        f"    if chosen == {number}:\n        return function_{number}({arguments})" for number in range(len(functions))
    ]
    text = "\n".join([f"def choose(chosen, {arguments}):", *questions, f"    return function_0({arguments})"])
    namespace: dict[str, Any] = {f"function_{number}": function for number, function in enumerate(functions)}
    exec(text, namespace)
    return inlined(namespace["choose"])


def _taking_place(formula: Dispatcher, arguments: int, parameters: int) -> Dispatcher:
    """Return a formula that takes the place of its parameters in memory instead of the parameters themselves."""
    if (arguments, parameters) == (1, 1):
        return inner(lambda x, place, base: formula(x, at(place, base)))
    if (arguments, parameters) == (1, 2):
        return inner(lambda x, place, base: formula(x, at(place, base), at(place, base + 1)))
    if (arguments, parameters) == (2, 1):
        return inner(lambda x, y, place, base: formula(x, y, at(place, base)))
    return inner(lambda x, y, place, base: formula(x, y, at(place, base), at(place, base + 1)))


def _activation_loops(activation: Activation) -> tuple[Dispatcher, Dispatcher]:
    """Return (apply, multiply_by_slope) of one activation."""
    parameters = len(NAMED_ACTIVATIONS[activation.name].parameters)
    formula, slope_formula = inner(activation.value), inner(activation.slope)
    if parameters:
        return _shaped_loops(_taking_place(formula, 1, parameters), _taking_place(slope_formula, 2, parameters))

    @inlined
    def apply(_place, _base, sums, values, start, stop):
        for index in range(start, stop, LANES):
            store(values, index, formula(load(sums, index)))

    @inlined
    def multiply_by_slope(_place, _base, sums, values, deltas, start, stop):
        for index in range(start, stop, LANES):
            slopes = slope_formula(load(sums, index), load(values, index))
            store(deltas, index, load(deltas, index) * slopes)

    return apply, multiply_by_slope


def _shaped_loops(formula: Dispatcher, slope_formula: Dispatcher) -> tuple[Dispatcher, Dispatcher]:
    """Return the same for formulas that have parameters."""

    @inner
    def apply(place, base, sums, values, start, stop):
        for index in range(start, stop, LANES):
            store(values, index, formula(load(sums, index), place, base))

    @inner
    def multiply_by_slope(place, base, sums, values, deltas, start, stop):
        for index in range(start, stop, LANES):
            slopes = slope_formula(load(sums, index), load(values, index), place, base)
            store(deltas, index, load(deltas, index) * slopes)

    return apply, multiply_by_slope


def _loss_loop(loss: Loss) -> Dispatcher:
    """Return what measures by one loss."""
    value, gradient = inner(loss.value), inner(loss.gradient)
    parameters = len(loss.settings(TrainingConfig()))
    if parameters:
        shaped = _shaped_loss_loop(_taking_place(value, 2, parameters), _taking_place(gradient, 2, parameters))
        return _led_through_softmax(shaped) if loss.by_logarithms else shaped

    @(inlined if loss.name in SHORT else inner)
    def measure(_place, judged, start, targets, deltas, units, width, begin, end, factor):
        """Return the errors of samples of this chunk, as lanes; write the gradient, times a factor, into the deltas.

        After the targets stand the weights: 0 for rows that are missing.
        """
        errors = spread(0.0)
        for unit in range(units):
            for sample in range(begin, end, LANES):
                index = unit * width + sample
                output, target = load(judged, start + index), load(targets, index)
                weight = load(targets, units * width + index)
                errors = multiply_add(weight, value(output, target), errors)
                store(deltas, start + index, factor * weight * gradient(output, target))
        return errors

    return measure


def _shaped_loss_loop(value: Dispatcher, gradient: Dispatcher) -> Dispatcher:
    """Return the same for formulas that have parameters."""

    @inner
    def measure(place, judged, start, targets, deltas, units, width, begin, end, factor):
        errors, base = spread(0.0), np.int64(0)
        for unit in range(units):
            for sample in range(begin, end, LANES):
                index = unit * width + sample
                output, target = load(judged, start + index), load(targets, index)
                weight = load(targets, units * width + index)
                errors = multiply_add(weight, value(output, target, place, base), errors)
                store(deltas, start + index, factor * weight * gradient(output, target, place, base))
        return errors

    return measure


def _led_through_softmax(measure: Dispatcher) -> Dispatcher:
    """Return the same for a loss whose gradient is by the logarithms of a softmax: e - p * (sum of e) for each row."""

    @inner
    def measure_by_logarithms(place, judged, start, targets, deltas, units, width, begin, end, factor):
        errors = measure(place, judged, start, targets, deltas, units, width, begin, end, factor)
        for sample in range(start + begin, start + end, LANES):
            together = spread(0.0)
            for unit in range(units):
                together = together + load(deltas, sample + unit * width)
            for unit in range(units):
                index = sample + unit * width
                store(deltas, index, load(deltas, index) - np.exp(load(judged, index)) * together)
        return errors

    return measure_by_logarithms


def _optimizer_loop(optimizer: Optimizer) -> Dispatcher:
    """Return what does one update by one optimizer."""
    formula, of_update = inner(optimizer.formula), inner(optimizer.of_update)

    @inner
    def with_one_row(parameters, gradient, is_weight, memory, settings, size):
        for index in range(0, size, LANES):
            rows = (load(memory, index),)
            new, rows = formula(load(parameters, index), load(gradient, index), load(is_weight, index), rows, settings)
            store(parameters, index, new)
            store(memory, index, rows[0])

    @inner
    def with_two_rows(parameters, gradient, is_weight, memory, settings, size):
        for index in range(0, size, LANES):
            rows = (load(memory, index), load(memory, size + index))
            new, rows = formula(load(parameters, index), load(gradient, index), load(is_weight, index), rows, settings)
            store(parameters, index, new)
            store(memory, index, rows[0])
            store(memory, size + index, rows[1])

    @inner
    def with_three_rows(parameters, gradient, is_weight, memory, settings, size):
        for index in range(0, size, LANES):
            rows = (load(memory, index), load(memory, size + index), load(memory, 2 * size + index))
            new, rows = formula(load(parameters, index), load(gradient, index), load(is_weight, index), rows, settings)
            store(parameters, index, new)
            store(memory, index, rows[0])
            store(memory, size + index, rows[1])
            store(memory, 2 * size + index, rows[2])

    loop = {1: with_one_row, 2: with_two_rows, 3: with_three_rows}[optimizer.memory_rows]

    @inlined
    def update(parameters, gradient, is_weight, memory, settings, rate, number_of_update, size):
        base = (
            rate, at(settings, 1), at(settings, 2), at(settings, 3), at(settings, 4), at(settings, 5), at(settings, 6),
            at(settings, 7),
        )  # fmt: skip
        loop(parameters, gradient, is_weight, memory, of_update(base, number_of_update), size)

    return update


_loops = [_activation_loops(activation) for activation in ACTIVATIONS.values()]
apply_activation = _chosen_by_number("place, base, sums, values, start, stop", [apply for apply, _ in _loops])
multiply_by_slope = _chosen_by_number(
    "place, base, sums, values, deltas, start, stop", [multiply for _, multiply in _loops]
)
measure_outputs = _chosen_by_number(
    "place, judged, start, targets, deltas, units, width, begin, end, factor", list(map(_loss_loop, LOSSES.values()))
)
share_of_loss = _chosen_by_number("rows, outputs", [inner(loss.share) for loss in LOSSES.values()])
step_of_optimizer = _chosen_by_number(
    "parameters, gradient, is_weight, memory, settings, rate, number_of_update, size",
    list(map(_optimizer_loop, OPTIMIZERS.values())),
)


SOFTMAX_NUMBER = list(ACTIVATIONS).index(SOFTMAX)
_term, _log_softmax = inner(softmax_term), inner(log_softmax)


@inner
def take_logarithms(sums, start, units, width):
    """Turn a layer's pre-activations into the logarithms of its softmax."""
    for sample in range(start, start + width, LANES):
        largest = load(sums, sample)
        for unit in range(1, units):
            largest = np.maximum(largest, load(sums, sample + unit * width))
        terms = spread(0.0)
        for unit in range(units):
            terms = terms + _term(load(sums, sample + unit * width), largest)
        for unit in range(units):
            place = sample + unit * width
            store(sums, place, _log_softmax(load(sums, place), largest, terms))
