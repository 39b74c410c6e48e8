"""Options: each declared once, complete, and refusing what it does not take, whichever way it comes."""

from __future__ import annotations

import dataclasses
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.kinds import Choice
from tui_nn.config.options import Option, OptionError, Section, options_of
from tui_nn.config.run import ALL_OPTIONS, SECTIONS, RunConfig, find_option

from .choices import BAD_TEXTS, BAD_VALUES, GOOD_VALUES, STANDS_FOR, identity, place, section_with
from .messages import assert_message, every_escape, refusal, refused

every_option = pytest.mark.parametrize("declared", ALL_OPTIONS, ids=identity)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def test_the_tables_of_these_tests_have_every_option() -> None:
    options = {place(declared) for declared in ALL_OPTIONS}

    assert set(GOOD_VALUES) == set(BAD_VALUES) == set(BAD_TEXTS) == options


# What is refused


@every_option
def test_a_bad_value_is_refused_by_the_constructor(declared: Option) -> None:
    for value in BAD_VALUES[place(declared)]:
        assert refused(partial(section_with, declared, value)).startswith(f"{declared.key}: "), value


@every_option
def test_a_bad_value_is_refused_by_with_values_and_nothing_is_half_applied(declared: Option) -> None:
    run = RunConfig()
    for value in BAD_VALUES[place(declared)]:
        refused(partial(run.with_values, {place(declared): value}))

    assert run == RunConfig()


@every_option
def test_a_bad_text_is_refused_by_parse(declared: Option) -> None:
    for text in BAD_TEXTS[place(declared)]:
        assert refused(partial(declared.parse, text)).startswith(f"{declared.key}: "), text


@every_option
@every_escape
def test_a_message_about_escape_codes_holds_none(declared: Option, escape: str) -> None:
    for value in (escape, [escape], {escape: escape}, (escape, 1)):
        refusal(partial(declared.check, value))
    refusal(partial(declared.parse, escape))


@every_option
def test_a_message_about_an_endless_text_is_short(declared: Option) -> None:
    for value in ("x" * 100_000, ["x" * 100_000], ["x"] * 10_000, [["x"] * 10_000]):
        refusal(partial(declared.check, value))


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(ALL_OPTIONS), st.text(max_size=30))
def test_any_text_is_either_taken_or_refused_in_one_line(declared: Option, text: str) -> None:
    message = refusal(partial(declared.parse, text))
    if message is None:
        value = declared.parse(text)
        assert declared.check(value) == value
    else:
        assert message.startswith(f"{declared.key}: ")


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(ALL_OPTIONS), anything)
def test_any_value_is_either_taken_or_refused_in_one_line(declared: Option, value: object) -> None:
    message = refusal(partial(declared.check, value))
    if message is None:
        taken = declared.check(value)
        assert declared.check(taken) == taken
    else:
        assert message.startswith(f"{declared.key}: ")


def test_a_refusal_names_its_option_and_reason_apart_for_a_form_that_shows_them_so() -> None:
    with pytest.raises(OptionError) as caught:
        find_option("training", "momentum").parse("x")

    assert caught.value.key == "momentum"
    assert str(caught.value) == f"momentum: {caught.value.reason}"


# What is taken


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_what_can_be_chosen_goes_through_text_and_back(data: st.DataObject) -> None:
    declared = data.draw(st.sampled_from(ALL_OPTIONS))
    value = data.draw(GOOD_VALUES[place(declared)])

    assert declared.check(value) == value
    assert declared.parse(declared.format(value)) == value
    kept = STANDS_FOR.get(place(declared)) if value is None else value
    assert getattr(section_with(declared, value), declared.key) == kept


@every_option
def test_the_default_is_a_value_that_can_be_chosen_and_typed(declared: Option) -> None:
    assert declared.check(declared.default) == declared.default
    assert declared.parse(declared.format(declared.default)) == declared.default


# What is declared


@every_option
def test_an_option_says_what_it_is(declared: Option) -> None:
    assert declared.label
    assert declared.help.endswith(".")
    assert declared.help[0].isupper()
    assert declared.kind.expected
    for text in (declared.label, declared.help, declared.kind.expected):
        assert_message(text)
        assert text.isascii()  # a terminal of the C locale shows the help too


def test_names_and_flags_belong_to_one_option_each() -> None:
    places = [place(declared) for declared in ALL_OPTIONS]
    flags = [declared.flag for declared in ALL_OPTIONS if declared.flag]

    assert len(set(places)) == len(places)
    assert len(set(flags)) == len(flags)
    assert not any("_" in flag for flag in flags)


def test_one_option_alone_is_given_by_its_position() -> None:
    assert [place(declared) for declared in ALL_OPTIONS if not declared.flag] == [("data", "source")]


def test_every_field_of_a_section_is_an_option_or_a_section() -> None:
    for section in SECTIONS:
        fields = {field.name for field in dataclasses.fields(section)}  # type: ignore[arg-type]  # each is a dataclass
        inner = {other.section for other in SECTIONS if other.section} if section is RunConfig else set()

        assert fields == {declared.key for declared in options_of(section)} | inner


def test_an_option_is_found_by_its_section_and_key() -> None:
    for declared in ALL_OPTIONS:
        assert find_option(*place(declared)) == declared
    with pytest.raises(KeyError):
        find_option("training", "layers")


def test_an_option_that_acts_only_with_another_names_values_that_the_other_takes() -> None:
    limited = [declared for declared in ALL_OPTIONS if declared.only_with is not None]

    assert limited
    for declared in limited:
        assert declared.only_with is not None
        key, values = declared.only_with
        other = find_option(declared.section, key)
        assert other != declared
        assert values
        assert len(set(values)) == len(values)
        assert [other.check(value) for value in values] == list(values)


def test_an_option_that_acts_only_with_another_does_not_act_with_all_its_values() -> None:
    for declared in ALL_OPTIONS:
        if declared.only_with is not None:
            other = find_option(declared.section, declared.only_with[0])
            assert isinstance(other.kind, Choice)
            assert set(declared.only_with[1]) < set(other.kind.names)


def test_what_is_no_dataclass_has_no_options() -> None:
    assert options_of(Section) == ()


def test_a_section_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunConfig().name = "x"  # type: ignore[misc]  # wrong on purpose
