"""`tui-nn train`: the tutorial's lines and table, the same numbers in every form, and why it stopped."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import tui_nn
from tui_nn.engine.stopping import StopReason
from tui_nn.engine.training import Result

from .command import TUTORIAL, Call, Outcome, complaint

XOR = ("train", "xor", "--min-error", "0")
ADDER_ROWS = "a,b,sum,carry\n0,0,0,0\n0,1,1,0\n1,0,1,0\n1,1,0,1\n"


def fitted(seed: int, config: tui_nn.TrainingConfig) -> Result:
    """The same run of XOR, in two lines of Python."""
    return tui_nn.fit(tui_nn.Network.create((2, 2, 1), seed=seed), tui_nn.load_dataset("xor"), config)


def table(outcome: Outcome) -> list[str]:
    """The rows of the table at the end."""
    start = next(number for number, line in enumerate(outcome.lines) if line.startswith("Input "))
    return [line for line in outcome.lines[start + 1 : -1] if not line.endswith(" right") or "  " in line]


# The tutorial's run


def test_the_tutorials_run_prints_the_tutorials_lines(call: Call) -> None:
    done = call("train", *TUTORIAL, "--max-iterations", "10000", "--seed", "3")

    assert done.status == 0
    assert done.errors == ""
    assert [number for number, _ in done.iterations] == [0, 2500, 5000, 7500, 10_000]
    assert done.lines[1] == "Iteration 2500\tError: 0.999988"
    assert done.lines[5].split() == ["Input", "(a", "b)", "Output", "(result)", "Target", "(result)", "Difference"]
    assert [row.split()[:2] for row in table(done)] == [["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"]]
    assert [row.split()[3] for row in table(done)] == ["0", "1", "1", "0"]
    assert done.lines[-1].startswith("Stopped at the limit of 10,000 iterations with error 0.989431 (")


def test_the_tutorials_run_ends_when_the_error_is_small_enough(call: Call) -> None:
    done = call("train", *TUTORIAL, "--min-error", "0.01", "--max-iterations", "100000", "--seed", "3")
    result = fitted(3, tui_nn.TrainingConfig(learning_rate=0.2, min_error=0.01))

    assert done.status == 0
    assert result.stop_reason is StopReason.MIN_ERROR
    assert done.lines[-1].startswith(f"Minimum error reached at iteration {result.iterations:,}: 0.00999")
    assert done.lines[-2] == "4 of 4 rows right"


def test_plain_lines_objects_and_fit_tell_the_same_numbers(call: Call) -> None:
    words = ("train", *TUTORIAL, "--max-iterations", "5200", "--seed", "7", "--log-every", "500", "--momentum", "0.5")
    plain, objects = call(*words), call(*words, "--json").objects
    result = fitted(7, tui_nn.TrainingConfig(learning_rate=0.2, momentum=0.5, max_iterations=5200))
    logged = [(each["iteration"], each["error"]) for each in objects if each["event"] == "progress"]
    finished = objects[-1]

    assert [number for number, _ in plain.iterations] == [number for number, _ in logged] == list(range(0, 5200, 500))
    assert [error for _, error in plain.iterations] == [f"{error:.6f}" for _, error in logged]
    assert (finished["iterations"], finished["error"]) == (result.iterations, result.error)
    assert finished["stop_reason"] == result.stop_reason == "max_iterations"
    outputs = result.network.predict(tui_nn.load_dataset("xor").inputs)
    assert finished["outputs"] == outputs.tolist()
    assert [row.split()[2] for row in table(plain)] == [f"{output:.6f}" for output in outputs[:, 0]]


def test_the_same_command_gives_the_same_numbers_again(call: Call) -> None:
    words = ("train", *TUTORIAL, "--max-iterations", "3000", "--batch-size", "2", "--batch-seed", "9", "--json")
    once, again = call(*words).objects, call(*words).objects
    for objects in (once, again):
        objects[-1].pop("seconds")

    assert once == again


# Objects for programs


def test_the_objects_are_started_progress_and_finished(call: Call) -> None:
    done = call("train", "half-adder", "--hidden", "3", "--max-iterations", "100", "--log-every", "40", "--json")
    started, *progress, finished = done.objects

    assert done.status == 0
    assert done.errors == ""
    assert started == {
        "event": "started", "data": "half-adder", "samples": 4, "layers": [2, 3, 2],
        "activations": ["sigmoid", "sigmoid"], "kernel": "compiled", "seed": 3, "learning_rate": 0.2, "momentum": 0.0,
        "batch_size": None, "loss": "sse", "optimizer": "sgd", "remarks": [],
    }  # fmt: skip
    assert [(each["event"], each["iteration"]) for each in progress] == [("progress", n) for n in (0, 40, 80)]
    assert {"event", "iterations", "error", "stop_reason", "seconds", "outputs"} <= set(finished)
    assert finished["event"] == "finished"
    assert np.shape(finished["outputs"]) == (4, 2)


def test_objects_are_plain_ascii_whatever_the_data_are_called(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "r\x1böd\udcff\u202e.csv"
    path.write_text(ADDER_ROWS)
    done = call("train", str(path), "--max-iterations", "1", "--json")

    assert done.output.isascii()
    assert done.objects[0]["data"] == "r␛öd��.csv"


@pytest.mark.parametrize(
    "words",
    [
        ("nope",),
        ("xor", "--learning-rate", "-inf"),
        ("xor", "--layers", "3,2,1"),
        ("xor", "--hidden", "1000000000"),
        ("xor", "--nope"),
        ("--config", "missing.toml"),
        (),
        ("xor", "\x1b[31m\udcff"),
    ],
)
def test_what_is_wrong_is_the_last_object_and_a_line_for_people(words: tuple[str, ...], call: Call) -> None:
    done = call("train", *words, "--json")
    (failed,) = done.objects

    assert failed["event"] == "failed"
    assert done.errors == f"tui-nn: {failed['message']}\n"
    assert done.status == 2
    assert failed["message"].isprintable()


def test_running_out_of_memory_is_said_in_both_forms(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("tui_nn.engine.training.train", run_out)
    done = call(*XOR, "--json")

    assert (done.status, done.objects[0]["event"]) == (2, "failed")
    assert done.errors == "tui-nn: there is not enough memory for this; use fewer units or fewer rows\n"


# The log


def test_every_line_is_printed_even_at_full_speed(call: Call) -> None:
    # Many more lines than the engine keeps.
    done = call(*XOR, "--max-iterations", "12000", "--log-every", "1", "--batch-size", "full")

    assert [number for number, _ in done.iterations] == list(range(12_001))


def test_every_object_is_printed_even_at_full_speed(call: Call) -> None:
    done = call(*XOR, "--max-iterations", "9000", "--log-every", "1", "--json")

    assert [each["iteration"] for each in done.objects[1:-1]] == list(range(9001))


def test_a_log_that_is_rarer_than_the_run_is_long_holds_the_start_only(call: Call) -> None:
    done = call(*XOR, "--max-iterations", "10", "--log-every", "11")

    assert done.iterations == [(0, "1.009892")]


def test_a_very_small_error_is_written_by_its_power_of_ten(call: Call) -> None:
    words = ("--learning-rate", "5", "--min-error", "1e-5", "--max-iterations", "6000", "--log-every", "100")
    numbers = [error for _, error in call("train", "false", *words).iterations]

    assert re.fullmatch(r"\d\.\d{3}e-05", numbers[-1])
    assert all(re.fullmatch(r"\d\.\d{6}|\d\.\d{3}e-\d\d", number) for number in numbers)


# Why it stopped


def test_a_run_that_leaves_the_numbers_is_said_to_have_diverged(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("x,y\n1,1e150\n2,2e150\n")
    words = ("train", str(path), "--activation", "linear", "--learning-rate", "1e300", "--max-iterations", "50")
    plain, objects = call(*words), call(*words, "--json")
    finished = objects.objects[-1]

    assert plain.status == objects.status == 3
    assert plain.lines[-1].startswith("Diverged after iteration ")
    assert plain.errors == objects.errors == ""  # and no warning of NumPy's
    assert finished["stop_reason"] == "diverged"
    assert np.isfinite(finished["outputs"]).all()  # the last finite network is kept


def test_data_that_are_beyond_all_numbers_diverge_at_once(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "larger.csv"
    path.write_text("x,y\n1,1e200\n2,1e300\n")
    words = ("train", str(path), "--max-iterations", "50")
    plain, objects = call(*words), call(*words, "--json")

    assert plain.status == objects.status == 3
    assert plain.lines[-1].startswith("Diverged at once")
    assert objects.objects[-1]["error"] is None  # JSON has no word for it


# The table


def test_a_file_is_learned_by_its_last_column(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ADDER_ROWS)
    done = call("train", str(path), "--max-iterations", "5")

    assert done.lines[1].startswith("Input (a b sum)  Output (carry)  Target (carry)")


def test_targets_are_chosen_by_name_and_keep_their_order(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(ADDER_ROWS)
    done = call("train", str(path), "--targets", "carry,sum", "--max-iterations", "5")
    rows = [row.split() for row in table(done)]

    assert done.lines[1].startswith("Input (a b)  Output (carry sum)  Target (carry sum)")
    assert [row[4:6] for row in rows] == [["0", "0"], ["0", "1"], ["0", "1"], ["1", "0"]]


def test_a_name_with_a_comma_in_it_stands_in_quotes(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('"x, y",z,w\n0,1,0\n1,0,1\n')
    done = call("train", str(path), "--targets", '"x, y"', "--max-iterations", "5", "--json")

    assert done.status == 0
    assert done.objects[0]["layers"] == [2, 2, 1]


def test_a_target_that_is_no_number_of_a_gate_is_not_called_right_or_wrong(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_text("x,y\n0,0.25\n1,0.75\n")
    done = call("train", str(path), "--max-iterations", "5")

    assert "right" not in done.output
    assert "wrong" not in done.output
    assert done.lines[-3].split()[0] == "1"
    assert done.lines[-2].startswith("training (2 rows): RMSE 0.")


def test_the_table_of_a_long_file_holds_its_first_thousand_rows(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "".join(f"{number},1\n" for number in range(1203)))
    words = ("train", str(path), "--max-iterations", "1", "--learning-rate", "1e-9")
    plain, objects = call(*words), call(*words, "--json")

    assert len([line for line in plain.lines if line.endswith(("right", "wrong"))]) == 1001
    assert plain.lines[-3] == "... and 203 rows more; --json gives the outputs of all"
    assert re.fullmatch(r"[\d,]+ of 1,000 rows right", plain.lines[-2])
    assert len(objects.objects[-1]["outputs"]) == 1203


def test_the_table_of_a_wide_file_can_still_be_read(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = [f"column_{number}" for number in range(300)]
    path.write_text("\n".join([",".join(names), ",".join(["1"] * 300), ",".join(["0"] * 300)]))
    done = call("train", str(path), "--max-iterations", "1")

    assert max(map(len, done.lines)) < 160
    assert " and 287 more" in table(done)[0]


def test_names_from_a_file_are_harmless_in_the_table(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text('a\x1b]52;c;eHg=\x07,"two\nlines",[red]y\u202e\n0,1,0\n1,0,1\n')
    done = call("train", str(path), "--max-iterations", "1")

    assert done.status == 0
    assert done.output.replace("\n", "").replace("\t", "").isprintable()
    assert "[red]y" in done.output


# Sizes


def test_five_hundred_layers_are_trained(call: Call) -> None:
    done = call("train", "xor", "--hidden", ",".join(["4"] * 498), "--max-iterations", "3", "--json")

    assert done.status == 0
    assert len(done.objects[0]["layers"]) == 500


@pytest.mark.parametrize("hidden", ["1000000000", "100000,100000", ",".join(["9223372036854775807"] * 50)])
def test_a_network_that_no_memory_holds_is_refused_with_the_bytes(hidden: str, call: Call) -> None:
    line = complaint(call("train", "xor", "--hidden", hidden))

    assert re.search(r"need about [\d.,]+ [GTPE]B .* [\d.,]+ [kMGT]B are free; use fewer units", line)


def test_json_of_a_run_can_be_read_line_by_line_with_nothing_but_the_standard_library(call: Call) -> None:
    for line in call(*XOR, "--max-iterations", "100", "--log-every", "10", "--json").lines:
        assert json.dumps(json.loads(line)) == line


# Whole runs by name, and what came of them in the words of the data


def test_a_preset_begins_a_run_and_other_words_win(call: Call) -> None:
    done = call("train", "--preset", "iris", "--max-iterations", "3", "--json")
    other = call("train", "spiral", "--preset", "playground", "--max-iterations", "1", "--json")

    assert (done.objects[0]["data"], done.objects[0]["layers"]) == ("iris", [4, 8, 3])
    assert done.objects[-1]["iterations"] == 3
    assert (other.objects[0]["data"], other.objects[0]["layers"]) == ("spiral", [2, 16, 16, 1])


def test_a_preset_that_is_not_there_is_refused_with_the_nearest_one(call: Call) -> None:
    done = call("train", "--preset", "tutrial")

    assert done.status == 2
    assert "did you mean 'tutorial'?" in done.errors


def test_a_preset_and_a_file_are_not_both_taken(call: Call, tmp_path: Path) -> None:
    done = call("train", "--preset", "iris", "--config", str(tmp_path / "run.toml"))

    assert (done.status, "give one of them" in done.errors) == (2, True)


def test_presets_are_listed_for_people_and_for_programs(call: Call) -> None:
    listed, objects = call("presets"), call("presets", "--json")

    assert any(line.startswith("tutorial-part-5 ") for line in listed.lines)
    assert [each["name"] for each in objects.objects] == [line.split()[0] for line in listed.lines]


def test_classes_are_told_by_their_names_and_scored_beside_a_baseline(call: Call) -> None:
    run = ("train", "--preset", "iris", "--max-iterations", "60")
    plain, objects = call(*run), call(*run, "--json")
    scores = objects.objects[-1]["scores"]

    assert any(re.search(r" setosa \d+%\s+setosa\s+right$", line) for line in plain.lines)
    assert [line.split(" (")[0] for line in plain.lines[-4:-1]] == ["training", "validation", "test"]
    assert (
        f"accuracy {scores['test']['accuracy']:.4g} (baseline {scores['test']['accuracy of the baseline']:.4g})"
        in (plain.lines[-2])
    )
    assert np.sum(scores["test"]["confusion"]) == scores["test"]["rows"] == 38


def test_what_was_recognised_in_a_file_is_said(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a;b\n0,5;1\n1,5;0\n2,5;1\n")
    done, objects = call("train", str(path), "--max-iterations", "1"), call("train", str(path), "--json")

    assert done.errors == "tui-nn: semicolons between cells\ntui-nn: decimal comma\n"
    assert objects.objects[0]["remarks"] == ["semicolons between cells", "decimal comma"]
    assert any(line.startswith("0.5 ") for line in done.lines)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--activation", "step"), "training through step is impossible"),
        (("--activation", "tanh", "--loss", "binary_crossentropy"), "choose sigmoid for it"),
        (("--activation", "tanh,softmax"), "softmax needs at least 2 outputs"),
        (("--loss", "categorical_crossentropy"), "goes with softmax in the last layer"),
        (("--patience", "5", "--monitor", "validation"), "there are no validation rows"),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_would(words: tuple[str, ...], says: str, call: Call) -> None:
    done = call("train", "xor", *words)

    assert done.status == 2
    assert done.errors.count("\n") == 1
    assert says in done.errors
