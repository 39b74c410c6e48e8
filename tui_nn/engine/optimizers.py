"""Optimizers as formulas: each turns a gradient into a change of the parameters, with its memory kept outside of it.

Like the activations, they are run by NumPy on arrays and by the compiled kernel on lanes. Where libraries define a rule
in different ways, PyTorch's is taken, and the docstring says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.arrays import BLOCK, FloatArray
from tui_nn.engine.second_order.sizes import SIZES

Rows = tuple[FloatArray, ...]
Settings = tuple[float, float, float, float, float, float, float, float]
"""The learning rate first, then what else a formula needs: always eight numbers, for compiled code."""


def _as_they_are(settings: Settings, _update: float) -> Settings:
    return settings


@dataclass(frozen=True)
class Optimizer:
    """A rule without state of its own, so that a run can be copied, stored and gone on with to the bit."""

    name: str

    memory_rows: int
    """How many vectors as long as the parameters the rule remembers; they begin as zeros."""

    numbers: Callable[[TrainingConfig], tuple[float, ...]]
    """The numbers of a run after the learning rate."""

    formula: Callable[[FloatArray, FloatArray, FloatArray, Rows, Settings], tuple[FloatArray, Rows]]
    """`formula(parameter, gradient, is_weight, memory, settings)` returns parameter and memory after one update.

    `is_weight` is 1 for a weight and 0 for a bias.
    """

    of_update: Callable[[Settings, float], Settings] = _as_they_are
    """`of_update(settings, number)` makes the settings of one update, the first of which has the number 1."""

    def settings(self, config: TrainingConfig, rate: float) -> Settings:
        """Return what a run's updates need while this learning rate is in force."""
        first, second, third, fourth, *_ = (*self.numbers(config), 0.0, 0.0, 0.0, 0.0)
        return rate, first, second, third, fourth, 0.0, 0.0, 0.0

    def step(
        self,
        parameters: FloatArray,
        gradient: FloatArray,
        is_weight: FloatArray,
        memory: FloatArray,
        settings: Settings,
        update: int,
    ) -> None:
        """Do one update: change `parameters` (n,) and `memory` (memory_rows, n) in place."""
        chosen = self.of_update(settings, float(update))
        if parameters.size <= BLOCK:
            parameters[...], memory[...] = self.formula(parameters, gradient, is_weight, tuple(memory), chosen)
            return
        for start in range(0, parameters.size, BLOCK):
            block = slice(start, start + BLOCK)
            rows = tuple(memory[:, block])
            parameters[block], memory[:, block] = self.formula(
                parameters[block], gradient[block], is_weight[block], rows, chosen
            )


def gradient_descent(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of gradient descent with momentum.

    change(t) = rate * gradient + momentum * change(t - 1); parameter(t) = parameter(t - 1) - change(t).
    With Nesterov's look ahead, parameter(t) = parameter(t - 1) - (rate * gradient + momentum * change(t)).

    The rule of part 5 of the tutorial; with momentum 0 it is the rule of part 4. The rate is inside the remembered
    change (Rumelhart, Hinton & Williams 1986), so a new rate does not rescale what is already under way; PyTorch has it
    outside, which is the same while the rate is constant. The look ahead is that of Sutskever et al. 2013.
    """
    change = settings[1] * memory[0] + settings[0] * gradient
    return parameter - (settings[5] * change + settings[6] * gradient), (change,)


def gradient_descent_of_update(settings: Settings, _update: float) -> Settings:
    """Add the shares of change and gradient in the step: 1 and 0, and with the look ahead momentum and rate."""
    rate, momentum, nesterov = settings[0], settings[1], settings[2]
    return rate, momentum, nesterov, 0.0, 0.0, 1.0 + nesterov * (momentum - 1.0), nesterov * rate, 0.0


def adagrad(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of Adagrad (Duchi, Hazan & Singer 2011).

    sum += gradient^2; parameter -= rate * gradient / (sqrt(sum) + epsilon).
    """
    squares = memory[0] + gradient * gradient
    return parameter - settings[0] * gradient / (np.sqrt(squares) + settings[1]), (squares,)


def adadelta(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of Adadelta (Zeiler 2012), whose changes have the unit of the parameters, as in PyTorch.

    squares = smoothing * squares + (1 - smoothing) * gradient^2;
    change = sqrt(changes + epsilon) / sqrt(squares + epsilon) * gradient;
    changes = smoothing * changes + (1 - smoothing) * change^2; parameter -= rate * change. The paper has no rate, which
    is 1 here unless chosen; its smoothing was 0.95, PyTorch's is 0.9.
    """
    squares = settings[1] * memory[0] + (1.0 - settings[1]) * (gradient * gradient)
    change = np.sqrt(memory[1] + settings[2]) / np.sqrt(squares + settings[2]) * gradient
    changes = settings[1] * memory[1] + (1.0 - settings[1]) * (change * change)
    return parameter - settings[0] * change, (squares, changes)


def rmsprop(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of RMSprop (Tieleman & Hinton 2012, lecture 6.5), with momentum as in PyTorch.

    mean = smoothing * mean + (1 - smoothing) * gradient^2; scaled = gradient / (sqrt(mean) + epsilon);
    velocity = momentum * velocity + scaled; parameter -= rate * velocity. The smoothing is PyTorch's 0.99; the lecture
    took 0.9.
    """
    squares = settings[1] * memory[0] + (1.0 - settings[1]) * (gradient * gradient)
    velocity = settings[3] * memory[1] + gradient / (np.sqrt(squares) + settings[2])
    return parameter - settings[0] * velocity, (squares, velocity)


def adam(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of Adam (Kingma & Ba 2015).

    m = beta1 m + (1 - beta1) gradient; v = beta2 v + (1 - beta2) gradient^2;
    parameter -= rate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon).
    """
    mean = settings[1] * memory[0] + (1.0 - settings[1]) * gradient
    squares = settings[2] * memory[1] + (1.0 - settings[2]) * (gradient * gradient)
    return parameter - settings[5] * mean / (np.sqrt(squares) * settings[6] + settings[3]), (mean, squares)


def adamw(
    parameter: FloatArray, gradient: FloatArray, is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of AdamW: Adam, and a weight also loses rate * decay of itself (Loshchilov & Hutter 2019).

    Biases do not decay here; PyTorch lets them unless they stand in a group of their own.
    """
    mean = settings[1] * memory[0] + (1.0 - settings[1]) * gradient
    squares = settings[2] * memory[1] + (1.0 - settings[2]) * (gradient * gradient)
    left = parameter - settings[0] * settings[4] * is_weight * parameter
    return left - settings[5] * mean / (np.sqrt(squares) * settings[6] + settings[3]), (mean, squares)


def adam_of_update(settings: Settings, update: float) -> Settings:
    """Add rate / (1 - beta1^t) and 1 / sqrt(1 - beta2^t), the corrections of means that began at 0."""
    rate, beta1, beta2, epsilon, decay = settings[0], settings[1], settings[2], settings[3], settings[4]
    return rate, beta1, beta2, epsilon, decay, rate / (1.0 - beta1**update), (1.0 - beta2**update) ** -0.5, 0.0


def amsgrad(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of AMSGrad: Adam whose divisor never falls (Reddi, Kale & Kumar 2018), as in PyTorch.

    m and v as in Adam, largest = max(largest, v);
    parameter -= rate * m / (1 - beta1^t) / (sqrt(largest / (1 - beta2^t)) + epsilon). The paper corrects neither mean.
    """
    mean = settings[1] * memory[0] + (1.0 - settings[1]) * gradient
    squares = settings[2] * memory[1] + (1.0 - settings[2]) * (gradient * gradient)
    largest = np.maximum(memory[2], squares)
    return parameter - settings[5] * mean / (np.sqrt(largest) * settings[6] + settings[3]), (mean, squares, largest)


def lion(
    parameter: FloatArray, gradient: FloatArray, is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of Lion: every parameter moves by the rate, by the sign of a mean (Chen et al. 2023, algorithm 2).

    direction = sign(beta1 * m + (1 - beta1) * gradient); m = beta2 * m + (1 - beta2) * gradient;
    parameter -= rate * direction, and a weight also loses rate * decay of itself. It wants a rate 3 to 10 times
    smaller than Adam's.
    """
    mixed = settings[1] * memory[0] + (1.0 - settings[1]) * gradient
    direction = np.where(mixed > 0.0, 1.0, np.where(mixed < 0.0, -1.0, 0.0))
    mean = settings[2] * memory[0] + (1.0 - settings[2]) * gradient
    return parameter - settings[0] * (direction + settings[3] * is_weight * parameter), (mean,)


def nadam(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of NAdam: Adam with Nesterov's look ahead (Dozat 2016), as in PyTorch.

    mu(t) = beta1 (1 - 0.96^(0.004 t) / 2), P(t) = mu(1) ... mu(t); m and v as in Adam, s = sqrt(v / (1 - beta2^t));
    parameter -= rate * ((1 - mu(t)) / (1 - P(t)) * gradient + mu(t+1) / (1 - P(t+1)) * m) / (s + epsilon).
    The memory's third row holds P - 1, for memories begin as zeros.
    """
    mean = settings[1] * memory[0] + (1.0 - settings[1]) * gradient
    squares = settings[2] * memory[1] + (1.0 - settings[2]) * (gradient * gradient)
    product = (memory[2] + 1.0) * settings[5]
    ahead = (1.0 - settings[5]) / (1.0 - product) * gradient + settings[7] / (1.0 - product * settings[7]) * mean
    return parameter - settings[0] * ahead / (np.sqrt(squares) * settings[6] + settings[3]), (
        mean,
        squares,
        product - 1.0,
    )


def nadam_of_update(settings: Settings, update: float) -> Settings:
    """Add mu(t), 1 / sqrt(1 - beta2^t) and mu(t + 1)."""
    rate, beta1, beta2, epsilon = settings[0], settings[1], settings[2], settings[3]
    now, ahead = 1.0 - 0.5 * 0.96 ** (0.004 * update), 1.0 - 0.5 * 0.96 ** (0.004 * (update + 1.0))
    return rate, beta1, beta2, epsilon, 0.0, beta1 * now, (1.0 - beta2**update) ** -0.5, beta1 * ahead


GROWTH, SHRINKING = 1.2, 0.5
SHORTEST_STEP, LONGEST_STEP = 1e-6, 50.0
"""Of Rprop; the shortest step is PyTorch's, the paper had 0."""


def rprop(
    parameter: FloatArray, gradient: FloatArray, _is_weight: FloatArray, memory: Rows, settings: Settings
) -> tuple[FloatArray, Rows]:
    """Do one step of iRprop-: each parameter has a step of its own (Riedmiller & Braun 1993; Igel & Huesken 2000).

    The step grows by 1.2 while the gradient keeps its sign, and is halved when the sign changes, for which the gradient
    then counts as 0; parameter -= sign(gradient) * step. The learning rate is the first step. It needs the full batch:
    the signs of mini-batches change by chance.
    """
    agreement = gradient * memory[0]
    step = np.where(memory[1] > 0.0, memory[1], settings[0])
    factor = np.where(agreement > 0.0, GROWTH, np.where(agreement < 0.0, SHRINKING, 1.0))
    step = np.minimum(np.maximum(step * factor, SHORTEST_STEP), LONGEST_STEP)
    followed = np.where(agreement < 0.0, 0.0, gradient)
    sign = np.where(followed > 0.0, 1.0, np.where(followed < 0.0, -1.0, 0.0))
    return parameter - sign * step, (followed, step)


def memory_shape(optimizer: str, parameters: int) -> tuple[int, ...]:
    """Return the shape of what an optimizer remembers of a network with so many parameters.

    (rows, parameters) for a rule that looks at each parameter by itself, (numbers,) for a method of second order.
    """
    if optimizer in SIZES:
        return (SIZES[optimizer].memory(parameters),)
    return (OPTIMIZERS[optimizer].memory_rows, parameters)


def _adam_numbers(config: TrainingConfig) -> tuple[float, ...]:
    return config.beta1, config.beta2, config.epsilon, config.weight_decay


OPTIMIZERS = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer(
            "sgd",
            1,
            lambda config: (config.momentum, float(config.nesterov)),
            gradient_descent,
            gradient_descent_of_update,
        ),
        Optimizer("adagrad", 1, lambda config: (config.epsilon,), adagrad),
        Optimizer("adadelta", 2, lambda config: (config.smoothing, config.epsilon), adadelta),
        Optimizer("rmsprop", 2, lambda config: (config.smoothing, config.epsilon, config.momentum), rmsprop),
        Optimizer("adam", 2, _adam_numbers, adam, adam_of_update),
        Optimizer("adamw", 2, _adam_numbers, adamw, adam_of_update),
        Optimizer("amsgrad", 3, _adam_numbers, amsgrad, adam_of_update),
        Optimizer("nadam", 3, _adam_numbers, nadam, nadam_of_update),
        Optimizer("lion", 1, lambda config: (config.beta1, config.beta2, config.weight_decay), lion),
        Optimizer("rprop", 2, lambda _config: (), rprop),
    )
}
