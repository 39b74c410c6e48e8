"""Help, version and the list of data sets: complete, at most 80 columns wide, and there at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import tui_nn
from tui_nn.config.activation_names import Activations
from tui_nn.config.kinds import Choice, Switch
from tui_nn.config.list_kinds import Several
from tui_nn.config.options import Option
from tui_nn.config.run import ALL_OPTIONS
from tui_nn.data.catalog import builtin_datasets
from tui_nn.data.formats import FORMATS

from .command import Call, plain_environment, run_program

HELP = [("--help",), ("-h",), ("train", "--help"), ("train", "xor", "--seed", "1", "-h"), ("datasets", "--help")]
EXAMPLE = "tui-nn train xor --layers 2,2,1 --learning-rate 0.2 --max-iterations 100000 --min-error 1e-5 --seed 3"

PRINT_WHAT_IS_LOADED = """
import sys
from tui_nn.cli.main import main
status = main(sys.argv[1:])
print("status", status, *sorted({"numpy", "textual", "rich", "asyncio", "multiprocessing"} & set(sys.modules)))
"""


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("words", HELP)
def test_help_fits_into_eighty_columns(words: tuple[str, ...], call: Call) -> None:
    done = call(*words)

    assert (done.status, done.errors) == (0, "")
    assert max(map(len, done.lines)) <= 80
    assert done.lines[0].startswith("usage: tui-nn")


@pytest.mark.parametrize("words", [("--help",), ("train", "--help")])
@pytest.mark.parametrize(
    "declared", [declared for declared in ALL_OPTIONS if declared.flag], ids=lambda each: each.flag
)
def test_help_names_every_option_with_its_default_and_choices(
    words: tuple[str, ...], declared: Option, call: Call
) -> None:
    text = " ".join(call(*words).output.split())
    start = text.index(f"--{declared.flag} {declared.key.upper()} ")
    told = text[start : text.index(")", text.index("default: ", start)) + 1]

    assert declared.help in told
    assert told.endswith(f"default: {declared.kind.format(declared.default) or 'none'})")
    if isinstance(declared.kind, Choice | Switch | Activations | Several) and len(declared.kind.names) > 1:
        assert f"({', '.join(declared.kind.names)}; default: " in told


def test_help_tells_of_the_commands_the_files_and_the_exit_status(call: Call) -> None:
    opening, training = call("--help").output, call("train", "--help").output

    for text in ("tui-nn train DATA", "tui-nn datasets", "--version", "--config FILE", "--save-config FILE"):
        assert text in opening
    for text in ("--json", "0 ended by a rule", "2 wrong use", "3 diverged", "4 standard output", "130 interrupted"):
        assert text in training


def test_the_example_in_the_help_is_the_tutorials_run(call: Call) -> None:
    assert EXAMPLE in " ".join(call("train", "--help").output.replace("\\\n", " ").split())


@pytest.mark.parametrize("words", [("--version",), ("train", "--version")])
def test_the_version_is_told(words: tuple[str, ...], call: Call) -> None:
    assert call(*words).output == f"tui-nn {tui_nn.__version__}\n"


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (("--help",), "status 0"),
        (("train", "--help"), "status 0"),
        (("train", "xor", "--learning-rate", "0"), "status 2"),
        (("train", "xor", "--max-iterations", "1"), "status 0 numpy"),
        (("datasets",), "status 0 numpy"),
    ],
)
def test_nothing_is_loaded_that_is_not_needed(words: tuple[str, ...], loaded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_WHAT_IS_LOADED, *words],
        env=plain_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.splitlines()[-1] == loaded


def test_the_package_can_be_called_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_nn", "--version"],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"tui-nn {tui_nn.__version__}\n"


def test_the_installed_program_is_this_command() -> None:
    assert run_program("--version").output == f"tui-nn {tui_nn.__version__}\n"


# Data sets


def test_every_data_set_is_listed_with_its_sizes(call: Call) -> None:
    done = call("datasets")
    listed = done.lines[1 : done.lines.index("")]
    rows = [line.split(maxsplit=4) for line in listed]

    assert done.status == 0
    assert [line.strip() for line in done.lines[len(listed) + 3 :]] == list(FORMATS)
    assert rows == [
        [each.name, str(each.inputs), str(each.targets), str(each.rows), each.description]
        for each in builtin_datasets()
    ]


def test_every_data_set_is_an_object_with_json(call: Call) -> None:
    objects = call("datasets", "--json").objects

    assert [each["name"] for each in objects] == [each.name for each in builtin_datasets()]
    assert json.dumps(objects[6]) == (
        '{"name": "xor", "inputs": 2, "targets": 1, "rows": 4, '
        '"description": "1 when exactly one of a and b is 1; one layer alone cannot learn it", '
        '"kind": "truth table", "source": "", "licence": ""}'
    )


def test_one_data_set_is_told_about_with_its_source_and_licence(call: Call) -> None:
    done, other = call("datasets", "Iris"), call("datasets", "irsi")

    assert any(re.match(r"source +R. A. Fisher 1936", line) for line in done.lines)
    assert any(re.match(r"licence +CC BY 4.0", line) for line in done.lines)
    assert other.status == 2
    assert "did you mean 'iris'?" in other.errors


def test_every_data_set_that_is_listed_can_be_trained_on(call: Call) -> None:
    for dataset in builtin_datasets():
        done = call("train", dataset.name, "--max-iterations", "1", "--json")

        assert done.objects[0]["layers"] == [dataset.inputs, 2, dataset.targets]
        assert done.objects[0]["samples"] == dataset.rows
