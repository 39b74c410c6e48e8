"""Formulas chosen by number: those of the activations, losses and optimizers, compiled for lanes.

The numbers follow the order of the registries; each function knows one formula and leaves other numbers to the rest,
so that one compiled loop runs them all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable

from tui_nn.config.activation_names import NAMED_ACTIVATIONS
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.activations import ACTIVATIONS, SOFTMAX, Activation, log_softmax, softmax_term
from tui_nn.engine.error_function import erf
from tui_nn.engine.kernels.lanes import at, first_lanes, load, spread, store, total
from tui_nn.engine.kernels.tasks import LANES
from tui_nn.engine.losses import LOSSES, Loss
from tui_nn.engine.optimizers import OPTIMIZERS, Optimizer

inner = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True)
"""Called by compiled code alone: without the doors for Python and C, compilation takes a third less time."""

inlined = njit(error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, forceinline=True)
"""Written out where it is called: the arithmetic of a truth table takes no longer than the calls would."""

register_jitable(erf)

WRITTEN_OUT = 5
"""Formulas of each registry, from its beginning, that are written out where they are called; for all of them that would
take the compiler half a minute."""


def _door(number: int) -> Callable[..., Dispatcher]:
    return inlined if number < WRITTEN_OUT else inner


def _with_parameters(formula: Dispatcher, arguments: int, parameters: int) -> Dispatcher:
    """Return a formula that takes the place of its parameters in memory instead of the parameters themselves."""
    if (arguments, parameters) == (1, 0):
        return inner(lambda x, _place, _base: formula(x))
    if (arguments, parameters) == (1, 1):
        return inner(lambda x, place, base: formula(x, at(place, base)))
    if (arguments, parameters) == (1, 2):
        return inner(lambda x, place, base: formula(x, at(place, base), at(place, base + 1)))
    if (arguments, parameters) == (2, 0):
        return inner(lambda x, y, _place, _base: formula(x, y))
    if (arguments, parameters) == (2, 1):
        return inner(lambda x, y, place, base: formula(x, y, at(place, base)))
    return inner(lambda x, y, place, base: formula(x, y, at(place, base), at(place, base + 1)))


def _activation_loops(number: int, activation: Activation, rest: tuple[Dispatcher, Dispatcher]):
    """Return (apply, multiply_by_slope) that know this activation and leave other numbers to the rest."""
    apply_rest, multiply_rest = rest
    parameters = len(NAMED_ACTIVATIONS[activation.name].parameters)
    formula = _with_parameters(inner(activation.value), 1, parameters)
    slope = _with_parameters(inner(activation.slope), 2, parameters)

    @_door(number)
    def apply(chosen, place, base, sums, values, start, stop):
        if chosen == number:
            for index in range(start, stop, LANES):
                store(values, index, formula(load(sums, index), place, base))
        else:
            apply_rest(chosen, place, base, sums, values, start, stop)

    @_door(number)
    def multiply_by_slope(chosen, place, base, sums, values, deltas, start, stop):
        if chosen == number:
            for index in range(start, stop, LANES):
                slopes = slope(load(sums, index), load(values, index), place, base)
                store(deltas, index, load(deltas, index) * slopes)
        else:
            multiply_rest(chosen, place, base, sums, values, deltas, start, stop)

    return apply, multiply_by_slope


def _loss_loop(number: int, loss: Loss, rest: tuple[Dispatcher, Dispatcher]) -> tuple[Dispatcher, Dispatcher]:
    """Return (measure, share) that know this loss and leave other numbers to the rest."""
    measure_rest, share_rest = rest
    parameters = len(loss.settings(TrainingConfig()))
    value = _with_parameters(inner(loss.value), 2, parameters)
    gradient = _with_parameters(inner(loss.gradient), 2, parameters)
    own_share = inner(loss.share)

    @_door(number)
    def measure(chosen, place, judged, start, targets, deltas, units, width, rows, factor):
        """Return the errors of the rows in this chunk; write the loss's gradient, times a factor, into the deltas."""
        if chosen != number:
            return measure_rest(chosen, place, judged, start, targets, deltas, units, width, rows, factor)
        errors, begin = spread(0.0), np.int64(0)
        for unit in range(units):
            for sample in range(0, width, LANES):
                index = unit * width + sample
                there = first_lanes(rows - sample)
                output, target = load(judged, start + index), load(targets, index)
                errors = errors + np.where(there, value(output, target, place, begin), 0.0)
                store(deltas, start + index, np.where(there, factor * gradient(output, target, place, begin), 0.0))
        return total(errors)

    @inner
    def share(chosen, rows, outputs):
        if chosen == number:
            return own_share(rows, outputs)
        return share_rest(chosen, rows, outputs)

    return measure, share


def _optimizer_loop(number: int, optimizer: Optimizer, rest: Dispatcher) -> Dispatcher:
    """Return a function that knows this optimizer and leaves other numbers to the rest."""
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

    @_door(number)
    def update(chosen, parameters, gradient, is_weight, memory, settings, rate, number_of_update, size):
        if chosen == number:
            base = (
                rate, at(settings, 1), at(settings, 2), at(settings, 3), at(settings, 4), at(settings, 5),
                at(settings, 6), at(settings, 7),
            )  # fmt: skip
            loop(parameters, gradient, is_weight, memory, of_update(base, number_of_update), size)
        else:
            rest(chosen, parameters, gradient, is_weight, memory, settings, rate, number_of_update, size)

    return update


@inner
def _no_apply(chosen, place, base, sums, values, start, stop):
    pass


@inner
def _no_slope(chosen, place, base, sums, values, deltas, start, stop):
    pass


@inner
def _no_loss(chosen, place, judged, start, targets, deltas, units, width, rows, factor):
    return 0.0


@inner
def _no_share(chosen, rows, outputs):
    return 1.0


@inner
def _no_update(chosen, parameters, gradient, is_weight, memory, settings, rate, number_of_update, size):
    pass


def _chosen_by_number() -> tuple[Dispatcher, ...]:
    activations, losses, update = (_no_apply, _no_slope), (_no_loss, _no_share), _no_update
    for number, activation in reversed(list(enumerate(ACTIVATIONS.values()))):
        activations = _activation_loops(number, activation, activations)
    for number, loss in reversed(list(enumerate(LOSSES.values()))):
        losses = _loss_loop(number, loss, losses)
    for number, optimizer in reversed(list(enumerate(OPTIMIZERS.values()))):
        update = _optimizer_loop(number, optimizer, update)
    return *activations, *losses, update


apply_activation, multiply_by_slope, measure_outputs, share_of_loss, step_of_optimizer = _chosen_by_number()


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
