"""Formulas that a person types, read into expressions and never run as code.

A formula is made of numbers, names of variables, `+ - * / ^`, comparisons, parentheses and functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tui_nn.config.errors import did_you_mean
from tui_nn.config.expression import FUNCTIONS, Call, Expression, Number, Variable, call
from tui_nn.config.plain_text import quoted

SIGN = "="
"""A formula begins with it, as in a spreadsheet: by that it is told from a name."""

LONGEST_FORMULA = 200
"""Characters."""

DEEPEST = 30
"""Parentheses and powers within each other."""

CONSTANTS = {"pi": 3.141592653589793, "e": 2.718281828459045}
COMPARISONS = ("<=", ">=", "<", ">")

_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d]\w*)|(\*\*|<=|>=|[-+*/^(),<>]))"
)


class FormulaError(ValueError):
    """What is wrong with a formula, and at which of its characters."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        """Say where and why.

        Args:
            text: the formula.
            position: the index of the character in it.
            reason: in words for whoever typed it.
        """
        here = text[position : position + 12]
        place = f"at character {position + 1}, {quoted(here)}" if here.strip() else "at the end"
        super().__init__(f"{quoted(text)}, {place}: {reason}")
        self.position = position


def is_formula(text: str) -> bool:
    """Whether a text is meant as a formula and not as a name."""
    return text.lstrip().startswith(SIGN)


@lru_cache(maxsize=256)
def parse_formula(text: str, variables: tuple[str, ...]) -> Expression:
    """Read a formula of these variables, with or without the sign before it.

    Raises:
        FormulaError: with the character and the reason.
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(text[:LONGEST_FORMULA], 0, f"a formula has at most {LONGEST_FORMULA} characters")
    return _Parser(text, variables).whole()


class _Token(NamedTuple):
    kind: str
    """"number", "name", "sign" or "end"."""

    text: str
    position: int


class _Parser:
    """Recursive descent: comparison < sum < product < sign < power < atom."""

    def __init__(self, text: str, variables: Sequence[str]) -> None:
        self._text = text
        self._variables = variables
        self._depth = 0
        self._tokens = list(self._cut())
        self._next = 0

    def whole(self) -> Expression:
        found = self._comparison()
        token = self._tokens[self._next]
        if token.kind != "end":
            what = "there is no parenthesis to close here" if token.text == ")" else "an operator is missing before it"
            raise self._fault(token, what)
        return found

    def _cut(self) -> Iterator[_Token]:
        start = len(self._text) - len(self._text.lstrip())
        position = start + len(SIGN) if self._text.startswith(SIGN, start) else 0
        while self._text[position:].strip():
            found = _TOKEN.match(self._text, position)
            if found is None:
                position += len(self._text[position:]) - len(self._text[position:].lstrip())
                raise FormulaError(self._text, position, "this sign has no meaning in a formula")
            kind = ("number", "name", "sign")[(found.lastindex or 1) - 1]
            yield _Token(kind, found[found.lastindex or 0], found.start(found.lastindex or 0))
            position = found.end()
        yield _Token("end", "", len(self._text))

    def _fault(self, token: _Token, reason: str) -> FormulaError:
        return FormulaError(self._text, token.position, reason)

    def _taken(self, *signs: str) -> _Token | None:
        token = self._tokens[self._next]
        if token.kind == "sign" and token.text in signs:
            self._next += 1
            return token
        return None

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault(
                self._tokens[self._next], f"more than {DEEPEST} parentheses and powers stand within others"
            )

    def _comparison(self) -> Expression:
        found = self._sum()
        while token := self._taken(*COMPARISONS):
            found = Call(token.text, (found, self._sum()))
        return found

    def _sum(self) -> Expression:
        found = self._product()
        while token := self._taken("+", "-"):
            found = Call("add" if token.text == "+" else "subtract", (found, self._product()))
        return found

    def _product(self) -> Expression:
        found = self._signed()
        while token := self._taken("*", "/"):
            found = Call("multiply" if token.text == "*" else "divide", (found, self._signed()))
        return found

    def _signed(self) -> Expression:
        minus = False
        while token := self._taken("+", "-"):
            minus = minus != (token.text == "-")
        found = self._power()
        return call("negative", found) if minus else found

    def _power(self) -> Expression:
        base = self._atom()
        if not self._taken("^", "**"):
            return base
        self._deeper()
        exponent = self._signed()  # to the right, and with a sign of its own: 2^-x
        self._depth -= 1
        return Call("power", (base, exponent))

    def _atom(self) -> Expression:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            self._deeper()
            found = self._comparison()
            self._close(token)
            return found
        wanted = f"a number, {', '.join(self._variables)} or a function"
        raise self._fault(token, f"{wanted} is missing here")

    def _named(self, token: _Token) -> Expression:
        name = token.text
        opened = self._taken("(")
        if opened is None:
            if name in self._variables:
                return Variable(name)
            if name in CONSTANTS:
                return Number(CONSTANTS[name])
            if name in FUNCTIONS:
                raise self._fault(token, f"{name} needs parentheses, as in {name}({self._variables[0]})")
            known = (*self._variables, *CONSTANTS, *FUNCTIONS)
            hint = did_you_mean(name[:40], known) or f"; it may hold {', '.join((*self._variables, *CONSTANTS))}"
            raise self._fault(token, f"nothing is called {quoted(name)} here{hint}")
        if name not in FUNCTIONS:
            hint = did_you_mean(name[:40], FUNCTIONS) or f"; there are {', '.join(FUNCTIONS)}"
            reason = f"{name} is no function; write {name} * (...)" if name in (*self._variables, *CONSTANTS) else ""
            raise self._fault(token, reason or f"no function is called {quoted(name)}{hint}")
        self._deeper()
        arguments = [self._comparison()]
        while self._taken(","):
            arguments.append(self._comparison())
        self._close(opened)
        wanted = len(FUNCTIONS[name].partials)
        if len(arguments) != wanted:
            raise self._fault(token, f"{name} takes {wanted} values between commas, and not {len(arguments)}")
        return Call(name, tuple(arguments))

    def _close(self, opened: _Token) -> None:
        token = self._tokens[self._next]
        if not self._taken(")"):
            if token.kind == "end":
                raise self._fault(opened, "this parenthesis is not closed")
            raise self._fault(token, "an operator or a closing parenthesis is missing before it")
        self._depth -= 1
