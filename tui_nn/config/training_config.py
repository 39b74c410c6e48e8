"""What a person may choose about the training: loss, optimizer, rates, limits and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tui_nn.config.kinds import Choice, Integer, Number, Switch
from tui_nn.config.options import Section, option

LOSS_NAMES = ("sse", "mse", "mae", "huber", "binary_crossentropy", "categorical_crossentropy", "hinge")
DEFAULT_RATES = {
    "sgd": 0.2,
    "adagrad": 0.01,
    "rmsprop": 0.001,
    "adam": 0.001,
    "adamw": 0.001,
    "nadam": 0.002,
    "rprop": 0.0125,
}
"""The learning rate with which each optimizer was proposed; for sgd, the tutorial's."""

OPTIMIZER_NAMES = tuple(DEFAULT_RATES)
SCHEDULE_NAMES = ("constant", "step", "exponential", "cosine", "plateau")
MONITOR_NAMES = ("training", "validation")
KERNEL_NAMES = ("auto", "numpy", "compiled")
PRECISION_NAMES = ("float64", "float32")

KernelName = Literal["auto", "numpy", "compiled"]
PrecisionName = Literal["float64", "float32"]

_ADAMS = ("adam", "adamw", "nadam")


@dataclass(frozen=True)
class TrainingConfig(Section):
    """How the network learns and when it stops."""

    section: ClassVar[str] = "training"

    learning_rate: float = option(
        None, Number(above=0, absent="auto"), "Learning rate",
        "How far each update follows the gradient; for rprop, the first step. 'auto' takes the optimizer's own.",
        live=True,
    )  # fmt: skip
    optimizer: str = option("sgd", Choice(OPTIMIZER_NAMES), "Optimizer", "The rule that turns gradients into updates.")
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
        only_with=("optimizer", _ADAMS),
    )  # fmt: skip
    beta2: float = option(
        0.999, Number(minimum=0, below=1), "Beta 2", "How long the mean of their squares remembers.", live=True,
        only_with=("optimizer", _ADAMS),
    )  # fmt: skip
    smoothing: float = option(
        0.99, Number(minimum=0, below=1), "Smoothing", "How long the mean of the squared gradients remembers.",
        live=True, only_with=("optimizer", ("rmsprop",)),
    )  # fmt: skip
    epsilon: float = option(
        1e-8, Number(above=0), "Epsilon", "Added to a divisor, so that it is never zero.", live=True,
        only_with=("optimizer", (*_ADAMS, "rmsprop", "adagrad")),
    )  # fmt: skip
    weight_decay: float = option(
        0.01, Number(minimum=0), "Weight decay", "Share of each weight, times the rate, that an update takes away.",
        live=True, only_with=("optimizer", ("adamw",)),
    )  # fmt: skip
    schedule: str = option(
        "constant", Choice(SCHEDULE_NAMES), "Schedule",
        "How the learning rate falls: in steps, exponentially, along a cosine to the last iteration, or on a plateau.",
    )  # fmt: skip
    schedule_every: int = option(
        1000, Integer(minimum=1), "Schedule every",
        "Iterations from step to step, or for the factor to act once; on a plateau, those without improvement.",
        live=True, only_with=("schedule", ("step", "exponential", "plateau")),
    )  # fmt: skip
    schedule_factor: float = option(
        0.5, Number(above=0, maximum=1), "Schedule factor", "What the rate is multiplied by.", live=True,
        only_with=("schedule", ("step", "exponential", "plateau")),
    )  # fmt: skip
    batch_size: int | None = option(
        None, Integer(minimum=1, absent="full"), "Batch size",
        "Rows for each update; 'full' takes all rows, a smaller batch is drawn anew in every iteration.", live=True,
    )  # fmt: skip
    loss: str = option("sse", Choice(LOSS_NAMES), "Loss", "The function that makes the error.")
    huber_delta: float = option(
        1.0, Number(above=0), "Huber delta", "The difference from which huber grows like mae instead of like mse.",
        live=True, only_with=("loss", ("huber",)),
    )  # fmt: skip
    l1: float = option(
        0.0, Number(minimum=0), "L1", "Strength of the pull of weights (not biases) to exactly zero.", live=True,
    )  # fmt: skip
    l2: float = option(
        0.0, Number(minimum=0), "L2",
        "Strength of the pull of weights (not biases) towards zero; with L1, elastic net.", live=True,
    )  # fmt: skip
    dropout: float = option(
        0.0, Number(minimum=0, below=1), "Dropout", "Share of the hidden units left out of each update.", live=True,
    )  # fmt: skip
    max_norm: float = option(
        0.0, Number(minimum=0), "Max norm", "Largest length of a unit's incoming weights; 0 for any.", live=True,
    )  # fmt: skip
    clip_norm: float = option(
        0.0, Number(minimum=0), "Clip gradient",
        "Largest length of the gradient; a longer one is shortened. 0 for any.", live=True,
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
        2500, Integer(minimum=1), "Log every", "Iterations from one line of the log to the next.", live=True,
    )  # fmt: skip
    seed: int = option(
        0, Integer(), "Batch seed", "Seed of the order in which mini-batches are drawn, and of dropout.",
        flag="batch-seed",
    )  # fmt: skip
    kernel: KernelName = option("auto", Choice(KERNEL_NAMES), "Kernel", "The code that runs the iterations.")
    precision: PrecisionName = option(
        "float64", Choice(PRECISION_NAMES), "Precision",
        "Of the arithmetic: float32 is faster for large layers, with 7 digits instead of 16.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.learning_rate is None:
            object.__setattr__(self, "learning_rate", DEFAULT_RATES[self.optimizer])
