"""Values for every option: those that it takes, drawn by Hypothesis, and a table of those that it does not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

from hypothesis import strategies as st

from tui_nn.config.activation_names import NAMED_ACTIVATIONS, NamedActivation
from tui_nn.config.data_config import (
    DATE_ORDER_NAMES,
    DATE_PART_NAMES,
    DECIMAL_NAMES,
    DELIMITER_NAMES,
    EXTRA_INPUT_NAMES,
    FEWEST_ROWS,
    HEADER_NAMES,
    MISSING_NAMES,
    MOST_ROWS,
    SCALING_NAMES,
    DataConfig,
)
from tui_nn.config.list_kinds import CLASS_WEIGHT_WORDS
from tui_nn.config.network_config import INITIALIZER_NAMES, NetworkConfig
from tui_nn.config.options import Option
from tui_nn.config.run import ALL_OPTIONS, SECTIONS, RunConfig
from tui_nn.config.training_config import (
    KERNEL_NAMES,
    LOSS_NAMES,
    MONITOR_NAMES,
    OPTIMIZER_NAMES,
    OWN_VALUES,
    PRECISION_NAMES,
    SCHEDULE_NAMES,
    TrainingConfig,
)

AnySection = TypeVar("AnySection", DataConfig, NetworkConfig, TrainingConfig)

LARGEST = 2**63 - 1

# Surrogates stand for bytes of a file name that are no text; a TOML file cannot hold them.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
# Names of columns, as a header gives them: stripped, not empty, on one line.
names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda name: name == name.strip()
)
sizes = st.integers(1, LARGEST)
whole = st.integers(0, LARGEST)
counts = st.integers(1, LARGEST)
shares = st.floats(0, 1, exclude_max=True)
not_negative = st.floats(0, allow_infinity=False)
positive = st.floats(0, exclude_min=True, allow_infinity=False)
finite = st.floats(allow_nan=False, allow_infinity=False)


def some_of(names: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Any of the names, in the order of their declaration."""
    declared = list(names)
    return st.sets(st.sampled_from(declared)).map(lambda chosen: tuple(sorted(chosen, key=declared.index)))


def written(activation: NamedActivation) -> st.SearchStrategy[str]:
    """An activation with any parameters, as it is written."""
    numbers = (positive if parameter.kind.above == 0 else finite for parameter in activation.parameters)
    return st.tuples(*numbers).filter(lambda values: activation.unfit(values) is None).map(activation.text)


activations = st.sampled_from(list(NAMED_ACTIVATIONS.values())).flatmap(written)

GOOD_VALUES: dict[tuple[str, str], st.SearchStrategy[object]] = {
    ("", "name"): texts,
    ("data", "source"): texts,
    ("data", "targets"): st.lists(names, max_size=4).map(tuple),
    ("data", "label"): texts,
    ("data", "ignored"): st.lists(names, max_size=4).map(tuple),
    ("data", "kinds"): st.lists(names, max_size=4).map(tuple),
    ("data", "header"): st.sampled_from(HEADER_NAMES),
    ("data", "delimiter"): st.sampled_from(DELIMITER_NAMES),
    ("data", "decimal"): st.sampled_from(DECIMAL_NAMES),
    ("data", "dates"): some_of(DATE_PART_NAMES),
    ("data", "date_order"): st.sampled_from(DATE_ORDER_NAMES),
    ("data", "missing"): st.sampled_from(MISSING_NAMES),
    ("data", "scaling"): st.sampled_from(SCALING_NAMES),
    ("data", "target_scaling"): st.sampled_from(SCALING_NAMES),
    ("data", "extra_inputs"): some_of(EXTRA_INPUT_NAMES),
    ("data", "samples"): st.none() | st.integers(FEWEST_ROWS, MOST_ROWS),
    ("data", "noise"): st.floats(0, 1),
    ("data", "seed"): whole,
    ("data", "validation_share"): shares,
    ("data", "test_share"): shares,
    ("data", "split_seed"): whole,
    ("network", "layers"): st.none() | st.lists(sizes, min_size=2, max_size=6).map(tuple),
    ("network", "hidden"): st.lists(sizes, max_size=6).map(tuple),
    ("network", "activations"): st.lists(activations, min_size=1, max_size=5).map(tuple),
    ("network", "initializer"): st.sampled_from(INITIALIZER_NAMES),
    ("network", "scale"): not_negative,
    ("network", "bias_start"): st.none() | finite,
    ("network", "seed"): whole,
    ("training", "learning_rate"): st.none() | positive,
    ("training", "optimizer"): st.sampled_from(OPTIMIZER_NAMES),
    ("training", "momentum"): shares,
    ("training", "nesterov"): st.booleans(),
    ("training", "beta1"): shares,
    ("training", "beta2"): st.none() | shares,
    ("training", "smoothing"): st.none() | shares,
    ("training", "epsilon"): st.none() | positive,
    ("training", "weight_decay"): st.none() | not_negative,
    ("training", "schedule"): st.sampled_from(SCHEDULE_NAMES),
    ("training", "schedule_every"): counts,
    ("training", "schedule_factor"): st.floats(0, 1, exclude_min=True),
    ("training", "schedule_growth"): st.integers(1, 1000),
    ("training", "schedule_power"): not_negative,
    ("training", "warm_up"): whole,
    ("training", "batch_size"): st.none() | counts,
    ("training", "loss"): st.sampled_from(LOSS_NAMES),
    ("training", "huber_delta"): positive,
    ("training", "focal_gamma"): not_negative,
    ("training", "class_weights"): st.sampled_from(CLASS_WEIGHT_WORDS)
    | st.lists(not_negative, min_size=2, max_size=5).filter(any).map(tuple),
    ("training", "label_smoothing"): shares,
    ("training", "l1"): not_negative,
    ("training", "l2"): not_negative,
    ("training", "dropout"): shares,
    ("training", "max_norm"): not_negative,
    ("training", "clip_norm"): not_negative,
    ("training", "clip_value"): not_negative,
    ("training", "max_iterations"): counts,
    ("training", "min_error"): not_negative,
    ("training", "min_accuracy"): st.floats(0, 1),
    ("training", "patience"): whole,
    ("training", "min_improvement"): not_negative,
    ("training", "monitor"): st.sampled_from(MONITOR_NAMES),
    ("training", "keep_best"): st.booleans(),
    ("training", "max_seconds"): not_negative,
    ("training", "min_gradient_norm"): not_negative,
    ("training", "check_every"): counts,
    ("training", "log_every"): st.none() | counts,
    ("training", "seed"): whole,
    ("training", "kernel"): st.sampled_from(KERNEL_NAMES),
    ("training", "precision"): st.sampled_from(PRECISION_NAMES),
}

STANDS_FOR: dict[tuple[str, str], object] = {("training", key): own["sgd"] for key, own in OWN_VALUES.items()}
"""What None becomes where a section puts a value in its place."""

HUGE = 10**400
"""A whole number beyond the largest float."""

NEVER: tuple[object, ...] = (True, False, {}, {"a": 1}, {1, 2}, 1j, object, math.nan)
NO_TEXT: tuple[object, ...] = (*NEVER, None, 1, 1.5, HUGE, [], ["a"], ("a",), b"xor")
NO_NUMBER: tuple[object, ...] = (*NEVER, None, math.inf, -math.inf, -1, -1e-300, HUGE, -HUGE, "0.1", "x", "", [0.1], ())
NO_INTEGER: tuple[object, ...] = (
    *(*NEVER, math.inf, -math.inf, -1, -1.0, 0.5, 1e300, 2**63, HUGE, -HUGE, "5", "x", "", [], [1], (1,)),
)
NO_SHARE: tuple[object, ...] = (*NO_NUMBER, 1, 1.0, 2)
NO_POSITIVE: tuple[object, ...] = (*NO_NUMBER, 0, 0.0, -0.0)
NO_COUNT: tuple[object, ...] = (*NO_INTEGER, None, 0, 0.0)
NO_SEED: tuple[object, ...] = (*NO_INTEGER, None)
NO_SWITCH: tuple[object, ...] = (
    *({}, {"a": 1}, {1, 2}, 1j, object, math.nan, None, 0, 1, 0.0, 1.0, "", "on", "off", "true", "false", b"on"),
    *([], [True], (False,), HUGE),
)
NO_CHOICE: tuple[object, ...] = (*NEVER, None, "", "x", 0, 1, 1.5, HUGE, [], ["sgd"], ("sse",), b"auto")
NO_SIZES: tuple[object, ...] = (
    *(*NEVER, 5, 1.5, HUGE, "", "2,2,1", [0], [2, 0, 1], [2, -1, 1], [2.0, 1.0], [True, True], ["2", "1"]),
    *([None, None], [2, HUGE], [2, 2**63], [[2], [1]], [2, math.nan]),
)
NO_NAMES: tuple[object, ...] = (*NEVER, None, 1, HUGE, [1], [None], ["a", 1], [["a"]], ("a", b"b"))
NO_ACTIVATION = (
    *("", "sigmod", "sigmoid()", "sigmoid(1)", "leaky_relu(", "leaky_relu()", "leaky_relu(0.1", "leaky_relu 0.1"),
    *("leaky_relu(0.1))", "leaky_relu((0.1))", "leaky_relu(0.1)x", "leaky_relu(1,2)", "leaky_relu(nan)", "(0.1)"),
    *("leaky_relu(x)", "elu(0)", "elu(-1)", "elu(inf)", "swish(1e400)", "ramp(1)", "ramp(1,2,3)", "ramp(1,1)", ")"),
    *("ramp(1,-1)", "ramp(-1e308,1e308)", "ramp(0,5e-324)", "leaky_relu[0.1]", "tanh(", "tanh" + " " * 200 + "x"),
)

BAD_VALUES: dict[tuple[str, str], tuple[object, ...]] = {
    ("", "name"): NO_TEXT,
    ("data", "source"): NO_TEXT,
    ("data", "targets"): NO_NAMES,
    ("data", "label"): NO_TEXT,
    ("data", "ignored"): NO_NAMES,
    ("data", "kinds"): NO_NAMES,
    ("data", "header"): NO_CHOICE,
    ("data", "delimiter"): (*NO_CHOICE, ","),
    ("data", "decimal"): NO_CHOICE,
    ("data", "dates"): (*NO_NAMES, "", "day", "none", ["season", ""], ["season", "x"]),
    ("data", "date_order"): NO_CHOICE,
    ("data", "missing"): NO_CHOICE,
    ("data", "scaling"): NO_CHOICE,
    ("data", "target_scaling"): NO_CHOICE,
    ("data", "extra_inputs"): (*NO_NAMES, "", "square", "none", "squares,sines", ["squares", ""], ["squares", "x"]),
    ("data", "samples"): (*NO_INTEGER, 0, 1, MOST_ROWS + 1, "AUTO"),
    ("data", "noise"): (*NO_NUMBER, 1.0000000000000002, 2),
    ("data", "seed"): NO_SEED,
    ("data", "validation_share"): NO_SHARE,
    ("data", "test_share"): NO_SHARE,
    ("data", "split_seed"): NO_SEED,
    ("network", "layers"): (*NO_SIZES, [], [2], (3,)),
    ("network", "hidden"): (*NO_SIZES, None),
    ("network", "activations"): (*NO_NAMES, *NO_ACTIVATION, [], (), ["sigmoid", ""], ["sigmoid", 1], "tanh,relu"),
    ("network", "initializer"): NO_CHOICE,
    ("network", "scale"): NO_NUMBER,
    ("network", "bias_start"): (*NEVER, math.inf, -math.inf, HUGE, -HUGE, "0.1", "x", "", "DRAWN", [0.1], ()),
    ("network", "seed"): NO_SEED,
    ("training", "learning_rate"): (*(bad for bad in NO_POSITIVE if bad is not None), "AUTO"),
    ("training", "optimizer"): NO_CHOICE,
    ("training", "momentum"): NO_SHARE,
    ("training", "nesterov"): NO_SWITCH,
    ("training", "beta1"): NO_SHARE,
    ("training", "beta2"): (*(bad for bad in NO_SHARE if bad is not None), "AUTO"),
    ("training", "smoothing"): (*(bad for bad in NO_SHARE if bad is not None), "AUTO"),
    ("training", "epsilon"): (*(bad for bad in NO_POSITIVE if bad is not None), "AUTO"),
    ("training", "weight_decay"): (*(bad for bad in NO_NUMBER if bad is not None), "AUTO"),
    ("training", "schedule"): NO_CHOICE,
    ("training", "schedule_every"): NO_COUNT,
    ("training", "schedule_factor"): (*NO_POSITIVE, 1.0000000000000002, 2),
    ("training", "schedule_growth"): (*NO_COUNT, 1001),
    ("training", "schedule_power"): NO_NUMBER,
    ("training", "warm_up"): NO_SEED,
    ("training", "batch_size"): (*NO_INTEGER, 0, 0.0, "none", "FULL"),
    ("training", "loss"): NO_CHOICE,
    ("training", "huber_delta"): NO_POSITIVE,
    ("training", "focal_gamma"): NO_NUMBER,
    ("training", "class_weights"): (
        *(*NEVER, None, 1, 1.5, HUGE, "", "x", "NONE", "1,2", [], [1.0], (0, 0), (1, -1), [1, math.nan], (1, math.inf)),
        *([1, "2"], [1, None], [True, 2], [[1, 2]], (1, HUGE), [1.0] * 10_001),
    ),
    ("training", "label_smoothing"): NO_SHARE,
    ("training", "l1"): NO_NUMBER,
    ("training", "l2"): NO_NUMBER,
    ("training", "dropout"): NO_SHARE,
    ("training", "max_norm"): NO_NUMBER,
    ("training", "clip_norm"): NO_NUMBER,
    ("training", "clip_value"): NO_NUMBER,
    ("training", "max_iterations"): NO_COUNT,
    ("training", "min_error"): NO_NUMBER,
    ("training", "min_accuracy"): (*NO_NUMBER, 1.0000000000000002, 2),
    ("training", "patience"): NO_SEED,
    ("training", "min_improvement"): NO_NUMBER,
    ("training", "monitor"): NO_CHOICE,
    ("training", "keep_best"): NO_SWITCH,
    ("training", "max_seconds"): NO_NUMBER,
    ("training", "min_gradient_norm"): NO_NUMBER,
    ("training", "check_every"): NO_COUNT,
    ("training", "log_every"): (*(bad for bad in NO_COUNT if bad is not None), "AUTO"),
    ("training", "seed"): NO_SEED,
    ("training", "kernel"): NO_CHOICE,
    ("training", "precision"): NO_CHOICE,
}

DIGITS = "9" * 5000
NO_NUMBER_TEXT = (
    *("", " ", "nan", "inf", "-inf", "infinity", "-1", "-1e-300", "1e400", "-1e400", "1" + "0" * 400, DIGITS),
    *("x", "0,1", "1_000", "1 000", "0x10", "\uff11", "\u0663", "\u00bd", "1e", "--1", "1..2", "true", "None", "0.1;"),
    *("1\n2", "\x1b[31m1", "1\x00"),
)
NO_INTEGER_TEXT = (
    *("", " ", "nan", "inf", "-inf", "-1", "1.5", "1e-5", "1e400", "9223372036854775808", DIGITS, "9" * 50),
    *("x", "0x10", "\uff11", "\u00b2", "1 000", "1e", "--1", "1.2.3", "true", "None", ",", "_", "1\n2", "\x1b[31m1"),
)
NO_SHARE_TEXT = (*NO_NUMBER_TEXT, "1", "1.0", "1e300")
NO_POSITIVE_TEXT = (*NO_NUMBER_TEXT, "0", "0.0", "-0", "1e-400")
NO_COUNT_TEXT = (*NO_INTEGER_TEXT, "0")
NO_SWITCH_TEXT = ("", " ", "x", "2", "-1", "1.0", "on off", "on,off", "None", "tru", DIGITS, "\x1b[31mon", "on\x00")
NO_CHOICE_TEXT = ("", " ", "x", "sgd,sgd", "sse\nsse", "auto auto", "null", "0", DIGITS, "\x1b[31msgd")
NO_SIZES_TEXT = (
    *(",", "2,", ",2", "2,,2", "0", "2,0,1", "-1", "2,-1", "2.0", "1e3", "x", "2;2", "2 2", "\uff12", "\u00b2", "True"),
    *("2\n2", "9223372036854775808,1", DIGITS, "\x1b[31m2", "2,\x00"),
)

NO_NAMES_TEXT = ("x" * 200_000,)  # beyond what the csv module reads as one cell

BAD_TEXTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "name"): (),  # any text is a name
    ("data", "source"): (),
    ("data", "targets"): NO_NAMES_TEXT,
    ("data", "label"): (),
    ("data", "ignored"): NO_NAMES_TEXT,
    ("data", "kinds"): NO_NAMES_TEXT,
    ("data", "header"): NO_CHOICE_TEXT,
    ("data", "delimiter"): (*NO_CHOICE_TEXT, ",", "\t"),
    ("data", "decimal"): (*NO_CHOICE_TEXT, ".", ","),
    ("data", "dates"): (",", "season,", "x", "ignore,season", "season days", "1", DIGITS, "\x00"),
    ("data", "date_order"): NO_CHOICE_TEXT,
    ("data", "missing"): NO_CHOICE_TEXT,
    ("data", "scaling"): NO_CHOICE_TEXT,
    ("data", "target_scaling"): NO_CHOICE_TEXT,
    ("data", "extra_inputs"): (",", "squares,", ",sines", "square", "none,sines", "squares sines", "1", DIGITS, "\x00"),
    ("data", "samples"): (*NO_INTEGER_TEXT, "0", "1", "1000001", "none"),
    ("data", "noise"): (*NO_NUMBER_TEXT, "1.1", "2", "1e300"),
    ("data", "seed"): NO_INTEGER_TEXT,
    ("data", "validation_share"): NO_SHARE_TEXT,
    ("data", "test_share"): NO_SHARE_TEXT,
    ("data", "split_seed"): NO_INTEGER_TEXT,
    ("network", "layers"): (*NO_SIZES_TEXT, "", "2", "none"),
    ("network", "hidden"): (*NO_SIZES_TEXT, "auto"),
    ("network", "activations"): (
        *(*NO_ACTIVATION, " ", ",", "sigmoid,", ",tanh", "tanh tanh", "1", DIGITS, "\x1b[31mtanh"),
        *("tanh,ramp(-1,1", "ramp(-1,1)tanh", "ramp(-1,1) ramp(-1,1)", "leaky_relu(\x1b[31m1)", "leaky_relu(\uff11)"),
        *(f"leaky_relu({DIGITS})", "leaky_relu(1_0)", "ramp(-1;1)", "(" * 50_000, "," * 50_000, "ramp(" + "," * 50_000),
    ),
    ("network", "initializer"): NO_CHOICE_TEXT,
    ("network", "scale"): NO_NUMBER_TEXT,
    ("network", "bias_start"): (*(text for text in NO_NUMBER_TEXT if text not in ("-1", "-1e-300")), "none", "auto"),
    ("network", "seed"): NO_INTEGER_TEXT,
    ("training", "learning_rate"): (*NO_POSITIVE_TEXT, "none"),
    ("training", "optimizer"): NO_CHOICE_TEXT,
    ("training", "momentum"): NO_SHARE_TEXT,
    ("training", "nesterov"): NO_SWITCH_TEXT,
    ("training", "beta1"): NO_SHARE_TEXT,
    ("training", "beta2"): (*NO_SHARE_TEXT, "none"),
    ("training", "smoothing"): (*NO_SHARE_TEXT, "none"),
    ("training", "epsilon"): (*NO_POSITIVE_TEXT, "none"),
    ("training", "weight_decay"): (*NO_NUMBER_TEXT, "none"),
    ("training", "schedule"): NO_CHOICE_TEXT,
    ("training", "schedule_every"): NO_COUNT_TEXT,
    ("training", "schedule_factor"): (*NO_POSITIVE_TEXT, "1.1", "2"),
    ("training", "schedule_growth"): (*NO_COUNT_TEXT, "1001", "none"),
    ("training", "schedule_power"): (*NO_NUMBER_TEXT, "none"),
    ("training", "warm_up"): (*NO_INTEGER_TEXT, "none"),
    ("training", "batch_size"): (*NO_COUNT_TEXT, "none"),
    ("training", "loss"): NO_CHOICE_TEXT,
    ("training", "huber_delta"): NO_POSITIVE_TEXT,
    ("training", "focal_gamma"): NO_NUMBER_TEXT,
    ("training", "class_weights"): (
        *("", " ", "1", "1,", ",1", "0,0", "1,-1", "1,nan", "1,inf", "1,1e400", "1;2", "1 2", "balance", "none,none"),
        *("1,balanced", "\x1b[31m1,2", "1,2\x00", "\uff11,2", DIGITS, "1," * 10_001, "," * 50_000),
    ),
    ("training", "label_smoothing"): NO_SHARE_TEXT,
    ("training", "l1"): NO_NUMBER_TEXT,
    ("training", "l2"): NO_NUMBER_TEXT,
    ("training", "dropout"): NO_SHARE_TEXT,
    ("training", "max_norm"): NO_NUMBER_TEXT,
    ("training", "clip_norm"): NO_NUMBER_TEXT,
    ("training", "clip_value"): NO_NUMBER_TEXT,
    ("training", "max_iterations"): NO_COUNT_TEXT,
    ("training", "min_error"): NO_NUMBER_TEXT,
    ("training", "min_accuracy"): (*NO_NUMBER_TEXT, "1.1", "2"),
    ("training", "patience"): NO_INTEGER_TEXT,
    ("training", "min_improvement"): NO_NUMBER_TEXT,
    ("training", "monitor"): NO_CHOICE_TEXT,
    ("training", "keep_best"): NO_SWITCH_TEXT,
    ("training", "max_seconds"): NO_NUMBER_TEXT,
    ("training", "min_gradient_norm"): NO_NUMBER_TEXT,
    ("training", "check_every"): NO_COUNT_TEXT,
    ("training", "log_every"): (*NO_COUNT_TEXT, "none"),
    ("training", "seed"): NO_INTEGER_TEXT,
    ("training", "kernel"): NO_CHOICE_TEXT,
    ("training", "precision"): NO_CHOICE_TEXT,
}


def place(declared: Option) -> tuple[str, str]:
    return declared.section, declared.key


def identity(declared: Option) -> str:
    """The name of an option in a test's name."""
    return ".".join(filter(None, place(declared)))


def section_with(declared: Option, value: object) -> object:
    """Make the section of an option with that value, as a script does."""
    section = next(section for section in SECTIONS if section.section == declared.section)
    return section(**{declared.key: value})


def runs() -> st.SearchStrategy[RunConfig]:
    """Runs with any value that can be chosen, written down and read again."""
    return st.builds(
        RunConfig,
        name=GOOD_VALUES["", "name"],
        data=_sections(DataConfig),
        # The sizes have two names, of which a file may hold one.
        network=_sections(NetworkConfig, without="layers") | _sections(NetworkConfig, without="hidden"),
        training=_sections(TrainingConfig),
    )


def _sections(section: type[AnySection], without: str = "") -> st.SearchStrategy[AnySection]:
    values = {
        declared.key: GOOD_VALUES[place(declared)]
        for declared in ALL_OPTIONS
        if declared.section == section.section and declared.key != without
    }
    return st.builds(section, **values)
