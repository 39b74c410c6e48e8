"""Whatever a person typed wrong is told in one line: what, where, and what to do."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_nn.cli.arguments import run_parser
from tui_nn.config.errors import ConfigError
from tui_nn.config.run import ALL_OPTIONS

from .command import Call, complaint

FLAGS = [f"--{declared.flag}" for declared in ALL_OPTIONS if declared.flag]

NO_NUMBERS = (
    "", " ", "abc", "0x10", "½", "१", "１", "1e", "1 2", "∞", "0.2.", "+-1", "1\x00", "\x1b[31m1", "\udcff", "1\u202e",
    "nan", "NaN", "-nan", "inf", "-inf", "+Infinity", "1e400", "-1e400", "9" * 61, "9" * 100_000, "-", "=", "1j", "1;5",
)  # fmt: skip
"""Not one of these is a number that could be meant."""

BAD_NUMBERS: dict[str, tuple[str, ...]] = {
    "--learning-rate": ("1,5", "1_000", "0", "-0", "-1", "-0.5", "-1e5", "-.5", "1e-400"),
    "--momentum": ("1", "1.0", "2", "-0.1", "-1e-9", "0.99999999999999999999"),
    "--min-error": ("-1", "-1e-300"),
    "--scale": ("-1", "-0.1"),
    "--batch-size": ("0", "-1", "1.5", "none", "1e30"),
    "--max-iterations": ("0", "-1", "2.5", "1e19", "full"),
    "--log-every": ("0", "-1", "0.5", "1e19"),
    "--seed": ("-1", "1.5", "1e19"),
    "--batch-seed": ("-1", "1.5", "1e19"),
}

BAD_WORDS: dict[str, tuple[str, ...]] = {
    "--activation": ("", "tahn", "tanh,", "tanh;sigmoid", "\x1b[31m", "sigmoid," * 1000),
    "--initializer": ("", "xavier"),
    "--loss": ("", "sse,sse"),
    "--optimizer": ("", "adamax"),
    "--kernel": ("", "gpu"),
    "--layers": ("", "2", "2,,1", "2,2,1,", "a,b", "2,0,1", "2.5,1", "1e9,1", "2;2;1", "\x00,1", "9" * 100_000),
    "--hidden": ("0", "2,0", "x", "1.5", "²", "9" * 70),
}


@pytest.mark.parametrize("flag", BAD_NUMBERS)
def test_a_number_that_an_option_does_not_take_is_named_with_what_it_takes(flag: str, call: Call) -> None:
    for value in (*NO_NUMBERS, *BAD_NUMBERS[flag]):
        line = complaint(call("train", "xor", flag, value))

        assert line.startswith(f"{flag}: "), (value, line)
        assert re.search(r"(is not a|cannot be used).*; give a (whole )?number", line), (value, line)
        assert line.endswith("(see tui-nn train --help)")


@pytest.mark.parametrize("flag", BAD_WORDS)
def test_a_word_that_an_option_does_not_take_is_named_with_what_it_takes(flag: str, call: Call) -> None:
    for value in BAD_WORDS[flag]:
        line = complaint(call("train", "xor", flag, value))

        assert line.startswith(f"{flag}: "), (value, line)
        assert "; give " in line or "needs at least 1 unit" in line, (value, line)


@pytest.mark.parametrize("form", [("--learning-rate", "-inf"), ("--learning-rate=-inf",)])
def test_a_value_may_begin_with_a_dash_in_either_form(form: tuple[str, ...], call: Call) -> None:
    assert complaint(call("train", *form, "xor")).startswith(
        "--learning-rate: -inf cannot be used; give a number above"
    )


@pytest.mark.parametrize("words", [("--seed",), ("--seed", "--config", "x"), ("--seed", "--"), ("--seed", "--1")])
def test_no_value_at_all_is_told_as_that(words: tuple[str, ...], call: Call) -> None:
    assert complaint(call("train", "xor", *words)).startswith("--seed: a value must follow")


# Unknown options and commands


def test_an_option_with_one_wrong_letter_is_recognised() -> None:
    parser = run_parser("tui-nn train", "", "")
    flags = [*FLAGS, "--config", "--save-config"]
    slips = [(flag[:place] + flag[place + 1 :], flag) for flag in flags for place in range(2, len(flag))]
    slips += [(flag[:place] + "x" + flag[place:], flag) for flag in flags for place in range(2, len(flag))]
    slips += [(flag[:place] + "x" + flag[place + 1 :], flag) for flag in flags for place in range(2, len(flag))]
    recognised = 0
    slips = [(slip, meant) for slip, meant in slips if slip != meant]
    for slip, meant in slips:
        with pytest.raises(ConfigError, match="there is no option") as caught:
            parser.read(["xor", slip, "1"])
        recognised += f"did you mean '{meant}'?" in str(caught.value)

    assert recognised >= 0.95 * len(slips)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("train", "xor", "--log-evry", "5"), "there is no option '--log-evry'; did you mean '--log-every'?"),
        (("train", "--min_error=5", "xor"), "there is no option '--min_error'; did you mean '--min-error'?"),
        (("train", "xor", "-seed", "5"), "there is no option '-seed'; did you mean '--seed'?"),
        (("train", "xor", "--LAYERS", "2,1"), "there is no option '--LAYERS'; did you mean '--layers'?"),
        (("train", "xor", "--qqq"), "there is no option '--qqq'"),
        (("train", "xor", "--\x1b[31m\x07"), "there is no option '--␛[31m␇'"),
        (("train", "xor", "--learn", "0.5"), "there is no option '--learn'"),  # an abbreviation may be another's, later
        (("xor", "--json"), "the app prints nothing; --json is for tui-nn train"),
        (("xor", "--jso"), "there is no option '--jso'"),
        (("datasets", "--jsno"), "there is no option '--jsno'; did you mean '--json'?"),
        (("train", "xor", "--", "--seed", "3"), "'--seed' is one word too many; name one data set"),
        (("train", "xor", "and"), "'and' is one word too many; name one data set"),
        (("datasets", "xor", "and"), "'and' is one word too many"),
        (("trian", "xor"), "there is no command 'trian'; did you mean 'train'?"),
        (("dataset", "xor"), "there is no command 'dataset'; did you mean 'datasets'?"),
        (("xor", "train"), "a command comes first: tui-nn train ..."),
        (("--seed", "4", "train", "xor"), "a command comes first: tui-nn train ..."),
        (("xor", "and"), "'and' is one word too many; name one data set"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_understood(words: tuple[str, ...], line: str, call: Call) -> None:
    told = complaint(call(*words))
    program = f"tui-nn {words[0]}" if words[0] in ("train", "datasets") else "tui-nn"

    assert told.startswith(line)
    assert told.endswith(f" (see {program} --help)")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("trian",), "there is no command and no data set 'trian'; did you mean 'train'?"),
        (("dataset",), "there is no command and no data set 'dataset'; did you mean 'datasets'?"),
        (("xro",), "there is no built-in data set and no file 'xro'; did you mean 'xor'?"),
        (("trian.csv",), "there is no file 'trian.csv'; check its name and its folder"),
        (("train", "tain"), "there is no built-in data set and no file 'tain'"),
        (("train",), "DATA is missing; give a built-in name (see tui-nn datasets) or the path of a file"),
        (("train", "run.toml"), "'run.toml' is a configuration, not a table of data; give it as --config 'run.toml'"),
        (("train", "xor", "--layers", "2,2,1", "--hidden", "3"), "layers and hidden are two ways to say the same"),
        (("train", "xor", "--layers", "3,2,1"), "layers 3,2,1 do not fit xor, which has 2 inputs and 1 target; give 2"),
        (("train", "xor", "--activation", "tanh,relu,tanh"), "3 activations given for 2 layers after the inputs"),
        (("train", "xor", "--targets", "reslt"), "'xor' has no column 'reslt'; did you mean 'result'?"),
        (("train", "xor", "--targets", "a,b,result"), "'xor': every column is a target"),
        (("train", "parity-11"), "there is no 'parity-11': parity-N is built in for every N from 1 to 10"),
    ],
)  # fmt: skip
def test_data_and_values_that_do_not_go_together(words: tuple[str, ...], line: str, call: Call) -> None:
    assert complaint(call(*words)).startswith(line)


@pytest.mark.parametrize(
    "source",
    ["", " ", "-", ".", "/", "/dev/zero", "/dev/null", "a\x00b", "a\x00.csv", "x" * 100_000, "x" * 5000 + ".csv",
     "\x1b]0;title\x07", "\udcff.csv", "~nobody/x.csv", "../" * 3000 + "x.csv", "[red]", "%s%n", "train"],
    ids=lambda source: repr(source[:12]),
)  # fmt: skip
@pytest.mark.parametrize("command", [("train",), ()])
def test_data_that_are_not_there(command: tuple[str, ...], source: str, call: Call) -> None:
    line = complaint(call(*command, "--", source) if source.startswith("-") else call(*command, "--seed", "1", source))

    assert re.search(r"there is no|is a directory|not a regular file|cannot be read", line), line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a,b\n\x1b[31minf,1\n1,2\n3,4\n", "'rows.csv', line 2, column 1 ('a'): '␛[31minf' is not a number"),
        (b"a\x1b]0\x07,b\n,1\n", "'rows.csv', line 2, column 1 ('a␛]0␇'): the cell is empty"),
        (b"a,b\n1,nan\n", "'rows.csv', line 2, column 2 ('b'): 'nan' is no value; choose --missing"),
        (b"a,b\n1,\xff\n", "'rows.csv', line 2, character 3: the byte 0xFF is not UTF-8"),
        (b"a,b\n1,\x00\n", "'rows.csv', line 2: a NUL byte"),
        (b"a,b\n", "'rows.csv' has a header but no rows"),
        (b"", "'rows.csv' is empty"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_line_and_column(
    content: bytes, line: str, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    assert complaint(call("train", str(path))).startswith(line)


def test_a_pipe_is_refused_and_not_waited_for(call: Call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    assert "is not a regular file" in complaint(call("train", str(tmp_path / "pipe.csv")))


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_interruption_where_nothing_has_begun_is_only_a_status(
    form: tuple[str, ...], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui_nn.cli.loading_line.load_data", interrupt)
    done = call("train", "xor", *form)

    assert (done.status, done.output, done.errors) == (130, "", "")


def test_a_value_given_twice_is_the_later_one(call: Call) -> None:
    done = call(
        "train", "xor", "--seed", "1", "--seed", "5", "--max-iterations", "9", "--max-iterations", "1", "--json"
    )

    assert done.objects[0]["seed"] == 5
    assert done.objects[-1]["iterations"] == 1


STANDSTILL = "they are flat for every row, and learn from none"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flag=st.sampled_from([flag for flag in FLAGS if flag != "--hidden"]), value=st.text(max_size=30))
def test_any_text_for_any_option_is_taken_or_told_in_one_line(call: Call, flag: str, value: str) -> None:
    done = call("train", "xor", f"{flag}={value}", "--max-iterations", "1", "--log-every", "1")
    if done.status == 2:
        complaint(done)
    else:
        assert done.status == 0
        # A value may be allowed and foolish: that is told, too.
        assert done.errors == "" or STANDSTILL in done.errors


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["--", "-", "=", "--x", "--seed"])), min_size=2))
def test_any_words_are_told_in_one_line(call: Call, words: list[str]) -> None:
    done = call("train", "no such data", "--layers", "x", *words)
    if done.status == 0:  # there is a -h among them
        assert done.output.startswith("usage: ")
    else:
        complaint(done)


def test_help_is_asked_for_by_nobody_who_made_a_mistake(call: Call, tmp_path: Path) -> None:
    # The usage of thirty options would push the one line that matters off the screen.
    assert "usage" not in complaint(call("train", "xor", "--nope"))
