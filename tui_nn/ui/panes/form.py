"""Which fields the form has, in which order, and when each of them acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tui_nn.config.options import Option
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.catalog import builtin_datasets
from tui_nn.engine.referee import needs_checks

Place = tuple[str, str]

SOURCE, LAYERS, HIDDEN = ("data", "source"), ("network", "layers"), ("network", "hidden")
ACTIVATIONS, LOSS, RATE = ("network", "activations"), ("training", "loss"), ("training", "learning_rate")
CLASS_WEIGHTS = ("training", "class_weights")
OPTIMIZER: Place = ("training", "optimizer")


def _places(section: str, keys: str) -> tuple[Place, ...]:
    return tuple((section, key) for key in keys.split())


FORM: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "Data",
        _places(
            "data",
            "source samples noise seed targets ignored kinds missing header delimiter decimal dates date_order scaling "
            "target_scaling extra_inputs validation_share test_share split_seed",
        ),
    ),
    ("Network", _places("network", "layers activations initializer scale bias_start seed")),
    (
        "Training",
        _places(
            "training",
            "optimizer learning_rate momentum nesterov beta1 beta2 smoothing epsilon weight_decay loss huber_delta "
            "focal_gamma class_weights label_smoothing batch_size seed schedule schedule_every schedule_factor "
            "schedule_growth schedule_power warm_up",
        ),
    ),
    (
        "Stopping",
        _places(
            "training",
            "max_iterations min_error min_accuracy patience min_improvement keep_best monitor max_seconds "
            "min_gradient_norm check_every",
        ),
    ),
    ("Regularization", _places("training", "l1 l2 dropout max_norm clip_norm clip_value")),
    ("Running", _places("training", "log_every kernel precision")),
)
"""The fields, in their order. Hidden layers are chosen with the layers."""


def acts(option: Option, run: RunConfig) -> bool:
    """Whether a run would be another one with another value of this option."""
    if option.only_with is not None:
        key, values = option.only_with
        if run.value(find_option(option.section, key)) not in values:
            return False
    rule = _RULES.get((option.section, option.key))
    return rule is None or rule(run)


def is_usual(option: Option, run: RunConfig) -> bool:
    """Whether a run has the value that it has unless another is chosen."""
    return run.has_usual(option)


@cache
def _builtin_kinds() -> dict[str, str]:
    return {dataset.name: dataset.kind for dataset in builtin_datasets()}


def _source_kind(run: RunConfig) -> str:
    return _builtin_kinds().get(run.data.source.lower(), "file")


def _is_generated(run: RunConfig) -> bool:
    return _source_kind(run) == "shape"


def _is_file(run: RunConfig) -> bool:
    return _source_kind(run) == "file"


def _has_columns(run: RunConfig) -> bool:
    return _source_kind(run) in ("file", "sample")


def _has_numbers(run: RunConfig) -> bool:
    return _source_kind(run) != "truth table"


def _watches_error(run: RunConfig) -> bool:
    training = run.training
    return training.patience > 0 or training.keep_best or training.schedule == "plateau"


_RULES: dict[Place, Callable[[RunConfig], bool]] = {
    **dict.fromkeys(_places("data", "samples noise seed"), _is_generated),
    **dict.fromkeys(_places("data", "header delimiter decimal dates date_order"), _is_file),
    **dict.fromkeys(_places("data", "targets ignored kinds missing"), _has_columns),
    **dict.fromkeys(_places("data", "scaling target_scaling"), _has_numbers),
    ("data", "split_seed"): lambda run: run.data.validation_share > 0 or run.data.test_share > 0,
    ("training", "nesterov"): lambda run: run.training.momentum > 0,
    ("training", "seed"): lambda run: run.training.batch_size is not None or run.training.dropout > 0,
    ("training", "min_improvement"): lambda run: run.training.patience > 0,
    ("training", "monitor"): _watches_error,
    ("training", "check_every"): lambda run: needs_checks(run.training),
}
