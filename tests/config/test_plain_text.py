"""Text from outside, made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.plain_text import HIDDEN_CATEGORIES, printable, quoted

from .messages import assert_message, every_escape


@every_escape
def test_nothing_that_a_terminal_obeys_is_left(escape: str) -> None:
    assert_message(printable(escape))
    assert_message(quoted(escape))


@settings(deadline=None)
@given(st.text())
def test_any_text_becomes_one_printable_line(text: str) -> None:
    assert_message("." + printable(text.replace("\u200d", "")) + ".")


@pytest.mark.parametrize("text", ["", "xor", "Größe (m²)", "日本語", "a b", "😀", "'\"\\"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text
    assert quoted(text) == f"'{text}'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\x1b", "␛"), ("\n", "␊"), ("\x00", "␀"), ("\t", "␉"), ("\x7f", "\ufffd"), ("\u202e", "\ufffd")],
)
def test_what_is_invisible_is_shown_by_a_sign(text: str, shown: str) -> None:
    assert printable(f"a{text}b") == f"a{shown}b"


def test_long_text_is_cut_with_a_sign_and_text_of_just_that_length_is_not() -> None:
    assert printable("x" * 200) == "x" * 200
    assert printable("x" * 201) == "x" * 200 + "…"
    assert quoted("x" * 10**6, limit=5) == "'xxxxx…'"


def test_a_joiner_stays_between_two_symbols_and_nowhere_else() -> None:
    family = "👨\u200d👩"

    assert printable(family) == family
    for hidden in ("a\u200db", "\u200d", "👨\u200d", "\u200d👩"):
        assert "\u200d" not in printable(hidden)


def test_every_kind_of_invisible_character_is_known() -> None:
    assert {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} == HIDDEN_CATEGORIES
