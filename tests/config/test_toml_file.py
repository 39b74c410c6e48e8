"""A run as a TOML file: it comes back as it was written, and what is wrong is named with its line."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Sequence
from functools import partial

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.options import Option
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option
from tui_nn.config.toml_file import LARGEST_FILE, from_toml, to_toml
from tui_nn.config.training_config import DEFAULT_RATES, TrainingConfig

from .choices import BAD_VALUES, identity, runs
from .messages import ESCAPES, every_escape, refusal, refused


def read(content: str | bytes, file_name: str = "run.toml") -> RunConfig:
    return from_toml(content if isinstance(content, bytes) else content.encode(), file_name)


def in_toml(declared: Option, value: object) -> str:
    """A file that holds one value; raises TypeError for what TOML has no word for."""
    line = {declared.key: value}
    return tomli_w.dumps({declared.section: line} if declared.section else line)


def toml_cases() -> Sequence[tuple[Option, str]]:
    cases = []
    for found, values in BAD_VALUES.items():
        for value in values:
            try:
                content = in_toml(find_option(*found), value)
            except TypeError:  # None, a set, bytes, a complex number: nothing that a file can hold
                continue
            cases.append((find_option(*found), content))
    return cases


# There and back


@settings(deadline=None, max_examples=150)
@given(runs())
def test_a_run_goes_through_a_file_and_back(run: RunConfig) -> None:
    content = to_toml(run)

    assert read(content) == run
    assert to_toml(read(content)) == content


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_goes_through_a_file_and_back(text: str) -> None:
    run = RunConfig(name=text, data=DataConfig(source=text, targets=(text, text), label=text))

    assert read(to_toml(run)) == run


# No file can hold a lone surrogate.
@pytest.mark.parametrize("escape", [escape for name, escape in ESCAPES.items() if name != "lone surrogate"])
def test_a_file_with_escape_codes_in_its_texts_is_harmless_to_look_at(escape: str) -> None:
    content = to_toml(RunConfig(name=escape))

    assert read(content).name == escape
    assert "\x1b" not in content
    assert "\x00" not in content


def test_what_is_not_set_is_left_out() -> None:
    document = tomllib.loads(to_toml(RunConfig()))

    assert document["format_version"] == 1
    assert not {"layers"} & set(document["network"])
    assert document["network"]["hidden"] == [2]
    assert not {"targets", "label", "ignored", "kinds", "extra_inputs", "samples"} & set(document["data"])
    assert document["data"]["source"] == "xor"
    assert "name" not in document
    assert "bias_start" not in document["network"]
    assert "batch_size" not in document["training"]


def test_a_switch_is_written_as_true_or_false() -> None:
    for value, word in ((True, "true"), (False, "false")):
        content = to_toml(RunConfig(training=TrainingConfig(nesterov=value, keep_best=value)))

        assert f"\nnesterov = {word}\n" in content
        assert f"\nkeep_best = {word}\n" in content
        assert read(content).training.nesterov is read(content).training.keep_best is value


def test_a_rate_that_was_not_given_is_written_as_the_number_that_it_became() -> None:
    for optimizer, rate in DEFAULT_RATES.items():
        content = to_toml(RunConfig(training=TrainingConfig(optimizer=optimizer)))

        assert tomllib.loads(content)["training"]["learning_rate"] == rate
        assert read(content).training.learning_rate == rate


@pytest.mark.parametrize("line", ["", "learning_rate = 'auto'"])
def test_a_file_that_names_an_optimizer_and_no_rate_means_the_optimizers_own(line: str) -> None:
    assert read(f"[training]\noptimizer = 'adam'\n{line}").training.learning_rate == DEFAULT_RATES["adam"]


@pytest.mark.parametrize("rate", DEFAULT_RATES.values())
def test_a_rate_in_a_file_is_kept_whichever_optimizers_own_it_is(rate: float) -> None:
    for optimizer in DEFAULT_RATES:
        content = f"[training]\nlearning_rate = {rate}\noptimizer = '{optimizer}'"

        assert read(content).training.learning_rate == rate


def test_every_option_that_is_not_at_its_default_comes_back_from_a_file() -> None:
    run = RunConfig(
        data=DataConfig(ignored=("id",), kinds=("zip=category",), extra_inputs=("cosines", "squares"), samples=2),
        network=NetworkConfig(activations=("leaky_relu(0.1)", "ramp(-1,2)"), bias_start=-0.5),
    )
    document = tomllib.loads(to_toml(run))

    assert document["data"]["extra_inputs"] == ["squares", "cosines"]
    assert document["data"]["samples"] == 2
    assert document["network"]["activations"] == ["leaky_relu(0.1)", "ramp(-1,2)"]
    assert document["network"]["bias_start"] == -0.5
    assert read(to_toml(run)) == run


def test_words_that_stand_for_none_may_be_written() -> None:
    run = read("[data]\nsamples = 'auto'\n[network]\nbias_start = 'drawn'\n[training]\nlearning_rate = 'auto'")

    assert run == RunConfig()


def test_a_choice_of_no_hidden_layer_is_written() -> None:
    run = RunConfig(network=NetworkConfig(hidden=()))

    assert tomllib.loads(to_toml(run))["network"]["hidden"] == []
    assert read(to_toml(run)) == run


def test_layers_are_written_without_the_hidden_layers_they_replace() -> None:
    document = tomllib.loads(to_toml(RunConfig(network=NetworkConfig(layers=(2, 5, 1), hidden=(9,)))))

    assert document["network"]["layers"] == [2, 5, 1]
    assert "hidden" not in document["network"]


def test_a_full_batch_may_be_written_by_its_word() -> None:
    assert read('[training]\nbatch_size = "full"').training.batch_size is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n# nothing but a remark\n",
        b"format_version = 1",
        b"[training]\n[network]\n",
        b"\xef\xbb\xbf[training]\nlearning_rate = 0.2\n",  # Windows' Notepad writes such a mark
        b"[training]\r\nlearning_rate = 0.2\r\n",
        b"training.learning_rate = 0.2",
        b"training = {learning_rate = 0.2, momentum = 0}",
        b'["training"]\n"learning_rate" = 2e-1',
    ],
)
def test_files_that_say_the_same_in_other_words_are_read(content: bytes) -> None:
    assert read(content) == RunConfig()


@pytest.mark.parametrize("version", ["2", "true", "1.0", "'1'", "0x" + "f" * 5000])
def test_a_format_of_another_version_is_refused(version: str) -> None:
    assert "it reads 1" in refused(lambda: read(f"format_version = {version}"))


def test_a_file_may_say_a_little_and_leave_the_rest() -> None:
    run = read("[training]\nmomentum = 0.9\nmax_iterations = 1e3\n[network]\nactivations = 'tanh'")

    assert run == RunConfig(
        training=TrainingConfig(momentum=0.9, max_iterations=1000), network=NetworkConfig(activations=("tanh",))
    )


# What is not TOML, or not a configuration (the table C1 of the reliability goals)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[training\nmomentum = 0.5", "not valid TOML: .* line 1"),
        (b"[training]\nmomentum = \n", "not valid TOML: .* line 2"),
        (b"[training]\nmomentum 0.5", "not valid TOML: .* line 2"),
        (b"[training]\nmomentum = 0,5", "not valid TOML: .* line 2"),
        (b"[training]\nmomentum = None", "not valid TOML: .* line 2"),
        (b"[data]\nsource = 'xor", "not valid TOML"),
        (b'[data]\nsource = "\\x"', "not valid TOML: .* line 2"),
        (b"[training]\nmomentum = 0.5\nmomentum = 0.6\n", "not valid TOML: .* line 3"),
        (b"[training]\n[training]", "not valid TOML: .* line 2"),
        (b"training.seed = 1\n[training]\nseed = 2", "not valid TOML: .* line 2"),
        (b"name = 'a\x00b'", "not valid TOML: .* line 1"),
        (b"\x00", "not valid TOML: .* line 1"),
        (b"name = 'a\x1b[31mb'", "not valid TOML: .* line 1"),
        (b"# caf\xe9\n", "line 1: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (b"[data]\nsource = 'caf\xe9'", "line 2: byte 0xe9 is not UTF-8"),
        ("name = 'x'".encode("utf-16"), "line 1: byte 0xff is not UTF-8"),
        ("name = 'x'".encode("utf-16-le"), "not valid TOML"),
        (b"name = " + b"[" * 5000 + b"]" * 5000, "nested too deeply|not valid TOML"),
        (b"name = " + b"{a=" * 5000 + b"}" * 5000, "nested too deeply|not valid TOML"),
        (b"[training]\nseed = " + b"9" * 5000, "a number that cannot be read|cannot be used"),
        (b"{'json': 1}", "not valid TOML: .* line 1"),
        (b"a,b,target\n0,0,1\n", "not valid TOML: .* line 1"),
        (b"\x89PNG\r\n\x1a\n", "line 1: byte 0x89 is not UTF-8"),
        (b"#" * (LARGEST_FILE + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_configuration_is_refused_in_one_line(content: bytes, words: str) -> None:
    message = refused(lambda: read(content))

    assert message.startswith("run.toml")
    with pytest.raises(ConfigError, match=words):
        read(content)


def test_a_file_of_the_largest_size_is_read() -> None:
    assert read(b"#" * LARGEST_FILE) == RunConfig()


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_either_read_or_refused_in_one_line(content: bytes) -> None:
    refusal(lambda: read(content))


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.dates() | st.text("ab\n\x1b é", max_size=5),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=4,
    ),
    st.sampled_from(ALL_OPTIONS),
)
def test_any_value_in_a_file_is_either_taken_or_refused_with_its_line(value: object, declared: Option) -> None:
    content = in_toml(declared, value)
    message = refusal(lambda: read(content))

    assert message is None or f": {identity(declared)}: " in message


# Values


def test_a_bad_value_in_a_file_is_refused_with_its_name() -> None:
    for declared, content in toml_cases():
        message = refused(partial(read, content))

        assert message.startswith("run.toml")
        # A table in a table has a name of its own.
        assert f": {identity(declared)}: " in message or content.startswith("[")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("[training]\nlearning_rate = -1", 2),
        ("\n\n[training]\n# learning_rate = 3\n\n   learning_rate=-1", 6),
        ("[network]\nseed = 1\n[training]\nseed = -1", 4),
        ("[training]\nseed = 1\n[network]\nseed = -1", 4),
        ("name = 1\n[training]\n", 1),
        ('[training]\n"learning_rate" = -1', 2),
        ("[ training ]\n'learning_rate'=-1", 2),
        ("name = 'x'\ntraining.learning_rate = -1", 2),
        ("name = 'x'\ntraining . learning_rate = -1", 2),
        ("[network]\nhidden = [\n  2,\n  0,\n]", 2),
        ("[training]\r\n\r\nlearning_rate = -1\r\n", 3),
        ("\ufeff[training]\nlearning_rate = -1", 2),
        ("[training]\nlearning_rte = 1", 2),
        ("# a\u2028b\u0085\n[training]\nlearning_rate = -1", 3),
        ("name = 'x'\n[trainng]\nlearning_rate = 1", 2),
        ("name = 'x'\n\nformat_version = 2", 3),
        ("name = 'x'\nseed = 1", 2),
        ("data = 5", 1),
        # Lines that look alike and stand elsewhere.
        ("[network]\n\n[training]\nnetwork = 1", 4),
        ("[network]\nseed = 1 # 1.0\n[training]\nseed = -1", 4),
        ("name = 'seed = 1'\n[training]\nseed = -1", 3),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: str, line: int) -> None:
    assert refused(lambda: read(content)).startswith(f"run.toml, line {line}: ")


def test_a_value_whose_line_cannot_be_found_is_refused_without_one() -> None:
    message = refused(lambda: read("training = {learning_rate = -1}"))

    assert message == "run.toml: training.learning_rate: -1 cannot be used; give a number above 0, or 'auto'"


# Keys and tables


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "[training]\nlearning_rte = 1",
            "run.toml, line 2: training.learning_rte: unknown key; did you mean 'learning_rate'?",
        ),
        ("[trainng]\nseed = 1", "run.toml, line 1: trainng: unknown table; did you mean 'training'?"),
        ("nmae = 'x'", "run.toml, line 1: nmae: unknown key; did you mean 'name'?"),
        ("[network]\nlearning_rate = 1", "run.toml, line 2: network.learning_rate: unknown key"),
        ("[zebra]", "run.toml, line 1: zebra: unknown table"),
        ("training = 5", "run.toml, line 1: training: must be a table: write [training]"),
        ("[[data]]\nsource = 'xor'", "run.toml, line 1: data: must be a table: write [data]"),
        ("name = []", "run.toml, line 1: name: [] is not a text; give a text"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(content: str, message: str) -> None:
    assert refused(lambda: read(content)) == message


def test_a_table_in_a_table_is_an_unknown_key() -> None:
    assert "training.more: unknown key" in refused(lambda: read("[training.more]\nx = 1"))


def slips(word: str) -> set[str]:
    """Every word that one slip of a finger makes: a letter left out, doubled, replaced or changed with the next."""
    made = set()
    for index, letter in enumerate(word):
        made.add(word[:index] + word[index + 1 :])
        made.add(word[:index] + letter + word[index:])
        made.add(word[:index] + word[index + 1 : index + 2] + letter + word[index + 2 :])
        made |= {word[:index] + other + word[index + 1 :] for other in string.ascii_lowercase[::5]}
    return made - {word, ""}


def test_one_slip_of_a_finger_is_understood_in_nineteen_of_twenty() -> None:
    understood, total = 0, 0
    for declared in ALL_OPTIONS:
        known = {other.key for other in ALL_OPTIONS if other.section == declared.section}
        for slip in slips(declared.key) - known:
            content = f"[{declared.section}]\n{slip} = 1" if declared.section else f"{slip} = 1"
            understood += f"did you mean '{declared.key}'?" in refused(partial(read, content))
            total += 1

    assert total > 500
    assert understood >= 0.95 * total


@every_escape
def test_escape_codes_in_names_of_keys_tables_and_files_do_not_reach_the_message(escape: str) -> None:
    refused(lambda: read("[training]\nseed = -1", file_name=f"{escape}.toml"))
    refused(lambda: read(b"\xff", file_name=f"{escape}.toml"))
    refused(lambda: read("x", file_name=f"{escape}.toml"))
    if escape == ESCAPES["lone surrogate"]:  # which no file can hold
        return
    documents: tuple[dict[str, object], ...] = (
        {escape: 1},
        {escape: {"x": 1}},
        {"training": {escape: 1}},
        {"training": {"loss": escape}},
        {"format_version": escape},
    )
    for document in documents:
        refused(partial(read, tomli_w.dumps(document)))


def test_endless_names_and_values_make_short_messages() -> None:
    long = "x" * 100_000
    for document in ({long: 1}, {"training": {long: 1}}, {"training": {"loss": long}}, {"format_version": long}):
        refused(partial(read, tomli_w.dumps(document)))
    refused(lambda: read("x", file_name=long))


def test_sizes_said_in_two_ways_are_refused_by_the_files_name() -> None:
    message = refused(lambda: read("[network]\nlayers = [2, 2, 1]\nhidden = [2]"))

    assert message == "run.toml: layers and hidden are two ways to say the same; give one of them"


# Versions


@pytest.mark.parametrize("version", ["0", "2", "-1", "'1'", "[]", "1.5", "{}", "2020-01-01"])
def test_a_file_of_another_version_is_refused_with_both_versions(version: str) -> None:
    message = refused(lambda: read(f"format_version = {version}"))

    assert "format_version" in message
    assert message.endswith("is not known to this version of tui-nn; it reads 1")


def test_a_file_without_a_version_is_taken_for_the_first() -> None:
    assert read("name = 'x'").name == "x"
