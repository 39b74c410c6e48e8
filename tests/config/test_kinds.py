"""Kinds of value by example: how a person may write them, and what a value becomes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tui_nn.config.kinds import Choice, Choices, Integer, Kind, Names, Number, Sizes, Text
from tui_nn.config.run import ALL_OPTIONS

NUMBER = Number()
INTEGER = Integer(minimum=1, absent="full")
CHOICE = Choice(("sgd", "adam"))
CHOICES = Choices(("sigmoid", "tanh"), each="layer")
LAYERS = Sizes(fewest=2, absent="auto")
HIDDEN = Sizes()
NAMES = Names()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (NUMBER, "0.2", 0.2),
        (NUMBER, " 1e-5 ", 1e-5),
        (NUMBER, "3", 3.0),
        (NUMBER, "-.5", -0.5),
        (NUMBER, "1E3", 1000.0),
        (NUMBER, "1e-400", 0.0),
        (INTEGER, "2500", 2500),
        (INTEGER, "100,000", 100_000),
        (INTEGER, "1_000", 1000),
        (INTEGER, "1e5", 100_000),
        (INTEGER, " 7 ", 7),
        (INTEGER, "3.0", 3),
        (INTEGER, "9223372036854775807", 2**63 - 1),
        (INTEGER, "full", None),
        (INTEGER, " FULL ", None),
        (CHOICE, "sgd", "sgd"),
        (CHOICE, " SGD\n", "sgd"),
        (CHOICES, "tanh", ("tanh",)),
        (CHOICES, "Tanh , sigmoid", ("tanh", "sigmoid")),
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
        (INTEGER, 5.0, 5),
        (INTEGER, 1e5, 100_000),
        (INTEGER, None, None),
        (INTEGER, "full", None),
        (CHOICES, "tanh", ("tanh",)),
        (CHOICES, ["tanh", "sigmoid"], ("tanh", "sigmoid")),
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
        (Number(), "x", "'x' is not a number; give a number"),
        (Number(), True, "True is not a number; give a number"),
        (Integer(minimum=1), 0, "0 cannot be used; give a whole number of 1 or more"),
        (Integer(minimum=1, maximum=10), 1000, "1,000 cannot be used; give a whole number from 1 to 10"),
        (Integer(), 1.5, "1.5 is not a whole number; give a whole number of 0 or more"),
        (Integer(), 10**400, "such a large number cannot be used; give a whole number of 0 or more"),
        (INTEGER, 0.5, "0.5 is not a whole number; give a whole number of 1 or more, or 'full'"),
        (CHOICE, "sdg", "'sdg' is not known; give one of sgd, adam; did you mean 'sgd'?"),
        (CHOICE, 1, "1 is not known; give one of sgd, adam"),
        (CHOICES, [], "[] is not a list of names; give one of sigmoid, tanh, or a list with one for each layer"),
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
        (CHOICES, "tanh,sigmod", "'sigmod' is not known; give one of sigmoid, tanh; did you mean 'sigmoid'?"),
        (LAYERS, "2,x,1", "'x' is not a number of units; give numbers of units between commas, such as 2,2,1"),
    ],
)
def test_a_refusal_of_typed_text_repeats_it(kind: Kind[object], text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        kind.parse(text)

    assert str(caught.value) == words


def test_every_kind_of_option_there_is_has_an_example_here() -> None:
    assert {type(declared.kind) for declared in ALL_OPTIONS} == {Number, Integer, Choice, Choices, Sizes, Names, Text}


@pytest.mark.parametrize("value", [b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_bytes_are_no_list(value: object) -> None:
    for kind in (Sizes(), Names()):
        with pytest.raises(ValueError, match="is not a list"):
            kind.check(value)


def test_numbers_of_numpy_are_numbers() -> None:
    assert Integer().check(np.int64(3)) == 3
    assert type(Integer().check(np.int64(3))) is int
    assert Sizes().check(list(np.array([2, 3]))) == (2, 3)
