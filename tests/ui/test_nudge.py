"""Up and down in a field: the next number, the next name, and never a value that cannot be had."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.kinds import Choice, Integer, Kind, Number, Switch, Text
from tui_nn.config.list_kinds import Names, Several, Sizes
from tui_nn.config.options import Option
from tui_nn.config.run import ALL_OPTIONS, find_option
from tui_nn.ui.nudge import nudged

RATE = find_option("training", "learning_rate").kind
MOMENTUM = find_option("training", "momentum").kind
LIMIT = find_option("training", "max_iterations").kind
BATCH = find_option("training", "batch_size").kind
SEED = find_option("network", "seed").kind
BIAS = find_option("network", "bias_start").kind
NOISE = find_option("data", "noise").kind
SAMPLES = find_option("data", "samples").kind
ACTIVATIONS = find_option("network", "activations").kind


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [
        ("0.2", "0.5", "0.1"),
        ("0.5", "1", "0.2"),
        ("1", "2", "0.5"),
        ("0.3", "0.5", "0.2"),
        ("7", "10", "5"),
        ("1e-5", "2e-05", "5e-06"),
        ("0.1", "0.2", "0.05"),
        ("1e300", "2e+300", "5e+299"),
        ("nonsense", "nonsense", "nonsense"),
        ("", "", ""),
        ("-1", "-1", "-1"),
    ],
)
def test_numbers_go_along_one_two_five_ten(text: str, up: str, down: str) -> None:
    assert nudged(RATE, text, 0, up=True) == up
    assert nudged(RATE, text, 0, up=False) == down


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [("0", "0.1", "0"), ("0.5", "0.5", "0.2"), ("0.9", "0.9", "0.5"), ("0.05", "0.1", "0.02")],
)
def test_momentum_stays_between_its_limits(text: str, up: str, down: str) -> None:
    assert nudged(MOMENTUM, text, 0, up=True) == up
    assert nudged(MOMENTUM, text, 0, up=False) == down


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [
        ("1", "2", "1"),
        ("9", "10", "8"),
        ("10", "20", "5"),
        ("100,000", "200000", "50000"),
        ("1e5", "200000", "50000"),
        ("3000", "5000", "2000"),
        ("1.5", "1.5", "1.5"),
        (str(2**63 - 1), str(2**63 - 1), "5000000000000000000"),
    ],
)
def test_whole_numbers_go_one_by_one_up_to_ten(text: str, up: str, down: str) -> None:
    assert nudged(LIMIT, text, 0, up=True) == up
    assert nudged(LIMIT, text, 0, up=False) == down


def test_a_seed_goes_down_to_zero() -> None:
    assert nudged(SEED, "1", 0, up=False) == "0"
    assert nudged(SEED, "0", 0, up=False) == "0"
    assert nudged(SEED, "0", 0, up=True) == "1"


def test_a_word_that_stands_for_no_number_stays() -> None:
    assert nudged(BATCH, "full", 0, up=True) == "full"


def test_names_go_around() -> None:
    names = ("and", "or", "xor")
    assert nudged(Text(), "xor", 0, up=True, names=names) == "and"
    assert nudged(Text(), "and", 0, up=False, names=names) == "xor"
    assert nudged(Text(), " XOR ", 0, up=False, names=names) == "or"
    assert nudged(Text(), "my file.csv", 3, up=True, names=names) == "and"
    assert nudged(Choice(("a", "b")), "a", 0, up=True) == "b"


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [(0, "b,b,c"), (1, "b,b,c"), (2, "a,c,c"), (3, "a,c,c"), (4, "a,b,a"), (5, "a,b,a"), (999, "a,b,a")],
)
def test_in_a_list_the_name_under_the_cursor_moves(cursor: int, expected: str) -> None:
    assert nudged(Several(("a", "b", "c")), "a,b,c", cursor, up=True) == expected


def test_a_name_in_a_list_that_is_not_known_becomes_the_first() -> None:
    assert nudged(Several(("a", "b")), "a,zz", 2, up=True) == "a,a"
    assert nudged(Several(("a", "b")), "", 0, up=True) == "a"


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [
        ("0", "0.1", "-0.1"),
        ("-0.1", "-0.05", "-0.2"),
        ("-1", "-0.5", "-2"),
        ("-0.3", "-0.2", "-0.5"),
        ("-1e308", "-5e+307", "-1e308"),
        ("drawn", "drawn", "drawn"),
    ],
)
def test_a_number_below_zero_moves_as_its_mirror_image(text: str, up: str, down: str) -> None:
    assert nudged(BIAS, text, 0, up=True) == up
    assert nudged(BIAS, text, 0, up=False) == down


def test_a_number_stops_at_its_largest_value() -> None:
    assert nudged(NOISE, "0.5", 0, up=True) == "1"
    assert nudged(NOISE, "1", 0, up=True) == "1"
    assert nudged(SAMPLES, "1000000", 0, up=True) == "1000000"
    assert nudged(SAMPLES, "2", 0, up=False) == "2"


@pytest.mark.parametrize("text", ["on", "ON", "yes", "true", "1", " on "])
def test_a_switch_that_is_on_goes_off(text: str) -> None:
    assert nudged(Switch(), text, 0, up=True) == nudged(Switch(), text, 0, up=False) == "off"


@pytest.mark.parametrize("text", ["off", "No", "false", "0"])
def test_a_switch_that_is_off_goes_on(text: str) -> None:
    assert nudged(Switch(), text, 0, up=True) == nudged(Switch(), text, 0, up=False) == "on"


def test_a_switch_with_nonsense_in_it_goes_off() -> None:
    assert nudged(Switch(), "maybe", 0, up=True) == "off"


def test_a_name_in_another_spelling_moves_like_itself() -> None:
    assert nudged(ACTIVATIONS, "Leaky ReLU", 0, up=True) == nudged(ACTIVATIONS, "leaky_relu", 0, up=True) == "elu"
    assert nudged(Choice(("none", "min_max", "robust")), "Min-Max", 0, up=True) == "robust"


def test_an_activation_with_parameters_moves_by_its_name() -> None:
    assert nudged(ACTIVATIONS, "leaky_relu(0.1)", 3, up=True) == "elu"
    assert nudged(ACTIVATIONS, "leaky_relu(0.1)", 3, up=False) == "hard_tanh"


@pytest.mark.parametrize(("cursor", "expected"), [(0, "step,tanh"), (6, "step,tanh"), (10, "step,tanh")])
def test_a_comma_in_parentheses_does_not_divide_a_list(cursor: int, expected: str) -> None:
    assert nudged(ACTIVATIONS, "ramp(-1,2),tanh", cursor, up=True) == expected
    assert nudged(ACTIVATIONS, "ramp(-1,2),tanh", 11, up=True) == "ramp(-1,2),relu"


@given(
    text=st.text("ramp(),1x ", max_size=20), cursor=st.integers(0, 25), up=st.booleans(),
    kind=st.sampled_from([ACTIVATIONS, Several(("a", "b"))]),
)  # fmt: skip
@settings(max_examples=300, deadline=None, derandomize=True)
def test_wherever_the_cursor_stands_in_a_list_one_name_moves(
    text: str, cursor: int, up: bool, kind: Kind[object]
) -> None:
    assert nudged(kind, text, cursor, up)


@pytest.mark.parametrize("kind", [Text(), Names(), Sizes()])
def test_where_nothing_comes_next_the_text_stays(kind: Text | Names | Sizes) -> None:
    assert nudged(kind, "2,2,1", 0, up=True) == "2,2,1"


@given(option=st.sampled_from(ALL_OPTIONS), text=st.text(max_size=30), cursor=st.integers(0, 40), up=st.booleans())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_stands_in_a_field_a_key_does_not_raise(option: object, text: str, cursor: int, up: bool) -> None:
    for declared in ALL_OPTIONS:
        if declared is option:
            assert isinstance(nudged(declared.kind, text, cursor, up), str)


@pytest.mark.parametrize("declared", ALL_OPTIONS, ids=lambda each: f"{each.section}.{each.key}")
@given(text=st.floats().map(str) | st.integers().map(str), up=st.booleans())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_whatever_number_stands_in_a_field_a_key_does_not_raise(declared: Option, text: str, up: bool) -> None:
    assert isinstance(nudged(declared.kind, text, 0, up), str)


@given(value=st.floats(5e-324, 1.7e308), up=st.booleans())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_next_number_is_on_the_right_side_and_can_be_had(value: float, up: bool) -> None:
    kind = Number(above=0)
    text = nudged(kind, kind.format(value), 0, up)
    reached = kind.parse(text)

    assert reached is not None
    assert reached >= value if up else reached <= value
    if 1e-300 < value < 1e300:
        assert reached != value
        assert nudged(kind, nudged(kind, text, 0, up), 0, not up) == text  # on the series, back is where one came from


@given(value=st.integers(0, 2**63 - 1), up=st.booleans())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_next_whole_number_is_on_the_right_side_and_can_be_had(value: int, up: bool) -> None:
    kind = Integer()
    reached = kind.parse(nudged(kind, str(value), 0, up))

    assert reached is not None
    assert reached >= value if up else reached <= value
    assert value < 1 or reached != value or (up and value > 5 * 10**18)
