"""Errors for people."""

from __future__ import annotations

import pytest

from tui_nn.config.errors import ConfigError, DataError, NetworkError, UserError, did_you_mean


@pytest.mark.parametrize("error", [ConfigError, DataError, NetworkError])
def test_every_error_for_people_is_one_kind(error: type[UserError]) -> None:
    assert issubclass(error, UserError)
    assert issubclass(UserError, ValueError)  # what a script expects of a wrong value


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("sigmod", "; did you mean 'sigmoid'?"),
        ("SIGMOID", "; did you mean 'sigmoid'?"),
        ("tahn", "; did you mean 'tanh'?"),
        ("zebra", ""),
        ("", ""),
        ("\x1b[31m", ""),
    ],
)
def test_the_nearest_known_word_is_suggested_and_a_far_one_is_not(word: str, hint: str) -> None:
    assert did_you_mean(word, ["sigmoid", "tanh", "relu"]) == hint


def test_nothing_known_gives_no_hint() -> None:
    assert did_you_mean("sigmoid", []) == ""
