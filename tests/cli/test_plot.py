"""--plot: pictures after the table, as text that a file can hold and in colours on a terminal alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rich.color import ColorSystem

from tui_nn.cli import printed_pictures
from tui_nn.cli.printed_pictures import Paper, pictures_text
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.dataset import Dataset
from tui_nn.engine.events import Finished
from tui_nn.engine.network import Network
from tui_nn.engine.recording import Recording
from tui_nn.engine.training import train

from .command import Call, complaint, plain_environment, run_program

SHORT = ("--max-iterations", "3", "--kernel", "numpy")
XOR = (
    "--preset",
    "tutorial",
    "--kernel",
    "numpy",
    "--max-iterations",
    "3000",
    "--learning-rate",
    "2",
    "--momentum",
    "0.9",
)

PRINT_WHETHER_PLOTEXT_IS_LOADED = """
import sys
from tui_nn.cli.main import main
main(sys.argv[1:])
print("plotext" in sys.modules)
"""


@pytest.fixture(autouse=True)
def no_size_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


def finished(dataset: Dataset, config: TrainingConfig, hidden: tuple[int, ...] = (4,)) -> Finished:
    sizes = (dataset.features, *hidden, dataset.outputs)
    *_, last = train(Network.create(sizes, activations="tanh", seed=3), dataset, config)
    assert isinstance(last, Finished)
    return last


def test_the_pictures_stand_after_the_table_in_eighty_columns_without_a_colour(call: Call) -> None:
    plain, plotted = call("train", *XOR), call("train", *XOR, "--plot")
    lines = plotted.lines[len(plain.lines) :]

    assert (plotted.status, plotted.errors) == (0, "")
    assert [line.split("(0")[0] for line in plotted.lines[: len(plain.lines)]] == [
        line.split("(0")[0] for line in plain.lines
    ]
    assert "\x1b" not in plotted.output
    assert max(map(len, lines)) == 80
    assert lines[0] == ""
    assert lines[1].split()[0] == "error"
    assert any("target 1e-05 ╌╌" in line for line in lines)
    assert lines[20].strip() == "iteration"


def test_the_surface_is_what_the_network_says(call: Call) -> None:
    lines = call("train", *XOR, "--plot").lines
    top = next(index for index, line in enumerate(lines) if line.startswith("┌"))
    field = [line[1:-1] for line in lines[top + 1 : top + 21]]

    assert lines[top - 1] == " a to the right, -0.25 to 1.25; b upward, -0.25 to 1.25"
    assert [field[row][column] for row, column in ((3, 8), (3, 40), (16, 8), (16, 40))] == ["x", "o", "o", "x"]
    assert [field[row][column] for row, column in ((3, 6), (3, 42), (16, 6), (16, 42))] == ["█", " ", " ", "█"]
    assert lines[-1] == " result: blank is 0, full is 1; rows: x above the middle, o below"


def test_several_classes_are_letters_and_two_are_named(call: Call, tmp_path: Path) -> None:
    for kinds, said in (("abc", " A a, B b, C c; the letters are rows"), ("ab", " kind: blank is a, full is b; ")):
        rows = [f"{x / 10},{x % 7},{kinds[x * len(kinds) // 30]}" for x in range(30)]
        path = tmp_path / f"{kinds}.csv"
        path.write_text("\n".join(["x,y,kind", *rows]))
        done = call("train", str(path), "--max-iterations", "500", "--kernel", "numpy", "--plot")
        assert done.status == 0, done
        assert done.lines[-1].startswith(said)
        top = next(index for index, line in enumerate(done.lines) if line.startswith("┌"))
        letters = {letter for line in done.lines[top + 1 : top + 21] for letter in line[1:-1]}
        assert {"A", "B", "C"} <= letters if kinds == "abc" else {"o", "x"} <= letters


def test_other_data_have_no_surface(call: Call) -> None:
    assert not any(line.startswith("┌") for line in call("train", "iris", *SHORT, "--plot").lines)


def test_validation_rows_have_their_curve(call: Call) -> None:
    lines = call("train", "circle", *SHORT, "--validation", "0.3", "--plot").lines
    assert any(line.split()[:5] == ["error", "⠒⠒", "training", "▀▄", "validation"] for line in lines)


@pytest.mark.parametrize("colours", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])
def test_in_colours_it_is_the_same_picture(colours: ColorSystem) -> None:
    dataset, config = load_dataset("xor"), TrainingConfig(max_iterations=500, kernel="numpy")
    run = finished(dataset, config)
    plain = pictures_text(run, Recording(), dataset, config, Paper(60, None)).split("\n")
    coloured = pictures_text(run, Recording(), dataset, config, Paper(60, colours)).split("\n")

    assert len(plain) == len(coloured)
    stripped = [without_colours(line).rstrip() for line in coloured[:20]]
    assert stripped == plain[:20]
    assert "\x1b[" in "".join(coloured)
    field = "".join(coloured[22:])
    assert ("▀" in field) == (colours is not ColorSystem.STANDARD)


def test_outputs_that_are_not_finite_are_drawn() -> None:
    dataset, config = load_dataset("xor"), TrainingConfig(max_iterations=1, kernel="numpy")
    run = finished(dataset, config)
    network = Network((2, 1), ("linear",), np.array([1e308, 1e308, 1e308]))
    run.state.network = network
    for colours in (None, ColorSystem.TRUECOLOR):
        assert "┌" in pictures_text(run, Recording(), dataset, config, Paper(80, colours))


def test_colours_need_a_terminal_and_no_word_against_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert printed_pictures.paper() == Paper(80, None)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert printed_pictures.paper() == Paper(80, ColorSystem.EIGHT_BIT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed_pictures.paper() == Paper(100, None)


def test_objects_and_pictures_do_not_go_together(call: Call) -> None:
    done = call("train", "xor", "--plot", "--json")
    assert done.status == 2
    assert json.loads(done.output)["event"] == "failed"
    assert "give one of them" in done.errors
    assert complaint(call("xor", "--plot")).startswith("the app draws its own pictures; --plot is for tui-nn train")


def test_a_locale_without_these_characters_gets_a_line_instead() -> None:
    done = run_program("train", "xor", *SHORT, "--plot", environment={"PYTHONIOENCODING": "ascii"})

    assert done.status == 0
    assert done.lines[-1].startswith("Stopped at the limit")
    assert done.errors == "tui-nn: the pictures of --plot need a terminal or a file in UTF-8\n"


@pytest.mark.parametrize(("words", "loaded"), [((), "False"), (("--plot",), "True")])
def test_plotext_is_loaded_for_pictures_alone(words: tuple[str, ...], loaded: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_WHETHER_PLOTEXT_IS_LOADED, "train", "xor", *SHORT, *words],
        env=plain_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == loaded


def test_the_help_tells_of_it(call: Call) -> None:
    text = " ".join(call("train", "--help").output.split())
    assert "--plot print the error and, for two inputs, what the network says all over them" in text


def without_colours(line: str) -> str:
    parts = line.split("\x1b[")
    return parts[0] + "".join(part.partition("m")[2] for part in parts[1:])
