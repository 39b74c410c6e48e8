"""Formulas are read as people write them, never run as code, and what is wrong is said at its character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.expression import FUNCTIONS, Call, Number, Variable
from tui_nn.config.formula import LONGEST_FORMULA, FormulaError, is_formula, parse_formula

X = Variable("x")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("=x", X),
        ("x", X),
        (" = 2.5e-1 ", Number(0.25)),
        ("=1+2*x", Call("add", (Number(1.0), Call("multiply", (Number(2.0), X))))),
        ("=(1+2)*x", Call("multiply", (Call("add", (Number(1.0), Number(2.0))), X))),
        ("=x-1-2", Call("subtract", (Call("subtract", (X, Number(1.0))), Number(2.0)))),
        ("=x/2/3", Call("divide", (Call("divide", (X, Number(2.0))), Number(3.0)))),
        ("=-x^2", Call("negative", (Call("power", (X, Number(2.0))),))),
        ("=x^2^3", Call("power", (X, Call("power", (Number(2.0), Number(3.0)))))),
        ("=2**-x", Call("power", (Number(2.0), Call("negative", (X,))))),
        ("=--x", X),
        ("=max(x, 0)", Call("max", (X, Number(0.0)))),
        ("=where(x<=0, 1, x)", Call("where", (Call("<=", (X, Number(0.0))), Number(1.0), X))),
    ],
)
def test_a_formula_means_what_people_mean_by_it(text: str, meant: object) -> None:
    assert parse_formula(text, ("x",)) == meant


@pytest.mark.parametrize(
    ("text", "character", "reason"),
    [
        ("=", 1, "is missing here"),
        ("=x*", 3, "is missing here"),
        ("=sgmoid(x)", 1, "did you mean 'sigmoid'?"),
        ("=1+(x", 3, "not closed"),
        ("=x)", 2, "no parenthesis to close"),
        ("=2x", 2, "an operator is missing"),
        ("=max(x)", 1, "takes 2 values"),
        ("=x & 1", 3, "no meaning"),
        ("=1+y", 3, "it may hold x, pi, e"),
        ("=x(2)", 1, "no function"),
        ("=sin", 1, "as in sin(x)"),
        ("=" + "(" * 50 + "x", 32, "more than 30"),
        ("=__import__('os').system('true')", 12, "no meaning"),
        ("=x.real", 2, "no meaning"),
        ("=" + "1+" * LONGEST_FORMULA, 0, "at most 200"),
    ],
)
def test_what_is_wrong_is_said_at_its_character(text: str, character: int, reason: str) -> None:
    with pytest.raises(FormulaError, match=r"character|at the end") as caught:
        parse_formula(text, ("x",))
    assert caught.value.position == character
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(st.sampled_from("=x1.e+-*/^(),<> maxsinwhere\x1b[m\n'"), max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_one_line(text: str) -> None:
    said = ""
    try:
        parse_formula(text, ("x",))
    except FormulaError as error:
        said = str(error)
    assert said.isprintable()


def test_a_sign_tells_a_formula_from_a_name() -> None:
    assert is_formula(" =x")
    assert not is_formula("sigmoid")


def test_every_function_says_what_it_does() -> None:
    assert all(function.help for function in FUNCTIONS.values())
