"""A space is read as the axes of a map are, its ranges stay ranges, and what is chosen in it can be typed again."""

from __future__ import annotations

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.experiments.search_space import SearchSpace, parse_dimension, split_space, usual_space

RUN = RunConfig()


@pytest.mark.parametrize(
    ("text", "parameter", "value"),
    [
        ("learning_rate=log:0.01..30", 0.123456, 0.1235),
        ("momentum=0..0.9", 0.9, 0.9),
        ("hidden=2..16", 7, (7,)),
        ("batch_size=log:1..4", 3, 3),
        ("optimizer=sgd,adam,rprop", 2, "rprop"),
        ("activations=tanh+sigmoid,relu+sigmoid", 1, ("relu", "sigmoid")),
        ("hidden=2,4+4", 1, (4, 4)),
        ("nesterov=on,off", 0, True),
    ],
)
def test_a_dimension_is_read_written_and_found_again(text: str, parameter: float, value: object) -> None:
    dimension = parse_dimension(text)

    assert dimension.text == text
    assert parse_dimension(dimension.text) == dimension
    assert dimension.value(parameter) == value
    assert dimension.value(dimension.parameter(value) or 0) == value


def test_a_rounded_number_stays_in_its_range() -> None:
    assert parse_dimension("momentum=0..0.99999").value(0.99999) == 0.99999
    assert parse_dimension("momentum=0..0.9").parameter(0.95) is None
    assert parse_dimension("hidden=2..8").parameter((2, 2)) is None


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([], "nothing to search over"),
        (["learning_rate=1..0.1"], "must rise"),
        (["optimizer=sgd"], "one value alone"),
        (["optimizer=sgd..adam"], "no range"),
        (["speed=1..2"], "no axis is called"),
        (["momentum=0..0.5", "momentum=0.5..0.9"], "given twice"),
    ],
)
def test_other_spaces_are_refused(texts: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        SearchSpace.parse(texts)


def test_all_hidden_layers_have_the_first_of_two_activations() -> None:
    space = SearchSpace.parse(split_space("hidden=2,4+4; activations=tanh+sigmoid,relu+sigmoid"))
    run = space.run(RUN, space.values((1, 0)))

    assert run.network.hidden == (4, 4)
    assert run.network.activations == ("tanh", "tanh", "sigmoid")


def test_a_small_space_can_be_gone_through() -> None:
    space = SearchSpace.parse(["hidden=2..4", "optimizer=sgd,adam"])

    assert space.count == 6
    assert list(space.listed()) == [(2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (4, 1)]
    assert list(SearchSpace.parse(["hidden=2..4", "momentum=0..0.9"]).listed()) == []


@pytest.mark.parametrize(
    "values",
    [
        {},
        {("network", "layers"): (2, 4, 4, 1)},
        {("network", "hidden"): ()},
        {("network", "initializer"): "orthogonal", ("network", "activations"): ("relu", "linear")},
    ],
)
def test_the_usual_space_suits_every_run_and_can_be_typed(values: dict[tuple[str, str], object]) -> None:
    space = usual_space(RUN.with_values(values))

    assert SearchSpace.parse(split_space(space.text)) == space
    space.run(RUN, space.values(tuple(each.low or 0 for each in space.dimensions)))


def test_the_present_run_is_found_in_it_or_not() -> None:
    assert usual_space(RUN).parameters_of(RUN.with_values({("network", "activations"): ("tanh", "sigmoid")})) == (
        *(0.2, 0, 2, 0.1),
        1,
    )
    assert usual_space(RUN).parameters_of(RUN.with_values({("training", "optimizer"): "nadam"})) is None
    assert SearchSpace.parse(["hidden=2..4"]).parameters_of(RUN.with_values({("network", "layers"): (2, 3, 1)})) == (3,)
