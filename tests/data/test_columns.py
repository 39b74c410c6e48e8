"""Every column has a name of its own, and a person chooses targets by those names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data.columns import column_names, split_columns


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["a", "b"], ("a", "b")),
        (["a", " ", ""], ("a", "column 2", "column 3")),
        (["a", "a", "b", "a"], ("a", "a (2)", "b", "a (3)")),
        (["a", "a", "a (2)"], ("a", "a (3)", "a (2)")),
        (["", "column 1"], ("column 1 (2)", "column 1")),
        ([" a ", "b", "A"], ("a", "b", "A")),
        (["\x1b[2J", "x[/]"], ("\x1b[2J", "x[/]")),
    ],
)
def test_a_name_is_kept_as_it_is_unless_it_is_missing_or_taken(header: list[str], names: tuple[str, ...]) -> None:
    assert column_names(header) == names


@given(st.lists(st.sampled_from(["", " ", "a", "a (2)", "a (2) (2)", "column 1", "column 2", "column 2 (2)"])))
def test_all_names_differ_and_each_name_of_the_file_can_be_asked_for(header: list[str]) -> None:
    names = column_names(header)
    assert len(set(names)) == len(names) == len(header)
    for cell in filter(str.strip, header):
        assert names.index(cell) == header.index(cell)


def test_ten_thousand_columns_may_share_one_name() -> None:
    assert column_names(["a"] * 10_000)[-1] == "a (10000)"


@pytest.mark.parametrize(
    ("targets", "split"),
    [
        ((), ([0, 1], [2])),
        (["a"], ([1, 2], [0])),
        (["c", "a"], ([1], [2, 0])),
        ("b", ([0, 2], [1])),
    ],
)
def test_the_columns_that_are_no_targets_are_the_inputs(targets: list[str], split: tuple[list[int], list[int]]) -> None:
    assert split_columns(["a", "b", "c"], targets, "'x.csv'") == split


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["prise"], "'x.csv' has no column 'prise'; did you mean 'price'? its columns are 'size', 'price', 'a\u241b'"),
        (["zzz"], "'x.csv' has no column 'zzz'; its columns are 'size', 'price', 'a\u241b'"),
        (["\x1b"], "'x.csv' has no column '\u241b'"),
        (["size", "size"], "'x.csv': the target 'size' is named twice"),
        (["size", "price", "a\x1b"], "'x.csv': every column is a target"),
    ],
)
def test_a_wrong_choice_of_targets_is_refused(targets: list[str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        split_columns(["size", "price", "a\x1b"], targets, "'x.csv'")
    assert str(caught.value).startswith(message)
    assert printable(str(caught.value), 1_000) == str(caught.value)


def test_a_message_does_not_list_a_thousand_names() -> None:
    with pytest.raises(DataError, match=r"'12' and 988 more$"):
        split_columns([str(number) for number in range(1, 1001)], ["y"], "'x.csv'")
