"""Kinds of value by example: how a person may write them, and what a value becomes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.activation_names import ACTIVATION_NAMES, Activations
from tui_nn.config.kinds import NO, YES, Choice, ChoiceOrFormula, Integer, Kind, Number, Switch, Text, spelled
from tui_nn.config.list_kinds import ClassWeights, Names, Several, Sizes
from tui_nn.config.run import ALL_OPTIONS

NUMBER = Number()
RATE = Number(above=0, absent="auto")
SHARE = Number(minimum=0, maximum=1)
INTEGER = Integer(minimum=1, absent="full")
SWITCH = Switch()
CHOICE = Choice(("sgd", "adam"))
SPELLED = Choice(("min_max", "none"))
SEVERAL = Several(("squares", "products", "sine_waves"))
CHOICES = Activations()
KNOWN = ", ".join(ACTIVATION_NAMES)
OR_ELSE = "a formula such as =x*tanh(x), or a list with one for each layer"
LAYERS = Sizes(fewest=2, absent="auto")
HIDDEN = Sizes()
NAMES = Names()
WEIGHTS = ClassWeights()
LOSS = ChoiceOrFormula(("mse", "mae"), ("output", "target"), "=output-target")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (NUMBER, "0.2", 0.2),
        (NUMBER, " 1e-5 ", 1e-5),
        (NUMBER, "3", 3.0),
        (NUMBER, "-.5", -0.5),
        (NUMBER, "1E3", 1000.0),
        (NUMBER, "1e-400", 0.0),
        (NUMBER, "-0.5", -0.5),
        (RATE, "0.1", 0.1),
        (RATE, "auto", None),
        (RATE, " Auto ", None),
        (SHARE, "0", 0.0),
        (SHARE, "1", 1.0),
        (INTEGER, "2500", 2500),
        (INTEGER, "100,000", 100_000),
        (INTEGER, "1_000", 1000),
        (INTEGER, "1e5", 100_000),
        (INTEGER, " 7 ", 7),
        (INTEGER, "3.0", 3),
        (INTEGER, "9223372036854775807", 2**63 - 1),
        (INTEGER, "full", None),
        (INTEGER, " FULL ", None),
        *((SWITCH, text, True) for text in ("on", "yes", "true", "1", " ON ", "True")),
        *((SWITCH, text, False) for text in ("off", "no", "false", "0", " Off\n", "FALSE")),
        (CHOICE, "sgd", "sgd"),
        (LOSS, " MSE ", "mse"),
        (LOSS, " = abs(output - target) ", "=abs(output-target)"),
        (CHOICE, " SGD\n", "sgd"),
        (SPELLED, "min-max", "min_max"),
        (SPELLED, "Min Max", "min_max"),
        (SEVERAL, "squares", ("squares",)),
        (WEIGHTS, " Balanced\n", "balanced"),
        (WEIGHTS, "none", "none"),
        (WEIGHTS, "1, 5", (1.0, 5.0)),
        (WEIGHTS, "0,1e3,.5", (0.0, 1000.0, 0.5)),
        (SEVERAL, " Sine-Waves , SQUARES", ("squares", "sine_waves")),
        (SEVERAL, "squares,squares", ("squares",)),
        (SEVERAL, "", ()),
        (SEVERAL, " None ", ()),
        (CHOICES, "tanh", ("tanh",)),
        (CHOICES, "Tanh , sigmoid", ("tanh", "sigmoid")),
        (CHOICES, "ramp(-1, 2),leaky-relu(0.01)", ("ramp(-1,2)", "leaky_relu")),
        (LAYERS, "2,2,1", (2, 2, 1)),
        (LAYERS, " 2, 2 ,1 ", (2, 2, 1)),
        (LAYERS, "2-2-1", (2, 2, 1)),
        (LAYERS, "Auto", None),
        (HIDDEN, "8", (8,)),
        (HIDDEN, "none", ()),
        (HIDDEN, "", ()),
        (NAMES, "a,b", ("a", "b")),
        (NAMES, "a, b", ("a", "b")),
        (NAMES, '"a,b",c', ("a,b", "c")),
        (NAMES, '"say ""hi"""', ('say "hi"',)),
        (NAMES, "", ()),
        (NAMES, "a,,b,", ("a", "b")),
        (Text(), " as it is ", " as it is "),
    ],
)
def test_what_a_person_types_is_read(kind: Kind[object], text: str, value: object) -> None:
    read = kind.parse(text)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (NUMBER, 3, 3.0),
        (NUMBER, 10**299, 1e299),
        (RATE, None, None),
        (RATE, "auto", None),
        (SHARE, 1, 1.0),
        (INTEGER, 5.0, 5),
        (INTEGER, 1e5, 100_000),
        (INTEGER, None, None),
        (INTEGER, "full", None),
        (SWITCH, True, True),
        (SWITCH, False, False),
        (SWITCH, np.True_, True),
        (SWITCH, np.False_, False),
        (SEVERAL, [], ()),
        (SEVERAL, "squares", ("squares",)),
        (SEVERAL, ["sine_waves", "products"], ("products", "sine_waves")),
        (SEVERAL, ("products", "products"), ("products",)),
        (CHOICES, "tanh", ("tanh",)),
        (CHOICES, ["tanh", "sigmoid"], ("tanh", "sigmoid")),
        (CHOICES, ["Tanh", "elu(1)"], ("tanh", "elu")),
        (LAYERS, [2, 2, 1], (2, 2, 1)),
        (LAYERS, None, None),
        (HIDDEN, [], ()),
        (HIDDEN, range(1, 4), (1, 2, 3)),
        (NAMES, "a,b", ("a,b",)),
        (NAMES, ["a", "b"], ("a", "b")),
    ],
)
def test_what_a_script_or_a_file_gives_is_taken(kind: Kind[object], given: object, value: object) -> None:
    taken = kind.check(given)

    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (NUMBER, 0.2, "0.2"),
        (NUMBER, 3.0, "3"),
        (NUMBER, 1e-5, "1e-05"),
        (NUMBER, 1e300, "1e+300"),
        (NUMBER, -0.5, "-0.5"),
        (RATE, None, "auto"),
        (RATE, 0.1, "0.1"),
        (SWITCH, True, "on"),
        (SWITCH, False, "off"),
        (SEVERAL, ("squares", "products"), "squares,products"),
        (SEVERAL, (), "none"),
        (INTEGER, 100_000, "100000"),
        (INTEGER, None, "full"),
        (CHOICE, "sgd", "sgd"),
        (CHOICES, ("tanh", "sigmoid"), "tanh,sigmoid"),
        (LAYERS, (2, 2, 1), "2,2,1"),
        (LAYERS, None, "auto"),
        (HIDDEN, (), "none"),
        (NAMES, ("a", "b,c"), 'a,"b,c"'),
        (Text(), "xor", "xor"),
    ],
)
def test_a_value_is_written_as_a_person_types_it(kind: Kind[object], value: object, text: str) -> None:
    assert kind.format(value) == text


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Number(above=0), 0, "0 cannot be used; give a number above 0"),
        (Number(above=0), math.nan, "nan cannot be used; give a number above 0"),
        (Number(minimum=0, below=1), 1.5, "1.5 cannot be used; give a number of 0 or more and below 1"),
        (SHARE, 1.5, "1.5 cannot be used; give a number of 0 or more and up to 1"),
        (RATE, 0, "0 cannot be used; give a number above 0, or 'auto'"),
        (RATE, "AUTO", "'AUTO' is not a number; give a number above 0, or 'auto'"),
        (NUMBER, None, "None is not a number; give a number"),
        (SWITCH, 1, "1 is neither true nor false; give one of the two"),
        (SWITCH, "on", "'on' is neither true nor false; give one of the two"),
        (SWITCH, None, "None is neither true nor false; give one of the two"),
        (
            SEVERAL,
            ["sqares"],
            "'sqares' is not known; give one of squares, products, sine_waves; did you mean 'squares'?",
        ),
        (SEVERAL, 1, "1 is not a list of names; give any of squares, products, sine_waves between commas, or 'none'"),
        (Number(), "x", "'x' is not a number; give a number"),
        (Number(), True, "True is not a number; give a number"),
        (Integer(minimum=1), 0, "0 cannot be used; give a whole number of 1 or more"),
        (Integer(minimum=1, maximum=10), 1000, "1,000 cannot be used; give a whole number from 1 to 10"),
        (Integer(), 1.5, "1.5 is not a whole number; give a whole number of 0 or more"),
        (Integer(), 10**400, "such a large number cannot be used; give a whole number of 0 or more"),
        (INTEGER, 0.5, "0.5 is not a whole number; give a whole number of 1 or more, or 'full'"),
        (CHOICE, "sdg", "'sdg' is not known; give one of sgd, adam; did you mean 'sgd'?"),
        (CHOICE, 1, "1 is not known; give one of sgd, adam"),
        (CHOICES, [], f"[] is not a list of names; give one of {KNOWN}, {OR_ELSE}"),
        (LAYERS, [2], "1 of at least 2 layers given; give numbers of units between commas, such as 2,2,1"),
        (HIDDEN, [2, 0], "a layer needs at least 1 unit"),
        (HIDDEN, [10**400], "a layer cannot have that many units"),
        (HIDDEN, [2.5], "2.5 is not a number of units; give numbers of units between commas, such as 8,8 (or 'none')"),
        (NAMES, [1], "[1] is not a list of names; give names between commas"),
        (Text(), 1, "1 is not a text; give a text"),
    ],
)
def test_a_refusal_says_what_was_given_and_what_to_give(kind: Kind[object], value: object, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        kind.check(value)

    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Number(above=0), "1,5", "'1,5' is not a number; give a number above 0"),
        (INTEGER, "1.5", "1.5 is not a whole number; give a whole number of 1 or more, or 'full'"),
        (INTEGER, "ten", "'ten' is not a whole number; give a whole number of 1 or more, or 'full'"),
        (CHOICES, "tanh,sigmod", f"'sigmod' is not known; give one of {KNOWN}; did you mean 'sigmoid'?"),
        (
            LOSS,
            "=goal",
            "'=goal', at character 2, 'goal': nothing is called 'goal' here; it may hold output, target, pi, e",
        ),
        (SWITCH, "maybe", "'maybe' is neither on nor off; give on or off"),
        (SHARE, "2", "2 cannot be used; give a number of 0 or more and up to 1"),
        (RATE, "none", "'none' is not a number; give a number above 0, or 'auto'"),
        (SPELLED, "min maks", "'min maks' is not known; give one of min_max, none; did you mean 'min_max'?"),
        (LAYERS, "2,x,1", "'x' is not a number of units; give numbers of units between commas, such as 2,2,1"),
    ],
)
def test_a_refusal_of_typed_text_repeats_it(kind: Kind[object], text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        kind.parse(text)

    assert str(caught.value) == words


def test_every_kind_of_option_there_is_has_an_example_here() -> None:
    assert {type(declared.kind) for declared in ALL_OPTIONS} == {
        Number,
        Integer,
        ChoiceOrFormula,
        Switch,
        Choice,
        Activations,
        Several,
        Sizes,
        ClassWeights,
        Names,
        Text,
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("leaky_relu", "leaky_relu"),
        ("leaky-relu", "leaky_relu"),
        ("Leaky ReLU", "leaky_relu"),
        (" LEAKY_RELU ", "leaky_relu"),
        ("Tanh", "tanh"),
        ("half-adder", "half-adder"),
        ("Not Known-Here", "not known-here"),
    ],
)
def test_a_name_is_understood_in_any_case_and_with_dashes_or_blanks(text: str, name: str) -> None:
    assert spelled(text, ("leaky_relu", "tanh", "half-adder")) == name


def test_several_names_keep_the_order_of_their_declaration() -> None:
    assert SEVERAL.parse("sine_waves,products,squares") == SEVERAL.names
    assert SEVERAL.check(SEVERAL.names[::-1]) == SEVERAL.names


def test_what_is_read_as_on_is_never_read_as_off() -> None:
    assert not set(YES) & set(NO)
    assert [SWITCH.parse(SWITCH.format(value)) for value in (True, False)] == [True, False]


@pytest.mark.parametrize("value", [b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_bytes_are_no_list(value: object) -> None:
    for kind in (Sizes(), Names()):
        with pytest.raises(ValueError, match="is not a list"):
            kind.check(value)


def test_numbers_of_numpy_are_numbers() -> None:
    assert Integer().check(np.int64(3)) == 3
    assert type(Integer().check(np.int64(3))) is int
    assert Sizes().check(list(np.array([2, 3]))) == (2, 3)
