"""What an activation may be called: a name, in any spelling, and its parameters where they are not the usual ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.activation_names import (
    ACTIVATION_NAMES,
    LONGEST_NAME,
    NAMED_ACTIVATIONS,
    Activations,
    commas_between,
    split_activation,
    split_list,
)

from .choices import activations
from .messages import assert_message

PLAIN = [name for name, known in NAMED_ACTIVATIONS.items() if not known.parameters]
SHAPED = [name for name, known in NAMED_ACTIVATIONS.items() if known.parameters]


def refusal_of(text: str) -> str:
    """The message with which an activation is refused."""
    with pytest.raises(ValueError, match=r".") as caught:
        Activations().check(text)
    assert_message(str(caught.value))
    return str(caught.value)


# The normal form


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("leaky_relu(0.1)", "leaky_relu(0.1)"),
        ("leaky_relu(.10)", "leaky_relu(0.1)"),
        ("leaky_relu( 1e-1 )", "leaky_relu(0.1)"),
        ("leaky_relu(1)", "leaky_relu(1)"),
        ("leaky_relu(-0.5)", "leaky_relu(-0.5)"),
        ("leaky_relu(0.01)", "leaky_relu"),
        ("leaky_relu(1e-2)", "leaky_relu"),
        ("leaky-relu", "leaky_relu"),
        ("Leaky ReLU", "leaky_relu"),
        (" LEAKY-RELU (0.2) ", "leaky_relu(0.2)"),
        ("SIGMOID", "sigmoid"),
        ("hard-tanh", "hard_tanh"),
        ("ELU(1)", "elu"),
        ("elu(2)", "elu(2)"),
        ("swish(1.0)", "swish"),
        ("swish(-1)", "swish(-1)"),
        ("ramp(-1,1)", "ramp"),
        ("ramp(-1, 2)", "ramp(-1,2)"),
        ("Ramp( 0 , 1 )", "ramp(0,1)"),
    ],
)
def test_an_activation_is_kept_in_its_normal_form(text: str, normal: str) -> None:
    assert Activations().check(text) == (normal,)
    assert Activations().parse(text) == (normal,)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_a_name_alone_means_the_usual_parameters(name: str) -> None:
    known = NAMED_ACTIVATIONS[name]
    usual = tuple(parameter.default for parameter in known.parameters)

    assert split_activation(name) == (name, usual)
    assert known.text(usual) == name
    assert known.unfit(usual) is None
    for parameter in known.parameters:
        assert parameter.kind.check(parameter.default) == parameter.default


def test_all_parameters_are_written_when_one_of_them_is_not_the_usual_one() -> None:
    assert NAMED_ACTIVATIONS["ramp"].text((-1.0, 3.0)) == "ramp(-1,3)"


def test_name_and_parameters_come_apart() -> None:
    assert split_activation("ramp(-0.5,2)") == ("ramp", (-0.5, 2.0))
    assert split_activation("Leaky ReLU(0.3)") == ("leaky_relu", (0.3,))
    assert split_activation("tanh") == ("tanh", ())


@settings(deadline=None, max_examples=300)
@given(st.lists(activations, min_size=1, max_size=6).map(tuple))
def test_activations_go_through_text_and_back_to_the_last_digit(chosen: tuple[str, ...]) -> None:
    kind = Activations()
    text = kind.format(chosen)

    assert kind.parse(text) == chosen
    assert kind.parse(text.upper().replace("_", "-").replace(",", " , ")) == chosen
    assert kind.format(kind.parse(text)) == text
    assert kind.check(chosen) == chosen


# What is refused


@pytest.mark.parametrize("name", SHAPED)
def test_a_wrong_count_of_parameters_is_refused_with_their_names(name: str) -> None:
    parameters = NAMED_ACTIVATIONS[name].parameters
    form = f"{name}({', '.join(parameter.name for parameter in parameters)})"
    too_many = ",".join(["1"] * (len(parameters) + 1))

    assert refusal_of(f"{name}({too_many})").endswith(f"write {form}")


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("parentheses", ["()", "(1)", "(1,2)", "("])
def test_parameters_of_an_activation_without_any_are_refused(name: str, parentheses: str) -> None:
    assert refusal_of(name + parentheses) == f"{name} has no parameters; write {name} alone"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ramp(1)", "'ramp(1)' must hold T1, T2 between its parentheses; write ramp(T1, T2)"),
        ("leaky_relu(0.1", "'leaky_relu(0.1' lacks its closing parenthesis; write leaky_relu(slope)"),
        ("leaky_relu(", "'leaky_relu(' lacks its closing parenthesis; write leaky_relu(slope)"),
        ("leaky_relu(0.1)x", "'leaky_relu(0.1)x' lacks its closing parenthesis; write leaky_relu(slope)"),
        ("leaky_relu()", "leaky_relu's slope: '' is not a number; give a number"),
        ("leaky_relu(x)", "leaky_relu's slope: 'x' is not a number; give a number"),
        ("leaky_relu(0.1))", "leaky_relu's slope: '0.1)' is not a number; give a number"),
        ("leaky_relu(nan)", "leaky_relu's slope: nan cannot be used; give a number"),
        ("swish(inf)", "swish's beta: inf cannot be used; give a number"),
        ("elu(0)", "elu's alpha: 0 cannot be used; give a number above 0"),
        ("elu(-1)", "elu's alpha: -1 cannot be used; give a number above 0"),
        ("ramp(nan,1)", "ramp's T1: nan cannot be used; give a number"),
        ("ramp(0,one)", "ramp's T2: 'one' is not a number; give a number"),
        ("ramp(1,1)", "'ramp(1,1)': the ramp's second threshold must lie above its first"),
        ("ramp(2,-1)", "'ramp(2,-1)': the ramp's second threshold must lie above its first"),
        ("ramp(-1e308,1e308)", "'ramp(-1e308,1e308)': the ramp's thresholds are too far apart"),
        ("ramp(0,5e-324)", "'ramp(0,5e-324)': the ramp's thresholds are too close together"),
    ],
)
def test_parameters_that_cannot_be_used_are_refused_with_the_reason(text: str, words: str) -> None:
    assert refusal_of(text) == words


@pytest.mark.parametrize("text", ["sigmod", "SIGMOD(1)", "sigmod("])
def test_an_unknown_name_is_refused_with_the_nearest_known_one(text: str) -> None:
    message = refusal_of(text)

    assert message.startswith(f"'{text}' is not known; give one of {', '.join(ACTIVATION_NAMES)}")
    assert message.endswith("; did you mean 'sigmoid'?")


def test_a_text_that_is_too_long_is_not_read_as_the_activation_that_it_begins_with() -> None:
    for text in ("tanh" + " " * LONGEST_NAME + "x", f"leaky_relu(0.1{' ' * LONGEST_NAME})"):
        assert refusal_of(text).endswith("is too long for an activation")
    assert Activations().check(" " * LONGEST_NAME + "tanh") == ("tanh",)


# Lists


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("tanh", ["tanh"]),
        ("tanh,relu", ["tanh", "relu"]),
        ("ramp(-1,1),tanh", ["ramp(-1,1)", "tanh"]),
        ("tanh , ramp(-1, 1) ,ramp(0,2)", ["tanh", "ramp(-1, 1)", "ramp(0,2)"]),
        ("ramp(-1,1", ["ramp(-1", "1"]),
        ("ramp(1,ramp(1,2)", ["ramp(1", "ramp(1,2)"]),
        ("", [""]),
        (",", ["", ""]),
        ("a)),b", ["a))", "b"]),
    ],
)
def test_commas_in_parentheses_stand_between_no_activations(text: str, parts: list[str]) -> None:
    assert split_list(text) == parts
    assert len(commas_between(text)) == len(parts) - 1


@pytest.mark.parametrize("text", ["," * 200_000, "(" * 200_000, "(" + "," * 200_000, "(," * 100_000])
def test_a_hostile_list_is_split_at_once(text: str) -> None:
    started = time.perf_counter()
    split_list(text)

    assert time.perf_counter() - started < 2


def test_a_list_with_one_activation_that_cannot_be_used_is_refused_by_that_one() -> None:
    with pytest.raises(ValueError, match=r"^'sigmod' is not known"):
        Activations().parse("ramp(-1,2),sigmod,tanh")
