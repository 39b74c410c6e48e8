"""`tui-nn lab`: the same numbers for people and for programs, and one line about whatever is wrong."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from .command import PATIENCE, PROGRAM, Call, complaint, plain_environment

HELP = [("lab", "--help"), *(("lab", name, "--help") for name in ("success", "gates", "map", "race", "smallest"))]
QUICK = ("xor", "--scale", "1", "--momentum", "0.9", "--max-iterations", "2000")


def test_success_is_told_for_people_and_for_programs(call: Call) -> None:
    told, objects = (
        call("lab", "success", *QUICK, "--starts", "20"),
        call("lab", "success", *QUICK, "--starts", "20", "--json").objects,
    )
    end = objects[-1]

    assert (told.status, told.errors) == (0, "")
    assert [each["event"] for each in objects[:1]] == ["started"]
    assert {each["event"] for each in objects[1:-1]} == {"progress"}
    assert end["event"] == "finished"
    assert (end["starts"], end["successes"], end["goal"]) == (20, 20 - len(end["failed_seeds"]), "error<=0.01")
    assert f"{100 * end['rate']:.1f} % ({100 * end['low']:.1f} to {100 * end['high']:.1f} %)" in told.lines[0]
    assert f"median {end['median_iterations']:,.0f}" in told.output
    assert f"Seeds that failed: {', '.join(map(str, end['failed_seeds']))}" in told.lines


def test_a_seed_that_failed_ends_alone_at_the_same_bits(call: Call) -> None:
    failed = call("lab", "success", *QUICK, "--starts", "20", "--json").objects[-1]["failed"]

    assert failed
    for each in failed[:3]:
        alone = call("train", *QUICK, "--seed", str(each["seed"]), "--json").objects[-1]
        assert (alone["error"], alone["iterations"]) == (each["error"], each["iterations"])


def test_an_interruption_prints_what_is_reached() -> None:
    words = ("xor", "--max-iterations", "1000000000", "--success", "error<=1e-300", "--json")
    with subprocess.Popen(
        [PROGRAM, "lab", "success", *words], stdout=subprocess.PIPE, env=plain_environment(), text=True
    ) as program:
        assert program.stdout is not None
        assert '"started"' in program.stdout.readline()
        assert '"progress"' in program.stdout.readline()
        os.kill(program.pid, signal.SIGINT)
        rest = program.communicate(timeout=PATIENCE)[0].splitlines()

    assert program.returncode == 130
    assert '"finished"' in rest[-1]
    assert '"stopped": true' in rest[-1]


def test_a_journal_is_gone_on_with(call: Call, tmp_path: Path) -> None:
    path = str(tmp_path / "journal")
    words = ("lab", "success", *QUICK, "--json", "--starts")
    first = call(*words, "10", "--journal", path).objects[-1]
    more = call(*words, "20", "--resume", path).objects
    whole = call(*words, "20").objects[-1]

    assert first["starts"] == 10
    assert more[1]["done"] == 10
    assert {**more[-1], "seconds": 0} == {**whole, "seconds": 0}
    assert "is there already" in complaint(call("lab", "success", *QUICK, "--journal", path))
    assert "another experiment" in complaint(call("lab", "success", *QUICK, "--l2", "1", "--resume", path))


def test_gates_are_told_as_a_table_and_as_rows(call: Call) -> None:
    words = ("lab", "gates", "--starts", "1", "--learning-rate", "2", "--max-iterations", "300")
    told, end = call(*words), call(*words, "--json").objects[-1]
    lines = {line.split()[0]: line for line in told.lines if line}

    assert (told.status, told.errors) == (0, "")
    assert len(end["rows"]) == 31
    for row in end["rows"]:
        assert f" {100 * row['rate']:.0f} % " in lines[row["name"]]
        assert f"{row['median_margin']:+.2f}" in lines[row["name"]]
    assert lines["nand"].split()[:3] == ["nand", "2", "1110"]


def test_what_hidden_layers_buy_is_told_as_one_picture(call: Call) -> None:
    options = ("--optimizer", "rprop", "--scale", "1", "--max-iterations", "300", "--starts", "4")
    words = ("lab", "gates", *options, "--compare-hidden", "0,3,4+4")
    told, end = call(*words), call(*words, "--json").objects[-1]
    lines = {line.split()[0]: line for line in told.lines if line}

    assert (told.status, told.errors) == (0, "")
    assert len(end["rows"]) == 3 * 31
    assert lines["none"].split() == ["none", "3", "4+4"]
    for name in ("and", "xor", "xnor", "parity-4", "adder-4"):
        rates = [f"{100 * row['rate']:.0f}" for row in end["rows"] if row["name"] == name]
        assert "".join(each if each.isdigit() else " " for each in lines[name].removeprefix(name)).split() == rates
    assert "Without hidden units, xor and xnor alone of the 16 gates of two inputs" in told.output


def test_a_map_is_told_as_shades_and_cell_by_cell(call: Call) -> None:
    axes = ("--x", "learning_rate=log:0.1..10", "--y", "scale=0.5,1,2", "--cells", "4x3", "--seeds", "4")
    words = ("lab", "map", "xor", *axes, "--max-iterations", "500", "--momentum", "0.5")
    told, objects = call(*words), call(*words, "--json").objects
    cells = {(each["row"], each["column"]): each for each in objects if each["event"] == "cell"}
    end = objects[-1]

    assert (told.status, told.errors) == (0, "")
    assert len(cells) == 12
    assert [each["rate"] for each in end["cells"]] == [cells[place]["rate"] for place in sorted(cells)]
    assert (end["x"]["values"], end["y"]["values"]) == (["0.1", "0.4642", "2.154", "10"], ["0.5", "1", "2"])
    for row, line in zip((2, 1, 0), told.lines[1:4], strict=True):
        numbers = "".join(character if character.isdigit() or character == "." else " " for character in line).split()
        assert numbers[0] == end["y"]["values"][row]
        assert numbers[1:] == [f"{100 * cells[row, column]['rate']:.0f}" for column in range(4)]
    assert any("█" in line or "▓" in line for line in told.lines[1:4])


def test_a_race_is_told_with_its_medians(call: Call) -> None:
    words = ("lab", "race", *QUICK, "--optimizers", "sgd,rprop", "--starts", "4")
    told, end = call(*words), call(*words, "--json").objects[-1]

    assert [row["name"] for row in end["rows"]] == ["sgd", "rprop"]
    assert all(len(row["curve"]) == len(end["marks"]) for row in end["rows"])
    assert all(row["seconds_per_iteration"] > 0 for row in end["rows"])
    assert told.lines[1].endswith("to success")
    assert all(line.endswith((" ms", " s", "–")) for line in told.lines[2:4])
    assert "Median error at iteration:" in told.lines
    assert told.lines[-2].split()[-1] == f"{end['rows'][1]['curve'][-1]:.4f}"


def test_any_configurations_race_and_the_table_says_what_differs(call: Call) -> None:
    others = ("--variant", "momentum=0 optimizer=rprop", "--variant", "hidden=3+2 learning_rate=1")
    words = ("lab", "race", *QUICK, "--present", *others, "--starts", "2")
    told, end = call(*words), call(*words, "--json").objects[-1]

    assert (told.status, told.errors) == (0, "")
    assert [row["hidden"] for row in end["rows"]] == ["2", "2", "3+2"]
    assert [row["learning_rate"] for row in end["rows"]] == [0.2, 0.0125, 1.0]
    assert told.lines[1].split()[:4] == ["hidden", "learning", "rate", "optimizer"]
    assert told.lines[2].split()[:5] == ["present", "2", "0.2", "sgd", "0.9"]
    assert any(line.startswith("hidden=3+2 learning_rate=1") for line in told.lines)


def test_the_smallest_network_is_named(call: Call) -> None:
    words = ("lab", "smallest", "nand", "--bar", "0.6", "--learning-rate", "2", "--starts", "20")
    told, end = call(*words), call(*words, "--json").objects[-1]

    assert (end["hidden"], end["rows"][-1]["parameters"]) == ([], 3)
    assert "2-1 is the first whose rate is surely above 60 % (95 % interval)." in told.lines


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "an experiment is missing; give one of success"),
        (("--json",), "there is no option '--json'"),
        (("sucess", "xor"), "there is no experiment 'sucess'; did you mean 'success'?"),
        (("\x1b[31m",), "there is no experiment '␛[31m'"),
        (("success",), "DATA is missing; give a built-in name"),
        (("success", "xro"), "there is no built-in data set and no file 'xro'; did you mean 'xor'?"),
        (("success", "xor", "--starts", "0"), "--starts: 0 cannot be used; give a whole number from 1"),
        (("success", "xor", "--within", "2"), "--within: 2 cannot be used; give a number of 0 or more and below 1"),
        (("success", "xor", "--success", "luck"), "--success: 'luck' is no measure of success; give error<=0.01"),
        (("success", "iris", "--success", "bits"), "'iris' has other targets than bits; give error<=0.01"),
        (("success", "xor", "--startz", "5"), "there is no option '--startz'; did you mean '--starts'?"),
        (("success", "xor", "--journal", "a", "--resume", "b"), "--journal begins a journal and --resume goes on"),
        (("success", "xor", "--resume", "no/such"), "there is no journal 'no/such'; begin one with --journal"),
        (("gates", "xor"), "'xor' is one word too many; the gates are the data"),
        (("gates", "--compare-hidden", "2,x"), "--compare-hidden: 'x' is not a number of units; give numbers"),
        (("gates", "--layers", "2,2,1"), "layers cannot fit every gate; give --hidden"),
        (("map", "xor"), "--x is missing; give OPTION=FIRST..LAST"),
        (
            ("map", "xor", "--x", "momentum=0..1"),
            "--x: momentum: 1 cannot be used; give a number of 0 or more",
        ),
        (("map", "xor", "--cells", "12"), "--cells: '12' is no size; give two numbers from 2 to 200, as in 12x10"),
        (("race", "xor"), "a race needs two or more: give --optimizers with any of sgd, adagrad"),
        (("race", "xor", "--optimizers", "sgd,adan"), "--optimizers: 'adan' is not known; give one of sgd"),
        (("race", "xor", "--optimizers", "sgd"), "a race needs two or more: give --optimizers"),
        (("race", "xor", "--optimizers", "sgd", "--present"), "'present' and 'sgd' are the same; give each but once"),
        (("race", "xor", "--present", "--variant", "rate=2"), "--variant: no option is called 'rate'"),
        (("doctor", "xor", "--journal", "a", "--resume", "b"), "--journal begins a journal and --resume goes on"),
        (("smallest", "xor", "--bar", "0.99"), "even 100 successes in 100 starts show no more than 0.963; give more"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(words: tuple[str, ...], line: str, call: Call) -> None:
    assert complaint(call("lab", *words)).startswith(line)


def test_a_failure_is_an_object_too(call: Call) -> None:
    done = call("lab", "success", "xro", "--json")

    assert done.status == 2
    assert done.objects[-1]["event"] == "failed"


@pytest.mark.parametrize(
    "words", [("lab", "--help"), *(("lab", name, "--help") for name in ("success", "gates", "map", "race", "smallest"))]
)
def test_help_fits_into_eighty_columns(words: tuple[str, ...], call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = call(*words)

    assert (done.status, done.errors) == (0, "")
    assert max(map(len, done.lines)) <= 80
    assert done.lines[0].startswith("usage: tui-nn lab")
    assert "130 interrupted" in done.output
