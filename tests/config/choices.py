"""Values for every option: those that it takes, drawn by Hypothesis, and a table of those that it does not."""

from __future__ import annotations

import math
from typing import TypeVar

from hypothesis import strategies as st

from tui_nn.config.options import Option
from tui_nn.config.run import (
    ACTIVATION_NAMES,
    ALL_OPTIONS,
    INITIALIZER_NAMES,
    KERNEL_NAMES,
    LOSS_NAMES,
    OPTIMIZER_NAMES,
    PRECISION_NAMES,
    SECTIONS,
    DataConfig,
    NetworkConfig,
    RunConfig,
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

GOOD_VALUES: dict[tuple[str, str], st.SearchStrategy[object]] = {
    ("", "name"): texts,
    ("data", "source"): texts,
    ("data", "targets"): st.lists(names, max_size=4).map(tuple),
    ("data", "label"): texts,
    ("network", "layers"): st.none() | st.lists(sizes, min_size=2, max_size=6).map(tuple),
    ("network", "hidden"): st.lists(sizes, max_size=6).map(tuple),
    ("network", "activations"): st.lists(st.sampled_from(ACTIVATION_NAMES), min_size=1, max_size=5).map(tuple),
    ("network", "initializer"): st.sampled_from(INITIALIZER_NAMES),
    ("network", "scale"): st.floats(0, allow_infinity=False),
    ("network", "seed"): st.integers(0, LARGEST),
    ("training", "learning_rate"): st.floats(0, exclude_min=True, allow_infinity=False),
    ("training", "momentum"): st.floats(0, 1, exclude_max=True),
    ("training", "batch_size"): st.none() | st.integers(1, LARGEST),
    ("training", "max_iterations"): st.integers(1, LARGEST),
    ("training", "min_error"): st.floats(0, allow_infinity=False),
    ("training", "log_every"): st.integers(1, LARGEST),
    ("training", "loss"): st.sampled_from(LOSS_NAMES),
    ("training", "optimizer"): st.sampled_from(OPTIMIZER_NAMES),
    ("training", "seed"): st.integers(0, LARGEST),
    ("training", "kernel"): st.sampled_from(KERNEL_NAMES),
    ("training", "precision"): st.sampled_from(PRECISION_NAMES),
}

HUGE = 10**400
"""A whole number beyond the largest float."""

NEVER: tuple[object, ...] = (True, False, {}, {"a": 1}, {1, 2}, 1j, object, math.nan)
NO_TEXT: tuple[object, ...] = (*NEVER, None, 1, 1.5, HUGE, [], ["a"], ("a",), b"xor")
NO_NUMBER: tuple[object, ...] = (*NEVER, None, math.inf, -math.inf, -1, -1e-300, HUGE, -HUGE, "0.1", "x", "", [0.1], ())
NO_INTEGER: tuple[object, ...] = (
    *(*NEVER, math.inf, -math.inf, -1, -1.0, 0.5, 1e300, 2**63, HUGE, -HUGE, "5", "x", "", [], [1], (1,)),
)
NO_CHOICE: tuple[object, ...] = (*NEVER, None, "", "x", 0, 1, 1.5, HUGE, [], ["sgd"], ("sse",), b"auto")
NO_SIZES: tuple[object, ...] = (
    *(*NEVER, 5, 1.5, HUGE, "", "2,2,1", [0], [2, 0, 1], [2, -1, 1], [2.0, 1.0], [True, True], ["2", "1"]),
    *([None, None], [2, HUGE], [2, 2**63], [[2], [1]], [2, math.nan]),
)
NO_NAMES: tuple[object, ...] = (*NEVER, None, 1, HUGE, [1], [None], ["a", 1], [["a"]], ("a", b"b"))

BAD_VALUES: dict[tuple[str, str], tuple[object, ...]] = {
    ("", "name"): NO_TEXT,
    ("data", "source"): NO_TEXT,
    ("data", "targets"): NO_NAMES,
    ("data", "label"): NO_TEXT,
    ("network", "layers"): (*NO_SIZES, [], [2], (3,)),
    ("network", "hidden"): (*NO_SIZES, None),
    ("network", "activations"): (*NO_NAMES, "", "sigmod", "SIGMOID", [], (), ["sigmoid", ""], ["sigmoid", 1]),
    ("network", "initializer"): NO_CHOICE,
    ("network", "scale"): NO_NUMBER,
    ("network", "seed"): (*NO_INTEGER, None),
    ("training", "learning_rate"): (*NO_NUMBER, 0, 0.0, -0.0),
    ("training", "momentum"): (*NO_NUMBER, 1, 1.0, 2),
    ("training", "batch_size"): (*NO_INTEGER, 0, 0.0, "none", "FULL"),
    ("training", "max_iterations"): (*NO_INTEGER, None, 0, 0.0),
    ("training", "min_error"): NO_NUMBER,
    ("training", "log_every"): (*NO_INTEGER, None, 0),
    ("training", "loss"): NO_CHOICE,
    ("training", "optimizer"): NO_CHOICE,
    ("training", "seed"): (*NO_INTEGER, None),
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
NO_CHOICE_TEXT = ("", " ", "x", "sgd,sgd", "sse\nsse", "auto auto", "None", "0", DIGITS, "\x1b[31msgd")
NO_SIZES_TEXT = (
    *(",", "2,", ",2", "2,,2", "0", "2,0,1", "-1", "2,-1", "2.0", "1e3", "x", "2;2", "2 2", "\uff12", "\u00b2", "True"),
    *("2\n2", "9223372036854775808,1", DIGITS, "\x1b[31m2", "2,\x00"),
)

BAD_TEXTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("", "name"): (),  # any text is a name
    ("data", "source"): (),
    ("data", "targets"): ("x" * 200_000,),  # beyond what the csv module reads as one cell
    ("data", "label"): (),
    ("network", "layers"): (*NO_SIZES_TEXT, "", "2", "none"),
    ("network", "hidden"): (*NO_SIZES_TEXT, "auto"),
    ("network", "activations"): ("", " ", ",", "sigmoid,", ",tanh", "sigmod", "tanh tanh", "1", DIGITS, "\x1b[31mtanh"),
    ("network", "initializer"): NO_CHOICE_TEXT,
    ("network", "scale"): NO_NUMBER_TEXT,
    ("network", "seed"): NO_INTEGER_TEXT,
    ("training", "learning_rate"): (*NO_NUMBER_TEXT, "0", "0.0", "-0", "1e-400"),
    ("training", "momentum"): (*NO_NUMBER_TEXT, "1", "1.0", "1e300"),
    ("training", "batch_size"): (*NO_INTEGER_TEXT, "0", "none"),
    ("training", "max_iterations"): (*NO_INTEGER_TEXT, "0"),
    ("training", "min_error"): NO_NUMBER_TEXT,
    ("training", "log_every"): (*NO_INTEGER_TEXT, "0"),
    ("training", "loss"): NO_CHOICE_TEXT,
    ("training", "optimizer"): NO_CHOICE_TEXT,
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
