"""What a person may choose about the training: loss, optimizer, rates, limits and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tui_nn.config.kinds import Choice, ChoiceOrFormula, Integer, Number, Switch
from tui_nn.config.list_kinds import ClassWeights
from tui_nn.config.options import Section, option

LOSS_NAMES = (
    *("sse", "mse", "mae", "huber", "log_cosh", "binary_crossentropy", "categorical_crossentropy", "binary_focal"),
    *("categorical_focal", "hinge", "squared_hinge", "poisson"),
)
LOSS_VARIABLES = ("output", "target")
"""What a formula for a loss is a function of."""

SMOOTHED_LOSSES = ("binary_crossentropy", "categorical_crossentropy", "binary_focal", "categorical_focal")
"""The losses of shares between 0 and 1, whose targets can be smoothed."""

SECOND_ORDER_NAMES = ("levenberg_marquardt", "lbfgs", "bfgs", "scaled_conjugate_gradient")
"""Optimizers that choose the lengths of their steps themselves, by how the error over all rows bends."""

DEFAULT_RATES = {
    "sgd": 0.2,
    "adagrad": 0.01,
    "adadelta": 1.0,
    "rmsprop": 0.001,
    "adam": 0.001,
    "adamw": 0.001,
    "amsgrad": 0.001,
    "nadam": 0.002,
    "lion": 0.0001,
    "rprop": 0.0125,
    **dict.fromkeys(SECOND_ORDER_NAMES, 1.0),
}
"""The learning rate with which each optimizer was proposed; for sgd, the tutorial's; of second order, a whole step."""

OPTIMIZER_NAMES = tuple(DEFAULT_RATES)
FIRST_ORDER_NAMES = tuple(name for name in OPTIMIZER_NAMES if name not in SECOND_ORDER_NAMES)
OWN_VALUES: dict[str, dict[str, float]] = {
    "learning_rate": DEFAULT_RATES,
    "beta2": dict.fromkeys(OPTIMIZER_NAMES, 0.999) | {"lion": 0.99},
    "smoothing": dict.fromkeys(OPTIMIZER_NAMES, 0.99) | {"adadelta": 0.9},
    "epsilon": dict.fromkeys(OPTIMIZER_NAMES, 1e-8) | {"adadelta": 1e-6},
    "weight_decay": dict.fromkeys(OPTIMIZER_NAMES, 0.01) | {"lion": 0.0},
    "log_every": {name: 1 if name in SECOND_ORDER_NAMES else 2500 for name in OPTIMIZER_NAMES},
}
"""What 'auto' means for each optimizer: the values of its paper, or PyTorch's; for the log, the tutorial's."""

SCHEDULE_NAMES = (
    *("constant", "step", "exponential", "inverse_scaling", "cosine", "cosine_restarts", "one_cycle", "plateau"),
)
MONITOR_NAMES = ("training", "validation")
KERNEL_NAMES = ("auto", "numpy", "compiled")
PRECISION_NAMES = ("float64", "float32")

KernelName = Literal["auto", "numpy", "compiled"]
PrecisionName = Literal["float64", "float32"]

_ADAMS = ("adam", "adamw", "amsgrad", "nadam")


@dataclass(frozen=True)
class TrainingConfig(Section):
    """How the network learns and when it stops."""

    section: ClassVar[str] = "training"

    learning_rate: float = option(
        None, Number(above=0, absent="auto"), "Learning rate",
        "How far each update follows the gradient; for rprop, the first step. 'auto' takes the optimizer's own.",
        live=True, only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    optimizer: str = option(
        "sgd", Choice(OPTIMIZER_NAMES), "Optimizer",
        "The rule that turns gradients into updates. Of second order are levenberg_marquardt (for sse and mse), lbfgs, "
        "bfgs and scaled_conjugate_gradient: they take all rows at once and choose their steps themselves.",
    )  # fmt: skip
    momentum: float = option(
        0.0, Number(minimum=0, below=1), "Momentum", "Share of the last update that is added to this one.", live=True,
        only_with=("optimizer", ("sgd", "rmsprop")),
    )  # fmt: skip
    nesterov: bool = option(
        default=False, kind=Switch(), label="Nesterov", help="Whether momentum looks one update ahead.", live=True,
        only_with=("optimizer", ("sgd",)),
    )  # fmt: skip
    beta1: float = option(
        0.9, Number(minimum=0, below=1), "Beta 1", "How long the mean of the gradients remembers.", live=True,
        only_with=("optimizer", (*_ADAMS, "lion")),
    )  # fmt: skip
    beta2: float = option(
        None, Number(minimum=0, below=1, absent="auto"), "Beta 2",
        "How long the mean of their squares remembers; for lion, the mean that is kept. 'auto' is 0.999, lion's 0.99.",
        live=True, only_with=("optimizer", (*_ADAMS, "lion")),
    )  # fmt: skip
    smoothing: float = option(
        None, Number(minimum=0, below=1, absent="auto"), "Smoothing",
        "How long the mean of the squared gradients remembers. 'auto' is 0.99, adadelta's 0.9.",
        live=True, only_with=("optimizer", ("rmsprop", "adadelta")),
    )  # fmt: skip
    epsilon: float = option(
        None, Number(above=0, absent="auto"), "Epsilon",
        "Added to a divisor, so that it is never zero; adadelta begins with steps of its root. 'auto' is 1e-8, "
        "adadelta's 1e-6.",
        live=True, only_with=("optimizer", (*_ADAMS, "rmsprop", "adagrad", "adadelta")),
    )  # fmt: skip
    weight_decay: float = option(
        None, Number(minimum=0, absent="auto"), "Weight decay",
        "Share of each weight, times the rate, that an update takes away. 'auto' is 0.01, lion's 0.",
        live=True, only_with=("optimizer", ("adamw", "lion")),
    )  # fmt: skip
    schedule: str = option(
        "constant", Choice(SCHEDULE_NAMES), "Schedule",
        "How the learning rate changes: it falls in steps, exponentially, as a power of the iterations, along a cosine "
        "to the last iteration or again and again; rises and falls once; or falls on a plateau.",
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    schedule_every: int = option(
        1000, Integer(minimum=1), "Schedule every",
        "Iterations from step to step, or for the factor to act once, or to the first restart; on a plateau, those "
        "without improvement.",
        live=True, only_with=("schedule", ("step", "exponential", "plateau", "cosine_restarts")),
    )  # fmt: skip
    schedule_factor: float = option(
        0.5, Number(above=0, maximum=1), "Schedule factor", "What the rate is multiplied by.", live=True,
        only_with=("schedule", ("step", "exponential", "plateau")),
    )  # fmt: skip
    schedule_growth: int = option(
        1, Integer(minimum=1, maximum=1000), "Schedule growth", "How many times as long each restart is as the last.",
        live=True, only_with=("schedule", ("cosine_restarts",)),
    )  # fmt: skip
    schedule_power: float = option(
        0.5, Number(minimum=0), "Schedule power",
        "The rate is divided by the number of the iteration to this power; 0.5 divides by its root.",
        live=True, only_with=("schedule", ("inverse_scaling",)),
    )  # fmt: skip
    warm_up: int = option(
        0, Integer(), "Warm-up",
        "Iterations in which the rate grows evenly from 0 to what the schedule says; 0 for none.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    batch_size: int | None = option(
        None, Integer(minimum=1, absent="full"), "Batch size",
        "Rows for each update; 'full' takes all rows, a smaller batch is drawn anew in every iteration.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    loss: str = option(
        "sse", ChoiceOrFormula(LOSS_NAMES, LOSS_VARIABLES, "=(output-target)^2"), "Loss",
        "The function that makes the error; a formula of output and target is averaged over rows and outputs.",
    )  # fmt: skip
    huber_delta: float = option(
        1.0, Number(above=0), "Huber delta", "The difference from which huber grows like mae instead of like mse.",
        only_with=("loss", ("huber",)),
    )  # fmt: skip
    focal_gamma: float = option(
        2.0, Number(minimum=0), "Focal gamma",
        "How much less a row counts that is right already: by (1 - share of the right answer) to this power.",
        only_with=("loss", ("binary_focal", "categorical_focal")),
    )  # fmt: skip
    class_weights: str | tuple[float, ...] = option(
        "none", ClassWeights(), "Class weights",
        "How much each class counts, in the data's order (0 before 1): 'balanced' lets rare ones count as much as "
        "frequent ones. The error shown is the weighted one; accuracy counts rows.",
    )  # fmt: skip
    label_smoothing: float = option(
        0.0, Number(minimum=0, below=1), "Label smoothing",
        "Share of each target that is spread evenly over the classes, so that no answer has to be certain. The error "
        "shown is by the smoothed targets and stays above 0.",
        only_with=("loss", SMOOTHED_LOSSES),
    )  # fmt: skip
    l1: float = option(
        0.0, Number(minimum=0), "L1", "Strength of the pull of weights (not biases) to exactly zero.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    l2: float = option(
        0.0, Number(minimum=0), "L2",
        "Strength of the pull of weights (not biases) towards zero; with L1, elastic net.", live=True,
    )  # fmt: skip
    dropout: float = option(
        0.0, Number(minimum=0, below=1), "Dropout", "Share of the hidden units left out of each update.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    max_norm: float = option(
        0.0, Number(minimum=0), "Max norm", "Largest length of a unit's incoming weights; 0 for any.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    clip_norm: float = option(
        0.0, Number(minimum=0), "Clip gradient",
        "Largest length of the gradient; a longer one is shortened. 0 for any.", live=True,
        only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    clip_value: float = option(
        0.0, Number(minimum=0), "Clip values",
        "Largest size of each number of the gradient; a larger one is cut to it, before its length is. 0 for any.",
        live=True, only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip
    max_iterations: int = option(
        100_000, Integer(minimum=1), "Max iterations", "Stop after so many passes over the rows.", live=True,
    )  # fmt: skip
    min_error: float = option(
        1e-5, Number(minimum=0), "Target error", "Stop when the error is this small; 0 for never.", live=True,
    )  # fmt: skip
    min_accuracy: float = option(
        0.0, Number(minimum=0, maximum=1), "Target accuracy",
        "Stop when this share of the training rows is right; 0 for never.", live=True,
    )  # fmt: skip
    patience: int = option(
        0, Integer(), "Patience", "Stop after so many iterations without a lower error; 0 for never.", live=True,
    )  # fmt: skip
    min_improvement: float = option(
        0.0, Number(minimum=0), "Min improvement", "How much lower an error must be for patience to count it.",
        live=True,
    )  # fmt: skip
    monitor: str = option(
        "training", Choice(MONITOR_NAMES), "Monitor", "Whose error patience, plateau and keep best look at.",
    )  # fmt: skip
    keep_best: bool = option(
        default=False, kind=Switch(), label="Keep best", live=True,
        help="Whether the run ends with the parameters that had the lowest error.",
    )  # fmt: skip
    max_seconds: float = option(
        0.0, Number(minimum=0), "Max seconds", "Stop after so much time spent training; 0 for never.", live=True,
    )  # fmt: skip
    min_gradient_norm: float = option(
        0.0, Number(minimum=0), "Smallest gradient", "Stop when the gradient is no longer than this; 0 for never.",
        live=True,
    )  # fmt: skip
    check_every: int = option(
        1, Integer(minimum=1), "Check every",
        "Iterations from one look at validation, accuracy and gradient to the next, where a rule needs them.",
        live=True,
    )  # fmt: skip
    log_every: int = option(
        None, Integer(minimum=1, absent="auto"), "Log every",
        "Iterations from one line of the log to the next. 'auto' is 2,500 as in the tutorial; 1 where the optimizer is "
        "of second order and needs few.", live=True,
    )  # fmt: skip
    seed: int = option(
        0, Integer(), "Batch seed", "Seed of the order in which mini-batches are drawn, and of dropout.",
        flag="batch-seed",
    )  # fmt: skip
    kernel: KernelName = option("auto", Choice(KERNEL_NAMES), "Kernel", "The code that runs the iterations.")
    precision: PrecisionName = option(
        "float64", Choice(PRECISION_NAMES), "Precision",
        "Of the arithmetic: float32 is faster for large layers, with 7 digits instead of 16: errors below "
        "0.0000001 of the first are rounding.", only_with=("optimizer", FIRST_ORDER_NAMES),
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        for key, own in OWN_VALUES.items():
            if getattr(self, key) is None:
                object.__setattr__(self, key, own[self.optimizer])
