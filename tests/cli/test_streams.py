"""The standard streams: closed, full, without a reader, in a C locale; and a folder full of traps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .command import ENDLESS, PATIENCE, PROGRAM, plain_environment, run_program

SHORT = ("train", "xor", "--max-iterations", "3", "--kernel", "numpy")
"""Without the compiler, which nothing here is about and which takes a second to load."""

NO_ROOM = "tui-nn: standard output cannot be written: no space left on device; send it to another place\n"

TRAPS = (
    "numpy", "csv", "random", "json", "signal", "queue", "pickle", "socket", "struct", "threading", "multiprocessing",
)  # fmt: skip
"""Names of modules that a beginner's folder may well contain."""

OWN_AN_ENGINE = """
import sys
import tui_nn.cli.main
from tui_nn.config.run import RunConfig
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.process import EngineProcess

def open_an_app_without_a_screen():
    engine = EngineProcess()
    engine.start()
    engine.begin(TrainingJob(RunConfig(), paused=False))
    print(type(engine.receive()[1]).__name__)
    engine.close()
    return 0

if __name__ == "__main__":
    tui_nn.cli.main.main = open_an_app_without_a_screen
    tui_nn.cli.main.run()
"""


@pytest.mark.parametrize(
    ("around", "words", "status"),
    [
        ('exec "$@" >&-', SHORT, 0),
        ('exec "$@" >&- 2>&- <&-', (*SHORT, "--json"), 0),
        ('exec "$@" 2>&-', ("train", "nope"), 2),
        ('exec "$@" >&- 2>&- <&-', ("xor",), 2),
        ('exec "$@" >&-', ("--help",), 0),
    ],
)
def test_closed_streams_are_no_reason_to_break(around: str, words: tuple[str, ...], status: int) -> None:
    done = run_program(*words, around=around)

    assert (done.status, done.output, done.errors) == (status, "", "")


def test_without_standard_error_the_lines_are_printed_all_the_same() -> None:
    done = run_program(*SHORT, around='exec "$@" 2>&- <&-')

    assert done.status == 0
    assert done.lines[0] == "Iteration 0\tError: 1.009892"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here is always full")
@pytest.mark.parametrize(
    ("words", "unbuffered"),
    [(("--help",), ""), (("--version",), "1"), ((*SHORT, "--json"), ""), (("train", "nope", "--json"), "")],
)
def test_a_full_disk_is_told_in_one_line(words: tuple[str, ...], unbuffered: str) -> None:
    done = run_program(*words, around='exec "$@" >/dev/full', environment={"PYTHONUNBUFFERED": unbuffered})

    assert (done.status, done.errors) == (4, NO_ROOM)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here is always full")
def test_a_complaint_that_nobody_takes_leaves_the_status() -> None:
    assert run_program("train", "nope", around='exec "$@" 2>/dev/full').status == 2


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_reader_that_has_read_enough_ends_the_run_without_a_word(form: tuple[str, ...]) -> None:
    words = [PROGRAM, *ENDLESS, "--kernel", "numpy", "--log-every", "1", *form]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=plain_environment()) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        program.stdout.close()

        assert program.wait(PATIENCE) == 141
        assert program.stderr.read() == b""
    assert first.startswith(b"Iteration 0\t" if not form else b'{"event": "started"')


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
def test_no_locale_breaks_a_name(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "größe.csv"
    path.write_text("größe,日本\n0,1\n1,0\n")
    done = run_program("train", str(path), "--max-iterations", "1", "--kernel", "numpy", environment=environment)

    assert done.status == 0
    assert done.errors == ""
    assert done.lines[1].startswith(("Input (größe)  Output (日本)", r"Input (gr\xf6\xdfe)  Output (\u65e5\u672c)"))


def test_bytes_that_are_no_text_are_told_harmlessly() -> None:
    done = run_program("train", b"\xff\x1b[31m\xfe.csv")

    assert done.status == 2
    assert done.errors == "tui-nn: there is no file '�␛[31m�.csv'; check its name and its folder\n"


def test_a_limit_on_memory_is_told_before_it_is_reached() -> None:
    done = run_program("train", "xor", "--hidden", "6000,6000", around='ulimit -v 1500000; exec "$@"')

    assert done.status == 2
    assert "layers 2,6000,6000,1 need about 3.1 GB" in done.errors
    assert done.errors.count("\n") == 1


# A folder full of traps


@pytest.fixture
def folder_of_traps(tmp_path: Path) -> Path:
    for name in TRAPS:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name}.py of this folder was imported')\n")
    return tmp_path


def test_a_persons_own_files_are_not_taken_for_modules(folder_of_traps: Path) -> None:
    done = run_program("train", "xor", "--max-iterations", "3", cwd=folder_of_traps)

    assert (done.status, done.errors) == (0, "")
    assert done.lines[-1].startswith("Stopped at the limit of 3 iterations")


def test_a_persons_own_files_are_not_taken_for_modules_by_the_engine_process(
    folder_of_traps: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = tmp_path_factory.mktemp("program") / "program.py"
    program.write_text(OWN_AN_ENGINE)
    done = subprocess.run(
        [sys.executable, str(program)], cwd=folder_of_traps, env=plain_environment(),
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, "Started\n", "")
